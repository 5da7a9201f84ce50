//! What pytest's own configuration calls a test.

use std::path::Path;

use super::coverage::{Value, ini_section, toml_section};

/// `python_files`, `python_classes` and `python_functions`; None of what is not said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestNames {
    pub files: Option<Vec<String>>,
    pub classes: Option<Vec<String>>,
    pub functions: Option<Vec<String>>,
}

/// Where pytest looks, in its order, and the section there.  Those of its own are its configuration
/// even when they are empty.
const FILES: [(&str, &str, bool); 8] = [
    ("pytest.toml", "pytest", true),
    (".pytest.toml", "pytest", true),
    ("pytest.ini", "pytest", true),
    (".pytest.ini", "pytest", true),
    ("pyproject.toml", "tool.pytest", false),
    ("pyproject.toml", "tool.pytest.ini_options", false),
    ("tox.ini", "pytest", false),
    ("setup.cfg", "tool:pytest", false),
];

/// As the nearest folder has it, from `folder` up to `root`.
pub fn test_names(folder: &Path, root: &Path) -> TestNames {
    let inside = folder.ancestors().take_while(|folder| folder.starts_with(root));
    inside.into_iter().find_map(of_folder).unwrap_or_default()
}

fn of_folder(folder: &Path) -> Option<TestNames> {
    FILES.iter().find_map(|(file, section, own)| {
        let text = std::fs::read_to_string(folder.join(file)).ok()?;
        match section_of(file, &text, section)? {
            // the other table of pyproject.toml
            Some(keys) if *section == "tool.pytest" && keys.iter().all(|(key, _)| key == "ini_options") => {
                None
            }
            Some(keys) => Some(names(&keys)),
            None => own.then(TestNames::default),
        }
    })
}

/// A section of a file's text, if it has that; None where the text cannot be read.
fn section_of(file: &str, text: &str, section: &str) -> Option<Option<Vec<(String, Value)>>> {
    Some(match file.ends_with(".toml") {
        true => toml_section(&text.parse().ok()?, section),
        false => ini_section(text, section),
    })
}

fn names(keys: &[(String, Value)]) -> TestNames {
    let list = |name: &str| {
        let (_, value) = keys.iter().find(|(key, _)| key == name)?;
        Some(words(value))
    };
    TestNames {
        files: list("python_files"),
        classes: list("python_classes"),
        functions: list("python_functions"),
    }
}

fn words(value: &Value) -> Vec<String> {
    match value {
        Value::Text(text) => shlex::split(text).unwrap_or_default(),
        Value::Items(items) => items.clone(),
    }
}

/// What decides which tests are run, and how, beside the tests themselves.
const CHOICE: [&str; 7] = [
    "testpaths",
    "norecursedirs",
    "python_files",
    "python_classes",
    "python_functions",
    "usefixtures",
    "collect_imported_tests",
];

/// Options that choose tests, in `addopts`.
const CHOOSING: [&str; 4] = ["-k", "-m", "--deselect", "--ignore"];

/// What the file at `path` says of the choice of tests; None of one that is not pytest's.
pub fn choice(path: &str, text: &str) -> Option<Vec<String>> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut sections = FILES.iter().filter(|(file, ..)| *file == name).peekable();
    sections.peek()?;
    let mut found = Vec::new();
    for (file, section, _) in sections {
        for (key, value) in section_of(file, text, section).flatten().unwrap_or_default() {
            let words = words(&value);
            let kept = match key.as_str() {
                "addopts" => chosen(&words),
                key if CHOICE.contains(&key) => words,
                _ => continue,
            };
            found.extend(kept.into_iter().map(|word| format!("{key}={word}")));
        }
    }
    found.sort();
    Some(found)
}

/// Options that choose tests, each with the word after it.
fn chosen(options: &[String]) -> Vec<String> {
    let pairs = options.iter().enumerate().filter(|(_, o)| CHOOSING.iter().any(|name| o.starts_with(name)));
    pairs.map(|(at, option)| format!("{option} {}", options.get(at + 1).map_or("", String::as_str))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_file_with_a_section_counts() {
        let dir = tempfile::tempdir().unwrap();
        let inner = dir.path().join("a/b");
        std::fs::create_dir_all(&inner).unwrap();
        let write = |path: &str, text: &str| std::fs::write(dir.path().join(path), text).unwrap();
        let list = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        let known = || test_names(&inner, dir.path());
        assert_eq!(known(), TestNames::default());
        write("setup.cfg", "[tool:pytest]\npython_files =\n    check_*.py\n    'a b.py'\n");
        assert_eq!(known().files, list(&["check_*.py", "a b.py"]));
        write("tox.ini", "[pytest]\npython_classes = *Suite Test\n");
        assert_eq!((known().files, known().classes), (None, list(&["*Suite", "Test"])));
        write("pyproject.toml", "[tool.pytest.ini_options]\npython_functions = ['it_*']\n");
        assert_eq!(known().functions, list(&["it_*"]));
        write("pytest.ini", "");
        assert_eq!(known(), TestNames::default());
        write("a/pyproject.toml", "[tool.pytest]\npython_files = ['x.py']\n");
        assert_eq!(known().files, list(&["x.py"]));
    }
    #[test]
    fn what_chooses_tests_is_told_apart_from_the_rest() {
        let told = |path: &str, text: &str| choice(path, text).map(|all| all.join(", "));
        assert_eq!(told("shop/a.py", ""), None);
        assert_eq!(
            told("a/pytest.ini", "[pytest]\naddopts = -q -k 'not slow' --cov=x\n").unwrap(),
            "addopts=-k not slow"
        );
        let table =
            "[tool.pytest.ini_options]\naddopts = ['--deselect=t.py::a']\ntestpaths = 't'\nlog_level = 'x'\n";
        assert_eq!(told("pyproject.toml", table).unwrap(), "addopts=--deselect=t.py::a , testpaths=t");
        assert_eq!(told("setup.cfg", "[metadata]\n").unwrap(), "");
    }
}
