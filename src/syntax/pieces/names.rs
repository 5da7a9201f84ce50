//! The names that a piece of code mentions: what it may call, read or ask for.

use std::collections::BTreeSet;

use rustpython_ast::visitor::source_order::{SourceOrderVisitor, TraversalSignal, walk_expr};
use rustpython_ast::{Decorator, Expr, ExprAttribute, ExprCall, Stmt, StmtFunctionDef, StmtImportFrom};

use crate::syntax::Kind;

/// Identifiers of every kind, and words in texts that may be meant as such.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Names that stand alone: variables, and what a module has.
    pub bare: BTreeSet<String>,
    /// All others, of members, arguments, fixtures.
    pub words: BTreeSet<String>,
    /// What an import statement takes, and from which module, by the last part of its name.
    pub taken: BTreeSet<(String, String)>,
    /// What is handed on as a value, not asked for a member or called on the spot: `a.b.c` is a, c;
    /// a module that is named otherwise has nothing before its name.
    pub values: BTreeSet<(String, String)>,
    /// It looks up names that only the run knows:
    pub computed: Computed,
    /// It keeps something from one call to the next, where nobody else looks: a variable of the module that it gives
    /// other values, a default value that changes, a cache.
    pub remembers: bool,
}

/// Where names are looked up that are computed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Computed {
    /// in the objects, classes and modules at hand,
    pub members: bool,
    /// in its own module,
    pub scope: bool,
    /// anywhere.
    pub anywhere: bool,
}

/// What finds things anywhere by names that are computed.
const ANYWHERE: [&str; 12] = [
    "eval",
    "exec",
    "__subclasses__",
    "resolve_name",
    "getmodule",
    "__globals__",
    "f_globals",
    "f_locals",
    "f_builtins",
    "get_objects",
    "get_referrers",
    "getclosurevars",
];
/// The same, in the objects at hand.
const MEMBERS: [&str; 5] =
    ["__dict__", "getmembers", "getattr_static", "__getattribute__", "classify_class_attrs"];
/// The same, in the module that it stands in; with an argument, in that object.
const SCOPE: [&str; 4] = ["globals", "locals", "vars", "dir"];
/// Look up the names that they are given: which argument says it, and whether anywhere.
const BY_NAME: [(&str, usize, bool); 7] = [
    ("getattr", 1, false),
    ("hasattr", 1, false),
    ("attrgetter", 0, false),
    ("methodcaller", 0, false),
    ("getfixturevalue", 0, true),
    ("import_module", 0, true),
    ("__import__", 0, true),
];
/// Decorators that keep what a function gave back.
const CACHES: [&str; 4] = ["lru_cache", "cache", "cached", "memoize"];
/// A text longer than this is no list of names.
const LONGEST: usize = 200;

impl Names {
    /// Whether the word is there at all.
    pub fn mention(&self, word: &str) -> bool {
        self.bare.contains(word) || self.words.contains(word)
    }

    /// All words, those that stand in both sets twice.
    pub fn all(&self) -> impl Iterator<Item = &String> {
        self.bare.iter().chain(&self.words)
    }

    pub(super) fn add_expr(&mut self, expr: &Expr) {
        Visitor { names: self, imports: true, delegates: false }.visit_expr(expr);
    }

    pub(super) fn add_function(&mut self, def: &StmtFunctionDef) {
        // what is asked for there is named by who asks
        let delegates = ["__getattr__", "__getattribute__"].contains(&def.name.as_str());
        let mut visitor = Visitor { names: self, imports: true, delegates };
        def.decorator_list.iter().for_each(|decorator| visitor.visit_expr(&decorator.expression));
        let caches = |decorator: &Decorator| {
            dotted(&decorator.expression).iter().any(|name| CACHES.contains(&name.as_str()))
        };
        let changes = |expr: &Expr| expr.is_dict_expr() || expr.is_list_expr() || expr.is_set_expr();
        visitor.names.remembers |= def.decorator_list.iter().any(caches) || defaults(def).any(changes);
        visitor.visit_parameters(&def.parameters);
        def.returns.iter().for_each(|returns| visitor.visit_expr(returns));
        def.body.iter().for_each(|stmt| visitor.visit_stmt(stmt));
    }

    /// Of a statement outside functions.  Classes' headers count only for who uses the class.
    pub(super) fn add_import_time(&mut self, stmt: &Stmt) {
        Visitor { names: self, imports: false, delegates: false }.visit_stmt(stmt);
    }

    fn add_text(&mut self, text: &str) {
        if !text.contains('{') {
            return self.add_list(text);
        }
        // `"{0.name}"` asks for a member, too
        for field in text.split('{').skip(1) {
            self.add_list(field.split(['}', '!', ':']).next().unwrap_or_default());
        }
    }

    fn add_list(&mut self, text: &str) {
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

impl Visitor<'_> {
    fn look_up(&mut self, name: &str) {
        let computed = &mut self.names.computed;
        computed.anywhere |= ANYWHERE.contains(&name);
        computed.members |= MEMBERS.contains(&name);
        // handed on: who calls it may give it any name
        let by_name = BY_NAME.iter().find(|(asked, ..)| *asked == name);
        if let Some((_, _, anywhere)) = by_name {
            computed.anywhere |= anywhere;
            computed.members |= !anywhere && !self.delegates;
        }
    }

    /// What stands before a dot or a bracket of arguments is no value that is handed on.
    fn visit_base(&mut self, expr: &Expr) {
        match expr {
            Expr::Name(name) => {
                self.names.computed.scope |= SCOPE.contains(&name.id.as_str());
                self.look_up(name.id.as_str());
                self.names.bare.insert(name.id.to_string());
            }
            Expr::Attribute(attribute) if is_own(attribute) => {
                self.names.words.extend(dotted(expr));
            }
            Expr::Attribute(attribute) => {
                self.visit_base(&attribute.value);
                self.look_up(attribute.attr.as_str());
                self.names.words.insert(attribute.attr.to_string());
                // all modules there are
                let modules = dotted(expr) == ["sys", "modules"];
                self.names.computed.anywhere |= modules;
            }
            _ => self.visit_expr(expr),
        }
    }

    /// A call that says in so many words which name it looks up, or whose.
    fn visit_call(&mut self, call: &ExprCall) {
        let name = dotted(&call.func).pop().unwrap_or_default();
        let text = |place: usize| match call.arguments.args.get(place) {
            Some(Expr::StringLiteral(text)) => Some(text.value.to_str()),
            _ => None,
        };
        let by_name = BY_NAME.iter().find(|(asked, ..)| *asked == name);
        let written = by_name.is_some_and(|(_, place, _)| text(*place).is_some())
            && (name != "attrgetter" || call.arguments.args.iter().all(Expr::is_string_literal_expr));
        if written {
            if let Expr::Attribute(attribute) = &*call.func {
                self.visit_base(&attribute.value);
            }
            let module = by_name.and_then(|(_, place, anywhere)| text(*place).filter(|_| *anywhere));
            let module = module.and_then(|m| m.rsplit('.').next());
            self.names.values.extend(module.map(|module| (String::new(), module.to_owned())));
            self.names.words.insert(name);
        } else if name == "vars" && call.arguments.args.first().is_some_and(|of| dotted(of) == ["self"]) {
            self.names.words.insert(name);
        } else if let Expr::Attribute(update) = &*call.func
            && update.attr.as_str() == "update"
            && let Expr::Attribute(attribute) = &*update.value
            && attribute.attr.as_str() == "__dict__"
        {
            // what is put there is asked for by somebody else, by name
            self.visit_base(&attribute.value);
            self.names.words.insert(name);
        } else if SCOPE.contains(&name.as_str()) && !call.arguments.args.is_empty() {
            self.names.computed.members = true;
            self.names.words.insert(name);
        } else {
            self.visit_base(&call.func);
        }
        self.visit_arguments(&call.arguments);
    }
}

impl<'a> SourceOrderVisitor<'a> for Visitor<'_> {
    fn enter_node(&mut self, kind: Kind<'a>) -> TraversalSignal {
        let words = &mut self.names.words;
        match kind {
            Kind::Keyword(keyword) => words.extend(keyword.arg.iter().map(ToString::to_string)),
            Kind::Parameter(parameter) => {
                words.insert(parameter.name.to_string());
            }
            // used by another name than it has where it is from
            Kind::Alias(alias) if alias.asname.is_some() => {
                let parts = || alias.name.split('.').map(str::to_owned);
                words.extend(parts());
                self.names.values.extend(parts().map(|part| (String::new(), part)));
            }
            Kind::StmtImportFrom(from) if self.imports => self.names.taken.extend(taken(from)),
            Kind::ExprStringLiteral(text) => self.names.add_text(text.value.to_str()),
            Kind::InterpolatedStringLiteralElement(text) => self.names.add_text(&text.value),
            _ => {}
        }
        TraversalSignal::Traverse
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Name(_) | Expr::Attribute(_) => {
                self.visit_base(expr);
                let path = dotted(expr);
                self.names.values.extend(path.first().cloned().zip(path.last().cloned()));
            }
            Expr::Call(call) => self.visit_call(call),
            _ => walk_expr(self, expr),
        }
    }

    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            // its header is the class's own affair
            Stmt::ClassDef(def) if !self.imports => def.body.iter().for_each(|stmt| self.visit_stmt(stmt)),
            Stmt::Global(_) => self.names.remembers = true,
            // a list of what there is calls nothing
            Stmt::Assign(assign) if assign.targets.iter().any(|t| dotted(t) == ["__all__"]) => {}
            _ => rustpython_ast::visitor::source_order::walk_stmt(self, stmt),
        }
    }
}

/// `self.__dict__` has what somebody has put there, who had it already; not so of a class, which is
/// what a metaclass calls `cls`.
fn is_own(attribute: &ExprAttribute) -> bool {
    attribute.attr.as_str() == "__dict__" && dotted(&attribute.value) == ["self"]
}

fn taken(from: &StmtImportFrom) -> impl Iterator<Item = (String, String)> {
    let module = from.module.as_ref().and_then(|m| m.rsplit('.').next()).unwrap_or_default();
    from.names.iter().map(|alias| {
        let name = alias.asname.as_ref().unwrap_or(&alias.name);
        (name.to_string(), module.to_owned())
    })
}

/// What import statements anywhere in `body` name, and what they take.
pub(super) fn imported(body: &[Stmt]) -> (BTreeSet<String>, BTreeSet<(String, String)>) {
    let mut visitor = Imports(BTreeSet::new(), BTreeSet::new());
    body.iter().for_each(|stmt| visitor.visit_stmt(stmt));
    (visitor.0, visitor.1)
}

struct Imports(BTreeSet<String>, BTreeSet<(String, String)>);

impl<'a> SourceOrderVisitor<'a> for Imports {
    fn enter_node(&mut self, kind: Kind<'a>) -> TraversalSignal {
        match kind {
            Kind::Alias(alias) => self.0.extend(alias.name.split('.').map(str::to_owned)),
            Kind::StmtImportFrom(from) => {
                self.0.extend(from.module.iter().flat_map(|m| m.split('.')).map(str::to_owned));
                self.1.extend(taken(from));
            }
            _ => {}
        }
        TraversalSignal::Traverse
    }
}

/// The default values of its parameters.
pub(super) fn defaults(def: &StmtFunctionDef) -> impl Iterator<Item = &Expr> {
    def.parameters.iter_non_variadic_params().filter_map(|p| p.default.as_deref())
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

/// Whether the function with this body is a generator.
pub(super) fn yields(body: &[Stmt]) -> bool {
    let mut visitor = Yields(false);
    body.iter().for_each(|stmt| visitor.visit_stmt(stmt));
    visitor.0
}

struct Yields(bool);

impl<'a> SourceOrderVisitor<'a> for Yields {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        if !stmt.is_function_def_stmt() && !stmt.is_class_def_stmt() {
            rustpython_ast::visitor::source_order::walk_stmt(self, stmt);
        }
    }

    fn visit_expr(&mut self, expr: &'a Expr) {
        match expr {
            Expr::Yield(_) | Expr::YieldFrom(_) => self.0 = true,
            Expr::Lambda(_) => {}
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
