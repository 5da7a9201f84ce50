//! How much an assertion demands.

use crate::syntax::ast::visitor::{Visitor, walk_expr};
use crate::syntax::ast::{CmpOp, Expr, ExprCall, Number, UnaryOp};

/// In the order of what they demand: the kind first, then how far off a number may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Strength {
    /// Equality 3, another comparison 2, truth 1, nothing 0.
    kind: u8,
    near: std::cmp::Reverse<Tolerance>,
}

/// The bits of a positive number, which are in its order; 0 of what nobody has widened.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Tolerance(u64);

/// What `pytest.approx` allows where nothing is said.
const USUAL: f64 = 1e-6;

impl Strength {
    fn new(kind: u8, tolerance: Tolerance) -> Strength {
        Strength { kind, near: std::cmp::Reverse(tolerance) }
    }

    /// Of a condition.
    pub(super) fn of(test: &Expr) -> Strength {
        Strength::new(kind(test), tolerance(test))
    }

    /// Of what pytest, unittest and mock have for it; None of another call.
    pub(super) fn of_call(name: &str, call: &ExprCall) -> Option<Strength> {
        let kind = match name {
            "raises" | "warns" | "assertRaises" | "assertRaisesRegex" | "assertWarns" => raising(name, call),
            "assertTrue" | "assertIsNotNone" | "assertFalse" => 1,
            "assert_called" | "assert_awaited" => 1,
            "assertIn" | "assertNotEqual" | "assertNotIn" | "assertIsInstance" | "assertGreater"
            | "assertLess" => 2,
            "assert_called_once"
            | "assert_awaited_once"
            | "assert_any_call"
            | "assert_any_await"
            | "assert_has_calls"
            | "assert_has_awaits" => 2,
            "fail" => 2,
            _ if name.starts_with("assert") => 3,
            _ => return None,
        };
        let own = digits(name, call).map(Tolerance::of).unwrap_or_default();
        let within = call.arguments.args.iter().map(tolerance).chain([own, stated(call)]);
        Some(Strength::new(kind, within.max().unwrap_or_default()))
    }
}

impl Tolerance {
    fn of(value: f64) -> Tolerance {
        Tolerance(if value > USUAL { value.to_bits() } else { 0 })
    }
}

pub(super) fn called(call: &ExprCall) -> Option<&str> {
    match &*call.func {
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Name(name) => Some(name.id.as_str()),
        _ => None,
    }
}

fn kind(test: &Expr) -> u8 {
    match test {
        Expr::Compare(compare) => {
            let equal = compare.ops.iter().any(|op| matches!(op, CmpOp::Eq | CmpOp::Is));
            let none = compare.comparators.iter().any(Expr::is_none_literal_expr);
            match (equal, none) {
                (true, _) => 3,
                (false, true) => 1,
                _ => 2,
            }
        }
        Expr::BoolOp(expr) if expr.op.is_or() => expr.values.iter().map(kind).min().unwrap_or(1),
        Expr::BoolOp(expr) => expr.values.iter().map(kind).max().unwrap_or(1),
        Expr::BooleanLiteral(value) if value.value => 0,
        Expr::Call(call) if matches!(called(call), Some("isinstance" | "issubclass")) => 2,
        _ => 1,
    }
}

fn raising(name: &str, call: &ExprCall) -> u8 {
    let broad = |expr: &Expr| matches!(expr, Expr::Name(name) if matches!(name.id.as_str(), "Exception" | "BaseException"));
    let told = call.arguments.find_keyword("match").is_some();
    match (call.arguments.args.first().is_none_or(broad), told || name.ends_with("Regex")) {
        (true, false) => 1,
        (_, true) => 3,
        _ => 2,
    }
}

/// The widest that a comparison of numbers in it allows: `approx`, `isclose`, `allclose`.
fn tolerance(expr: &Expr) -> Tolerance {
    struct Calls(Tolerance);
    impl<'a> Visitor<'a> for Calls {
        fn visit_expr(&mut self, expr: &'a Expr) {
            if let Expr::Call(call) = expr {
                self.0 = self.0.max(stated(call));
            }
            walk_expr(self, expr);
        }
    }
    let mut calls = Calls(Tolerance::default());
    calls.visit_expr(expr);
    calls.0
}

fn stated(call: &ExprCall) -> Tolerance {
    let keyword = |name: &str| number(&call.arguments.find_keyword(name)?.value);
    let named = ["rel", "abs", "rel_tol", "abs_tol", "rtol", "atol", "delta"].into_iter().filter_map(keyword);
    let placed =
        (called(call) == Some("approx")).then(|| call.arguments.args.iter().skip(1).filter_map(number));
    named.chain(placed.into_iter().flatten()).map(Tolerance::of).max().unwrap_or_default()
}

/// What `assertAlmostEqual` and numpy's `assert_almost_equal` allow.
fn digits(name: &str, call: &ExprCall) -> Option<f64> {
    let keyword = match name {
        "assertAlmostEqual" | "assertNotAlmostEqual" => "places",
        "assert_almost_equal" | "assert_array_almost_equal" => "decimal",
        _ => return None,
    };
    let places = call.arguments.find_argument_value(keyword, 2).and_then(number)?;
    Some(10f64.powf(-places))
}

fn number(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(value) => value.as_i64().map(|value| value as f64),
            Number::Float(value) => Some(*value),
            Number::Complex { .. } => None,
        },
        Expr::UnaryOp(unary) if unary.op == UnaryOp::USub => number(&unary.operand).map(|value| -value),
        _ => None,
    }
}
