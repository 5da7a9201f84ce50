use super::*;

fn parsed(text: &str) -> Result<(Kind, Vec<Entry>), String> {
    match text.starts_with('<') {
        true => xml::parse(text, &["src/main/java".to_owned()]),
        false => lcov::parse(text),
    }
}

fn place(mapping: Option<Mapping>) -> Place {
    Place { root: "/repo".into(), folder: "/repo/sub".into(), mapping }
}

/// What the report says of a file, as `number+` for a line that was run.
fn told(text: &str, path: &str) -> Option<Vec<String>> {
    let (kind, entries) = parsed(text).unwrap();
    let lines = Report::new(kind, entries, false).lines(path, &place(None))?;
    Some(lines.iter().map(|l| format!("{}{}", l.number, if l.hit { "+" } else { "-" })).collect())
}

const COBERTURA: &str = r#"<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage><sources><source>/repo/pkg</source></sources><packages><package><classes>
<class filename="a.py"><lines><line number="1" hits="1"/><line number="2" hits="0"/>
<line number="4" hits="2" branch="true" condition-coverage="50% (1/2)"/></lines></class>
<class filename="./b.py"><methods><method><lines><line number="9" hits="1"/></lines></method></methods>
<lines><line number="7" hits="3" branch="true" condition-coverage="100% (2/2)"/></lines></class>
</classes></package></packages></coverage>"#;

#[test]
fn cobertura_names_files_by_its_sources_or_from_here() {
    assert_eq!(told(COBERTURA, "pkg/a.py").unwrap(), ["1+", "2-", "4+"]);
    assert_eq!(told(COBERTURA, "sub/b.py").unwrap(), ["7+"]);
    assert_eq!(told(COBERTURA, "other/a.py"), None);
    let (kind, entries) = parsed(COBERTURA).unwrap();
    assert_eq!(kind, Kind::Cobertura);
    let partial: Vec<bool> = entries.iter().flat_map(|e| &e.lines).map(Line::partial).collect();
    assert_eq!(partial, [false, false, true, false]);
}

#[test]
fn clover_is_known_by_its_mark_or_its_lines_and_found_by_the_end_of_its_paths() {
    let file = r#"<project><file name="a.php" path="/ci/repo/src/a.php">
        <line num="1" type="method" count="1"/><line num="2" type="stmt" count="0"/>
        <line num="3" type="cond" truecount="1"/><line num="4" type="other" count="1"/></file></project>"#;
    for root in ["<coverage clover=\"4\">", "<coverage>"] {
        let text = format!("{root}{file}</coverage>");
        assert_eq!(told(&text, "src/a.php").unwrap(), ["1+", "2-", "3-"]);
        assert_eq!(told(&text, "rc/a.php"), None);
    }
}

#[test]
fn jacoco_names_packages_below_the_source_roots() {
    let text = r#"<!DOCTYPE report PUBLIC "-//JACOCO//DTD Report 1.1//EN" "report.dtd"><report name="r">
        <package name="org/x"><sourcefile name="A.java"><line nr="3" mi="1" ci="0"/><line nr="4" ci="2"/>
        </sourcefile></package></report>"#;
    assert_eq!(told(text, "src/main/java/org/x/A.java").unwrap(), ["3-", "4+"]);
    assert_eq!(told(text, "org/x/A.java"), None);
}

#[test]
fn lcov_counts_lines_then_branches_then_functions() {
    let text = "TN:\nSF:/repo/a.c\nFN:1,f\nFN:20,25,g,h\nFNDA:0,f\nFNDA:2,g,h\nDA:1,5\nDA:2,0,abc\nDA:3,0\n\
                BRDA:3,0,jump, far,4\nBRDA:4,0,0,-\nBRDA:4,0,1,3\nBRDA:5,0,0,1\nLH:1\nend_of_record\n\
                SF:/repo/a.c\nDA:2,1\nend_of_record\nSF:/repo/b.c\nend_of_record\n";
    assert_eq!(told(text, "b.c"), None);
    assert_eq!(told(text, "a.c").unwrap(), ["1+", "2+", "3+", "4-", "5+", "20+"]);
}

#[test]
fn a_record_ends_where_the_next_begins() {
    let text = "SF:/repo/a.c\nDA:2,0\nDA:4,0\nSF:/repo/b.c\nDA:3,1\n";
    assert_eq!(told(text, "a.c").unwrap(), ["2-", "4-"]);
    assert_eq!(told(text, "b.c").unwrap(), ["3+"]);
}

#[test]
fn counts_may_be_more_than_can_be_counted() {
    let most = "18446744073709551616";
    let lcov = format!(
        "SF:/repo/a.c\nFN:9,f\nFNDA:{most},f\nDA:1,{most}\nDA:1,{most}\nDA:2,-1\nBRDA:3,0,0,{most}\nBRDA:3,0,1,1\n"
    );
    assert_eq!(told(&lcov, "a.c").unwrap(), ["1+", "2-", "3+", "9+"]);
    let report = |hits: &str| COBERTURA.replacen("hits=\"1\"", &format!("hits=\"{hits}\""), 1);
    for (hits, shown) in [(most, "1+"), ("-3", "1+"), ("-0", "1-"), ("000", "1-")] {
        assert_eq!(told(&report(hits), "pkg/a.py").unwrap()[0], shown, "{hits}");
    }
}

#[test]
fn what_is_not_understood_is_told_with_its_place() {
    let error = |text: &str| parsed(text).unwrap_err();
    assert_eq!(error("<html/>"), "<html> is none of Cobertura, Clover and JaCoCo");
    let line = "<coverage>\n<class filename='a'><lines>\n<line number='x'/></lines></class></coverage>";
    assert_eq!(error(line), "line 3, <line>: number=\"x\" is no number");
    assert_eq!(error("SF:a\nDA:1\n"), "line 2: it is not understood: DA:1");
    assert_eq!(error("DA:1,1\n"), "line 1: it belongs to no file (`SF:`): DA:1,1");
    assert_eq!(error("hello"), "it is neither XML nor lcov: no line begins with `SF:`");
    assert_eq!(error("<coverage>"), "the root node was opened but never closed");
}

#[test]
fn expanding_fills_gaps_with_what_is_above_them() {
    let line = |number, hit| Line { number, hit, ways: 0, taken: 0 };
    let lines = expanded(vec![line(5, false), line(2, true), line(7, true)]);
    let added: Vec<Line> = lines[3..].to_vec();
    assert_eq!(added, [line(3, true), line(4, true), line(6, false)]);
    assert_eq!(expanded(vec![]), []);
}

/// The mapping that leads from these files of a report to those of the repository.
fn mapping(theirs: &[&str], ours: &[&str]) -> Option<(String, String)> {
    let entry = |name: &&str| Entry { names: vec![(*name).to_owned()], lines: Vec::new() };
    let report = Report::new(Kind::Cobertura, theirs.iter().map(entry).collect(), false);
    let ours: Vec<String> = ours.iter().map(|file| (*file).to_owned()).collect();
    Mapping::find(&report, &ours, &place(None)).map(|found| (found.theirs, found.ours))
}

#[test]
fn a_report_from_elsewhere_is_mapped_by_the_common_end_of_its_paths() {
    let ours = ["src/pkg/a.py", "src/pkg/b/a.py", "README.md"];
    let pair = |a: &str, b: &str| Some((a.to_owned(), b.to_owned()));
    assert_eq!(mapping(&["/app/pkg/a.py", "/app/pkg/b/a.py"], &ours), pair("/app/", "src/"));
    assert_eq!(mapping(&["pkg/a.py"], &ours[..1]), pair("", "src/"));
    assert_eq!(mapping(&["/x/src/pkg/a.py"], &ours[..1]), pair("/x/", ""));
    // named as they are, or by nothing that says which
    assert_eq!(mapping(&["src/pkg/a.py", "/app/pkg/b/a.py"], &ours), None);
    assert_eq!(mapping(&["/app/setup.py"], &["a/setup.py", "b/setup.py"]), None);
    let mapped = place(Some(Mapping { theirs: "/app/".into(), ours: "src/".into() }));
    assert_eq!(mapped.names("src/pkg/a.py").last().unwrap(), "/app/pkg/a.py");
    assert_eq!(mapped.names("docs/a.py").len(), 3);
}
