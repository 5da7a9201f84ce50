//! Starting the program on a project that a test writes down.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::support;

/// A project in a folder of its own.
pub struct Project {
    pub path: PathBuf,
    _temp: tempfile::TempDir,
}

impl Project {
    pub fn new(files: &[(&str, &str)]) -> Project {
        let temp = tempfile::tempdir().unwrap();
        let path = temp.path().canonicalize().unwrap().join("project");
        fs::create_dir(&path).unwrap();
        for (name, text) in files {
            let file = path.join(name);
            fs::create_dir_all(file.parent().unwrap()).unwrap();
            fs::write(file, text).unwrap();
        }
        Project { path, _temp: temp }
    }

    /// A module with two mutants that its test kills and one that it does not.
    pub fn scales() -> Project {
        Project::new(&[
            ("pyproject.toml", "[project]\nname = 'scales'\nversion = '1'\n"),
            ("scales.py", "def weigh(a, b):\n    return a + b\n\n\ndef label(kind):\n    return 'kg'\n"),
            (
                "test_scales.py",
                "import scales\n\n\ndef test_weigh():\n    assert scales.weigh(2, 3) == 5\n\n\ndef test_label():\n    scales.label(1)\n",
            ),
        ])
    }

    pub fn run(&self, args: &[&str]) -> String {
        shown(&support::mutate(args, &self.path), &self.path)
    }
}

/// Puts `to` in the place of `from`, which must be there.
pub fn edit(project: &Project, file: &str, from: &str, to: &str) {
    let path = project.path.join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(&path, text.replace(from, to)).unwrap();
}

/// Exit status and output in one text, with what differs from run to run left out.
pub fn shown(output: &Output, project: &Path) -> String {
    let text = format!(
        "exit: {}\n----- stdout\n{}----- stderr\n{}",
        output.status.code().map_or("signal".to_owned(), |code| code.to_string()),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    let text = text.replace(project.to_str().unwrap(), "[PROJECT]");
    // told every few seconds: on a busy machine only
    let text: String = text.split_inclusive('\n').filter(|line| !line.starts_with("baseline: ")).collect();
    text.replace(support::python().to_str().unwrap(), "[PYTHON]")
}

/// The snapshot's filters: times and versions.
#[macro_export]
macro_rules! snapshot {
    ($value:expr, @$expected:literal) => {
        insta::with_settings!({filters => vec![
            (r"\d+(\.\d+)? m?s\b", "[TIME]"),
            (r"Python 3\.\d+\.\d+", "Python [VERSION]"),
            (r"pytest \d[\w.]*, coverage \d[\w.]*", "pytest [VERSION], coverage [VERSION]"),
        ]}, {
            insta::assert_snapshot!($value, @$expected);
        });
    };
}
