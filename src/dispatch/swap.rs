//! Judging by `swap`: a batch for cheap kills, a child of its own for the rest.

use std::time::Instant;

use crossbeam_channel::Sender;
use serde_json::Value;

use super::{
    Doubt, Finding, Judged, Reply, Suite, Target,
    finish::failed_at_end,
    rank::Rank,
    slot::{Slot, numbers, unexpected},
    worker::{Lapse, twice},
};
use crate::{
    generate::unit_source,
    model::{Mutant, Ran, Site, SourceFile, Status, Strategy, TestId, Verdict},
    plan::MutantRef,
    worker::{Answer, Order, Single, SingleResult, Task, WorkerError, protocol},
};

/// Runs of a test that failed with a mutant and, in the same process, without it.
const ASKED: u32 = 3;

/// What a batch found out about a mutant.
#[derive(Clone)]
enum Tried {
    Killed(Verdict),
    /// A test ran out of time.
    Slow(Lapse),
    /// Nothing that counts.
    Open,
}

impl Slot {
    /// Judges those of `targets` that are cheap to kill, and sends each of them, or of those that are left, as it is found.
    pub(super) fn swap(&mut self, targets: &[Target], answer: &Sender<Reply>) -> Result<Reply, WorkerError> {
        let tried = match self.batch(targets) {
            Ok(tried) => tried,
            Err(error) if self.context.cancelled() => return Err(error),
            Err(_) => {
                // whichever mutant it was, each is judged in a child of its own then
                self.worker = None;
                vec![Tried::Open; targets.len()]
            }
        };
        for (target, tried) in targets.iter().zip(tried) {
            let open = |lapse| Reply::Open { target: target.clone(), lapse };
            let _ = answer.send(match tried {
                Tried::Killed(verdict) => Reply::Judged(verdict_of(target, verdict, Vec::new())),
                Tried::Open => open(None),
                Tried::Slow(lapse) => open(Some(lapse)),
            });
        }
        Ok(Reply::Finished(None))
    }

    /// Judges one; `lapse`: what is known of one that ran out of time.
    pub(super) fn swap_single(
        &mut self,
        target: &Target,
        lapse: Option<&Lapse>,
    ) -> Result<Reply, WorkerError> {
        let judged = self.guarded(target, |slot, target| slot.swap_alone(target, lapse))?;
        Ok(Reply::Finished(Some(judged)))
    }

    /// What one batch finds; only kills are proved.
    fn batch(&mut self, targets: &[Target]) -> Result<Vec<Tried>, WorkerError> {
        let context = std::sync::Arc::clone(&self.context);
        let factor = self.patience();
        let worker = self.suite(false)?;
        let mut tasks = Vec::new();
        let mut places = Vec::new();
        for (i, target) in targets.iter().enumerate() {
            let screen = context.suite.get().map(|s| s.ordering.screen(&target.tests)).unwrap_or_default();
            let task = task_of(context.files(), target.at, |p| worker.sandbox.path(p), &screen);
            let alone = screen.is_empty() || target.in_order;
            let (false, Some(task)) = (alone, task) else { continue };
            tasks.push(task);
            places.push(i);
        }
        let mut tried = vec![Tried::Open; targets.len()];
        if tasks.is_empty() {
            return Ok(tried);
        }
        let (count, begun) = (tasks.len(), Instant::now());
        let results = match worker.ask(&Order::Batch { mutants: tasks, factor })? {
            Answer::Batch { results } => results,
            other => return Err(unexpected(&other)),
        };
        if self.litters() {
            // what one of them has left in the tree, others' tests may have found
            return Ok(tried);
        }
        let Some(worker) = self.worker.as_ref() else { return Ok(tried) };
        let share = begun.elapsed().as_secs_f64() * 1000.0 / count as f64;
        for (place, result) in places.into_iter().zip(results) {
            tried[place] = match result.as_slice() {
                [Value::String(what), Value::Number(test), _, ran] if what == "killed" => {
                    let test = TestId(test.as_u64().unwrap_or_default() as u32);
                    let ran = serde_json::from_value::<Option<protocol::Ran>>(ran.clone()).ok().flatten();
                    let ran = ran.and_then(|ran| worker.sandbox.inside(ran));
                    if self.strays(ran.as_ref(), &targets[place].tests, true) {
                        Tried::Open
                    } else {
                        Tried::Killed(Verdict { ran, ..kill(test, 1, share, Strategy::Swap) })
                    }
                }
                [_, Value::String(why), Value::Number(test), Value::Bool(idle), endless]
                    if why == "timeout" =>
                {
                    let endless = endless.as_str().map(str::to_owned);
                    Tried::Slow(Lapse { test: test.as_i64().unwrap_or(-1), idle: *idle, endless })
                }
                _ => Tried::Open,
            };
        }
        Ok(tried)
    }

    /// One mutant from clean state, with all of its tests.
    fn swap_alone(&mut self, target: &Target, lapse: Option<&Lapse>) -> Result<Judged, WorkerError> {
        let begun = Instant::now();
        let (mut everybody, mut unreliable) = (target.in_order, Vec::new());
        let mut tests = if everybody { self.everybody() } else { self.full(&target.tests) };
        if !everybody {
            tests.extend(&target.wider);
        }
        loop {
            let result = self.swap_asked(target.at, &tests, lapse.cloned())?;
            let ms = begun.elapsed().as_secs_f64() * 1000.0;
            let ran = self.worker.as_ref().and_then(|worker| worker.ran.as_ref());
            let verdict = match result.clone() {
                SingleResult::Failed { .. } if !everybody && self.strays(ran, &tests, true) => {
                    everybody = true;
                    tests = self.everybody_but(&unreliable);
                    continue;
                }
                SingleResult::Failed { test, completed, control, .. } => {
                    let (test, k) = (TestId(test), completed as usize - 1);
                    // failing again without the mutant may be its doing, or chance: so it is asked more than once
                    let failures = if control { 0 } else { self.unmutated(test, &tests[..k])? };
                    if !control {
                        self.forget_ran();
                    }
                    if failures == 0 {
                        kill(test, completed, ms, Strategy::Swap)
                    } else if failures == ASKED && !tests.is_sorted() {
                        // it may only mind what we have put before it
                        tests.sort();
                        continue;
                    } else {
                        let why = "it fails without any mutant unless tests run that do not run the mutant";
                        unreliable.push(Doubt { test, runs: ASKED, failures, why: why.to_owned() });
                        tests.retain(|t| *t != test);
                        continue;
                    }
                }
                SingleResult::Timeout { test, idle: true } if self.rank != Rank::Patient => {
                    let finding = Finding::Asleep(Lapse { test, idle: true, endless: None });
                    return Ok(Judged { at: target.at, finding, unreliable });
                }
                SingleResult::Crashed { test, why } => self.crashed(test, why, &tests, ms)?,
                SingleResult::Passed { leaves, left, .. } if !everybody => {
                    let strays = self.strays(ran, &tests, false);
                    if leaves || strays || self.complains(&result) || self.leaves(&tests, left)? {
                        everybody = true;
                        tests = self.everybody_but(&unreliable);
                        continue;
                    }
                    simple(&result, ms, Strategy::Swap)
                }
                SingleResult::Passed { complains: true, .. } if self.ends_quietly(&tests)? => {
                    failed_at_end(tests.last().copied(), simple(&result, ms, Strategy::Swap))
                }
                SingleResult::Refused { why } => {
                    let finding = Finding::Refused { next: Strategy::Reimport, why };
                    return Ok(Judged { at: target.at, finding, unreliable });
                }
                // with what the mutant has done to the process it may end elsewhere than in a test
                SingleResult::Broken { why } => {
                    let finding = Finding::Refused { next: Strategy::Cold, why };
                    return Ok(Judged { at: target.at, finding, unreliable });
                }
                other => simple(&other, ms, Strategy::Swap),
            };
            let ran = self.worker.as_mut().and_then(|worker| worker.ran.take());
            return Ok(verdict_of(target, Verdict { whole: everybody, ran, ..verdict }, unreliable));
        }
    }

    /// Whether what the mutant had `tests` run besides may have found what other tests leave: for a survivor anything,
    /// for a kill what is known to deal with such things.
    fn strays(&self, ran: Option<&Ran>, tests: &[TestId], killed: bool) -> bool {
        let (Some(ran), Some(suite)) = (ran, self.context.suite.get()) else { return false };
        if killed { suite.functions.strays_to_kept(ran, tests) } else { suite.functions.strays(ran, tests) }
    }

    /// How often `test` fails after `before`, without any mutant, of `ASKED` times.
    fn unmutated(&mut self, test: TestId, before: &[TestId]) -> Result<u32, WorkerError> {
        let failed = self.suite(false)?.alone(&[test; ASKED as usize], before)?;
        Ok(failed.len() as u32)
    }

    /// Whether the run that has just ended changed more in the tree than the unmutated suite does.
    fn litters(&self) -> bool {
        let Ok(littered) = self.context.littered.lock() else { return false };
        let known = |path: &String| littered.iter().any(|(name, _)| name == path);
        self.worker.as_ref().is_some_and(|worker| !worker.left.keys().all(known))
    }

    /// All tests that can prove something, in collection order.
    pub(super) fn everybody(&self) -> Vec<TestId> {
        let quarantined = self.context.quarantined();
        let suite = self.context.suite.get().into_iter();
        suite.flat_map(Suite::all).filter(|test| !quarantined.contains(test)).collect()
    }

    /// Likewise, less those that are doubted already.
    fn everybody_but(&self, doubts: &[Doubt]) -> Vec<TestId> {
        let mut tests = self.everybody();
        tests.retain(|test| !doubts.iter().any(|doubt| doubt.test == *test));
        tests
    }

    pub(super) fn swap_twice(
        &mut self,
        at: MutantRef,
        tests: &[TestId],
    ) -> Result<SingleResult, WorkerError> {
        twice(|factor| self.swap_child(at, tests, factor))
    }

    pub(super) fn swap_child(
        &mut self,
        at: MutantRef,
        tests: &[TestId],
        factor: f64,
    ) -> Result<SingleResult, WorkerError> {
        self.swap_run(at, Single { tests: Some(numbers(tests)), factor, ..Single::default() })
    }

    /// As `swap_child`; what takes longer than usual may turn out to be `Endless`.
    pub(super) fn swap_hasty(
        &mut self,
        at: MutantRef,
        tests: &[TestId],
    ) -> Result<SingleResult, WorkerError> {
        let (tests, factor) = (Some(numbers(tests)), self.patience());
        self.swap_run(at, Single { tests, factor, ask: true, ..Single::default() })
    }

    fn swap_run(&mut self, at: MutantRef, how: Single) -> Result<SingleResult, WorkerError> {
        let context = std::sync::Arc::clone(&self.context);
        let file = &context.files()[at.file];
        let worker = self.suite(false)?;
        let single = in_place(context.files(), at, |p| worker.sandbox.path(p));
        let mark = context.suite.get().is_some_and(|suite| !suite.read.contains(&file.path));
        let single =
            Single { before: single.before, after: single.after, default: single.default, mark, ..how };
        worker.single(Some(file), &[&file.mutants[at.mutant]], single)
    }

    /// A process that dies in a test is the mutant's doing when the test alone survives.
    fn crashed(&mut self, test: i64, why: String, tests: &[TestId], ms: f64) -> Result<Verdict, WorkerError> {
        let blamed = u32::try_from(test).ok().map(TestId).filter(|t| tests.contains(t));
        let Some(test) = blamed else {
            return Ok(Verdict { duration_ms: ms, ..Verdict::unrun(Status::RuntimeError, Some(why)) });
        };
        let before = &tests[..tests.iter().position(|t| *t == test).unwrap_or(0)];
        if self.suite(false)?.alone(&[test], before)?.is_empty() {
            Ok(Verdict { reason: Some(why), ..kill(test, before.len() as u32 + 1, ms, Strategy::Swap) })
        } else {
            Ok(Verdict { duration_ms: ms, ..Verdict::unrun(Status::RuntimeError, Some(why)) })
        }
    }

    /// What the verdict depends on is not only what ran in the last child.
    pub(super) fn forget_ran(&mut self) {
        if let Some(worker) = &mut self.worker {
            worker.ran = None;
        }
    }

    fn full(&self, tests: &[TestId]) -> Vec<TestId> {
        self.context.suite.get().map_or_else(|| tests.to_vec(), |s| s.ordering.full(tests))
    }
}

/// Verdicts that need nothing but the child's word.
pub(super) fn simple(result: &SingleResult, ms: f64, strategy: Strategy) -> Verdict {
    let of = |status, reason: Option<String>, completed| Verdict {
        strategy: Some(strategy),
        tests_completed: completed,
        duration_ms: ms,
        ..Verdict::unrun(status, reason)
    };
    match result {
        SingleResult::Passed { completed, .. } => of(Status::Survived, None, *completed),
        SingleResult::Timeout { .. } => of(Status::Timeout, Some("it ran out of time, twice".to_owned()), 0),
        SingleResult::Endless { why, .. } => of(Status::Timeout, Some(why.clone()), 0),
        SingleResult::Invalid { why } => of(Status::CompileError, Some(why.clone()), 0),
        SingleResult::Same { .. } => {
            of(Status::Ignored, Some("equivalent: the compiler makes the same bytecode of it".to_owned()), 0)
        }
        SingleResult::Broken { why } | SingleResult::Refused { why } | SingleResult::Crashed { why, .. } => {
            of(Status::RuntimeError, Some(why.clone()), 0)
        }
        SingleResult::Failed { test, completed, .. } => kill(TestId(*test), *completed, ms, strategy),
        SingleResult::Collection { why, .. } => of(Status::Killed, Some(why.clone()), 0),
    }
}

pub(super) fn kill(test: TestId, completed: u32, ms: f64, strategy: Strategy) -> Verdict {
    Verdict {
        killed_by: Some(test),
        strategy: Some(strategy),
        tests_completed: completed,
        duration_ms: ms,
        ..Verdict::unrun(Status::Killed, None)
    }
}

pub(super) fn verdict_of(target: &Target, verdict: Verdict, unreliable: Vec<Doubt>) -> Judged {
    Judged { at: target.at, finding: Finding::Verdict(verdict), unreliable }
}

/// The mutant as `Single` takes it.
pub(super) fn in_place(files: &[SourceFile], at: MutantRef, path: impl Fn(&str) -> String) -> Single {
    task_of(files, at, path, &[]).map_or_else(Single::default, |Task { before, after, default, .. }| Single {
        before: Some(before),
        after: Some(after),
        default,
        ..Single::default()
    })
}

/// The mutant's text for the worker, and its tests; None where it stands in no function.
pub(super) fn task_of(
    files: &[SourceFile],
    at: MutantRef,
    path: impl Fn(&str) -> String,
    tests: &[TestId],
) -> Option<Task> {
    let file = &files[at.file];
    let mutant: &Mutant = &file.mutants[at.mutant];
    let unit = &file.units[mutant.site.unit()?];
    Some(Task {
        default: matches!(mutant.site, Site::Default { .. }),
        path: path(&file.path),
        before: unit_source(file, unit, None),
        after: unit_source(file, unit, Some(&mutant.edit)),
        tests: numbers(tests),
    })
}
