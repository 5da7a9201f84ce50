//! Swaps `break` with `continue`.
//!
//! Survives where no test has a further round after the jump.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node};

pub(super) struct BreakContinue;

impl Operator for BreakContinue {
    const SPEC: Spec = Spec {
        id: "break-continue",
        version: 1,
        group: Group::Statement,
        level: Level::Default,
        summary: "swap `break` and `continue`",
        examples: &[
            Example { before: "for a in b: break", after: &["for a in b: continue"] },
            Example { before: "while a: continue", after: &["while a: break"] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        match node.kind {
            Kind::StmtBreak(stmt) => out.replace(stmt, "continue"),
            Kind::StmtContinue(stmt) => out.replace(stmt, "break"),
            _ => {}
        }
    }
}
