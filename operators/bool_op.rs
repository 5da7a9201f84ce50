//! Swaps `and` with `or`.
//!
//! Survives where no test varies the operands of a condition on their own.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast;
use crate::syntax::{Kind, Node};

pub(super) struct BoolOp;

impl Operator for BoolOp {
    const SPEC: Spec = Spec {
        id: "bool-op",
        version: 1,
        group: Group::Logic,
        level: Level::Default,
        summary: "swap `and` and `or`",
        examples: &[
            Example { before: "a and b", after: &["a or b"] },
            Example { before: "a or (b) or c", after: &["a and (b) or c", "a or (b) and c"] },
            Example { before: "a & b", after: &[] }, // bitwise is another operator's
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprBoolOp(expr) = node.kind else { return };
        let flipped = match expr.op {
            ast::BoolOp::And => "or",
            ast::BoolOp::Or => "and",
        };
        for pair in expr.values.windows(2) {
            if let [token] = node.module.operator_tokens(&pair[0], &pair[1])[..] {
                out.replace(token, flipped);
            }
        }
    }
}
