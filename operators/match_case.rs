//! Replaces the guard of a `case`.
//!
//! Survives where no test needs the guard to hold, or to fail.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node};

pub(super) struct MatchCase;

impl Operator for MatchCase {
    const SPEC: Spec = Spec {
        id: "match-case",
        version: 1,
        group: Group::Logic,
        level: Level::Default,
        summary: "replace the guard of a `case` with `True` and with `False`",
        examples: &[
            Example {
                before: "match a:\n  case b if c: d",
                after: &["match a:\n  case b if False: d", "match a:\n  case b if True: d"],
            },
            Example { before: "match a:\n  case b: c", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::MatchCase(case) = node.kind else { return };
        let Some(guard) = case.guard.as_deref() else { return };
        out.replace_as(guard, "True", "replace the guard with `True`");
        out.replace_as(guard, "False", "replace the guard with `False`");
    }
}
