//! A file in the pieces that other code may depend on: outermost functions, classes, and what
//! runs while it is imported.
//!
//! A piece is known by its syntax tree, so that comments, formatting and the place in the file
//! do not matter.  Names say what it may call: resolving them would take the program's run.

mod names;

use std::collections::BTreeSet;
use std::hash::{Hash, Hasher};

use rustpython_ast::comparable::ComparableStmt;
use rustpython_ast::{Decorator, ExceptHandler, Expr, Stmt, StmtClassDef, StmtFunctionDef};
use rustpython_text_size::Ranged;

use super::Module;
use crate::model::LineRange;
pub use names::Names;

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
    pub names: Names,
    /// What it is known as besides its name: a fixture may be given another.
    pub aliases: Vec<String>,
    /// Others may find it without its name: a decorator that we do not know may register it, a
    /// default value may be computed, a fixture may be used by itself.
    pub registered: bool,
}

#[derive(Clone, Debug)]
pub struct Class {
    pub qualname: String,
    /// The last parts of the names of its bases; `?` for what is no name.
    pub bases: Vec<String>,
    /// Of its header.
    pub names: Names,
    pub registered: bool,
}

/// What runs while the file is imported, functions and their decorators left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ImportTime {
    /// Statements that may change more than the file's own names.
    pub effects: Digest,
    /// The others.
    pub plain: Digest,
    /// Without those of import statements: they bind names, no more.
    pub names: Names,
    /// Parts of the names of modules that are imported, and of what is taken from them.
    pub imports: BTreeSet<String>,
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
        let (effectful, plain): (Vec<&Stmt>, Vec<&Stmt>) = rest.iter().partition(|stmt| has_effects(stmt));
        pieces.import.effects = digest_all(&effectful);
        pieces.import.plain = digest_all(&plain);
        rest.iter().for_each(|stmt| pieces.import.names.add_import_time(stmt));
        pieces.import.imports = names::imported(module.body());
        pieces
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
            bases: bases.collect(),
            names,
            registered: !keywords.is_empty() || def.decorator_list.iter().any(|d| !known(d)),
        });
        self.scope.push(self.pieces.classes.len() - 1);
        self.split(&mut def.body);
        self.scope.pop();
    }

    fn function(&mut self, def: &StmtFunctionDef) {
        let start = def.range().start().to_u32();
        let mut names = Names::default();
        names.add_function(def);
        let documented = digest(&Stmt::FunctionDef(def.clone()));
        let mut bare = def.clone();
        if is_docstring(bare.body.first()) {
            bare.body.remove(0);
        }
        let computed = def.parameters.iter_non_variadic_params().filter_map(|p| p.default.as_deref());
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
            aliases: def.decorator_list.iter().flat_map(|d| names::given_names(&d.expression)).collect(),
            registered: def.decorator_list.iter().any(|d| !known(d) || names::is_automatic(&d.expression))
                || computed.into_iter().any(names::calls),
            names,
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
mod tests {
    use super::*;

    fn pieces(text: &str) -> Pieces {
        Pieces::new(&Module::parse(text.to_owned()).unwrap())
    }

    #[test]
    fn functions_are_known_by_what_they_do() {
        let plain = pieces("class A:\n    def f(self, x):\n        return g(x)\n");
        let other = pieces(
            "# moved\nclass A:\n\n    def f(self, x):\n        '''Says.'''\n        return (g(\n            x))\n",
        );
        let (one, two) = (&plain.functions[0], &other.functions[0]);
        assert_eq!((&one.qualname, one.content), (&two.qualname, two.content));
        assert_ne!(one.documented, two.documented);
        assert_eq!((one.lines.first, two.lines.first), (2, 4));
        assert!(one.names.words.contains("g") && !one.names.dynamic);
        assert_eq!(plain.import, other.import);
        assert_ne!(
            one.content,
            pieces("class A:\n    def f(self, x):\n        return g(y)\n").functions[0].content
        );
    }

    #[test]
    fn a_new_function_is_no_change_of_what_runs_at_import() {
        let before = pieces("A = 1\nif A:\n    def f(): pass\n");
        let after = pieces("A = 1\nif A:\n    def g(): return 2\n    def f(): pass\n\ndef h(): pass\n");
        assert_eq!(before.import, after.import);
        assert_eq!(after.functions.len(), 3);
        let changed = pieces("A = 2\nif A:\n    def f(): pass\n");
        assert_ne!(before.import.plain, changed.import.plain);
        assert_eq!(before.import.effects, changed.import.effects);
        assert_ne!(before.import.effects, pieces("A = 1\nif A and B:\n    def f(): pass\n").import.effects);
    }

    #[test]
    fn what_others_may_find_without_a_name_is_registered() {
        let registered = |text: &str| pieces(text).functions[0].registered;
        assert!(registered("@app.route('/')\ndef f(): pass\n"));
        assert!(registered("@pytest.fixture(autouse=True)\ndef f(): pass\n"));
        assert!(registered("def f(x=load()): pass\n"));
        assert!(!registered("@pytest.fixture\ndef f(x=1): pass\n"));
        assert_eq!(pieces("@pytest.fixture(name='db')\ndef f(): pass\n").functions[0].aliases, ["db"]);
    }

    #[test]
    fn names_in_texts_and_names_that_only_the_run_knows() {
        let names = |text: &str| pieces(text).functions[0].names.clone();
        let found = names(
            "def f():\n    patch('a.b.target')\n    say('not a name but words')\n    getattr(x, 'here')\n",
        );
        assert!(
            found.words.contains("target") && found.words.contains("here") && !found.words.contains("words")
        );
        assert!(!found.dynamic);
        assert!(names("def f(x, n):\n    return getattr(x, n)\n").dynamic);
        assert!(!names("def __getattr__(x, n):\n    return getattr(x.y, n)\n").dynamic);
    }
}
