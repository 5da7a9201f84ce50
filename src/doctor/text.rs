//! An examination as people read it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
};

use super::{Examination, Flaw, Origin};

/// So many names of a place are given; the rest is counted.
const SHOWN: usize = 5;

/// All of it; the last line says how much was found.
pub fn render(found: &Examination) -> String {
    let mut out = head(found);
    let sections = [
        section("Imported from elsewhere: mutants of these modules cannot be seen", &elsewhere(found)),
        section("Imported by no test file", &idle(found)),
        section("Tests that fail in a forked process", &reasons(&found.forked)),
        section("Tests that fail alone", &reasons(&found.alone)),
        section(
            &format!("Tests that fail in random order (--seed {})", found.seed),
            &reasons(&found.shuffled),
        ),
        section("Tests without an assertion", &unasserting(found)),
        section("Assertions that always hold", &constants(found)),
        section("Tests that write into the project's folders", &places(&found.tree)),
        section("Tests that write elsewhere", &places(&found.outside)),
        section("Tests that use the network", &places(&found.network)),
    ];
    let count: usize = sections.iter().map(|(count, _)| count).sum();
    sections.iter().for_each(|(_, text)| out += text);
    let _ = match count {
        0 => writeln!(out, "\nnothing is wrong"),
        1 => writeln!(out, "\n1 finding"),
        _ => writeln!(out, "\n{count} findings"),
    };
    out
}

fn head(found: &Examination) -> String {
    let Examination { interpreter: python, modules, .. } = found;
    let own = modules.values().filter(|origin| **origin == Origin::Project).count();
    let confined = match found.confines {
        true => "mutants write only where they may (Landlock)",
        false => "mutants write wherever you may: this kernel has no Landlock",
    };
    let trees = match found.overlays {
        true => "workers see the project through overlays, copied once it is written to",
        false => "workers have copies of the project",
    };
    let forks = match &found.fork_unsafe {
        None => format!(
            "{} tests run in order, each alone, and in random order (--seed {})",
            found.tests, found.seed
        ),
        Some(why) => format!(
            "{} tests run in order only, and every mutant in a fresh interpreter, which is slow: {why}",
            found.tests
        ),
    };
    format!(
        "Python {}, pytest {}, coverage {}\n{confined}\n{trees}\n{forks}\n{own} of {} modules are imported from the project\n",
        python.python,
        python.pytest,
        python.coverage,
        modules.len()
    )
}

/// The number of findings, and the section; nothing where there are none.
fn section(title: &str, lines: &[String]) -> (usize, String) {
    if lines.is_empty() {
        return (0, String::new());
    }
    let body: String = lines.iter().map(|line| format!("  {line}\n")).collect();
    (lines.len(), format!("\n{title}\n{body}"))
}

fn elsewhere(found: &Examination) -> Vec<String> {
    let line = |(module, origin): (&String, &Origin)| match origin {
        Origin::Elsewhere(path) => Some(format!("{module}: {path}")),
        _ => None,
    };
    found.modules.iter().filter_map(line).collect()
}

fn idle(found: &Examination) -> Vec<String> {
    let idle = found.modules.iter().filter(|(_, origin)| **origin == Origin::Nowhere);
    idle.map(|(module, _)| module.clone()).collect()
}

fn reasons(tests: &[(String, String)]) -> Vec<String> {
    tests.iter().map(|(test, why)| format!("{test}: {why}")).collect()
}

fn unasserting(found: &Examination) -> Vec<String> {
    found.flaws.iter().filter(|(_, flaw)| *flaw == Flaw::None).map(|(test, _)| test.clone()).collect()
}

fn constants(found: &Examination) -> Vec<String> {
    let line = |(test, flaw): &(String, Flaw)| match flaw {
        Flaw::Constant(line, text) => Some(format!("{test}: line {line}: {text}")),
        Flaw::None => None,
    };
    found.flaws.iter().filter_map(line).collect()
}

fn places(tests: &BTreeMap<String, BTreeSet<String>>) -> Vec<String> {
    let line = |(test, places): (&String, &BTreeSet<String>)| {
        let shown: Vec<&str> = places.iter().take(SHOWN).map(String::as_str).collect();
        let more = places.len().saturating_sub(SHOWN);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        format!("{test}: {}{rest}", shown.join(", "))
    };
    tests.iter().map(line).collect()
}
