//! Swaps `min` with `max`, `any` with `all`.
//!
//! Survives where tests only give one element, or equal ones.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::ast::Expr;
use crate::syntax::{Kind, Node};

pub(super) struct BuiltinSwap;

impl Operator for BuiltinSwap {
    const SPEC: Spec = Spec {
        id: "builtin-swap",
        version: 1,
        group: Group::Call,
        level: Level::Default,
        summary: "swap `min` and `max`, `any` and `all`",
        examples: &[
            Example { before: "min(a, b)", after: &["max(a, b)"] },
            Example { before: "any(x for x in a)", after: &["all(x for x in a)"] },
            Example { before: "a.max(), min", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprCall(call) = node.kind else { return };
        let Expr::Name(name) = &*call.func else { return };
        let replacement = match name.id.as_str() {
            "min" => "max",
            "max" => "min",
            "any" => "all",
            "all" => "any",
            _ => return,
        };
        out.replace(name, replacement);
    }
}
