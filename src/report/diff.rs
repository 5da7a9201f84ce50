//! One mutant as a change of lines.

use std::fmt::Write;
use std::ops::Range;

use super::document::{File, Mutant};
use super::place;

/// Lines of context in a unified diff.
const CONTEXT: usize = 3;

/// The text that `mutant` replaces; None where the location lies outside of
/// the file.
pub fn original<'a>(file: &'a File, mutant: &Mutant) -> Option<&'a str> {
    place::range(&file.source, mutant.location).map(|range| &file.source[range])
}

/// The unified diff of a mutant of a report.
pub fn of_mutant(path: &str, file: &File, mutant: &Mutant) -> Option<String> {
    let range = place::range(&file.source, mutant.location)?;
    Some(unified(path, &file.source, range, &mutant.replacement))
}

/// The unified diff of replacing one range.  Only a line feed ends a line, as
/// `patch` sees it.
pub fn unified(path: &str, text: &str, range: Range<usize>, replacement: &str) -> String {
    let first = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let last = text[range.end..].find('\n').map_or(text.len(), |at| range.end + at + 1);
    let after = format!("{}{replacement}{}", &text[first..range.start], &text[range.end..last]);
    let removed: Vec<&str> = text[first..last].split_inclusive('\n').collect();
    let added: Vec<&str> = after.split_inclusive('\n').collect();
    let mut above: Vec<&str> = text[..first].rsplit_terminator('\n').take(CONTEXT).collect();
    above.reverse();
    let below: Vec<&str> = text[last..].split_inclusive('\n').take(CONTEXT).collect();

    let before = text[..first].matches('\n').count() - above.len();
    let around = above.len() + below.len();
    let mut out = format!("--- a/{path}\n+++ b/{path}\n");
    let hunk = |count: usize| match count {
        0 => format!("{before},0"),
        1 => format!("{}", before + 1),
        _ => format!("{},{count}", before + 1),
    };
    let (old, new) = (hunk(around + removed.len()), hunk(around + added.len()));
    let _ = writeln!(out, "@@ -{old} +{new} @@");
    above.iter().for_each(|line| push(&mut out, ' ', &format!("{line}\n")));
    removed.iter().for_each(|line| push(&mut out, '-', line));
    added.iter().for_each(|line| push(&mut out, '+', line));
    below.iter().for_each(|line| push(&mut out, ' ', line));
    out
}

fn push(out: &mut String, sign: char, line: &str) {
    out.push(sign);
    out.push_str(line);
    if !line.ends_with('\n') {
        out.push_str("\n\\ No newline at end of file\n");
    }
}

/// The first line that a mutant changes, before and after, trimmed; further
/// lines are shown as `…`.
pub(super) fn short(file: &File, mutant: &Mutant) -> Option<(String, String)> {
    let range = place::range(&file.source, mutant.location)?;
    let text = &file.source;
    let first = text[..range.start].rfind(['\n', '\r']).map_or(0, |at| at + 1);
    let last = text[range.end..].find(['\n', '\r']).map_or(text.len(), |at| range.end + at);
    let before = &text[first..last];
    let after = format!("{}{}{}", &text[first..range.start], mutant.replacement, &text[range.end..last]);
    Some((one_line(before), one_line(&after)))
}

fn one_line(text: &str) -> String {
    let text = text.trim();
    match text.split_once(['\n', '\r']) {
        Some((first, _)) => format!("{} …", first.trim_end()),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, from: &str, to: &str, expect: &str) {
        let at = text.find(from).unwrap();
        assert_eq!(unified("m.py", text, at..at + from.len(), to), expect);
    }

    #[test]
    fn a_diff_has_three_lines_around_the_change() {
        check(
            "1\n2\n3\n4\na < b\n6\n7\n8\n9\n",
            "<",
            "<=",
            "--- a/m.py\n+++ b/m.py\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-a < b\n+a <= b\n 6\n 7\n 8\n",
        );
    }

    #[test]
    fn a_diff_at_the_end_says_where_no_newline_is() {
        check(
            "x = 1",
            "1",
            "2",
            "--- a/m.py\n+++ b/m.py\n@@ -1 +1 @@\n-x = 1\n\\ No newline at end of file\n+x = 2\n\
             \\ No newline at end of file\n",
        );
    }

    #[test]
    fn a_diff_of_several_lines_counts_both_sides() {
        check(
            "if a:\n    b()\n    c()\nd\n",
            "b()\n    c()",
            "pass",
            "--- a/m.py\n+++ b/m.py\n@@ -1,4 +1,3 @@\n if a:\n-    b()\n-    c()\n+    pass\n d\n",
        );
    }
}
