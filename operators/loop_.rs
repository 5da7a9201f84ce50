//! Makes a loop run not even once.
//!
//! Survives where no test depends on what the loop does.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node};

pub(super) struct Loop;

impl Operator for Loop {
    const SPEC: Spec = Spec {
        id: "loop",
        version: 1,
        group: Group::Statement,
        level: Level::Default,
        summary: "loop over nothing",
        examples: &[
            Example { before: "for a in b: c", after: &["for a in []: c"] },
            Example { before: "for a in(b, c): d", after: &["for a in[]: d"] },
            Example { before: "for a in []: b", after: &[] },
            Example {
                before: "async def f():\n  async for a in b: c",
                after: &["async def f():\n  async for a in (await _ for _ in ()): c"],
            },
            Example { before: "[a for a in b]", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::StmtFor(stmt) = node.kind else { return };
        // An asynchronous loop needs an asynchronous iterable, which this is.
        let nothing = if stmt.is_async { "(await _ for _ in ())" } else { "[]" };
        out.replace_as(&*stmt.iter, nothing, "loop over nothing");
    }
}
