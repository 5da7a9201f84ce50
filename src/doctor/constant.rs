//! Assertions that hold whatever the code under test does.

use crate::syntax::ast::{BoolOp, Expr, ExprCall, UnaryOp};

/// Whether `assert expr` says nothing: it is true by its own text.
pub(super) fn holds(expr: &Expr) -> bool {
    match expr {
        Expr::BoolOp(bool_op) => match bool_op.op {
            BoolOp::Or => bool_op.values.iter().any(holds),
            BoolOp::And => bool_op.values.iter().all(holds),
        },
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => refuses(&unary.operand),
        Expr::Named(named) => holds(&named.value),
        Expr::Tuple(tuple) => !tuple.elts.is_empty(),
        Expr::Lambda(_) | Expr::Generator(_) => true,
        Expr::Compare(_) | Expr::BinOp(_) | Expr::UnaryOp(_) => fixed(expr),
        other => fixed(other) && !refuses(other),
    }
}

/// A constant that is false: asserting it is a way to fail on purpose.
fn refuses(expr: &Expr) -> bool {
    match expr {
        Expr::BooleanLiteral(literal) => !literal.value,
        Expr::NoneLiteral(_) => true,
        Expr::NumberLiteral(number) => {
            use crate::syntax::ast::Number;
            match &number.value {
                Number::Int(int) => int.as_u64() == Some(0),
                Number::Float(float) => *float == 0.0,
                Number::Complex { real, imag } => *real == 0.0 && *imag == 0.0,
            }
        }
        Expr::StringLiteral(text) => text.value.is_empty(),
        Expr::BytesLiteral(bytes) => bytes.value.is_empty(),
        Expr::Tuple(tuple) => tuple.elts.is_empty(),
        Expr::List(list) => list.elts.is_empty(),
        Expr::Dict(dict) => dict.items.is_empty(),
        _ => false,
    }
}

/// Made of nothing but literals.
fn fixed(expr: &Expr) -> bool {
    match expr {
        Expr::BooleanLiteral(_)
        | Expr::NoneLiteral(_)
        | Expr::NumberLiteral(_)
        | Expr::StringLiteral(_)
        | Expr::BytesLiteral(_)
        | Expr::EllipsisLiteral(_) => true,
        Expr::Tuple(tuple) => tuple.elts.iter().all(fixed),
        Expr::List(list) => list.elts.iter().all(fixed),
        Expr::Set(set) => set.elts.iter().all(fixed),
        Expr::Dict(dict) => {
            dict.items.iter().all(|item| item.key.as_ref().is_some_and(fixed) && fixed(&item.value))
        }
        Expr::UnaryOp(unary) => fixed(&unary.operand),
        Expr::BinOp(binary) => fixed(&binary.left) && fixed(&binary.right),
        Expr::BoolOp(bool_op) => bool_op.values.iter().all(fixed),
        Expr::Compare(compare) => fixed(&compare.left) && compare.comparators.iter().all(fixed),
        _ => false,
    }
}

/// Whether a call of unittest's `assert…` named so is given nothing but constants.
pub(super) fn call_holds(name: &str, call: &ExprCall) -> bool {
    let compared = match name {
        "assertTrue" | "assertIsNotNone" => return call.arguments.args.first().is_some_and(holds),
        "assertFalse" | "assertIsNone" => return call.arguments.args.first().is_some_and(refuses),
        "assertEqual" | "assertNotEqual" | "assertIs" | "assertIsNot" | "assertIn" | "assertNotIn"
        | "assertGreater" | "assertGreaterEqual" | "assertLess" | "assertLessEqual" | "assertListEqual"
        | "assertDictEqual" | "assertTupleEqual" | "assertSetEqual" | "assertAlmostEqual" => 2,
        _ => return false,
    };
    let args = &call.arguments.args;
    args.len() >= compared && args.iter().take(compared).all(fixed)
}
