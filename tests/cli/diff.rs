//! `mutate diff` with coverage reports that are there.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::harness::Project;

mod given;
mod states;

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
fn the_older_options_for_reports_are_taken_too() {
    let repository = Repository::new();
    let same = repository.diff(&["coverage.xml", "-q", "--format", "json:-"]);
    assert_eq!(repository.diff(&["coverage.xml", "-q", "--json-report", "-"]), same);
    let files = ["--html-report", "a.html", "--markdown-report", "a.md", "--format", "html:b.html"];
    assert!(repository.diff(&[&["coverage.xml", "-q"], &files[..]].concat()).starts_with("exit: 0\n"));
    assert!(["a.html", "a.md", "b.html"].iter().all(|name| repository.project.path().join(name).is_file()));
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
