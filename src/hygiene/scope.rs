//! What a file of the suite defines, by name: functions, constants, imports and classes.

use std::collections::BTreeMap;

use super::reading::{Reading, live};
use super::strength::called;
use crate::syntax::Module;
use crate::syntax::ast::{
    Arguments, Decorator, ExceptHandler, Expr, Stmt, StmtClassDef, StmtFunctionDef, StmtImportFrom,
};

/// A module or a class.
#[derive(Clone, Debug, Default)]
pub(super) struct Scope {
    pub items: BTreeMap<String, Item>,
    pub classes: BTreeMap<String, Scope>,
    /// What is said of all that is in it: decorators, `pytestmark`, loose statements.
    pub general: Item,
    /// pytest is told to leave it alone, or does so.
    pub left_out: bool,
    /// Names of its base classes.
    pub bases: Vec<String>,
}

/// What one name stands for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Item {
    /// All of it, decorators included.
    pub text: String,
    pub reading: Reading,
    pub function: bool,
    /// It runs before or after tests that do not name it.
    pub unasked: bool,
    /// It is of another module.
    pub imported: bool,
    /// It is a fixture, which is no test, whatever its name.
    pub fixture: bool,
    /// Its decorators, or what it is set to, keep tests from being run or from failing.
    pub skips: bool,
    /// The names in its decorators.
    pub marks: Reading,
    /// How many cases each of its decorators makes of a test, or how many values it has; None where that
    /// cannot be told.
    pub cases: Vec<Option<usize>>,
    /// How many of its name stand before it in the same block and are lost.
    pub hides: usize,
    /// The block that it stands in.
    block: usize,
}

/// How functions begin that pytest and unittest call by their names.
const HOOKS: [&str; 7] =
    ["setUp", "tearDown", "asyncSetUp", "asyncTearDown", "setup_", "teardown_", "pytest_"];

impl Scope {
    pub(super) fn of(module: &Module) -> Scope {
        let mut filler = Filler { module, blocks: 0, scope: Scope::default() };
        filler.body(module.body());
        filler.scope
    }
}

struct Filler<'a> {
    module: &'a Module,
    blocks: usize,
    scope: Scope,
}

impl Filler<'_> {
    fn body(&mut self, body: &[Stmt]) {
        self.blocks += 1;
        let block = self.blocks;
        body.iter().for_each(|stmt| self.stmt(stmt, block));
    }

    fn stmt(&mut self, stmt: &Stmt, block: usize) {
        match stmt {
            Stmt::FunctionDef(function) => {
                let item = Item { block, ..function_item(self.module, stmt, function) };
                self.define(function.name.to_string(), item);
            }
            Stmt::ClassDef(class) => self.class(stmt, class, block),
            Stmt::Assign(assign) => {
                for target in &assign.targets {
                    self.assign(target, Some(&assign.value), stmt, block);
                }
            }
            Stmt::AnnAssign(assign) => self.assign(&assign.target, assign.value.as_deref(), stmt, block),
            Stmt::Import(import) => {
                for alias in &import.names {
                    let name =
                        alias.asname.as_ref().unwrap_or(&alias.name).split('.').next().unwrap_or_default();
                    self.imported(name, self.module.slice(alias).to_owned(), block);
                }
            }
            Stmt::ImportFrom(import) => {
                for alias in &import.names {
                    let name = alias.asname.as_ref().unwrap_or(&alias.name).to_string();
                    self.imported(&name, from(import, self.module.slice(alias)), block);
                }
            }
            Stmt::If(stmt) => live(stmt).into_iter().for_each(|(_, body)| self.body(body)),
            Stmt::Try(stmt) => {
                let handled = stmt.handlers.iter().map(|ExceptHandler::ExceptHandler(handler)| &handler.body);
                let bodies = [&stmt.body, &stmt.orelse, &stmt.finalbody].into_iter().chain(handled);
                bodies.for_each(|body| self.body(body));
            }
            Stmt::With(stmt) => self.body(&stmt.body),
            Stmt::Delete(stmt) => stmt.targets.iter().filter_map(Expr::as_name_expr).for_each(|name| {
                self.scope.items.remove(name.id.as_str());
                self.scope.classes.remove(name.id.as_str());
            }),
            Stmt::Expr(stmt) if stmt.value.is_string_literal_expr() => {}
            Stmt::Pass(_) => {}
            _ => self.loose(stmt),
        }
    }

    /// Takes the place of what had the name, but where only one of both is there.
    fn define(&mut self, name: String, mut item: Item) {
        let before = self.scope.items.remove(&name);
        match before {
            Some(before) if before.block == item.block => {
                item.hides = before.hides + usize::from(before.function)
            }
            Some(before) => {
                item.text = before.text + &item.text;
                item.reading.join(before.reading);
                item.skips &= before.skips;
                item.hides += before.hides;
            }
            None => {}
        }
        self.scope.items.insert(name, item);
    }

    fn imported(&mut self, name: &str, text: String, block: usize) {
        self.define(name.to_owned(), Item { text, block, imported: true, ..Item::default() });
    }

    fn class(&mut self, stmt: &Stmt, class: &StmtClassDef, block: usize) {
        let mut filler = Filler { module: self.module, blocks: 0, scope: Scope::default() };
        filler.decorated(&class.decorator_list);
        filler.body(&class.body);
        let mut scope = filler.scope;
        let arguments = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        scope.bases = arguments.map(last_name).filter(|name| name != "object").collect();
        scope.left_out |=
            scope.bases.is_empty() && scope.items.get("__init__").is_some_and(|item| item.function);
        let name = class.name.to_string();
        self.scope.classes.insert(name.clone(), scope);
        let item = Item {
            text: self.module.slice(stmt).to_owned(),
            reading: Reading::of_stmt(self.module, stmt),
            block,
            ..Item::default()
        };
        self.define(name, item);
    }

    fn decorated(&mut self, decorators: &[Decorator]) {
        let of = decorators_item(self.module, decorators);
        self.general_join(of);
    }

    fn general_join(&mut self, item: Item) {
        let general = &mut self.scope.general;
        general.text += &item.text;
        general.skips |= item.skips;
        general.reading.join(item.reading);
        general.marks.join(item.marks);
        general.cases.extend(item.cases);
    }

    fn assign(&mut self, target: &Expr, value: Option<&Expr>, stmt: &Stmt, block: usize) {
        let is_false =
            value.is_some_and(|value| matches!(value, Expr::BooleanLiteral(literal) if !literal.value));
        match (target, value) {
            (Expr::Name(name), _) if name.id.as_str() == "__test__" => self.scope.left_out = is_false,
            (Expr::Name(name), Some(value)) if name.id.as_str() == "pytestmark" => {
                self.general_join(marks_item(self.module, value));
            }
            (Expr::Name(name), _) => {
                let text = self.module.slice(stmt).to_owned();
                let skips = says_skip(&text);
                let cases = value.map(length).into_iter().collect();
                let reading = Reading::of_stmt(self.module, stmt);
                // `numpy = pytest.importorskip("numpy")`
                self.scope.general.skips |= reading.skips;
                let unasked = name.id.starts_with("pytest_") || name.id.starts_with("collect_ignore");
                let item = Item { text, reading, skips, cases, unasked, block, ..Item::default() };
                self.define(name.id.to_string(), item);
            }
            (Expr::Attribute(attribute), _) if attribute.attr.as_str() == "__test__" && is_false => {
                let name = last_name(&attribute.value);
                self.scope.items.remove(&name);
                self.scope.classes.entry(name).and_modify(|class| class.left_out = true);
            }
            _ => self.loose(stmt),
        }
    }

    /// A statement that binds no name may change anything.
    fn loose(&mut self, stmt: &Stmt) {
        let reading = Reading::of_stmt(self.module, stmt);
        let skips = reading.skips;
        let text = self.module.slice(stmt).to_owned();
        self.general_join(Item { text, reading, skips, ..Item::default() });
    }
}

fn function_item(module: &Module, stmt: &Stmt, function: &StmtFunctionDef) -> Item {
    let decorators = decorators_item(module, &function.decorator_list);
    let fixtures: Vec<&Decorator> =
        function.decorator_list.iter().filter(|d| last_name(callee(&d.expression)) == "fixture").collect();
    let autouse = fixtures.iter().any(|decorator| module.slice(decorator).contains("autouse"));
    let name = function.name.as_str();
    Item {
        text: module.slice(stmt).to_owned(),
        reading: Reading::of_stmt(module, stmt),
        function: true,
        unasked: autouse || HOOKS.iter().any(|hook| name.starts_with(hook)),
        fixture: !fixtures.is_empty(),
        ..decorators
    }
}

/// What decorators say, without what they stand on.
fn decorators_item(module: &Module, decorators: &[Decorator]) -> Item {
    let mut all = Item::default();
    for decorator in decorators {
        let one = marks_item(module, &decorator.expression);
        all.text += &one.text;
        all.skips |= one.skips;
        all.marks.join(one.marks);
        all.cases.extend(one.cases);
    }
    all
}

/// One mark, or a list of them.
fn marks_item(module: &Module, value: &Expr) -> Item {
    let text = module.slice(value).to_owned();
    let skips = says_skip(&text);
    let one_by_one = match value {
        Expr::List(list) => &list.elts[..],
        Expr::Tuple(tuple) => &tuple.elts[..],
        single => std::slice::from_ref(single),
    };
    let cases = one_by_one.iter().filter_map(cases).collect();
    let marks = Reading::of_expr(module, value);
    Item { text, skips, marks, cases, ..Item::default() }
}

/// How many cases a mark, or the decorator of a fixture, makes of a test; None where it makes none.
fn cases(mark: &Expr) -> Option<Option<usize>> {
    let Expr::Call(call) = mark else { return None };
    let values =
        |arguments: &Arguments, name: &str, at: usize| arguments.find_argument_value(name, at).map(length);
    match called(call)? {
        "parametrize" => Some(values(&call.arguments, "argvalues", 1).flatten()),
        "fixture" => call.arguments.find_keyword("params").map(|params| length(&params.value)),
        _ => None,
    }
}

/// Of a list that is written out.
fn length(value: &Expr) -> Option<usize> {
    let elements = match value {
        Expr::List(list) => &list.elts,
        Expr::Tuple(tuple) => &tuple.elts,
        Expr::Set(set) => &set.elts,
        _ => return None,
    };
    (!elements.iter().any(Expr::is_starred_expr)).then_some(elements.len())
}

/// Whether a mark keeps a test from being run or from failing.
fn says_skip(text: &str) -> bool {
    ["skip", "xfail", "expectedFailure"].iter().any(|word| text.contains(word))
}

fn callee(expr: &Expr) -> &Expr {
    match expr {
        Expr::Call(call) => &call.func,
        other => other,
    }
}

/// `c` of `a.b.c`.
fn last_name(expr: &Expr) -> String {
    match expr {
        Expr::Name(name) => name.id.to_string(),
        Expr::Attribute(attribute) => attribute.attr.to_string(),
        Expr::Subscript(subscript) => last_name(&subscript.value),
        _ => String::new(),
    }
}

/// `from where import name`, of one name.
fn from(import: &StmtImportFrom, name: &str) -> String {
    let module = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
    format!("{}{module} {name}", ".".repeat(import.level as usize))
}
