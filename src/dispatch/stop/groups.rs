//! Mutants that are in place together.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
    time::Instant,
};

use super::{Selection, Stop};
use crate::{
    dispatch::{Suite, Target, slot::Slot, swap::simple},
    model::{Strategy, TestId, function_of},
    plan,
    worker::{SingleResult, WorkerError},
};

/// At most this many of the tests that failed under a group are shown to each of it.
const WITNESSES: usize = 12;
/// From so many on, those that fail only together are tried in two halves.
const SPLIT: usize = 4;

impl Slot {
    /// Judges what can be judged in groups; the rest stays in `open`.
    pub(super) fn groups(
        &mut self,
        file: usize,
        stop: &mut Stop<'_>,
        open: &mut Vec<Target>,
    ) -> Result<(), WorkerError> {
        let context = Arc::clone(&self.context);
        let source = &context.files()[file];
        let mut alike: BTreeMap<(bool, BTreeSet<String>), Vec<usize>> = BTreeMap::new();
        let mut by_mutant: BTreeMap<usize, Target> = BTreeMap::new();
        for target in open.drain(..) {
            if !target.alone {
                alike.entry((target.in_order, target.files.clone())).or_default().push(target.at.mutant);
            }
            by_mutant.insert(target.at.mutant, target);
        }
        let blocks = alike.values().flat_map(|mutants| plan::blocks(source, mutants));
        let outcome = blocks.into_iter().try_for_each(|block| self.block(block, stop, &mut by_mutant));
        open.extend(by_mutant.into_values());
        outcome
    }

    /// Judges those of a block that are killed in their row or in one of the groups, or pass in all.
    fn block(
        &mut self,
        mut rows: Vec<Vec<usize>>,
        stop: &mut Stop<'_>,
        targets: &mut BTreeMap<usize, Target>,
    ) -> Result<(), WorkerError> {
        if plan::separating(&rows).is_empty() {
            return Ok(());
        }
        let mut spent: BTreeMap<usize, f64> = BTreeMap::new();
        let mut passed = Vec::new();
        while let Some(mut row) = rows.pop() {
            match self.group(&mut row, targets, stop)? {
                Some((_, ms)) => {
                    spent.extend(row.iter().map(|mutant| (*mutant, ms)));
                    passed.push(row);
                }
                None => rows.extend(halves(&row)),
            }
        }
        let (mut groups, mut last) = (plan::separating(&passed), None);
        while let Some(mut group) = groups.pop() {
            match self.group(&mut group, targets, stop)? {
                Some((result, ms)) => {
                    last = Some(result);
                    for mutant in group {
                        spent.entry(mutant).and_modify(|all| *all += ms);
                    }
                }
                None => {
                    // whoever is in one half is still without those who were not in the whole
                    let parts = halves(&group);
                    if parts.is_empty() {
                        spent.retain(|mutant, _| !group.contains(mutant));
                    }
                    groups.extend(parts);
                }
            }
        }
        let Some(result) = last else { return Ok(()) };
        for (mutant, ms) in spent {
            // some were killed meanwhile
            if let Some(target) = targets.remove(&mutant) {
                stop.send_verdict(&target, simple(&result, ms, Strategy::Reimport));
            }
        }
        Ok(())
    }

    /// Takes those out of `group` that are found to be killed: they are claimed, or judged by themselves later;
    /// if the suite passes with all others in place, says how, and how many milliseconds it took for each.
    fn group(
        &mut self,
        group: &mut Vec<usize>,
        targets: &mut BTreeMap<usize, Target>,
        stop: &mut Stop<'_>,
    ) -> Result<Option<(SingleResult, f64)>, WorkerError> {
        let mut members: Vec<Target> = group.iter().filter_map(|mutant| targets.remove(mutant)).collect();
        let mut aside = Vec::new();
        let outcome = self.together(&mut members, &mut aside, stop);
        *group = members.iter().map(|target| target.at.mutant).collect();
        targets.extend(members.into_iter().chain(aside).map(|target| (target.at.mutant, target)));
        outcome
    }

    fn together(
        &mut self,
        members: &mut Vec<Target>,
        aside: &mut Vec<Target>,
        stop: &mut Stop<'_>,
    ) -> Result<Option<(SingleResult, f64)>, WorkerError> {
        while members.len() > 1 {
            let begun = Instant::now();
            let all = self.rest(&members[0], stop.suite, Vec::new());
            let together: Vec<&Target> = members.iter().collect();
            let result = self.stop_child(&together, &all, true, 1.0)?;
            let quiet = |slot: &mut Self| slot.stop_twice(&[], &all);
            if self.complains(&result) && (all.is_a_part() || self.fails_at_end(&result, quiet)?) {
                return Ok(None); // whose doing it is, each by itself will show
            }
            let (test, others) = match &result {
                SingleResult::Passed { .. } => {
                    let ms = begun.elapsed().as_secs_f64() * 1000.0 / members.len() as f64;
                    return Ok(Some((result, ms)));
                }
                SingleResult::Failed { test, others, .. } => (*test, others),
                _ => return Ok(None),
            };
            let failed = std::iter::once(test).chain(others.iter().copied()).map(TestId);
            let witnesses = self.just(witnesses(failed, stop.suite), stop.suite);
            let before = members.len();
            self.culprits(members, aside, &witnesses, stop)?;
            if members.len() == before {
                return Ok(None); // only together do they fail, or by other tests
            }
        }
        Ok(None)
    }

    /// Takes those out of `members` that `witnesses` kill, halving until each is found.  They are claimed, but
    /// those that only the suite in its order can judge: they are put `aside`.
    fn culprits(
        &mut self,
        members: &mut Vec<Target>,
        aside: &mut Vec<Target>,
        witnesses: &Selection,
        stop: &mut Stop<'_>,
    ) -> Result<(), WorkerError> {
        let mut sets = vec![members.clone()];
        while let Some(mut set) = sets.pop() {
            if let [target] = set.as_slice() {
                if let Some((test, verdict)) = self.screen(target, witnesses, stop)? {
                    if target.in_order {
                        aside.push(target.clone());
                    } else {
                        stop.claim(target.clone(), test, verdict);
                    }
                    members.retain(|m| m.at != target.at);
                }
                continue;
            }
            // the group as a whole has just failed
            if set.len() < members.len() {
                let together: Vec<&Target> = set.iter().collect();
                let result = self.stop_child(&together, witnesses, false, 1.0)?;
                if matches!(result, SingleResult::Passed { .. }) {
                    continue;
                }
            }
            let half = set.split_off(set.len() / 2);
            sets.extend([set, half]);
        }
        Ok(())
    }
}

/// What is tried next where a group fails only as a whole; of a few, each is judged by itself.
fn halves(group: &[usize]) -> Vec<Vec<usize>> {
    if group.len() < SPLIT {
        return Vec::new();
    }
    let (one, other) = group.split_at(group.len() / 2);
    vec![one.to_vec(), other.to_vec()]
}

/// A few of the tests that failed, of as many functions as possible.
fn witnesses(failed: impl Iterator<Item = TestId>, suite: &Suite) -> Vec<TestId> {
    let mut functions: BTreeMap<&str, usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, TestId)> = Vec::new();
    for test in failed {
        let name = function_of(&suite.ids[test.0 as usize]);
        let n = functions.entry(name).or_default();
        ranked.push((*n, test));
        *n += 1;
    }
    ranked.sort();
    ranked.into_iter().take(WITNESSES).map(|(_, test)| test).collect()
}
