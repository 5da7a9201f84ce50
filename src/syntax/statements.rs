//! Small questions about statements and expressions.

use std::rc::Rc;

use rustpython_ast::{Expr, Stmt};

pub(super) fn dotted(scope: &str, name: &str) -> Rc<str> {
    if scope.is_empty() { Rc::from(name) } else { Rc::from(format!("{scope}.{name}")) }
}

pub(super) fn is_compound(stmt: &Stmt) -> bool {
    matches!(
        stmt,
        Stmt::FunctionDef(_)
            | Stmt::ClassDef(_)
            | Stmt::For(_)
            | Stmt::While(_)
            | Stmt::If(_)
            | Stmt::With(_)
            | Stmt::Try(_)
            | Stmt::Match(_)
    )
}

/// A class whose definition nobody reacts to: no decorator, no metaclass.
pub(super) fn is_plain(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::ClassDef(def) => {
            def.decorator_list.is_empty() && def.arguments.as_ref().is_none_or(|a| a.keywords.is_empty())
        }
        _ => true,
    }
}

pub(super) fn is_literal(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::NumberLiteral(_) | Expr::BooleanLiteral(_) | Expr::NoneLiteral(_) | Expr::StringLiteral(_)
    )
}

pub(super) fn same(a: &[Stmt], b: &[Stmt]) -> bool {
    std::ptr::eq(a, b)
}
