//! Offsets to lines and columns.

use crate::model::{LineRange, Position, Span};

/// Where the lines of a text start.  A line ends at `\n`, `\r\n` or a lone
/// `\r`, nowhere else.
#[derive(Clone, Debug)]
pub struct LineIndex {
    starts: Vec<u32>,
    ascii: bool,
}

impl LineIndex {
    pub fn new(text: &str) -> LineIndex {
        let bytes = text.as_bytes();
        let mut starts = vec![0];
        for (at, &byte) in bytes.iter().enumerate() {
            let ends = byte == b'\n' || (byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
            if ends {
                starts.push(at as u32 + 1);
            }
        }
        LineIndex { starts, ascii: text.is_ascii() }
    }

    /// 1-based line of the byte at `offset`.
    pub fn line(&self, offset: u32) -> u32 {
        self.starts.partition_point(|&start| start <= offset) as u32
    }

    /// Offset of the first byte of the line that holds `offset`.
    pub fn line_start(&self, offset: u32) -> u32 {
        self.starts[self.line(offset) as usize - 1]
    }

    /// From the first byte of a 1-based line to the first of the next.
    pub fn line_span(&self, line: u32, text: &str) -> Span {
        let end = self.starts.get(line as usize).copied().unwrap_or(text.len() as u32);
        Span { start: self.starts[line as usize - 1], end }
    }

    pub fn position(&self, text: &str, offset: u32) -> Position {
        let line = self.line(offset);
        let start = self.starts[line as usize - 1];
        let column = match self.ascii {
            true => offset - start,
            false => text[start as usize..offset as usize].chars().count() as u32,
        };
        Position { line, column: column + 1 }
    }

    /// The lines that a non-empty span touches.
    pub fn range(&self, start: u32, end: u32) -> LineRange {
        LineRange { first: self.line(start), last: self.line(end.max(start + 1) - 1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_newlines_end_lines_and_columns_count_code_points() {
        let text = "a\r\nb\rc\nd\u{c}\u{2028}é𝒳f";
        let index = LineIndex::new(text);
        let at = |needle: &str| index.position(text, text.find(needle).unwrap() as u32);
        assert_eq!(at("b"), Position { line: 2, column: 1 });
        assert_eq!(at("c"), Position { line: 3, column: 1 });
        assert_eq!(at("d"), Position { line: 4, column: 1 });
        assert_eq!(at("f"), Position { line: 4, column: 6 });
    }
}
