//! Does not raise.
//!
//! Survives where no test asks for the exception.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node};

pub(super) struct Raise;

impl Operator for Raise {
    const SPEC: Spec = Spec {
        id: "raise",
        version: 1,
        group: Group::Exception,
        level: Level::Default,
        summary: "replace `raise` with `pass`",
        examples: &[
            Example { before: "raise E(a)", after: &["pass"] },
            Example { before: "if a: raise", after: &["if a: pass"] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::StmtRaise(stmt) = node.kind else { return };
        out.replace_as(stmt, "pass", "do not raise");
    }
}
