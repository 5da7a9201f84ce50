//! Generation over real files: the corpus, and Python's standard library,
//! checked by Python itself.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use mutate::generate::{Generated, combined_bytes, generate, unit_source};
use mutate::model::{Site, SourceFile};
use mutate::operators::Selection;
use mutate::syntax::apply;

fn python(args: &[&str]) -> String {
    let output = Command::new("python3").args(args).output().expect("python3 is on PATH");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

fn stdlib() -> PathBuf {
    PathBuf::from(python(&["-c", "import sysconfig; print(sysconfig.get_path('stdlib'))"]))
}

fn python_files(root: &Path) -> Vec<String> {
    let files = walkdir::WalkDir::new(root)
        .sort_by_file_name()
        .into_iter()
        .filter_entry(|entry| entry.file_name() != "site-packages")
        .filter_map(Result::ok)
        .map(|entry| entry.path().strip_prefix(root).unwrap().to_str().unwrap().to_owned());
    files.filter(|path| path.ends_with(".py")).collect()
}

/// What holds for every mutant, by Rust alone.
fn check_file(file: &SourceFile) {
    let mut ids = HashSet::new();
    let mut edits = HashSet::new();
    for mutant in &file.mutants {
        let (start, end) = (mutant.edit.span.start as usize, mutant.edit.span.end as usize);
        let at = format!("{}:{}: {}", file.path, mutant.start.line, mutant.description);
        assert_eq!(&file.text[start..end], mutant.original, "{at}");
        assert_ne!(mutant.original, mutant.edit.replacement, "{at}");
        assert!(edits.insert((start, end, &mutant.edit.replacement)), "{at}: twice");
        assert!(ids.insert(&mutant.id) && mutant.id.len() == 12, "{at}: {}", mutant.id);
        assert!(mutant.start < mutant.end, "{at}");
        // a default value is reached by the calls of its function: its lines are the body's
        if !matches!(mutant.site, Site::Default { .. }) {
            assert!(
                mutant.lines.first <= mutant.start.line && mutant.start.line <= mutant.lines.last,
                "{at}"
            );
        }
        assert!(mutant.fallback.first <= mutant.fallback.last, "{at}");
        if let Site::Function { unit } = mutant.site {
            let span = file.units[unit].span;
            assert!(span.start as usize <= start && end <= span.end as usize, "{at}");
        }
    }
}

/// Lets Python compile the units of all files, and `sample` mutants.
fn check_with_python(root: &Path, generated: &Generated, sample: usize) -> (Vec<String>, usize) {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    let total: usize = generated.files.iter().map(|f| f.mutants.len()).sum();
    let step = (total / sample).max(1);
    let (mut files, mut mutants, mut count) = (Vec::new(), Vec::new(), 0);
    for (number, file) in generated.files.iter().enumerate() {
        let original = format!("{number}.original");
        write(&original, &std::fs::read(root.join(&file.path)).unwrap());
        let units = file.units.iter().map(|unit| {
            serde_json::json!({"name": unit.name, "line": unit.line, "source": unit_source(file, unit, None)})
        });
        let units: Vec<_> = units.collect();
        files.push(serde_json::json!({"path": file.path, "original": original, "units": units}));
        for mutant in &file.mutants {
            count += 1;
            if count % step != 0 {
                continue;
            }
            let name = format!("{}.mutant", mutants.len());
            write(&name, &combined_bytes(file, &[mutant]));
            let unit = match mutant.site {
                Site::Function { unit } | Site::Default { unit } => {
                    Some(unit_source(file, &file.units[unit], Some(&mutant.edit)))
                }
                Site::Import => None,
            };
            let what = format!(
                "{} {}: {:?} -> {:?}",
                mutant.start.line, mutant.operator, mutant.original, mutant.edit.replacement
            );
            mutants.push(serde_json::json!({"path": file.path, "file": name, "what": what, "unit": unit}));
        }
    }
    let compiled = mutants.len();
    let index = serde_json::json!({"files": files, "mutants": mutants});
    write("index.json", &serde_json::to_vec(&index).unwrap());
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/python/check_mutants.py");
    let verdict: serde_json::Value =
        serde_json::from_str(&python(&[script, folder.path().to_str().unwrap()])).unwrap();
    let list = |key: &str| -> Vec<String> { serde_json::from_value(verdict[key].clone()).unwrap() };
    println!("{compiled} mutants compiled; Python refuses {:?}", list("refused"));
    (list("complaints"), compiled)
}

fn report(complaints: &[String]) {
    let shown: Vec<&str> = complaints.iter().take(60).map(String::as_str).collect();
    assert!(complaints.is_empty(), "{} complaints:\n{}", complaints.len(), shown.join("\n"));
}

fn run(root: &Path, files: &[String]) -> Generated {
    let generated = generate(root, files, &Selection::default(), &[], &[]);
    generated.files.iter().for_each(check_file);
    generated
}

#[test]
fn a_sample_of_the_standard_library_compiles() {
    let root = stdlib();
    let files: Vec<String> = python_files(&root).into_iter().step_by(17).collect();
    let generated = run(&root, &files);
    report(&check_with_python(&root, &generated, 200).0);
}

#[test]
fn every_mutant_of_the_syntax_corpus_compiles() {
    let root = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/syntax"));
    let files = python_files(&root);
    let generated = run(&root, &files);
    assert_eq!(generated.skipped, []);
    for file in &generated.files {
        let bytes = std::fs::read(root.join(&file.path)).unwrap();
        assert_eq!(file.encoding.encode(&file.text), bytes, "{}", file.path);
        assert!(!file.mutants.is_empty(), "{} yields nothing", file.path);
        for mutant in &file.mutants {
            let mutated = apply(&file.text, &mutant.edit);
            let parsed = mutate::syntax::pool().install(|| mutate::syntax::Module::parse(mutated).err());
            assert_eq!(parsed, None, "{}: {}", file.path, mutant.description);
        }
    }
    // What this Python is too old to compile is left out by the script.
    report(&check_with_python(&root, &generated, usize::MAX).0);
}

#[test]
fn deep_source_is_parsed_or_skipped_but_never_fatal() {
    let folder = tempfile::tempdir().unwrap();
    let chain = |n: usize, part: &str| format!("x = {}1\n", part.repeat(n));
    let sources = [
        chain(2900, "not "),
        chain(2900, "- "),
        chain(2900, "a + "),
        chain(2900, "a ** "),
        chain(2900, "a if b else "),
        chain(2900, "lambda: "),
        format!("x = {}{}\n", "(".repeat(199), ")".repeat(199)),
        format!("x = a{}\n", ".b".repeat(2900)),
        chain(100_000, "not "),
        chain(100_000, "a + "),
        format!("x = {}", "[".repeat(100_000)),
        format!("x = a{}\n", "()".repeat(100_000)),
    ];
    let mut files = Vec::new();
    for (number, source) in sources.iter().enumerate() {
        files.push(format!("f{number:02}.py"));
        std::fs::write(folder.path().join(&files[number]), source).unwrap();
    }
    files.push("missing.py".into());
    let generated = run(folder.path(), &files);
    let skipped: Vec<&str> = generated.skipped.iter().map(|s| s.path.as_str()).collect();
    assert_eq!(skipped, ["f08.py", "f09.py", "f10.py", "f11.py", "missing.py"]);
}

/// User and system time of this process so far.
fn cpu_seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields: Vec<f64> =
        stat.rsplit(')').next().unwrap_or("").split(' ').filter_map(|f| f.parse().ok()).collect();
    fields.get(10..12).map_or(f64::NAN, |times| times.iter().sum::<f64>() / 100.0)
}

/// `cargo test --release --test generate -- --ignored --nocapture`
#[test]
#[ignore = "takes a minute; prints the figures that README quotes"]
fn the_whole_standard_library() {
    let root = std::env::var_os("MUTATE_TEST_TREE").map_or_else(stdlib, PathBuf::from);
    let files = python_files(&root);
    let started = Instant::now();
    let generated = generate(&root, &files, &Selection::default(), &[], &[]);
    let seconds = started.elapsed().as_secs_f64();
    let cpu = cpu_seconds();
    let peak = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = peak.lines().find(|line| line.starts_with("VmHWM")).unwrap_or("").to_owned();
    let mutants: usize = generated.files.iter().map(|f| f.mutants.len()).sum();
    let bytes: usize = generated.files.iter().map(|f| f.text.len()).sum();
    println!(
        "{} files, {} MB, {mutants} mutants, {seconds:.2} s, {cpu:.2} s of CPU, {peak}",
        files.len(),
        bytes >> 20
    );
    generated.skipped.iter().for_each(|s| println!("skipped {}: {}", s.path, s.reason));
    if std::env::var_os("MUTATE_TEST_SPEED_ONLY").is_none() {
        generated.files.iter().for_each(check_file);
        report(&check_with_python(&root, &generated, 2000).0);
    }
}
