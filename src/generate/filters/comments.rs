//! What comments in the source ask for.
//!
//! - `# pragma: no mutate`, `# mutate: off`, `# mutate: off[operator, …]`: on a
//!   statement, that statement; on the header of a block, all of the block.
//! - `# pragma: no mutate: start` … `# pragma: no mutate: end`, and
//!   `# mutate: off` … `# mutate: on` on lines of their own: all between.
//! - `# pragma: no mutate: block`, `: function`, `: class`: the block whose
//!   header bears it; `block` on a line in a block: the rest of that block.

use super::Regions;
use crate::model::Span;
use crate::syntax::{Block, Module, Outline, Ranged, Token, TokenKind, span_of};

const MUTATE: (&str, &str) = ("pragma-no-mutate", "marked `# pragma: no mutate`");
const OFF: (&str, &str) = ("mutate-off", "marked `# mutate: off`");

/// What one comment says.
#[derive(Debug, PartialEq, Eq)]
enum Mark {
    NoMutate,
    Block,
    Start,
    End,
    /// For these operators; for all where the list is empty.
    Off(Vec<String>),
    On,
}

pub(super) fn find(module: &Module, outline: &Outline, regions: &mut Regions) {
    let mut open_pragma = None;
    let mut open_off: Vec<(u32, Vec<String>)> = Vec::new();
    let end_of_file = module.text().len() as u32;
    for token in module.tokens().iter().filter(|t| t.kind() == TokenKind::Comment) {
        let Some(mark) = parse(module.slice(token)) else { continue };
        let at = span_of(token).start;
        let alone = module.indentation(token.start()).trim().is_empty();
        match mark {
            Mark::NoMutate => regions.push(marked(module, outline, token), MUTATE.0, MUTATE.1.into(), None),
            Mark::Block => {
                regions.push(rest_of_block(module, outline, token), MUTATE.0, MUTATE.1.into(), None)
            }
            Mark::Start => open_pragma = open_pragma.or(Some(at)),
            Mark::End => {
                if let Some(start) = open_pragma.take() {
                    regions.push(Span { start, end: at }, MUTATE.0, MUTATE.1.into(), None);
                }
            }
            Mark::Off(operators) if alone => open_off.push((at, operators)),
            Mark::Off(operators) => off(regions, marked(module, outline, token), &operators),
            Mark::On => {
                for (start, operators) in open_off.drain(..) {
                    off(regions, Span { start, end: at }, &operators);
                }
            }
        }
    }
    if let Some(start) = open_pragma {
        regions.push(Span { start, end: end_of_file }, MUTATE.0, MUTATE.1.into(), None);
    }
    for (start, operators) in open_off {
        off(regions, Span { start, end: end_of_file }, &operators);
    }
}

fn off(regions: &mut Regions, span: Span, operators: &[String]) {
    if operators.is_empty() {
        regions.push(span, OFF.0, OFF.1.into(), None);
    }
    for operator in operators {
        regions.push(span, OFF.0, format!("marked `# mutate: off[{operator}]`"), Some(operator.clone()));
    }
}

fn parse(comment: &str) -> Option<Mark> {
    let text = comment.trim_start_matches('#').trim_start();
    if let Some(at) = comment.find("pragma:") {
        let words = comment[at + 7..].to_ascii_lowercase();
        let words = words.split('#').next().unwrap_or("").replace([':', ','], " ");
        let words: Vec<&str> = words.split_whitespace().collect();
        let at = words.windows(2).position(|pair| pair == ["no", "mutate"])?;
        return Some(match words.get(at + 2).copied() {
            Some("start") => Mark::Start,
            Some("end") => Mark::End,
            Some("block" | "class" | "function") => Mark::Block,
            _ => Mark::NoMutate,
        });
    }
    let command = text.strip_prefix("mutate:")?.trim();
    if command == "on" {
        return Some(Mark::On);
    }
    match command.strip_prefix("off")? {
        rest if rest.starts_with('[') => {
            let list = rest[1..].split(']').next().unwrap_or("");
            Some(Mark::Off(list.split(',').map(|id| id.trim().to_owned()).collect()))
        }
        _ => Some(Mark::Off(Vec::new())),
    }
}

/// The block or statement on the comment's line.
fn marked(module: &Module, outline: &Outline, comment: &Token) -> Span {
    let span = span_of(comment);
    let line = module.lines().line(span.start);
    let mut out = module.lines().line_span(line, module.text());
    for block in on_line(outline, line) {
        out.start = out.start.min(block.span.start);
        out.end = out.end.max(block.span.end);
    }
    out
}

/// The block whose header holds the comment, else from its line to the end of
/// the innermost block around it.
fn rest_of_block(module: &Module, outline: &Outline, comment: &Token) -> Span {
    let span = span_of(comment);
    let line = module.lines().line(span.start);
    if on_line(outline, line).any(|block| block.compound) {
        return marked(module, outline, comment);
    }
    let around = outline
        .blocks
        .iter()
        .rev()
        .find(|block| block.compound && block.header.last < line && span.start < block.span.end);
    let end = around.map_or(module.text().len() as u32, |block| block.span.end);
    Span { start: module.lines().line_start(span.start), end: end.max(span.end) }
}

fn on_line(outline: &Outline, line: u32) -> impl Iterator<Item = &Block> {
    outline.blocks.iter().filter(move |block| block.header.first <= line && line <= block.header.last)
}
