//! How much memory and disk a mutant may take: what the suite takes, and more.

use crate::run::Project;

const ONLY: [&str; 7] = ["run", "--paths", "a.py", "--no-cache", "--operators", "number", "-q"];

/// `4 ** 15` bytes are a GiB, and `4 ** 16`, the mutant's, four of them.
fn greedy(power: u32) -> Project {
    let code = format!(
        "import mmap\n\n\ndef take():\n    power = {power}\n    \
         return mmap.mmap(-1, 4**power, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)  # mutate: off\n"
    );
    let suite = "import a\n\n\ndef test_take():\n    assert len(a.take()) > 1000\n";
    Project::new(&[("pyproject.toml", ""), ("a.py", &code), ("test_a.py", suite)])
}

#[test]
fn a_mutant_has_memory_by_what_the_suite_takes() {
    let out = greedy(15).run(&ONLY);
    assert!(out.contains("1 killed,"), "it is refused four GiB: {out}");
    let out = greedy(15).run(&[&ONLY[..], &["--sandbox", "off"]].concat());
    assert!(out.contains("1 survived"), "{out}");
    // what the suite itself takes is no limit
    let out = greedy(16).run(&ONLY);
    assert!(out.starts_with("exit: 0\n") && out.contains("1 killed,"), "{out}");
}

/// What a hole in a file takes is known to nobody beforehand.
#[test]
fn a_suite_that_is_over_a_limit_loses_the_limits_and_stays_confined() {
    let beside = tempfile::tempdir().unwrap();
    let code = format!(
        "import pathlib\n\n\ndef save(folder, careful=True):\n    place = folder if careful else pathlib.Path({:?})\n    \
         with open(place / 'out', 'wb') as out:\n        out.truncate(3 << 30)  # mutate: off\n",
        beside.path().canonicalize().unwrap()
    );
    let suite = "import a\n\n\ndef test_save(tmp_path):\n    a.save(tmp_path)\n";
    let project = Project::new(&[("pyproject.toml", ""), ("a.py", &code), ("test_a.py", suite)]);
    let out = project.run(&["run", "--paths", "a.py", "--no-cache", "--operators", "bool-literal"]);
    let said = "warning: memory and the size of files are not limited: test_a.py::test_save passes only so";
    assert!(out.contains(said) && out.contains("1 killed"), "{out}");
    assert!(!out.contains("quarantined") && !out.contains("wherever you may"), "{out}");
    assert_eq!(std::fs::read_dir(beside.path()).unwrap().count(), 0);
}
