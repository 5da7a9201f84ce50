//! Which variables of modules and classes the code sets again, after they were made.

use std::collections::BTreeSet;

use rustpython_ast::{Expr, Stmt};

use super::{Kind, Module, imports, walk};

/// Methods that change what they are called on, if it is a list, a dictionary or a set.
const CHANGING: [&str; 10] =
    ["add", "append", "clear", "discard", "extend", "insert", "pop", "remove", "setdefault", "update"];

/// The names of such variables: `global` ones, those of what the file has imported or made at its own level
/// (`config.debug = …`, `cls.count = …`), and tables and lists in which something is set.  Not what is set in an
/// instance that a function got or made; nor what is set by a name that is computed.
pub fn stored(module: &Module) -> BTreeSet<String> {
    let shared = shared(module);
    let mut found = BTreeSet::new();
    walk(module, &mut |node| {
        let inside =
            || node.ancestors().any(|kind| matches!(kind, Kind::StmtFunctionDef(_) | Kind::ExprLambda(_)));
        let mut add =
            |target: &Expr| targets(target, &mut |target| set(target, &shared, &inside, &mut found));
        match node.kind {
            Kind::StmtAssign(stmt) => stmt.targets.iter().for_each(add),
            Kind::StmtAugAssign(stmt) => add(&stmt.target),
            Kind::StmtAnnAssign(stmt) if stmt.value.is_some() => add(&stmt.target),
            Kind::StmtFor(stmt) => add(&stmt.target),
            Kind::StmtGlobal(stmt) => found.extend(stmt.names.iter().map(ToString::to_string)),
            Kind::ExprCall(call) => match (&*call.func, &*call.arguments.args) {
                (Expr::Name(name), [object, Expr::StringLiteral(attribute), ..])
                    if name.id == "setattr" && is_shared(object, &shared) =>
                {
                    found.insert(attribute.value.to_str().to_owned());
                }
                (Expr::Attribute(method), _) if CHANGING.contains(&method.attr.as_str()) => {
                    entry(&method.value, &shared, &inside, &mut found);
                }
                _ => {}
            },
            _ => {}
        }
    });
    found
}

/// The names that the file imports, or that its own level binds.
fn shared(module: &Module) -> BTreeSet<String> {
    let mut names: BTreeSet<String> = imports::bound_anywhere(module);
    for stmt in module.body() {
        match stmt {
            Stmt::FunctionDef(def) => drop(names.insert(def.name.to_string())),
            Stmt::ClassDef(def) => drop(names.insert(def.name.to_string())),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| {
                targets(target, &mut |target| {
                    if let Expr::Name(name) = target {
                        names.insert(name.id.to_string());
                    }
                });
            }),
            _ => {}
        }
    }
    names
}

/// What is bound one by one: `a, *b = …` binds two.
fn targets(target: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match target {
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|one| targets(one, visit)),
        Expr::List(list) => list.elts.iter().for_each(|one| targets(one, visit)),
        Expr::Starred(starred) => targets(&starred.value, visit),
        _ => visit(target),
    }
}

fn set(target: &Expr, shared: &BTreeSet<String>, inside: &dyn Fn() -> bool, found: &mut BTreeSet<String>) {
    match target {
        Expr::Attribute(attribute) if is_shared(&attribute.value, shared) => {
            found.insert(attribute.attr.to_string());
        }
        Expr::Subscript(subscript) => entry(&subscript.value, shared, inside, found),
        _ => {}
    }
}

/// Something in `table` is set; at the level of its own module that is how it is made.
fn entry(table: &Expr, shared: &BTreeSet<String>, inside: &dyn Fn() -> bool, found: &mut BTreeSet<String>) {
    match table {
        Expr::Name(name) if inside() && is_shared(table, shared) => drop(found.insert(name.id.to_string())),
        Expr::Attribute(attribute) => drop(found.insert(attribute.attr.to_string())),
        Expr::Subscript(subscript) => entry(&subscript.value, shared, inside, found),
        _ => {}
    }
}

/// Whether others have the object, too, as far as the text shows.
fn is_shared(object: &Expr, shared: &BTreeSet<String>) -> bool {
    match object {
        Expr::Name(name) => name.id == "cls" || shared.contains(name.id.as_str()) || shared.contains("*"),
        Expr::Attribute(attribute) => {
            attribute.attr.as_str() == "__class__" || is_shared(&attribute.value, shared)
        }
        Expr::Call(_) => true, // `type(self)`, `get_config()`
        Expr::Subscript(subscript) => is_shared(&subscript.value, shared),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        stored(&Module::parse(text.to_owned()).unwrap()).into_iter().collect()
    }

    #[test]
    fn what_others_see_is_told_from_what_is_ones_own() {
        assert_eq!(
            of("import m\ndef f():\n    m.a = 1\n    m.k.b, [m.c, *m.d] = 1, 2\n"),
            ["a", "b", "c", "d"]
        );
        assert_eq!(
            of("class C:\n    def f(self, o):\n        self.a = o.b = 1\n        p = C()\n        p.c = 2\n"),
            [""; 0]
        );
        assert_eq!(
            of("class C:\n    def f(self):\n        type(self).a = C.b = self.__class__.c = 1\n"),
            ["a", "b", "c"]
        );
        assert_eq!(of("class C:\n    @classmethod\n    def f(cls):\n        cls.a += 1\n"), ["a"]);
        assert_eq!(of("def f():\n    global a, b\n    a = c = 1\n"), ["a", "b"]);
        assert_eq!(of("def f():\n    import m\n    setattr(m, 'a', 1)\n    setattr(m, b, 1)\n"), ["a"]);
    }

    #[test]
    fn what_is_in_a_table_counts_with_it() {
        let own = "T = {}\ndef f(self):\n    T['x'] = 1\n    self.u['y'] = 2\n    V = {}\n    V['z'] = 3\n";
        assert_eq!(of(own), ["T", "u"]);
        assert_eq!(of("from m import T\ndef f():\n    T['x']['y'] = 1\n    m.u.append(2)\n"), ["T", "u"]);
        assert_eq!(of("from m import *\ndef f():\n    T.update(x=1)\n    U.get(2)\n"), ["T"]);
    }

    #[test]
    fn how_a_table_is_made_is_no_setting_again() {
        assert_eq!(of("T = {}\nT['x'] = 1\nimport m\nm.u['x'] = 1\n"), ["u"]);
    }
}
