//! Loops that a mutant turns endless, and how the report tells of them.

use serde_json::Value;

use crate::run::Project;

#[test]
fn what_is_shown_and_what_is_counted() {
    let project = Project::new(&[
        ("pyproject.toml", ""),
        (
            "rounds.py",
            "import time


def down(n):
    while n > 0:
        n -= 1
    return n


def drain(cards):
    while cards:
        list.pop(cards)
        cards.sort()


def watch(cards):
    while cards:
        list.pop(cards)
        time.monotonic()
",
        ),
        (
            "test_rounds.py",
            "import rounds


def test_down():
    assert rounds.down(3) == 0


def test_drain():
    rounds.drain([1, 2])


def test_watch():
    rounds.watch([1, 2])
",
        ),
    ]);
    let arguments = ["run", "--no-cache", "-q", "--operators", "augmented-assign,call-statement"];
    project.run(&[&arguments[..], &["--report", "json=out.json"]].concat());
    let report: Value =
        serde_json::from_str(&std::fs::read_to_string(project.path.join("out.json")).unwrap()).unwrap();
    let mutants = report["files"]["rounds.py"]["mutants"].as_array().unwrap();
    let reasons: Vec<&str> = mutants.iter().filter_map(|mutant| mutant["statusReason"].as_str()).collect();
    // where in the loop it was seen differs from one version of Python to another
    let told = |of: &str, why: &str| reasons.iter().any(|r| r.starts_with(of) && r.contains(why));
    assert!(told("down (rounds.py:", ") is in a loop that has no way out"), "{reasons:?}");
    assert!(told("drain (rounds.py:", ") is in a loop that comes back to where it was"), "{reasons:?}");
    // the clock could end it
    assert!(told("watch (rounds.py:", ") goes round a loop more than 200000 times"), "{reasons:?}");
    assert!(!told("watch", " is in a loop"), "{reasons:?}");
}
