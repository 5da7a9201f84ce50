//! Code that no other code mentions by name.

use std::collections::{BTreeMap, HashMap};

use super::bases::is_dunder;
use super::graph::{Graph, last};
use super::reach::Marks;
use crate::syntax::Pieces;

impl Graph<'_> {
    /// See [`Graph::unnamed`].  Tests' classes are found for their tests.
    pub(super) fn nobody_names<'t>(
        &self,
        files: &BTreeMap<String, Pieces>,
        tests: impl Iterator<Item = &'t str>,
        measured: impl Fn(&str) -> bool,
    ) -> Marks {
        let mut by: HashMap<&str, (usize, usize)> = HashMap::new();
        let places = self.nodes.iter().enumerate();
        let listed = |k: usize| {
            k.checked_sub(self.functions.len() + self.classes.len())
                .is_some_and(|k| self.constants[k].1.targets.iter().any(|name| name == "__all__"))
        };
        let own = places.filter(|(k, _)| !listed(*k)).flat_map(|(k, node)| {
            node.names.iter().flat_map(move |names| names.all()).map(move |word| (word.as_str(), k))
        });
        let import = files.values().flat_map(|pieces| pieces.import.names.all());
        // one that mentions itself counts for nothing
        for (word, k) in own.chain(import.map(|word| (word.as_str(), usize::MAX))) {
            let seen = by.entry(word).or_insert((k, k));
            (seen.0, seen.1) = (seen.0.min(k), seen.1.max(k));
        }
        let only = |name: &str, k: usize| by.get(name).is_none_or(|(first, last)| *first == k && *last == k);
        let mut out = vec![false; self.nodes.len()];
        for (k, (path, function)) in self.functions.iter().enumerate() {
            // a function that nobody has got cannot be found, and what runs of these files is known
            if function.class.is_none() && !function.decorated && measured(path) {
                continue;
            }
            let name = last(&function.qualname);
            out[k] =
                std::iter::once(name).chain(function.aliases.iter().map(String::as_str)).all(|n| only(n, k))
                    && !is_dunder(name);
        }
        for (k, (_, class)) in self.classes.iter().enumerate() {
            let k = self.functions.len() + k;
            out[k] = only(last(&class.qualname), k);
        }
        for (k, (_, constant)) in self.constants.iter().enumerate() {
            let k = self.functions.len() + self.classes.len() + k;
            let looked_for =
                |name: &String| !is_dunder(name) || ["__getattr__", "__dir__"].contains(&name.as_str());
            out[k] = constant.targets.iter().all(|name| only(name, k) && looked_for(name));
        }
        for node in tests.filter_map(|test| self.of_test(test)).flatten() {
            out[node] = false;
        }
        out
    }
}
