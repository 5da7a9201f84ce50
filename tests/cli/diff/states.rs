//! What git has to tell: states of the tree, names and kinds of files, places of the repository.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{AFTER, COVERAGE, HERMETIC, Repository, git};
use crate::harness::Project;

/// Of each file with changed lines that are measured: which are covered, which are not.
fn told(repository: &Repository, args: &[&str]) -> Vec<String> {
    let json = json(repository, args);
    let stats = json["src_stats"].as_object().unwrap().iter();
    stats.map(|(path, s)| format!("{path} {} {}", s["covered_lines"], s["violation_lines"])).collect()
}

/// What is said in a folder that is not the project's.
fn stdout(folder: &Path, args: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mutate"));
    command.arg("diff").args(args).current_dir(folder).envs(HERMETIC);
    String::from_utf8(command.output().unwrap().stdout).unwrap()
}

fn json(repository: &Repository, args: &[&str]) -> serde_json::Value {
    let output = repository.diff(&[&["coverage.xml", "-q", "--format", "json:-"], args].concat());
    let json = output.lines().nth(2).unwrap_or_else(|| panic!("{output}"));
    serde_json::from_str(json).unwrap()
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
    let told = |args: &[&str]| told(&repository, args);
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
    assert!(
        stdout(&here.join("pkg"), &["coverage.xml", "--compare-branch", "main"])
            .contains("2/3  pkg/a.py  missing 3")
    );
    let outside = tempfile::tempdir().unwrap();
    let tree = outside.path().join("tree");
    git(here, &["worktree", "add", "-q", "--detach", tree.to_str().unwrap(), "work"]);
    fs::write(tree.join("coverage.xml"), COVERAGE).unwrap();
    assert!(
        stdout(&tree, &["coverage.xml", "--compare-branch", "main"]).contains("2/3  pkg/a.py  missing 3")
    );
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
fn blank_lines_that_do_not_count_move_the_others() {
    let repository = Repository::new();
    repository.write("pkg/a.py", &format!("\n\n{}", AFTER.replace("X = 2", "X  =  2")));
    repository.git(&["add", "pkg"]);
    let lines: String = (1..9).map(|n| format!("<line number='{n}' hits='{}'/>", n - 1)).collect();
    let class = format!("<class filename='pkg/a.py'><lines>{lines}</lines></class>");
    repository.write("coverage.xml", &format!("<coverage>{class}</coverage>"));
    assert_eq!(told(&repository, &["--ignore-whitespace"]), ["pkg/a.py [4,5,8] []"]);
    assert_eq!(told(&repository, &[]), ["pkg/a.py [2,4,5,8] [1]"]);
}

#[test]
fn what_is_no_text_of_the_repository_is_no_line_of_it() {
    let repository = Repository::new();
    let library = Repository::new();
    let url = format!("file://{}", library.project.path().display());
    let local = ["-c", "protocol.file.allow=always"];
    repository.git(&[&local[..], &["submodule", "add", "-q", &url, "vendored"]].concat());
    repository.write("gone.py", "x = 1\n");
    repository.write("run.py", "x = 1\n");
    repository.write("table.py", "a\0b\n");
    std::os::unix::fs::symlink("pkg/a.py", repository.project.path().join("link.py")).unwrap();
    repository.commit("odd files");
    repository.git(&["branch", "-f", "main"]);

    let inside = repository.project.path().join("vendored");
    git(&inside, &["commit", "-q", "--allow-empty", "-m", "another"]);
    fs::remove_file(repository.project.path().join("gone.py")).unwrap();
    repository.git(&["update-index", "--chmod=+x", "run.py"]);
    repository.write("table.py", "a\0c\nd\n");
    fs::remove_file(repository.project.path().join("link.py")).unwrap();
    std::os::unix::fs::symlink("pkg", repository.project.path().join("link.py")).unwrap();
    repository.write("pkg/a.py", &AFTER.replace("return 10", "return 11"));
    let names = ["gone.py", "run.py", "table.py", "vendored"];
    let lines: String = (1..4).map(|n| format!("<line number='{n}' hits='1'/>")).collect();
    let class = |path: &&str| format!("<class filename='{path}'><lines>{lines}</lines></class>");
    let classes: String = names.iter().chain(&["pkg/a.py"]).map(class).collect();
    repository.write("coverage.xml", &format!("<coverage>{classes}</coverage>"));
    // git tells of a link's target and of a submodule's commit as of one line each
    let json = json(&repository, &["--exclude", "coverage.xml"]);
    assert_eq!(told(&repository, &[]), ["pkg/a.py [3] []", "vendored [1] []"]);
    assert_eq!(json["num_changed_lines"], 3);
    // inside it is a repository of its own
    fs::write(inside.join("coverage.xml"), COVERAGE).unwrap();
    assert!(stdout(&inside, &["coverage.xml"]).contains("2/3  pkg/a.py  missing 3"));
}

/// Lines of HEAD are where they are now, and what HEAD does not have is new.
#[test]
fn a_merge_with_conflicts_has_the_lines_of_the_working_tree() {
    let repository = Repository::new();
    repository.git(&["checkout", "-qf", "main"]);
    repository.write("pkg/a.py", &super::BEFORE.replace("return 1", "return 7"));
    repository.git(&["commit", "-qam", "theirs"]);
    repository.git(&["checkout", "-q", "work"]);
    let merge = Command::new("git").args(["merge", "main"]).current_dir(repository.project.path()).output();
    assert!(!merge.unwrap().status.success());
    let lines: String = (1..12).map(|n| format!("<line number='{n}' hits='1'/>")).collect();
    let report = format!("<coverage><class filename='pkg/a.py'><lines>{lines}</lines></class></coverage>");
    repository.write("coverage.xml", &report);
    let text = repository.project.read("pkg/a.py");
    let markers = text.lines().enumerate().filter(|(_, line)| line.starts_with(['<', '=', '>']));
    assert_eq!(markers.map(|(at, _)| at + 1).collect::<Vec<_>>(), [2, 5, 8], "{text}");
    let told = |args: &[&str]| told(&repository, &[&["--compare-branch", "main~1"], args].concat());
    assert_eq!(told(&[]), ["pkg/a.py [2,3,4,5,6,7,8,11] []"]);
    assert_eq!(told(&["--ignore-unstaged"]), ["pkg/a.py [3,4,11] []"]);
}
