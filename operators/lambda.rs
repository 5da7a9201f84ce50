//! Makes a lambda return nothing.
//!
//! Survives where no test depends on its value.

use super::{Edits, Example, Group, Level, Operator, Spec};
use crate::syntax::{Kind, Node};

pub(super) struct Lambda;

impl Operator for Lambda {
    const SPEC: Spec = Spec {
        id: "lambda",
        version: 1,
        group: Group::Function,
        level: Level::Default,
        summary: "make a lambda return `None`",
        examples: &[
            Example { before: "lambda a: a + b", after: &["lambda a: None"] },
            Example { before: "lambda:(a)", after: &["lambda:(None)"] },
            Example { before: "lambda: None", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::ExprLambda(lambda) = node.kind else { return };
        out.replace_as(&*lambda.body, "None", "return `None` from the lambda");
    }
}
