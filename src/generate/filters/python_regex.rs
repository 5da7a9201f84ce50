//! Python's regular expressions in the syntax of fancy-regex.
//!
//! The two agree but for details: here those that would change the meaning, or
//! that are common.  What else fancy-regex refuses is reported to the user.

/// `pattern`, which is Python's, for fancy-regex.
///
/// # Errors
/// What fancy-regex would take for something else.
pub(super) fn translated(pattern: &str) -> Result<String, String> {
    if pattern.contains(r"\N{") {
        return Err(r"characters by name (`\N{…}`) are not known here".to_owned());
    }
    let chars: Vec<char> = pattern.chars().collect();
    let mut out = String::with_capacity(pattern.len() + 8);
    let mut at = 0;
    while at < chars.len() {
        at += match chars[at] {
            '\\' => escape(&chars[at..], &mut out),
            '[' => class(&chars[at..], &mut out),
            '{' if !is_repetition(&chars[at..]) => literal('{', &mut out),
            c => {
                out.push(c);
                1
            }
        };
    }
    Ok(out)
}

fn literal(c: char, out: &mut String) -> usize {
    out.push('\\');
    out.push(c);
    1
}

/// `\<` is no boundary of a word, and `\Z` is the very end.
fn escape(chars: &[char], out: &mut String) -> usize {
    match chars.get(1) {
        Some(c @ ('<' | '>')) => out.push(*c),
        Some('Z') => out.push_str("\\z"),
        Some(c) => {
            out.push('\\');
            out.push(*c);
        }
        None => out.push('\\'),
    }
    2
}

/// A set has no sets in it, and no operators.
fn class(chars: &[char], out: &mut String) -> usize {
    out.push('[');
    let mut at = 1;
    if chars.get(at) == Some(&'^') {
        out.push('^');
        at += 1;
    }
    let first = at;
    while let Some(&c) = chars.get(at) {
        at += match c {
            ']' if at > first => {
                out.push(']');
                return at + 1;
            }
            '\\' => escape(&chars[at..], out),
            '[' | ']' | '&' | '~' => literal(c, out),
            '-' if chars.get(at + 1) == Some(&'-') => literal(c, out),
            _ => {
                out.push(c);
                1
            }
        };
    }
    at
}

/// `{2}`, `{2,}`, `{,3}` or `{2,3}`; any other brace is one.
fn is_repetition(chars: &[char]) -> bool {
    let inside: String = chars[1..].iter().take_while(|c| **c != '}').collect();
    let closed = chars.len() > inside.chars().count() + 1;
    let (low, high) = inside.split_once(',').unwrap_or((&inside, "0"));
    let digits = |text: &str| text.chars().all(|c| c.is_ascii_digit());
    closed && inside != "," && !inside.is_empty() && digits(low) && digits(high)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_else_is_rewritten() {
        let cases = [
            (r"def __repr__\(self\)", r"def __repr__\(self\)"),
            (r"\<module\>", "<module>"),
            (r"a\Z", r"a\z"),
            ("return {}", r"return \{}"),
            ("{a} {1,2} {,2} {3,} {,", r"\{a} {1,2} {,2} {3,} \{,"),
            ("[[a]", r"[\[a]"),
            ("[]a]", r"[\]a]"),
            ("[^]&&~{]{2}", r"[^\]\&\&\~{]{2}"),
            ("[+--]", r"[+\--]"),
            (r"[\]\d<]", r"[\]\d<]"),
            (r"\\[a]", r"\\[a]"),
        ];
        for (python, expected) in cases {
            assert_eq!(translated(python).as_deref(), Ok(expected));
            assert!(fancy_regex::Regex::new(expected).is_ok(), "{expected}");
        }
    }
}
