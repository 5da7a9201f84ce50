//! Which variables of modules and classes the code sets again, after they were made.

use std::collections::BTreeSet;

use rustpython_ast::{Expr, Stmt};
use rustpython_text_size::{Ranged, TextSize};

use super::{Kind, Module, imports, node::targets, walk};

/// Methods that change what they are called on, if it is a list, a dictionary or a set.
const CHANGING: [&str; 10] =
    ["add", "append", "clear", "discard", "extend", "insert", "pop", "remove", "setdefault", "update"];

/// The names of such variables, each with the 1-based line of the statement that sets it: `global` ones, those of
/// what the file has imported or made at its own level (`config.debug = …`, `cls.count = …`), and tables and lists in
/// which something is set.  Not what is set in an instance that a function got or made; nor what is set by a name that
/// is computed.
pub fn stored(module: &Module) -> BTreeSet<(String, u32)> {
    let shared = shared(module);
    let globals = globals(module);
    let mut found = BTreeSet::new();
    walk(module, &mut |node| {
        let function = node.ancestors().find_map(function);
        let inside = function.is_some();
        let global = |name: &str| function.is_some_and(|at| globals.contains(&(at, name.to_owned())));
        let mut names = Vec::new();
        let mut add = |target: &Expr| {
            targets(target, &mut |target| match target {
                Expr::Name(name) if global(&name.id) => names.push(name.id.to_string()),
                Expr::Attribute(attribute) if is_shared(&attribute.value, &shared) => {
                    names.push(attribute.attr.to_string());
                }
                Expr::Subscript(subscript) => names.extend(table(&subscript.value, &shared, inside)),
                _ => {}
            });
        };
        match node.kind {
            Kind::StmtAssign(stmt) => stmt.targets.iter().for_each(add),
            Kind::StmtAugAssign(stmt) => add(&stmt.target),
            Kind::StmtAnnAssign(stmt) if stmt.value.is_some() => add(&stmt.target),
            Kind::StmtFor(stmt) => add(&stmt.target),
            Kind::ExprCall(call) => match (&*call.func, &*call.arguments.args) {
                (Expr::Name(name), [object, Expr::StringLiteral(attribute), ..])
                    if name.id == "setattr" && is_shared(object, &shared) =>
                {
                    names.push(attribute.value.to_str().to_owned());
                }
                (Expr::Attribute(method), _) if CHANGING.contains(&method.attr.as_str()) => {
                    names.extend(table(&method.value, &shared, inside));
                }
                _ => {}
            },
            _ => {}
        }
        if names.is_empty() {
            return;
        }
        let mut around = std::iter::once(node.kind).chain(node.ancestors());
        let statement = around.find(|kind| kind.is_statement()).unwrap_or(node.kind);
        let line = module.lines().line(u32::from(statement.start()));
        found.extend(names.into_iter().map(|name| (name, line)));
    });
    found
}

/// Where a function begins.
fn function(kind: Kind<'_>) -> Option<TextSize> {
    matches!(kind, Kind::StmtFunctionDef(_) | Kind::ExprLambda(_)).then(|| kind.start())
}

/// The names that functions declare as those of the module, each with where its function begins.
fn globals(module: &Module) -> BTreeSet<(TextSize, String)> {
    let mut found = BTreeSet::new();
    walk(module, &mut |node| {
        if let (Kind::StmtGlobal(stmt), Some(at)) = (node.kind, node.ancestors().find_map(function)) {
            found.extend(stmt.names.iter().map(|name| (at, name.to_string())));
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

/// The name of the table in which something is set; at the level of its own module that is how it is made.
fn table(of: &Expr, shared: &BTreeSet<String>, inside: bool) -> Option<String> {
    match of {
        Expr::Name(name) => (inside && is_shared(of, shared)).then(|| name.id.to_string()),
        Expr::Attribute(attribute) => Some(attribute.attr.to_string()),
        Expr::Subscript(subscript) => table(&subscript.value, shared, inside),
        _ => None,
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
        stored(&Module::parse(text.to_owned()).unwrap()).into_iter().map(|(name, _)| name).collect()
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
        assert_eq!(of("def f():\n    global a, b\n    a = c = 1\ndef g():\n    b = 1\n"), ["a"]);
        assert_eq!(of("def f():\n    import m\n    setattr(m, 'a', 1)\n    setattr(m, b, 1)\n"), ["a"]);
    }

    #[test]
    fn lines_are_those_of_the_statements() {
        let text = "import m\ndef f():\n    global a\n    a = 1\n    m.b = (\n        m.c.pop())\n";
        let found: Vec<_> = stored(&Module::parse(text.to_owned()).unwrap()).into_iter().collect();
        assert_eq!(found, [("a".to_owned(), 4), ("b".to_owned(), 5), ("c".to_owned(), 5)]);
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
