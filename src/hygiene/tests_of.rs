//! The tests of a file.

use std::collections::BTreeMap;

use crate::syntax::{
    Kind, Module, Node,
    ast::{CmpOp, Decorator, Expr, ExprCall},
    walk,
};

#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Test {
    /// All of it, decorators included.
    pub text: String,
    pub skipped: bool,
    /// Text and strength of each assertion.
    pub asserts: Vec<(String, u8)>,
}

/// By name, classes before it: `TestCart::test_add`.  None of a file that cannot be parsed.
pub(super) fn tests(text: &str) -> BTreeMap<String, Test> {
    let text = text.to_owned();
    crate::syntax::pool().install(|| match Module::parse(text) {
        Ok(module) => of(&module),
        Err(_) => BTreeMap::new(),
    })
}

fn of(module: &Module) -> BTreeMap<String, Test> {
    let mut found: BTreeMap<String, Test> = BTreeMap::new();
    walk(module, &mut |node| {
        if let Kind::StmtFunctionDef(function) = node.kind
            && let Some(name) = name(&node, Some(function.name.as_str()))
        {
            let test = found.entry(name).or_default();
            test.text = module.slice(function).to_owned();
            test.skipped = function.decorator_list.iter().chain(classes(&node)).any(skips(module));
        }
        let Some(test) = name(&node, None).and_then(|name| found.get_mut(&name)) else { return };
        match node.kind {
            Kind::StmtAssert(assert) => {
                test.asserts.push((module.slice(assert).to_owned(), strength(&assert.test)));
            }
            Kind::ExprCall(call) => match called(call) {
                Some("skip" | "skipTest") => test.skipped = true,
                Some(name) => {
                    if let Some(strength) = of_call(name, call) {
                        test.asserts.push((module.slice(call).to_owned(), strength));
                    }
                }
                None => {}
            },
            _ => {}
        }
    });
    found
}

/// The test that the node is in; `own` is the name of a function that is the node itself.
fn name(node: &Node<'_>, own: Option<&str>) -> Option<String> {
    let mut outwards: Vec<(&str, bool)> = own.map(|own| (own, true)).into_iter().collect();
    outwards.extend(node.ancestors().filter_map(|kind| match kind {
        Kind::StmtFunctionDef(function) => Some((function.name.as_str(), true)),
        Kind::StmtClassDef(class) => Some((class.name.as_str(), false)),
        _ => None,
    }));
    // the outermost function is the test, what is in it belongs to it
    let at = outwards.iter().rposition(|(_, function)| *function)?;
    let is_own = own.is_none() || at == 0;
    let path: Vec<&str> = outwards[at..].iter().rev().map(|(name, _)| *name).collect();
    (is_own && outwards[at].0.starts_with("test")).then(|| path.join("::"))
}

fn classes<'a>(node: &'a Node<'a>) -> impl Iterator<Item = &'a Decorator> {
    node.ancestors().flat_map(|kind| match kind {
        Kind::StmtClassDef(class) => class.decorator_list.iter(),
        _ => [].iter(),
    })
}

/// Whether a decorator keeps a test from being run or from failing.
fn skips(module: &Module) -> impl Fn(&Decorator) -> bool {
    move |decorator| {
        let text = module.slice(decorator);
        ["skip", "xfail", "expectedFailure"].iter().any(|word| text.contains(word))
    }
}

fn called(call: &ExprCall) -> Option<&str> {
    match &*call.func {
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Name(name) => Some(name.id.as_str()),
        _ => None,
    }
}

/// How much a condition demands: equality 3, another comparison 2, truth 1, nothing 0.
fn strength(test: &Expr) -> u8 {
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
        Expr::BoolOp(expr) if expr.op.is_or() => expr.values.iter().map(strength).min().unwrap_or(1),
        Expr::BoolOp(expr) => expr.values.iter().map(strength).max().unwrap_or(1),
        Expr::BooleanLiteral(value) if value.value => 0,
        Expr::Call(call) if matches!(called(call), Some("isinstance" | "issubclass")) => 2,
        _ => 1,
    }
}

/// The same of what pytest and unittest have for it.
fn of_call(name: &str, call: &ExprCall) -> Option<u8> {
    let broad = |expr: &Expr| matches!(expr, Expr::Name(name) if matches!(name.id.as_str(), "Exception" | "BaseException"));
    match name {
        "raises" | "warns" | "assertRaises" | "assertRaisesRegex" | "assertWarns" => {
            let told =
                call.arguments.keywords.iter().any(|k| k.arg.as_ref().is_some_and(|arg| arg == "match"));
            Some(match (call.arguments.args.first().is_none_or(broad), told || name.ends_with("Regex")) {
                (true, false) => 1,
                (_, true) => 3,
                _ => 2,
            })
        }
        "assertTrue" | "assertIsNotNone" | "assertFalse" => Some(1),
        "assertIn" | "assertNotEqual" | "assertNotIn" | "assertIsInstance" | "assertGreater"
        | "assertLess" => Some(2),
        _ if name.starts_with("assert") => Some(3),
        _ => None,
    }
}
