//! How a test behaves when nothing is changed and it is asked the same again.

/// Unmutated runs of one test, under equal conditions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Steadiness {
    pub runs: u32,
    pub failures: u32,
    /// Passes since the last failure.
    pub since: u32,
}

/// How often a test that failed alone is asked again, before it is said to fail always.
pub const AGAIN: usize = 3;

/// Passes in a row that are less likely than this, at the rate known, say that a test has been mended.
const PLAUSIBLE: f64 = 0.05;

impl Steadiness {
    pub fn add(&mut self, runs: u32, failures: u32) {
        self.runs += runs;
        self.failures += failures;
        self.since = if failures > 0 { 0 } else { self.since + runs };
    }

    /// The share of failures.
    pub fn rate(self) -> f64 {
        if self.runs == 0 { 0.0 } else { f64::from(self.failures) / f64::from(self.runs) }
    }

    /// Whether it passes and fails by chance, as far as is known.
    pub fn by_chance(self) -> bool {
        let mixed = 0 < self.failures && self.failures < self.runs;
        // what it was at the last failure; there was a pass before or after it
        let rate = f64::from(self.failures) / f64::from((self.runs - self.since).max(self.failures + 1));
        mixed && (1.0 - rate).powf(f64::from(self.since)) >= PLAUSIBLE
    }

    /// For people.
    pub fn reason(self) -> String {
        format!("it fails by chance, without any mutant: in {} of {} runs", self.failures, self.runs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_answer_each_time_is_no_chance() {
        let (mut green, mut red) = (Steadiness::default(), Steadiness::default());
        green.add(9, 0);
        red.add(3, 3);
        assert!(!green.by_chance() && !red.by_chance());
    }

    #[test]
    fn what_fails_now_and_then_is_believed_again_after_as_many_passes_as_its_rate_asks_for() {
        let passes = |failures, runs| {
            let mut test = Steadiness::default();
            test.add(runs, failures);
            (0..1000).find(|_| {
                let chance = test.by_chance();
                test.add(1, 0);
                !chance
            })
        };
        assert_eq!((passes(1, 2), passes(1, 10)), (Some(5), Some(29)));
    }
}
