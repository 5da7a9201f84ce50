//! A run made by hand, for the tests of the formats.

use super::{Document, Settings};
use crate::model::{
    Baseline, Edit, Ignored, Interpreter, LineRange, Mutant, Position, RunResult, Site, Skipped, SourceFile,
    Span, Status, Strategy, TestId, TestInfo, Timings, Verdict,
};
use crate::syntax::decode;

const TEXT: &str =
    "LIMIT = 10\n\ndef f(a, b):\n    if a < b and b < LIMIT:\n        return a + b\n    return 0\n";

fn mutant(id: &str, original: &str, nth: usize, replacement: &str, site: Site) -> Mutant {
    let start = TEXT.match_indices(original).nth(nth).unwrap().0;
    let place = |at: usize| {
        let line = TEXT[..at].matches('\n').count();
        let column = at - TEXT[..at].rfind('\n').map_or(0, |n| n + 1);
        Position { line: line as u32 + 1, column: column as u32 + 1 }
    };
    let end = start + original.len();
    let line = place(start).line;
    Mutant {
        id: id.into(),
        operator: "demo",
        operator_version: 1,
        edit: Edit { span: Span { start: start as u32, end: end as u32 }, replacement: replacement.into() },
        original: original.into(),
        description: format!("replace `{original}` with `{replacement}`"),
        start: place(start),
        end: place(end),
        qualname: if site == Site::Import { String::new() } else { "f".into() },
        lines: LineRange { first: line, last: line },
        fallback: LineRange { first: line, last: line },
        straight: false,
        site,
        ignored: None,
    }
}

fn verdict(status: Status, killer: Option<u32>, reason: Option<&str>) -> Verdict {
    Verdict {
        status,
        covered_by: vec![TestId(0), TestId(1)],
        killed_by: killer.map(TestId),
        strategy: Some(Strategy::Swap),
        tests_completed: 2,
        duration_ms: 1.5,
        whole: false,
        ran: None,
        cached: false,
        reason: reason.map(str::to_owned),
    }
}

fn test(nodeid: &str, quarantined: Option<&str>) -> TestInfo {
    TestInfo {
        nodeid: nodeid.into(),
        cpu: 0.1,
        wall: 0.2,
        spawns: false,
        quarantined: quarantined.map(str::to_owned),
        ..TestInfo::default()
    }
}

pub(super) fn result() -> RunResult {
    let function = Site::Function { unit: 0 };
    let mut ignored = mutant("eeeeeeeeeeee", "10", 0, "11", Site::Import);
    ignored.ignored = Some(Ignored { filter: "comment", reason: "`# pragma: no mutate`".into() });
    let mutants = vec![
        ignored,
        mutant("aaaaaaaaaaaa", "<", 0, "<=", function),
        mutant("bbbbbbbbbbbb", "and", 0, "or", function),
        mutant("cccccccccccc", "+", 0, "-", function),
        mutant("dddddddddddd", "0", 1, "1", function),
    ];
    let verdicts = vec![
        Verdict::unrun(Status::Ignored, None),
        verdict(Status::Survived, None, None),
        verdict(Status::Killed, Some(1), None),
        verdict(Status::RuntimeError, None, Some("the worker died twice: signal 11")),
        Verdict::unrun(Status::NoCoverage, None),
    ];
    let file = |path: &str, mutants: Vec<Mutant>| SourceFile {
        path: path.into(),
        text: TEXT.into(),
        encoding: decode(b"").unwrap().1,
        units: Vec::new(),
        mutants,
    };
    RunResult {
        project: "demo".into(),
        files: vec![file("pkg/a.py", mutants), file("pkg/b.py", Vec::new())],
        verdicts: vec![verdicts, Vec::new()],
        skipped: vec![Skipped {
            path: "pkg/old.py".into(),
            reason: "line 1: Python 2 print statement".into(),
        }],
        baseline: Baseline {
            interpreter: Interpreter {
                executable: "python3".into(),
                python: "3.11.7".into(),
                pytest: "8.0".into(),
                coverage: "7.6".into(),
            },
            tests: vec![
                test("tests/test_a.py::test_one", None),
                test("tests/test_a.py::test_two[x]", None),
                test("tests/test_b.py::T::test_three", Some("it fails when it runs alone")),
            ],
            ..Baseline::default()
        },
        partial: false,
        timings: Timings { setup: 0.5, baseline: 1.0, judging: 2.0 },
    }
}

pub(super) fn document() -> Document {
    Document::new(&result(), &Settings { paths: vec!["pkg".into()], ..Settings::default() })
}
