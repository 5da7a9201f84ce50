//! Which test first, and how much time each may take.

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
    /// shared and the order is the suite's.  Where no batch has tried them, the likely ones first.
    pub fn full(&self, tests: &[TestId]) -> Vec<TestId> {
        let mut sorted = tests.to_vec();
        sorted.sort();
        if self.screen(tests).is_empty() {
            self.sort(&mut sorted);
            let head = sorted.len().min(SCREEN_TESTS);
            sorted[head..].sort();
        }
        sorted
    }

    /// The tests worth trying in a batch; empty where a batch would not pay.
    pub fn screen(&self, tests: &[TestId]) -> Vec<TestId> {
        if tests.iter().any(|t| self.spawns[t.0 as usize]) && tests.len() == 1 {
            return Vec::new();
        }
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
    /// A suspected time-out gets this many times `CPU_FLOOR` before it is believed.
    pub const CONFIRM: f64 = 15.0;
    /// A test whose loops are counted gets this many: what is not endless by then is
    /// slow, or goes round too slowly for its number to say anything.
    pub const COUNT: f64 = 5.0;
    /// Seconds that any test may sleep before it is suspected, and before that is believed.
    const DOZE_FLOOR: f64 = 1.0;
    const IDLE_FLOOR: f64 = 3.0;

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
        if spawns { self.idle(own_wall) } else { Self::DOZE_FLOOR + own_wall * self.multiplier }
    }
}
