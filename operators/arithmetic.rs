//! Replaces an arithmetic operator by its nearest relative.
//!
//! Survives where tests use neutral operands (0, 1) or never look at the
//! result.  Text and list literals are left alone: there it only raises.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::{Kind, Node};

pub(super) struct Arithmetic;

impl Operator for Arithmetic {
    const SPEC: Spec = Spec {
        id: "arithmetic",
        version: 1,
        group: Group::Math,
        level: Level::Default,
        summary: "replace `+` with `-`, `*` with `/`, `//` with `/`, `%` and `**` with `*`, and back",
        examples: &[
            Example { before: "a + b", after: &["a - b"] },
            Example { before: "a - (b) * c", after: &["a + (b) * c", "a - (b) / c"] },
            Example { before: "a // b, a % b", after: &["a / b, a % b", "a // b, a * b"] },
            Example { before: "a ** -b, a @ b", after: &["a * -b, a @ b", "a ** -b, a * b"] },
            Example { before: "'%s' % a + ''", after: &[] },
            Example { before: "a & b", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprBinOp(expr) = node.kind else { return };
        let Some(replacement) = rewrite::arithmetic(expr.op) else { return };
        if rewrite::is_text_or_list(&expr.left) || rewrite::is_text_or_list(&expr.right) {
            return;
        }
        if let [token] = node.module.operator_tokens(&*expr.left, &*expr.right)[..] {
            out.replace(token, replacement);
        }
    }
}
