//! Returns something else, by annotation where there is one.
//!
//! Survives where no test looks at the result.  What other operators turn into
//! its opposite anyway (truth values, comparisons, `not`) is left to them.

use super::{Edits, Example, Group, Level, Operator, Spec, rewrite};
use crate::syntax::ast::{Expr, ExprNumberLiteral, Int, Number, Operator as Op, StmtFunctionDef, UnaryOp};
use crate::syntax::{Kind, Node};

pub(super) struct ReturnValue;

impl Operator for ReturnValue {
    const SPEC: Spec = Spec {
        id: "return-value",
        version: 1,
        group: Group::Function,
        level: Level::Default,
        summary: "return an empty value of the annotated type, else `None`",
        examples: &[
            Example { before: "def f(): return a", after: &["def f(): return None"] },
            Example { before: "def f(): return 5", after: &["def f(): return 0"] },
            Example { before: "def f() -> int: return a", after: &["def f() -> int: return 0"] },
            Example { before: "def f() -> list[int]: return (a)", after: &["def f() -> list[int]: return ([])"] },
            Example { before: "def f() -> 'str': return a", after: &["def f() -> 'str': return \"\""] },
            Example { before: "def f() -> str: return \"\"", after: &["def f() -> str: return None"] },
            Example { before: "def f() -> int | None: return a", after: &["def f() -> int | None: return None"] },
            Example { before: "def f() -> bool: return a(b)", after: &["def f() -> bool: return not a(b)"] },
            Example { before: "def f(): return a, b", after: &["def f(): return None"] },
            Example { before: "def f(): return a and b", after: &["def f(): return None"] },
            Example { before: "def f(): return None", after: &[] },
            Example { before: "def f(): return True", after: &[] },
            Example { before: "def f(): return a == b", after: &[] },
        ],
    };

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        let Kind::StmtReturn(stmt) = node.kind else { return };
        let Some(value) = stmt.value.as_deref() else { return };
        let function = node.ancestors().find_map(|kind| match kind {
            Kind::StmtFunctionDef(def) => Some(def),
            _ => None,
        });
        let annotated = function.and_then(annotated_type);
        match value {
            Expr::NoneLiteral(_) | Expr::BooleanLiteral(_) => {}
            Expr::UnaryOp(expr) if expr.op == UnaryOp::Not => {}
            Expr::Compare(expr) if expr.ops.len() == 1 => {}
            Expr::NumberLiteral(number) if is_zero(number) => {}
            Expr::NumberLiteral(_) => out.replace(value, "0"),
            _ if annotated == Some("bool") && negatable(value) => {
                out.replace(value, format!("not {}", node.module.slice(value)));
            }
            _ => {
                let empty = annotated.and_then(empty_value).unwrap_or("None");
                let same = empty == node.module.slice(value);
                out.replace_as(
                    value,
                    if same { "None" } else { empty },
                    format!("return `{}`", if same { "None" } else { empty }),
                );
            }
        }
    }
}

fn is_zero(number: &ExprNumberLiteral) -> bool {
    matches!(&number.value, Number::Int(value) if *value == Int::ZERO)
}

/// What binds tighter than `not`, and needs no parentheses after it.
fn negatable(value: &Expr) -> bool {
    matches!(value, Expr::Call(_) | Expr::Name(_) | Expr::Attribute(_) | Expr::Subscript(_) | Expr::Await(_))
}

/// The outermost name of the return annotation, quoted or not; "None" for an
/// optional type.
fn annotated_type(def: &StmtFunctionDef) -> Option<&str> {
    match def.returns.as_deref()? {
        Expr::StringLiteral(text) => Some(text.value.to_str().split('[').next()?.trim()),
        Expr::BinOp(union) if union.op == Op::BitOr => Some("None"),
        other => rewrite::last_name(other),
    }
}

fn empty_value(name: &str) -> Option<&'static str> {
    Some(match name {
        "int" => "0",
        "float" => "0.0",
        "str" => "\"\"",
        "bytes" => "b\"\"",
        "list" | "List" | "Sequence" | "Iterable" | "Collection" => "[]",
        "dict" | "Dict" | "Mapping" | "MutableMapping" => "{}",
        "tuple" | "Tuple" => "()",
        "set" | "Set" => "set()",
        "frozenset" | "FrozenSet" => "frozenset()",
        _ => return None,
    })
}
