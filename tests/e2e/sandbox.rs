//! What mutants write: only the workers' folders, what the user allows, and, where the
//! unmutated suite itself writes elsewhere, wherever it may.

use std::fs;

use crate::run::{Project, shown};
use crate::{snapshot, support};

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
fn where_the_suite_writes_mutants_may_too_and_nowhere_else() {
    let (project, beside) = careless(ABROAD);
    let folder = beside.path().canonicalize().unwrap();
    let out = project.run(&CARELESS_ONLY).replace(folder.to_str().unwrap(), "[BESIDE]");
    assert!(folder.join("log.txt").exists());
    snapshot!(out, @r#"
exit: 0
----- stdout
module    score  killed
disk.py  100.0%       1

mutation score 100.0%, test strength 100.0%: 1 killed of 1 mutants
----- stderr
1 mutants in 1 files (0 ignored)
starting Python
running the unmutated suite
it writes outside of the sandbox; once more with that opened
starting Python
running the unmutated suite
warning: the unmutated suite writes to [BESIDE], and so mutants may, too; --sandbox strict denies it, and sandbox.write = ["[BESIDE]"] saves the runs that find it out
1 tests pass on the unmutated code, in [TIME]
judging 1 mutants
"#);
    // the suite's own folder is another one now
    let (project, beside) = careless(ABROAD);
    let own = tempfile::tempdir().unwrap();
    let own = own.path().canonicalize().unwrap();
    let elsewhere = ABROAD.replace("disk.BESIDE", &format!("disk.pathlib.Path({own:?})"));
    fs::write(project.path.join("test_disk.py"), elsewhere).unwrap();
    let out = project.run(&CARELESS_ONLY);
    assert!(out.contains(&format!("writes to {}, and so mutants may", own.display())), "{out}");
    assert!(out.contains("1 killed"), "{out}");
    assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
}

#[test]
fn where_the_suite_writes_is_remembered_as_long_as_it_is_enough() {
    let (project, beside) = careless(ABROAD);
    let folder = beside.path().canonicalize().unwrap();
    let judged = CARELESS_ONLY.iter().filter(|arg| **arg != "--no-cache").copied().collect::<Vec<_>>();
    let cleanly = |out: &str| out.matches("running the unmutated suite").count();
    let said = format!("writes to {}, and so mutants may", folder.display());
    let out = project.run(&judged);
    assert!(cleanly(&out) == 2 && out.contains(&said), "{out}");
    fs::write(project.path.join("test_disk.py"), format!("{ABROAD}    assert disk.BESIDE\n")).unwrap();
    let out = project.run(&judged);
    assert!(cleanly(&out) == 1 && out.contains(&said) && out.contains("1 killed"), "{out}");
    // what a mutant was allowed meanwhile
    fs::remove_file(folder.join("out.txt")).unwrap();
    let own = tempfile::tempdir().unwrap();
    let own = own.path().canonicalize().unwrap();
    let elsewhere = ABROAD.replace("disk.BESIDE", &format!("disk.pathlib.Path({own:?})"));
    fs::write(project.path.join("test_disk.py"), elsewhere).unwrap();
    let out = project.run(&judged);
    assert!(out.contains(&format!("writes to {}, and so mutants may", own.display())), "{out}");
    assert!(out.contains("1 killed") && !folder.join("out.txt").exists(), "{out}");
}

#[test]
fn strict_denies_it_and_names_the_test() {
    let (project, beside) = careless(ABROAD);
    let folder = beside.path().canonicalize().unwrap();
    let out = project.run(&[&CARELESS_ONLY[..], &["--sandbox", "strict", "-q"]].concat());
    snapshot!(out.replace(folder.to_str().unwrap(), "[BESIDE]"), @r#"
exit: 3
----- stdout
----- stderr
error: the unmutated suite is red in the sandbox; name the folders that it writes to with --sandbox-write, or run with --sandbox on. Failing:
  test_disk.py::test_save: PermissionError: [Errno 13] Permission denied: '[BESIDE]/log.txt'
"#);
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 0);
}

/// A program that is no Python writes in the home folder, where nobody can watch it: the folder is
/// found by its time.
#[test]
fn what_other_programs_write_at_home_is_found_out_by_running_them() {
    let suite = "import subprocess\nimport disk\n\n\ndef test_save(tmp_path):\n    disk.save(tmp_path, 'x')\n    \
                 assert (tmp_path / 'out.txt').exists()\n    \
                 subprocess.run(['sh', '-c', 'mkdir -p $HOME/kept && echo x > $HOME/kept/x'], check=True)\n";
    let (project, beside) = careless(suite);
    let home = tempfile::tempdir().unwrap();
    let home = home.path().canonicalize().unwrap();
    let out = support::command(&project.path).args(CARELESS_ONLY).env("HOME", &home).output().unwrap();
    let out = shown(&out, &project.path).replace(home.to_str().unwrap(), "[HOME]");
    let said = "warning: the unmutated suite writes to [HOME]/kept, and so mutants may, too; --sandbox strict denies it, \
                and sandbox.write = [\"[HOME]/kept\"] saves the runs that find it out";
    assert!(out.contains(said) && out.contains("1 killed"), "{out}");
    assert_eq!(fs::read_dir(beside.path()).unwrap().count(), 0);
}

/// The home folder holds too much to be opened: only the file is.
#[test]
fn a_file_in_the_home_folder_is_opened_by_itself() {
    let suite = "import pathlib\nimport disk\n\n\ndef test_save(tmp_path):\n    disk.save(tmp_path, 'x')\n    \
                 assert (tmp_path / 'out.txt').exists()\n    \
                 pathlib.Path('~/.tool.ini').expanduser().write_text('x')\n";
    let (project, home) = careless(suite);
    let home = home.path().canonicalize().unwrap();
    fs::write(home.join(".tool.ini"), "").unwrap();
    let out = support::command(&project.path).args(CARELESS_ONLY).env("HOME", &home).output().unwrap();
    let out = shown(&out, &project.path);
    assert!(out.contains(&format!("writes to {}/.tool.ini, and so", home.display())), "{out}");
    assert!(out.contains("1 killed") && !home.join("out.txt").exists(), "{out}");
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

/// Whether this machine lets us mount file systems: CAP_SYS_ADMIN, capabilities(7).
fn may_mount() -> bool {
    let text = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let effective = text.lines().find_map(|line| line.strip_prefix("CapEff:"));
    effective
        .and_then(|text| u64::from_str_radix(text.trim(), 16).ok())
        .is_some_and(|set| set & (1 << 21) != 0)
}

#[test]
fn shared_memory_that_a_mutant_leaves_is_gone_before_the_next_one() {
    if !may_mount() {
        eprintln!("no file systems can be mounted here: shared memory is everybody's");
        return;
    }
    let name = format!("/dev/shm/mutate-test-{}", std::process::id());
    let project = Project::new(&[
        ("pyproject.toml", ""),
        (
            "shared.py",
            &format!(
                "import os


def keep(text):
    with open('{name}', 'x') as f:
        f.write(text)
    os.unlink('{name}')
    return [text].append(text)
"
            ),
        ),
        ("test_shared.py", "import shared\n\n\ndef test_keep():\n    shared.keep('x')\n"),
    ]);
    // each of them alone: the one that leaves the file comes before others, which could not make it again
    let out = project.run(&["run", "--no-cache", "-q", "-j1", "--operators", "call-statement,return-value"]);
    assert!(out.contains("3 survived of 3 mutants"), "{out}");
    assert!(!std::path::Path::new(&name).exists());
}
