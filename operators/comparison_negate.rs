//! Turns a comparison into its opposite.
//!
//! Survives where no test depends on the outcome of the comparison at all.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::CmpOp;
use crate::syntax::{Kind, Node, Ranged, TextRange, Token};

pub(super) struct ComparisonNegate;

impl Operator for ComparisonNegate {
    const SPEC: Spec = Spec {
        id: "comparison-negate",
        version: 1,
        group: Group::Comparison,
        level: Level::Default,
        summary: "turn a comparison into its opposite: `==` and `!=`, `in` and `not in`, `<` and `>=`",
        examples: &[
            Example { before: "a == b", after: &["a != b"] },
            Example { before: "a is not b", after: &["a is b"] },
            Example { before: "a in (b)", after: &["a not in (b)"] },
            Example { before: "a < b >= c", after: &["a >= b >= c", "a < b < c"] },
            Example { before: "(a not  # why\n in b)", after: &["(a   # why\n in b)"] },
            Example { before: "not a is b", after: &["not a is not b"] },
            Example { before: "f'{a!=b!r:>3}'", after: &["f'{a==b!r:>3}'"] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprCompare(expr) = node.kind else { return };
        let mut left = &*expr.left;
        for (op, right) in expr.ops.iter().zip(&expr.comparators) {
            negate(node, *op, &node.module.operator_tokens(left, right), out);
            left = right;
        }
    }
}

fn negate(node: Node<'_>, op: CmpOp, tokens: &[Token], out: &mut Edits<'_>) {
    match *tokens {
        [token] => out.replace(token, opposite(op)),
        [first, second] => {
            let both = TextRange::new(first.start(), second.end());
            let between = node.module.slice(TextRange::new(first.end(), second.start()));
            let dropped = if op == CmpOp::NotIn { first } else { second };
            match between.trim_matches([' ', '\t']).is_empty() {
                true => out.replace(both, opposite(op)),
                // A comment or a line break stands between: keep it.
                false => out.replace_as(dropped, "", format!("replace `{op}` with `{}`", opposite(op))),
            }
        }
        _ => {}
    }
}

fn opposite(op: CmpOp) -> &'static str {
    match op {
        CmpOp::Eq => "!=",
        CmpOp::NotEq => "==",
        CmpOp::Lt => ">=",
        CmpOp::LtE => ">",
        CmpOp::Gt => "<=",
        CmpOp::GtE => "<",
        CmpOp::Is => "is not",
        CmpOp::IsNot => "is",
        CmpOp::In => "not in",
        CmpOp::NotIn => "in",
    }
}
