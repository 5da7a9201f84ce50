//! One slot: a thread, its worker, and the jobs it does.

use std::{collections::BTreeMap, sync::Arc, time::Instant};

use crossbeam_channel::{Receiver, Sender};

use super::caught::caught;
use super::cover::{COVER, keep_shared};
use super::{
    Collected, Context, Finding, How, Job, Judged, Luck, Rank, Reply, Suite, Target, Unusable,
    remains::Usual,
    worker::{Mode, Worker},
};
use crate::{
    model::{CoverageOptions, Status, TestId, Verdict},
    plan::MutantRef,
    worker::{Answer, Order, Process, Sandbox, WorkerError, protocol},
};

pub(super) struct Slot {
    pub context: Arc<Context>,
    pub index: usize,
    pub worker: Option<Worker>,
    /// The mutants of the order that the worker has at a stop: what it died of, if it dies.
    pub asked: Vec<MutantRef>,
    /// How often a test that was soon suspected to have no end had none.
    pub suspicions: Luck,
    pub rank: Rank,
}

impl Slot {
    pub fn new(context: Arc<Context>, index: usize, rank: Rank) -> Slot {
        Slot { context, index, worker: None, asked: Vec::new(), suspicions: Luck::default(), rank }
    }

    /// Does jobs until both channels are closed.
    pub fn work(mut self, own: &Receiver<Job>, common: &Receiver<Job>, answer: &Sender<Reply>) {
        loop {
            let Some(job) = self.next(own, common) else { return };
            if answer.send(self.perform(job, answer)).is_err() {
                return;
            }
        }
    }

    fn perform(&mut self, job: Job, answer: &Sender<Reply>) -> Reply {
        if job.judges() && self.context.cancelled() {
            // it would start a worker only to see it ended
            return Reply::Failed { job, why: "the run was interrupted".to_owned() };
        }
        for attempt in 0..2 {
            match caught(|| self.attempt(&job, answer)) {
                Ok(reply) => return reply,
                Err(error) => {
                    self.worker = None;
                    if attempt == 1 || self.context.cancelled() {
                        return Reply::Failed { job, why: error.to_string() };
                    }
                }
            }
        }
        Reply::Failed { job, why: "the worker failed".to_owned() }
    }

    fn attempt(&mut self, job: &Job, answer: &Sender<Reply>) -> Result<Reply, WorkerError> {
        match job {
            Job::Collect { measure } => {
                Ok(Reply::Collected(self.collect(if *measure { Mode::Measured } else { Mode::Plain })))
            }
            Job::CollectCovered => Ok(Reply::Collected(self.collect(Mode::Covered))),
            Job::Cover { tests, own, manner } => self.cover(tests, *own, *manner, answer),
            Job::Report { wanted } => self.report(wanted),
            Job::Baseline { tests, options, how } => self.baseline(tests, options, *how),
            Job::Null { tests, bounds } => self.null(tests, *bounds),
            Job::Alone { tests } => self.alone(tests),
            Job::Swap { mutants } => self.swap(mutants, answer),
            Job::Beforehand { mutants, killed } => self.beforehand(mutants, killed),
            Job::Aftermath { mutants } => self.aftermath(mutants),
            Job::Ready => self.suite(false).map(|_| Reply::Finished(None)),
            Job::Single { target, lapse } => self.swap_single(target, lapse.as_ref()),
            Job::Walk => self.walk(answer),
            Job::Cold { target } => self.cold(target.as_ref()),
            Job::Whole { target } => self.whole(target),
            Job::Draw { target } => self.drawn(target),
        }
    }

    // -- the worker -----------------------------------------------------------

    pub fn root(&mut self) -> Result<&mut Worker, WorkerError> {
        if self.worker.as_ref().is_some_and(|worker| worker.spoilt) {
            self.worker = None;
        }
        if self.worker.is_none() {
            let sandbox = self.sandbox()?;
            self.launch(sandbox)?;
        }
        self.worker.as_mut().ok_or(WorkerError::Gone { detail: String::new() })
    }

    /// The worker that there is, at the stop where it stands: no other could take its place.
    pub fn standing(&mut self) -> Result<&mut Worker, WorkerError> {
        let gone = || WorkerError::Gone { detail: ": its folder was removed".to_owned() };
        self.worker.as_mut().filter(|worker| !worker.spoilt).ok_or_else(gone)
    }

    /// A fresh tree of the project.  The slot's worker, if any, must be gone.
    pub fn sandbox(&self) -> Result<Sandbox, WorkerError> {
        Ok(self.context.shelter.sandbox(&self.context.environment.project, &self.index.to_string())?)
    }

    /// Starts an interpreter in `sandbox`.
    pub fn launch(&mut self, mut sandbox: Sandbox) -> Result<&mut Worker, WorkerError> {
        self.rank.called();
        let process = Process::launch(&self.context.environment, &sandbox)?;
        sandbox.entered_by(process.id());
        self.context.register(process.line());
        Ok(self.worker.insert(Worker {
            process,
            sandbox,
            mode: Mode::Root,
            left: BTreeMap::new(),
            spoilt: false,
            briefed: false,
            limited: false,
            counted: BTreeMap::new(),
            usual: Usual::default(),
            turns: Arc::clone(&self.context.turns),
            ran: None,
        }))
    }

    /// Leaves the collected suite, if any; the root stays.
    pub fn leave(&mut self) -> Result<&mut Worker, WorkerError> {
        let worker = self.root()?;
        if worker.mode != Mode::Root {
            worker.process.quit()?;
            worker.mode = Mode::Root;
        }
        (worker.briefed, worker.limited) = (false, false);
        worker.counted.clear();
        worker.usual = Usual::default();
        Ok(worker)
    }

    pub(super) fn collect(&mut self, mode: Mode) -> Result<Collected, Unusable> {
        let begun = Instant::now();
        let answer = self.start(mode).map_err(Unusable::Worker)?;
        self.context.startup.get_or_init(|| begun.elapsed());
        let worker = self.root().map_err(Unusable::Worker)?;
        match answer {
            Answer::Ready {
                tests,
                imports,
                executable,
                threads,
                foreign,
                imported,
                missed: _,
                options,
                collect,
                inspected,
                asked,
                world,
            } => {
                worker.mode = mode;
                let tree = worker.sandbox.tree();
                let inside = |files: BTreeMap<String, Vec<u32>>| {
                    files.into_iter().map(|(p, lines)| (relative(tree, &p), lines)).collect()
                };
                Ok(Collected {
                    tests,
                    imports: imports.map(|files| {
                        let files =
                            files.into_iter().map(|(p, lines)| (relative(tree, &p), for_files(tree, lines)));
                        files.collect()
                    }),
                    executable: executable.map(inside).unwrap_or_default(),
                    options: options.unwrap_or_default().into(),
                    inspected: inspected
                        .into_iter()
                        .flatten()
                        .map(|(path, line)| (relative(tree, &path), line))
                        .collect(),
                    world: world.map(|world| inside_tree(tree, *world)).unwrap_or_default(),
                    threads,
                    foreign,
                    imported,
                    early: worker.process.versions.early.iter().map(|p| relative(tree, p)).collect(),
                    collect,
                    asked: asked.map(|asked| *asked).unwrap_or_default(),
                    versions: worker.process.versions.clone(),
                })
            }
            Answer::Red { failures } => {
                Err(Unusable::Red(failures.into_iter().map(|(node, _, message)| (node, message)).collect()))
            }
            Answer::Unusable { code, output } => Err(Unusable::Pytest { code, output }),
            Answer::Misconfigured { why } => Err(Unusable::Misconfigured(why)),
            Answer::Broken { why } => Err(Unusable::Worker(WorkerError::Protocol(why))),
            other => Err(Unusable::Worker(unexpected(&other))),
        }
    }

    fn start(&mut self, mode: Mode) -> Result<Answer, WorkerError> {
        let shared = self.context.sharing.wanted() && mode != Mode::Covered;
        let worker = self.leave()?;
        let name = if mode == Mode::Covered { COVER } else { "import" };
        let folder = worker.sandbox.home().join(name);
        let _ = std::fs::remove_dir_all(&folder); // of an earlier suite
        std::fs::create_dir_all(&folder)?;
        let (measure, cover) = (mode == Mode::Measured, mode == Mode::Covered);
        let order = Order::Start { measure, cover, shared, folder: folder.to_string_lossy().into_owned() };
        let answer = worker.process.ask(&order);
        if shared {
            keep_shared(&worker.sandbox)?; // it may be given no test
        }
        self.note_outside(&folder);
        answer
    }

    /// A worker with the suite collected, ready for `tests` by index.
    pub fn suite(&mut self, accept_measured: bool) -> Result<&mut Worker, WorkerError> {
        let fits = self.worker.as_ref().is_some_and(|w| match w.mode {
            _ if w.spoilt => false,
            Mode::Plain => true,
            Mode::Measured => accept_measured,
            Mode::Root | Mode::Covered => false,
        });
        if !fits {
            self.collect(Mode::Plain).map_err(|why| WorkerError::Gone { detail: format!(": {why:?}") })?;
        }
        let context = Arc::clone(&self.context);
        let worker = self.root()?;
        if let Some(Suite { ids, limits, .. }) = context.suite.get() {
            worker.brief(ids)?;
            if !worker.limited {
                worker.process.ask(&Order::Limits { limits: limits.clone() })?;
                worker.limited = true;
            }
        }
        Ok(worker)
    }

    /// As `suite`, before there is a baseline.
    pub(super) fn listed(&mut self, accept_measured: bool) -> Result<&mut Worker, WorkerError> {
        let context = Arc::clone(&self.context);
        let worker = self.suite(accept_measured)?;
        if let Some(ids) = context.listed.get() {
            worker.brief(ids)?;
        }
        Ok(worker)
    }

    // -- unmutated runs -------------------------------------------------------

    fn baseline(
        &mut self,
        tests: &[TestId],
        options: &CoverageOptions,
        how: How,
    ) -> Result<Reply, WorkerError> {
        let worker = self.listed(true)?;
        let folder = worker.sandbox.home().join("cov");
        let out = worker.sandbox.home().join("measured.json");
        let _ = std::fs::remove_dir_all(&folder);
        let measuring = protocol::Measuring {
            tests: numbers(tests),
            seed: if let How::Thrown { seed } = how { seed } else { 0 },
            untouched: matches!(how, How::Untouched | How::Here),
            here: how == How::Here,
            branch: options.branch,
            concurrency: options.concurrency.clone(),
            folder: folder.to_string_lossy().into_owned(),
            out: out.to_string_lossy().into_owned(),
        };
        let order = if how == How::Twice { Order::Twice(measuring) } else { Order::Baseline(measuring) };
        let answer = worker.ask(&order);
        let tree = worker.sandbox.tree().to_owned();
        keep_shared(&worker.sandbox)?;
        self.note_outside(&folder);
        let (crashed, broken, at) = match answer? {
            Answer::Baseline { crashed, at, broken } => (crashed, broken, at),
            other => return Err(unexpected(&other)),
        };
        let measured = match crashed.or(broken) {
            Some(why) => Err(format!("{why} (test number {at})")),
            None => std::fs::read(&out)
                .map_err(|e| e.to_string())
                .and_then(|bytes| {
                    serde_json::from_slice::<protocol::Measured>(&bytes).map_err(|e| e.to_string())
                })
                .map(|mut m| {
                    m.lines = m.lines.into_iter().map(|(p, lines)| (relative(&tree, &p), lines)).collect();
                    m.readers = m.readers.into_iter().map(|(p, who)| (relative(&tree, &p), who)).collect();
                    m.world = inside_tree(&tree, m.world);
                    m.inspected.iter_mut().for_each(|(path, _)| *path = relative(&tree, path));
                    m.deeds.iter_mut().for_each(|(_, what, _)| *what = relative(&tree, what));
                    m
                }),
        };
        if how == How::Here {
            self.worker = None; // it has run tests itself
        }
        Ok(Reply::Baseline { tests: tests.to_vec(), measured })
    }

    /// Adds what the unmutated suite was seen to change outside, written down in `folder`.
    fn note_outside(&self, folder: &std::path::Path) {
        let text = std::fs::read_to_string(folder.join("seen")).unwrap_or_default();
        let lines =
            text.lines().filter_map(|line| serde_json::from_str::<(String, String, String)>(line).ok());
        if let Ok(mut outside) = self.context.outside.lock() {
            outside.extend(lines.filter(|(kind, ..)| kind == "outside").map(|(_, _, path)| path.into()));
        }
    }

    /// Runs `judge` for one mutant; a worker that dies is replaced, and its
    /// mutant judged again once.
    pub fn guarded(
        &mut self,
        target: &Target,
        judge: impl Fn(&mut Slot, &Target) -> Result<Judged, WorkerError>,
    ) -> Result<Judged, WorkerError> {
        let mut last = String::new();
        for _ in 0..2 {
            match judge(self, target) {
                Ok(judged) => return Ok(judged),
                Err(error) if self.context.cancelled() => return Err(error),
                Err(error) => {
                    last = error.to_string();
                    self.worker = None;
                }
            }
        }
        let verdict = Verdict::unrun(Status::RuntimeError, Some(last));
        Ok(Judged { at: target.at, finding: Finding::Verdict(verdict), unreliable: Vec::new() })
    }
}

pub(super) fn numbers(tests: &[TestId]) -> Vec<u32> {
    tests.iter().map(|t| t.0).collect()
}

pub(super) fn unexpected(answer: &Answer) -> WorkerError {
    match answer {
        Answer::Died { status } => WorkerError::Gone { detail: format!(": status {status}") },
        Answer::Broken { why } => WorkerError::Gone { detail: format!(": {why}") },
        other => WorkerError::Protocol(format!("{other:?}")),
    }
}

fn for_files(tree: &std::path::Path, lines: BTreeMap<String, Vec<String>>) -> BTreeMap<u32, Vec<String>> {
    let paths = |files: Vec<String>| files.iter().map(|f| relative(tree, f)).collect();
    lines.into_iter().filter_map(|(line, files)| Some((line.parse().ok()?, paths(files)))).collect()
}

fn inside_tree(tree: &std::path::Path, world: protocol::World) -> protocol::World {
    let modules = world.modules.iter().map(|path| relative(tree, path)).collect();
    protocol::World { modules, ..world }
}

fn relative(tree: &std::path::Path, path: &str) -> String {
    std::path::Path::new(path)
        .strip_prefix(tree)
        .map_or_else(|_| path.to_owned(), |p| p.to_string_lossy().into_owned())
}
