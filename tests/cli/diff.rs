//! `mutate diff` with coverage reports that are there.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::Project;

/// A repository: `main` has a module of six lines, `HEAD` changed three of them.
struct Repository {
    project: Project,
}

const BEFORE: &str = "def f(a):\n    if a:\n        return 1\n    return 2\n\nX = 1\n";
const AFTER: &str = "def f(a):\n    if not a:\n        return 10\n    return 2\n\nX = 2\n";

/// Line 3 was not run, from line 2 one way was not taken; line 5 is empty.
const COVERAGE: &str = r#"<?xml version="1.0" ?>
<coverage version="7" branch-rate="0.5"><packages><package><classes><class filename="pkg/a.py"><lines>
<line number="1" hits="1"/>
<line number="2" hits="1" branch="true" condition-coverage="50% (1/2)" missing-branches="3"/>
<line number="3" hits="0"/><line number="4" hits="1"/><line number="6" hits="1"/>
</lines></class></classes></package></packages></coverage>
"#;

impl Repository {
    fn new() -> Repository {
        let repository = Repository { project: Project::new(&[("pkg/a.py", BEFORE), ("README.md", "x\n")]) };
        repository.git(&["init", "-q", "-b", "main"]);
        repository.commit("first");
        repository.git(&["checkout", "-qb", "work"]);
        repository.write("pkg/a.py", AFTER);
        repository.commit("second");
        repository.write("coverage.xml", COVERAGE);
        repository
    }

    /// git as it is nowhere configured.
    fn git(&self, args: &[&str]) -> String {
        git(self.project.path(), args)
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-qm", message]);
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.project.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn diff(&self, args: &[&str]) -> String {
        self.project.mutate_with(&[&["diff", "--compare-branch", "main"], args].concat(), &HERMETIC)
    }
}

/// No configuration but the repository's own.
const HERMETIC: [(&str, &str); 2] = [("GIT_CONFIG_GLOBAL", "/dev/null"), ("GIT_CONFIG_SYSTEM", "/dev/null")];

fn git(folder: &Path, args: &[&str]) -> String {
    let names = ["AUTHOR_NAME", "AUTHOR_EMAIL", "COMMITTER_NAME", "COMMITTER_EMAIL"];
    let mut command = Command::new("git");
    command.args(args).current_dir(folder).envs(HERMETIC);
    command.envs(names.map(|name| (format!("GIT_{name}"), "tester")));
    let output = command.output().expect("failed to start git");
    assert!(output.status.success(), "git {args:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn changed_lines_are_held_against_a_report() {
    let repository = Repository::new();
    insta::assert_snapshot!(repository.diff(&["coverage.xml", "--show-uncovered", "--fail-under", "66"]), @r"
exit: 0
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

  66.6%        2/3  pkg/a.py  missing 3

66% of 3 changed lines: 1 not covered

pkg/a.py
      1  def f(a):
      2      if not a:
!     3          return 10
      4      return 2
      5
      6  X = 2
----- stderr
");
}

#[test]
fn the_total_is_cut_before_the_gate_looks_at_it() {
    let repository = Repository::new();
    insta::assert_snapshot!(repository.diff(&["coverage.xml", "-q", "--fail-under", "66.5"]), @r"
exit: 1
----- stdout
----- stderr
gate failed: 66% of the changed lines are covered, which is below 66.5%
");
    let float = ["coverage.xml", "-q", "--fail-under", "66.5", "--total-percent-float"];
    assert!(repository.diff(&float).starts_with("exit: 0\n"));
    let few =
        |lines| repository.diff(&["coverage.xml", "-q", "--fail-under", "99", "--minimum-change", lines]);
    assert!(few("4").starts_with("exit: 0\n"));
    assert!(few("3").starts_with("exit: 1\n"));
}

#[test]
fn json_has_the_keys_that_diff_cover_writes() {
    let repository = Repository::new();
    insta::assert_snapshot!(repository.diff(&["coverage.xml", "-q", "--branch-coverage", "--format", "json:-"]), @r#"
exit: 0
----- stdout
{"report_name":"XML","diff_name":"main...HEAD, staged and unstaged changes","src_stats":{"pkg/a.py":{"percent_covered":33.33333333333334,"violation_lines":[2,3],"covered_lines":[6],"violations":[[2,null],[3,null]]}},"total_num_lines":3,"total_num_violations":2,"total_percent_covered":33,"num_changed_lines":3}
----- stderr
"#);
}

#[test]
fn each_format_goes_where_it_is_told_to() {
    let repository = Repository::new();
    let formats = "html:out.html,markdown:out.md,github-annotations:error";
    insta::assert_snapshot!(repository.diff(&["coverage.xml", "-q", "--show-covered", "--format", formats]), @r"
exit: 0
----- stdout
::error file=pkg/a.py,line=3,title=Not covered::Line 3: no test runs this change
----- stderr
");
    let page = repository.project.read("out.html");
    assert!(page.contains("<span class=\"missing\"><i>    3</i>          return 10</span>"), "{page}");
    assert!(page.contains("<span class=\"covered\"><i>    2</i>      if not a:</span>"), "{page}");
    insta::assert_snapshot!(repository.project.read("out.md"), @r"
# Coverage of the changed lines

main...HEAD, staged and unstaged changes

**66%** of 3 changed lines, 1 not covered

| file | covered | lines | missing |
|---|--:|--:|---|
| `pkg/a.py` | 66.6% | 3 | 3 |

<details><summary><code>pkg/a.py</code></summary>

```python
      1  def f(a):
      2      if not a:
!     3          return 10
      4      return 2
      5
      6  X = 2
```

</details>
");
}

#[test]
fn a_diff_without_lines_to_cover_passes_and_says_so() {
    let repository = Repository::new();
    repository.git(&["checkout", "-qf", "main"]);
    assert!(
        repository.diff(&["coverage.xml"]).contains("The diff adds and changes no line. There is nothing")
    );
    repository.write("README.md", "y\n");
    let output = repository.diff(&["coverage.xml", "--fail-under", "100"]);
    insta::assert_snapshot!(output, @r"
exit: 0
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

No changed line is one that coverage is measured of. There is nothing to cover.
----- stderr
");
}

#[test]
fn a_report_of_other_files_is_told_to_be_one() {
    let repository = Repository::new();
    repository.write("other.xml", &COVERAGE.replace("pkg/a.py", "/ci/lib/b.py"));
    insta::assert_snapshot!(repository.diff(&["other.xml", "-q"]), @"
exit: 0
----- stdout
----- stderr
");
    insta::assert_snapshot!(repository.diff(&["other.xml"]), @r"
exit: 0
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

No changed line is one that coverage is measured of. There is nothing to cover.
----- stderr
note: the coverage report knows none of the changed files
  the report has  /ci/lib/b.py
  the diff has    pkg/a.py
  if these are the same files, set `relative_files = true` in [tool.coverage.run] where they are measured, or make the report in this working tree
");
}

#[test]
fn a_report_from_another_folder_is_mapped() {
    let repository = Repository::new();
    for (theirs, note) in [("/ci/build/pkg/a.py", "/ci/build/"), ("a.py", "./")] {
        repository.write("other.xml", &COVERAGE.replace("pkg/a.py", theirs));
        let output = repository.diff(&["other.xml"]);
        assert!(output.contains("66% of 3 changed lines"), "{output}");
        assert!(output.contains(&format!("note: {note} of the coverage report is taken for ")), "{output}");
    }
}

#[test]
fn lines_are_those_of_the_working_tree() {
    let repository = Repository::new();
    // what is committed moves down, and what is staged is staged
    repository.write("pkg/a.py", &format!("# one\n{AFTER}"));
    repository.git(&["add", "pkg"]);
    repository.write("pkg/a.py", &format!("# one\n{AFTER}Y = 1\n"));
    repository.write("new file ä.py", "a = 1\n");
    let lines: String =
        (1..9).map(|n| format!("<line number='{n}' hits='{}'/>", u8::from(n % 2 == 0))).collect();
    let class = |path: &str| format!("<class filename='{path}'><lines>{lines}</lines></class>");
    repository.write(
        "coverage.xml",
        &format!("<coverage>{}{}</coverage>", class("pkg/a.py"), class("new file ä.py")),
    );
    let told = |args: &[&str]| -> Vec<String> {
        let output = repository.diff(&[&["coverage.xml", "-q", "--format", "json:-"], args].concat());
        let json = output.lines().nth(2).unwrap();
        let json: serde_json::Value = serde_json::from_str(json).unwrap();
        let lines = |key: &str, stats: &serde_json::Value| stats[key].to_string();
        let stats = json["src_stats"].as_object().unwrap().iter();
        stats
            .map(|(path, s)| format!("{path} {} {}", lines("covered_lines", s), lines("violation_lines", s)))
            .collect()
    };
    assert_eq!(told(&[]), ["pkg/a.py [4,8] [1,3,7]"]);
    assert_eq!(told(&["--ignore-staged"]), ["pkg/a.py [4,8] [3,7]"]);
    assert_eq!(told(&["--ignore-unstaged"]), ["pkg/a.py [4] [1,3,7]"]);
    let untracked = ["--ignore-staged", "--ignore-unstaged", "--include-untracked"];
    assert_eq!(told(&untracked), ["new file ä.py [] [1]", "pkg/a.py [4] [3,7]"]);
    assert_eq!(told(&["--include-untracked", "--exclude", "pkg/*"]), ["new file ä.py [] [1]"]);
    assert_eq!(told(&["--include-untracked", "--include", "pkg/*.py"]), ["pkg/a.py [4,8] [1,3,7]"]);
}

#[test]
fn renames_and_odd_names_and_missing_newlines_are_followed() {
    let repository = Repository::new();
    repository.git(&["mv", "pkg/a.py", "pkg/b \"ü\" b"]);
    repository.write("n.py", "a\nb");
    repository.commit("rename");
    repository.git(&["branch", "-f", "main"]);
    repository.write("pkg/b \"ü\" b", &AFTER.replace("return 2", "return 3"));
    repository.git(&["mv", "pkg/b \"ü\" b", "b b b.py"]);
    repository.write("n.py", "a\nc\nd");
    repository.commit("third");
    let lines: String = (1..9).map(|n| format!("<line number='{n}' hits='0'/>")).collect();
    let class = |path: &str| format!("<class filename='{path}'><lines>{lines}</lines></class>");
    repository.write("coverage.xml", &format!("<coverage>{}{}</coverage>", class("b b b.py"), class("n.py")));
    let output = repository.diff(&["coverage.xml"]);
    assert!(output.contains("0/1  b b b.py  missing 4\n"), "{output}");
    assert!(output.contains("0/2  n.py      missing 2-3\n"), "{output}");
}

#[test]
fn a_folder_of_the_repository_and_a_second_tree_of_it_will_do() {
    let repository = Repository::new();
    let here = repository.project.path();
    repository.write("pkg/coverage.xml", &COVERAGE.replace("pkg/a.py", "a.py"));
    let inside = |folder: &Path, report: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mutate"));
        command.args(["diff", "--compare-branch", "main", report]).current_dir(folder).envs(HERMETIC);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    assert!(inside(&here.join("pkg"), "coverage.xml").contains("2/3  pkg/a.py  missing 3"));
    let outside = tempfile::tempdir().unwrap();
    let tree = outside.path().join("tree");
    git(here, &["worktree", "add", "-q", "--detach", tree.to_str().unwrap(), "work"]);
    fs::write(tree.join("coverage.xml"), COVERAGE).unwrap();
    assert!(inside(&tree, "coverage.xml").contains("2/3  pkg/a.py  missing 3"));
}

#[test]
fn a_history_that_is_not_there_is_told_with_what_to_fetch() {
    let repository = Repository::new();
    insta::assert_snapshot!(repository.project.mutate_with(&["diff", "coverage.xml"], &HERMETIC), @"
exit: 2
----- stdout
----- stderr
error: failed to compare with `origin/main`: git knows no such branch, tag or commit; name another with --compare-branch, or fetch it first
");
    let clone = Repository { project: Project::new(&[]) };
    let url = format!("file://{}", repository.project.path().display());
    clone.git(&["clone", "-q", "--depth", "1", "--no-single-branch", "-b", "work", &url, "."]);
    clone.write("coverage.xml", COVERAGE);
    insta::assert_snapshot!(clone.project.mutate_with(&["diff", "coverage.xml"], &HERMETIC), @"
exit: 2
----- stdout
----- stderr
error: failed to compare with `origin/main`: its history and that of HEAD have nothing in common (this clone is shallow: let the checkout have all of the history, with `fetch-depth: 0` for actions/checkout, `GIT_DEPTH: 0` for GitLab, or `git fetch --unshallow`); or compare the two states with --diff-range-notation=..
");
    let tips = ["diff", "coverage.xml", "--diff-range-notation", ".."];
    assert!(clone.project.mutate_with(&tips, &HERMETIC).contains("66% of 3 changed lines"));
}

#[test]
fn a_given_diff_needs_no_repository() {
    let repository = Repository::new();
    let diff = repository.git(&["diff", "main"]);
    let folder = Project::new(&[("coverage.xml", COVERAGE), ("x.diff", &diff)]);
    let output = folder.mutate_with(&["diff", "coverage.xml", "--diff-file", "x.diff"], &HERMETIC);
    assert!(output.starts_with("exit: 0\n") && output.contains("66% of 3 changed lines"), "{output}");
    insta::assert_snapshot!(folder.mutate_with(&["diff", "coverage.xml"], &HERMETIC), @"
exit: 2
----- stdout
----- stderr
error: failed to look at the changes: [PROJECT] is in no git repository; give them with --diff-file
");
}

#[test]
fn options_stand_in_the_table_of_diff_cover() {
    let repository = Repository::new();
    repository
        .write("own.toml", "[tool.diff_cover]\nfail_under = 90\nquiet = true\ncompare_branch = 'nowhere'\n");
    let args = ["coverage.xml", "-c", "own.toml"];
    insta::assert_snapshot!(repository.diff(&args), @"
exit: 1
----- stdout
----- stderr
gate failed: 66% of the changed lines are covered, which is below 90%
");
    assert!(
        repository.diff(&["coverage.xml", "-c", "own.toml", "--fail-under", "1"]).starts_with("exit: 0\n")
    );
}

#[test]
fn a_report_that_cannot_be_read_is_named() {
    let repository = Repository::new();
    repository.write("bad.info", "hello\n");
    insta::assert_snapshot!(repository.diff(&["bad.info"]), @"
exit: 2
----- stdout
----- stderr
error: failed to understand the coverage report bad.info: it is neither XML nor lcov: no line begins with `SF:`
");
    assert!(repository.diff(&["no.xml"]).contains("failed to read the coverage report no.xml: "));
}
