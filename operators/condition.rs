//! Takes or skips a branch whatever its condition says.
//!
//! Survives where no test needs the branch, or none needs it to be left out.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node};

pub(super) struct Condition;

impl Operator for Condition {
    const SPEC: Spec = Spec {
        id: "condition",
        version: 1,
        group: Group::Logic,
        level: Level::Default,
        summary: "replace the condition of `if` and `elif` with `True` and with `False`",
        examples: &[
            Example { before: "if a: b", after: &["if False: b", "if True: b"] },
            Example {
                before: "if(a == b):\n  c\nelif True:\n  d",
                after: &[
                    "if(False):\n  c\nelif True:\n  d",
                    "if(True):\n  c\nelif True:\n  d",
                    "if(a == b):\n  c\nelif False:\n  d",
                ],
            },
            Example { before: "while a: b", after: &[] },
            Example { before: "assert a", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let test = match node.kind {
            Kind::StmtIf(stmt) => &*stmt.test,
            Kind::ElifElseClause(clause) => match &clause.test {
                Some(test) => test,
                None => return,
            },
            _ => return,
        };
        out.replace_as(test, "True", "replace the condition with `True`");
        out.replace_as(test, "False", "replace the condition with `False`");
    }
}
