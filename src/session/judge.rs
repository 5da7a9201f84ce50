//! From planned mutants to verdicts: one strategy after the other, and what
//! each leaves over goes to the next.

use std::collections::{BTreeMap, BTreeSet};

use super::reuse::Reuse;
use crate::{
    config::Config,
    dispatch::{Finding, Job, Judged, Lapse, Pool, Reply, Target},
    event::Event,
    keys::Steps,
    model::{Baseline, SourceFile, Status, Strategy, TestId, Verdict},
    plan::{self, MutantRef, Planned, Route},
};

/// Mutants that share a child, at most.
const BATCH: usize = 32;

pub(super) struct Outcome {
    pub files: Vec<SourceFile>,
    pub baseline: Baseline,
    pub verdicts: Vec<Vec<Verdict>>,
    /// The mutants whose verdict is final, and the tests that were seen to pass alone.
    pub settled: Vec<MutantRef>,
    pub widened: BTreeSet<MutantRef>,
    pub confirmed: BTreeSet<TestId>,
    pub trails: BTreeMap<MutantRef, Steps>,
}

/// Judges everything in `planned`; what an interruption leaves over is `Pending`.
pub(super) fn all(
    config: &Config,
    pool: &Pool,
    files: Vec<SourceFile>,
    baseline: Baseline,
    planned: Vec<Planned>,
    reuse: Option<&Reuse>,
    emit: &mut dyn FnMut(Event),
) -> Outcome {
    let context = &pool.context;
    if let Ok(mut tests) = context.quarantine.lock() {
        let named = baseline.tests.iter().enumerate().filter(|(_, t)| t.quarantined.is_some());
        tests.extend(named.map(|(i, _)| TestId(i as u32)));
    }
    if let Ok(mut tests) = context.flaky.lock() {
        let named = baseline.tests.iter().enumerate().filter(|(_, t)| t.by_chance());
        tests.extend(named.map(|(i, _)| TestId(i as u32)));
    }
    let suite = super::suite::suite(config, &files, &baseline);
    let _ = context.suite.set(suite);
    let files = context.files.get_or_init(|| files);
    let mut board = Board::new(files, baseline, pool, emit);
    board.reuse = reuse;
    board.confirmed = reuse.map(|reuse| reuse.confirmed.clone()).unwrap_or_default();
    board.fill(planned);
    board.swap();
    board.widen();
    board.confirm();
    board.reimport();
    board.confirm();
    board.repeat();
    board.last_word();
    board.outcome()
}

/// Who has which verdict so far.
pub(super) struct Board<'a> {
    pub(super) files: &'a [SourceFile],
    pub(super) baseline: Baseline,
    pub(super) pool: &'a Pool,
    pub(super) emit: &'a mut dyn FnMut(Event),
    pub(super) verdicts: BTreeMap<MutantRef, Verdict>,
    pub(super) covered_by: BTreeMap<MutantRef, Vec<TestId>>,
    pub(super) wider: BTreeMap<MutantRef, Vec<TestId>>,
    pub(super) readers: BTreeMap<MutantRef, Vec<TestId>>,
    pub(super) only_for: BTreeMap<MutantRef, BTreeSet<String>>,
    /// Mutants that nothing was seen to run.
    unreached: BTreeSet<MutantRef>,
    /// Mutants whose tests are joined by those in `wider` from now on.
    pub(super) widened: BTreeSet<MutantRef>,
    /// Mutants whose kill was by a test that waits, and was asked for twice.
    pub(super) repeated: BTreeSet<MutantRef>,
    /// Mutants that were asked about with other random numbers.
    pub(super) redrawn: BTreeSet<MutantRef>,
    /// Verdicts, each by a test or nobody, that were held against what other tests leave before those.
    pub(super) met: BTreeSet<(MutantRef, Option<TestId>)>,
    /// Survivors that other tests were asked about: whether those noticed what they leave.
    pub(super) leaving: BTreeMap<MutantRef, bool>,
    /// Survivors that the whole suite has been asked about, since a quarantined test may notice them.
    pub(super) rechecked: BTreeSet<MutantRef>,
    pub(super) waiting: BTreeMap<Strategy, BTreeSet<MutantRef>>,
    /// Those of them that those in `wider` were asked about.
    pub(super) seen_by_more: BTreeSet<MutantRef>,
    /// What is known of earlier runs, where verdicts are kept.
    pub(super) reuse: Option<&'a Reuse>,
    /// Tests that pass alone, unmutated.
    pub(super) confirmed: BTreeSet<TestId>,
    /// What ran where a mutant was judged, as parts of keys; of the others that is not known.
    pub(super) trails: BTreeMap<MutantRef, Steps>,
    /// Mutants with a test that sleeps longer than it should.
    pub(super) asleep: BTreeMap<MutantRef, Lapse>,
}

impl<'a> Board<'a> {
    fn new(
        files: &'a [SourceFile],
        baseline: Baseline,
        pool: &'a Pool,
        emit: &'a mut dyn FnMut(Event),
    ) -> Self {
        Board {
            files,
            baseline,
            pool,
            emit,
            verdicts: BTreeMap::new(),
            covered_by: BTreeMap::new(),
            wider: BTreeMap::new(),
            readers: BTreeMap::new(),
            only_for: BTreeMap::new(),
            unreached: BTreeSet::new(),
            widened: BTreeSet::new(),
            repeated: BTreeSet::new(),
            redrawn: BTreeSet::new(),
            rechecked: BTreeSet::new(),
            met: BTreeSet::new(),
            leaving: BTreeMap::new(),
            seen_by_more: BTreeSet::new(),
            waiting: BTreeMap::new(),
            reuse: None,
            confirmed: BTreeSet::new(),
            asleep: BTreeMap::new(),
            trails: BTreeMap::new(),
        }
    }

    fn fill(&mut self, planned: Vec<Planned>) {
        let total = planned.iter().filter(|p| matches!(p.route, Route::Run(_))).count();
        (self.emit)(Event::JudgeStart { total });
        for Planned { at, route, unreached, covered_by, readers, wider, only_for } in planned {
            self.readers.insert(at, readers);
            if unreached {
                self.unreached.insert(at);
            }
            self.covered_by.insert(at, covered_by);
            self.wider.insert(at, wider);
            self.only_for.extend(only_for.map(|files| (at, files)));
            match route {
                Route::Known(verdict) => {
                    self.widened.insert(at);
                    self.verdicts.insert(at, verdict);
                }
                Route::Run(strategy) => {
                    self.waiting.entry(strategy).or_default().insert(at);
                }
            }
        }
    }

    fn take(&mut self, strategy: Strategy) -> BTreeSet<MutantRef> {
        if self.pool.context.cancelled() {
            return BTreeSet::new();
        }
        self.waiting.remove(&strategy).unwrap_or_default()
    }

    pub(super) fn quarantined(&self, test: TestId) -> bool {
        self.baseline.tests[test.0 as usize].quarantined.is_some()
    }

    /// The mutant with the tests that may kill it.  What no test is seen to reach
    /// may still run in a process that a test starts, unmeasured.
    pub(super) fn target(&self, at: MutantRef) -> Target {
        let known = |tests: Option<&Vec<TestId>>| -> Vec<TestId> {
            tests.into_iter().flatten().copied().filter(|t| !self.quarantined(*t)).collect()
        };
        let covering = self.covered_by.get(&at);
        let tests = if covering.is_none_or(Vec::is_empty) { self.spawners() } else { known(covering) };
        let files = self.only_for.get(&at).cloned().unwrap_or_default();
        let also = self.wider.get(&at).filter(|_| self.widened.contains(&at));
        let wider = BTreeSet::from_iter([known(self.readers.get(&at)), known(also)].concat());
        // a test that is run twice in a process may fail of that alone
        let wider: Vec<TestId> = wider.into_iter().filter(|test| !tests.contains(test)).collect();
        let file = &self.files[at.file];
        let follows = |test: &TestId| self.baseline.tests[test.0 as usize].follows;
        let in_order = plan::is_kept(&file.mutants[at.mutant], file, &self.baseline)
            || self.leaving.get(&at).is_some_and(|noticed| *noticed)
            || tests.iter().chain(&wider).any(follows);
        Target { at, tests, wider, files, alone: false, in_order, draws: None, last: false }
    }

    fn spawners(&self) -> Vec<TestId> {
        let all = (0..self.baseline.tests.len() as u32).map(TestId);
        all.filter(|t| self.baseline.tests[t.0 as usize].spawns && !self.quarantined(*t)).collect()
    }

    // -- the strategies -------------------------------------------------------

    pub(super) fn swap(&mut self) {
        let all: Vec<Target> = self.take(Strategy::Swap).into_iter().map(|at| self.target(at)).collect();
        let mut open: BTreeSet<MutantRef> = all.iter().map(|t| t.at).collect();
        let submit = |batch: &[Target]| self.pool.submit(Job::Swap { mutants: batch.to_vec() });
        let jobs = all.chunks(BATCH).map(submit).count();
        self.receive(&mut open, jobs);
        self.await_asleep();
        self.aftermath();
        self.beforehand();
    }

    pub(super) fn reimport(&mut self) {
        let mut open = self.take(Strategy::Reimport);
        let jobs = self.walk(open.iter().map(|at| self.target(*at)).collect());
        self.receive(&mut open, jobs);
    }

    /// Has all slots judge `targets` at their stops; returns how many jobs that makes.
    pub(super) fn walk(&self, targets: Vec<Target>) -> usize {
        let slots = if targets.is_empty() { 0 } else { self.pool.slots() };
        if let Ok(mut queue) = self.pool.context.queue.lock() {
            for target in targets {
                queue.entry(target.at.file).or_default().push_back(target);
            }
        }
        (0..slots).for_each(|slot| self.pool.submit_to(slot, Job::Walk));
        slots
    }

    pub(super) fn cold(&mut self) {
        let all = self.take(Strategy::Cold);
        if all.is_empty() {
            return;
        }
        self.pool.submit(Job::Cold { target: None });
        let failing = loop {
            match self.pool.replies.recv() {
                Ok(Reply::Control(failing)) => break failing,
                Ok(Reply::Failed { why, .. }) => break Some(why),
                Ok(_) => {}
                Err(_) => return,
            }
        };
        if self.pool.context.cancelled() {
            return;
        }
        if let Some(why) = failing {
            for at in all {
                let reason = format!("the unmutated suite does not pass in a fresh interpreter: {why}");
                self.record(at, Verdict::unrun(Status::RuntimeError, Some(reason)));
            }
            return;
        }
        let mut open = all.clone();
        for at in &all {
            self.pool.submit(Job::Cold { target: Some(self.target(*at)) });
        }
        self.receive(&mut open, all.len());
    }

    /// Takes the replies of `jobs` jobs, to the last one: whoever asks next would take it for an answer.
    pub(super) fn receive(&mut self, open: &mut BTreeSet<MutantRef>, mut jobs: usize) {
        while jobs > 0 {
            match self.pool.replies.recv() {
                Ok(Reply::Judged(judged)) => self.judged(judged, open),
                Ok(Reply::Open { target, lapse }) => {
                    jobs += 1;
                    self.pool.submit(Job::Single { target, lapse });
                }
                Ok(Reply::Finished(last)) => {
                    jobs -= 1;
                    last.into_iter().for_each(|judged| self.judged(judged, open));
                }
                Ok(Reply::Failed { job, why }) => {
                    jobs -= 1;
                    self.failed(&job, &why, open);
                }
                Ok(_) => {}
                Err(_) => return,
            }
        }
        // what a walk could not reach is judged from scratch
        for at in std::mem::take(open) {
            self.waiting.entry(Strategy::Cold).or_default().insert(at);
        }
        if let Ok(mut queue) = self.pool.context.queue.lock() {
            queue.clear();
        }
    }

    fn failed(&mut self, job: &Job, why: &str, open: &mut BTreeSet<MutantRef>) {
        let targets = match job {
            Job::Swap { mutants } => mutants.clone(),
            Job::Cold { target: Some(target) } | Job::Whole { target } | Job::Single { target, .. } => {
                vec![target.clone()]
            }
            _ => Vec::new(),
        };
        for target in targets {
            if open.remove(&target.at) && !self.pool.context.cancelled() {
                self.record(target.at, Verdict::unrun(Status::RuntimeError, Some(why.to_owned())));
            }
        }
    }

    fn judged(&mut self, judged: Judged, open: &mut BTreeSet<MutantRef>) {
        open.remove(&judged.at);
        judged.unreliable.into_iter().for_each(|doubt| self.doubt(doubt));
        match judged.finding {
            Finding::Verdict(verdict) => self.record(judged.at, verdict),
            Finding::Asleep(lapse) => drop(self.asleep.insert(judged.at, lapse)),
            Finding::Refused { next, why } => {
                let name = self.name(judged.at);
                (self.emit)(Event::Note(format!("{name}: {why}; judged by {}", next.name())));
                self.waiting.entry(next).or_default().insert(judged.at);
            }
        }
    }

    fn name(&self, at: MutantRef) -> String {
        let file = &self.files[at.file];
        let mutant = &file.mutants[at.mutant];
        format!("{}:{}:{}", file.path, mutant.start.line, mutant.start.column)
    }

    fn record(&mut self, at: MutantRef, mut verdict: Verdict) {
        let early = self.baseline.early.contains(&self.files[at.file].path);
        if early && verdict.status == Status::Survived && verdict.strategy != Some(Strategy::Cold) {
            // what ran of it before pytest started ran without the mutant
            self.waiting.entry(Strategy::Cold).or_default().insert(at);
            return;
        }
        if verdict.status == Status::Survived && self.unreached.contains(&at) {
            verdict = Verdict::unrun(Status::NoCoverage, None);
        }
        self.trails.remove(&at);
        let ran = verdict.ran.take();
        if let Some(trail) = self.reuse.zip(ran).and_then(|(reuse, ran)| reuse.trail(&ran)) {
            self.trails.insert(at, trail);
        }
        self.verdicts.insert(at, verdict);
        self.announce_settled(at);
    }

    // -- the end ----------------------------------------------------------------

    fn outcome(mut self) -> Outcome {
        let unsure = self.unsure();
        let settled = self.verdicts.keys().copied().filter(|at| !unsure.contains(at)).collect();
        if self.pool.context.cancelled() {
            self.verdicts.retain(|at, _| !unsure.contains(at));
        }
        let mut verdicts = Vec::new();
        for (f, file) in self.files.iter().enumerate() {
            let mut row = Vec::new();
            for m in 0..file.mutants.len() {
                let at = MutantRef { file: f, mutant: m };
                let pending =
                    || Verdict::unrun(Status::Pending, Some("the run ended before it was judged".to_owned()));
                let mut verdict = self.verdicts.remove(&at).unwrap_or_else(pending);
                verdict.covered_by = self.covered_by.remove(&at).unwrap_or_default();
                row.push(self.proved(verdict));
            }
            verdicts.push(row);
        }
        Outcome {
            files: self.files.to_vec(),
            baseline: self.baseline,
            verdicts,
            settled,
            widened: self.seen_by_more,
            confirmed: self.confirmed,
            trails: self.trails,
        }
    }
}
