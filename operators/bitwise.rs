//! Replaces a bitwise operator by its counterpart.
//!
//! Survives where no test sets bits that tell the two apart; with sets and
//! masks, where the operands are equal or disjoint.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::{Kind, Node};

pub(super) struct Bitwise;

impl Operator for Bitwise {
    const SPEC: Spec = Spec {
        id: "bitwise",
        version: 1,
        group: Group::Math,
        level: Level::Default,
        summary: "swap `&` and `|`, `<<` and `>>`; replace `^` with `&`",
        examples: &[
            Example { before: "a & b", after: &["a | b"] },
            Example { before: "a | b ^ c", after: &["a & b ^ c", "a | b & c"] },
            Example { before: "a << b, a >> b", after: &["a >> b, a >> b", "a << b, a << b"] },
            Example { before: "a and b", after: &[] },
            Example { before: "x: int | None = 1", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprBinOp(expr) = node.kind else { return };
        let Some(replacement) = rewrite::bitwise(expr.op) else { return };
        if let [token] = node.module.operator_tokens(&*expr.left, &*expr.right)[..] {
            out.replace(token, replacement);
        }
    }
}
