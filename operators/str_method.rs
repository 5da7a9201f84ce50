//! Swaps a method of text with its counterpart.
//!
//! Survives where tests use text on which both do the same.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::ast::{Expr, ExprCall};
use crate::syntax::{Kind, Node};

pub(super) struct StrMethod;

const PAIRS: &[(&str, &str)] = &[
    ("lower", "upper"),
    ("lstrip", "rstrip"),
    ("startswith", "endswith"),
    ("find", "rfind"),
    ("index", "rindex"),
    ("ljust", "rjust"),
    ("split", "rsplit"),
    ("removeprefix", "removesuffix"),
    ("partition", "rpartition"),
];

/// Modules and the like that have functions of these names.
const NOT_TEXT: &[&str] = &["re", "regex", "os", "path", "shlex", "np", "numpy"];

impl Operator for StrMethod {
    const SPEC: Spec = Spec {
        id: "str-method",
        version: 1,
        group: Group::Call,
        level: Level::Default,
        summary: "swap `lower` and `upper`, `startswith` and `endswith`, `find` and `rfind` …",
        examples: &[
            Example { before: "a.lower()", after: &["a.upper()"] },
            Example { before: "a.rstrip().startswith(b)", after: &["a.lstrip().startswith(b)", "a.rstrip().endswith(b)"] },
            Example { before: "a.split(b, 1)", after: &["a.rsplit(b, 1)"] },
            Example { before: "a.split(b)", after: &[] }, // without a limit both are the same
            Example { before: "os.path.split(a, 1), a.lower", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprCall(call) = node.kind else { return };
        let Expr::Attribute(method) = &*call.func else { return };
        let Some(replacement) = counterpart(&method.attr) else { return };
        let is_module = !matches!(&*method.value, Expr::Call(_))
            && rewrite::last_name(&method.value).is_some_and(|name| NOT_TEXT.contains(&name));
        if !is_module && !same_result(&method.attr, call) {
            out.replace(&method.attr, replacement);
        }
    }
}

fn counterpart(name: &str) -> Option<&'static str> {
    PAIRS.iter().find_map(|&(a, b)| match name {
        _ if name == a => Some(b),
        _ if name == b => Some(a),
        _ => None,
    })
}

/// `split` and `rsplit` only differ where the number of pieces is limited.
fn same_result(name: &str, call: &ExprCall) -> bool {
    matches!(name, "split" | "rsplit") && call.arguments.find_argument("maxsplit", 1).is_none()
}
