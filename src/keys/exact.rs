//! Parts for those mutants whose trail is known: what other code shows of itself without running.

use std::collections::{BTreeMap, BTreeSet};

use super::common::Common;
use super::parts::{Parts, of_words};
use super::reach::{Marks, Reach};
use crate::model::LineRange;
use crate::syntax::{Digest, Function};

impl<'a> Common<'a> {
    /// The functions among `marks` that may have run before the first test: those that were seen
    /// to, and those of files in which nothing is seen, but for fixtures: those wait for a test.
    pub(super) fn started(&self, marks: &Marks) -> Marks {
        let mut out = vec![false; marks.len()];
        let marked = self.graph.functions.iter().enumerate().filter(|(node, _)| marks[*node]);
        for (node, (path, function)) in marked {
            let seen = self.measured.contains(path) || function.fixture;
            out[node] = !seen || self.ran_at_import(path, function);
        }
        out
    }

    /// By file that is not measured: the functions that run where its functions and classes are made, for
    /// decorators, default values and bases call them.
    pub(super) fn defining(&self) -> BTreeMap<&'a str, Marks> {
        let (graph, unmeasured) = (self.graph, self.unmeasured_files());
        let mut out = BTreeMap::new();
        for (place, file) in graph.files.iter().enumerate().filter(|(place, _)| unmeasured[*place]) {
            let mut reach = Reach::new(graph);
            graph.of_file(file.path).for_each(|(_, f)| reach.mention(graph, &f.definition, place));
            let classes = graph.classes.iter().filter(|(path, _)| *path == file.path);
            classes.for_each(|(_, class)| reach.mention(graph, &class.names, place));
            out.insert(file.path, self.started(&reach.marks));
        }
        out
    }

    fn ran_at_import(&self, path: &str, function: &Function) -> bool {
        let Some(coverage) = self.about.baseline.files.get(path) else { return false };
        let body = function.body..=function.lines.last;
        body.into_iter().any(|line| coverage.import_lines.contains(&line))
    }

    /// Docstrings that somebody may ask for.
    pub(super) fn shown(&self, marks: &Marks, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        for ((path, function), _) in self.graph.functions.iter().zip(marks).filter(|(_, marked)| **marked) {
            if self.speaks(path, function) {
                let name = format!("{} (its docstring)", self.name(path, function));
                out.insert(parts.place(name, || function.docstring));
            }
        }
    }

    /// Which functions a file has, and how they are called.
    pub(super) fn outline(&self, path: &str, parts: &mut Parts) -> usize {
        parts.place(format!("{path}: which functions it has"), || {
            headers(self.pieces[path].functions.iter().collect())
        })
    }

    /// The same of a test file that nobody imports, as a test of it sees the file: the other tests
    /// are nothing to one that cannot get at them.
    pub(super) fn own_outline(
        &self,
        path: &str,
        (roots, marks): (&[usize], &Marks),
        tests: &BTreeSet<usize>,
        parts: &mut Parts,
    ) -> usize {
        if tests.iter().any(|test| marks[*test] && !roots.contains(test)) {
            return self.outline(path, parts);
        }
        parts.place(format!("{path}: which functions it has besides tests"), || {
            let others = self.graph.of_file(path).filter(|(node, _)| !tests.contains(node));
            headers(others.map(|(_, function)| function).collect())
        })
    }

    /// By file: the functions that are tests.
    pub(super) fn test_functions(&self) -> BTreeMap<&str, BTreeSet<usize>> {
        let mut out: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
        for test in &self.about.baseline.tests {
            let nodes = self.graph.of_test(&test.nodeid).unwrap_or_default().into_iter();
            let here =
                |node: &usize| self.graph.functions.get(*node).is_some_and(|(path, _)| *path == test.file());
            out.entry(test.file()).or_default().extend(nodes.filter(here));
        }
        out
    }

    /// All functions by file, with their lines and their parts.
    pub(super) fn functions(&self, parts: &mut Parts) -> BTreeMap<String, Vec<(LineRange, usize)>> {
        let mut out: BTreeMap<String, Vec<(LineRange, usize)>> =
            self.pieces.keys().map(|path| (path.clone(), Vec::new())).collect();
        for (path, function) in &self.graph.functions {
            let part = self.function(path, function, parts);
            out.entry((*path).to_owned()).or_default().push((function.lines, part));
        }
        out
    }
}

fn headers(mut functions: Vec<&Function>) -> Digest {
    functions.sort_by_key(|function| &function.qualname);
    of_words(functions.iter().flat_map(|function| [function.qualname.as_bytes(), &function.header]))
}
