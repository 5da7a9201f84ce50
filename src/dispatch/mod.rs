//! Runs jobs on a fixed number of slots, each with a worker of its own.
//!
//! A job is plain data and names no path of this machine: tests and mutants are
//! indices.  Slots pull jobs from one channel and answer on another; nothing
//! else is shared but what a run knows from its start (`Context`).

mod aftermath;
mod beforehand;
mod caught;
mod cold;
mod collected;
mod cover;
mod draws;
mod finish;
mod luck;
mod rank;
mod remains;
mod reply;
mod slot;
mod stop;
mod suite;
mod suspect;
mod swap;
mod turns;
mod undone;
mod unmutated;
mod walk;
mod whole;
mod worker;

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    path::PathBuf,
    sync::{
        Arc, Mutex, OnceLock,
        atomic::{AtomicBool, Ordering::Relaxed},
    },
    thread::JoinHandle,
    time::Duration,
};

use crossbeam_channel::{Receiver, Sender, never, unbounded};

use luck::Luck;
use rank::Rank;
use turns::Turns;

use crate::{
    model::{Bounds, CoverageOptions, SourceFile, TestId},
    plan::MutantRef,
    worker::{Environment, Line, Shelter},
};

pub use collected::Collected;
pub use cover::{Manner, Sharing, Wanted};
pub use draws::Draws;
pub use reply::{Finding, Judged, Reply, Unusable};
pub use suite::{Primary, Suite};
pub use worker::Lapse;

/// Work for one slot.
#[derive(Clone, Debug)]
pub enum Job {
    /// Start a worker and collect the suite; `measure`: record import-time lines.
    Collect { measure: bool },
    /// Run these tests under coverage, in one process.
    Baseline { tests: Vec<TestId>, options: CoverageOptions, how: How },
    /// Start a worker and collect the suite under coverage, as the user has configured that.
    CollectCovered,
    /// Run the first `own` of these tests in it, in one process, and the others, too, where what those leave may
    /// matter to them.
    Cover { tests: Vec<TestId>, own: usize, manner: Manner },
    /// Join what all slots have covered, and have coverage.py report on it.
    Report { wanted: Wanted },
    /// Run these tests as a mutant's would be run, unmutated.
    Null { tests: Vec<TestId>, bounds: Option<Bounds> },
    /// Run each of these tests alone, unmutated.
    Alone { tests: Vec<TestId> },
    /// Judge by `swap` what is cheap to kill; the others are handed back.
    Swap { mutants: Vec<Target> },
    /// Judge one by `swap`, with all of its tests; `lapse`: what is known of one that ran out of time.  That it
    /// fell asleep is only told by slots that have other things to do.
    Single { target: Target, lapse: Option<Lapse> },
    /// With which of these do their tests end otherwise after all others?  `mutants` survived; `killed`, each by its one test.
    Beforehand { mutants: Vec<Target>, killed: Vec<Target> },
    /// Which of these survivors leave something that other tests notice?
    Aftermath { mutants: Vec<Target> },
    /// Start a worker that could judge by `swap`.
    Ready,
    /// Judge by `reimport`, together with the other slots, all that `Context::queue` holds.
    Walk,
    /// Judge by `cold`; None: the unmutated suite.
    Cold { target: Option<Target> },
    /// Run the whole suite in order with the mutant in place, in a fork.
    Whole { target: Target },
    /// Judge once more, by `swap` or `cold`, what random numbers have a part in.
    Draw { target: Target },
}

/// How tests are run under coverage.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    Once,
    /// The whole suite, as it is without us: nothing is forgotten between tests.
    Untouched,
    /// Likewise, in the process that collected them, not in a fork of it.
    Here,
    /// Each two times in a row.
    Twice,
    /// With another start of the random numbers.
    Thrown {
        seed: u32,
    },
}

impl Job {
    /// Whether it is about mutants that have been given out.
    fn judges(&self) -> bool {
        use Job::{Aftermath, Beforehand, Cold, Draw, Single, Swap, Whole};
        matches!(
            self,
            Swap { .. }
                | Beforehand { .. }
                | Aftermath { .. }
                | Single { .. }
                | Cold { .. }
                | Whole { .. }
                | Draw { .. }
        )
    }
}

/// A mutant and the tests that may kill it, in the order to run them.
#[derive(Clone, Debug)]
pub struct Target {
    pub at: MutantRef,
    pub tests: Vec<TestId>,
    /// Tests to run after those, before it may survive.
    pub wider: Vec<TestId>,
    /// The test files that can notice it; empty: any.
    pub files: BTreeSet<String>,
    /// Judged by itself, never in a group: a worker died of the group that it was in.
    pub alone: bool,
    /// It has to do with what tests leave to others: only all tests in the suite's order can tell.
    pub in_order: bool,
    /// It has a verdict that is to be asked for with other random numbers.
    pub draws: Option<Draws>,
    /// It survives what proves anything; quarantined tests, in their place among the others, may notice it.
    pub last: bool,
}

impl Target {
    /// Whether the test's file is among those that can notice it.
    fn noticeable_by(&self, test: TestId, suite: &Suite) -> bool {
        self.files.is_empty() || self.files.contains(suite.file(test))
    }
}

/// A test that failed without any mutant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doubt {
    pub test: TestId,
    /// Runs that were asked the same, and those of them that failed.
    pub runs: u32,
    pub failures: u32,
    /// Why it is of no use, if it always fails so.
    pub why: String,
}

/// What every slot knows.
pub struct Context {
    pub environment: Environment,
    pub shelter: Shelter,
    pub files: OnceLock<Vec<SourceFile>>,
    /// Node ids in collection order, before there is a `suite`.
    pub listed: OnceLock<Vec<String>>,
    pub suite: OnceLock<Suite>,
    /// Tests that may fail without any mutant where not the whole suite runs, in its own order.
    pub quarantine: Mutex<BTreeSet<TestId>>,
    /// Those of them that may fail even there: their failures prove nothing.
    pub flaky: Mutex<BTreeSet<TestId>>,
    /// Tests that run more, where they run alone, of what has to do with what tests leave to others.
    pub astray: Mutex<BTreeSet<TestId>>,
    /// What the unmutated tests leave changed in the tree, relative to the project, each with a digest.
    pub littered: Mutex<BTreeSet<(String, i64)>>,
    pub sharing: Sharing,
    pub turns: Arc<Turns>,
    /// Files outside of the workers' folders that the unmutated suite changes, or would.
    pub outside: Mutex<BTreeSet<PathBuf>>,
    /// Mutants for `Walk`, by file.
    pub queue: Mutex<BTreeMap<usize, VecDeque<Target>>>,
    cancelled: AtomicBool,
    /// Hooks of the project fail the unmutated session at its end, as it is here: they prove nothing.
    complains: AtomicBool,
    /// All tests after some others come to no end, without any mutant: nobody is asked so any more.
    no_aftermath: AtomicBool,
    /// How long it takes until a worker has collected the suite.
    startup: OnceLock<Duration>,
    lines: Mutex<Vec<Line>>,
}

impl Context {
    pub fn new(environment: Environment, shelter: Shelter) -> Context {
        Context {
            environment,
            shelter,
            files: OnceLock::new(),
            listed: OnceLock::new(),
            suite: OnceLock::new(),
            quarantine: Mutex::default(),
            flaky: Mutex::default(),
            astray: Mutex::default(),
            littered: Mutex::default(),
            sharing: Sharing::default(),
            turns: Arc::default(),
            outside: Mutex::default(),
            queue: Mutex::default(),
            cancelled: AtomicBool::new(false),
            complains: AtomicBool::new(false),
            no_aftermath: AtomicBool::new(false),
            startup: OnceLock::new(),
            lines: Mutex::default(),
        }
    }

    /// Ends every worker; jobs under way fail and no new one is begun.
    pub fn cancel(&self) {
        self.cancelled.store(true, Relaxed);
        if let Ok(lines) = self.lines.lock() {
            for line in lines.iter() {
                if let Ok(mut line) = line.lock() {
                    line.take();
                }
            }
        }
    }

    pub fn cancelled(&self) -> bool {
        self.cancelled.load(Relaxed)
    }

    fn complains(&self) -> bool {
        self.complains.load(Relaxed)
    }

    pub fn quarantined(&self) -> Vec<TestId> {
        listed(&self.quarantine)
    }

    /// Tests that fail by chance, wherever they run.
    fn flaky(&self) -> Vec<TestId> {
        listed(&self.flaky)
    }

    fn register(&self, line: Line) {
        if let Ok(mut lines) = self.lines.lock() {
            lines.push(line);
        }
        if self.cancelled() {
            self.cancel();
        }
    }

    fn files(&self) -> &[SourceFile] {
        self.files.get().map_or(&[], Vec::as_slice)
    }
}

fn listed(tests: &Mutex<BTreeSet<TestId>>) -> Vec<TestId> {
    tests.lock().map(|tests| tests.iter().copied().collect()).unwrap_or_default()
}

/// Slots for what sleeps: each holds a worker in memory, once it is needed.
const PATIENT: usize = 8;

/// How many slots there are for what takes CPU.
#[derive(Clone, Copy, Debug)]
pub struct Slots {
    pub all: usize,
    /// So many of them start a worker at once; the others once there is work for as long as that takes.
    pub ready: usize,
}

impl Slots {
    /// At least one of each.
    pub fn new(all: usize, ready: usize) -> Slots {
        let all = all.max(1);
        Slots { all, ready: ready.clamp(1, all) }
    }
}

/// The slots' threads.
pub struct Pool {
    pub context: Arc<Context>,
    /// Jobs that any slot may take.
    jobs: Sender<Job>,
    /// Jobs for one slot each.
    own: Vec<Sender<Job>>,
    slots: Slots,
    pub replies: Receiver<Reply>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    pub fn new(context: Context, slots: Slots) -> Pool {
        let context = Arc::new(context);
        let (jobs, common) = unbounded();
        let (answer, replies) = unbounded();
        let (mut own, mut threads) = (Vec::new(), Vec::new());
        for index in 0..slots.all + PATIENT {
            let (sender, receiver) = unbounded();
            own.push(sender);
            let rank = Rank::of(index, slots);
            let common = if rank == Rank::Patient { never() } else { common.clone() };
            let (context, answer) = (Arc::clone(&context), answer.clone());
            threads.push(std::thread::spawn(move || {
                slot::Slot::new(context, index, rank).work(&receiver, &common, &answer);
            }));
        }
        Pool { context, jobs, own, slots, replies, threads }
    }

    pub fn slots(&self) -> usize {
        self.slots.all
    }

    /// Those that have a worker from the start.
    pub fn ready(&self) -> usize {
        self.slots.ready
    }

    /// The slots that there are besides, for what takes no CPU; each has no worker before its first job.
    pub fn patient(&self) -> std::ops::Range<usize> {
        self.slots.all..self.own.len()
    }

    pub fn submit(&self, job: Job) {
        // a closed channel means that every slot has ended; the reply's absence shows it
        let _ = self.jobs.send(job);
    }

    pub fn submit_to(&self, slot: usize, job: Job) {
        let _ = self.own[slot].send(job);
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        let (closed, _) = unbounded();
        self.jobs = closed;
        self.own.clear();
        for thread in self.threads.drain(..) {
            let _ = thread.join();
        }
    }
}
