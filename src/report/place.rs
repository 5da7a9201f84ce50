//! Places in a text, as reports give them.

use super::document::{Location, Point};

/// The lines of `text` with their ends: `\n`, `\r\n` or a lone `\r`.
pub fn lines(text: &str) -> Vec<&str> {
    let bytes = text.as_bytes();
    let mut lines = Vec::new();
    let mut start = 0;
    for (index, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
        if ends {
            lines.push(&text[start..=index]);
            start = index + 1;
        }
    }
    if start < text.len() {
        lines.push(&text[start..]);
    }
    lines
}

/// The byte offset of a place; None where the text has no such place.
pub fn offset(text: &str, point: Point) -> Option<usize> {
    let lines = lines(text);
    let index = (point.line as usize).checked_sub(1)?;
    let before: usize = lines.get(..index)?.iter().map(|line| line.len()).sum();
    let line = lines.get(index).copied().unwrap_or_default();
    let column = (point.column as usize).checked_sub(1)?;
    let mut starts = line.char_indices().map(|(at, _)| at).chain([line.len()]);
    starts.nth(column).map(|at| before + at)
}

/// The byte range of a location.
pub(super) fn range(text: &str, location: Location) -> Option<std::ops::Range<usize>> {
    let range = offset(text, location.start)?..offset(text, location.end)?;
    (range.start <= range.end).then_some(range)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_three_line_ends_count_and_form_feeds_do_not() {
        assert_eq!(lines("a\nb\r\nc\rd\x0ce"), ["a\n", "b\r\n", "c\r", "d\x0ce"]);
        assert_eq!(lines(""), Vec::<&str>::new());
    }

    #[test]
    fn columns_count_code_points() {
        let at = |line, column| offset("é = 1\r\nx", Point { line, column });
        assert_eq!(at(1, 1), Some(0));
        assert_eq!(at(1, 2), Some(2));
        assert_eq!(at(2, 2), Some(9));
        assert_eq!(at(2, 3), None);
        assert_eq!(at(4, 1), None);
    }
}
