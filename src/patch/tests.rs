use super::*;

fn line(number: u32, hit: bool, partial: bool) -> Line {
    Line { number, hit, ways: 2, taken: if partial { 1 } else { 2 } }
}

fn of(reports: &[Vec<Line>], branches: bool) -> Patch {
    let changes =
        Changes::from([("b.py".into(), BTreeSet::from([1, 2, 3, 4, 9])), ("A.md".into(), [1].into())]);
    let told = |path: &str| if path == "b.py" { reports.to_vec() } else { Vec::new() };
    patch("main...HEAD".into(), &[Kind::Cobertura], &changes, &told, branches)
}

#[test]
fn a_line_is_missing_if_no_report_that_knows_the_file_covers_it() {
    let first = vec![line(1, true, false), line(2, false, false), line(3, false, false)];
    let second =
        vec![line(2, true, true), line(3, false, false), line(4, false, false), line(8, false, false)];
    let patch = of(&[first.clone(), second.clone()], false);
    assert_eq!((patch.files[0].missing.clone(), patch.files[0].covered.clone()), (vec![3], vec![1, 2, 4]));
    assert_eq!((patch.lines(), patch.missing(), patch.changed, patch.files.len()), (4, 1, 6, 1));
    assert_eq!(of(&[second, first], true).files[0].missing, [2, 3]);
}

#[test]
fn percentages_are_cut_or_rounded() {
    let third = of(&[vec![line(1, true, false), line(2, true, false), line(3, false, false)]], false);
    assert_eq!((third.shown(false), third.shown(true)), (66.0, 66.67));
    assert_eq!(number(third.shown(false), false), "66");
    let none = of(&[], false);
    assert_eq!((none.shown(false), number(none.shown(true), true)), (100.0, "100.0".to_owned()));
}

#[test]
fn lines_are_listed_as_ranges() {
    assert_eq!(listed(&[1, 2, 3, 7, 9, 10], ","), "1-3,7,9-10");
    assert_eq!(listed(&[], ","), "");
}

#[test]
fn snippets_join_where_they_touch() {
    let text: String = (1..=40).map(|n| format!("l{n}\n")).collect();
    let file = ChangedFile { path: "a".into(), missing: vec![1, 9, 30], covered: vec![40] };
    let patch = Patch { source: String::new(), name: String::new(), files: vec![file], changed: 4 };
    let sources = Sources(BTreeMap::from([("a".into(), text)]));
    let shown = |covered| -> Vec<(u32, u32)> {
        let snippets = &sources.snippets(&patch, covered)["a"];
        snippets.iter().map(|s| (s.lines[0].number, s.lines[s.lines.len() - 1].number)).collect()
    };
    assert_eq!(shown(false), [(1, 13), (26, 34)]);
    assert_eq!(shown(true), [(1, 13), (26, 34), (36, 40)]);
}
