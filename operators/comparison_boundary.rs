//! Moves the boundary of an order comparison by including or excluding it.
//!
//! Survives where no test takes the very value at which behaviour changes.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::CmpOp;
use crate::syntax::{Kind, Node};

pub(super) struct ComparisonBoundary;

impl Operator for ComparisonBoundary {
    const SPEC: Spec = Spec {
        id: "comparison-boundary",
        version: 1,
        group: Group::Comparison,
        level: Level::Default,
        summary: "swap `<` and `<=`, `>` and `>=`",
        examples: &[
            Example { before: "a < b", after: &["a <= b"] },
            Example { before: "a <= b < (c)", after: &["a < b < (c)", "a <= b <= (c)"] },
            Example { before: "a > b, a >= b", after: &["a >= b, a >= b", "a > b, a > b"] },
            Example { before: "a == b", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprCompare(expr) = node.kind else { return };
        let mut left = &*expr.left;
        for (op, right) in expr.ops.iter().zip(&expr.comparators) {
            let replacement = match op {
                CmpOp::Lt => Some("<="),
                CmpOp::LtE => Some("<"),
                CmpOp::Gt => Some(">="),
                CmpOp::GtE => Some(">"),
                _ => None,
            };
            if let (Some(replacement), [token]) = (replacement, &node.module.operator_tokens(left, right)[..])
            {
                out.replace(token, replacement);
            }
            left = right;
        }
    }
}
