//! Which of the changed files count: the patterns of `--include` and `--exclude`.

use std::path::Path;

use globset::{GlobBuilder, GlobMatcher};

/// Patterns for paths below the repository's root.
#[derive(Clone, Debug, Default)]
pub struct Selection {
    include: Vec<String>,
    exclude: Vec<GlobMatcher>,
}

impl Selection {
    /// `include` are globs, of which one must name the file if there are any; `exclude` are
    /// wildcards for its name, its path or its absolute path, in which `*` stands for `/`, too.
    pub fn new(include: Vec<String>, exclude: &[String]) -> Selection {
        Selection { include, exclude: exclude.iter().filter_map(|pattern| wildcard(pattern)).collect() }
    }

    /// Whether the file at `path` counts; relative patterns are seen from `folder`.
    pub(super) fn holds(&self, path: &str, folder: &Path) -> bool {
        let parts: Vec<&str> = path.split('/').collect();
        let included = |pattern: &String| {
            let pattern: Vec<&str> = pattern.split('/').filter(|part| *part != ".").collect();
            glob(&pattern, &parts)
        };
        if !self.include.is_empty() && !self.include.iter().any(included) {
            return false;
        }
        let absolute = folder.join(path);
        let name = parts[parts.len() - 1];
        !self.exclude.iter().any(|e| e.is_match(name) || e.is_match(path) || e.is_match(&absolute))
    }
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
    let matches = wildcard(first).is_some_and(|wildcard| wildcard.is_match(part));
    matches && (hidden(first) || !hidden(part)) && glob(rest, others)
}

/// Only `*`, `?` and `[…]` mean something, as for Python's `fnmatch`.
fn wildcard(pattern: &str) -> Option<GlobMatcher> {
    let mut text = String::new();
    let mut rest = pattern;
    while let Some(char) = rest.chars().next() {
        rest = &rest[char.len_utf8()..];
        match char {
            '*' if text.ends_with('*') => {}
            '{' | '}' => text += &format!("[{char}]"),
            '[' => match class(rest) {
                Some(end) => {
                    text += &format!("[{}]", &rest[..end]);
                    rest = &rest[end + 1..];
                }
                None => text += "[[]",
            },
            other => text.push(other),
        }
    }
    let glob = GlobBuilder::new(&text).backslash_escape(false).build().ok()?;
    Some(glob.compile_matcher())
}

/// Where the `]` is that ends the class which `text` begins with.
fn class(text: &str) -> Option<usize> {
    let start = usize::from(text.starts_with('!'));
    let start = start + usize::from(text[start..].starts_with(']'));
    text[start..].find(']').map(|end| start + end)
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
        for pattern in ["src/**", "src/*/a.py", "**/a.py", "./src/b/*.py", "**"] {
            assert!(holds(&[pattern], &[], "src/b/a.py"), "{pattern}");
        }
        for pattern in ["src/*", "*.py", "a.py", "src"] {
            assert!(!holds(&[pattern], &[], "src/b/a.py"), "{pattern}");
        }
        assert!(!holds(&["**", "*/*.py"], &[], ".ci/a.py"));
        assert!(holds(&[".ci/*"], &[], ".ci/a.py"));
    }
}
