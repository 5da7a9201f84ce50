//! A parsed file.

use rustpython_ast::token::{Token, TokenKind};
use rustpython_ast::{ModModule, Stmt};
use rustpython_parser::{Parsed, parse_module};
use rustpython_text_size::{Ranged, TextRange, TextSize};

use super::{LineIndex, limits};
use crate::model::Span;

/// Text, tokens and syntax tree of one file.  Make and drop it on a
/// [`super::pool`] thread.
pub struct Module {
    text: String,
    parsed: Parsed<ModModule>,
    lines: LineIndex,
}

/// The span of a node, token or range.
pub fn span_of(ranged: impl Ranged) -> Span {
    Span { start: ranged.start().to_u32(), end: ranged.end().to_u32() }
}

impl Module {
    /// # Errors
    /// One sentence with the line: not valid Python, or nested too deeply.
    pub fn parse(text: String) -> Result<Module, String> {
        if u32::try_from(text.len()).is_err() {
            return Err("it is larger than 4 GiB".into());
        }
        limits::check(&text)?;
        let lines = LineIndex::new(&text);
        match parse_module(&text) {
            Ok(parsed) => Ok(Module { text, parsed, lines }),
            Err(error) => {
                let line = lines.line(error.location.start().to_u32());
                Err(format!("it is not valid Python: {} (line {line})", error.error))
            }
        }
    }

    pub fn text(&self) -> &str {
        &self.text
    }

    /// Gives the text back and drops the rest.
    pub fn into_text(self) -> String {
        self.text
    }

    pub fn lines(&self) -> &LineIndex {
        &self.lines
    }

    pub fn body(&self) -> &[Stmt] {
        self.parsed.suite()
    }

    pub fn root(&self) -> &ModModule {
        self.parsed.syntax()
    }

    /// All tokens, comments and newlines included.
    pub fn tokens(&self) -> &[Token] {
        self.parsed.tokens()
    }

    /// The text of a node, token or range.
    pub fn slice(&self, ranged: impl Ranged) -> &str {
        &self.text[ranged.range()]
    }

    pub fn slice_span(&self, span: Span) -> &str {
        &self.text[span.start as usize..span.end as usize]
    }

    /// The tokens that start in `start..end`, comments and newlines left out.
    pub fn tokens_between(&self, start: TextSize, end: TextSize) -> impl DoubleEndedIterator<Item = &Token> {
        let tokens = self.tokens();
        let from = tokens.partition_point(|t| t.start() < start);
        let to = tokens.partition_point(|t| t.start() < end);
        tokens[from..to.max(from)].iter().filter(|t| !is_trivia(t.kind()))
    }

    /// The operator tokens between two operands, parentheses left out: one,
    /// or two for `not in` and `is not`.
    pub fn operator_tokens(&self, left: impl Ranged, right: impl Ranged) -> Vec<Token> {
        self.tokens_between(left.end(), right.start())
            .filter(|t| !matches!(t.kind(), TokenKind::Lpar | TokenKind::Rpar))
            .copied()
            .collect()
    }

    /// The last token before `offset` that is no comment, newline or indent.
    pub fn token_before(&self, offset: TextSize) -> Option<&Token> {
        self.tokens_between(TextSize::new(0), offset).next_back()
    }

    /// The first such token at or after `offset`.
    pub fn token_after(&self, offset: TextSize) -> Option<&Token> {
        self.tokens_between(offset, TextSize::of(&self.text)).next()
    }

    /// Whether a logical line begins at `offset`.
    pub fn starts_line(&self, offset: TextSize) -> bool {
        let tokens = self.tokens();
        let at = tokens.partition_point(|t| t.start() < offset);
        at == 0 || is_trivia(tokens[at - 1].kind())
    }

    /// The text before `offset` on its line.
    pub fn indentation(&self, offset: TextSize) -> &str {
        let start = self.lines.line_start(offset.to_u32());
        &self.text[TextRange::new(TextSize::new(start), offset)]
    }
}

fn is_trivia(kind: TokenKind) -> bool {
    use TokenKind as T;
    matches!(kind, T::Comment | T::NonLogicalNewline | T::Newline | T::Indent | T::Dedent | T::EndOfFile)
}
