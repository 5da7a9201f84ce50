//! What mutants write: only the workers' folders, what the user allows, and, where the
//! unmutated suite itself writes elsewhere, wherever it may.

use std::fs;

use crate::run::Project;
use crate::snapshot;

/// A careless mutant of it (`True` to `False`) writes beside the project.
const CARELESS: &str = "import pathlib

BESIDE = pathlib.Path(pathlib.Path('where.txt').read_text())


def save(folder, text, careful=True):
    place = folder if careful else BESIDE
    place.joinpath('out.txt').write_text(text)
";

/// The project, and a folder that is no business of its mutants.
fn careless(test: &str) -> (Project, tempfile::TempDir) {
    let beside = tempfile::tempdir().unwrap();
    let folder = beside.path().canonicalize().unwrap();
    let project = Project::new(&[
        ("pyproject.toml", ""),
        ("where.txt", folder.to_str().unwrap()),
        ("disk.py", CARELESS),
        ("test_disk.py", test),
    ]);
    (project, beside)
}

const PLAIN: &str = "import disk


def test_save(tmp_path):
    disk.save(tmp_path, 'x')
";

/// It writes where its mutants may not, and says so.
const ABROAD: &str = "import disk


def test_save(tmp_path):
    disk.save(tmp_path, 'x')
    assert (tmp_path / 'out.txt').read_text() == 'x'
    disk.BESIDE.joinpath('log.txt').write_text('it ran')
";

const CARELESS_ONLY: [&str; 6] = ["run", "--paths", "disk.py", "--no-cache", "--operators", "bool-literal"];

#[test]
fn a_mutant_writes_nothing_beside_the_workers_folders() {
    let (project, beside) = careless(PLAIN);
    let out = project.run(&[&CARELESS_ONLY[..], &["-q"]].concat());
    assert!(out.contains("1 killed"), "it is refused what it wants to write: {out}");
    assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
}

#[test]
fn it_may_where_the_user_says_so() {
    for switched_off in [true, false] {
        let (project, beside) = careless(PLAIN);
        let folder = beside.path().canonicalize().unwrap();
        let allow =
            if switched_off { ["--sandbox", "off"] } else { ["--sandbox-write", folder.to_str().unwrap()] };
        let out = project.run(&[&CARELESS_ONLY[..], &["-q"], &allow].concat());
        assert!(out.contains("1 survived"), "{out}");
        assert!(folder.join("out.txt").exists());
    }
}

#[test]
fn a_suite_that_writes_elsewhere_runs_as_it_is_and_is_told_so() {
    let (project, beside) = careless(ABROAD);
    let folder = beside.path().canonicalize().unwrap();
    let out = project.run(&CARELESS_ONLY).replace(folder.to_str().unwrap(), "[BESIDE]");
    assert!(folder.join("log.txt").exists());
    snapshot!(out, @r"
exit: 0
----- stdout
module    score  killed
disk.py  100.0%       1

mutation score 100.0%, test strength 100.0%: 1 killed of 1 mutants
----- stderr
1 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
it fails in the sandbox; once more without
starting Python
running the unmutated suite
warning: mutants may write wherever you may: the suite passes only so (in the sandbox: test_disk.py::test_save: PermissionError: [Errno 13] Permission denied: '[BESIDE]/log.txt'); name the folders that it writes to with --sandbox-write, and mutants are kept to those
1 tests pass on the unmutated code, in [TIME]
judging 1 mutants
");
}

#[test]
fn who_requires_the_sandbox_gets_no_run_without_it() {
    let (project, beside) = careless(ABROAD);
    let out = project.run(&[&CARELESS_ONLY[..], &["--sandbox", "required", "-q"]].concat());
    assert!(out.starts_with("exit: 3\n"), "{out}");
    assert!(out.contains("PermissionError"), "{out}");
    assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
}

#[test]
fn the_configuration_file_has_it_too() {
    let (project, beside) = careless(ABROAD);
    let folder = beside.path().canonicalize().unwrap();
    let text = format!("[tool.mutate]\nsandbox.write = ['{}']\n", folder.display());
    fs::write(project.path.join("pyproject.toml"), text).unwrap();
    let out = project.run(&[&CARELESS_ONLY[..], &["--sandbox", "required", "-q"]].concat());
    assert!(out.starts_with("exit: 0\n") && out.contains("1 killed"), "{out}");
    fs::write(project.path.join("pyproject.toml"), "[tool.mutate]\nsandbox.writes = []\n").unwrap();
    let out = project.run(&CARELESS_ONLY);
    assert!(out.starts_with("exit: 2\n") && out.contains("did you mean `write`?"), "{out}");
}
