//! Walking the syntax tree in source order.

use rustpython_ast::Expr;
use rustpython_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal};

use super::Module;

/// A syntax node of any kind, `Kind::ExprBoolOp(expr)` and so on.
pub type Kind<'a> = rustpython_ast::AnyNodeRef<'a>;

/// A node with its surroundings.
#[derive(Clone, Copy)]
pub struct Node<'a> {
    pub kind: Kind<'a>,
    pub module: &'a Module,
    ancestors: &'a [Kind<'a>],
}

impl<'a> Node<'a> {
    /// The node around this one; none for the module's own statements.
    pub fn parent(&self) -> Option<Kind<'a>> {
        self.ancestors.last().copied()
    }

    /// The nodes around this one, innermost first.
    pub fn ancestors(&self) -> impl Iterator<Item = Kind<'a>> {
        self.ancestors.iter().rev().copied()
    }

    /// Inside the braces of an f-string or t-string.
    pub fn in_fstring(&self) -> bool {
        self.ancestors.iter().any(|kind| matches!(kind, Kind::InterpolatedElement(_)))
    }
}

/// Calls `visit` for every node, parents first, in source order.  What only
/// type checkers read is left out: annotations, type parameters, `type X = …`.
pub fn walk<'a>(module: &'a Module, visit: &mut dyn FnMut(Node<'_>)) {
    let mut walker = Walker { module, ancestors: Vec::new(), visit };
    module.body().iter().for_each(|stmt| walker.visit_stmt(stmt));
}

struct Walker<'a, 'v> {
    module: &'a Module,
    ancestors: Vec<Kind<'a>>,
    visit: &'v mut dyn FnMut(Node<'_>),
}

impl<'a> SourceOrderVisitor<'a> for Walker<'a, '_> {
    fn enter_node(&mut self, kind: Kind<'a>) -> TraversalSignal {
        if matches!(kind, Kind::StmtTypeAlias(_) | Kind::TypeParams(_) | Kind::Identifier(_)) {
            // `leave_node` follows all the same.
            self.ancestors.push(kind);
            return TraversalSignal::Skip;
        }
        (self.visit)(Node { kind, module: self.module, ancestors: &self.ancestors });
        self.ancestors.push(kind);
        TraversalSignal::Traverse
    }

    fn leave_node(&mut self, _kind: Kind<'a>) {
        self.ancestors.pop();
    }

    fn visit_annotation(&mut self, _expr: &'a Expr) {}
}

/// What is bound one by one: `a, *b = …` binds two.
pub(super) fn targets(target: &Expr, visit: &mut dyn FnMut(&Expr)) {
    match target {
        Expr::Tuple(tuple) => tuple.elts.iter().for_each(|one| targets(one, visit)),
        Expr::List(list) => list.elts.iter().for_each(|one| targets(one, visit)),
        Expr::Starred(starred) => targets(&starred.value, visit),
        _ => visit(target),
    }
}
