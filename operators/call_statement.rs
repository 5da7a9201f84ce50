//! Drops a call whose result is not used.
//!
//! Survives where no test looks at the effect of the call.  `super()` calls
//! are another operator's.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::ast::Expr;
use crate::syntax::{Kind, Node};

pub(super) struct CallStatement;

impl Operator for CallStatement {
    const SPEC: Spec = Spec {
        id: "call-statement",
        version: 1,
        group: Group::Statement,
        level: Level::Default,
        summary: "replace a call that is a statement with `pass`",
        examples: &[
            Example { before: "f(a)", after: &["pass"] },
            Example { before: "a.b(\n  c); d()", after: &["pass; d()", "a.b(\n  c); pass"] },
            Example { before: "async def f():\n  await g()", after: &["async def f():\n  pass"] },
            Example { before: "x = f(a)", after: &[] },
            Example { before: "super().__init__()", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::StmtExpr(stmt) = node.kind else { return };
        let call = match &*stmt.value {
            Expr::Call(call) => call,
            Expr::Await(expr) => match &*expr.value {
                Expr::Call(call) => call,
                _ => return,
            },
            _ => return,
        };
        if let Expr::Attribute(method) = &*call.func
            && let Expr::Call(receiver) = &*method.value
            && rewrite::last_name(&receiver.func) == Some("super")
        {
            return;
        }
        out.replace_as(stmt, "pass", "drop the call");
    }
}
