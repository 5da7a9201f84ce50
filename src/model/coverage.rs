//! What the unmutated suite did.

use std::collections::{BTreeMap, BTreeSet};

use super::{Bounds, Footprint, Steadiness};

/// Index into `Baseline::tests`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TestId(pub u32);

/// Seconds in which a test did not run that make it one that waits.
const WAITING: f64 = 0.01;

#[derive(Clone, Debug, Default)]
pub struct TestInfo {
    /// pytest's node id.
    pub nodeid: String,
    /// CPU seconds of the test and its set-up, without coverage.
    pub cpu: f64,
    /// Wall seconds of the same, less those of waiting for a processor.
    pub wall: f64,
    /// It started a process: a mutant must be on disk while it runs.
    pub spawns: bool,
    /// It uses something that the machine has one of (a port, a server, a file outside of the workers' folders): no two
    /// such tests run at a time.
    pub claims: bool,
    /// It reads what failing assertions say, and fails where they say nothing.
    pub spoken: bool,
    /// It draws random numbers that nobody has seeded: its outcome may be a throw of the dice.
    pub draws: bool,
    /// As a rule it is skipped.
    pub skipped: bool,
    /// It is skipped unless other tests have run: what it notices is seen in the suite's order alone.
    pub follows: bool,
    /// Why its failures prove nothing but in the suite's own order: it fails alone, or after
    /// others, on the original code.
    pub quarantined: Option<String>,
    /// What is known of its unmutated runs, those of earlier times included.
    pub steadiness: Steadiness,
}

impl TestInfo {
    /// It waits for something, so it may be late where the machine is busy.  One that waits for
    /// a process of its own waits as long as that takes.
    pub fn waits(&self) -> bool {
        !self.spawns && self.wall - self.cpu > WAITING
    }

    /// Seconds that it takes on an idle machine: what it waits for, and what others compute for it, is not its CPU time.
    pub fn took(&self) -> f64 {
        if self.spawns || self.waits() { self.wall } else { self.cpu }
    }

    /// It is quarantined since it fails by chance.
    pub fn by_chance(&self) -> bool {
        self.quarantined.is_some() && self.steadiness.by_chance()
    }

    /// The test's file, relative to the project.
    pub fn file(&self) -> &str {
        file_of(&self.nodeid)
    }
}

/// The file that a node id begins with.
pub fn file_of(nodeid: &str) -> &str {
    nodeid.split("::").next().unwrap_or_default()
}

/// A node id without its parameters: the test as its function.
pub fn function_of(nodeid: &str) -> &str {
    nodeid.split('[').next().unwrap_or_default()
}

#[derive(Clone, Debug, Default)]
pub struct FileCoverage {
    /// Lines that the interpreter can trace at all.
    pub executable: BTreeSet<u32>,
    /// Lines that ran while a module was imported: any test may depend on them.
    pub import_lines: BTreeSet<u32>,
    /// Those of them that were first seen when tests ran already.
    pub late: BTreeSet<u32>,
    /// Lines that ran while test files were imported and collected, and those files.
    pub collected_for: BTreeMap<u32, BTreeSet<String>>,
    /// Line to the tests that ran it, fixtures set up for them included.
    pub by_line: BTreeMap<u32, Vec<TestId>>,
    /// First lines of the functions whose signature was read (`inspect`), by whomever.
    pub inspected: BTreeSet<u32>,
    /// Tests that opened the file itself, or started a process that did.
    pub readers: BTreeSet<TestId>,
}

impl FileCoverage {
    /// Adds what tests did in `other` besides, of the same text: what the collection showed is in both.
    pub fn extend(&mut self, other: FileCoverage) {
        self.import_lines.extend(other.import_lines);
        self.late.extend(other.late);
        self.inspected.extend(other.inspected);
        self.readers.extend(other.readers);
        for (line, tests) in other.by_line {
            let all = self.by_line.entry(line).or_default();
            all.extend(tests);
            all.sort();
            all.dedup();
        }
    }
}

/// What the suite computes once in a process, for the processes that fork
/// mutants' children to prepare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Warm {
    /// Regular expressions that were compiled, with their flags.
    pub patterns: Vec<(String, u32)>,
    /// Modules outside the project that were imported, in order.
    pub modules: Vec<String>,
}

impl Warm {
    /// Adds what `other` has besides.
    pub fn extend(&mut self, other: Warm) {
        let known: BTreeSet<_> = self.patterns.iter().cloned().collect();
        self.patterns.extend(other.patterns.into_iter().filter(|p| !known.contains(p)));
        let known: BTreeSet<_> = self.modules.iter().cloned().collect();
        self.modules.extend(other.modules.into_iter().filter(|m| !known.contains(m)));
    }
}

/// What was looked at besides code, relative to the project: whether it is there or not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Looks {
    /// Files and folders that were opened, or asked for.
    pub opened: BTreeSet<String>,
    /// Those of them that are source files, and were read as text.
    pub read: BTreeSet<String>,
    /// Folders whose content was listed, and files that were only looked for.
    pub listed: BTreeSet<String>,
    /// Environment variables; `*` for all.
    pub variables: BTreeSet<String>,
    /// Files and folders that are not of the project, by absolute path.
    pub outside: BTreeSet<String>,
}

impl Looks {
    /// Adds what `other` has besides.
    pub fn extend(&mut self, other: Looks) {
        self.opened.extend(other.opened);
        self.read.extend(other.read);
        self.listed.extend(other.listed);
        self.variables.extend(other.variables);
        self.outside.extend(other.outside);
    }
}

/// What the suite was seen to depend on besides lines of code.
#[derive(Clone, Debug, Default)]
pub struct World {
    /// Words that tell one interpreter, with what is installed, from another.
    pub interpreter: Vec<String>,
    /// Files of installed packages that were imported, and the folders that packages are installed into;
    /// by absolute path.
    pub packages: BTreeSet<String>,
    /// Files of the project that were imported.
    pub modules: BTreeSet<String>,
    /// While importing and collecting, or between tests.
    pub common: Looks,
    pub by_test: BTreeMap<TestId, Looks>,
}

impl World {
    /// Adds what `other`, seen by the same interpreter, has besides; what a test looked at is replaced.
    pub fn extend(&mut self, other: World) {
        self.packages.extend(other.packages);
        self.modules.extend(other.modules);
        self.common.extend(other.common);
        self.by_test.extend(other.by_test);
    }
}

#[derive(Clone, Debug, Default)]
pub struct Interpreter {
    /// As the user would type it.
    pub executable: String,
    /// "3.11.7"
    pub python: String,
    pub pytest: String,
    pub coverage: String,
}

/// The user's own coverage options, as far as a measurement needs them.
#[derive(Clone, Debug, Default)]
pub struct CoverageOptions {
    pub branch: bool,
    pub concurrency: Vec<String>,
}

/// Tests that share a process of the clean run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Part {
    pub tests: Vec<TestId>,
    /// As `Baseline::kept`, of these.
    pub kept: BTreeSet<String>,
}

/// Names of variables of modules and classes that the project's code, tests included, sets after they were made.
#[derive(Clone, Debug, Default)]
pub struct SetAgain {
    pub variables: BTreeSet<String>,
    /// Functions that may have had a part in what they were made of.
    pub makers: BTreeSet<String>,
}

#[derive(Clone, Debug, Default)]
pub struct Baseline {
    pub interpreter: Interpreter,
    /// In collection order.
    pub tests: Vec<TestInfo>,
    pub parts: Vec<Part>,
    /// Tests that did not run again: what they do is known of an earlier run.
    pub recalled: usize,
    /// CPU seconds of configuration, imports and collection, measured with coverage.
    pub collect_cpu: f64,
    /// By project-relative path.
    pub files: BTreeMap<String, FileCoverage>,
    /// Files of the project that were imported from somewhere else than the
    /// project's tree: (module, where).
    pub foreign: Vec<(String, String)>,
    /// Files of the project that are imported before pytest starts, by pytest itself or at
    /// Python's own start: what they run is not measured, and they cannot be imported anew.
    pub early: BTreeSet<String>,
    pub warm: Warm,
    /// Words for what the suite leaves in memory: names of variables, and of attributes of their objects.
    pub kept: BTreeSet<String>,
    pub set_again: SetAgain,
    /// None where the system does not tell.
    pub footprint: Option<Footprint>,
    /// What processes of mutants may take; None: as much as there is.
    pub bounds: Option<Bounds>,
    pub options: CoverageOptions,
    pub world: World,
    /// Why no process of this suite can be forked soundly.
    pub fork_unsafe: Option<String>,
}
