//! Planning on small sources: which mutants may be judged together, and what
//! the baseline's evidence makes of one.

use std::collections::BTreeSet;
use std::path::Path;

use mutate::generate::generate;
use mutate::model::{Baseline, FileCoverage, Ran, SourceFile, Status, Strategy, TestId, TestInfo};
use mutate::operators::Selection;
use mutate::plan::{Functions, Planned, Route, blocks, plan, separating};

fn file(text: &str) -> SourceFile {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("m.py"), text).unwrap();
    let files = generate(Path::new(dir.path()), &["m.py".to_owned()], &Selection::default(), &[], &[]).files;
    files.into_iter().next().unwrap()
}

/// Nine values; with what fits beside them they make a block.
const BESIDE: &str = "X = [\n    1,\n    1,\n    1,\n    1,\n    1,\n    1,\n    1,\n    1,\n    1,\n]\n";

/// The blocks of more than one row or mutant, each mutant as "line operator".
fn groups(text: &str) -> Vec<Vec<String>> {
    let file = file(text);
    let all: Vec<usize> = (0..file.mutants.len()).filter(|m| file.mutants[*m].ignored.is_none()).collect();
    let name = |m: usize| format!("{} {}", file.mutants[m].start.line, file.mutants[m].operator);
    let found: Vec<Vec<usize>> = blocks(&file, &all).iter().map(|rows| rows.concat()).collect();
    let mut there = found.concat();
    there.sort_unstable();
    assert_eq!(there, all, "each mutant is in one block");
    found.into_iter().filter(|g| g.len() > 1).map(|g| g.into_iter().map(name).collect()).collect()
}

/// Whether some group has mutants of both lines.
fn meet(text: &str, one: &str, other: &str) -> bool {
    let has = |group: &[String], line: &str| group.iter().any(|m| m.split(' ').next() == Some(line));
    groups(text).iter().any(|group| has(group, one) && has(group, other))
}

#[test]
fn for_any_two_of_a_row_a_group_has_one_and_not_the_other() {
    for sizes in [vec![5], vec![9], vec![16], vec![16, 16, 7, 1], vec![2, 2, 2, 2], vec![16; 8]] {
        let mut next = 0..;
        let rows: Vec<Vec<usize>> = sizes.iter().map(|n| next.by_ref().take(*n).collect()).collect();
        let groups = separating(&rows);
        assert!(!groups.is_empty() && groups.len() < sizes.iter().sum(), "{sizes:?}: {groups:?}");
        for row in &rows {
            for one in row {
                for other in row.iter().filter(|other| *other != one) {
                    let apart = |group: &Vec<usize>| group.contains(one) && !group.contains(other);
                    assert!(groups.iter().any(apart), "{one} without {other}: {groups:?}");
                }
                assert!(groups.iter().any(|group| group.contains(one)));
            }
        }
    }
}

#[test]
fn a_few_are_asked_about_one_by_one() {
    for few in [vec![], vec![vec![7]], vec![vec![7, 8]], vec![vec![1, 2, 3, 4]]] {
        assert!(separating(&few).is_empty(), "{few:?}");
    }
}

#[test]
fn a_name_that_another_statement_uses_keeps_them_apart() {
    assert!(meet(&format!("A = 1\nB = 2\n{BESIDE}"), "1", "2"));
    assert!(!meet(&format!("A = 1\nB = A + 2\n{BESIDE}"), "1", "2"));
    assert!(!meet(&format!("class C:\n    rate = 1\n    total = rate * 2\n{BESIDE}"), "2", "3"));
}

#[test]
fn entries_of_a_table_go_together_line_by_line() {
    let pairs = "T = [\n    ('a', 'b'),\n    ('c', 'd'),\n    ('e', 'f'),\n    ('g', 'h'),\n    ('i', 'j'),\n    ('k', 'l'),\n]\n";
    assert!(!groups(pairs).is_empty());
    assert!(groups(pairs).iter().all(|group| group.iter().collect::<BTreeSet<_>>().len() == group.len()));
}

#[test]
fn entries_made_one_by_one_go_together_unless_one_reads_the_table() {
    let table = "T = {}\nT[len] = 1\nT[abs] = 2\nT[min] = T[len] + 3\nU = T[abs] + 4\n";
    assert!(meet(table, "2", "3"));
    assert!(!meet(table, "2", "4") && !meet(table, "3", "5"));
    // two keys may become one, and what a key is made of is read
    assert!(!meet("T['b'] = x\nT['c'] = x\n", "1", "2"));
    assert!(!meet("K = 1\nT[K] = 2\n", "1", "2"));
    // a table that is no name, an assignment that is none
    assert!(!meet("a.T[x] = 1\na.T[y] = 2\n", "1", "2"));
    assert!(!meet("T[f(k=1)] = x\nT[y] = 2\n", "1", "2"));
    assert!(!meet("T[x] == 1\nT[y] = 2\n", "1", "2"));
}

#[test]
fn keys_of_a_table_do_not_go_together_for_equal_ones_are_one() {
    let table = |entry: fn(&str) -> String| {
        let entries: String = "abcdefghij".split("").filter(|c| !c.is_empty()).map(entry).collect();
        format!("T = {{\n{entries}}}\n")
    };
    assert!(meet(&table(|c| format!("    '{c}',\n")), "2", "3"));
    assert!(meet(&table(|c| format!("    {c}: ('{c}', x),  # {c}\n")), "2", "3"));
    assert!(!meet(&table(|c| format!("    '{c}': x,\n")), "2", "3"));
    assert!(!meet(&table(|c| format!("    ('{c}', x): x,\n")), "2", "3"));
}

#[test]
fn default_values_of_one_function_go_together() {
    assert!(meet(&format!("def f(a=1, b='x'):\n    pass\n{BESIDE}"), "1", "1"));
}

#[test]
fn those_of_a_lambda_go_with_all_else_that_its_statement_has() {
    let table = "T = [\n    lambda key=None, of=None: key,\n    lambda key=None: key,\n    1,\n    'x',\n]\n";
    assert!(["3", "4", "5"].iter().all(|line| meet(table, "2", line)));
    // a function of its own binds a name, and what reads that one is not beside it
    assert!(!meet(&format!("def f(a=None):\n    pass\nB = f() + 1\n{BESIDE}"), "1", "3"));
}

#[test]
fn what_a_block_may_skip_goes_with_nothing() {
    assert!(groups("if True:\n    A = 1\n    B = 2\n").is_empty());
    assert!(groups("def f():\n    a = 1\n    b = 2\n    return a, b\n").is_empty());
    assert!(groups("for i in 'ab':\n    A = i + 'c'\n    B = 2\n").is_empty());
}

#[test]
fn what_does_more_than_change_a_value_goes_with_nothing() {
    let found = groups("register(1)\nA = 2\nB = not C\n");
    assert!(
        found.iter().flatten().all(|m| !m.contains("call-statement") && !m.contains(" not")),
        "{found:?}"
    );
}

const TESTS: u32 = 100;

fn baseline(coverage: FileCoverage) -> Baseline {
    let test = |name: &str| TestInfo {
        nodeid: format!("test_m.py::{name}"),
        cpu: 0.001,
        wall: 0.001,
        ..TestInfo::default()
    };
    Baseline {
        tests: (0..TESTS).map(|n| test(&format!("test_{n}"))).collect(),
        files: [("m.py".to_owned(), coverage)].into(),
        ..Baseline::default()
    }
}

fn planned(text: &str, operator: &str, coverage: FileCoverage) -> Planned {
    planned_in(text, operator, &baseline(coverage))
}

fn planned_in(text: &str, operator: &str, baseline: &Baseline) -> Planned {
    let file = file(text);
    let at = file.mutants.iter().position(|m| m.operator == operator).unwrap();
    let plans = plan(std::slice::from_ref(&file), baseline, None);
    plans.into_iter().find(|p| p.at.mutant == at).unwrap()
}

#[test]
fn code_of_a_file_that_was_read_at_import_is_imported_anew() {
    let text = "def f(a):\n    return a + 2\n";
    let coverage = || FileCoverage { executable: [1, 2].into(), ..FileCoverage::default() };
    let mut baseline = baseline(coverage());
    baseline.world.common.read.insert("other.py".to_owned());
    let found = planned_in(text, "arithmetic", &baseline);
    assert!(matches!(found.route, Route::Known(v) if v.status == Status::NoCoverage));
    baseline.world.common.read.insert("m.py".to_owned());
    let found = planned_in(text, "arithmetic", &baseline);
    assert!(matches!(found.route, Route::Run(Strategy::Reimport)) && found.only_for.is_none());
    assert!(found.unreached);
    // what ran while a test file was collected is covered, whoever read the text
    let collected = [(2, ["test_m.py".to_owned()].into())].into();
    baseline.files = [("m.py".to_owned(), FileCoverage { collected_for: collected, ..coverage() })].into();
    assert!(!planned_in(text, "arithmetic", &baseline).unreached);
}

const DEFAULT: &str = "def f(a=1):\n    return a\n";

#[test]
fn a_default_that_nobody_calls_or_reads_survives_without_a_run() {
    let coverage =
        FileCoverage { executable: [1, 2].into(), import_lines: [1].into(), ..FileCoverage::default() };
    let found = planned(DEFAULT, "default-argument", coverage);
    assert!(matches!(found.route, Route::Known(v) if v.status == Status::Survived));
}

#[test]
fn a_default_whose_signature_is_read_is_imported_anew() {
    let coverage = FileCoverage {
        executable: [1, 2].into(),
        import_lines: [1].into(),
        inspected: [1].into(),
        ..FileCoverage::default()
    };
    let found = planned(DEFAULT, "default-argument", coverage);
    assert!(matches!(found.route, Route::Run(Strategy::Reimport)));
}

#[test]
fn code_that_no_test_runs_is_shown_to_those_that_read_the_file() {
    let unread = FileCoverage { executable: [1, 2].into(), ..FileCoverage::default() };
    let found = planned("def f(a):\n    return a + 2\n", "arithmetic", unread.clone());
    assert!(matches!(found.route, Route::Known(v) if v.status == Status::NoCoverage));
    let read = FileCoverage { readers: BTreeSet::from([TestId(1)]), ..unread };
    let found = planned("def f(a):\n    return a + 2\n", "arithmetic", read);
    assert!(matches!(found.route, Route::Run(Strategy::Swap)) && found.unreached);
    assert_eq!(found.readers, [TestId(1)]);
}

#[test]
fn what_a_table_keeps_for_each_key_is_shown_to_the_neighbours() {
    let text = "def f(a):\n    return a + 2\n";
    let reached = |n: u32| FileCoverage {
        executable: [1, 2].into(),
        by_line: [(2, (0..n).map(TestId).collect())].into(),
        ..FileCoverage::default()
    };
    // one test for each of a few keys, in each process of the baseline
    let few = planned(text, "arithmetic", reached(24));
    assert_eq!(few.wider, (24..TESTS).map(TestId).collect::<Vec<_>>());
    let many = planned(text, "arithmetic", reached(90));
    assert_eq!(many.wider, []);
}

/// The two questions to `Functions` about a run in which functions of these first lines ran, and had before.
fn strays(sure: &[u32], before: &[u32], tests: &[u32]) -> (bool, bool) {
    let file = file(
        "def f():\n    return g()\n\n@h\ndef g():\n    return KEPT\n\ndef h(x):\n    return lambda: 1 + 2\n",
    );
    let by_line = [(2, vec![TestId(0), TestId(1)]), (6, vec![TestId(1)]), (9, vec![TestId(2)])];
    let coverage = FileCoverage { by_line: by_line.into(), ..FileCoverage::default() };
    let baseline = Baseline {
        files: [("m.py".to_owned(), coverage)].into(),
        kept: ["KEPT".to_owned()].into(),
        ..Baseline::default()
    };
    let at = |lines: &[u32]| [("m.py".to_owned(), lines.to_vec()), ("test_m.py".to_owned(), vec![1])].into();
    let ran = Ran { sure: at(sure), before: at(before), ..Ran::default() };
    let functions = Functions::new(&[file], &baseline);
    let tests: Vec<TestId> = tests.iter().copied().map(TestId).collect();
    (functions.strays(&ran, &tests), functions.strays_to_kept(&ran, &tests))
}

#[test]
fn what_tests_run_only_because_of_a_mutant_is_told_by_what_they_run_without_it() {
    assert_eq!(strays(&[1], &[], &[0]), (false, false), "it runs that anyway");
    assert_eq!(strays(&[1, 4], &[], &[0]), (true, true), "g is new to test 0, and reads what is kept");
    assert_eq!(strays(&[1, 4], &[], &[0, 1]), (false, false), "one of them runs g");
    assert_eq!(strays(&[1, 8], &[], &[0]), (true, false), "h has nothing to do with what is kept");
    assert_eq!(strays(&[1, 9], &[], &[0]), (true, false), "what h holds is h");
    assert_eq!(
        strays(&[1, 4], &[4], &[0]),
        (false, false),
        "it ran at import, nobody knows whether it did again"
    );
}
