//! Lets a caught exception through.
//!
//! Survives where no test makes the guarded code fail.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::Stmt;
use crate::syntax::{Kind, Node, Ranged, TextRange};

pub(super) struct ExceptionBody;

impl Operator for ExceptionBody {
    const SPEC: Spec = Spec {
        id: "exception-body",
        version: 1,
        group: Group::Exception,
        level: Level::Default,
        summary: "replace the body of an `except` clause with `raise`",
        examples: &[
            Example { before: "try: a\nexcept E: b", after: &["try: a\nexcept E: raise"] },
            Example {
                before: "try:\n  a\nexcept E as e:\n  b\n  raise F from e",
                after: &["try:\n  a\nexcept E as e:\n  raise"],
            },
            Example { before: "try: a\nexcept E: raise", after: &[] },
            Example {
                before: "def f():\n  try: a\n  except E: b = 1\n  def g(): nonlocal b",
                after: &[], // `nonlocal` needs the assignment
            },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExceptHandlerExceptHandler(handler) = node.kind else { return };
        let (Some(first), Some(last)) = (handler.body.first(), handler.body.last()) else { return };
        if matches!(first, Stmt::Raise(stmt) if stmt.exc.is_none()) {
            return;
        }
        let body = TextRange::new(first.start(), last.end());
        out.replace_statements(body, "raise", "let the exception through");
    }
}
