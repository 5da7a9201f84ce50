//! Drops a keyword argument.
//!
//! Survives where no test depends on an option that the code sets.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node, Ranged, TextRange, TokenKind};

pub(super) struct Argument;

impl Operator for Argument {
    const SPEC: Spec = Spec {
        id: "argument",
        version: 1,
        group: Group::Call,
        level: Level::Default,
        summary: "drop a keyword argument",
        examples: &[
            Example { before: "f(x, t=3)", after: &["f(x)"] },
            Example { before: "f(a=(1), b=2,)", after: &["f(b=2,)", "f(a=(1),)"] },
            Example { before: "f(a=1)", after: &["f()"] },
            Example { before: "f(a=1,)", after: &["f()"] },
            Example { before: "f(\n  a,  # why\n  b=1)", after: &["f(\n  a)"] },
            Example { before: "class A(B, metaclass=M): pass", after: &[] },
            Example { before: "f(*a, **b)", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::Keyword(keyword) = node.kind else { return };
        let Some(name) = &keyword.arg else { return };
        let mut around = node.ancestors();
        if !matches!((around.next(), around.next()), (Some(Kind::Arguments(_)), Some(Kind::ExprCall(_)))) {
            return;
        }
        let module = node.module;
        let (Some(before), Some(after)) =
            (module.token_before(keyword.start()), module.token_after(keyword.end()))
        else {
            return;
        };
        let range = if before.kind() == TokenKind::Comma {
            TextRange::new(before.start(), keyword.end())
        } else if after.kind() == TokenKind::Comma {
            let next = module.token_after(after.end()).unwrap_or(after);
            TextRange::new(keyword.start(), next.start())
        } else {
            keyword.range()
        };
        out.replace_as(range, "", format!("drop the argument `{name}`"));
    }
}
