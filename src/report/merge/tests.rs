use super::super::fixture;
use super::*;

const SECOND: [&str; 2] = ["bbbbbbbbbbbb", "dddddddddddd"];

/// A run in two parts, and as a whole.
fn halves() -> (Vec<Part>, Document) {
    let whole = fixture::document();
    let half = |index: u32| {
        let mut document = whole.clone();
        document.config.insert("shard".into(), format!("{index}/2").into());
        let mutants = |file: &mut File| {
            file.mutants.retain(|mutant| SECOND.contains(&mutant.id.as_str()) == (index == 2));
        };
        document.files.values_mut().for_each(mutants);
        Part { name: format!("{index}.json"), document }
    };
    (vec![half(1), half(2)], whole)
}

fn merged(parts: &[Part]) -> Result<Merged, MergeError> {
    merge(parts.to_vec(), &|_| 0)
}

#[test]
fn the_parts_of_a_run_are_the_run() {
    let (parts, mut whole) = halves();
    let both = [parts[1].clone(), parts[0].clone()];
    let Merged { document, notes } = merged(&both).unwrap();
    whole.performance = document.performance.clone();
    assert_eq!(document, whole);
    assert_eq!(document.performance.unwrap().mutation, 4000.0);
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn what_is_missing_or_foreign_is_refused() {
    let (parts, _) = halves();
    let error = |parts: &[Part]| merged(parts).unwrap_err().to_string();
    assert_eq!(error(&[]), "there is no report to join");
    assert_eq!(error(&parts[..1]), "the run was in 2 parts, and there is no report of 2/2");
    let mut other = parts.clone();
    other[1].document.config.insert("shard".into(), "2/3".into());
    assert_eq!(
        error(&other),
        "1.json is part 1/2 of a run, and 2.json is part 2/3: they are of different runs"
    );
    let mut other = parts.clone();
    other[1].document.config.insert("operators".into(), vec!["x".to_owned()].into());
    assert!(error(&other).starts_with("1.json and 2.json were made with different `operators`"));
    let mut other = parts;
    other[1].document.files.get_mut("pkg/a.py").unwrap().source += "# more\n";
    assert!(error(&other).starts_with("1.json and 2.json tell of different states of pkg/a.py"));
}

#[test]
fn a_whole_run_needs_no_other_part_and_the_worse_verdict_counts() {
    let (mut parts, whole) = halves();
    parts[1].name = "whole.json".into();
    parts[1].document = whole;
    let killed = |mutant: &Mutant| mutant.status == "Killed";
    let file = parts[1].document.files.get_mut("pkg/a.py").unwrap();
    let id = file.mutants.iter().find(|mutant| killed(mutant)).unwrap().id.clone();
    let mut survived = file.mutants.iter().find(|mutant| killed(mutant)).unwrap().clone();
    survived.status = "Survived".into();
    let mut pending = file.mutants.iter().find(|mutant| mutant.status == "Survived").unwrap().clone();
    pending.status = "Pending".into();
    parts[0].document.mutate.partial = true;
    parts[0].document.files.get_mut("pkg/a.py").unwrap().mutants = vec![survived, pending];
    let Merged { document, notes } = merged(&parts).unwrap();
    let sum = document.summary();
    assert_eq!((sum.killed, sum.survived, sum.pending, document.mutate.partial), (0, 2, 0, true));
    assert_eq!(
        notes,
        [
            "1.json is of a run that did not end: 1 of its mutants are not judged".to_owned(),
            format!(
                "pkg/a.py: mutant {id} is Survived in one report and Killed in another; the worse counts"
            )
        ]
    );
}

#[test]
fn tests_are_known_by_their_names() {
    let (mut parts, _) = halves();
    let new = Test { id: "0".into(), name: "tests/test_0.py::test_new".into() };
    let renamed: HashMap<&str, &str> = HashMap::from([("0", "1"), ("1", "2"), ("2", "3")]);
    let document = &mut parts[1].document;
    for test in document.test_files.values_mut().flat_map(|file| &mut file.tests) {
        test.id = renamed[test.id.as_str()].to_owned();
    }
    document.test_files.insert("tests/test_0.py".into(), TestFile { tests: vec![new] });
    for mutant in document.files.values_mut().flat_map(|file| &mut file.mutants) {
        for id in mutant.covered_by.iter_mut().chain(&mut mutant.killed_by) {
            *id = renamed[id.as_str()].to_owned();
        }
    }
    let document = merged(&parts).unwrap().document;
    let killed = document.with_status(Status::Killed).next().unwrap().2;
    assert_eq!(document.test_names()[killed.killed_by[0].as_str()], "tests/test_a.py::test_two[x]");
    assert_eq!(document.test_names()["3"], "tests/test_0.py::test_new");
}
