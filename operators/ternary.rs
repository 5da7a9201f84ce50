//! Always takes one arm of a conditional expression.
//!
//! Survives where tests only ever see the other arm's case, or both arms look
//! the same to them.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node, Ranged, TextRange, TokenKind};

pub(super) struct Ternary;

impl Operator for Ternary {
    const SPEC: Spec = Spec {
        id: "ternary",
        version: 1,
        group: Group::Logic,
        level: Level::Default,
        summary: "replace `a if c else b` with `a` and with `b`",
        examples: &[
            Example { before: "a if c else b", after: &["a", "b"] },
            Example { before: "(x := a) if(c)else(b)", after: &["(b)", "(x := a)"] },
            Example { before: "(a  # why\n if c else b)", after: &["(a)", "(b)"] },
            Example { before: "a if b else a", after: &["a"] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprIf(expr) = node.kind else { return };
        let module = node.module;
        let keyword = |kind, from: TextRange, to: TextRange| {
            module.tokens_between(from.end(), to.start()).find(|t| t.kind() == kind)
        };
        let (body, test, orelse) = (expr.body.range(), expr.test.range(), expr.orelse.range());
        let (Some(if_), Some(else_)) =
            (keyword(TokenKind::If, body, test), keyword(TokenKind::Else, test, orelse))
        else {
            return;
        };
        let (Some(last), Some(first)) = (module.token_before(if_.start()), module.token_after(else_.end()))
        else {
            return;
        };
        // With the parentheses of the arms, without the comments after them.
        let body = module.slice(TextRange::new(expr.start(), last.end()));
        let orelse = module.slice(TextRange::new(first.start(), expr.end()));
        out.replace_as(expr, body, "always take the value before `if`");
        out.replace_as(expr, orelse, "always take the value after `else`");
    }
}
