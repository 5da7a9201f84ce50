//! Replaces the operator of an augmented assignment, or drops it.
//!
//! Survives where no test looks at what was accumulated.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::{Kind, Node};

pub(super) struct AugmentedAssign;

impl Operator for AugmentedAssign {
    const SPEC: Spec = Spec {
        id: "augmented-assign",
        version: 1,
        group: Group::Math,
        level: Level::Default,
        summary: "replace the operator of `x += 1`, or assign without it",
        examples: &[
            Example { before: "x += 1", after: &["x -= 1", "x = 1"] },
            Example { before: "x[i] <<= 1", after: &["x[i] = 1", "x[i] >>= 1"] },
            Example { before: "x += 'a'", after: &["x = 'a'"] },
            Example { before: "x = x + 1", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::StmtAugAssign(stmt) = node.kind else { return };
        let [token] = node.module.operator_tokens(&*stmt.target, &*stmt.value)[..] else { return };
        let swapped = rewrite::arithmetic(stmt.op).or_else(|| rewrite::bitwise(stmt.op));
        if let Some(operator) = swapped.filter(|_| !rewrite::is_text_or_list(&stmt.value)) {
            out.replace(token, format!("{operator}="));
        }
        out.replace(token, "=");
    }
}
