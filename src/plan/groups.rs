//! Which mutants of a module's own level may be in place together.
//!
//! If the whole suite passes with several mutants in place, each of them
//! survives, provided that none hides another.  Most that could do so are told by
//! their text: all must stand in straight code (it runs once, whatever happens
//! around it) and only change a value, no mutant's statement may use a name that
//! another's binds (making an entry in a table does not use the table), and those of one
//! statement must be on different lines and no keys of a table, or be default values: the
//! entries of a table, the parameters of a function.
//!
//! What is left is a mutant that makes up for another one far away: two bounds
//! that move together, the defaults of a writer and of its reader.  So those that pass
//! together in a row are tried again, in groups such that for any two of a row there is one
//! that has the first and not the second (a completely separating system: T. J. Dickson,
//! "On a problem concerning separating systems of a finite set", 1969).  What passes in
//! its row and in all of its groups survives, unless others make up for it each time.

use std::collections::BTreeSet;

use crate::model::{Mutant, Site, SourceFile};

/// At most this many in a row: the more, the likelier is one killed, which costs a run more.
const ROW: usize = 16;
/// So many rows at most are in the same groups: half of their mutants are in place at once.
const ROWS: usize = 8;

const DEFAULT: &str = "default-argument";

/// Operators that change a value and nothing else.
const VALUES: [&str; 6] = ["argument", "arithmetic", DEFAULT, "number", "string", "unary"];

/// Splits mutants (indices into `file.mutants`) into blocks, any of which may be in place together;
/// each block in rows.
pub fn blocks(file: &SourceFile, mutants: &[usize]) -> Vec<Vec<Vec<usize>>> {
    let places: Vec<Place> = mutants.iter().map(|m| Place::new(file, &file.mutants[*m])).collect();
    let mut blocks: Vec<Vec<usize>> = Vec::new();
    for (i, place) in places.iter().enumerate() {
        let fits = |block: &&mut Vec<usize>| {
            block.len() < ROW * ROWS && block.iter().all(|j| place.beside(&places[*j]))
        };
        match blocks.iter_mut().find(fits) {
            Some(block) => block.push(i),
            None => blocks.push(vec![i]),
        }
    }
    let row = |row: &[usize]| row.iter().map(|i| mutants[*i]).collect();
    blocks.iter().map(|block| block.chunks(ROW).map(row).collect()).collect()
}

/// The groups in which `rows` are tried again, such that for any two of one row one group has the first and
/// not the second; none where each might as well be tried by itself.
///
/// Each member of a row is in another half of the groups.
pub fn separating(rows: &[Vec<usize>]) -> Vec<Vec<usize>> {
    let longest = rows.iter().map(Vec::len).max().unwrap_or_default();
    let halves = |n: u32| (0u32..1 << n).filter(move |set| set.count_ones() == n / 2);
    let Some(groups) = (2..ROW as u32).find(|n| halves(*n).count() >= longest) else { return Vec::new() };
    if groups as usize >= rows.iter().map(Vec::len).sum() {
        return Vec::new();
    }
    let sets: Vec<u32> = halves(groups).collect();
    let has = |group: u32, at: usize, of: usize| sets[at * sets.len() / of] & (1 << group) != 0;
    let chosen = |group: u32, row: &Vec<usize>| -> Vec<usize> {
        (0..row.len()).filter(|at| has(group, *at, row.len())).map(|at| row[at]).collect()
    };
    (0..groups).map(|group| rows.iter().flat_map(|row| chosen(group, row)).collect()).collect()
}

/// Whether the mutant may share a group with any other.
pub fn groupable(mutant: &Mutant) -> bool {
    mutant.straight && VALUES.contains(&mutant.operator)
}

/// The names that the mutant's statement binds.
pub(super) fn binds<'a>(mutant: &'a Mutant, file: &'a SourceFile) -> BTreeSet<&'a str> {
    bound(file, mutant, statement(file, mutant).1)
}

/// A mutant, and what the text of its statement says.
struct Place<'a> {
    mutant: &'a Mutant,
    statement: &'a str,
    /// Names that the statement binds, or whose table it puts something into,
    bound: BTreeSet<&'a str>,
    /// and that it reads.
    used: BTreeSet<&'a str>,
    key: bool,
    default: bool,
}

impl<'a> Place<'a> {
    fn new(file: &'a SourceFile, mutant: &'a Mutant) -> Self {
        let default = is_default(file, mutant);
        let (start, statement) = statement(file, mutant);
        let entry = entry(statement).filter(|entry| start + entry.length <= mutant.edit.span.start as usize);
        let (bound, used) = match entry {
            Some(Entry { table, .. }) => ([table].into(), words(&statement[table.len()..]).collect()),
            None => (bound(file, mutant, statement), words(statement).collect()),
        };
        Place { mutant, statement, bound, used, key: is_key(file, mutant), default }
    }

    /// Whether both may be in place together.
    fn beside(&self, other: &Place) -> bool {
        let (a, b) = (self.mutant, other.mutant);
        // of equal keys the last one counts
        if !groupable(a) || !groupable(b) || self.key && other.key {
            return false;
        }
        let apart = a.end.line < b.start.line || b.end.line < a.start.line;
        if self.statement == other.statement {
            let disjoint = a.edit.span.end <= b.edit.span.start || b.edit.span.end <= a.edit.span.start;
            let parameters = |place: &Place| place.default || place.mutant.operator == DEFAULT;
            return disjoint && (apart || parameters(self) && parameters(other));
        }
        apart && self.used.is_disjoint(&other.bound) && other.used.is_disjoint(&self.bound)
    }
}

/// Whether the mutant is in a key of a table, or in a tuple that is one, as far as its line shows; the colon after
/// the parameters of a lambda is none of a table.
fn is_key(file: &SourceFile, mutant: &Mutant) -> bool {
    let before = before(file, mutant);
    if before.rfind("lambda").is_some_and(|lambda| !before[lambda..].contains(':')) {
        return false;
    }
    let rest = file.text[mutant.edit.span.end as usize..].lines().next().unwrap_or_default();
    let (mut depth, mut others) = (0, false);
    for c in rest.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ':' if depth < 0 => return true,
            ':' if depth == 0 => return !others,
            ',' if depth < 0 => return false,
            ',' if depth == 0 => others = true,
            _ => {}
        }
    }
    false
}

/// Whatever the operator: a default value of a function that stands at this level.  That of a lambda is a part of
/// the statement around it, as any other value is.
fn is_default(file: &SourceFile, mutant: &Mutant) -> bool {
    if matches!(mutant.site, Site::Default { .. }) {
        return true;
    }
    let defines = |line: &str| line.trim_start().trim_start_matches("async").trim_start().starts_with("def ");
    mutant.operator == DEFAULT && before(file, mutant).lines().any(defines)
}

/// What of the mutant's lines stands before it.
fn before<'a>(file: &'a SourceFile, mutant: &Mutant) -> &'a str {
    let from = offset(&file.text, mutant.lines.first.min(mutant.start.line));
    &file.text[from..mutant.edit.span.start as usize]
}

/// Where the lines that hold the mutant's statement start, in bytes, and their text; of a function, its header.
fn statement<'a>(file: &'a SourceFile, mutant: &Mutant) -> (usize, &'a str) {
    let (first, last) = if is_default(file, mutant) {
        (mutant.start.line, mutant.end.line)
    } else {
        (mutant.lines.first, mutant.lines.last)
    };
    let start = offset(&file.text, first);
    let end = offset(&file.text, last + 1);
    (start, &file.text[start..end.max(start)])
}

/// Where a 1-based line starts, in bytes.
fn offset(text: &str, line: u32) -> usize {
    text.split_inclusive('\n').take(line as usize - 1).map(str::len).sum()
}

/// `TABLE[KEY] = …`
#[derive(Clone, Copy)]
struct Entry<'a> {
    table: &'a str,
    /// Of all that stands before the `=`, in bytes.
    length: usize,
}

/// The entry that a statement makes in a table, if it does nothing else to names: it is to other entries of the
/// table what two entries of a literal are to each other.
fn entry(statement: &str) -> Option<Entry<'_>> {
    let (table, rest) = statement.split_once('[')?;
    let (key, rest) = rest.split_once(']')?;
    let is_name = !table.is_empty() && table.chars().all(|c| c.is_alphanumeric() || c == '_');
    let assigns = rest.trim_start().strip_prefix('=').is_some_and(|value| !value.starts_with('='));
    let plain = is_name && assigns && !key.contains(['[', '=']);
    plain.then(|| Entry { table, length: table.len() + key.len() + 2 })
}

/// The names that a statement binds, as far as its text shows: those before its
/// first `=`, and the function or class that it defines.
fn bound<'a>(file: &SourceFile, mutant: &'a Mutant, statement: &'a str) -> BTreeSet<&'a str> {
    let target = statement.find('=').map_or("", |end| &statement[..end]);
    let name = mutant.qualname.rsplit('.').next().unwrap_or_default();
    words(target).chain(is_default(file, mutant).then_some(name)).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && c != '_').filter(|w| !w.is_empty())
}
