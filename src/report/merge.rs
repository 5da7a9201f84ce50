//! One report of the parts of a run.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::document::{Document, File, Mutant, Performance, Quarantined, SkippedFile, Test, TestFile};
use crate::model::Status;

/// A report, and what to call it.
#[derive(Clone, Debug)]
pub struct Part {
    pub name: String,
    pub document: Document,
}

/// Reports that belong to no one run.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    #[error("there is no report to join")]
    Nothing,
    #[error("{0} and {1} tell of different states of {2}; join the reports of one commit")]
    Source(String, String, String),
    #[error("{0} and {1} were made with different `{2}`; join the reports of one run")]
    Settings(String, String, String),
    #[error("{0} is part {1} of a run, and {2} is part {3}: they are of different runs")]
    Shards(String, String, String, String),
    #[error("the run was in {count} parts, and there is no report of {}", parts(.missing, *.count))]
    Missing { missing: Vec<u32>, count: u32 },
}

fn parts(missing: &[u32], count: u32) -> String {
    missing.iter().map(|part| format!("{part}/{count}")).collect::<Vec<_>>().join(", ")
}

/// What the parts amount to, and what is strange about them.
#[derive(Clone, Debug)]
pub struct Merged {
    pub document: Document,
    pub notes: Vec<String>,
}

/// Joins the reports of one run: all mutants, each with its verdict.  `rank` gives the place of
/// an operator among all, for the order of mutants at one place.
pub fn merge(parts: Vec<Part>, rank: &dyn Fn(&str) -> usize) -> Result<Merged, MergeError> {
    complete(&parts)?;
    alike(&parts)?;
    let tests = Tests::of(&parts);
    let mut notes = Vec::new();
    let mut whole: Option<Document> = None;
    for Part { name, mut document } in parts {
        if document.mutate.partial {
            let pending = document.with_status(Status::Pending).count();
            notes.push(format!(
                "{name} is of a run that did not end: {pending} of its mutants are not judged"
            ));
        }
        tests.renumber(&mut document);
        whole = Some(match whole {
            None => document,
            Some(whole) => joined(whole, document, &mut notes),
        });
    }
    let mut document = whole.ok_or(MergeError::Nothing)?;
    document.config.remove("shard");
    document.test_files = tests.files;
    for file in document.files.values_mut() {
        let key = |m: &Mutant| {
            let (start, end) = (m.location.start, m.location.end);
            (start.line, start.column, rank(&m.mutator_name), end.line, end.column, m.replacement.clone())
        };
        file.mutants.sort_by_cached_key(key);
    }
    Ok(Merged { document, notes })
}

/// "2/4" of a report of a part.
fn shard(document: &Document) -> Option<(u32, u32)> {
    let (index, count) = document.config.get("shard")?.as_str()?.split_once('/')?;
    Some((index.parse().ok()?, count.parse().ok()?))
}

/// No gate may pass for want of the part that would not.
fn complete(parts: &[Part]) -> Result<(), MergeError> {
    let known: Option<Vec<(u32, u32)>> = parts.iter().map(|part| shard(&part.document)).collect();
    let Some(known) = known else { return Ok(()) }; // one of them is of a whole run
    let text = |(index, count): (u32, u32)| format!("{index}/{count}");
    for (part, one) in parts.iter().zip(&known) {
        if one.1 != known[0].1 {
            let (first, other) = (parts[0].name.clone(), part.name.clone());
            return Err(MergeError::Shards(first, text(known[0]), other, text(*one)));
        }
    }
    let Some((_, count)) = known.first().copied() else { return Err(MergeError::Nothing) };
    let missing: Vec<u32> = (1..=count).filter(|index| !known.contains(&(*index, count))).collect();
    if missing.is_empty() { Ok(()) } else { Err(MergeError::Missing { missing, count }) }
}

/// Whether they tell of the same source, by the same options.
fn alike(parts: &[Part]) -> Result<(), MergeError> {
    let mut sources: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for part in parts {
        let first = &parts[0];
        let keys: BTreeSet<&String> =
            first.document.config.keys().chain(part.document.config.keys()).collect();
        for key in keys.into_iter().filter(|key| !matches!(key.as_str(), "shard" | "failUnder")) {
            if first.document.config.get(key) != part.document.config.get(key) {
                return Err(MergeError::Settings(first.name.clone(), part.name.clone(), key.clone()));
            }
        }
        for (path, file) in &part.document.files {
            let (name, source) = *sources.entry(path).or_insert((&part.name, &file.source));
            if source != file.source {
                return Err(MergeError::Source(name.to_owned(), part.name.clone(), path.clone()));
            }
        }
    }
    Ok(())
}

/// All tests, as they are numbered in the whole.
struct Tests {
    files: BTreeMap<String, TestFile>,
    numbers: HashMap<String, String>,
}

impl Tests {
    /// In the order of the first part, then what the others know besides.
    fn of(parts: &[Part]) -> Tests {
        let mut tests = Tests { files: BTreeMap::new(), numbers: HashMap::new() };
        for part in parts {
            let all = part.document.test_files.iter();
            let mut all: Vec<(&String, &Test)> =
                all.flat_map(|(path, file)| file.tests.iter().map(move |test| (path, test))).collect();
            all.sort_by_key(|(_, test)| test.id.parse::<u32>().unwrap_or(u32::MAX));
            for (path, test) in all {
                if tests.numbers.contains_key(&test.name) {
                    continue;
                }
                let id = tests.numbers.len().to_string();
                tests.numbers.insert(test.name.clone(), id.clone());
                let file = tests.files.entry(path.clone()).or_default();
                file.tests.push(Test { id, name: test.name.clone() });
            }
        }
        tests
    }

    /// Lets the verdicts name tests by their numbers in the whole.
    fn renumber(&self, document: &mut Document) {
        let names = document.test_names();
        let place = |(id, name): (&str, &str)| Some((id.to_owned(), self.numbers.get(name)?.clone()));
        let numbers: HashMap<String, String> = names.into_iter().filter_map(place).collect();
        for mutant in document.files.values_mut().flat_map(|file| &mut file.mutants) {
            for id in mutant.covered_by.iter_mut().chain(&mut mutant.killed_by) {
                if let Some(number) = numbers.get(id.as_str()) {
                    id.clone_from(number);
                }
            }
        }
    }
}

fn joined(mut whole: Document, part: Document, notes: &mut Vec<String>) -> Document {
    for (path, file) in part.files {
        match whole.files.get_mut(&path) {
            Some(known) => known.mutants = mutants(&path, std::mem::take(&mut known.mutants), file, notes),
            None => drop(whole.files.insert(path, file)),
        }
    }
    let sum = |a: Performance, b: Performance| Performance {
        setup: a.setup + b.setup,
        initial_run: a.initial_run + b.initial_run,
        mutation: a.mutation + b.mutation,
    };
    whole.performance = match (whole.performance, part.performance) {
        (Some(a), Some(b)) => Some(sum(a, b)),
        (a, b) => a.or(b),
    };
    let (mine, theirs) = (&mut whole.mutate, part.mutate);
    mine.partial |= theirs.partial;
    mine.skipped = union(std::mem::take(&mut mine.skipped), theirs.skipped, |file: &SkippedFile| &file.path);
    let quarantined = std::mem::take(&mut mine.quarantined);
    mine.quarantined = union(quarantined, theirs.quarantined, |test: &Quarantined| &test.test);
    mine.foreign = union(std::mem::take(&mut mine.foreign), theirs.foreign, |module| module);
    mine.fork_unsafe = mine.fork_unsafe.take().or(theirs.fork_unsafe);
    whole
}

/// All of both, by name; of two of one name the first.
fn union<T>(mut all: Vec<T>, more: Vec<T>, name: fn(&T) -> &String) -> Vec<T> {
    all.extend(more);
    all.sort_by(|a, b| name(a).cmp(name(b)));
    all.dedup_by(|b, a| name(a) == name(b));
    all
}

/// All mutants of both.  Where both judged one, and not alike, what counts less stands.
fn mutants(path: &str, known: Vec<Mutant>, file: File, notes: &mut Vec<String>) -> Vec<Mutant> {
    let mut all: BTreeMap<String, Mutant> = BTreeMap::new();
    for mutant in known.into_iter().chain(file.mutants) {
        let Some(other) = all.get_mut(&mutant.id) else {
            all.insert(mutant.id.clone(), mutant);
            continue;
        };
        let pending = Status::Pending.name();
        if other.status != mutant.status && other.status != pending && mutant.status != pending {
            notes.push(format!(
                "{path}: mutant {} is {} in one report and {} in another; the worse counts",
                mutant.id, other.status, mutant.status
            ));
        }
        if weight(&mutant) > weight(other) {
            *other = mutant;
        }
    }
    all.into_values().collect()
}

/// Which of two verdicts stands: what was judged, and of that what raises the score least.
fn weight(mutant: &Mutant) -> u8 {
    match Status::parse(&mutant.status) {
        None | Some(Status::Pending) => 0,
        Some(Status::Ignored) => 1,
        Some(Status::Killed) => 2,
        Some(Status::Timeout) => 3,
        Some(Status::Survived) => 4,
        Some(Status::NoCoverage) => 5,
        Some(Status::RuntimeError | Status::CompileError) => 6,
    }
}

#[cfg(test)]
mod tests;
