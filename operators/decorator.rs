//! Drops a decorator that caches or validates.
//!
//! Survives where no test calls twice, or with what should be refused.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::{Kind, Node};

pub(super) struct Decorator;

const CACHES: &[&str] = &["cache", "lru_cache", "cached", "cachedmethod", "memoize", "memoized"];
const VALIDATION: &[&str] = &[
    "validate_call",
    "validate_arguments",
    "validator",
    "root_validator",
    "field_validator",
    "model_validator",
    "validates",
    "beartype",
    "typechecked",
];

impl Operator for Decorator {
    const SPEC: Spec = Spec {
        id: "decorator",
        version: 1,
        group: Group::Function,
        level: Level::Default,
        summary: "drop a decorator that caches or validates",
        examples: &[
            Example {
                before: "@functools.lru_cache(8)\ndef f(): pass",
                after: &["\ndef f(): pass"], // the line stays, so that line numbers hold
            },
            Example {
                before: "class A:\n  @a\n  @cache  # why\n  def f(): pass",
                after: &["class A:\n  @a\n    # why\n  def f(): pass"],
            },
            Example { before: "@property\ndef f(): pass", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::Decorator(decorator) = node.kind else { return };
        let Some(name) = rewrite::last_name(&decorator.expression) else { return };
        if CACHES.contains(&name) || VALIDATION.contains(&name) {
            out.replace_as(decorator, "", format!("drop the decorator `{name}`"));
        }
    }
}
