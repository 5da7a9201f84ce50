//! lcov's tracefiles.

use std::collections::{BTreeMap, HashMap};

use super::place::normal;
use super::{Entry, Kind, Line, times};

/// What one record says, until its end.
#[derive(Default)]
struct Record {
    /// Times that each line was run.
    lines: BTreeMap<u32, u64>,
    branches: BTreeMap<u32, Branches>,
    /// Name to first line and times called.
    functions: HashMap<String, (u32, u64)>,
}

/// What all records say of a file.
#[derive(Default)]
struct File {
    lines: BTreeMap<u32, u64>,
    /// Ways on from a line, and how many of them were taken.
    ways: BTreeMap<u32, (u32, u32)>,
}

#[derive(Default)]
struct Branches {
    all: u32,
    taken: u32,
    times: u64,
}

/// Lines without a count of their own have that of their branches, or of the function that
/// begins there.
pub(super) fn parse(text: &str) -> Result<(Kind, Vec<Entry>), String> {
    let mut files: BTreeMap<String, File> = BTreeMap::new();
    let mut open: Option<(String, Record)> = None;
    for (number, line) in text.lines().enumerate() {
        let wrong = |why: &str| format!("line {}: {why}: {}", number + 1, line.trim());
        let (word, value) = line.trim().split_once(':').unwrap_or((line.trim(), ""));
        match (word, &mut open) {
            ("SF" | "end_of_record", _) => {
                // its end may be missing before the next one
                if let Some((file, record)) = open.take() {
                    record.close(files.entry(file).or_default());
                }
                open = (word == "SF").then(|| (normal(value), Record::default()));
            }
            ("DA" | "BRDA" | "FN" | "FNDA", None) => return Err(wrong("it belongs to no file (`SF:`)")),
            ("DA" | "BRDA" | "FN" | "FNDA", Some((_, record))) => {
                record.add(word, value).ok_or_else(|| wrong("it is not understood"))?;
            }
            _ => {}
        }
    }
    if let Some((file, record)) = open {
        record.close(files.entry(file).or_default());
    }
    if files.is_empty() && !text.trim().is_empty() {
        return Err("it is neither XML nor lcov: no line begins with `SF:`".to_owned());
    }
    let entry = |(file, File { lines, ways }): (String, File)| {
        let line = |(number, times): (u32, u64)| {
            let (ways, taken) = ways.get(&number).copied().unwrap_or_default();
            Line { number, hit: times > 0, ways, taken }
        };
        Entry { names: vec![file], lines: lines.into_iter().map(line).collect() }
    };
    Ok((Kind::Lcov, files.into_iter().map(entry).collect()))
}

impl Record {
    fn add(&mut self, word: &str, value: &str) -> Option<()> {
        let (first, rest) = value.split_once(',')?;
        match word {
            "DA" => {
                let known = self.lines.entry(first.parse().ok()?).or_default();
                *known = known.saturating_add(times(rest.split(',').next()?)?);
            }
            "BRDA" => {
                // what stands between the block and the count can have commas of its own
                let told = rest.rsplit(',').next()?;
                let branches = self.branches.entry(first.parse().ok()?).or_default();
                let times = if told == "-" { 0 } else { times(told)? };
                branches.all += 1;
                branches.taken += u32::from(times > 0);
                branches.times = branches.times.saturating_add(times);
            }
            "FN" => {
                // its last line may stand before the name
                let name = match rest.split_once(',') {
                    Some((end, name)) if end.parse::<u32>().is_ok() => name,
                    _ => rest,
                };
                self.functions.insert(name.to_owned(), (first.parse().ok()?, 0));
            }
            _ => {
                let times = times(first)?;
                if let Some(function) = self.functions.get_mut(rest) {
                    function.1 = times;
                }
            }
        }
        Some(())
    }

    fn close(self, file: &mut File) {
        let File { lines, ways } = file;
        for (line, branches) in &self.branches {
            // records of one file tell of the same ways
            let (all, taken) = ways.entry(*line).or_default();
            (*all, *taken) = ((*all).max(branches.all), (*taken).max(branches.taken));
        }
        for (line, times) in self.lines {
            let known = lines.entry(line).or_default();
            *known = known.saturating_add(times);
        }
        for (line, branches) in self.branches {
            match lines.get_mut(&line) {
                None => {
                    let whole = branches.taken == branches.all;
                    lines.insert(line, if whole { branches.times } else { 0 });
                }
                Some(times) if *times == 0 => *times = branches.times,
                Some(_) => {}
            }
        }
        for (line, times) in self.functions.into_values() {
            lines.entry(line).or_insert(times);
        }
    }
}
