//! Which mutants of a module's own level may be in place together.
//!
//! If the whole suite passes with several mutants in place, each of them
//! survives, provided that none hides another.  Nothing is hidden where all
//! stand in straight code (it runs once, whatever happens around it), each only
//! changes a value, and no mutant's statement uses a name that another's binds.
//! Mutants of one statement must be on different lines, or be default values:
//! the entries of a table, the parameters of a function.

use crate::model::{Mutant, Site, SourceFile};

/// At most this many; a group in which one is killed costs a run more.
const MOST: usize = 16;

/// Operators that change a value and nothing else.
const VALUES: [&str; 6] = ["argument", "arithmetic", "default-argument", "number", "string", "unary"];

/// Splits mutants (indices into `file.mutants`) into groups that may be judged
/// together; what fits with no other is alone.
pub fn grouped(file: &SourceFile, mutants: &[usize]) -> Vec<Vec<usize>> {
    let statements: Vec<&str> = mutants.iter().map(|m| statement(file, &file.mutants[*m])).collect();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (i, at) in mutants.iter().enumerate() {
        let mutant = &file.mutants[*at];
        let fits = |group: &&mut Vec<usize>| {
            group.len() < MOST
                && group.iter().all(|j| {
                    let other = &file.mutants[mutants[*j]];
                    together(mutant, statements[i], other, statements[*j])
                })
        };
        match groups.iter_mut().find(fits) {
            Some(group) => group.push(i),
            None => groups.push(vec![i]),
        }
    }
    groups.into_iter().map(|group| group.into_iter().map(|i| mutants[i]).collect()).collect()
}

/// Whether the mutant may share a group with any other.
pub fn groupable(mutant: &Mutant) -> bool {
    mutant.straight && VALUES.contains(&mutant.operator)
}

fn together(a: &Mutant, statement_a: &str, b: &Mutant, statement_b: &str) -> bool {
    if !groupable(a) || !groupable(b) {
        return false;
    }
    let apart = a.end.line < b.start.line || b.end.line < a.start.line;
    let defaults = is_default(a) && is_default(b);
    let disjoint = a.edit.span.end <= b.edit.span.start || b.edit.span.end <= a.edit.span.start;
    if statement_a == statement_b {
        return disjoint && (apart || defaults);
    }
    let uses = |statement: &str, names: &[&str]| words(statement).any(|w| names.contains(&w));
    apart && !uses(statement_a, &bound(b, statement_b)) && !uses(statement_b, &bound(a, statement_a))
}

/// Whatever the operator: a default value of a function that stands at this level.
fn is_default(mutant: &Mutant) -> bool {
    mutant.operator == "default-argument" || matches!(mutant.site, Site::Default { .. })
}

/// The text of the lines that hold the mutant's statement; of a function, its header.
fn statement<'a>(file: &'a SourceFile, mutant: &Mutant) -> &'a str {
    let (first, last) = if is_default(mutant) {
        (mutant.start.line, mutant.end.line)
    } else {
        (mutant.lines.first, mutant.lines.last)
    };
    let start = offset(&file.text, first);
    let end = offset(&file.text, last + 1);
    &file.text[start..end.max(start)]
}

/// Where a 1-based line starts, in bytes.
fn offset(text: &str, line: u32) -> usize {
    text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum()
}

/// The names that a statement binds, as far as its text shows: those before its
/// first `=`, and the function or class that it defines.
fn bound<'a>(mutant: &'a Mutant, statement: &'a str) -> Vec<&'a str> {
    let target = statement.find('=').map_or("", |end| &statement[..end]);
    let name = mutant.qualname.rsplit('.').next().unwrap_or_default();
    words(target).chain(is_default(mutant).then_some(name)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty())
}
