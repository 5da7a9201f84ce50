//! A file in the pieces that other code may depend on: outermost functions, classes, and what
//! runs while it is imported.
//!
//! A piece is known by its syntax tree, so that comments, formatting and the place in the file
//! do not matter.  Names say what it may call: resolving them would take the program's run.

mod docs;
mod keeps;
mod names;

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rustpython_ast::comparable::ComparableStmt;
use rustpython_ast::visitor::transformer::{Transformer, walk_stmt};
use rustpython_ast::{Decorator, ExceptHandler, Expr, Stmt, StmtClassDef, StmtFunctionDef, StmtPass};
use rustpython_text_size::Ranged;

use super::Module;
use crate::model::LineRange;
pub use names::{Computed, Names};

/// What two pieces of equal meaning have in common.
pub type Digest = [u8; 32];

/// All pieces of a file.
#[derive(Clone, Debug, Default)]
pub struct Pieces {
    /// In order of position.
    pub functions: Vec<Function>,
    pub classes: Vec<Class>,
    pub import: ImportTime,
}

/// An outermost function: what is nested in it belongs to it.
#[derive(Clone, Debug)]
pub struct Function {
    pub qualname: String,
    /// The innermost class around it, in `Pieces::classes`.
    pub class: Option<usize>,
    /// Its decorators included.
    pub lines: LineRange,
    /// The line on which its body starts: what comes before runs where the function is made.
    pub body: u32,
    pub content: Digest,
    /// The same, its docstring included.
    pub documented: Digest,
    /// What shows of it where it does not run: how it is called, and what kind of function it is.
    pub header: Digest,
    pub docstring: Digest,
    pub names: Names,
    /// Those of them that are used where the function is made: of decorators and default values.
    pub definition: Names,
    /// What it is known as besides its name: a fixture may be given another.
    pub aliases: Vec<String>,
    /// Others may find it without its name: a decorator that we do not know may register it, a
    /// default value may be computed, a fixture may be used by itself.
    pub registered: bool,
    pub decorated: bool,
    /// Nobody but pytest calls it, and for tests only.
    pub fixture: bool,
    /// It leaves something behind for others.
    pub keeps: bool,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub qualname: String,
    /// The class around it, in `Pieces::classes`.
    pub outer: Option<usize>,
    /// The last parts of the names of its bases; `?` for what is no name.
    pub bases: Vec<String>,
    /// Of its header.
    pub names: Names,
    /// Of its attributes, where giving them their values does nothing else.
    pub body: Names,
    pub registered: bool,
}

/// A statement that binds names at the level of the module, and does nothing else.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Constant {
    pub targets: Vec<String>,
    pub names: Names,
}

/// What runs while the file is imported, functions and their decorators left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportTime {
    /// Statements that may change more than the file's own names.
    pub effects: Digest,
    /// Of those, what is not to import something; None: nothing.
    pub doings: Option<Digest>,
    /// The others.
    pub plain: Digest,
    /// The docstrings of the module and of its classes, which are in none of these.
    pub documents: Digest,
    /// Of statements that may do more than bind names; import statements do not.
    pub names: Names,
    /// Names that are given a value, and no more.
    pub constants: Vec<Constant>,
    /// Parts of the names of modules that are imported, and of what is taken from them.
    pub imports: BTreeSet<String>,
    /// As in [`Names::taken`], of the whole file; `*` for all.
    pub taken: BTreeSet<(String, String)>,
}

/// Decorators that neither keep the function somewhere nor give it another name.
const KNOWN: [&str; 25] = [
    "staticmethod",
    "classmethod",
    "property",
    "setter",
    "getter",
    "deleter",
    "cached_property",
    "wraps",
    "lru_cache",
    "cache",
    "contextmanager",
    "asynccontextmanager",
    "abstractmethod",
    "overload",
    "override",
    "final",
    "fixture",
    "dataclass",
    "total_ordering",
    "runtime_checkable",
    "unique",
    "given",
    "settings",
    "example",
    "patch",
];
/// The same, by where they come from.
const KNOWN_ROOTS: [&str; 7] = ["pytest", "mark", "patch", "mock", "unittest", "attr", "hypothesis"];
/// Bases whose subclasses are made without anybody noticing.
const QUIET_BASES: [&str; 3] = ["object", "TestCase", "IsolatedAsyncioTestCase"];

impl Pieces {
    pub fn new(module: &Module) -> Pieces {
        let mut pieces = Pieces::default();
        let mut rest = module.body().to_vec();
        Splitter { module, pieces: &mut pieces, scope: Vec::new() }.split(&mut rest);
        pieces.import.documents = docs::taken(&mut rest);
        let (effectful, plain): (Vec<&Stmt>, Vec<&Stmt>) = rest.iter().partition(|stmt| has_effects(stmt));
        pieces.import.effects = digest_all(&effectful);
        let is_import = |stmt: &Stmt| stmt.is_import_stmt() || stmt.is_import_from_stmt();
        let doings: Vec<&Stmt> = effectful.into_iter().filter(|stmt| !is_import(stmt)).collect();
        pieces.import.doings = (!doings.is_empty()).then(|| digest_all(&doings));
        pieces.import.plain = digest_all(&plain);
        rest.iter().for_each(|stmt| pieces.import.add(stmt));
        (pieces.import.imports, pieces.import.taken) = names::imported(module.body());
        pieces
    }
}

impl ImportTime {
    /// Notes what a statement mentions, but for what its class has noted.
    fn add(&mut self, stmt: &Stmt) {
        match stmt {
            Stmt::ClassDef(def) => {
                let active = def.body.iter().filter(|stmt| stmt.is_class_def_stmt() || has_effects(stmt));
                active.for_each(|stmt| self.add(stmt));
            }
            Stmt::Assign(assign) if !has_effects(stmt) => {
                let targets = assign.targets.iter().flat_map(names::dotted).collect();
                self.constant(targets, stmt);
            }
            Stmt::AnnAssign(assign) if !has_effects(stmt) => {
                self.constant(names::dotted(&assign.target), stmt);
            }
            _ => self.names.add_import_time(stmt),
        }
    }

    fn constant(&mut self, targets: Vec<String>, stmt: &Stmt) {
        let mut names = Names::default();
        names.add_import_time(stmt);
        self.constants.push(Constant { targets, names });
    }
}

struct Splitter<'m, 'p> {
    module: &'m Module,
    pieces: &'p mut Pieces,
    /// Classes around, as indices.
    scope: Vec<usize>,
}

impl Splitter<'_, '_> {
    /// Takes the functions out of `body`.
    fn split(&mut self, body: &mut Vec<Stmt>) {
        for mut stmt in std::mem::take(body) {
            match &mut stmt {
                Stmt::FunctionDef(def) => {
                    self.function(def);
                    continue;
                }
                Stmt::ClassDef(def) => self.class(def),
                Stmt::If(s) => {
                    self.split(&mut s.body);
                    s.elif_else_clauses.iter_mut().for_each(|clause| self.split(&mut clause.body));
                }
                Stmt::For(s) => [&mut s.body, &mut s.orelse].into_iter().for_each(|b| self.split(b)),
                Stmt::While(s) => [&mut s.body, &mut s.orelse].into_iter().for_each(|b| self.split(b)),
                Stmt::With(s) => self.split(&mut s.body),
                Stmt::Match(s) => s.cases.iter_mut().for_each(|case| self.split(&mut case.body)),
                Stmt::Try(s) => {
                    self.split(&mut s.body);
                    for ExceptHandler::ExceptHandler(handler) in &mut s.handlers {
                        self.split(&mut handler.body);
                    }
                    [&mut s.orelse, &mut s.finalbody].into_iter().for_each(|b| self.split(b));
                }
                _ => {}
            }
            body.push(stmt);
        }
    }

    fn qualname(&self, name: &str) -> String {
        match self.scope.last() {
            Some(class) => format!("{}.{name}", self.pieces.classes[*class].qualname),
            None => name.to_owned(),
        }
    }

    fn class(&mut self, def: &mut StmtClassDef) {
        let mut names = Names::default();
        def.decorator_list.iter().for_each(|decorator| names.add_expr(&decorator.expression));
        let arguments = def.arguments.as_deref();
        for argument in arguments.into_iter().flat_map(|a| &a.args) {
            names.add_expr(argument);
        }
        let keywords = arguments.map_or(&[][..], |a| &a.keywords);
        keywords.iter().for_each(|keyword| names.add_expr(&keyword.value));
        let bases = arguments.into_iter().flat_map(|a| &a.args).map(base);
        self.pieces.classes.push(Class {
            qualname: self.qualname(&def.name),
            outer: self.scope.last().copied(),
            bases: bases.collect(),
            names,
            body: Names::default(),
            registered: !keywords.is_empty() || def.decorator_list.iter().any(|d| !known(d)),
        });
        let class = self.pieces.classes.len() - 1;
        self.scope.push(class);
        self.split(&mut def.body);
        self.scope.pop();
        let quiet = def.body.iter().filter(|stmt| !stmt.is_class_def_stmt() && !has_effects(stmt));
        quiet.for_each(|stmt| self.pieces.classes[class].body.add_import_time(stmt));
    }

    fn function(&mut self, def: &StmtFunctionDef) {
        let start = def.range().start().to_u32();
        let mut names = Names::default();
        names.add_function(def);
        let mut definition = Names::default();
        let decorators = def.decorator_list.iter().map(|decorator| &decorator.expression);
        decorators.chain(names::defaults(def)).for_each(|expr| definition.add_expr(expr));
        let documented = digest(&Stmt::FunctionDef(def.clone()));
        let mut bare = def.clone();
        undocument(&mut bare.body);
        let docstring =
            digest_all(&def.body.iter().take(1).filter(|s| is_docstring(Some(s))).collect::<Vec<_>>());
        let mut header = def.clone();
        header.body.clear();
        let generator = Stmt::Pass(StmtPass { range: def.range, node_index: def.node_index.clone() });
        header.body.extend(names::yields(&def.body).then_some(generator));
        self.pieces.functions.push(Function {
            qualname: self.qualname(&def.name),
            class: self.scope.last().copied(),
            lines: self.module.lines().range(start, def.range().end().to_u32()),
            body: def
                .body
                .first()
                .map_or(0, |first| self.module.lines().line(first.range().start().to_u32())),
            content: digest(&Stmt::FunctionDef(bare)),
            documented,
            header: digest(&Stmt::FunctionDef(header)),
            docstring,
            aliases: def.decorator_list.iter().flat_map(|d| names::given_names(&d.expression)).collect(),
            registered: def.decorator_list.iter().any(|d| !known(d) || names::is_automatic(&d.expression))
                || names::defaults(def).any(names::calls),
            decorated: !def.decorator_list.is_empty(),
            keeps: keeps::keeps(def),
            fixture: def
                .decorator_list
                .iter()
                .any(|d| names::dotted(&d.expression).last().is_some_and(|n| n == "fixture")),
            names,
            definition,
        });
    }
}

fn base(expr: &Expr) -> String {
    match expr {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => attribute.attr.to_string(),
        Expr::Subscript(subscript) => base(&subscript.value),
        _ => "?".to_owned(),
    }
}

fn known(decorator: &Decorator) -> bool {
    let path = names::dotted(&decorator.expression);
    let (first, last) = (path.first(), path.last());
    last.is_some_and(|name| KNOWN.contains(&name.as_str()))
        || first.is_some_and(|name| KNOWN_ROOTS.contains(&name.as_str()))
}

fn is_docstring(stmt: Option<&Stmt>) -> bool {
    matches!(stmt, Some(Stmt::Expr(expr)) if expr.value.is_string_literal_expr())
}

/// Takes the docstring out of a function's body, and those of all functions and classes in it.
fn undocument(body: &mut Vec<Stmt>) {
    if is_docstring(body.first()) {
        body.remove(0);
    }
    body.iter_mut().for_each(|stmt| Undocument.visit_stmt(stmt));
}

struct Undocument;

impl Transformer for Undocument {
    fn visit_stmt(&self, stmt: &mut Stmt) {
        match stmt {
            Stmt::FunctionDef(def) => undocument(&mut def.body),
            Stmt::ClassDef(def) => undocument(&mut def.body),
            _ => walk_stmt(self, stmt),
        }
    }
}

/// Whether running the statement may change more than the names of its own file.
fn has_effects(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Assign(assign) => names::calls(&assign.value) || !assign.targets.iter().all(Expr::is_name_expr),
        Stmt::AnnAssign(assign) => {
            assign.value.as_deref().is_some_and(names::calls) || !assign.target.is_name_expr()
        }
        Stmt::Expr(expr) => !expr.value.is_literal_expr(),
        Stmt::ClassDef(def) => {
            let arguments = def.arguments.as_deref();
            let quiet = arguments.is_none_or(|a| {
                a.keywords.is_empty() && a.args.iter().all(|arg| QUIET_BASES.contains(&base(arg).as_str()))
            });
            !quiet || !def.decorator_list.iter().all(known) || def.body.iter().any(has_effects)
        }
        Stmt::Pass(_) => false,
        _ => true,
    }
}

fn digest(stmt: &Stmt) -> Digest {
    digest_all(&[stmt])
}

fn digest_all(stmts: &[&Stmt]) -> Digest {
    let mut hasher = Blake(blake3::Hasher::new());
    for stmt in stmts {
        ComparableStmt::from(*stmt).hash(&mut hasher);
    }
    *hasher.0.finalize().as_bytes()
}

/// Feeds what the syntax tree hashes to blake3.
struct Blake(blake3::Hasher);

impl Hasher for Blake {
    fn write(&mut self, bytes: &[u8]) {
        self.0.update(bytes);
    }

    fn finish(&self) -> u64 {
        let bytes = self.0.finalize();
        bytes.as_bytes()[..8].iter().fold(0, |all, byte| all << 8 | u64::from(*byte))
    }
}

#[cfg(test)]
mod tests;
