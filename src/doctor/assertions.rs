//! Which tests assert nothing, or nothing but constants, as far as their text tells.
//!
//! A test asserts by `assert`, by calling what is named so (unittest, mock, numpy, pandas),
//! by expecting an exception or a warning, or through a function or fixture of the test files
//! that does.  Names stand for what they may mean anywhere in the test files: a test is listed
//! only where nothing speaks for it.

use std::collections::{BTreeMap, BTreeSet};

use super::constant;
use crate::{
    model::file_of,
    syntax::{
        Kind, Module, Node,
        ast::{Decorator, Expr, StmtFunctionDef},
        decode, pool, walk,
    },
};

/// What is wrong with a test's assertions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Flaw {
    /// There is none.
    None,
    /// This one, in this line, holds whatever the code does.
    Constant(u32, String),
}

/// Other ways to say what must be.
const EXPECTING: [&str; 10] = [
    "raises",
    "warns",
    "deprecated_call",
    "fail",
    "expect",
    "RaisesGroup",
    "RaisesExc",
    "fnmatch_lines",
    "re_match_lines",
    "no_fnmatch_line",
];

/// Methods that end a test of their class.
const ENDING: [&str; 6] =
    ["tearDown", "asyncTearDown", "tearDownClass", "teardown_method", "teardown_class", "teardown"];

/// A function of a test file.
#[derive(Default)]
struct Def {
    /// The classes and functions around it, and itself.
    path: Vec<String>,
    asserts: bool,
    constants: Vec<(u32, String)>,
    /// All names that it mentions: calls, fixtures, base classes.
    mentions: BTreeSet<String>,
    /// A fixture that all tests use which can see it.
    autouse: bool,
}

/// The flaws of `tests` (node ids), given the contents of all `files` that may hold tests and
/// their helpers, by path.  Tests that are no function of these files are passed over: doctests,
/// say, whose examples are assertions by themselves.
pub fn flaws(files: &BTreeMap<String, Vec<u8>>, tests: &[String]) -> Vec<(String, Flaw)> {
    let parsed = |(path, bytes): (&String, &Vec<u8>)| {
        let text = decode(bytes).ok()?.0;
        Some((path.clone(), definitions(&Module::parse(text).ok()?)))
    };
    let found: BTreeMap<String, Vec<Def>> = pool().install(|| files.iter().filter_map(parsed).collect());
    let helpers = helpers(&found);
    let mut out = Vec::new();
    let mut seen = BTreeSet::new();
    for test in tests {
        let function = test.split('[').next().unwrap_or(test);
        if !seen.insert(function) {
            continue; // another set of its parameters
        }
        let Some(def) = definition(&found, function) else { continue };
        let constants = def.constants.iter().map(|(line, text)| Flaw::Constant(*line, text.clone()));
        out.extend(constants.map(|flaw| (function.to_owned(), flaw)));
        let known = |def: &Def| def.asserts || def.mentions.iter().any(|name| helpers.contains(name));
        let around = surroundings(&found, function, def);
        if def.constants.is_empty() && !known(def) && !around.into_iter().any(known) {
            out.push((function.to_owned(), Flaw::None));
        }
    }
    out
}

/// The function that a test's id names; one that its class inherits is looked for by its name.
fn definition<'a>(files: &'a BTreeMap<String, Vec<Def>>, function: &str) -> Option<&'a Def> {
    let path: Vec<&str> = function.split("::").skip(1).collect();
    let mut own = files.get(file_of(function)).into_iter().flatten();
    let exact = own.rfind(|def| def.path == path);
    exact.or_else(|| {
        let last = *path.last().filter(|_| path.len() > 1)?;
        let mut inherited = files.values().flatten().filter(|def| def.path.len() > 1);
        inherited.find(|def| def.path.last().is_some_and(|name| name == last))
    })
}

/// What runs with a test though it does not mention it.
fn surroundings<'a>(files: &'a BTreeMap<String, Vec<Def>>, function: &str, test: &Def) -> Vec<&'a Def> {
    let file = file_of(function);
    let visible = |path: &str| {
        path == file || path.strip_suffix("conftest.py").is_some_and(|folder| file.starts_with(folder))
    };
    let nest = &test.path[..test.path.len().saturating_sub(1)];
    let all = files.iter().filter(|(path, _)| visible(path)).flat_map(|(_, defs)| defs);
    all.filter(|def| {
        let ending = def.path.last().is_some_and(|name| ENDING.contains(&name.as_str()));
        def.autouse || (ending && !nest.is_empty() && def.path.starts_with(nest))
    })
    .collect()
}

/// The names of functions that assert, by themselves or through others.
fn helpers(files: &BTreeMap<String, Vec<Def>>) -> BTreeSet<String> {
    let all = || files.values().flatten().filter(|def| def.path.last().is_some_and(|name| !is_test(name)));
    let mut known = BTreeSet::new();
    loop {
        let more: BTreeSet<String> = all()
            .filter(|def| def.asserts || def.mentions.iter().any(|name| known.contains(name)))
            .filter_map(|def| def.path.last().cloned())
            .collect();
        if more.len() == known.len() {
            return known;
        }
        known = more;
    }
}

fn is_test(name: &str) -> bool {
    name.starts_with("test")
}

fn definitions(module: &Module) -> Vec<Def> {
    let mut defs: BTreeMap<u32, Def> = BTreeMap::new();
    walk(module, &mut |node| {
        if let Kind::StmtFunctionDef(function) = node.kind {
            let mut path: Vec<String> = node.ancestors().filter_map(name_of).collect();
            path.reverse();
            path.push(function.name.to_string());
            let parameters = function.parameters.iter().map(|p| p.name().to_string());
            let autouse = function.decorator_list.iter().any(is_autouse);
            let def = Def { path, autouse, mentions: parameters.collect(), ..Def::default() };
            defs.insert(function.range.start().to_u32(), def);
        }
        let functions = node.ancestors().filter_map(function_of);
        for function in functions {
            if let Some(def) = defs.get_mut(&function.range.start().to_u32()) {
                note(module, node, def);
            }
        }
    });
    defs.into_values().collect()
}

fn function_of(kind: Kind<'_>) -> Option<&StmtFunctionDef> {
    if let Kind::StmtFunctionDef(function) = kind { Some(function) } else { None }
}

fn name_of(kind: Kind<'_>) -> Option<String> {
    match kind {
        Kind::StmtClassDef(class) => Some(class.name.to_string()),
        Kind::StmtFunctionDef(function) => Some(function.name.to_string()),
        _ => None,
    }
}

/// `@pytest.fixture(autouse=True)`
fn is_autouse(decorator: &Decorator) -> bool {
    let Expr::Call(call) = &decorator.expression else { return false };
    let wanted = |name: &str| name == "autouse";
    call.arguments.keywords.iter().any(|keyword| {
        keyword.arg.as_ref().is_some_and(|name| wanted(name))
            && matches!(&keyword.value, Expr::BooleanLiteral(literal) if literal.value)
    })
}

/// What a node inside of a function says of it.
fn note(module: &Module, node: Node<'_>, def: &mut Def) {
    let mut constant = |at: crate::syntax::TextRange| {
        let line = module.lines().line(at.start().to_u32());
        let text = module.slice(at).lines().next().unwrap_or_default().to_owned();
        def.constants.push((line, text));
    };
    match node.kind {
        Kind::StmtAssert(assert) if constant::holds(&assert.test) => constant(assert.range),
        Kind::StmtAssert(_) => def.asserts = true,
        Kind::StmtRaise(raise) => {
            let raised = raise.exc.as_deref().and_then(|exc| match exc {
                Expr::Call(call) => last_name(&call.func),
                other => last_name(other),
            });
            def.asserts |= raised == Some("AssertionError");
        }
        Kind::ExprCall(call) => match last_name(&call.func) {
            Some(name) if constant::call_holds(name, call) => constant(call.range),
            Some(name) if expects(name) => def.asserts = true,
            // a stored result that the test is compared with
            Some("check") if receiver(&call.func).is_some_and(|name| name.ends_with("regression")) => {
                def.asserts = true;
            }
            _ => {}
        },
        Kind::ExprName(name) => drop(def.mentions.insert(name.id.to_string())),
        Kind::ExprAttribute(attribute) => drop(def.mentions.insert(attribute.attr.to_string())),
        // `usefixtures("name")`
        Kind::ExprStringLiteral(text) => drop(def.mentions.insert(text.value.to_str().to_owned())),
        _ => {}
    }
}

fn expects(name: &str) -> bool {
    name.trim_start_matches('_').to_ascii_lowercase().starts_with("assert") || EXPECTING.contains(&name)
}

fn last_name(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        _ => None,
    }
}

fn receiver(expr: &Expr) -> Option<&str> {
    let Expr::Attribute(attribute) = expr else { return None };
    last_name(&attribute.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The flaws of the tests in one file, "test: line text" or "test: none".
    fn check(text: &str, tests: &[&str], expected: &[&str]) {
        let files = BTreeMap::from([("test_a.py".to_owned(), text.as_bytes().to_vec())]);
        let tests: Vec<String> = tests.iter().map(|test| format!("test_a.py::{test}")).collect();
        let found: Vec<String> = flaws(&files, &tests)
            .into_iter()
            .map(|(test, flaw)| match flaw {
                Flaw::None => format!("{}: none", &test[11..]),
                Flaw::Constant(line, text) => format!("{}: {line} {text}", &test[11..]),
            })
            .collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn what_expects_something_asserts() {
        for body in [
            "assert f()",
            "with pytest.raises(E): f()",
            "with warns(W): f()",
            "pytest.deprecated_call(f)",
            "if f(): pytest.fail('no')",
            "if f(): raise AssertionError",
            "mock.assert_called_once_with(1)",
            "np.testing.assert_allclose(f(), 1)",
            "pd.testing.assert_frame_equal(a, b)",
            "data_regression.check(f())",
            "def inner():\n        assert f()\n    run(inner)",
            "expect(page).to_have_title('x')",
        ] {
            check(&format!("def test_a():\n    {body}\n"), &["test_a"], &[]);
        }
        check("@given(st.text())\ndef test_a(x):\n    f(x)\n", &["test_a"], &["test_a: none"]);
        check("def test_a():\n    print(f())\n", &["test_a[1]", "test_a[2]"], &["test_a: none"]);
    }

    #[test]
    fn helpers_and_fixtures_assert_for_the_test() {
        let text = "\
def check(x):\n    deeper(x)\n
def deeper(x):\n    assert x\n
@pytest.fixture\ndef clean():\n    yield\n    assert not left()\n
def test_a():\n    check(f())\n
def test_b(clean):\n    f()\n
@pytest.mark.usefixtures('clean')\ndef test_c():\n    f()\n
def test_d():\n    f()\n";
        check(text, &["test_a", "test_b", "test_c", "test_d"], &["test_d: none"]);
        let text = "@pytest.fixture(autouse=True)\ndef clean():\n    yield\n    assert ok()\n\ndef test_a():\n    f()\n";
        check(text, &["test_a"], &[]);
    }

    #[test]
    fn classes_assert_by_their_own_and_by_inherited_methods() {
        let text = "\
class Base:\n    def test_a(self):\n        self.assertTrue(f())\n    def test_b(self):\n        f()\n
class TestOne(Base):\n    pass\n
class TestTwo(TestCase):\n    def tearDown(self):\n        self.assertEqual(left(), [])\n    def test_c(self):\n        f()\n";
        check(text, &["TestOne::test_a", "TestOne::test_b", "TestTwo::test_c"], &["TestOne::test_b: none"]);
    }

    #[test]
    fn what_holds_by_its_own_text_is_constant() {
        for holds in [
            "assert True",
            "assert 1 == 1",
            "assert (f() == 1, 'message')",
            "assert f() or True",
            "assert not None",
            "assert 'text'",
            "assert (x for x in f())",
            "self.assertTrue(True)",
            "self.assertEqual(1, 1)",
            "self.assertFalse(0)",
        ] {
            let said = format!("test_a: 2 {holds}");
            check(&format!("def test_a():\n    {holds}\n"), &["test_a"], &[&said]);
        }
        for real in [
            "assert False",
            "assert 0, 'never'",
            "assert f() or False",
            "assert x == x",
            "self.assertTrue(f())",
        ] {
            check(&format!("def test_a():\n    {real}\n"), &["test_a"], &[]);
        }
    }

    #[test]
    fn what_is_no_function_is_passed_over() {
        check("TestX = Machine.TestCase\n", &["TestX::runTest", "pkg.f"], &[]);
    }
}
