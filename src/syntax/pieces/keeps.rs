//! Whether a function leaves something behind for others: what it puts into objects that it has not made.
//!
//! When in doubt, it does.

use std::collections::BTreeSet;

use rustpython_ast::visitor::source_order::{SourceOrderVisitor, walk_expr, walk_stmt};
use rustpython_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};

use super::names::dotted;
use crate::syntax::node::targets;

/// Methods that change their object, and functions that change what there is one of.
const CHANGES: [&str; 44] = [
    "append",
    "appendleft",
    "add",
    "update",
    "setdefault",
    "insert",
    "extend",
    "pop",
    "popitem",
    "popleft",
    "remove",
    "discard",
    "clear",
    "sort",
    "reverse",
    "register",
    "unregister",
    "connect",
    "subscribe",
    "put",
    "set",
    "write",
    "configure",
    "setattr",
    "delattr",
    "__setattr__",
    "__setitem__",
    "__delitem__",
    "chdir",
    "putenv",
    "unsetenv",
    "umask",
    "seed",
    "setlocale",
    "setrecursionlimit",
    "filterwarnings",
    "simplefilter",
    "basicConfig",
    "dictConfig",
    "setLevel",
    "addHandler",
    "setcontext",
    "install",
    "patch",
];
/// Where an object gets what it is made with.
const MAKERS: [&str; 3] = ["__init__", "__new__", "__post_init__"];

pub(super) fn keeps(def: &StmtFunctionDef) -> bool {
    let mut made = Made { own: BTreeSet::new(), foreign: BTreeSet::new() };
    def.body.iter().for_each(|stmt| made.visit_stmt(stmt));
    let mut own = &made.own - &made.foreign;
    let first = def.parameters.iter_non_variadic_params().next();
    own.extend(first.filter(|_| MAKERS.contains(&def.name.as_str())).map(|p| p.parameter.name.to_string()));
    let mut visitor = Keeps { own, found: false };
    def.body.iter().for_each(|stmt| visitor.visit_stmt(stmt));
    visitor.found
}

/// Variables of a function: those that get new objects of the plain kinds only, and others.
struct Made {
    own: BTreeSet<String>,
    foreign: BTreeSet<String>,
}

impl<'a> SourceOrderVisitor<'a> for Made {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        let (targets, value): (Vec<&Expr>, Option<&Expr>) = match stmt {
            Stmt::Assign(assign) => (assign.targets.iter().collect(), Some(&assign.value)),
            Stmt::AnnAssign(assign) => (vec![&assign.target], assign.value.as_deref()),
            _ => (Vec::new(), None),
        };
        for target in targets {
            if let Expr::Name(name) = target {
                let own = value.is_some_and(is_new);
                if own { &mut self.own } else { &mut self.foreign }.insert(name.id.to_string());
            }
        }
        walk_stmt(self, stmt);
    }
}

fn is_new(value: &Expr) -> bool {
    let plain = |call: &ExprCall| {
        let path = dotted(&call.func);
        let kinds = ["list", "dict", "set", "bytearray", "deque", "defaultdict", "Counter", "OrderedDict"];
        path.last().is_some_and(|name| kinds.contains(&name.as_str()))
    };
    value.is_literal_expr()
        || value.is_list_expr()
        || value.is_dict_expr()
        || value.is_set_expr()
        || value.is_tuple_expr()
        || value.is_list_comp_expr()
        || value.is_dict_comp_expr()
        || value.is_set_comp_expr()
        || value.as_call_expr().is_some_and(plain)
}

struct Keeps {
    own: BTreeSet<String>,
    found: bool,
}

impl Keeps {
    /// What `expr` names gets another value.
    fn store(&mut self, expr: &Expr) {
        targets(expr, &mut |target| {
            if matches!(target, Expr::Attribute(_) | Expr::Subscript(_)) {
                self.found |= !self.is_own(target);
            }
        });
    }

    /// Whether it is, or is a part of, an object that the function has made.
    fn is_own(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Name(name) => self.own.contains(name.id.as_str()),
            Expr::Attribute(attribute) => self.is_own(&attribute.value),
            Expr::Subscript(subscript) => self.is_own(&subscript.value),
            _ => is_new(expr),
        }
    }
}

impl<'a> SourceOrderVisitor<'a> for Keeps {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Global(_) | Stmt::Nonlocal(_) => self.found = true,
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.store(target)),
            Stmt::AnnAssign(assign) => self.store(&assign.target),
            Stmt::AugAssign(assign) => self.found |= !self.is_own(&assign.target),
            Stmt::Delete(delete) => delete.targets.iter().for_each(|target| self.store(target)),
            Stmt::For(each) => self.store(&each.target),
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        if let Expr::Call(call) = expr {
            let changes = |name: &str| CHANGES.contains(&name);
            self.found |= match &*call.func {
                Expr::Attribute(method) => changes(method.attr.as_str()) && !self.is_own(&method.value),
                Expr::Name(name) => changes(name.id.as_str()),
                _ => true,
            };
        }
        walk_expr(self, expr);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Module;

    fn keep(body: &str) -> bool {
        let text = format!("def f(a, *b):\n    {}\n", body.replace('\n', "\n    "));
        let module = Module::parse(text).unwrap();
        let Stmt::FunctionDef(def) = &module.body()[0] else { panic!("a function") };
        keeps(def)
    }

    #[test]
    fn what_others_can_see_is_kept() {
        for body in [
            "global X\nX = 1",
            "a.x = 1",
            "REGISTRY[a] = 1",
            "a, b.c = 1, 2",
            "a.items.append(1)",
            "del TABLE[a]",
            "for a.x in b: pass",
            "os.environ['X'] = a",
            "setattr(a, 'x', 1)",
            "own = []\nown = a\nown.append(1)",
            "registry().add(a)",
            "table[a]()",
            "a += [1]",
        ] {
            assert!(keep(body), "{body}");
        }
    }

    #[test]
    fn what_it_makes_itself_is_its_own() {
        for body in [
            "return a + 1",
            "out = []\nfor x in b:\n    out.append(x)\nreturn out",
            "out = dict(x=1)\nout[a] = 2\nout['y']['z'] = 3\nreturn out",
            "x = a.x\nreturn x.upper()",
            "x: int = 1\nx += 1\nreturn x",
        ] {
            assert!(!keep(body), "{body}");
        }
        let made = "class A:\n    def __init__(self, x):\n        self.x = x\n        self.all = [x]\n";
        let module = Module::parse(made.to_owned()).unwrap();
        let Stmt::ClassDef(class) = &module.body()[0] else { panic!("a class") };
        let Stmt::FunctionDef(def) = &class.body[0] else { panic!("a method") };
        assert!(!keeps(def));
    }
}
