//! The project's copy is what runs: not an editable install that points at the
//! user's folder, nor another copy of it in site-packages.

use std::{fs, path::Path};

use crate::run::{Project, shown};
use crate::support;

/// An environment that sees the test environment's packages, and has something
/// of the project's name besides.
fn environment(extra: &str, files: &[(&str, &str)]) -> (tempfile::TempDir, String) {
    let temp = tempfile::tempdir().unwrap();
    let python = environment_at(&temp.path().join("env"), extra, files);
    (temp, python)
}

/// Likewise, in `folder`; gives its interpreter.
fn environment_at(folder: &Path, extra: &str, files: &[(&str, &str)]) -> String {
    let made = std::process::Command::new(support::python())
        .args(["-m", "venv", "--without-pip"])
        .arg(folder)
        .status()
        .unwrap();
    assert!(made.success());
    let site = |root: &Path| {
        let lib = fs::read_dir(root.join("lib")).unwrap().map(|e| e.unwrap().path());
        lib.map(|p| p.join("site-packages")).find(|p| p.is_dir()).unwrap()
    };
    let (theirs, ours) = (site(folder), site(support::environment()));
    fs::write(theirs.join("packages.pth"), format!("{}\n{extra}\n", ours.display())).unwrap();
    for (name, text) in files {
        let path = theirs.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder.join("bin/python").to_str().unwrap().to_owned()
}

fn project() -> Project {
    Project::new(&[
        ("pyproject.toml", "[project]\nname = 'pkg'\nversion = '1'\n"),
        ("src/pkg/__init__.py", "def f(a):\n    return a + 1\n"),
        ("tests/test_pkg.py", "import pkg\n\n\ndef test_f():\n    assert pkg.f(1) == 2\n"),
    ])
}

#[test]
fn an_editable_install_of_the_users_folder_is_redirected() {
    let project = project();
    let (_keep, python) = environment(project.path.join("src").to_str().unwrap(), &[]);
    let before = support::tree(&project.path);
    let out =
        project.run(&["run", "--paths", "src", "--python", &python, "--no-cache", "--fail-under", "100"]);
    assert!(out.starts_with("exit: 0\n"), "{out}");
    assert!(out.contains("3 killed") && !out.contains("survived"), "{out}");
    assert_eq!(support::tree(&project.path), before);
}

/// As most people have it: found without being named, with the project installed into it, and with
/// packages that are nowhere else.
#[test]
fn a_virtual_environment_inside_the_project_is_used_and_left_alone() {
    let project = project();
    let test = "import needed\nimport pkg\n\n\ndef test_f():\n    assert pkg.f(1) == needed.TWO\n";
    fs::write(project.path.join("tests/test_pkg.py"), test).unwrap();
    for (name, more) in [(".venv", &[][..]), ("env-of-mine", &["--python", "env-of-mine/bin/python"])] {
        let folder = project.path.join(name);
        let source = project.path.join("src");
        environment_at(&folder, source.to_str().unwrap(), &[("needed.py", "TWO = 2\n")]);
        let before = support::tree(&project.path);
        let fixed = ["run", "--paths", "src", "--no-cache", "--fail-under", "100"];
        let mut command = support::command(&project.path);
        let out = command.env_remove("VIRTUAL_ENV").args([&fixed, more].concat()).output().unwrap();
        let out = shown(&out, &project.path);
        assert!(out.starts_with("exit: 0\n") && out.contains("3 killed"), "{out}");
        assert_eq!(support::tree(&project.path), before);
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn a_copy_in_site_packages_loses_against_the_project() {
    let project = project();
    let copy = [("pkg/__init__.py", "def f(a):\n    return 2\n")];
    let (_keep, python) = environment("", &copy);
    let out =
        project.run(&["run", "--paths", "src", "--python", &python, "--no-cache", "--fail-under", "100"]);
    assert!(out.starts_with("exit: 0\n"), "{out}");
}

/// Temporary files are made inside the project, which is copied to where they are made.
#[test]
fn the_folder_for_temporary_files_may_be_inside_the_project_but_not_be_it() {
    let project = Project::scales();
    let temp = project.path.join("build/tmp");
    fs::create_dir_all(&temp).unwrap();
    let run = |at: &Path| {
        let args = ["run", "--paths", "scales.py", "--no-cache", "--fail-under", "50", "-q"];
        let out = support::command(&project.path).args(args).env("TMPDIR", at).output().unwrap();
        shown(&out, &project.path)
    };
    let before = support::tree(&project.path);
    let out = run(&temp);
    assert!(out.starts_with("exit: 0\n") && out.contains("2 killed, 2 survived of 4"), "{out}");
    let out = run(&project.path);
    assert!(out.starts_with("exit: 2\n"), "{out}");
    assert!(out.contains("set TMPDIR to another folder"), "{out}");
    assert_eq!(support::tree(&project.path), before);
}
