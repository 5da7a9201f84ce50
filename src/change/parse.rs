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
            files.push(FileEdits { path: second_name(names), ..FileEdits::default() });
            headed = true;
        } else if let Some(name) =
            ["diff --cc ", "diff --combined "].iter().find_map(|p| line.strip_prefix(p))
        {
            files.push(FileEdits { path: unquoted(name), ..FileEdits::default() });
            headed = true;
        } else if line.starts_with("--- ") && !headed {
            files.push(FileEdits::default()); // a diff of another tool: no line before this one
        } else if let Some(name) = line.strip_prefix("+++ ") {
            headed = false;
            let Some(file) = files.last_mut() else { continue };
            match own_name(name) {
                Some(name) => file.path = name,
                None => file.deleted = true,
            }
        } else if line.starts_with("deleted file mode") {
            files.last_mut().into_iter().for_each(|file| file.deleted = true);
        } else if let Some(name) = line.strip_prefix("rename from ") {
            files.last_mut().into_iter().for_each(|file| file.renamed_from = Some(unquoted(name)));
        } else if let Some(name) = line.strip_prefix("rename to ") {
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
            let (gone, come) = (marks.contains(&b'-'), marks.contains(&b'+'));
            if gone || come {
                let edit = open.get_or_insert(Edit { old: old..old, new: new..new });
                if gone {
                    edit.old.end += 1;
                } else {
                    edit.new.end += 1;
                }
            } else {
                edits.extend(open.take());
            }
            old += u32::from(!come);
            new += u32::from(!gone);
        }
        edits.extend(open);
    }
}

/// The name of `+++ b/name`; None for a file that is no more.
fn own_name(text: &str) -> Option<String> {
    // a name with a blank in it is ended by a tab, other tools put the time there
    let name = unquoted(text.split('\t').next().unwrap_or(text));
    (name != "/dev/null").then(|| name.strip_prefix("b/").map(str::to_owned).unwrap_or(name))
}

/// The second of `a/name b/name`.  Without a rename both are the same, which is what tells
/// where one ends that has blanks in it.
fn second_name(names: &str) -> String {
    if let Some(quoted) = names.strip_suffix('"') {
        let start = (0..quoted.len())
            .rev()
            .find(|&i| quoted.as_bytes()[i] == b'"' && (i == 0 || quoted.as_bytes()[i - 1] == b' '));
        let name = unquoted(&names[start.unwrap_or(0)..]);
        return name.strip_prefix("b/").map(str::to_owned).unwrap_or(name);
    }
    let middle = names.len() / 2;
    let name = match (names.get(..middle), names.get(middle + 1..)) {
        (Some(a), Some(b)) if a.strip_prefix("a/").is_some_and(|a| Some(a) == b.strip_prefix("b/")) => b,
        (Some(a), Some(b)) if a == b => return b.to_owned(),
        _ => names.rsplit_once(" b/").map_or(names, |(_, name)| name),
    };
    name.strip_prefix("b/").unwrap_or(name).to_owned()
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
