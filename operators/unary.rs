//! Drops a sign or an inversion.
//!
//! Survives where tests use zero, or never look at the sign.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::UnaryOp;
use crate::syntax::{Kind, Node};

pub(super) struct Unary;

impl Operator for Unary {
    const SPEC: Spec = Spec {
        id: "unary",
        version: 1,
        group: Group::Math,
        level: Level::Default,
        summary: "drop `-` and `~`, replace `+x` with `-x`",
        examples: &[
            Example { before: "-a", after: &["a"] },
            Example { before: "a--b", after: &["a-b"] },
            Example { before: "+a, ~ a", after: &["-a, ~ a", "+a, a"] },
            Example { before: "lambda:a or-b", after: &["lambda:a or b"] },
            Example { before: "not a", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprUnaryOp(expr) = node.kind else { return };
        let Some(token) = node.module.token_after(expr.range.start()) else { return };
        match expr.op {
            UnaryOp::USub => out.remove_prefix(*token, "remove `-`"),
            UnaryOp::Invert => out.remove_prefix(*token, "remove `~`"),
            UnaryOp::UAdd => out.replace(token, "-"),
            UnaryOp::Not => {}
        }
    }
}
