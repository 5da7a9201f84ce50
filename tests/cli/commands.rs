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
    insta::assert_snapshot!(project.mutate(&["results"]), @"");
    assert!(!project.path().join(".mutate").exists(), "looking leaves no trace");
}

#[test]
fn results_lists_the_mutants_and_can_choose_a_status() {
    let project = with_last_run(SOURCE);
    insta::assert_snapshot!(project.mutate(&["results"]), @"");
    insta::assert_snapshot!(project.mutate(&["results", "--status", "no-coverage,survived"]), @"");
}

#[test]
fn show_prints_the_diff_and_the_verdict() {
    insta::assert_snapshot!(with_last_run(SOURCE).mutate(&["show", "bbbb"]), @"");
}

#[test]
fn explain_names_the_tests() {
    insta::assert_snapshot!(with_last_run(SOURCE).mutate(&["explain", "aaaa"]), @"");
}

#[test]
fn an_unknown_id_is_a_usage_error() {
    insta::assert_snapshot!(with_last_run(SOURCE).mutate(&["show", "cccc"]), @"");
}

#[test]
fn apply_writes_the_mutant_and_nothing_else() {
    let project = with_last_run(SOURCE);
    insta::assert_snapshot!(project.mutate(&["apply", "aaaa"]), @"");
    assert_eq!(project.read("pkg/a.py"), SOURCE.replace('<', "<="));
}

#[test]
fn apply_refuses_where_the_text_is_another() {
    let changed = SOURCE.replace("a < b", "b < a");
    let project = with_last_run(&changed);
    insta::assert_snapshot!(project.mutate(&["apply", "aaaa"]), @"");
    assert_eq!(project.read("pkg/a.py"), changed);
}

#[test]
fn report_renders_a_file_without_a_last_run() {
    let project = Project::new(&[("report.json", REPORT)]);
    insta::assert_snapshot!(project.mutate(&["report", "--from", "report.json"]), @"");
    project.mutate(&["report", "--from", "report.json", "json=out/again.json", "markdown=out/a.md"]);
    let again = project.mutate(&["report", "--from", "out/again.json"]);
    assert_eq!(again, project.mutate(&["report", "--from", "report.json"]));
    assert!(project.read("out/a.md").starts_with("## Mutation testing"));
}

#[test]
fn the_cache_can_be_looked_at_and_removed() {
    let project = with_last_run(SOURCE);
    assert!(project.mutate(&["cache", "stats"]).contains("last run     2 KiB"));
    insta::assert_snapshot!(project.mutate(&["cache", "clear"]), @"");
    insta::assert_snapshot!(project.mutate(&["cache", "stats"]), @"");
}
