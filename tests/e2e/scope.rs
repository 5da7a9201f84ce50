//! `run --since`, `--in-diff`, `--failed`: a part of the mutants.

use std::fs;
use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::run::{Project, edit, shown};
use crate::{snapshot, support};

const HERMETIC: [(&str, &str); 2] = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")];

/// Two functions, a test for each; the one of `tax` asks a helper.
fn shop() -> Project {
    let project = Project::new(&[
        ("pyproject.toml", "[project]\nname = 'shop'\nversion = '1'\n[tool.mutate]\npaths = ['shop.py']\n"),
        ("shop.py", "def price(n):\n    return n * 3\n\n\ndef tax(n):\n    return n + 2\n"),
        (
            "test_shop.py",
            "import shop\n\n\ndef fine(n):\n    return n == 7\n\n\n\
             def test_price():\n    assert shop.price(2) == 6\n\n\n\
             def test_tax():\n    assert fine(shop.tax(5))\n",
        ),
    ]);
    git(&project, &["init", "-q", "-b", "main"]);
    git(&project, &["add", "-A"]);
    git(&project, &["-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "first"]);
    project
}

fn git(project: &Project, args: &[&str]) -> String {
    let output = Command::new("git").args(args).current_dir(&project.path).envs(HERMETIC).output().unwrap();
    assert!(output.status.success(), "git {args:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// The mutants of a run, as `function: how many of each status`, those known without a run marked.
fn mutants(project: &Project, args: &[&str], input: &str) -> Vec<String> {
    let report = project.path.with_extension("json");
    let mut command = support::command(&project.path);
    command.args(["run", "-q", "--report", &format!("json={}", report.display())]).args(args).envs(HERMETIC);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let said = shown(&child.wait_with_output().unwrap(), &project.path);
    let json: Value = serde_json::from_slice(&fs::read(&report).expect(&said)).unwrap();
    fs::remove_file(&report).unwrap();
    let mutants = json["files"]["shop.py"]["mutants"].as_array().unwrap().clone();
    let named = mutants.iter().map(|mutant| {
        let known = if mutant["mutate"]["cached"].as_bool().unwrap() { " (known)" } else { "" };
        format!(
            "{}: {}{known}",
            mutant["mutate"]["qualname"].as_str().unwrap(),
            mutant["status"].as_str().unwrap()
        )
    });
    let mut named: Vec<String> = named.collect();
    named.sort();
    named.dedup();
    named
}

#[test]
fn since_a_revision_the_changed_lines_are_judged_and_what_changed_tests_reach() {
    let project = shop();
    snapshot!(shown(&support::command(&project.path).args(["run", "--since", "HEAD"]).envs(HERMETIC).output().unwrap(), &project.path), @r"
exit: 0
----- stdout
----- stderr
the change has to do with no mutant
");
    edit(&project, "shop.py", "n * 3", "3 * n");
    assert_eq!(mutants(&project, &["--since", "HEAD"], ""), ["price: Killed"]);
    git(&project, &["checkout", "-q", "."]);
    edit(&project, "test_shop.py", "assert shop.price(2) == 6", "shop.price(2)");
    assert_eq!(mutants(&project, &["--since", "main"], ""), ["price: Survived"]);
    git(&project, &["checkout", "-q", "."]);
    // a helper of tests: those that use it
    edit(&project, "test_shop.py", "    return n == 7", "    return True");
    assert_eq!(mutants(&project, &["--since", "main"], ""), ["tax: Survived"]);
    snapshot!(shown(&support::command(&project.path).args(["run", "--since", "gone"]).envs(HERMETIC).output().unwrap(), &project.path), @r"
exit: 2
----- stdout
----- stderr
error: failed to compare with `gone`: git knows no such branch, tag or commit; name another with --since, or fetch it first
");
}

#[test]
fn the_lines_and_tests_of_a_diff_are_judged() {
    let project = shop();
    edit(&project, "shop.py", "n + 2", "2 + n");
    let diff = git(&project, &["diff"]);
    assert_eq!(mutants(&project, &["--in-diff"], &diff), ["tax: Killed"]);
    let file = project.path.with_extension("diff");
    fs::write(&file, &diff).unwrap();
    assert_eq!(mutants(&project, &["--in-diff", file.to_str().unwrap()], ""), ["tax: Killed (known)"]);
    git(&project, &["checkout", "-q", "."]);
    edit(&project, "test_shop.py", "    assert fine(shop.tax(5))", "    shop.tax(5)");
    let diff = git(&project, &["diff"]);
    let found = mutants(&project, &["--in-diff", "-"], &diff);
    assert_eq!(found, ["price: Killed", "tax: Survived"]);
    snapshot!(project.run(&["run", "--in-diff", "none.diff"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to read the diff none.diff: No such file or directory (os error 2)
");
}

/// What a test has noticed that is gone, nobody may notice any more: its mutants are judged, in lines that did not change.
#[test]
fn the_mutants_of_tests_that_a_diff_deletes_are_judged() {
    let project = shop();
    assert_eq!(mutants(&project, &[], ""), ["price: Killed", "tax: Killed"]);
    let test = "def test_price():\n    assert shop.price(2) == 6\n";
    edit(&project, "test_shop.py", test, "");
    let diff = git(&project, &["diff"]);
    // a diff does not say what the other tests of the file were
    assert_eq!(mutants(&project, &["--in-diff"], &diff), ["price: NoCoverage", "tax: Killed (known)"]);
    git(&project, &["checkout", "-q", "."]);
    mutants(&project, &[], ""); // what a test has noticed is known from the last run alone
    edit(&project, "test_shop.py", test, "");
    assert_eq!(mutants(&project, &["--since", "HEAD"], ""), ["price: NoCoverage"]);
    git(&project, &["checkout", "-q", "."]);
    // with its file, too
    fs::write(project.path.join("test_more.py"), "import shop\n\n\ndef test_more():\n    shop.price(1)\n")
        .unwrap();
    git(&project, &["add", "-A"]);
    git(&project, &["-c", "user.name=t", "-c", "user.email=t", "commit", "-qm", "second"]);
    mutants(&project, &[], "");
    git(&project, &["rm", "-q", "test_shop.py"]);
    let diff = git(&project, &["diff", "HEAD"]);
    assert_eq!(mutants(&project, &["--in-diff"], &diff), ["price: Survived", "tax: NoCoverage"]);
}

#[test]
fn what_was_not_noticed_is_judged_again_and_the_rest_is_kept() {
    let project = shop();
    edit(&project, "test_shop.py", "    assert fine(shop.tax(5))", "    shop.tax(5)");
    snapshot!(project.run(&["run", "--failed"]), @r"
exit: 2
----- stdout
----- stderr
error: there is no last run of [PROJECT]; `mutate run` makes one
");
    assert_eq!(mutants(&project, &[], ""), ["price: Killed", "tax: Survived"]);
    edit(&project, "test_shop.py", "    shop.tax(5)", "    assert fine(shop.tax(5))");
    // what it does to `price` is not looked at
    edit(&project, "test_shop.py", "    assert shop.price(2) == 6", "    shop.price(2)");
    assert_eq!(mutants(&project, &["--failed"], ""), ["price: Killed (known)", "tax: Killed"]);
    // and is no last run that stands for a whole one
    assert_eq!(mutants(&project, &[], ""), ["price: Survived", "tax: Killed (known)"]);
}

/// No verdict, but what there is to judge: a red suite, and what no test reaches, are seen.
#[test]
fn a_dry_run_runs_the_unmutated_suite_and_keeps_nothing() {
    let project = shop();
    edit(&project, "shop.py", "def tax", "def unused(n):\n    return n - 1\n\n\ndef tax");
    snapshot!(project.run(&["--dry-run"]), @r"
exit: 0
----- stdout
module   score  killed  no coverage
shop.py   0.0%       ·            3

No coverage: no test runs this code
  shop.py:6  unused  3 mutants

Note
  The run ended before all was judged: 6 mutants are pending.

mutation score 0.0%, test strength none (partial run): 3 not covered, 6 pending of 9 mutants
----- stderr
9 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
2 tests pass on the unmutated code, in [TIME]
");
    assert!(!project.path.join(".mutate").exists());
    edit(&project, "test_shop.py", "== 7", "== 8");
    snapshot!(project.run(&["--dry-run", "-q"]), @r"
exit: 3
----- stdout
----- stderr
error: the unmutated suite is red; mutation testing needs a green one. Failing:
  test_shop.py::test_tax: assert False
");
}
