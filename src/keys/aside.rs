//! What counts though no test gets to it by name: what the configuration names, what test files do while
//! they are imported, and what may yet be imported.

use std::collections::{BTreeMap, BTreeSet};

use super::Ingredients;
use super::common::Common;
use super::graph::stem;
use super::parts::Parts;
use super::words::CONFIGURATION;
use crate::syntax::Pieces;

/// Words of the configuration that name fixtures.
pub(super) fn fixtures(about: &Ingredients) -> BTreeSet<String> {
    let read = |name: &&str| std::fs::read_to_string(about.config.project.join(name)).ok();
    let texts: Vec<String> = CONFIGURATION.iter().filter_map(read).collect();
    let arguments = about.config.pytest_args.join(" ");
    let told = texts.iter().chain([&arguments]).filter(|text| text.contains("usefixtures"));
    told.flat_map(|text| words(text)).map(str::to_owned).collect()
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_')).filter(|word| !word.is_empty())
}

/// The test files that no other file imports, or mentions in a text.
pub(super) fn private<'a>(
    pieces: &BTreeMap<String, Pieces>,
    tests: impl Iterator<Item = &'a str>,
) -> BTreeSet<&'a str> {
    let files: BTreeSet<&str> = tests.filter(|path| pieces.contains_key(*path)).collect();
    let mut by_stem: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for path in &files {
        let name = path.rsplit('/').next().unwrap_or_default();
        by_stem.entry(name.trim_end_matches(".py")).or_default().push(path);
    }
    let mut shared = BTreeSet::new();
    for (other, pieces) in pieces {
        let constants = pieces.import.constants.iter().map(|constant| &constant.names);
        let functions = pieces.functions.iter().map(|function| &function.names);
        let names = constants.chain(functions).chain([&pieces.import.names]);
        for word in names.flat_map(|names| names.all()).chain(&pieces.import.imports) {
            let known = by_stem.get(word.as_str()).into_iter().flatten();
            shared.extend(known.filter(|path| **path != other).copied());
        }
    }
    &files - &shared
}

impl Common<'_> {
    /// What test files do while they are imported is done for all tests, by what they have for that: functions and
    /// constants of their own.  What they call elsewhere counts where it leaves something behind.
    pub(super) fn private_effects(&self, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        let graph = self.graph;
        let classes = graph.functions.len()..graph.functions.len() + graph.classes.len();
        let unmeasured = self.unmeasured();
        for (place, file) in graph.files.iter().enumerate() {
            if !graph.private.contains_key(file.path) {
                continue;
            }
            let (mut seen, mut called) =
                (BTreeSet::new(), BTreeSet::from_iter(self.collected_for(file.path)));
            let names = self.pieces[file.path].import.names.all();
            let mut queue = graph.by_words(names.map(String::as_str));
            while let Some(node) = queue.pop() {
                let about = &graph.nodes[node];
                let own = about.file == place && about.class.is_none() && !classes.contains(&node);
                let helper = !own && node < classes.start && unmeasured[node];
                if own && seen.insert(node) || helper && called.insert(node) {
                    queue.extend(&about.links);
                }
            }
            let made = self.defining.get(file.path).map_or(&[][..], Vec::as_slice);
            called.extend(made.iter().zip(0..classes.start).filter_map(|(runs, node)| runs.then_some(node)));
            if called.iter().any(|node| graph.functions[*node].1.keeps) {
                seen.extend(called);
            }
            let (functions, constants): (Vec<usize>, Vec<usize>) =
                seen.into_iter().partition(|node| *node < classes.start);
            out.extend(functions.into_iter().map(|node| {
                let (path, function) = graph.functions[node];
                self.function(path, function, parts)
            }));
            if !constants.is_empty() {
                out.insert(self.plain(file.path, parts));
            }
        }
    }

    /// Modules of the project that some code imports, but none has so far.
    pub(super) fn unloaded(&self, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        let imports: BTreeSet<&str> =
            self.pieces.values().flat_map(|pieces| &pieces.import.imports).map(String::as_str).collect();
        let code = self.about.snapshot.files.keys().filter(|path| path.ends_with(".py"));
        for path in code.filter(|path| !self.pieces.contains_key(*path) && imports.contains(stem(path))) {
            out.insert(self.text(path, parts));
        }
    }
}
