//! Where operators put their edits.

use std::borrow::Cow;
use std::collections::HashSet;

use crate::model::{Edit, Span};
use crate::syntax::{Module, Ranged, TextRange, Token, TokenKind, span_of};

/// One edit, of the operator `TABLE[operator]`.
#[derive(Debug)]
pub struct Found {
    pub operator: usize,
    pub edit: Edit,
    /// None: "replace `original` with `replacement`".
    pub description: Option<Cow<'static, str>>,
}

/// Collects the edits of one file.
pub struct Edits<'m> {
    module: &'m Module,
    operator: usize,
    found: Vec<Found>,
    /// Names in `nonlocal` statements: their last binding must not go.
    nonlocals: HashSet<&'m str>,
}

impl<'m> Edits<'m> {
    pub fn new(module: &'m Module) -> Edits<'m> {
        Edits { module, operator: 0, found: Vec::new(), nonlocals: nonlocals(module) }
    }

    /// The edits that follow are those of `TABLE[operator]`.
    pub fn set_operator(&mut self, operator: usize) {
        self.operator = operator;
    }

    /// In order of position, then operator; of equal edits only the first
    /// operator's.
    pub fn finish(mut self) -> Vec<Found> {
        let key = |f: &Found| (f.edit.span.start, f.edit.span.end);
        self.found.sort_by(|a, b| {
            (key(a), &a.edit.replacement, a.operator).cmp(&(key(b), &b.edit.replacement, b.operator))
        });
        self.found.dedup_by(|b, a| a.edit == b.edit);
        self.found.sort_by_key(|f| (f.edit.span.start, f.operator, f.edit.span.end));
        self.found
    }

    /// Replaces the text of `target`.
    pub fn replace(&mut self, target: impl Ranged, replacement: impl Into<String>) {
        self.push(span_of(target.range()), replacement.into(), None);
    }

    /// The same, with words for people.
    pub fn replace_as(
        &mut self,
        target: impl Ranged,
        replacement: impl Into<String>,
        description: impl Into<Cow<'static, str>>,
    ) {
        self.push(span_of(target.range()), replacement.into(), Some(description.into()));
    }

    /// Removes a prefix operator and the blanks after it.
    pub fn remove_prefix(&mut self, token: Token, description: impl Into<Cow<'static, str>>) {
        let mut span = span_of(token);
        let rest = &self.module.text()[span.end as usize..];
        span.end += (rest.len() - rest.trim_start_matches([' ', '\t']).len()) as u32;
        self.push(span, String::new(), Some(description.into()));
    }

    /// Replaces whole statements, which may bind names.
    pub fn replace_statements(
        &mut self,
        range: TextRange,
        replacement: &str,
        description: impl Into<Cow<'static, str>>,
    ) {
        if !self.names_nonlocal(range) {
            self.push(span_of(range), replacement.to_owned(), Some(description.into()));
        }
    }

    fn push(&mut self, span: Span, replacement: String, description: Option<Cow<'static, str>>) {
        let replacement = self.padded(span, replacement);
        if self.module.slice_span(span) == replacement || self.unbinds(span) {
            return;
        }
        self.found.push(Found { operator: self.operator, edit: Edit { span, replacement }, description });
    }

    /// `replacement` with blanks where it would run into its neighbours.
    fn padded(&self, span: Span, replacement: String) -> String {
        let text = self.module.text();
        let before = text[..span.start as usize].chars().next_back();
        let after = text[span.end as usize..].chars().next();
        let runs = |a: Option<char>, b: Option<char>| match (a, b) {
            (Some('{'), Some('{')) => true,
            (Some(a), Some(b)) => is_word(a) && is_word(b),
            _ => false,
        };
        let original = self.module.slice_span(span);
        if replacement.is_empty() {
            // A prefix before quotes would become part of the string.
            let glued = before.is_some_and(is_word) && after.is_some_and(|c| c == '"' || c == '\'');
            return if glued || runs(before, after) { " ".into() } else { replacement };
        }
        let (first, last) = (replacement.chars().next(), replacement.chars().next_back());
        let front = runs(before, first) && !runs(before, original.chars().next());
        let back = runs(last, after) && !runs(original.chars().next_back(), after);
        format!("{}{replacement}{}", if front { " " } else { "" }, if back { " " } else { "" })
    }

    /// Whether the edit removes a `:=` to a name that some `nonlocal` needs.
    fn unbinds(&self, span: Span) -> bool {
        !self.nonlocals.is_empty()
            && self.module.slice_span(span).contains(":=")
            && self.names_nonlocal(TextRange::new(span.start.into(), span.end.into()))
    }

    fn names_nonlocal(&self, range: TextRange) -> bool {
        !self.nonlocals.is_empty()
            && self
                .module
                .tokens_between(range.start(), range.end())
                .any(|t| t.kind() == TokenKind::Name && self.nonlocals.contains(self.module.slice(t)))
    }
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn nonlocals(module: &Module) -> HashSet<&str> {
    let mut names = HashSet::new();
    let mut tokens = module.tokens().iter();
    while tokens.any(|t| t.kind() == TokenKind::Nonlocal) {
        let listed =
            tokens.by_ref().take_while(|t| !matches!(t.kind(), TokenKind::Newline | TokenKind::Semi));
        names.extend(listed.filter(|t| t.kind() == TokenKind::Name).map(|t| module.slice(t)));
    }
    names
}
