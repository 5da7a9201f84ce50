//! An edit of what tests look at besides code: files, how they are, and variables.  What the next run says is what one
//! from scratch says.

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;

use crate::unnamed::check_edit;

const PROJECT: (&str, &str) = ("pyproject.toml", "[project]\nname = 'x'\nversion = '1'\n");
const HEAD: &str = "import os\n\nimport core\n\n\ndef tried(what, *paths):\n    try:\n        what(*paths)\n    \
                    except FileNotFoundError:\n        return 1\n    except OSError:\n        return 5\n    return 5\n";

/// A function for each way to look, and a test that it is not less than what is to be seen: 1, and 5 after the edit.
fn project(looks: &[&str]) -> (String, String) {
    let numbered = || looks.iter().enumerate();
    let core = numbered().map(|(k, _)| format!("def price{k}(x):\n    return x * 2 + 1\n\n\n"));
    let tests = numbered()
        .map(|(k, look)| format!("\n\ndef test_{k}(tmp_path):\n    assert core.price{k}(2) >= {look}\n"));
    (core.collect(), HEAD.chars().chain(tests.collect::<String>().chars()).collect())
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[test]
fn how_files_are_and_whether_they_can_be_removed() {
    let (core, tests) = project(&[
        "5 if os.access('tool.sh', os.X_OK) else 1",
        "5 if os.path.islink('data') else 1",
        "tried(os.remove, 'old')",
        "tried(os.rename, 'before', str(tmp_path / 'x'))",
        "tried(os.rmdir, 'empty')",
        "5 if os.path.isdir('kind') else 1",
    ]);
    let files =
        [PROJECT, ("core.py", &core), ("test_core.py", &tests), ("tool.sh", ""), ("data", ""), ("kind", "")];
    let edit = |folder: &Path| {
        set_mode(&folder.join("tool.sh"), 0o755);
        fs::rename(folder.join("data"), folder.join("there")).unwrap();
        symlink("there", folder.join("data")).unwrap();
        fs::write(folder.join("old"), "").unwrap();
        fs::write(folder.join("before"), "").unwrap();
        fs::create_dir(folder.join("empty")).unwrap();
        fs::remove_file(folder.join("kind")).unwrap();
        fs::create_dir(folder.join("kind")).unwrap();
    };
    check_edit(&files, edit, &[], &[]);
}

#[test]
fn files_that_are_not_of_the_project() {
    let outside = tempfile::tempdir().unwrap();
    let there = |name: &str| outside.path().join(name);
    fs::write(there("data.txt"), "1").unwrap();
    fs::create_dir(there("folder")).unwrap();
    let path = outside.path().display();
    let (core, tests) = project(&[
        &format!("int(open('{path}/data.txt').read())"),
        &format!("1 + 4 * len(os.listdir('{path}/folder'))"),
        &format!("5 if os.path.exists('{path}/later') else 1"),
    ]);
    let files = [PROJECT, ("core.py", &core), ("test_core.py", &tests)];
    let edit = |_: &Path| {
        fs::write(there("data.txt"), "5").unwrap();
        fs::write(there("folder/one"), "").unwrap();
        fs::write(there("later"), "").unwrap();
    };
    check_edit(&files, edit, &[], &[]);
}

#[test]
fn variables_that_only_a_mutant_asks_for() {
    let core = "import os\n\n\ndef proxy(use):\n    if use:\n        return os.environ.get('http_proxy', '')\n    return ''\n\n\n\
                def place(path, expand=False):\n    if expand:\n        path = os.path.expandvars(path)\n    return path\n";
    let tests = "import core\n\n\ndef test_proxy():\n    assert core.proxy(False) == ''\n\n\n\
                 def test_place():\n    assert core.place('$APP_ROOT') != '/a'\n";
    let files = [PROJECT, ("core.py", core), ("test_core.py", tests)];
    let now = [("http_proxy", "http://p"), ("APP_ROOT", "/a")];
    check_edit(&files, |_| {}, &[("APP_ROOT", "/b")], &now);
}

#[test]
fn what_code_leaves_behind_that_a_test_file_calls() {
    let core = |floor: &str| {
        format!(
            "S = {{'floor': 0}}\n\n\ndef configure(n):\n    S['floor'] = {floor}\n\n\ndef price(x):\n    return x * 2 + 1\n"
        )
    };
    let before = "import core\n\ncore.configure(1)\n\n\ndef test_it():\n    pass\n";
    let tests = "import core\n\n\ndef test_price():\n    assert core.price(2) >= core.S['floor']\n";
    let (first, next) = (core("n"), core("n + 4"));
    let files = [PROJECT, ("core.py", &first), ("test_before.py", before), ("test_core.py", tests)];
    check_edit(&files, |folder| fs::write(folder.join("core.py"), &next).unwrap(), &[], &[]);
}

#[test]
fn how_many_tests_there_are() {
    let core = "def price(x):\n    return x * 2 + 1\n";
    let tests = "import core\n\n\ndef test_price(request):\n    \
                 assert core.price(2) >= (len(request.session.items) - 1) * 2 + 1\n";
    let other = "def test_b():\n    pass\n";
    let more = "def test_b():\n    pass\n\n\ndef test_c():\n    pass\n";
    let files = [PROJECT, ("core.py", core), ("test_core.py", tests), ("test_other.py", other)];
    check_edit(&files, |folder| fs::write(folder.join("test_other.py"), more).unwrap(), &[], &[]);
}
