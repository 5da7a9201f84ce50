//! The rules of the layout, checked on the text of the repository.  A new edge
//! between modules, or a new user of a crate, is one visible line here.

use std::fs;
use std::path::Path;

/// Which top-level module may name which (`crate::x`).  Errors and the plain
/// data of `model` may be used by all.
const USES: &[(&str, &[&str])] = &[
    ("baseline", &["config", "dispatch", "event", "plan", "worker"]),
    ("cache", &["config", "keys"]),
    ("cancel", &["os"]),
    ("change", &["decode", "wildcard"]),
    (
        "cli",
        &[
            "cache",
            "cancel",
            "change",
            "config",
            "console",
            "coverage",
            "decode",
            "discover",
            "doctor",
            "event",
            "gate",
            "generate",
            "hygiene",
            "keys",
            "operators",
            "patch",
            "report",
            "session",
            "survey",
            "syntax",
            "verify",
            "worker",
        ],
    ),
    ("config", &["operators"]),
    ("console", &["event"]),
    ("coverage", &["decode"]),
    ("decode", &[]),
    ("discover", &["config", "syntax"]),
    ("dispatch", &["cancel", "config", "event", "generate", "os", "plan", "worker"]),
    ("doctor", &["syntax"]),
    ("event", &[]),
    ("gate", &["config"]),
    ("hygiene", &["syntax", "wildcard"]),
    ("keys", &["config", "os", "plan", "syntax", "worker"]),
    ("generate", &["config", "discover", "operators", "syntax"]),
    ("model", &["syntax"]),
    ("operators", &["syntax"]),
    ("os", &[]),
    ("patch", &["change", "coverage", "gate"]),
    ("plan", &[]),
    ("report", &["gate", "syntax"]),
    (
        "session",
        &[
            "baseline",
            "cache",
            "cancel",
            "config",
            "discover",
            "dispatch",
            "doctor",
            "event",
            "gate",
            "generate",
            "keys",
            "operators",
            "plan",
            "report",
            "syntax",
            "worker",
        ],
    ),
    ("survey", &["coverage", "discover", "gate", "syntax"]),
    ("syntax", &[]),
    ("verify", &["report"]),
    ("wildcard", &[]),
    ("worker", &["config", "os", "syntax"]),
];

/// Who alone may write this.  What is not listed is free.
const OWNERS: &[(&str, &[&str])] = &[
    ("rustpython_", &["src/syntax"]),
    ("encoding_rs::", &["src/decode", "src/syntax"]),
    ("fancy_regex::", &["src/generate/filters"]),
    ("sled::", &["src/cache"]),
    ("zstd::", &["src/cache"]),
    ("indicatif::", &["src/console"]),
    ("landlock::", &["src/os"]),
    ("nix::", &["src/os"]),
    ("clap::", &["src/cli"]),
    ("glob::", &["src/wildcard"]),
    ("crossbeam_channel::", &["src/dispatch", "src/session"]),
    ("signal_hook::", &["src/cli", "src/os"]),
    ("roxmltree::", &["src/coverage"]),
    ("Command::new(", &["src/worker/process", "src/change/git"]),
];

/// Pure: no files, clock, environment or randomness.
const PURE: &[&str] = &[
    "src/syntax",
    "operators",
    "src/generate/filters",
    "src/plan",
    "src/report",
    "src/gate",
    "src/verify",
    "src/doctor",
    "src/patch",
    "src/hygiene",
];

const IMPURE: &[&str] = &[
    "std::fs",
    "std::env",
    "std::net",
    "std::process",
    "std::time",
    "File::",
    "Instant::",
    "SystemTime",
    "rand::",
    "stdout()",
    "stderr()",
    "println!",
    "eprintln!",
    "walkdir",
    "tempfile",
];

const TOP_LEVEL: &[&str] = &[
    "Cargo.toml",
    "Cargo.lock",
    "src",
    "operators",
    "tests",
    "corpus",
    "benches",
    "README.md",
    "CHANGELOG.md",
    "ARCHITECTURE.md",
    "LICENSE",
    "pyproject.toml",
    "target",
];

const LONGEST: usize = 400;

/// Files that may be longer: none.
const LONG: &[&str] = &[];

struct Source {
    path: String,
    text: String,
}

impl Source {
    /// `src/plan/select.rs` and `src/plan.rs` belong to `src/plan`.
    fn within(&self, place: &str) -> bool {
        let rest = self.path.strip_prefix(place);
        rest.is_some_and(|rest| rest.starts_with('/') || rest.starts_with('.'))
    }

    /// What is compiled into the program: no tests, no comments.
    fn code(&self) -> String {
        let text = match self.text.find("#[cfg(test)]\nmod ") {
            // `mod tests;` is a line, `mod tests {` is the rest of the file
            Some(at) if !self.text[at..].lines().nth(1).unwrap().ends_with(';') => &self.text[..at],
            _ => &self.text,
        };
        text.lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .fold(String::new(), |all, line| all + line + "\n")
    }

    /// Its top-level module; None for the crate's roots.
    fn module(&self) -> Option<&str> {
        if self.path.starts_with("operators/") {
            return Some("operators");
        }
        let name = self.path.strip_prefix("src/")?.split(['/', '.']).next().unwrap();
        (name != "lib" && name != "main").then_some(name)
    }

    fn is_test(&self) -> bool {
        self.path.ends_with("tests.rs") || self.path.contains("/tests/")
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The files under these folders whose names end so.
fn sources(folders: &[&str], endings: &[&str]) -> Vec<Source> {
    folders
        .iter()
        .map(|folder| root().join(folder))
        // `benches` comes with the first benchmark
        .filter(|folder| folder.exists())
        .flat_map(|folder| walkdir::WalkDir::new(folder).sort_by_file_name())
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/"))
        .filter(|path| endings.iter().any(|ending| path.ends_with(ending)))
        .filter(|path| !path.contains("__pycache__"))
        .map(|path| Source { text: fs::read_to_string(root().join(&path)).unwrap(), path })
        .collect()
}

fn program() -> Vec<Source> {
    sources(&["src", "operators"], &[".rs"]).into_iter().filter(|source| !source.is_test()).collect()
}

fn report(problems: Vec<String>) {
    assert!(problems.is_empty(), "\n{}\n", problems.join("\n"));
}

/// The names that follow `crate::`, those of a group included.
fn crate_uses(code: &str) -> Vec<String> {
    let ident =
        |text: &str| -> String { text.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect() };
    let mut names = Vec::new();
    for (at, found) in code.match_indices("crate::") {
        let rest = &code[at + found.len()..];
        if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$') {
            continue;
        }
        if let Some(group) = rest.strip_prefix('{') {
            let mut depth = 0;
            let mut start = true;
            for (i, c) in group.char_indices() {
                match c {
                    '{' => depth += 1,
                    '}' if depth == 0 => break,
                    '}' => depth -= 1,
                    ',' if depth == 0 => start = true,
                    c if start && !c.is_whitespace() => {
                        names.push(ident(&group[i..]));
                        start = false;
                    }
                    _ => {}
                }
            }
        } else {
            names.push(ident(rest));
        }
    }
    names
}

#[test]
fn modules_use_what_the_table_allows() {
    let mut problems = Vec::new();
    for source in program() {
        let Some(module) = source.module() else { continue };
        let Some((_, allowed)) = USES.iter().find(|(name, _)| *name == module) else {
            problems.push(format!("{}: module `{module}` has no row in USES", source.path));
            continue;
        };
        for used in crate_uses(&source.code()) {
            if used != module && used != "model" && !allowed.contains(&used.as_str()) {
                problems.push(format!("{}: `{module}` may not use `crate::{used}`", source.path));
            }
        }
    }
    report(problems);
}

#[test]
fn each_crate_has_one_owner() {
    let mut problems = Vec::new();
    for source in program() {
        let code = source.code();
        for (name, owners) in OWNERS {
            let used = code.match_indices(name).any(|(at, _)| {
                !code[..at].ends_with(|c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '"'))
            });
            if used && !owners.iter().any(|owner| source.within(owner)) {
                problems.push(format!("{}: only {} may use `{name}`", source.path, owners.join(", ")));
            }
        }
    }
    report(problems);
}

#[test]
fn pure_stages_touch_nothing_outside() {
    let mut problems = Vec::new();
    for source in program().iter().filter(|source| PURE.iter().any(|place| source.within(place))) {
        let code = source.code();
        for word in IMPURE.iter().filter(|word| code.contains(**word)) {
            problems.push(format!("{}: `{word}` in a pure stage", source.path));
        }
    }
    report(problems);
}

#[test]
fn model_is_plain_data() {
    let serde =
        program().into_iter().filter(|source| source.within("src/model") && source.code().contains("serde"));
    report(serde.map(|source| format!("{}: wire formats have structs of their own", source.path)).collect());
}

#[test]
fn files_are_short() {
    let limit = |path: &str| match path {
        "src/main.rs" => 30,
        "src/session.rs" => 200,
        _ => LONGEST,
    };
    let mut problems = Vec::new();
    for source in sources(&["src", "operators", "tests", "benches"], &[".rs", ".py"]) {
        let lines = source.text.lines().count();
        if lines > limit(&source.path) && !LONG.contains(&source.path.as_str()) {
            problems.push(format!("{}: {lines} lines, at most {}", source.path, limit(&source.path)));
        }
    }
    report(problems);
}

#[test]
fn unsafe_code_is_forbidden() {
    let lib = fs::read_to_string(root().join("src/lib.rs")).unwrap();
    assert!(lib.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn top_level_holds_nothing_else() {
    let problems = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.starts_with('.') && !TOP_LEVEL.contains(&name.as_str()))
        .map(|name| format!("{name}: not in the layout"));
    report(problems.collect());
}

#[test]
fn no_file_names_this_machine_or_a_registry() {
    // put together here, so that this file does not name them
    let words: Vec<String> = [
        ("/wo", "rk/"),
        ("/ro", "ot/"),
        ("/ho", "me/"),
        ("/Us", "ers/"),
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("crates", ".io"),
        ("registry", ".npmjs"),
        ("proxy", ".golang"),
        ("docs", ".rs"),
    ]
    .iter()
    .map(|(head, tail)| format!("{head}{tail}"))
    .collect();
    let endings = [".rs", ".py", ".toml", ".md", ".txt", ".ini", ".cfg", ".html", ".yml", ".json", "run"];
    let mut files = sources(&["src", "operators", "tests", "benches", ".ci"], &endings);
    files.extend(sources(&["corpus"], &[".toml", ".txt", ".md", "truth.py"]));
    for name in ["README.md", "CHANGELOG.md", "ARCHITECTURE.md", "pyproject.toml", "Cargo.toml", ".gitignore"]
    {
        files.push(Source { path: name.to_owned(), text: fs::read_to_string(root().join(name)).unwrap() });
    }
    let mut problems = Vec::new();
    for file in &files {
        for (number, line) in file.text.lines().enumerate() {
            for word in words.iter().filter(|word| line.contains(word.as_str())) {
                problems.push(format!("{}:{}: `{word}`", file.path, number + 1));
            }
        }
    }
    report(problems);
}
