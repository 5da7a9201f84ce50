//! The commands that look at a run.

use mutate::cache::Cache;

use crate::harness::Project;

const SOURCE: &str = "def f(a, b):\n    if a < b:\n        return a\n    return b\n";

/// A report with two mutants of `SOURCE`.
const REPORT: &str = r#"{
  "schemaVersion": "2",
  "thresholds": {"high": 80, "low": 60},
  "files": {"pkg/a.py": {
    "language": "python",
    "source": "def f(a, b):\n    if a < b:\n        return a\n    return b\n",
    "mutants": [
      {"id": "aaaa00000000", "mutatorName": "cmp-op", "description": "replace `<` with `<=`",
       "location": {"start": {"line": 2, "column": 10}, "end": {"line": 2, "column": 11}},
       "replacement": "<=", "status": "Survived", "coveredBy": ["0", "1"], "testsCompleted": 2,
       "mutate": {"qualname": "f", "strategy": "swap", "durationMs": 3.5}},
      {"id": "bbbb00000000", "mutatorName": "cmp-op", "description": "replace `<` with `>`",
       "location": {"start": {"line": 2, "column": 10}, "end": {"line": 2, "column": 11}},
       "replacement": ">", "status": "Killed", "coveredBy": ["0", "1"], "killedBy": ["1"],
       "mutate": {"qualname": "f", "strategy": "swap"}}
    ]}},
  "testFiles": {"tests/test_a.py": {"tests": [
    {"id": "0", "name": "tests/test_a.py::test_one"}, {"id": "1", "name": "tests/test_a.py::test_two"}]}}
}"#;

fn with_last_run(source: &str) -> Project {
    let project = Project::new(&[("pyproject.toml", ""), ("pkg/a.py", source), ("report.json", REPORT)]);
    Cache::open(project.path()).unwrap().save_last_run(REPORT.as_bytes()).unwrap();
    project
}

#[test]
fn without_a_last_run_the_commands_say_how_to_make_one() {
    let project = Project::new(&[("pyproject.toml", "")]);
    insta::assert_snapshot!(project.mutate(&["results"]), @r"
exit: 2
----- stdout
----- stderr
error: there is no last run of [PROJECT]; `mutate run` makes one
");
    assert!(!project.path().join(".mutate").exists(), "looking leaves no trace");
}

#[test]
fn results_lists_the_mutants_and_can_choose_a_status() {
    let project = with_last_run(SOURCE);
    insta::assert_snapshot!(project.mutate(&["results"]), @r"
exit: 0
----- stdout
aaaa00000000  Survived      cmp-op          pkg/a.py:2:10 replace `<` with `<=` in f
bbbb00000000  Killed        cmp-op          pkg/a.py:2:10 replace `<` with `>` in f

mutation score 50.0%, test strength 50.0%: 1 killed, 1 survived of 2 mutants
----- stderr
");
    insta::assert_snapshot!(project.mutate(&["results", "--status", "no-coverage,survived"]), @r"
exit: 0
----- stdout
aaaa00000000  Survived      cmp-op          pkg/a.py:2:10 replace `<` with `<=` in f

mutation score 50.0%, test strength 50.0%: 1 killed, 1 survived of 2 mutants
----- stderr
");
}

#[test]
fn show_prints_the_diff_and_the_verdict() {
    insta::assert_snapshot!(with_last_run(SOURCE).mutate(&["show", "bbbb"]), @r"
exit: 0
----- stdout
pkg/a.py:2:10 replace `<` with `>` in f
bbbb00000000 by cmp-op, Killed
killed by tests/test_a.py::test_two

--- a/pkg/a.py
+++ b/pkg/a.py
@@ -1,4 +1,4 @@
 def f(a, b):
-    if a < b:
+    if a > b:
         return a
     return b
----- stderr
");
}

#[test]
fn explain_names_the_tests() {
    insta::assert_snapshot!(with_last_run(SOURCE).mutate(&["explain", "aaaa"]), @r"
exit: 0
----- stdout
pkg/a.py:2:10 replace `<` with `<=` in f
Survived: every test that reaches this code passes with the change in place
judged by swap: the function's code was replaced in a fork of the warm process; 2 tests completed in 3.5 ms
reached by:
  tests/test_a.py::test_one
  tests/test_a.py::test_two
----- stderr
");
}

#[test]
fn an_unknown_id_is_a_usage_error() {
    insta::assert_snapshot!(with_last_run(SOURCE).mutate(&["show", "cccc"]), @r"
exit: 2
----- stdout
----- stderr
error: no mutant `cccc` in the last run; `mutate results` lists them
");
}

#[test]
fn apply_writes_the_mutant_and_nothing_else() {
    let project = with_last_run(SOURCE);
    insta::assert_snapshot!(project.mutate(&["apply", "aaaa"]), @r"
exit: 0
----- stdout
applied aaaa00000000: pkg/a.py:2:10 replace `<` with `<=` in f
----- stderr
");
    assert_eq!(project.read("pkg/a.py"), SOURCE.replace('<', "<="));
}

#[test]
fn apply_refuses_where_the_text_is_another() {
    let changed = SOURCE.replace("a < b", "b < a");
    let project = with_last_run(&changed);
    insta::assert_snapshot!(project.mutate(&["apply", "aaaa"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to apply aaaa00000000 to pkg/a.py: its text has changed since the last run; run mutate again
");
    assert_eq!(project.read("pkg/a.py"), changed);
}

#[test]
fn report_renders_a_file_without_a_last_run() {
    let project = Project::new(&[("report.json", REPORT)]);
    insta::assert_snapshot!(project.mutate(&["report", "--from", "report.json"]), @r"
exit: 0
----- stdout
module    score  killed  survived
pkg/a.py  50.0%       1         1

Survived: no test noticed these changes
  pkg/a.py:2:10  cmp-op  replace `<` with `<=` in f  [aaaa00000000]
      - if a < b:
      + if a <= b:

mutation score 50.0%, test strength 50.0%: 1 killed, 1 survived of 2 mutants
----- stderr
");
    project.mutate(&["report", "--from", "report.json", "json=out/again.json", "markdown=out/a.md"]);
    let again = project.mutate(&["report", "--from", "out/again.json"]);
    assert_eq!(again, project.mutate(&["report", "--from", "report.json"]));
    assert!(project.read("out/a.md").starts_with("## Mutation testing"));
}

#[test]
fn the_cache_can_be_looked_at_and_removed() {
    let project = with_last_run(SOURCE);
    assert!(project.mutate(&["cache", "stats"]).contains("last run     2 KiB"));
    insta::assert_snapshot!(project.mutate(&["cache", "clear"]), @r"
exit: 0
----- stdout
removed .mutate
----- stderr
");
    insta::assert_snapshot!(project.mutate(&["cache", "stats"]), @r"
exit: 0
----- stdout
there is no cache
----- stderr
");
}

#[test]
fn operators_come_from_the_table() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate(&["operators", "bool-op"]), @r"
exit: 0
----- stdout
bool-op: swap `and` and `or`

group logic, level default, version 1

examples:
  a and b
    → a or b

  a or (b) or c
    → a and (b) or c
    → a or (b) and c

  a & b
    (left alone)
----- stderr
");
    insta::assert_snapshot!(project.mutate(&["operators", "no-such"]), @r"
exit: 2
----- stdout
----- stderr
error: no operator is called `no-such`; `mutate operators` lists them
");
    let list = project.mutate(&["operators"]);
    for operator in mutate::operators::TABLE {
        assert!(list.contains(operator.spec().id), "{list}");
    }
}
