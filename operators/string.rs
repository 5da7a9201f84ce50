//! Empties a string, or fills an empty one.
//!
//! Survives where no test looks at the text.  A string that is a statement of
//! its own (a docstring, say) has no effect and is left alone.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::ast::StringFlags;
use crate::syntax::{Kind, Node};

pub(super) struct StringLiteral;

impl Operator for StringLiteral {
    const SPEC: Spec = Spec {
        id: "string",
        version: 1,
        group: Group::Literal,
        level: Level::Default,
        summary: "replace a string with an empty one, an empty one with \"mutated\"",
        examples: &[
            Example { before: "f('a', r\"b\")", after: &["f('', r\"b\")", "f('a', r\"\")"] },
            Example { before: "x = ''", after: &["x = 'mutated'"] },
            Example { before: "x = ('a'\n  \"b\")", after: &["x = ('')"] },
            Example { before: "f\"{a['b']}\"", after: &["f\"{a['']}\""] },
            Example { before: "def f():\n  'doc'\n  return 'a'", after: &["def f():\n  'doc'\n  return ''"] },
            Example { before: "x: 'T' = b'a'", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprStringLiteral(expr) = node.kind else { return };
        if matches!(node.parent(), Some(Kind::StmtExpr(_))) || rewrite::is_mapping_key(node) {
            return;
        }
        let Some(first) = expr.value.iter().next() else { return };
        let quotes = first.flags.quote_str();
        let prefix = first.flags.prefix();
        let filling = if expr.value.is_empty() { "mutated" } else { "" };
        let description = match filling {
            "" => "replace the string with an empty one",
            _ => "replace the empty string with \"mutated\"",
        };
        out.replace_as(expr, format!("{prefix}{quotes}{filling}{quotes}"), description);
    }
}
