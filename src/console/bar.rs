//! Progress on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::counts;
use crate::event::{Event, Stage};
use crate::model::Summary;

const BASELINE: &str = "{spinner} baseline {bar:30} {pos}/{len} tests";
const JUDGING: &str = "{spinner} {bar:30} {pos}/{len} mutants, {msg}, {eta} left";

pub(super) struct Bar {
    bar: ProgressBar,
    /// What is counted now; None while a spinner is shown.
    counting: Option<&'static str>,
}

impl Bar {
    pub(super) fn new() -> Bar {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        Bar { bar, counting: None }
    }

    pub(super) fn event(&mut self, event: &Event, sum: &Summary) {
        match event {
            Event::Stage(Stage::Generate) => self.spin("making mutants"),
            Event::Stage(Stage::Setup) => self.spin("starting Python"),
            Event::Stage(Stage::Baseline) => self.spin("running the unmutated suite"),
            Event::Stage(Stage::Opened) => {
                self.spin("it writes outside of the sandbox; once more with that opened")
            }
            Event::Stage(Stage::Probed) => {
                self.spin("it fails in the sandbox; what failed once more without")
            }
            Event::Stage(Stage::Unconfined) => self.spin("it fails in the sandbox; once more without"),
            Event::Stage(Stage::Judge) => self.spin("judging"),
            Event::Stage(Stage::Done) => self.finish(),
            Event::BaselineProgress { done, total } => {
                self.count(BASELINE, *total);
                self.bar.set_position(*done as u64);
            }
            Event::JudgeStart { total } => {
                self.count(JUDGING, *total);
                self.bar.set_message(counts(sum));
            }
            Event::Judged { .. } => {
                self.bar.inc(1);
                self.bar.set_message(counts(sum));
            }
            _ => {}
        }
    }

    pub(super) fn print(&self, message: &str) {
        self.bar.suspend(|| eprintln!("{message}"));
    }

    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }

    fn spin(&mut self, what: &'static str) {
        self.counting = None;
        self.bar.set_style(ProgressStyle::default_spinner());
        self.bar.set_message(what);
    }

    /// Starts to count, if it does not already.
    fn count(&mut self, template: &'static str, total: usize) {
        if self.counting == Some(template) {
            return;
        }
        self.counting = Some(template);
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_length(total as u64);
        self.bar.set_position(0);
        self.bar.reset_eta();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_are_valid() {
        for template in [BASELINE, JUDGING] {
            assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
        }
    }

    #[test]
    fn judging_counts_anew_even_where_the_baseline_had_as_many() {
        let mut bar = Bar::new();
        bar.event(&Event::BaselineProgress { done: 3, total: 3 }, &Summary::default());
        bar.event(&Event::JudgeStart { total: 3 }, &Summary::default());
        assert_eq!(bar.bar.position(), 0);
        assert_eq!(bar.counting, Some(JUDGING));
    }
}
