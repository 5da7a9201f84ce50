//! Unified diffs, as git writes them.

use std::collections::BTreeSet;
use std::ops::Range;

/// Lines of the old version that other lines have taken the place of; either may be none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub old: Range<u32>,
    pub new: Range<u32>,
}

/// The edits of one file, from its top to its bottom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileEdits {
    pub path: String,
    pub renamed_from: Option<String>,
    pub deleted: bool,
    pub edits: Vec<Edit>,
}

impl FileEdits {
    /// The lines that are new.
    pub fn added(&self) -> impl Iterator<Item = u32> + '_ {
        self.edits.iter().flat_map(|edit| edit.new.clone())
    }

    /// Where those of `lines` are now that the edits have left alone.
    pub fn carry(&self, lines: &BTreeSet<u32>) -> BTreeSet<u32> {
        let place = |line: &u32| {
            if self.edits.iter().any(|edit| edit.old.contains(line)) {
                return None;
            }
            let before = self.edits.iter().rfind(|edit| edit.old.end <= *line);
            Some(before.map_or(*line, |edit| line - edit.old.end + edit.new.end))
        };
        lines.iter().filter_map(place).collect()
    }
}

/// The files of a diff, in its order.  The error is a sentence about the line that is not
/// understood.
pub fn parse(diff: &str) -> Result<Vec<FileEdits>, String> {
    let mut files: Vec<FileEdits> = Vec::new();
    let mut lines = diff.split('\n').enumerate();
    // the header's own names; those of `---` and `+++` are better, but not every file has them
    let mut headed = false;
    while let Some((number, line)) = lines.next() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if let Some(names) = line.strip_prefix("diff --git ") {
            files.push(FileEdits { path: headed_name(names), ..FileEdits::default() });
            headed = true;
        } else if let Some(name) =
            ["diff --cc ", "diff --combined "].iter().find_map(|p| line.strip_prefix(p))
        {
            files.push(FileEdits { path: unquoted(name), ..FileEdits::default() });
            headed = true;
        } else if line.starts_with("--- ") && !headed {
            files.push(FileEdits::default()); // a diff of another tool: no line before this one
        } else if let Some(name) = line.strip_prefix("+++ ") {
            let Some(file) = files.last_mut() else { continue };
            match own_name(name) {
                Some(name) if headed && is_prefixed(&name, &file.path) => {}
                Some(name) => file.path = name.strip_prefix("b/").map(str::to_owned).unwrap_or(name),
                None => file.deleted = true,
            }
            headed = false;
        } else if line.starts_with("deleted file mode") {
            files.last_mut().into_iter().for_each(|file| file.deleted = true);
        } else if let Some(name) = line.strip_prefix("rename from ") {
            files.last_mut().into_iter().for_each(|file| file.renamed_from = Some(unquoted(name)));
        } else if let Some(name) = ["rename to ", "copy to "].iter().find_map(|p| line.strip_prefix(p)) {
            files.last_mut().into_iter().for_each(|file| file.path = unquoted(name));
        } else if line.starts_with("@@") {
            headed = false;
            let hunk = Hunk::read(line).ok_or_else(|| format!("line {}: no hunk: {line}", number + 1))?;
            let file = files.last_mut();
            let file = file.ok_or_else(|| format!("line {}: a hunk of no file: {line}", number + 1))?;
            hunk.body(&mut lines, &mut file.edits);
        }
    }
    Ok(files)
}

/// The head of a hunk; one of a merge has several old versions.
struct Hunk {
    parents: usize,
    old: (u32, u32),
    new: (u32, u32),
}

impl Hunk {
    fn read(line: &str) -> Option<Hunk> {
        let marks = line.bytes().take_while(|b| *b == b'@').count();
        let inside = line[marks..].split(&line[..marks]).next()?;
        let range = |text: &str| -> Option<(u32, u32)> {
            let (start, count) = text.split_once(',').unwrap_or((text, "1"));
            Some((start.parse().ok()?, count.parse().ok()?))
        };
        let mut words = inside.split_whitespace();
        let old = range(words.next()?.strip_prefix('-')?)?;
        let new = range(words.find_map(|word| word.strip_prefix('+'))?)?;
        Some(Hunk { parents: marks - 1, old, new })
    }

    /// Takes the hunk's lines, no more and no fewer.  A range without lines is named by the
    /// line before it.
    fn body<'a>(&self, lines: &mut impl Iterator<Item = (usize, &'a str)>, edits: &mut Vec<Edit>) {
        let first = |(start, count): (u32, u32)| if count == 0 { start + 1 } else { start };
        let (mut old, mut new) = (first(self.old), first(self.new));
        let (old_end, new_end) = (old + self.old.1, new + self.new.1);
        let mut open: Option<Edit> = None;
        while new < new_end || (self.parents == 1 && old < old_end) {
            let Some((_, line)) = lines.next() else { break };
            let marks = &line.as_bytes()[..line.len().min(self.parents)];
            if marks.first() == Some(&b'\\') {
                continue; // "\ No newline at end of file"
            }
            // of several old versions the first is the one that is followed
            let first = marks.first().copied();
            let (known, there) = (first != Some(b'+'), !marks.contains(&b'-'));
            match (there, first) {
                (false, Some(b'-')) => open.get_or_insert(Edit { old: old..old, new: new..new }).old.end += 1,
                (false, _) => continue, // of another old version
                (true, Some(b'+')) => open.get_or_insert(Edit { old: old..old, new: new..new }).new.end += 1,
                (true, _) => edits.extend(open.take()),
            }
            old += u32::from(known);
            new += u32::from(there);
        }
        edits.extend(open);
    }
}

/// What stands before the names of a file in both versions; other letters than `a` and `b` are those
/// of `diff.mnemonicPrefix`: commit, index, working tree, object, and the two of `--no-index`.
const PREFIXES: [(&str, &str); 6] =
    [("a/", "b/"), ("c/", "i/"), ("i/", "w/"), ("c/", "w/"), ("o/", "w/"), ("1/", "2/")];

/// The same for a diff the other way round, too.
fn prefixes() -> impl Iterator<Item = (&'static str, &'static str)> {
    PREFIXES.into_iter().flat_map(|(old, new)| [(old, new), (new, old)])
}

/// Whether `name` is `path`, which the header told, with a prefix or without.
fn is_prefixed(name: &str, path: &str) -> bool {
    name == path || prefixes().any(|(_, prefix)| name.strip_prefix(prefix) == Some(path))
}

/// The name of `+++ name`; None for a file that is no more.
fn own_name(text: &str) -> Option<String> {
    // a name with a blank in it is ended by a tab, other tools put the time there
    let name = unquoted(text.split('\t').next().unwrap_or(text));
    (name != "/dev/null").then_some(name)
}

/// The second of `a/name b/name`.  Without a rename both are the same, which is what tells where
/// one ends that has blanks in it, and what their prefixes are.
fn headed_name(names: &str) -> String {
    let (old, new) = halves(names);
    let same = |(a, b): (&str, &str)| new.strip_prefix(b).filter(|new| old.strip_prefix(a) == Some(*new));
    if old == new {
        return new;
    }
    if let Some(name) = prefixes().find_map(same) {
        return name.to_owned();
    }
    // of a rename, which a line of its own tells, too
    let moved = |(a, b): (&str, &str)| {
        let quoted = new.strip_prefix(b).filter(|_| old.starts_with(a));
        quoted.or_else(|| Some(names.strip_prefix(a)?.rsplit_once(&format!(" {b}"))?.1)).map(str::to_owned)
    };
    prefixes().find_map(moved).unwrap_or(new)
}

/// Both names, where they are of one length or one of them is quoted.
fn halves(names: &str) -> (String, String) {
    let bytes = names.as_bytes();
    let quotes = |at: &usize| bytes[*at] == b'"';
    let middle = match (names.starts_with('"'), names.ends_with('"')) {
        (_, true) => {
            (1..names.len() - 1).rev().find(|at| quotes(at) && bytes[at - 1] == b' ').map(|at| at - 1)
        }
        (true, false) => names.find("\" ").map(|at| at + 1),
        (false, false) => Some(names.len() / 2),
    };
    match middle.map(|at| (names.get(..at), names.get(at + 1..))) {
        Some((Some(old), Some(new))) => (unquoted(old), unquoted(new)),
        _ => (String::new(), unquoted(names)),
    }
}

/// A name as it is, where git has quoted it as C would.
pub(super) fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return name.to_owned();
    };
    let mut out = Vec::new();
    let mut bytes = inner.bytes();
    while let Some(byte) = bytes.next() {
        if byte != b'\\' {
            out.push(byte);
            continue;
        }
        match bytes.next() {
            Some(first @ b'0'..=b'3') => {
                let digits = bytes.by_ref().take(2).map(|digit| u32::from(digit.wrapping_sub(b'0')));
                out.push(digits.fold(u32::from(first - b'0'), |all, digit| all * 8 + digit) as u8);
            }
            Some(b'a') => out.push(7),
            Some(b'b') => out.push(8),
            Some(b't') => out.push(b'\t'),
            Some(b'n') => out.push(b'\n'),
            Some(b'v') => out.push(11),
            Some(b'f') => out.push(12),
            Some(b'r') => out.push(b'\r'),
            other => out.extend(other),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests;
