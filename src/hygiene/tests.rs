use super::*;

/// `test: what` for the change of one file.
fn losses(old: &str, new: &str) -> Vec<String> {
    let file = Versions { path: "t.py".into(), old: Some(old.into()), new: Some(new.into()) };
    compare(&[file]).losses.into_iter().map(|(test, loss)| format!("{test}: {}", loss.text())).collect()
}

fn test(body: &str) -> String {
    format!("def test_a():\n    {body}\n")
}

#[test]
fn deleted_and_skipped_tests_are_found_in_classes_too() {
    let old = "class TestX:\n    def test_a(self): pass\n    def test_b(self): pass\ndef test_c(): pass\n";
    let new = "class TestX:\n    @pytest.mark.skip\n    def test_a(self): pass\ndef test_c():\n    pytest.skip('x')\n";
    let expected =
        ["t.py::TestX::test_a: skipped now", "t.py::TestX::test_b: deleted", "t.py::test_c: skipped now"];
    assert_eq!(losses(old, new), expected);
    assert_eq!(losses(new, new), [""; 0]);
}

#[test]
fn a_test_that_moved_is_not_deleted() {
    let file = |path: &str, old: Option<&str>, new: Option<&str>| Versions {
        path: path.into(),
        old: old.map(str::to_owned),
        new: new.map(str::to_owned),
    };
    let text = test("assert a == 1");
    let moved = compare(&[file("a.py", Some(&text), None), file("b.py", None, Some(&text))]);
    assert_eq!(moved.losses, []);
    assert_eq!(moved.changed, BTreeSet::from(["b.py::test_a".to_owned()]));
    let rewritten = compare(&[file("a.py", Some(&text), None), file("b.py", None, Some(&test("pass")))]);
    assert_eq!(rewritten.losses, [("a.py::test_a".to_owned(), Loss::Deleted)]);
}

#[test]
fn fewer_assertions_are_told() {
    let old = test("assert a == 1\n    assert b\n    with pytest.raises(X): f()");
    assert_eq!(losses(&old, &test("assert a == 1")), ["t.py::test_a: 1 assertions, 3 before"]);
    assert_eq!(
        losses(&test("self.assertEqual(a, 1)"), &test("f(a)")),
        ["t.py::test_a: 0 assertions, 1 before"]
    );
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
    ] {
        assert_eq!(
            losses(&test(old), &test(new)),
            ["t.py::test_a: asserts less than before"],
            "{old} -> {new}"
        );
        assert_eq!(losses(&test(new), &test(old)), [""; 0], "{new} -> {old}");
    }
    assert_eq!(losses(&test("assert a == 1"), &test("assert a == 2\n    assert b")), [""; 0]);
}
