//! Events on the terminal.  The only user of indicatif; writes to standard
//! error alone.

mod bar;
mod lines;

use std::collections::BTreeMap;
use std::io::IsTerminal;

use crate::event::Event;
use crate::model::{Status, Summary};

/// Shows a run while it goes on.
pub struct Console {
    view: View,
    verbose: bool,
    counts: Summary,
    /// What was last told of each mutant, by file and place in it.
    told: BTreeMap<(usize, usize), Status>,
}

enum View {
    Quiet,
    Bar(bar::Bar),
    Lines(lines::Lines),
}

impl Console {
    /// A progress bar on a terminal, plain lines elsewhere, nothing where
    /// `verbosity` is below zero.
    pub fn new(verbosity: i8) -> Console {
        let view = match verbosity {
            ..0 => View::Quiet,
            _ if std::io::stderr().is_terminal() => View::Bar(bar::Bar::new()),
            _ => View::Lines(lines::Lines::new()),
        };
        Console { view, verbose: verbosity > 0, counts: Summary::default(), told: BTreeMap::new() }
    }

    /// Shows what happened.
    pub fn event(&mut self, event: &Event) {
        let mut before = None;
        if let Event::Judged { file, mutant, verdict, .. } = event {
            self.counts.add(verdict.status);
            // a mutant that was judged again counts once
            before = self.told.insert((*file, *mutant), verdict.status);
            if let Some(before) = before {
                self.counts.remove(before);
            }
        }
        if let Some(message) = self.message(event, before) {
            self.print(&message);
        }
        match &mut self.view {
            View::Quiet => {}
            View::Bar(bar) => bar.event(event, &self.counts),
            View::Lines(lines) => lines.event(event, &self.counts),
        }
    }

    /// A line above the progress; the bar is drawn again below.
    pub fn print(&self, message: &str) {
        match &self.view {
            View::Quiet => {}
            View::Bar(bar) => bar.print(message),
            View::Lines(lines) => lines.print(message),
        }
    }

    /// Takes the progress bar away.
    pub fn finish(&self) {
        if let View::Bar(bar) = &self.view {
            bar.finish();
        }
    }

    /// What an event has to say apart from progress; `before`: what was told of that mutant.
    fn message(&self, event: &Event, before: Option<Status>) -> Option<String> {
        match event {
            Event::Skipped(file) => Some(format!("warning: skipped {}: {}", file.path, file.reason)),
            Event::Quarantined { test, reason } => Some(format!("warning: quarantined {test}: {reason}")),
            Event::Warning(text) => Some(format!("warning: {text}")),
            Event::Note(text) => self.verbose.then(|| text.clone()),
            Event::Generated { files, mutants, ignored } => {
                Some(format!("{mutants} mutants in {files} files ({ignored} ignored)"))
            }
            Event::BaselineDone { tests, recalled: 0, seconds } => {
                Some(format!("{tests} tests pass on the unmutated code, in {seconds:.1} s"))
            }
            Event::BaselineDone { tests, recalled, seconds } => Some(format!(
                "{tests} tests pass on the unmutated code, in {seconds:.1} s ({} ran again)",
                tests - recalled
            )),
            Event::Reused { verdicts } => Some(format!("{verdicts} verdicts are those of earlier runs")),
            Event::Judged { path, line, column, description, verdict, .. } => {
                let status = &verdict.status;
                let shown = (self.verbose || *status == Status::RuntimeError) && before != Some(*status);
                let was = before.map(|before| format!(" (was {})", before.name())).unwrap_or_default();
                shown.then(|| format!("{:<12} {path}:{line}:{column} {description}{was}", status.name()))
            }
            _ => None,
        }
    }
}

/// "12 killed, 3 survived, 1 timed out"
fn counts(sum: &Summary) -> String {
    let mut text = format!("{} killed, {} survived", sum.killed, sum.survived);
    for (count, word) in [(sum.timeout, "timed out"), (sum.runtime_error, "not judged")] {
        if count > 0 {
            text += &format!(", {count} {word}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Verdict;

    fn judged(status: Status) -> Event {
        Event::Judged {
            path: "shop.py".to_owned(),
            line: 2,
            column: 5,
            description: "drop the call".to_owned(),
            file: 0,
            mutant: 3,
            verdict: Box::new(Verdict::unrun(status, None)),
            key: None,
        }
    }

    #[test]
    fn a_mutant_that_is_judged_again_is_told_once_more_only_where_it_became_another_verdict() {
        let mut console = Console::new(1);
        let mut told = Vec::new();
        for status in [Status::Killed, Status::Killed, Status::Survived] {
            let event = judged(status);
            let before = console.told.get(&(0, 3)).copied();
            told.extend(console.message(&event, before));
            console.event(&event);
        }
        assert_eq!(
            told,
            ["Killed       shop.py:2:5 drop the call", "Survived     shop.py:2:5 drop the call (was Killed)"]
        );
        assert_eq!((console.counts.killed, console.counts.survived), (0, 1));
    }
}
