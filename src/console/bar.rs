//! Progress on a terminal.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::counts;
use crate::event::{Event, Stage};
use crate::model::Summary;

pub(super) struct Bar {
    bar: ProgressBar,
}

impl Bar {
    pub(super) fn new() -> Bar {
        let bar = ProgressBar::new_spinner();
        bar.enable_steady_tick(Duration::from_millis(120));
        Bar { bar }
    }

    pub(super) fn event(&self, event: &Event, sum: &Summary) {
        match event {
            Event::Stage(Stage::Generate) => self.spin("making mutants"),
            Event::Stage(Stage::Setup) => self.spin("starting Python"),
            Event::Stage(Stage::Baseline) => self.spin("running the unmutated suite"),
            Event::Stage(Stage::Judge) => self.spin("judging"),
            Event::Stage(Stage::Done) => self.finish(),
            Event::BaselineProgress { done, total } => {
                self.count("{spinner} baseline {bar:30} {pos}/{len} tests", *total);
                self.bar.set_position(*done as u64);
            }
            Event::JudgeStart { total } => {
                self.count("{spinner} {bar:30} {pos}/{len} mutants, {msg}, {eta} left", *total);
                self.bar.set_position(0);
                self.bar.reset_eta();
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

    fn spin(&self, what: &'static str) {
        self.bar.set_style(ProgressStyle::default_spinner());
        self.bar.set_message(what);
    }

    /// A template that cannot be parsed would leave the bar as it was.
    fn count(&self, template: &str, total: usize) {
        if self.bar.length() != Some(total as u64)
            && let Ok(style) = ProgressStyle::with_template(template)
        {
            self.bar.set_style(style);
            self.bar.set_length(total as u64);
        }
    }
}
