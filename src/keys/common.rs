//! From what was seen to parts: what every mutant depends on, and what each test.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use super::Ingredients;
use super::graph::Graph;
use super::parts::{Parts, of_words};
use super::reach::Marks;
use super::standing::below_site;
use super::words::{CONFIGURATION, DOCUMENTARY, OPAQUE, TEXTUAL, VARIABLES};
use crate::model::TestId;
use crate::syntax::{Digest, Function, Pieces};
use crate::worker::HARNESS;

pub(super) struct Common<'a> {
    pub(super) about: &'a Ingredients<'a>,
    pub(super) pieces: &'a BTreeMap<String, Pieces>,
    pub(super) graph: &'a Graph<'a>,
    /// Docstrings count.
    documented: bool,
    /// Files of which it is seen what runs.
    pub(super) measured: BTreeSet<&'a str>,
    /// As [`Common::defining`].
    pub(super) defining: BTreeMap<&'a str, Marks>,
    pub parts: BTreeSet<usize>,
    /// Of a mutant whose trail is known.
    pub exact: BTreeSet<usize>,
}

/// What counts for who is asked about a mutant.
pub(super) struct Own {
    pub parts: BTreeSet<usize>,
    /// Where it is known what else has run; None: that says too little about this one.
    pub exact: Option<BTreeSet<usize>>,
    /// What a test may run of the files that are not measured: without a mutant there is no trail of that.
    pub unmeasured: BTreeSet<usize>,
}

impl<'a> Common<'a> {
    pub fn new(
        about: &'a Ingredients<'a>,
        pieces: &'a BTreeMap<String, Pieces>,
        graph: &'a Graph<'a>,
        parts: &mut Parts,
    ) -> Common<'a> {
        let everywhere = || {
            let import = pieces.values().map(|p| &p.import.names);
            import.chain(graph.nodes.iter().flat_map(|node| node.names.iter().copied()))
        };
        let mentions = |list: &[&str]| everywhere().any(|names| list.iter().any(|w| names.mention(w)));
        let configured = about.config.pytest_args.iter().any(|arg| arg.contains("doctest"));
        let mut common = Common {
            documented: mentions(&DOCUMENTARY)
                || configured
                || about.baseline.tests.iter().any(|t| graph.of_test(&t.nodeid).is_none()),
            about,
            pieces,
            graph,
            measured: about.files.iter().map(|file| file.path.as_str()).collect(),
            defining: BTreeMap::new(),
            parts: BTreeSet::new(),
            exact: BTreeSet::new(),
        };
        common.defining = common.defining();
        let (all, exact) = common.shared(parts);
        (common.parts, common.exact) = (all, exact);
        common
    }

    /// What counts for everybody, and for those whose trail is known.
    fn shared(&self, parts: &mut Parts) -> (BTreeSet<usize>, BTreeSet<usize>) {
        let (config, baseline) = (self.about.config, self.about.baseline);
        let mut out = BTreeSet::new();
        let harness = HARNESS.iter().flat_map(|(name, text)| [*name, *text]);
        out.insert(parts.words("mutate".into(), [env!("CARGO_PKG_VERSION")].into_iter().chain(harness)));
        out.insert(parts.words("the interpreter or what is installed".into(), &baseline.world.interpreter));
        out.insert(parts.place("an installed package".into(), || packages(&baseline.world.packages)));
        let strategy = config.strategy.map_or("auto", crate::model::Strategy::name);
        let sources =
            self.about.files.iter().map(|f| f.path.as_str()).filter(|path| self.pieces.contains_key(*path));
        let options = [
            ("the tests to run", config.tests.join("\0")),
            ("pytest's arguments", config.pytest_args.join("\0")),
            ("the strategy", strategy.to_owned()),
            ("the sandbox", format!("{} {}", self.about.confined, config.sandbox.write.len())),
            ("what workers do without", config.sandbox.leave_out.join("\0")),
            ("the timeout multiplier", config.timeout_multiplier.to_string()),
            ("the files to mutate", sources.collect::<Vec<_>>().join("\0")),
            ("threads at fork", baseline.fork_unsafe.is_some().to_string()),
        ];
        for (name, value) in options {
            out.insert(parts.words(format!("option: {name}"), [value]));
        }
        for name in CONFIGURATION {
            out.insert(parts.place(name.to_owned(), || self.configuration(name)));
        }
        VARIABLES.iter().for_each(|name| {
            out.insert(self.variable(name, parts));
        });
        for (path, pieces) in self.pieces {
            // what only a test file imports counts by itself: modules of the project, and what is installed
            let private = self.graph.private.contains_key(path.as_str());
            let effects = if private { pieces.import.doings } else { Some(pieces.import.effects) };
            if let Some(effects) = effects {
                out.insert(parts.place(format!("{path}: code at import"), || effects));
            }
            if !private {
                out.insert(self.plain(path, parts));
            }
        }
        // code that is imported without its source
        for path in baseline.world.modules.iter().filter(|path| !path.ends_with(".py")) {
            out.insert(self.text(path, parts));
        }
        self.looks(&baseline.world.common, parts, &mut out);
        self.private_effects(parts, &mut out);
        for (path, marks) in &self.defining {
            if !self.graph.private.contains_key(path) {
                self.nodes(marks, parts, &mut out);
            }
        }
        self.unloaded(parts, &mut out);
        let mut exact = out.clone();
        self.nodes(&self.graph.common.marks, parts, &mut out);
        self.shown(&self.graph.common.marks, parts, &mut exact);
        self.nodes(&self.started(&self.graph.common.marks), parts, &mut exact);
        for path in self.pieces.keys().filter(|path| !self.graph.private.contains_key(path.as_str())) {
            exact.insert(self.outline(path, parts));
        }
        (out, exact)
    }

    pub(super) fn plain(&self, path: &str, parts: &mut Parts) -> usize {
        let pieces = &self.pieces[path];
        // a framework may show the docstrings of what derives from its classes
        let shown = self.documented || pieces.classes.iter().any(|c| c.registered || !c.bases.is_empty());
        parts.place(format!("{path}: constants and classes"), || {
            let import = &pieces.import;
            if shown { of_words([import.plain, import.documents]) } else { import.plain }
        })
    }

    /// By its text; of pyproject.toml what is not for this program.
    fn configuration(&self, name: &str) -> Digest {
        let text = std::fs::read_to_string(self.about.config.project.join(name)).ok();
        let stripped = text.as_deref().filter(|_| name == "pyproject.toml").and_then(|text| {
            let mut table: toml::Table = text.parse().ok()?;
            table.get_mut("tool").and_then(|tool| tool.as_table_mut()).map(|tool| tool.remove("mutate"));
            Some(format!("{table:?}"))
        });
        match stripped.or(text) {
            Some(text) => of_words(["there", &text]),
            None => [0; 32],
        }
    }

    /// The parts of each test, in order.
    pub fn of_tests(&self, parts: &mut Parts) -> Vec<Own> {
        let (executed, test_functions) = (self.executed(), self.test_functions());
        let (nothing, unmeasured) = (Vec::new(), self.unmeasured());
        let tests = self.about.baseline.tests.iter().enumerate();
        tests
            .map(|(k, test)| {
                let id = TestId(k as u32);
                let mut out = BTreeSet::new();
                let known = self.graph.of_test(&test.nodeid);
                let known_is_none = known.is_none();
                if known_is_none || test.spawns {
                    out.insert(self.all_files(parts));
                }
                if test.spawns {
                    out.insert(self.variable("*", parts)); // another process has them all
                }
                let mut roots = known.unwrap_or_default();
                roots.extend(executed.get(&id).unwrap_or(&nothing));
                roots.extend(self.collected_for(test.file()));
                let mut reach = self.graph.for_tests_of(test.file()).clone();
                let mut ran = self.started(&self.graph.for_tests_of(test.file()).marks);
                for node in &roots {
                    ran[*node] = true;
                    reach.take(self.graph, *node);
                }
                self.texts(test.file(), &reach.marks, parts, &mut out);
                self.possible_looks(&reach.marks, parts, &mut out);
                if self.pieces.contains_key(test.file()) {
                    out.insert(self.plain(test.file(), parts));
                }
                if let Some(looks) = self.about.baseline.world.by_test.get(&id) {
                    self.looks(looks, parts, &mut out);
                }
                for (path, file) in &self.about.baseline.files {
                    if file.readers.contains(&id) {
                        out.insert(self.text(path, parts));
                    }
                }
                if let Some(marks) = self.defining.get(test.file()) {
                    self.nodes(marks, parts, &mut out);
                }
                let mut exact = out.clone();
                self.nodes(&reach.marks, parts, &mut out);
                self.nodes(&ran, parts, &mut exact);
                self.shown(&reach.marks, parts, &mut exact);
                if self.graph.private.contains_key(test.file()) {
                    let seen = (roots.as_slice(), &reach.marks);
                    exact.insert(self.own_outline(test.file(), seen, &test_functions[test.file()], parts));
                }
                let mut helpers = BTreeSet::new();
                let marked = reach.marks.iter().zip(&unmeasured).map(|(marked, seen)| *marked && *seen);
                self.nodes(&marked.collect(), parts, &mut helpers);
                if reach.anything() {
                    for path in self.graph.private.keys() {
                        out.insert(self.plain(path, parts));
                    }
                }
                let opaque = known_is_none || reach.anything() || self.mentions(&reach.marks, &OPAQUE);
                let exact = (!opaque).then(|| &exact - &self.exact);
                Own { parts: &out - &self.parts, exact, unmeasured: helpers }
            })
            .collect()
    }

    /// Nodes of files that are not measured: helpers of the suite.
    pub(super) fn unmeasured(&self) -> Marks {
        let files = self.unmeasured_files();
        self.graph.nodes.iter().map(|node| files[node.file]).collect()
    }

    pub(super) fn unmeasured_files(&self) -> Vec<bool> {
        let measured = |path: &str| self.about.baseline.files.contains_key(path);
        self.graph.files.iter().map(|file| !measured(file.path)).collect()
    }

    /// What import-time code may lead to, for whom a mutant may lead elsewhere.
    pub fn at_import(&self, parts: &mut Parts) -> BTreeSet<usize> {
        let mut out = BTreeSet::new();
        self.nodes(&self.graph.at_import.marks, parts, &mut out);
        self.possible_looks(&self.graph.at_import.marks, parts, &mut out);
        &out - &self.parts
    }

    /// The functions that each test ran.
    fn executed(&self) -> BTreeMap<TestId, Vec<usize>> {
        let mut out: BTreeMap<TestId, Vec<usize>> = BTreeMap::new();
        for (path, coverage) in &self.about.baseline.files {
            for (node, function) in self.graph.of_file(path) {
                let lines = function.lines.iter().filter_map(|line| coverage.by_line.get(&line));
                let tests: BTreeSet<TestId> = lines.flatten().copied().collect();
                tests.into_iter().for_each(|test| out.entry(test).or_default().push(node));
            }
        }
        out
    }

    /// The functions that ran while a test file was collected.
    pub(super) fn collected_for(&self, test_file: &str) -> Vec<usize> {
        let mut out = Vec::new();
        for (path, coverage) in &self.about.baseline.files {
            let ran = |function: &Function| {
                let body = function.body..=function.lines.last;
                let mut lines = body.into_iter().filter_map(|line| coverage.collected_for.get(&line));
                lines.any(|files| files.contains(test_file))
            };
            out.extend(self.graph.of_file(path).filter(|(_, f)| ran(f)).map(|(node, _)| node));
        }
        out
    }

    fn nodes(&self, marks: &Marks, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        for ((path, function), _) in self.graph.functions.iter().zip(marks).filter(|(_, marked)| **marked) {
            out.insert(self.function(path, function, parts));
        }
    }

    pub(super) fn function(&self, path: &str, function: &Function, parts: &mut Parts) -> usize {
        let shown = self.speaks(path, function);
        let content = if shown { function.documented } else { function.content };
        parts.place(self.name(path, function), || content)
    }

    pub(super) fn name(&self, path: &str, function: &Function) -> String {
        let namesakes = self.pieces[path].functions.iter().filter(|f| f.qualname == function.qualname);
        let rank = namesakes.take_while(|f| f.lines.first < function.lines.first).count();
        let again = if rank == 0 { String::new() } else { format!(" (number {})", rank + 1) };
        format!("{path}: `{}`{again}", function.qualname)
    }

    /// Whether somebody may ask for its docstring.
    pub(super) fn speaks(&self, path: &str, function: &Function) -> bool {
        self.documented || function.registered || self.has_bases(path, function)
    }

    /// A framework may show the docstrings of what derives from its classes.
    fn has_bases(&self, path: &str, function: &Function) -> bool {
        function.class.is_some_and(|class| !self.pieces[path].classes[class].bases.is_empty())
    }

    /// Where code can see text or lines of code, the files count as they are.
    fn texts(&self, test_file: &str, marks: &Marks, parts: &mut Parts, out: &mut BTreeSet<usize>) {
        let import = self.pieces.values().map(|p| &p.import.names);
        let mut names = self.graph.mentions(marks).chain(import);
        if names.any(|names| TEXTUAL.iter().any(|word| names.mention(word))) {
            let marked = self.graph.functions.iter().zip(marks).filter(|(_, marked)| **marked);
            let files: BTreeSet<&str> = marked.map(|((path, _), _)| *path).chain([test_file]).collect();
            files.into_iter().for_each(|path| {
                out.insert(self.text(path, parts));
            });
        }
    }

    pub(super) fn mentions(&self, marks: &Marks, list: &[&str]) -> bool {
        self.graph.mentions(marks).any(|names| list.iter().any(|word| names.mention(word)))
    }

    pub(super) fn text(&self, path: &str, parts: &mut Parts) -> usize {
        parts.place(format!("{path}: its text"), || self.about.snapshot.content(path).unwrap_or_default())
    }

    /// The function around a line, or the import-time code of its file.
    pub fn around(&self, path: &str, line: u32) -> Digest {
        let Some(pieces) = self.pieces.get(path) else {
            return self.about.snapshot.content(path).unwrap_or_default();
        };
        let around = pieces.functions.iter().find(|f| f.lines.iter().any(|l| l == line));
        around.map_or_else(|| pieces.import.effects, |function| function.content)
    }
}

/// By the places below site-packages, which are the same everywhere.
fn packages(paths: &BTreeSet<String>) -> Digest {
    let below = |path: &str| {
        let path = Path::new(path);
        let name = || Path::new(path.file_name().unwrap_or_default());
        below_site(path).unwrap_or_else(name).to_string_lossy().into_owned()
    };
    let mut all: Vec<(String, Vec<u8>)> = paths
        .par_iter()
        .filter(|path| Path::new(path).is_file())
        .map(|path| {
            (
                below(path),
                blake3::hash(&std::fs::read(Path::new(path)).unwrap_or_default()).as_bytes().to_vec(),
            )
        })
        .collect();
    all.sort();
    of_words(all.into_iter().flat_map(|(name, content)| [name.into_bytes(), content]))
}
