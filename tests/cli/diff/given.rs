//! What other programs have written: diffs, reports and tables in all their forms.

use std::fs;

use super::{AFTER, COVERAGE, Repository};
use crate::harness::Project;

fn utf16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// As PowerShell's `>` writes it.
#[test]
fn a_diff_in_another_encoding_is_read_by_its_mark() {
    let repository = Repository::new();
    let diff = repository.git(&["diff", "main"]);
    let path = repository.project.path();
    fs::write(path.join("x.diff"), utf16(&diff)).unwrap();
    let args = ["coverage.xml", "--diff-file", "x.diff", "--fail-under", "80"];
    insta::assert_snapshot!(repository.diff(&args), @r"
exit: 1
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

  66.6%        2/3  pkg/a.py  missing 3

66% of 3 changed lines: 1 not covered
----- stderr
gate failed: 66% of the changed lines are covered, which is below 80%
");
    let mut cut = utf16(&diff);
    cut.pop();
    fs::write(path.join("x.diff"), cut).unwrap();
    insta::assert_snapshot!(repository.diff(&args), @r"
exit: 2
----- stdout
----- stderr
error: failed to read the diff [PROJECT]/x.diff: its bytes are not valid UTF-16LE
");
}

#[test]
fn a_diff_may_have_the_prefixes_of_the_users_configuration() {
    let repository = Repository::new();
    let same = repository.diff(&["coverage.xml", "-q", "--format", "json:-"]);
    for option in ["diff.mnemonicPrefix=true", "diff.noprefix=true"] {
        let diff = repository.git(&["-c", option, "diff", "main"]);
        repository.write("x.diff", &diff);
        let args = ["coverage.xml", "-q", "--format", "json:-", "--diff-file", "x.diff"];
        assert_eq!(repository.diff(&args), same, "{option}");
    }
}

#[test]
fn reports_have_the_encoding_that_they_say() {
    let repository = Repository::new();
    repository.write("pkg/ü.py", AFTER);
    repository.git(&["add", "pkg"]);
    let report = |encoding: &str| {
        COVERAGE.replace("?>", &format!("encoding=\"{encoding}\" ?>")).replace("pkg/a.py", "pkg/ü.py")
    };
    let latin: Vec<u8> = report("iso-8859-1").chars().map(|char| char as u8).collect();
    for (name, bytes) in [
        ("utf8.xml", report("utf-8").into_bytes()),
        ("latin.xml", latin),
        ("utf16.xml", utf16(&report("utf-16"))),
        ("lcov.info", utf16("SF:pkg/ü.py\nDA:1,1\nDA:2,1\nDA:3,0\nDA:4,1\nDA:6,18446744073709551616\n")),
    ] {
        fs::write(repository.project.path().join(name), bytes).unwrap();
        let output = repository.diff(&[name]);
        assert!(output.contains("  80.0%        4/5  pkg/ü.py  missing 3"), "{name}: {output}");
    }
    fs::write(repository.project.path().join("x.xml"), report("klingon")).unwrap();
    insta::assert_snapshot!(repository.diff(&["x.xml"]), @r"
exit: 2
----- stdout
----- stderr
error: failed to understand the coverage report x.xml: its encoding `klingon` is not known
");
}

#[test]
fn lcov_records_may_lack_their_end() {
    let repository = Repository::new();
    repository.write("x.info", "SF:pkg/a.py\nDA:2,0\nDA:3,0\nSF:pkg/b.py\nDA:1,1\nend_of_record\n");
    insta::assert_snapshot!(repository.diff(&["x.info", "--fail-under", "80"]), @r"
exit: 1
----- stdout
Coverage of the changed lines
main...HEAD, staged and unstaged changes

   0.0%        0/2  pkg/a.py  missing 2-3

0% of 2 changed lines: 2 not covered
----- stderr
gate failed: 0% of the changed lines are covered, which is below 80%
");
}

#[test]
fn patterns_go_by_characters() {
    let repository = Repository::new();
    repository.write("pkg/ü.py", AFTER);
    repository.git(&["add", "pkg"]);
    let class = |path: &str| COVERAGE.replace("pkg/a.py", path);
    repository.write("u.xml", &class("pkg/ü.py"));
    let files = |option: &str, pattern: &str| -> Vec<bool> {
        let output = repository.diff(&["coverage.xml", "u.xml", option, pattern]);
        ["pkg/a.py", "pkg/ü.py"].iter().map(|path| output.contains(path)).collect()
    };
    assert_eq!(files("--exclude", "?.py"), [false, false]);
    assert_eq!(files("--exclude", "[!a].py"), [true, false]);
    assert_eq!(files("--exclude", "pkg/[ä-ü].py"), [true, false]);
    assert_eq!(files("--include", "pkg/?.py"), [true, true]);
    assert_eq!(files("--include", "pkg//[ü].py"), [false, true]);
}

#[test]
fn options_are_taken_as_argparse_takes_them() {
    let repository = Repository::new();
    let passes =
        |args: &[&str]| repository.diff(&[&["coverage.xml", "-q"], args].concat()).starts_with("exit: 0\n");
    assert!(passes(&["--fail-under", "-1", "--minimum-change", "-5"]));
    assert!(!passes(&["--fail-under", "99", "--minimum-change", "-5"]));
    assert!(passes(&["--ignore-st", "--show-u", "--total", "--diff-r", ".."]));
    insta::assert_snapshot!(repository.diff(&["coverage.xml", "--ignore"]), @r"
exit: 2
----- stdout
----- stderr
error: unexpected argument '--ignore' found

  tip: a similar argument exists: '--ignore-staged'

Usage: mutate diff --compare-branch <BRANCH> --ignore-staged <COVERAGE_FILE>...

For more information, try '--help'.
");
    repository
        .write("own.toml", "[tool.diff_cover]\nquiet = true\n[tool.diff_cover.format]\nmarkdown = 'x.md'\n");
    assert!(passes(&["-c", "own.toml"]));
    assert!(repository.project.read("x.md").starts_with("# Coverage of the changed lines\n"));
}

/// Of what was not measured, only what is beside measured files could be so by mistake.
#[test]
fn changes_of_tests_alone_are_no_report_of_other_files() {
    let repository = Repository::new();
    repository.commit("report");
    repository.git(&["checkout", "-qb", "tests"]);
    repository.write("tests/test_a.py", "def test_a(): pass\n");
    repository.write("tests/conftest.py", "x = 1\n");
    repository.write("setup.py", "y = 1\n");
    repository.commit("third");
    let output = |report: &str| repository.diff(&[report, "--compare-branch", "work"]);
    insta::assert_snapshot!(output("coverage.xml"), @r"
exit: 0
----- stdout
Coverage of the changed lines
work...HEAD, staged and unstaged changes

No changed line is one that coverage is measured of. There is nothing to cover.
----- stderr
");
    repository.write("other.xml", &COVERAGE.replace("pkg/a.py", "/ci/b.py"));
    assert!(output("other.xml").contains("the diff has    setup.py\n"));
    repository.write("pkg/b.py", "z = 1\n");
    repository.git(&["add", "pkg/b.py"]);
    assert!(output("coverage.xml").contains("the diff has    pkg/b.py\n"));
    let empty = Project::new(&[("x.diff", ""), ("coverage.xml", COVERAGE)]);
    assert!(empty.mutate(&["diff", "coverage.xml", "--diff-file", "x.diff"]).starts_with("exit: 0\n"));
}
