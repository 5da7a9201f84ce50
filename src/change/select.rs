//! Which of the changed files count: the patterns of `--include` and `--exclude`.

use std::path::Path;

use crate::wildcard::Wildcard;

/// Patterns for paths below the repository's root.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    include: Vec<String>,
    exclude: Vec<Wildcard>,
}

impl Selection {
    /// `include` are globs, of which one must name the file if there are any; `exclude` are
    /// wildcards for its name, its path or its absolute path, in which `*` stands for `/`, too.
    pub fn new(include: Vec<String>, exclude: &[String]) -> Selection {
        Selection { include, exclude: exclude.iter().filter_map(|pattern| Wildcard::new(pattern)).collect() }
    }

    /// Whether the file at `path` counts; relative patterns are seen from `folder`.
    pub(super) fn holds(&self, path: &str, folder: &Path) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        let included = |pattern: &String| glob(&folders(pattern), &parts);
        if !self.include.is_empty() && !self.include.iter().any(included) {
            return false;
        }
        let absolute = folder.join(path).to_string_lossy().into_owned();
        let name = parts[parts.len() - 1];
        !self.exclude.iter().any(|e| e.is_match(name) || e.is_match(path) || e.is_match(&absolute))
    }
}

/// The names in a glob; `//` is one separator, but what ends with one names no file.
fn folders(pattern: &str) -> Vec<&str> {
    let last = pattern.split('/').count() - 1;
    let told = |(at, part): &(usize, &str)| *part != "." && (!part.is_empty() || [0, last].contains(at));
    pattern.split('/').enumerate().filter(told).map(|(_, part)| part).collect()
}

/// `**` stands for any number of folders; what begins with a dot has to be named so.
fn glob(pattern: &[&str], parts: &[&str]) -> bool {
    let Some((first, rest)) = pattern.split_first() else { return parts.is_empty() };
    let hidden = |part: &str| part.starts_with('.');
    if *first == "**" {
        let last = parts.iter().position(|part| hidden(part)).unwrap_or(parts.len());
        return (0..=last).any(|skipped| glob(rest, &parts[skipped..]));
    }
    let Some((part, others)) = parts.split_first() else { return false };
    let matches = Wildcard::new(first).is_some_and(|wildcard| wildcard.is_match(part));
    matches && (hidden(first) || !hidden(part)) && glob(rest, others)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn holds(include: &[&str], exclude: &[&str], path: &str) -> bool {
        let owned = |patterns: &[&str]| patterns.iter().map(|p| (*p).to_owned()).collect::<Vec<_>>();
        Selection::new(owned(include), &owned(exclude)).holds(path, Path::new("/repo"))
    }

    #[test]
    fn exclusion_looks_at_name_path_and_absolute_path() {
        for pattern in ["a.py", "src/*", "*/a.py", "/repo/src*", "[ab].py", "[!x].p?", "src/**/a.py"] {
            assert!(!holds(&[], &[pattern], "src/b/a.py"), "{pattern}");
        }
        for pattern in ["b", "src", "a.{py}", "[a.py", "[!a].py", "**/x.py"] {
            assert!(holds(&[], &[pattern], "src/b/a.py"), "{pattern}");
        }
        assert!(!holds(&[], &["[x{].py"], "{.py"));
    }

    #[test]
    fn inclusion_is_a_glob_in_which_folders_count() {
        for pattern in ["src/**", "src/*/a.py", "**/a.py", "./src/b/*.py", "src//b/a.py", "**"] {
            assert!(holds(&[pattern], &[], "src/b/a.py"), "{pattern}");
        }
        for pattern in ["src/*", "*.py", "a.py", "src", "src/b/*/", "/src/b/*"] {
            assert!(!holds(&[pattern], &[], "src/b/a.py"), "{pattern}");
        }
        assert!(!holds(&["**", "*/*.py"], &[], ".ci/a.py"));
        assert!(holds(&[".ci/*"], &[], ".ci/a.py"));
    }
}
