//! From edits back to text and bytes.

use crate::model::{Edit, Mutant, SourceFile, Unit};

/// `text` with `edit` applied.
pub fn apply(text: &str, edit: &Edit) -> String {
    let (start, end) = (edit.span.start as usize, edit.span.end as usize);
    let mut out = String::with_capacity(text.len() + edit.replacement.len());
    out.push_str(&text[..start]);
    out.push_str(&edit.replacement);
    out.push_str(&text[end..]);
    out
}

/// The whole file with these mutants, which must not overlap, in the file's own encoding.
pub fn combined_bytes(file: &SourceFile, mutants: &[&Mutant]) -> Vec<u8> {
    let mut edits: Vec<&Edit> = mutants.iter().map(|m| &m.edit).collect();
    edits.sort_by_key(|e| std::cmp::Reverse(e.span.start));
    let text = edits.into_iter().fold(file.text.clone(), |text, edit| apply(&text, edit));
    file.encoding.encode(&text)
}

/// A unit as a module of its own: empty lines so that line numbers hold, the
/// headers of its nest, its text, with `edit` applied where one is given, and
/// an `import` of the names that the module imports.  It is to be compiled for
/// the code objects in it, never to be run.
///
/// `edit` must lie within the unit.
pub fn unit_source(file: &SourceFile, unit: &Unit, edit: Option<&Edit>) -> String {
    let body = &file.text[unit.span.start as usize..unit.span.end as usize];
    let mut out = "\n".repeat(unit.line as usize - 1 - unit.headers.len());
    for header in &unit.headers {
        out.push_str(header);
        out.push('\n');
    }
    match edit {
        None => out.push_str(body),
        Some(edit) => {
            let span = crate::model::Span {
                start: edit.span.start - unit.span.start,
                end: edit.span.end - unit.span.start,
            };
            out.push_str(&apply(body, &Edit { span, replacement: edit.replacement.clone() }));
        }
    }
    out.push('\n');
    if !unit.imports.is_empty() {
        out.push_str(&format!("import {}\n", unit.imports.join(", ")));
    }
    out
}
