//! What is refused, and how: one clear message, exit status 2.

use crate::harness::Project;

#[test]
fn an_unknown_option_is_a_usage_error() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate(&["--job", "2"]), @r"
exit: 2
----- stdout
----- stderr
error: unexpected argument '--job' found

  tip: a similar argument exists: '--jobs'

Usage: mutate --jobs <N|auto>

For more information, try '--help'.
");
}

#[test]
fn an_unknown_column_is_told_with_those_that_are_known() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate(&["baseline", "--sort", "size"]), @r"
exit: 2
----- stdout
----- stderr
error: invalid value 'size' for '--sort <COLUMN>': known are coverage, priority, missing, complexity, tests, path

For more information, try '--help'.
");
}

#[test]
fn options_of_run_before_another_command_are_refused() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate(&["--jobs", "2", "results"]), @r"
exit: 2
----- stdout
----- stderr
error: the options of `mutate run` cannot stand before another command; put them after it

Usage: mutate [OPTIONS] [COMMAND]

For more information, try '--help'.
");
}

#[test]
fn what_chooses_among_mutants_is_for_diffs_with_mutants() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate(&["diff", "coverage.xml", "--paths=shop"]), @r"
exit: 2
----- stdout
----- stderr
error: --paths, --operators and --only choose among mutants: add --mutants
");
}

#[test]
fn an_unknown_key_in_pyproject_names_the_nearest() {
    let project = Project::new(&[("pyproject.toml", "[tool.mutate]\nfail_under = 80\n")]);
    insta::assert_snapshot!(project.mutate(&["run"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to read pyproject.toml: unknown key `fail_under` in [tool.mutate]; did you mean `fail-under`?
");
}

#[test]
fn a_bad_value_in_the_environment_names_the_variable() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate_with(&[], &[("MUTATE_JOBS", "0")]), @r"
exit: 2
----- stdout
----- stderr
error: failed to read the environment variable MUTATE_JOBS: `0` is neither a number from 1 up nor `auto`
");
}

#[test]
fn the_command_line_wins_over_environment_and_file() {
    let project = Project::new(&[("pyproject.toml", "[tool.mutate]\npython = 'none/in-file'\n")]);
    let env = [("MUTATE_PYTHON", "none/in-env")];
    assert!(project.mutate_with(&["--python", "none/on-line"], &env).contains("[PROJECT]/none/on-line"));
    assert!(project.mutate_with(&[], &env).contains("none/in-env"));
    assert!(project.mutate(&[]).contains("[PROJECT]/none/in-file"));
}

#[test]
fn bad_values_are_refused() {
    let project = Project::new(&[]);
    for args in [
        ["--fail-under", "101"],
        ["--shard", "3/2"],
        ["--max-time", "5 minutes"],
        ["--jobs", "0"],
        ["--timeout-multiplier", "0"],
        ["--strategy", "warm"],
        ["--color", "sometimes"],
        ["--pytest-args", "-k 'x"],
        ["--report", "xml"],
        ["--report", "json="],
        ["--project", "no/such/folder"],
        ["--python", "no/such/python"],
    ] {
        let output = project.mutate(&args);
        assert!(output.starts_with("exit: 2\n"), "{args:?}: {output}");
        let stderr = output.split("----- stderr\n").nth(1).unwrap();
        assert!(stderr.starts_with("error: "), "{args:?}: {output}");
    }
}

#[test]
fn two_reports_cannot_share_standard_output() {
    let project = Project::new(&[]);
    insta::assert_snapshot!(project.mutate(&["--report", "json", "--report", "text"]), @r"
exit: 2
----- stdout
----- stderr
error: only one report can go to standard output; give the others a path: FORMAT=PATH
");
}
