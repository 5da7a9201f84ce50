//! Drops `not`.
//!
//! Survives where no test depends on the negated value.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::UnaryOp;
use crate::syntax::{Kind, Node};

pub(super) struct Not;

impl Operator for Not {
    const SPEC: Spec = Spec {
        id: "not",
        version: 1,
        group: Group::Logic,
        level: Level::Default,
        summary: "drop `not`",
        examples: &[
            Example { before: "not a", after: &["a"] },
            Example { before: "not(a) and b", after: &["(a) and b"] },
            Example { before: "not a == b", after: &["a == b"] },
            Example { before: "f'{not {a}}'", after: &["f'{ {a}}'"] },
            Example { before: "a not in b", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprUnaryOp(expr) = node.kind else { return };
        if expr.op == UnaryOp::Not
            && let Some(token) = node.module.token_after(expr.range.start())
        {
            out.remove_prefix(*token, "remove `not`");
        }
    }
}
