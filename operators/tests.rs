//! Runs the examples of every operator, and checks the table.

use std::collections::HashSet;

use super::*;
use crate::syntax::{Module, apply, pool, walk};

fn results(index: usize, before: &str) -> Vec<String> {
    let module = Module::parse(before.to_owned()).unwrap();
    let mut edits = Edits::new(&module);
    edits.set_operator(index);
    walk(&module, &mut |node| TABLE[index].visit(node, &mut edits));
    edits.finish().iter().map(|found| apply(before, &found.edit)).collect()
}

#[test]
fn examples_hold() {
    let mut wrong = Vec::new();
    pool().install(|| {
        for (index, operator) in TABLE.iter().enumerate() {
            for example in operator.spec().examples {
                let results = results(index, example.before);
                let sound = |r: &String| r != example.before && Module::parse(r.clone()).is_ok();
                if results != example.after || !results.iter().all(sound) {
                    wrong.push(format!("{}: {:?}: {results:#?}", operator.spec().id, example.before));
                }
            }
        }
    });
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn names_are_unique_and_documented() {
    let mut seen: HashSet<&str> = Group::ALL.map(Group::name).into_iter().collect();
    seen.extend(Level::ALL.map(Level::name));
    for operator in TABLE {
        let spec = operator.spec();
        assert!(seen.insert(spec.id), "{}", spec.id);
        assert!(!spec.summary.is_empty() && spec.version > 0);
        assert!(spec.examples.iter().any(|e| !e.after.is_empty()), "{}", spec.id);
    }
}

fn selected(items: &[&str]) -> Result<Vec<&'static str>, String> {
    let items: Vec<String> = items.iter().map(|s| s.to_string()).collect();
    Selection::parse(&items).map(|s| s.ids().collect())
}

#[test]
fn selections() {
    assert_eq!(selected(&["number", "exception"]).unwrap(), ["number", "exception-body", "raise"]);
    assert_eq!(selected(&["logic,-not", "-ternary"]).unwrap(), ["bool-op", "condition", "match-case"]);
    assert_eq!(selected(&["-logic"]).unwrap().len(), TABLE.len() - 5);
    assert_eq!(selected(&[]), selected(&["default"]));
    assert!(selected(&["aritmetic"]).unwrap_err().contains("`arithmetic`"));
}
