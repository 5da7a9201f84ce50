//! Swaps `True` with `False`.
//!
//! Survives where no test depends on a flag.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::Singleton;
use crate::syntax::{Kind, Node};

pub(super) struct BoolLiteral;

impl Operator for BoolLiteral {
    const SPEC: Spec = Spec {
        id: "bool-literal",
        version: 1,
        group: Group::Literal,
        level: Level::Default,
        summary: "swap `True` and `False`",
        examples: &[
            Example { before: "f(True, a=False)", after: &["f(False, a=False)", "f(True, a=True)"] },
            Example { before: "match a:\n  case True: b", after: &["match a:\n  case False: b"] },
            Example { before: "x: Literal[True]", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let value = match node.kind {
            Kind::ExprBooleanLiteral(expr) => expr.value,
            Kind::PatternMatchSingleton(pattern) => match pattern.value {
                Singleton::True => true,
                Singleton::False => false,
                Singleton::None => return,
            },
            _ => return,
        };
        out.replace(node.kind, if value { "False" } else { "True" });
    }
}
