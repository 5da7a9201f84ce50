use super::*;

/// A file of tests with these texts.
fn file(old: Option<(&str, &str)>, new: Option<(&str, &str)>) -> Versions {
    let source = |(path, text): (&str, &str)| Source { path: path.into(), text: text.into() };
    Versions { old: old.map(source), new: new.map(source) }
}

fn compared(old: &str, new: &str) -> Hygiene {
    compare(&[file(Some(("test_t.py", old)), Some(("test_t.py", new)))], &Naming::default())
}

/// `test: what` for the change of one file.
fn losses(old: &str, new: &str) -> Vec<String> {
    let losses = compared(old, new).losses.into_iter();
    losses
        .map(|(test, loss)| format!("{}: {}", test.trim_start_matches("test_t.py::"), loss.text()))
        .collect()
}

fn test(body: &str) -> String {
    format!("def test_a():\n    {body}\n")
}

#[test]
fn deleted_and_skipped_tests_are_found_in_classes_too() {
    let old = "class TestX:\n    def test_a(self): pass\n    def test_b(self): pass\ndef test_c(): pass\n";
    let new = "class TestX:\n    @pytest.mark.skip\n    def test_a(self): pass\ndef test_c():\n    pytest.skip('x')\n";
    let expected = ["TestX::test_a: skipped now", "TestX::test_b: deleted", "test_c: skipped now"];
    assert_eq!(losses(old, new), expected);
    assert_eq!(losses(new, new), [""; 0]);
}

#[test]
fn a_test_that_moved_is_not_deleted() {
    let text = test("assert a == 1");
    let moved = |new: &str| {
        let files = [file(Some(("test_a.py", &text)), None), file(None, Some(("test_b.py", new)))];
        compare(&files, &Naming::default())
    };
    let same = moved(&text);
    assert_eq!(same.losses, []);
    assert_eq!(same.changed, BTreeSet::from(["test_b.py::test_a".to_owned()]));
    assert_eq!(moved(&test("pass")).losses, [("test_a.py::test_a".to_owned(), Loss::Deleted)]);
}

#[test]
fn a_file_that_is_none_of_tests_any_more_has_lost_them() {
    let text = test("assert a == 1");
    let renamed = |new: &str, text_now: &str| {
        compare(&[file(Some(("test_a.py", &text)), Some((new, text_now)))], &Naming::default())
    };
    assert_eq!(renamed("check_a.py", &text).losses, [("test_a.py::test_a".to_owned(), Loss::Deleted)]);
    assert_eq!(renamed("test_b.py", &text), Hygiene::default());
    let gone = renamed("test_b.py", &test("assert a")).gone;
    assert_eq!(gone, BTreeSet::from(["test_a.py::test_a".to_owned()]));
}

#[test]
fn skipping_all_of_a_file_or_class_is_skipping_its_tests() {
    let old = "import pytest\nclass TestX:\n    def test_a(self): assert a\n";
    for line in [
        "pytestmark = pytest.mark.skip",
        "pytestmark = [pytest.mark.slow, pytest.mark.skipif(True, reason='')]",
        "pytest.skip('x', allow_module_level=True)",
        "np = pytest.importorskip('numpy')",
        "if x:\n    pytest.skip('x', allow_module_level=True)",
        "raise unittest.SkipTest",
    ] {
        assert_eq!(
            losses(old, &old.replace("class", &format!("{line}\nclass"))),
            ["TestX::test_a: skipped now"],
            "{line}"
        );
    }
    let named = "off = pytest.mark.skip\n@off\nclass";
    assert_eq!(losses(old, &old.replace("class", named)), ["TestX::test_a: skipped now"]);
    assert_eq!(losses(old, &old.replace("class", "off = pytest.mark.skip\nclass")), [""; 0]);
    let within = old.replace("    def", "    pytestmark = pytest.mark.skip\n    def");
    assert_eq!(losses(old, &within), ["TestX::test_a: skipped now"]);
}

#[test]
fn what_pytest_leaves_alone_is_deleted() {
    let old = "class TestX:\n    def test_a(self): assert a\ndef test_b(): assert b\n";
    for (line, lost) in
        [("__test__ = False", 2), ("TestX.__test__ = False", 1), ("del test_b", 1), ("test_b = 1", 1)]
    {
        let found = losses(old, &format!("{old}{line}\n"));
        assert!(
            found.len() == lost && found.iter().all(|text| text.ends_with(": deleted")),
            "{line}: {found:?}"
        );
    }
    for class in
        ["class XTest:", "class TestX:\n    __test__ = False", "class TestX:\n    def __init__(self): pass"]
    {
        assert_eq!(losses(old, &old.replace("class TestX:", class)), ["TestX::test_a: deleted"], "{class}");
    }
    assert_eq!(losses(old, &old.replace("def test_b", "if False:\n  def test_b")), ["test_b: deleted"]);
}

#[test]
fn a_later_test_of_the_same_name_hides_the_first() {
    let old = test("assert a == 1");
    assert_eq!(
        losses(&old, &format!("{old}def test_a(): pass\n")),
        ["test_a: hidden by a later one of its name"]
    );
    let either = "if x:\n    def test_a(): assert a == 1\nelse:\n    def test_a(): pass\n";
    assert_eq!(losses(&old, either), [""; 0]);
}

#[test]
fn inherited_tests_are_those_of_each_class() {
    let old =
        "class Base:\n    def test_a(self): assert a\nclass TestX(Base): pass\nclass TestY(Base): pass\n";
    assert_eq!(
        losses(old, &old.replace("assert a", "pass")),
        ["TestX::test_a: 0 assertions, 1 before", "TestY::test_a: 0 assertions, 1 before"]
    );
}

#[test]
fn fewer_assertions_are_told() {
    let old = test("assert a == 1\n    assert b\n    with pytest.raises(X): f()");
    assert_eq!(losses(&old, &test("assert a == 1")), ["test_a: 1 assertions, 3 before"]);
    assert_eq!(losses(&test("self.assertEqual(a, 1)"), &test("f(a)")), ["test_a: 0 assertions, 1 before"]);
}

#[test]
fn an_assertion_in_place_of_another_may_not_ask_less() {
    for (old, new) in [
        ("assert a == 1", "assert a"),
        ("assert a == 1", "assert a is not None"),
        ("assert a == 1", "assert a == 1 or True"),
        ("assert isinstance(a, X)", "assert a"),
        ("assert a", "assert True"),
        ("self.assertEqual(a, 1)", "self.assertTrue(a)"),
        ("with pytest.raises(ValueError): f()", "with pytest.raises(Exception): f()"),
        ("with pytest.raises(X, match='y'): f()", "with pytest.raises(X): f()"),
        ("m.assert_called_once_with(1)", "m.assert_called()"),
        ("assert a == approx(1)", "assert a == approx(1, abs=0.5)"),
        ("assert a == approx(1, rel=0.01)", "assert a == approx(1, rel=0.1)"),
        ("assert a == 1", "assert a == approx(1, 0.1)"),
        ("assert math.isclose(a, 1)", "assert math.isclose(a, 1, abs_tol=1)"),
        ("self.assertAlmostEqual(a, 1)", "self.assertAlmostEqual(a, 1, places=1)"),
        ("self.assertAlmostEqual(a, 1, 3)", "self.assertAlmostEqual(a, 1, delta=5)"),
        ("np.testing.assert_allclose(a, 1)", "np.testing.assert_allclose(a, 1, atol=0.1)"),
    ] {
        assert_eq!(losses(&test(old), &test(new)), ["test_a: asserts less than before"], "{old} -> {new}");
        assert_eq!(losses(&test(new), &test(old)), [""; 0], "{new} -> {old}");
    }
    assert_eq!(losses(&test("assert a == 1"), &test("assert a == 2\n    assert b")), [""; 0]);
}

#[test]
fn assertions_of_helpers_and_fixtures_are_those_of_their_tests() {
    let old = "def check(x):\n    assert x == 1\n\n@fixture\ndef value():\n    assert ready\n    return 1\n\n\
               def test_a(value): check(value)\ndef test_b(): assert b\n";
    assert_eq!(losses(old, &old.replace("assert x == 1", "pass")), ["test_a: 1 assertions, 2 before"]);
    assert_eq!(losses(old, &old.replace("assert x == 1", "assert x")), ["test_a: asserts less than before"]);
    assert_eq!(losses(old, &old.replace("    assert ready\n", "")), ["test_a: 1 assertions, 2 before"]);
    let changed = compared(old, &old.replace("return 1", "return 2")).changed;
    assert_eq!(changed, BTreeSet::from(["test_t.py::test_a".to_owned()]));
    // what was written out and is a helper now asks as much
    let out = test("assert a == 1\n    assert b == 1");
    let within = format!("def check(x):\n    assert x == 1\n\n{}", test("check(a)\n    check(b)"));
    assert_eq!(losses(&out, &within), [""; 0]);
}

#[test]
fn what_nobody_names_changes_all_tests_and_the_rest_those_that_use_it() {
    let old = "import a\nfrom b import c\nN = 1\n\n@fixture(autouse=True)\ndef auto(): pass\n\n\
               def test_a(): assert N\ndef test_b(): assert c()\n";
    let changed = |from: &str, to: &str| -> Vec<String> {
        compared(old, &old.replace(from, to)).changed.into_iter().collect()
    };
    assert_eq!(changed("N = 1", "N = 2"), ["test_t.py::test_a"]);
    assert_eq!(changed("from b import c", "from b import c, d"), [""; 0]);
    assert_eq!(changed("from b", "from x"), ["test_t.py::test_b"]);
    assert_eq!(changed("auto(): pass", "auto(): 1"), ["test_t.py::test_a", "test_t.py::test_b"]);
    assert_eq!(changed("N = 1", "N = 1\nlogging.disable()"), ["test_t.py::test_a", "test_t.py::test_b"]);
}

#[test]
fn an_assertion_that_cannot_fail_is_none() {
    let old = test("assert a == 1");
    for body in [
        "return\n    assert a == 1",
        "if False: assert a == 1",
        "if 0 and x:\n        assert a == 1",
        "if not True:\n        pass\n    elif None: assert a == 1",
        "while 0: assert a == 1",
        "try:\n        assert a == 1\n    except AssertionError:\n        pass",
        "try:\n        assert a == 1\n    except:\n        print()",
        "try:\n        assert a == 1\n    except (OSError, Exception) as e:\n        log(e)",
        "with contextlib.suppress(AssertionError):\n        assert a == 1",
    ] {
        assert_eq!(losses(&old, &test(body)), ["test_a: 0 assertions, 1 before"], "{body}");
    }
    for body in [
        "if x: return\n    assert a == 1",
        "try:\n        assert a == 1\n    except OSError:\n        pass",
        "try:\n        assert a == 1\n    except Exception:\n        raise",
        "try:\n        assert a == 1\n    except Exception as e:\n        pytest.fail(str(e))",
        "try:\n        f()\n    except Exception:\n        pass\n    assert a == 1",
        "if True:\n        assert a == 1",
    ] {
        assert_eq!(losses(&old, &test(body)), [""; 0], "{body}");
    }
}

#[test]
fn fewer_cases_are_told() {
    let cases = |values: &str| {
        format!("CASES = [1, 2, 3]\n@pytest.mark.parametrize('x', {values})\ndef test_a(x): assert x\n")
    };
    assert_eq!(losses(&cases("[1, 2, 3]"), &cases("[1, 2]")), ["test_a: 2 cases, 3 before"]);
    assert_eq!(losses(&cases("CASES"), &cases("CASES").replace("2, 3", "2")), ["test_a: 2 cases, 3 before"]);
    for values in ["[4, 5, 6]", "[1, 2, 3, 4]", "all_cases()", "[*CASES]"] {
        assert_eq!(losses(&cases("[1, 2, 3]"), &cases(values)), [""; 0], "{values}");
    }
    let fixture =
        |values: &str| format!("@pytest.fixture(params={values})\ndef x(): pass\ndef test_a(x): assert x\n");
    assert_eq!(losses(&fixture("[1, 2]"), &fixture("[1]")), ["test_a: 1 cases, 2 before"]);
}

/// Which tests of `tests/test_a.py` (which uses the fixture `db`) and `other/test_b.py` a change of
/// `tests/conftest.py` concerns, and which folders.
fn spread_over(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let source = |path: &str, text: &str| Source { path: path.into(), text: text.into() };
    let suite = [
        source("tests/test_a.py", "def test_a(db): pass\ndef test_b(): pass\n"),
        source("other/test_b.py", "def test_c(db): pass\n"),
        source("tests/conftest.py", new),
    ];
    let changed = file(Some(("tests/conftest.py", old)), Some(("tests/conftest.py", new)));
    let mut found = Hygiene::default();
    spread(&[changed], &suite, &Naming::default(), &mut found);
    (found.changed.into_iter().collect(), found.places.into_iter().collect())
}

#[test]
fn a_fixture_of_a_folder_concerns_the_tests_that_use_it() {
    let conftest = "import os\nURL = 'x'\n\n@fixture\ndef engine(): return URL\n\n@fixture\ndef db(engine): pass\n\n\
                    @fixture\ndef unused(): pass\n";
    let change = |from: &str, to: &str| spread_over(conftest, &conftest.replace(from, to));
    let (test_a, none) = (vec!["tests/test_a.py::test_a".to_owned()], Vec::<String>::new());
    assert_eq!(change("db(engine): pass", "db(engine): 1"), (test_a.clone(), none.clone()));
    assert_eq!(change("import os", "import os, db"), (none.clone(), none.clone()));
    assert_eq!(change("'x'", "'y'"), (test_a, none.clone()));
    assert_eq!(change("unused(): pass", "unused(): 1"), (none.clone(), none.clone()));
    let auto = spread_over("", "@fixture(autouse=True)\ndef auto(): pass\n");
    assert_eq!(auto, (none.clone(), vec!["tests/".to_owned()]));
    assert_eq!(spread_over("", "def pytest_runtest_setup(item): pass\n").1, ["tests/"]);
    assert_eq!(spread_over("", "collect_ignore = ['test_a.py']\n").1, ["tests/"]);
    assert_eq!(spread_over("", "def (").1, ["tests/"]);
}
