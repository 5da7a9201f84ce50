//! Python's `fnmatch`: only `*`, `?` and `[…]` mean something, each character counts as one, and
//! `/` is a character like any other.

use glob::Pattern;

#[derive(Clone, Debug)]
pub struct Wildcard(Pattern);

impl Wildcard {
    /// None of a pattern that can match nothing (`[b-a]`).
    pub fn new(pattern: &str) -> Option<Wildcard> {
        let mut text = String::new();
        let mut rest = pattern;
        while let Some(char) = rest.chars().next() {
            rest = &rest[char.len_utf8()..];
            match char {
                '*' if text.ends_with('*') => {}
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
        Pattern::new(&text).ok().map(Wildcard)
    }

    pub fn is_match(&self, text: &str) -> bool {
        self.0.matches(text)
    }
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

    #[test]
    fn characters_count_not_bytes() {
        let matches = |pattern: &str, text: &str| Wildcard::new(pattern).is_some_and(|w| w.is_match(text));
        for (pattern, text) in [
            ("?.py", "ü.py"),
            ("[!a].py", "ü.py"),
            ("[ü].py", "ü.py"),
            ("[ä-ü].py", "ö.py"),
            ("a**b*", "a/x/b"),
            ("[]x]", "]"),
            ("[!]]", "x"),
            ("[a.py", "[a.py"),
            ("{a}", "{a}"),
            ("", ""),
        ] {
            assert!(matches(pattern, text), "{pattern} {text}");
        }
        for (pattern, text) in [("?", "üb"), ("[!ü]", "ü"), ("[ä-ü]", "a"), ("[b-a]", "b"), ("A", "a")] {
            assert!(!matches(pattern, text), "{pattern} {text}");
        }
    }
}
