//! Adds one to a number.
//!
//! Survives where no test pins the constant down.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::{Kind, Node};

pub(super) struct Number;

impl Operator for Number {
    const SPEC: Spec = Spec {
        id: "number",
        version: 1,
        group: Group::Literal,
        level: Level::Default,
        summary: "replace a number with the next one",
        examples: &[
            Example { before: "a[0]", after: &["a[1]"] },
            Example { before: "0xFF, 1_000", after: &["0x100, 1_000", "0xFF, 1001"] },
            Example { before: "1.5, 1e300, 2j", after: &["2.5, 1e300, 2j", "1.5, 0.0, 2j", "1.5, 1e300, 3.0j"] },
            Example { before: "f'{a[0]:>10}'", after: &["f'{a[1]:>10}'"] },
            Example { before: "match a:\n  case -1: b", after: &["match a:\n  case -2: b"] },
            Example { before: "match a:\n  case {1: b, 2: c}: d", after: &[] },
            Example { before: "x: Literal[1]", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprNumberLiteral(expr) = node.kind else { return };
        if !rewrite::is_mapping_key(node) {
            out.replace(expr, rewrite::incremented(node.module, expr));
        }
    }
}
