//! The projects of corpus/projects, each judged from end to end and compared
//! with `expected.txt`, mutant by mutant.  The expected verdicts come from
//! corpus/truth.py, which shares no code with the engine.

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

macro_rules! projects {
    ($($name:ident)*) => {
        const NAMES: &[&str] = &[$(stringify!($name)),*];
        $(
            #[test]
            fn $name() {
                check(stringify!($name));
            }
        )*
    };
}

projects! {
    asyncio_plugin by_the_parent bytecode cached_between closures collected copies cwd_and_writes decorated defaults_read dice doctested doctested_importlib done_for_good early encodings fixtures flat_tox from_source full_at_last generators goes_on
    endless hangs hostile import_errors import_time introspection invisible lambdas lazily_imported lazy leaves_traces left_before left_between left_elsewhere left_in_file left_in_large left_in_lists left_in_objects left_on_disk listened_to loaded_late make_up memo messages methods missing_plugins namespace_pkg
    new_callee order_at_import order_dependent outcomes own_freezegun own_plugin philly poisoned processes property_based put_back reads_source records registered_late returning same_names session_end set_again shared_state shifting_names shy shared_by_fixtures skipped_apart skipped_by_mutant skipped_modules slow_ends spawned src_layout
    stale_pyc strict_warnings table_in_order thread_at_import threads uncaught unittest_style
}

#[test]
fn every_folder_has_a_test() {
    let on_disk: BTreeSet<String> = fs::read_dir(support::root().join("corpus/projects"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let listed: BTreeSet<String> = NAMES.iter().map(ToString::to_string).collect();
    assert_eq!(listed, on_disk);
}

fn check(name: &str) {
    let expected =
        fs::read_to_string(support::root().join("corpus/projects").join(name).join("expected.txt"))
            .unwrap_or_else(|error| {
                panic!("failed to read expected.txt of {name}: {error}; see corpus/truth.py")
            });
    let project = support::copy_project(name);
    let before = support::tree(&project.path);
    let around = Around::new(&project.path);
    let report = around.folder.path().join("report.json");

    let out = around
        .command(&project.path)
        .args(["run", "--no-cache", "--jobs", "2", "--max-time", "300s", "--report"])
        .arg(format!("json={}", report.display()))
        .output()
        .unwrap();
    let said = || {
        format!(
            "{}\n{}{}",
            out.status,
            String::from_utf8_lossy(&out.stdout),
            String::from_utf8_lossy(&out.stderr)
        )
    };
    assert_eq!(out.status.code(), Some(0), "mutate failed on {name}: {}", said());

    let after = support::tree(&project.path);
    let touched: Vec<&String> =
        before.keys().chain(after.keys()).filter(|file| before.get(*file) != after.get(*file)).collect();
    assert!(touched.is_empty(), "the run changed the source tree of {name}: {touched:?}");

    around.check(name);

    let json: Value = serde_json::from_slice(&fs::read(&report).unwrap()).unwrap();
    let differences = compare(&expected, &verdicts(&json));
    assert!(
        differences.is_empty(),
        "{name}: {} verdicts differ from expected.txt\n{}\n{}",
        differences.len(),
        differences.join("\n"),
        said()
    );
}

/// What a run may leave no trace in: HOME, the folder beside the project, the temporary
/// folder, the processes of the machine.
struct Around {
    folder: tempfile::TempDir,
    planted: [PathBuf; 2],
}

impl Around {
    fn new(project: &Path) -> Around {
        let folder = tempfile::tempdir().unwrap();
        for name in ["home", "tmp"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        let planted = [folder.path().join("home/planted"), project.with_file_name("planted")];
        for file in &planted {
            fs::write(file, "kept").unwrap();
        }
        Around { folder, planted }
    }

    fn command(&self, project: &Path) -> Command {
        let mut command = support::command(project);
        command
            .env("HOME", self.folder.path().join("home"))
            .env("TMPDIR", self.folder.path().join("tmp"))
            .env("CORPUS_PLANTED", std::env::join_paths(&self.planted).unwrap());
        command
    }

    fn check(&self, name: &str) {
        for file in &self.planted {
            let text = fs::read_to_string(file).unwrap_or_default();
            assert_eq!(text, "kept", "{name} reached {}", file.display());
        }
        let left: Vec<_> = fs::read_dir(self.folder.path().join("tmp")).unwrap().flatten().collect();
        assert!(left.is_empty(), "{name} left files: {left:?}");
        // those that have our environment still
        let processes = support::marked(self.folder.path());
        assert!(processes.is_empty(), "{name} left processes: {processes:?}");
    }
}

/// `path:line:col operator original -> replacement` to status, told apart by
/// rank where two mutants read alike.
type Verdicts = BTreeMap<(String, usize), String>;

fn insert(verdicts: &mut Verdicts, mutant: &str, status: &str) {
    let rank = (0..).find(|rank| !verdicts.contains_key(&(mutant.to_owned(), *rank))).unwrap();
    verdicts.insert((mutant.to_owned(), rank), status.to_owned());
}

/// The verdicts of a report in the mutation-testing-report schema.
fn verdicts(report: &Value) -> Verdicts {
    let mut verdicts = Verdicts::new();
    for (path, file) in report["files"].as_object().unwrap() {
        let source = file["source"].as_str().unwrap();
        for mutant in file["mutants"].as_array().unwrap() {
            let (start, end) = (&mutant["location"]["start"], &mutant["location"]["end"]);
            let original = &source[offset(source, start)..offset(source, end)];
            let line = format!(
                "{path}:{}:{} {} {} -> {}",
                start["line"],
                start["column"],
                mutant["mutatorName"].as_str().unwrap(),
                escape(original),
                escape(mutant["replacement"].as_str().unwrap()),
            );
            insert(&mut verdicts, &line, mutant["status"].as_str().unwrap());
        }
    }
    verdicts
}

/// The byte at a 1-based line and column; a column is a code point.
fn offset(source: &str, position: &Value) -> usize {
    let number = |name: &str| usize::try_from(position[name].as_u64().unwrap()).unwrap();
    let (line, column) = (number("line"), number("column"));
    let mut starts = vec![0];
    let bytes = source.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let ends = *byte == b'\n' || (*byte == b'\r' && bytes.get(at + 1) != Some(&b'\n'));
        if ends {
            starts.push(at + 1);
        }
    }
    let start = starts[line - 1];
    let rest = &source[start..];
    start + rest.char_indices().nth(column - 1).map_or(rest.len(), |(at, _)| at)
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('\n', "\\n").replace('\r', "\\r")
}

/// A mutant that makes a test a thousand times slower before it fails may run
/// out of time first: which of the two it does depends on the machine's speed,
/// that it is detected does not.
fn compare(expected: &str, got: &Verdicts) -> Vec<String> {
    let mut wanted = Verdicts::new();
    for line in expected.lines() {
        let (status, mutant) = line.split_once(' ').unwrap();
        insert(&mut wanted, mutant, status);
    }
    let keys: BTreeSet<_> = wanted.keys().chain(got.keys()).collect();
    let status =
        |verdicts: &Verdicts, key| verdicts.get(key).cloned().unwrap_or_else(|| "(no such mutant)".into());
    keys.into_iter()
        .map(|key| (key, status(&wanted, key), status(got, key)))
        .filter(|(_, wanted, got)| {
            let slow = wanted == "Killed" && got == "Timeout";
            wanted != got && !slow
        })
        .map(|((mutant, _), wanted, got)| format!("  {mutant}\n      expected {wanted}, got {got}"))
        .collect()
}
