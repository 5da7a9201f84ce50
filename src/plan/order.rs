//! Which test first, and how much time each may take.

use std::collections::BTreeSet;

use crate::model::{Baseline, TestId};

/// Ranks tests: cheap ones first, among equals those that run the fewest lines
/// (they are about something), then collection order.
///
/// Time enters in coarse steps only, so that two runs agree.
pub struct Ordering {
    rank: Vec<u64>,
    cpu: Vec<f64>,
    spawns: Vec<bool>,
}

/// Tests that cost more than this together are not worth trying in a batch:
/// a child of one's own costs less (seconds of CPU).
const SCREEN_CPU: f64 = 0.03;
const SCREEN_TESTS: usize = 12;
/// A test that needs more than this (seconds of CPU) may wait for the others.
const SLOW: f64 = 0.05;

impl Ordering {
    pub fn new(baseline: &Baseline) -> Ordering {
        let mut lines = vec![0u64; baseline.tests.len()];
        for file in baseline.files.values() {
            for tests in file.by_line.values() {
                tests.iter().for_each(|t| lines[t.0 as usize] += 1);
            }
        }
        let rank =
            baseline.tests.iter().zip(&lines).map(|(t, n)| (step(t.cpu.max(t.wall)) << 40) | n).collect();
        Ordering {
            rank,
            cpu: baseline.tests.iter().map(|t| t.cpu).collect(),
            spawns: baseline.tests.iter().map(|t| t.spawns).collect(),
        }
    }

    /// `tests`, likeliest and cheapest killers first.
    pub fn sort(&self, tests: &mut [TestId]) {
        tests.sort_by_key(|t| (self.rank[t.0 as usize], *t));
    }

    /// What a mutant of its own child runs: all in collection order, so that wide fixtures are
    /// shared and the order is the suite's.  Where no batch has tried them, the likely ones first;
    /// last the few, if there are such, that need most of the time: the others may kill before.
    pub fn full(&self, tests: &[TestId]) -> Vec<TestId> {
        let mut sorted = tests.to_vec();
        sorted.sort();
        if self.screen(tests).is_empty() {
            self.sort(&mut sorted);
            let head = sorted.len().min(SCREEN_TESTS);
            sorted[head..].sort();
        }
        let slow = self.slow(tests);
        sorted.sort_by_key(|t| slow.contains(t));
        sorted
    }

    /// The slowest of `tests`, at most one in eight, that together need half of the time.
    fn slow(&self, tests: &[TestId]) -> BTreeSet<TestId> {
        let cpu = |t: &TestId| self.cpu[t.0 as usize];
        let mut slowest: Vec<TestId> = tests.iter().copied().filter(|t| cpu(t) > SLOW).collect();
        slowest.sort_by(|a, b| cpu(b).total_cmp(&cpu(a)).then(a.cmp(b)));
        slowest.truncate(tests.len() / 8);
        let all: f64 = tests.iter().map(cpu).sum();
        if slowest.iter().map(cpu).sum::<f64>() < all / 2.0 {
            BTreeSet::new()
        } else {
            slowest.into_iter().collect()
        }
    }

    /// The tests worth trying in a batch; empty where a batch would not pay.
    pub fn screen(&self, tests: &[TestId]) -> Vec<TestId> {
        let mut sorted: Vec<TestId> = tests.iter().copied().filter(|t| !self.spawns[t.0 as usize]).collect();
        self.sort(&mut sorted);
        let mut spent = 0.0;
        sorted
            .into_iter()
            .take(SCREEN_TESTS)
            .take_while(|t| {
                spent += self.cpu[t.0 as usize];
                spent <= SCREEN_CPU
            })
            .collect()
    }
}

/// 0 below 20 ms, then one step for every factor of four.
fn step(seconds: f64) -> u64 {
    if seconds < 0.02 { 0 } else { 1 + (seconds / 0.02).log(4.0) as u64 }
}

/// How much time tests may take, from their own times.
#[derive(Clone, Copy, Debug)]
pub struct Budget {
    /// Times a test's own time.
    pub multiplier: f64,
}

impl Budget {
    /// CPU seconds that any test may take, however short it is.
    pub const CPU_FLOOR: f64 = 0.1;
    /// Where code is swapped this part of it is enough to be suspected: a loop without an end takes
    /// all of it, for each test that is asked.  What comes after an import needs more, unsuspected.
    pub const SUSPECT: f64 = 0.15;
    /// A suspected time-out gets this many times `CPU_FLOOR` before it is believed.
    pub const CONFIRM: f64 = 15.0;
    /// Likewise one with a loop that goes round far more often than is usual: without its way out
    /// in good time a loop may have many rounds left, and still an end.
    pub const LAST: f64 = 6.0;
    /// A test whose loops are counted gets this many: what is not endless by then is
    /// slow, or goes round too slowly for its number to say anything.
    pub const COUNT: f64 = 8.0;
    /// A test in which a loop may be shown to have no end gets this many: that needs few rounds of it.
    pub const SHOW: f64 = 2.0;
    /// Seconds that any test may sleep before it is suspected, and before that is believed: a pause that
    /// has become a second may come several times.
    const DOZE_FLOOR: f64 = 1.0;
    const IDLE_FLOOR: f64 = 10.0;
    /// Seconds that one may wait for processes of its own before it is suspected.
    const SPAWN_FLOOR: f64 = 3.0;

    /// CPU seconds for a test, on top of the floor.
    pub fn cpu(self, own: f64) -> f64 {
        own * self.multiplier
    }

    /// Seconds that a test may spend waiting.
    pub fn idle(self, own_wall: f64) -> f64 {
        Self::IDLE_FLOOR + own_wall * self.multiplier
    }

    /// Seconds of waiting after which a test is suspected.  One that waits for other processes
    /// waits as long as the machine is busy; an early suspicion would cost more than it saves.
    pub fn doze(self, own_wall: f64, spawns: bool) -> f64 {
        let floor = if spawns { Self::SPAWN_FLOOR } else { Self::DOZE_FLOOR };
        floor + own_wall * self.multiplier
    }
}

/// How many of `sleepers` wait side by side, in workers of their own that take `start` CPU seconds
/// each, on so many `cores`: as many as make the whole the shortest.
pub fn side_by_side(sleepers: usize, cores: usize, start: f64) -> usize {
    /// Seconds that one sleeps before it is believed.
    const SLEEP: f64 = Budget::DOZE_FLOOR + Budget::IDLE_FLOOR;
    let best = (sleepers as f64 * SLEEP * cores as f64 / start).sqrt();
    (best.ceil() as usize).clamp(1, sleepers.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TestInfo;

    /// A suite of tests that need so many milliseconds.
    fn ordering(ms: &[f64]) -> Ordering {
        let info = |ms: &f64| TestInfo { cpu: ms / 1000.0, wall: ms / 1000.0, ..TestInfo::default() };
        Ordering::new(&Baseline { tests: ms.iter().map(info).collect(), ..Baseline::default() })
    }

    fn numbers(tests: Vec<TestId>) -> Vec<u32> {
        tests.into_iter().map(|t| t.0).collect()
    }

    fn all(count: u32) -> Vec<TestId> {
        (0..count).map(TestId).collect()
    }

    #[test]
    fn the_dearer_a_start_the_fewer_wait_side_by_side() {
        assert_eq!(side_by_side(1, 8, 0.5), 1);
        assert_eq!(side_by_side(40, 2, 0.8), 34);
        assert_eq!(side_by_side(40, 2, 20.0), 7);
        assert_eq!(side_by_side(40, 1, 1e9), 1);
    }

    #[test]
    fn a_few_slow_tests_wait_for_the_others() {
        let mut ms = [1.0; 16];
        (ms[1], ms[3]) = (400.0, 300.0);
        let order = numbers(ordering(&ms).full(&all(16)));
        assert_eq!(order[..3], [0, 2, 4]);
        assert_eq!(order[14..], [1, 3]);
    }

    #[test]
    fn where_many_are_slow_the_order_is_the_suites() {
        let mut ms = [60.0; 16];
        ms[0] = 1.0;
        assert!(ordering(&ms).full(&all(16)).is_sorted());
    }

    #[test]
    fn what_no_batch_can_pay_for_is_not_screened() {
        let ordering = ordering(&[40.0, 50.0, 1.0]);
        assert!(ordering.screen(&[TestId(0), TestId(1)]).is_empty());
    }
}
