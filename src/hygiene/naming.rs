//! What pytest takes for tests, by their names.

use crate::wildcard::Wildcard;

/// `python_files`, `python_classes` and `python_functions`.
#[derive(Clone, Debug)]
pub struct Naming {
    files: Vec<String>,
    classes: Vec<String>,
    functions: Vec<String>,
}

impl Default for Naming {
    fn default() -> Naming {
        Naming::new(None, None, None)
    }
}

impl Naming {
    /// None where the project does not say; then `tests.py` is a file of tests, too, as Django has it.
    pub fn new(
        files: Option<Vec<String>>,
        classes: Option<Vec<String>>,
        functions: Option<Vec<String>>,
    ) -> Naming {
        let usual = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        Naming {
            files: files.unwrap_or_else(|| usual(&["test_*.py", "*_test.py", "tests.py"])),
            classes: classes.unwrap_or_else(|| usual(&["Test"])),
            functions: functions.unwrap_or_else(|| usual(&["test"])),
        }
    }

    /// Whether the file at `path`, which is relative, is one of tests.
    pub fn file(&self, path: &str) -> bool {
        let name = path.rsplit('/').next().unwrap_or(path);
        let matches = |pattern: &String| match pattern.contains('/') {
            // what has folders is looked for at the end of the whole path
            true => is_match(&format!("*/{}", pattern.trim_start_matches('/')), &format!("/{path}")),
            false => is_match(pattern, name),
        };
        path.ends_with(".py") && self.files.iter().any(matches)
    }

    pub(super) fn class(&self, name: &str) -> bool {
        named(&self.classes, name)
    }

    /// `of_class`: it may be one of unittest, whose tests have one name alone.
    pub(super) fn function(&self, name: &str, of_class: bool) -> bool {
        named(&self.functions, name) || (of_class && name.starts_with("test"))
    }
}

/// A word is what names begin with, unless it is a wildcard.
fn named(patterns: &[String], name: &str) -> bool {
    patterns.iter().any(|pattern| {
        name.starts_with(pattern.as_str()) || (pattern.contains(['*', '?', '[']) && is_match(pattern, name))
    })
}

fn is_match(pattern: &str, text: &str) -> bool {
    Wildcard::new(pattern).is_some_and(|wildcard| wildcard.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_classes_and_functions_are_known_by_their_names() {
        let usual = Naming::default();
        for path in ["test_a.py", "a/b_test.py", "shop/tests.py"] {
            assert!(usual.file(path), "{path}");
        }
        for path in ["check_a.py", "test_a.txt", "conftest.py", "test_a/b.py"] {
            assert!(!usual.file(path), "{path}");
        }
        let list = |words: &[&str]| Some(words.iter().map(|word| (*word).to_owned()).collect());
        let own =
            Naming::new(list(&["check_*.py", "spec/*.py"]), list(&["*Suite"]), list(&["it_", "*_spec"]));
        assert!(own.file("a/check_b.py") && own.file("a/spec/b.py") && !own.file("test_a.py"));
        assert!(own.class("CartSuite") && !own.class("TestCart"));
        assert!(own.function("it_adds", false) && own.function("adds_spec", false));
        assert!(!own.function("test_a", false) && own.function("test_a", true));
    }
}
