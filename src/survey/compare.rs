//! What has moved since a snapshot.

use std::fmt::Write;

use super::Snapshot;
use crate::coverage::Counts;
use crate::gate::percent;

/// What is said of two snapshots.
#[derive(Clone, Debug, Default)]
pub struct Comparison {
    pub text: String,
    /// Modules that lost more than is tolerated.
    pub lost: Vec<String>,
}

/// `tolerance` in percentage points.
pub fn compare(before: &Snapshot, now: &Snapshot, tolerance: f64) -> Comparison {
    let mut out = Comparison::default();
    let (was, is) = (total(before), total(now));
    let _ = writeln!(
        out.text,
        "since the snapshot: {} -> {} (of {} statements and branches, {} before)",
        percent(was.percent()),
        percent(is.percent()),
        is.statements + is.branches,
        was.statements + was.branches
    );
    for (path, file) in &now.files {
        let is = Counts::from(*file);
        match before.files.get(path).map(|file| Counts::from(*file)) {
            Some(was) => moved(path, was, is, tolerance, &mut out),
            None => {
                let why = match before.excluded.get(path) {
                    Some(why) => format!("counted now, was left out ({why})"),
                    None => "new".to_owned(),
                };
                let _ = writeln!(out.text, "  {path}: {why}, {} of {}", percent(is.percent()), is.statements);
            }
        }
    }
    for (path, file) in before.files.iter().filter(|(path, _)| !now.files.contains_key(*path)) {
        let was = Counts::from(*file);
        let why = match now.excluded.get(path) {
            Some(why) => format!("left out now ({why})"),
            None => "gone".to_owned(),
        };
        let _ = writeln!(out.text, "  {path}: {why}, was {} of {}", percent(was.percent()), was.statements);
    }
    out
}

fn moved(path: &str, was: Counts, is: Counts, tolerance: f64, out: &mut Comparison) {
    if was == is {
        return;
    }
    let change = is.percent() - was.percent();
    let (from, to) = (percent(was.percent()), percent(is.percent()));
    let _ = writeln!(
        out.text,
        "  {path}: {from} -> {to} ({change:+.1}), statements {} -> {}, missing {} -> {}",
        was.statements, is.statements, was.missing, is.missing
    );
    if -change > tolerance + 1e-9 {
        out.lost.push(format!("{path}: {from} -> {to}"));
    }
}

fn total(snapshot: &Snapshot) -> Counts {
    snapshot.files.values().fold(Counts::default(), |total, file| total.plus(Counts::from(*file)))
}
