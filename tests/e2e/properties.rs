//! Property-based tests: hypothesis looks for constants in the source of all modules.

use std::collections::BTreeMap;

use crate::run::{Project, edit};

const RATES: &str =
    "LIMIT = 4000\n\n\ndef capped(n):\n    return min(n, LIMIT)\n\n\ndef unused(n):\n    return n + 1\n";

fn rates() -> Project {
    Project::new(&[
        ("pyproject.toml", "[project]\nname = 'rates'\nversion = '1'\n"),
        ("rates.py", RATES),
        ("other.py", "def twice(n):\n    return n * 2\n"),
        ("notes.py", "def note(text):\n    return text or 'none'\n"),
        (
            "test_rates.py",
            "import notes, other, rates\nfrom hypothesis import given, strategies as st\n\n\n\
             @given(st.integers())\ndef test_capped(n):\n    assert rates.capped(n) <= rates.LIMIT\n\n\n\
             def test_twice():\n    assert other.twice(3) == 6\n",
        ),
    ])
}

/// Operator and line to (status, strategy, whether it is kept).
fn verdicts(project: &Project) -> BTreeMap<String, (String, String, bool)> {
    let report = project.path.with_file_name("report.json");
    let option = format!("json={}", report.display());
    let paths = ["--paths", "rates.py", "other.py", "notes.py"];
    let out = project.run(&[&["run", "-q", "--report", &option][..], &paths].concat());
    assert!(out.starts_with("exit: 0"), "{out}");
    let report: serde_json::Value = serde_json::from_slice(&std::fs::read(report).unwrap()).unwrap();
    let files = report["files"].as_object().unwrap().iter();
    let mutants =
        files.flat_map(|(path, file)| file["mutants"].as_array().unwrap().iter().map(move |m| (path, m)));
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    mutants
        .map(|(path, m)| {
            let place = m["location"]["start"]["line"].to_string();
            let name = format!("{path}:{place} {}", text(&m["mutatorName"]));
            let own = &m["mutate"];
            (name, (text(&m["status"]), text(&own["strategy"]), own["cached"].as_bool().unwrap()))
        })
        .collect()
}

#[test]
fn what_hypothesis_looks_for_in_the_source_is_no_reading_of_it() {
    let project = rates();
    let first = verdicts(&project);
    let found = |name: &str| {
        let (status, strategy, _) = &first[name];
        format!("{status} {strategy}").trim_end().to_owned()
    };
    assert_eq!(found("other.py:2 arithmetic"), "Killed swap");
    assert_eq!(found("other.py:2 return-value"), "Killed swap");
    // no test runs them, and none reads their text
    assert_eq!(found("rates.py:9 arithmetic"), "NoCoverage");
    assert_eq!(found("notes.py:2 bool-op"), "NoCoverage");

    // what it tries depends on all of them, though, and nothing else does
    edit(&project, "notes.py", "'none'", "'nothing'");
    let (again, kept): (Vec<_>, Vec<_>) = verdicts(&project)
        .into_iter()
        .filter(|(_, (status, ..))| status != "NoCoverage")
        .partition(|(_, v)| !v.2);
    assert!(again.iter().all(|(name, _)| name.starts_with("rates.py:")), "{again:?}");
    assert!(kept.iter().all(|(name, _)| name.starts_with("other.py:")) && !kept.is_empty(), "{kept:?}");
    assert!(!again.is_empty());
}
