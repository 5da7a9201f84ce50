//! As data: the same keys as diff-cover's.

use std::collections::BTreeMap;

use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

use super::{ChangedFile, Patch};

#[derive(Serialize)]
struct Document<'a> {
    report_name: &'a str,
    diff_name: &'a str,
    #[serde(serialize_with = "in_order")]
    src_stats: Vec<(&'a str, Stats<'a>)>,
    total_num_lines: usize,
    total_num_violations: usize,
    total_percent_covered: Percent,
    num_changed_lines: usize,
    /// What else is known, by name.
    #[serde(flatten)]
    more: BTreeMap<&'static str, serde_json::Value>,
}

#[derive(Serialize)]
struct Stats<'a> {
    percent_covered: f64,
    violation_lines: &'a [u32],
    covered_lines: &'a [u32],
    /// Lines with a message, which a line that is not covered does not have.
    violations: Vec<(u32, Option<&'a str>)>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Percent {
    Whole(u64),
    Float(f64),
}

fn in_order<S: Serializer>(stats: &[(&str, Stats)], to: S) -> Result<S::Ok, S::Error> {
    let mut map = to.serialize_map(Some(stats.len()))?;
    for (path, stats) in stats {
        map.serialize_entry(path, stats)?;
    }
    map.end()
}

impl<'a> Stats<'a> {
    fn of(file: &'a ChangedFile) -> Stats<'a> {
        Stats {
            percent_covered: file.percent(),
            violation_lines: &file.missing,
            covered_lines: &file.covered,
            violations: file.missing.iter().map(|line| (*line, None)).collect(),
        }
    }
}

/// `more` stands beside the keys of every report.
pub fn json(
    patch: &Patch,
    float: bool,
    more: BTreeMap<&'static str, serde_json::Value>,
) -> Result<Vec<u8>, serde_json::Error> {
    let shown = patch.shown(float);
    let mut bytes = serde_json::to_vec(&Document {
        report_name: &patch.source,
        diff_name: &patch.name,
        src_stats: patch.files.iter().map(|file| (file.path.as_str(), Stats::of(file))).collect(),
        total_num_lines: patch.lines(),
        total_num_violations: patch.missing(),
        total_percent_covered: if float { Percent::Float(shown) } else { Percent::Whole(shown as u64) },
        num_changed_lines: patch.changed,
        more,
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
