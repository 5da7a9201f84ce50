//! Named parts of keys: the names are for people who ask why a mutant was judged again.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::syntax::Digest;

/// Parts, each known by its name.
#[derive(Default)]
pub struct Parts {
    places: HashMap<String, usize>,
    list: Vec<(String, Digest)>,
}

/// All parts of a run, and which of them count for whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    pub parts: Vec<(String, Digest)>,
    /// Indices of `parts`: of every mutant,
    pub common: BTreeSet<usize>,
    /// and of those that a test is asked about, by node id.
    pub tests: BTreeMap<String, BTreeSet<usize>>,
}

impl Parts {
    /// The place of a part; `content` is asked where it is new.
    pub fn place(&mut self, name: String, content: impl FnOnce() -> Digest) -> usize {
        let next = self.list.len();
        match self.places.get(&name) {
            Some(place) => *place,
            None => {
                self.list.push((name.clone(), content()));
                self.places.insert(name, next);
                next
            }
        }
    }

    /// As [`Parts::place`], with words for content.
    pub fn words<W: AsRef<[u8]>>(&mut self, name: String, words: impl IntoIterator<Item = W>) -> usize {
        self.place(name, || of_words(words))
    }

    /// All of `parts` in one, under a title.  Where they stand in the list does not matter.
    pub fn digest(&self, title: &str, parts: &BTreeSet<usize>) -> Digest {
        let mut named: Vec<&(String, Digest)> = parts.iter().map(|place| &self.list[*place]).collect();
        named.sort();
        let mut hasher = blake3::Hasher::new();
        add(&mut hasher, title.as_bytes());
        for (name, content) in named {
            add(&mut hasher, name.as_bytes());
            hasher.update(content);
        }
        *hasher.finalize().as_bytes()
    }

    pub fn all(&self) -> &[(String, Digest)] {
        &self.list
    }

    pub fn into_table(self, common: BTreeSet<usize>, tests: BTreeMap<String, BTreeSet<usize>>) -> Table {
        Table { parts: self.list, common, tests }
    }
}

pub fn of_words<W: AsRef<[u8]>>(words: impl IntoIterator<Item = W>) -> Digest {
    let mut hasher = blake3::Hasher::new();
    words.into_iter().for_each(|word| add(&mut hasher, word.as_ref()));
    *hasher.finalize().as_bytes()
}

/// With its length, so that no two lists of words look alike.
pub(super) fn add(hasher: &mut blake3::Hasher, word: &[u8]) {
    hasher.update(&(word.len() as u64).to_le_bytes());
    hasher.update(word);
}

/// What differs between two tables, in words.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    common: Vec<String>,
    tests: BTreeMap<String, Vec<String>>,
}

impl Table {
    /// What is new since `before`.
    pub fn changes(&self, before: &Table) -> Changes {
        let old: HashMap<&str, &Digest> =
            before.parts.iter().map(|(name, content)| (name.as_str(), content)).collect();
        let new: HashMap<&str, &Digest> =
            self.parts.iter().map(|(name, content)| (name.as_str(), content)).collect();
        let differ = |mine: &BTreeSet<usize>, theirs: &BTreeSet<usize>| {
            let changed = mine.iter().filter_map(|place| {
                let (name, content) = &self.parts[*place];
                match old.get(name.as_str()) {
                    Some(before) if *before == content => None,
                    Some(_) => Some(format!("{name} changed")),
                    None => Some(format!("{name} is new")),
                }
            });
            let gone = theirs.iter().map(|place| before.parts[*place].0.as_str());
            let gone = gone.filter(|name| !new.contains_key(name)).map(|name| format!("{name} is gone"));
            changed.chain(gone).collect::<Vec<String>>()
        };
        let tests = self.tests.iter().map(|(test, parts)| {
            let words = match before.tests.get(test) {
                Some(theirs) => differ(parts, theirs),
                None => vec![format!("the test {test} is new")],
            };
            (test.clone(), words)
        });
        let gone = before.tests.keys().filter(|test| !self.tests.contains_key(*test));
        let gone = gone.map(|test| (test.clone(), vec![format!("the test {test} is gone")]));
        Changes { common: differ(&self.common, &before.common), tests: tests.chain(gone).collect() }
    }
}

impl Changes {
    /// At most `most` of those that count for a mutant that `tests` are asked about (None: all).
    pub fn for_tests(&self, tests: Option<&BTreeSet<&str>>, most: usize) -> Vec<String> {
        let mut out = self.common.clone();
        for (test, words) in &self.tests {
            if out.len() >= most {
                break;
            }
            if tests.is_none_or(|tests| tests.contains(test.as_str())) {
                out.extend(words.iter().filter(|word| !out.contains(word)).cloned().collect::<Vec<_>>());
            }
        }
        out.truncate(most);
        out
    }
}
