//! What of a piece of code can run, and what of that can fail a test.

use std::collections::BTreeSet;

use super::strength::{Strength, called};
use crate::syntax::Module;
use crate::syntax::ast::visitor::{Visitor, walk_body, walk_expr, walk_parameter, walk_stmt};
use crate::syntax::ast::{
    BoolOp, ExceptHandler, Expr, Number, Parameter, Stmt, StmtIf, StmtTry, StmtWith, UnaryOp,
};

/// What a test does, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    Assert(String, Strength),
    /// Of a function by its name, which may be a helper; if it is none, an assertion by its name.
    Call(String, Option<(String, Strength)>),
}

/// What a piece of code says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Reading {
    pub steps: Vec<Step>,
    /// It ends the test, by itself or under some condition.
    pub skips: bool,
    /// It has a `raise`.
    raises: bool,
    /// All names in it, fixtures that it asks for among them.
    pub words: BTreeSet<String>,
}

impl Reading {
    pub(super) fn of_stmt(module: &Module, stmt: &Stmt) -> Reading {
        let mut reader = Reader::new(module);
        reader.visit_stmt(stmt);
        reader.found
    }

    pub(super) fn of_expr(module: &Module, expr: &Expr) -> Reading {
        let mut reader = Reader::new(module);
        reader.visit_expr(expr);
        reader.found
    }

    pub(super) fn join(&mut self, other: Reading) {
        self.steps.extend(other.steps);
        self.skips |= other.skips;
        self.raises |= other.raises;
        self.words.extend(other.words);
    }
}

struct Reader<'a> {
    module: &'a Module,
    found: Reading,
    /// How many blocks around this keep a failed assertion to themselves.
    swallowed: usize,
}

impl<'a> Reader<'a> {
    fn new(module: &'a Module) -> Reader<'a> {
        Reader { module, found: Reading::default(), swallowed: 0 }
    }

    fn step(&mut self, step: Step) {
        if self.swallowed == 0 {
            self.found.steps.push(step);
        }
    }

    /// A block of which it is known whether it keeps failures to itself.
    fn block(&mut self, body: &'a [Stmt], swallowed: bool) {
        self.swallowed += usize::from(swallowed);
        self.visit_body(body);
        self.swallowed -= usize::from(swallowed);
    }

    fn branches(&mut self, stmt: &'a StmtIf) {
        for (test, body) in live(stmt) {
            test.into_iter().for_each(|test| self.visit_expr(test));
            self.visit_body(body);
        }
    }

    fn trial(&mut self, stmt: &'a StmtTry) {
        self.block(&stmt.body, stmt.handlers.iter().any(|handler| swallows(self.module, handler)));
        stmt.handlers.iter().for_each(|handler| self.visit_except_handler(handler));
        self.visit_body(&stmt.orelse);
        self.visit_body(&stmt.finalbody);
    }

    fn with(&mut self, stmt: &'a StmtWith) {
        stmt.items.iter().for_each(|item| self.visit_with_item(item));
        let suppresses = stmt.items.iter().any(|item| match &item.context_expr {
            Expr::Call(call) => called(call) == Some("suppress") && call.arguments.args.iter().any(is_broad),
            _ => false,
        });
        self.block(&stmt.body, suppresses);
    }

    fn call(&mut self, expr: &'a Expr) {
        let Expr::Call(call) = expr else { return };
        let Some(name) = called(call) else { return };
        self.found.skips |=
            matches!(name, "skip" | "skipTest" | "xfail" | "importorskip") && !is_mark(&call.func);
        let strength = Strength::of_call(name, call);
        let assertion = strength.map(|strength| (self.module.slice(call).to_owned(), strength));
        self.step(Step::Call(name.to_owned(), assertion));
    }
}

impl<'a> Visitor<'a> for Reader<'a> {
    fn visit_body(&mut self, body: &'a [Stmt]) {
        // what comes after the end of a block never runs
        let end = body.iter().position(ends).map_or(body.len(), |at| at + 1);
        walk_body(self, &body[..end]);
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::If(stmt) => return self.branches(stmt),
            Stmt::While(stmt) if truth(&stmt.test) == Some(false) => return self.visit_body(&stmt.orelse),
            Stmt::Try(stmt) => return self.trial(stmt),
            Stmt::With(stmt) => return self.with(stmt),
            Stmt::Assert(assert) => {
                self.step(Step::Assert(self.module.slice(assert).to_owned(), Strength::of(&assert.test)));
            }
            Stmt::Raise(raise) => {
                self.found.raises = true;
                let text = raise.exc.as_ref().map(|exc| self.module.slice(exc.as_ref()));
                self.found.skips |= text.is_some_and(|text| text.contains("SkipTest"));
            }
            _ => {}
        }
        walk_stmt(self, stmt);
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(name) => drop(self.found.words.insert(name.id.to_string())),
            Expr::Attribute(attribute) => drop(self.found.words.insert(attribute.attr.to_string())),
            // as `usefixtures` and `getfixturevalue` name them
            Expr::StringLiteral(text) if is_name(text.value.to_str()) => {
                self.found.words.insert(text.value.to_str().to_owned());
            }
            _ => self.call(expr),
        }
        walk_expr(self, expr);
    }

    fn visit_parameter(&mut self, parameter: &'a Parameter) {
        self.found.words.insert(parameter.name.to_string());
        walk_parameter(self, parameter);
    }

    fn visit_annotation(&mut self, _: &'a Expr) {}
}

/// `pytest.mark.skip`, which is nothing by itself.
fn is_mark(function: &Expr) -> bool {
    let Expr::Attribute(attribute) = function else { return false };
    matches!(&*attribute.value, Expr::Attribute(of) if of.attr.as_str() == "mark")
        || matches!(&*attribute.value, Expr::Name(of) if of.id.as_str() == "mark")
}

fn is_name(text: &str) -> bool {
    !text.is_empty() && text.len() < 100 && text.chars().all(|char| char.is_alphanumeric() || char == '_')
}

fn ends(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Return(_) | Stmt::Raise(_) | Stmt::Continue(_) | Stmt::Break(_))
}

/// The branches of an `if` that may be taken, each with the condition that is asked for it.
pub(super) fn live(stmt: &StmtIf) -> Vec<(Option<&Expr>, &[Stmt])> {
    let first = (Some(&*stmt.test), &stmt.body[..]);
    let others = stmt.elif_else_clauses.iter().map(|clause| (clause.test.as_ref(), &clause.body[..]));
    let mut taken = Vec::new();
    for (test, body) in std::iter::once(first).chain(others) {
        match test.map(truth) {
            Some(Some(false)) => {}
            None | Some(Some(true)) => {
                taken.push((test, body));
                break;
            }
            Some(None) => taken.push((test, body)),
        }
    }
    taken
}

/// What a condition always is.
fn truth(expr: &Expr) -> Option<bool> {
    match expr {
        Expr::BooleanLiteral(literal) => Some(literal.value),
        Expr::NoneLiteral(_) => Some(false),
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(value) => Some(value.as_u8() != Some(0)),
            _ => None,
        },
        Expr::StringLiteral(text) => Some(!text.value.is_empty()),
        Expr::Name(name) if name.id.as_str() == "TYPE_CHECKING" => Some(false),
        Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => truth(&unary.operand).map(|value| !value),
        Expr::BoolOp(expr) => {
            let decides = expr.op == BoolOp::Or;
            let mut values = expr.values.iter().map(truth);
            match values.clone().any(|value| value == Some(decides)) {
                true => Some(decides),
                false => values.all(|value| value == Some(!decides)).then_some(!decides),
            }
        }
        _ => None,
    }
}

/// Whether a failed assertion ends there.
fn swallows(module: &Module, handler: &ExceptHandler) -> bool {
    let ExceptHandler::ExceptHandler(handler) = handler;
    let mut reader = Reader::new(module);
    reader.visit_body(&handler.body);
    let fails = reader.found.raises || reader.found.steps.iter().any(asserts);
    handler.type_.as_ref().is_none_or(|kind| is_broad(kind)) && !fails
}

fn asserts(step: &Step) -> bool {
    matches!(step, Step::Assert(..) | Step::Call(_, Some(_)))
}

/// Of exceptions, those that a failed assertion is one of.
fn is_broad(expr: &Expr) -> bool {
    match expr {
        Expr::Name(name) => matches!(name.id.as_str(), "AssertionError" | "Exception" | "BaseException"),
        Expr::Attribute(attribute) => attribute.attr.as_str() == "AssertionError",
        Expr::Tuple(tuple) => tuple.elts.iter().any(is_broad),
        _ => false,
    }
}
