//! The names that a piece of code mentions: what it may call, read or ask for.

use std::collections::BTreeSet;

use rustpython_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_expr};
use rustpython_ast::{Expr, Stmt, StmtFunctionDef};

use crate::syntax::Kind;

/// Identifiers of every kind, and words in texts that may be meant as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Each is one identifier.
    pub words: BTreeSet<String>,
    /// It looks names up that only the run knows.
    pub dynamic: bool,
}

/// What finds things by names that are computed.
const DYNAMIC: [&str; 16] = [
    "eval",
    "exec",
    "globals",
    "locals",
    "vars",
    "dir",
    "__dict__",
    "__import__",
    "import_module",
    "methodcaller",
    "attrgetter",
    "getmembers",
    "__subclasses__",
    "getattr_static",
    "resolve_name",
    "__getattribute__",
];
/// The same, unless the name is written there.
const BY_NAME: [&str; 3] = ["getattr", "getfixturevalue", "hasattr"];
/// A text longer than this is no list of names.
const LONGEST: usize = 200;

impl Names {
    pub(super) fn add_expr(&mut self, expr: &Expr) {
        Visitor { names: self, imports: true, delegates: false }.visit_expr(expr);
    }

    pub(super) fn add_function(&mut self, def: &StmtFunctionDef) {
        // what is asked for there is named by who asks
        let delegates = def.name.as_str() == "__getattr__";
        let mut visitor = Visitor { names: self, imports: true, delegates };
        def.decorator_list.iter().for_each(|decorator| visitor.visit_expr(&decorator.expression));
        visitor.visit_parameters(&def.parameters);
        def.returns.iter().for_each(|returns| visitor.visit_expr(returns));
        def.body.iter().for_each(|stmt| visitor.visit_stmt(stmt));
    }

    /// Of a statement outside functions.  Classes' headers count only for who uses the class.
    pub(super) fn add_import_time(&mut self, stmt: &Stmt) {
        Visitor { names: self, imports: false, delegates: false }.visit_stmt(stmt);
    }

    fn add_text(&mut self, text: &str) {
        let listed = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | ':' | ',' | '/' | '[' | ']');
        let spaced = text.replace(", ", ",");
        if text.len() <= LONGEST && spaced.chars().all(listed) {
            let words = spaced.split(|c: char| !(c.is_alphanumeric() || c == '_'));
            self.words.extend(words.filter(|word| !word.is_empty()).map(str::to_owned));
        }
    }
}

struct Visitor<'n> {
    names: &'n mut Names,
    /// Names that import statements bind count.
    imports: bool,
    /// Names that it looks up are those that its callers mention.
    delegates: bool,
}

impl<'a> SourceOrderVisitor<'a> for Visitor<'_> {
    fn enter_node(&mut self, kind: Kind<'a>) -> TraversalSignal {
        let words = &mut self.names.words;
        match kind {
            Kind::ExprName(name) => {
                self.names.dynamic |= DYNAMIC.contains(&name.id.as_str());
                words.insert(name.id.to_string());
            }
            Kind::ExprAttribute(attribute) => {
                self.names.dynamic |= DYNAMIC.contains(&attribute.attr.as_str());
                words.insert(attribute.attr.to_string());
            }
            Kind::Keyword(keyword) => words.extend(keyword.arg.iter().map(ToString::to_string)),
            Kind::Parameter(parameter) => {
                words.insert(parameter.name.to_string());
            }
            Kind::Alias(alias) if self.imports || alias.asname.is_some() => {
                words.extend(alias.name.split('.').map(str::to_owned));
            }
            Kind::PatternMatchClass(pattern) => {
                words.extend(dotted(&pattern.cls));
            }
            Kind::ExprStringLiteral(text) => self.names.add_text(text.value.to_str()),
            Kind::ExprCall(call) => {
                let called = dotted(&call.func);
                let by_name = called.last().is_some_and(|name| BY_NAME.contains(&name.as_str()));
                let written = call.arguments.args.iter().any(Expr::is_string_literal_expr);
                self.names.dynamic |= by_name && !written && !self.delegates;
            }
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            // its header is the class's own affair
            Stmt::ClassDef(def) if !self.imports => def.body.iter().for_each(|stmt| self.visit_stmt(stmt)),
            // a list of what there is calls nothing
            Stmt::Assign(assign) if assign.targets.iter().any(|t| dotted(t) == ["__all__"]) => {}
            _ => rustpython_ast::visitor::source_order::walk_stmt(self, stmt),
        }
    }
}

/// What import statements anywhere in `body` name.
pub(super) fn imported(body: &[Stmt]) -> BTreeSet<String> {
    let mut visitor = Imports(BTreeSet::new());
    body.iter().for_each(|stmt| visitor.visit_stmt(stmt));
    visitor.0
}

struct Imports(BTreeSet<String>);

impl<'a> SourceOrderVisitor<'a> for Imports {
    fn enter_node(&mut self, kind: Kind<'a>) -> TraversalSignal {
        match kind {
            Kind::Alias(alias) => self.0.extend(alias.name.split('.').map(str::to_owned)),
            Kind::StmtImportFrom(from) => {
                self.0.extend(from.module.iter().flat_map(|m| m.split('.')).map(str::to_owned));
            }
            _ => {}
        }
        TraversalSignal::Traverse
    }
}

/// `a.b(…)` is a, b; a call counts as what is called.
pub(super) fn dotted(expr: &Expr) -> Vec<String> {
    match expr {
        Expr::Name(name) => vec![name.id.to_string()],
        Expr::Attribute(attribute) => {
            let mut path = dotted(&attribute.value);
            path.push(attribute.attr.to_string());
            path
        }
        Expr::Call(call) => dotted(&call.func),
        _ => Vec::new(),
    }
}

/// Whether evaluating it calls something.
pub(super) fn calls(expr: &Expr) -> bool {
    let mut visitor = Calls(false);
    visitor.visit_expr(expr);
    visitor.0
}

struct Calls(bool);

impl<'a> SourceOrderVisitor<'a> for Calls {
    fn visit_expr(&mut self, expr: &'a Expr) {
        let quiet = |e: &Expr| e.is_name_expr() || e.is_literal_expr();
        match expr {
            Expr::Call(_) | Expr::Await(_) => self.0 = true,
            Expr::Subscript(s) if !quiet(&s.value) => self.0 = true,
            _ => walk_expr(self, expr),
        }
    }
}

/// `fixture(name="db")`
pub(super) fn given_names(decorator: &Expr) -> Vec<String> {
    keywords(decorator, "name")
        .into_iter()
        .filter_map(|value| match value {
            Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
            _ => None,
        })
        .collect()
}

/// `fixture(autouse=True)`
pub(super) fn is_automatic(decorator: &Expr) -> bool {
    !keywords(decorator, "autouse").is_empty()
}

fn keywords<'a>(decorator: &'a Expr, name: &str) -> Vec<&'a Expr> {
    let Expr::Call(call) = decorator else { return Vec::new() };
    let named =
        call.arguments.keywords.iter().filter(|k| k.arg.as_ref().is_some_and(|arg| arg.as_str() == name));
    named.map(|keyword| &keyword.value).collect()
}
