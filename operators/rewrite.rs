//! What several operators share.

use crate::syntax::ast::{Expr, Int, Number, Operator as Op};
use crate::syntax::{Kind, Module, Node, Ranged, span_of};

/// The arithmetic operator that takes the place of another.
pub(super) fn arithmetic(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::Add => "-",
        Op::Sub => "+",
        Op::Mult => "/",
        Op::Div | Op::Mod | Op::Pow | Op::MatMult => "*",
        Op::FloorDiv => "/",
        _ => return None,
    })
}

/// The bitwise operator that takes the place of another.
pub(super) fn bitwise(op: Op) -> Option<&'static str> {
    Some(match op {
        Op::BitAnd => "|",
        Op::BitOr | Op::BitXor => "&",
        Op::LShift => ">>",
        Op::RShift => "<<",
        _ => return None,
    })
}

/// Text and lists know no arithmetic but `+` and `%`: another operator only
/// raises TypeError, which every test that gets there sees.
pub(super) fn is_text_or_list(expr: &Expr) -> bool {
    matches!(
        expr,
        Expr::StringLiteral(_)
            | Expr::BytesLiteral(_)
            | Expr::FString(_)
            | Expr::TString(_)
            | Expr::List(_)
            | Expr::ListComp(_)
            | Expr::Tuple(_)
    )
}

/// A number literal plus one, in the literal's own notation.
pub(super) fn incremented(module: &Module, expr: &crate::syntax::ast::ExprNumberLiteral) -> String {
    match &expr.value {
        Number::Int(value) => incremented_int(value, module.slice(expr)),
        Number::Float(value) => incremented_float(*value),
        Number::Complex { imag, .. } => format!("{}j", incremented_float(*imag)),
    }
}

fn incremented_int(value: &Int, text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    match (value.as_u64().and_then(|n| n.checked_add(1)), lower.get(..2)) {
        (Some(n), Some("0x")) => format!("{n:#x}"),
        (Some(n), Some("0o")) => format!("{n:#o}"),
        (Some(n), Some("0b")) => format!("{n:#b}"),
        (Some(n), _) => n.to_string(),
        (None, _) => format!("({text} + 1)"),
    }
}

fn incremented_float(value: f64) -> String {
    let next = value + 1.0;
    if next == value || !next.is_finite() { "0.0".into() } else { format!("{next:?}") }
}

/// The name or attribute at the end of a callee or decorator: `a.b.cache(x)`
/// is `cache`.
pub(super) fn last_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Call(call) => last_name(&call.func),
        Expr::Subscript(subscript) => last_name(&subscript.value),
        _ => None,
    }
}

/// Whether the node is one of several keys of a mapping pattern, which must
/// differ from each other.
pub(super) fn is_mapping_key(node: Node<'_>) -> bool {
    node.ancestors().any(|kind| match kind {
        Kind::PatternMatchMapping(mapping) => {
            mapping.keys.len() > 1 && {
                let span = span_of(node.kind);
                mapping
                    .keys
                    .iter()
                    .any(|key| key.start().to_u32() <= span.start && span.end <= key.end().to_u32())
            }
        }
        _ => false,
    })
}
