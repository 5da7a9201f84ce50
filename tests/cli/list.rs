//! `mutate list`

use crate::harness::Project;

const CLAMP: &str = "def clamp(x, low):\n    return x if x >= low else low\n";

fn project() -> Project {
    Project::new(&[("pyproject.toml", ""), ("pkg/__init__.py", ""), ("pkg/clamp.py", CLAMP)])
}

#[test]
fn a_mutant_is_listed_with_its_place_operator_and_id() {
    let args = ["list", "--paths", "pkg/clamp.py", "--operators", "comparison"];
    insta::assert_snapshot!(project().mutate(&args), @r"
exit: 0
----- stdout
pkg/clamp.py:2:19 replace `>=` with `>` in clamp  comparison-boundary  [70493e6d00b2]
pkg/clamp.py:2:19 replace `>=` with `<` in clamp  comparison-negate  [6755395c3eb9]
----- stderr
");
}

#[test]
fn the_count_is_that_of_the_list() {
    let project = project();
    let count = project.mutate(&["list", "--count", "--paths", "pkg/clamp.py"]);
    let list = project.mutate(&["list", "--paths", "pkg/clamp.py"]);
    let lines = list.lines().filter(|line| line.starts_with("pkg/")).count();
    assert!(count.starts_with(&format!("exit: 0\n----- stdout\n{lines}\n")), "{count}");
}

#[test]
fn json_and_diff_show_the_same_mutants() {
    let args = ["list", "--paths", "pkg/clamp.py", "--operators", "comparison-boundary", "--diff"];
    insta::assert_snapshot!(project().mutate(&args), @r"
exit: 0
----- stdout
pkg/clamp.py:2:19 replace `>=` with `>` in clamp  comparison-boundary  [70493e6d00b2]
--- a/pkg/clamp.py
+++ b/pkg/clamp.py
@@ -1,2 +1,2 @@
 def clamp(x, low):
-    return x if x >= low else low
+    return x if x > low else low

----- stderr
");
    let json = project().mutate(&[&args[..], &["--json"]].concat());
    insta::assert_snapshot!(json, @r#"
exit: 0
----- stdout
[
  {
    "id": "70493e6d00b2",
    "path": "pkg/clamp.py",
    "line": 2,
    "column": 19,
    "endLine": 2,
    "endColumn": 21,
    "qualname": "clamp",
    "operator": "comparison-boundary",
    "operatorVersion": 1,
    "description": "replace `>=` with `>`",
    "original": ">=",
    "replacement": ">",
    "diff": "--- a/pkg/clamp.py\n+++ b/pkg/clamp.py\n@@ -1,2 +1,2 @@\n def clamp(x, low):\n-    return x if x >= low else low\n+    return x if x > low else low\n"
  }
]
----- stderr
"#);
}

#[test]
fn a_path_that_does_not_exist_is_a_usage_error() {
    let output = project().mutate(&["list", "--paths", "pkg/no.py"]);
    assert!(output.starts_with("exit: 2\n") && output.contains("pkg/no.py"), "{output}");
}

#[test]
fn an_unknown_operator_is_a_usage_error() {
    let output = project().mutate(&["list", "--paths", "pkg", "--operators", "bool-opp"]);
    assert!(output.starts_with("exit: 2\n") && output.contains("did you mean `bool-op`?"), "{output}");
}

#[test]
fn nothing_to_mutate_has_a_status_of_its_own() {
    let output = project().mutate(&["list", "--paths", "pkg/__init__.py"]);
    assert!(output.starts_with("exit: 4\n"), "{output}");
}

#[test]
fn a_file_that_cannot_be_parsed_is_named() {
    let project = Project::new(&[("pyproject.toml", ""), ("old.py", "print 'x'\n")]);
    let output = project.mutate(&["list", "--paths", "old.py"]);
    assert!(output.starts_with("exit: 4\n"), "{output}");
    assert!(output.contains("warning: skipped old.py: "), "{output}");
}
