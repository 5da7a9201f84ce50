//! Which code a test may run: what it ran unmutated, and what a mutant may lead it to.
//!
//! A mutant can make a test take a way that it never took.  Whatever the code on that way does
//! decides the verdict, too; so all counts that the code which may run knows by name.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::syntax::{Function, Names, Pieces};

/// A set of nodes.
pub(super) type Marks = Vec<bool>;

/// Functions first, file by file, then classes.
pub(super) struct Graph<'a> {
    pub functions: Vec<(&'a str, &'a Function)>,
    classes: Vec<(&'a str, &'a crate::syntax::Class)>,
    links: Vec<Vec<usize>>,
    dynamic: Vec<bool>,
    by_name: HashMap<&'a str, Vec<usize>>,
    /// By file: its first function and its first class.
    starts: BTreeMap<&'a str, (usize, usize)>,
    /// What every test may run.
    pub common: Marks,
}

/// Called by frameworks, by their names.
const CONVENTIONAL: [&str; 18] = [
    "setUp",
    "tearDown",
    "setUpClass",
    "tearDownClass",
    "asyncSetUp",
    "asyncTearDown",
    "setUpModule",
    "tearDownModule",
    "setup",
    "teardown",
    "setup_method",
    "teardown_method",
    "setup_class",
    "teardown_class",
    "setup_module",
    "teardown_module",
    "setup_function",
    "teardown_function",
];
/// Bases that call no method of a class but those with underscores.
const INERT: [&str; 5] = ["object", "ABC", "Generic", "Protocol", "Exception"];

impl<'a> Graph<'a> {
    /// `configured`: words of the configuration that may name fixtures.  `import_lines`: lines
    /// that ran while importing, by file.
    pub fn new(
        files: &'a BTreeMap<String, Pieces>,
        configured: &BTreeSet<String>,
        import_lines: impl Fn(&str, u32) -> bool,
    ) -> Graph<'a> {
        let mut graph = Graph {
            functions: Vec::new(),
            classes: Vec::new(),
            links: Vec::new(),
            dynamic: Vec::new(),
            by_name: HashMap::new(),
            starts: BTreeMap::new(),
            common: Vec::new(),
        };
        for (path, pieces) in files {
            graph.starts.insert(path, (graph.functions.len(), graph.classes.len()));
            graph.functions.extend(pieces.functions.iter().map(|f| (path.as_str(), f)));
            graph.classes.extend(pieces.classes.iter().map(|c| (path.as_str(), c)));
        }
        graph.index();
        graph.link();
        let mut roots = graph.by_words(configured.iter().map(String::as_str));
        for (path, pieces) in files {
            roots.extend(graph.by_words(pieces.import.names.words.iter().map(String::as_str)));
            let (first, _) = graph.starts[path.as_str()];
            for (k, function) in pieces.functions.iter().enumerate() {
                let body = function.body..=function.lines.last;
                let ran = body.into_iter().any(|line| import_lines(path, line));
                let hook = function.class.is_none()
                    && (is_dunder(&function.qualname) || function.qualname.starts_with("pytest_"));
                if ran || hook || function.registered || pieces.import.names.dynamic {
                    roots.push(first + k);
                }
            }
        }
        let subclassed = graph.functions.iter().any(|(_, f)| last(&f.qualname) == "__init_subclass__");
        let registered =
            graph.classes.iter().enumerate().filter(|(_, (_, class))| class.registered || subclassed);
        roots.extend(registered.map(|(k, _)| graph.functions.len() + k));
        graph.common = graph.closure(vec![false; graph.links.len()], roots);
        graph
    }

    fn index(&mut self) {
        for (k, (_, function)) in self.functions.iter().enumerate() {
            self.by_name.entry(last(&function.qualname)).or_default().push(k);
            for alias in &function.aliases {
                self.by_name.entry(alias).or_default().push(k);
            }
        }
        for (k, (_, class)) in self.classes.iter().enumerate() {
            self.by_name.entry(last(&class.qualname)).or_default().push(self.functions.len() + k);
        }
    }

    fn link(&mut self) {
        let mut links = Vec::new();
        for (path, function) in &self.functions {
            let mut to = self.by_words(function.names.words.iter().map(String::as_str));
            to.extend(function.class.map(|class| self.functions.len() + self.starts[path].1 + class));
            links.push(to);
            self.dynamic.push(function.names.dynamic);
        }
        for (k, (path, class)) in self.classes.iter().enumerate() {
            let mut to = self.by_words(class.names.words.iter().map(String::as_str));
            let of_class = k - self.starts[path].1;
            let foreign = self.has_foreign_base(k, &mut BTreeSet::new());
            let (first, end) = (self.starts[path].0, self.functions.len());
            for (at, (file, function)) in self.functions[first..end].iter().enumerate() {
                let name = last(&function.qualname);
                let called =
                    is_dunder(name) || CONVENTIONAL.contains(&name) || foreign && !name.starts_with("test");
                if file == path && function.class == Some(of_class) && called {
                    to.push(first + at);
                }
            }
            links.push(to);
            self.dynamic.push(class.names.dynamic);
        }
        self.links = links;
    }

    /// Whether somebody else's code may call the class's methods.
    fn has_foreign_base(&self, class: usize, seen: &mut BTreeSet<usize>) -> bool {
        if !seen.insert(class) {
            return false;
        }
        self.classes[class].1.bases.iter().any(|base| {
            let known: Vec<usize> = self.by_name.get(base.as_str()).into_iter().flatten().copied().collect();
            let classes = known.into_iter().filter_map(|node| node.checked_sub(self.functions.len()));
            let classes: Vec<usize> = classes.collect();
            if classes.is_empty() {
                return !INERT.contains(&base.as_str());
            }
            classes.into_iter().any(|class| self.has_foreign_base(class, seen))
        })
    }

    fn by_words<'w>(&self, words: impl Iterator<Item = &'w str>) -> Vec<usize> {
        words.filter_map(|word| self.by_name.get(word)).flatten().copied().collect()
    }

    /// `seen` and all that the `roots` may lead to.
    pub fn closure(&self, mut seen: Marks, mut roots: Vec<usize>) -> Marks {
        let mut everything = false;
        while let Some(node) = roots.pop() {
            if std::mem::replace(&mut seen[node], true) {
                continue;
            }
            roots.extend(self.links[node].iter().filter(|to| !seen[**to]));
            if self.dynamic[node] && !std::mem::replace(&mut everything, true) {
                roots.extend((0..self.functions.len()).filter(|k| !seen[*k]));
            }
        }
        seen
    }

    /// The nodes that pytest runs for a test; None where they cannot be told.
    pub fn of_test(&self, nodeid: &str) -> Option<Vec<usize>> {
        let mut parts = nodeid.split('[').next().unwrap_or_default().split("::");
        let path = parts.next()?;
        let names: Vec<&str> = parts.collect();
        let (name, classes) = names.split_last()?;
        let (first, _) = self.starts.get(path)?;
        let here = |(_, (file, _)): &(usize, &(&str, &Function))| *file == path;
        let functions = || self.functions.iter().enumerate().skip(*first).take_while(here);
        let qualname = names.join(".");
        let mut nodes: Vec<usize> =
            functions().filter(|(_, (_, f))| f.qualname == qualname).map(|(k, _)| k).collect();
        if nodes.is_empty() {
            // inherited from a class elsewhere
            nodes = self
                .by_words(std::iter::once(*name))
                .into_iter()
                .filter(|k| *k < self.functions.len())
                .collect();
        }
        if nodes.is_empty() {
            return None;
        }
        nodes.extend(self.by_words(classes.iter().copied()));
        let module_wide = functions().filter(|(_, (_, f))| CONVENTIONAL.contains(&f.qualname.as_str()));
        nodes.extend(module_wide.map(|(k, _)| k));
        Some(nodes)
    }

    /// The functions of a file, with their nodes.
    pub fn of_file(&self, path: &str) -> impl Iterator<Item = (usize, &'a Function)> + '_ {
        let first = self.starts.get(path).map_or(self.functions.len(), |(first, _)| *first);
        let path = path.to_owned();
        let rest = self.functions[first..].iter().enumerate();
        rest.take_while(move |(_, (file, _))| *file == path).map(move |(k, (_, f))| (first + k, *f))
    }

    /// The names that the marked nodes mention.
    pub fn mentions<'g>(&'g self, marks: &'g Marks) -> impl Iterator<Item = &'a Names> + 'g {
        let functions = self.functions.iter().map(|(_, f)| &f.names);
        let all = functions.chain(self.classes.iter().map(|(_, c)| &c.names));
        all.zip(marks).filter(|(_, marked)| **marked).map(|(names, _)| names)
    }
}

fn last(qualname: &str) -> &str {
    qualname.rsplit('.').next().unwrap_or_default()
}

fn is_dunder(name: &str) -> bool {
    name.starts_with("__") && name.ends_with("__")
}
