//! Progress where no terminal is: a line for each stage, and one now and then.

use std::time::{Duration, Instant};

use super::counts;
use crate::event::{Event, Stage};
use crate::model::Summary;

/// At most one line of progress in this time.
const PERIOD: Duration = Duration::from_secs(10);

pub(super) struct Lines {
    last: Instant,
    judging: Option<(Instant, usize, usize)>,
}

impl Lines {
    pub(super) fn new() -> Lines {
        Lines { last: Instant::now(), judging: None }
    }

    pub(super) fn event(&mut self, event: &Event, sum: &Summary) {
        match event {
            Event::Stage(Stage::Setup) => self.print("starting Python"),
            Event::Stage(Stage::Baseline) => self.print("running the unmutated suite"),
            Event::Stage(Stage::Opened) => {
                self.print("it writes outside of the sandbox; once more with that opened")
            }
            Event::Stage(Stage::Probed) => {
                self.print("it fails in the sandbox; what failed once more without")
            }
            Event::Stage(Stage::Unconfined) => self.print("it fails in the sandbox; once more without"),
            Event::BaselineProgress { done, total } => {
                self.now_and_then(|| format!("baseline: {done} of {total} tests"));
            }
            Event::JudgeStart { total } => {
                self.print(&format!("judging {total} mutants"));
                self.judging = Some((Instant::now(), 0, *total));
                self.last = Instant::now();
            }
            Event::Judged { .. } => self.judged(sum),
            _ => {}
        }
    }

    pub(super) fn print(&self, message: &str) {
        eprintln!("{message}");
    }

    fn judged(&mut self, sum: &Summary) {
        let Some((start, done, total)) = &mut self.judging else { return };
        *done += 1;
        let (start, done, total) = (*start, *done, *total);
        self.now_and_then(|| {
            let left = left(start.elapsed(), done, total);
            format!("{done} of {total} mutants, {}, about {} s left", counts(sum), left.as_secs())
        });
    }

    fn now_and_then(&mut self, line: impl FnOnce() -> String) {
        if self.last.elapsed() >= PERIOD {
            self.print(&line());
            self.last = Instant::now();
        }
    }
}

/// The time left, if it goes on as it went so far.
fn left(elapsed: Duration, done: usize, total: usize) -> Duration {
    elapsed.mul_f64(total.saturating_sub(done) as f64 / done.max(1) as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_left_follows_from_the_time_gone() {
        assert_eq!(left(Duration::from_secs(10), 5, 20), Duration::from_secs(30));
        assert_eq!(left(Duration::from_secs(10), 20, 20), Duration::ZERO);
    }
}
