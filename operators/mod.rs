//! What a mutant can be.  An operator sees nodes and tokens and emits edits,
//! nothing else; a new one is a file and a row in [`TABLE`].

mod edits;
mod rewrite;
mod selection;
mod spec;

#[cfg(test)]
mod tests;

use crate::syntax::Node;

pub use edits::{Edits, Found};
pub use selection::Selection;
pub use spec::{Example, Group, Level, Operator, Spec};

/// An [`Operator`] as a value.
pub trait AnyOperator: Sync {
    fn spec(&self) -> &'static Spec;
    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>);
}

impl<T: Operator + Sync> AnyOperator for T {
    fn spec(&self) -> &'static Spec {
        &T::SPEC
    }

    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>) {
        Operator::visit(self, node, out);
    }
}

macro_rules! table {
    ($($module:ident :: $operator:ident),* $(,)?) => {
        $(mod $module;)*

        /// Every operator.  Of two that make the same edit the first counts.
        pub const TABLE: &[&dyn AnyOperator] = &[$(&$module::$operator),*];

        /// Shows `node` to the chosen operators: each of [`TABLE`] in turn,
        /// but without a dynamic call for every node and operator.
        pub fn visit(node: Node<'_>, selection: &Selection, out: &mut Edits<'_>) {
            let mut index = 0;
            $(
                if selection.has(index) {
                    out.set_operator(index);
                    Operator::visit(&$module::$operator, node, out);
                }
                index += 1;
            )*
            debug_assert_eq!(index, TABLE.len());
        }
    };
}

table! {
    arithmetic::Arithmetic,
    bitwise::Bitwise,
    augmented_assign::AugmentedAssign,
    comparison_boundary::ComparisonBoundary,
    comparison_negate::ComparisonNegate,
    bool_op::BoolOp,
    not::Not,
    condition::Condition,
    ternary::Ternary,
    unary::Unary,
    default_argument::DefaultArgument,
    match_case::MatchCase,
    bool_literal::BoolLiteral,
    number::Number,
    string::StringLiteral,
    return_value::ReturnValue,
    call_statement::CallStatement,
    argument::Argument,
    builtin_swap::BuiltinSwap,
    str_method::StrMethod,
    loop_::Loop,
    break_continue::BreakContinue,
    exception_body::ExceptionBody,
    raise::Raise,
    decorator::Decorator,
    lambda::Lambda,
}
