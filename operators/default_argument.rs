//! Changes the default value of a parameter.
//!
//! Survives where every test passes the argument.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::ast::Expr;
use crate::syntax::{Kind, Node};

pub(super) struct DefaultArgument;

impl Operator for DefaultArgument {
    const SPEC: Spec = Spec {
        id: "default-argument",
        version: 1,
        group: Group::Function,
        level: Level::Default,
        summary: "change a default: the next number, the other truth value, `None` to \"\"",
        examples: &[
            Example { before: "def f(n=10): pass", after: &["def f(n=11): pass"] },
            Example {
                before: "def f(a: int = None, *, b=True): pass",
                after: &["def f(a: int = \"\", *, b=True): pass", "def f(a: int = None, *, b=False): pass"],
            },
            Example { before: "lambda n=1: n", after: &["lambda n=2: n"] },
            Example { before: "def f(n=g()): pass", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ParameterWithDefault(parameter) = node.kind else { return };
        let Some(default) = parameter.default.as_deref() else { return };
        let replacement = match default {
            Expr::NumberLiteral(expr) => rewrite::incremented(node.module, expr),
            Expr::BooleanLiteral(expr) if expr.value => "False".to_owned(),
            Expr::BooleanLiteral(_) => "True".to_owned(),
            Expr::NoneLiteral(_) if !node.in_fstring() => "\"\"".to_owned(),
            _ => return,
        };
        out.replace(default, replacement);
    }
}
