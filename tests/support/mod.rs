//! What the end-to-end tests stand on: a Python environment under target/, the
//! program itself, and copies of the corpus' projects.

#![allow(dead_code, reason = "each test binary uses a part of it")]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::OnceLock;
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Names the interpreter to test with; `python3` stands in.
const BASE: &str = "MUTATE_TEST_PYTHON";

/// Names what to install in it, relative to the repository.
const REQUIREMENTS: &str = "MUTATE_TEST_REQUIREMENTS";

/// Variables of the caller's that would change what a suite does.
const CLEARED: [&str; 7] = [
    "PYTEST_ADDOPTS",
    "PYTHONPATH",
    "PYTHONHOME",
    "PYTHONDONTWRITEBYTECODE",
    "PYTHONWARNINGS",
    "COVERAGE_PROCESS_START",
    "COVERAGE_FILE",
];

/// The folder of an environment that has tests/requirements.txt (or what `REQUIREMENTS` names) installed.
///
/// Made once per interpreter and per content of that file.  Several test
/// binaries may ask at once: whoever holds the lock makes it, and the mark
/// `ready` is written last, so that an interrupted one is made again.
pub fn environment() -> &'static Path {
    static ENVIRONMENT: OnceLock<PathBuf> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| {
        let requirements = std::env::var_os(REQUIREMENTS).unwrap_or_else(|| "tests/requirements.txt".into());
        made(&root().join(requirements))
    })
}

/// Likewise with tests/requirements-plugins.txt.
pub fn environment_with_plugins() -> &'static Path {
    static ENVIRONMENT: OnceLock<PathBuf> = OnceLock::new();
    ENVIRONMENT.get_or_init(|| made(&root().join("tests/requirements-plugins.txt")))
}

fn made(requirements: &Path) -> PathBuf {
    let base = std::env::var_os(BASE).unwrap_or_else(|| "python3".into());
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("python").join(key(&base, requirements));
    fs::create_dir_all(folder.parent().unwrap()).unwrap();
    let lock = File::create(folder.with_extension("lock")).unwrap();
    lock.lock().unwrap();
    if !folder.join("ready").exists() {
        make(&base, &folder, requirements);
    }
    folder
}

/// The interpreter of [`environment`].
pub fn python() -> PathBuf {
    environment().join("bin").join("python")
}

fn key(base: &OsStr, requirements: &Path) -> String {
    let about = "import sys; print('%d.%d.%d' % sys.version_info[:3]); print(sys.version, sys.base_prefix)";
    let out = run(Command::new(base).args(["-c", about]));
    let text = String::from_utf8(out.stdout).unwrap();
    let mut hasher = blake3::Hasher::new();
    hasher.update(text.as_bytes());
    hasher.update(&fs::read(requirements).unwrap());
    format!("{}-{}", text.lines().next().unwrap(), &hasher.finalize().to_hex()[..10])
}

fn make(base: &OsStr, folder: &Path, requirements: &Path) {
    if folder.exists() {
        fs::remove_dir_all(folder).unwrap();
    }
    run(Command::new(base).args(["-m", "venv"]).arg(folder));
    run(Command::new(folder.join("bin").join("python"))
        .current_dir(root())
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(requirements));
    fs::write(folder.join("ready"), "").unwrap();
}

/// Runs a command that has to succeed.
fn run(command: &mut Command) -> Output {
    clear(command);
    let out = command
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|error| panic!("failed to start {command:?}: {error}; set {BASE} to a Python"));
    assert!(out.status.success(), "{command:?} failed: {}", String::from_utf8_lossy(&out.stderr));
    out
}

fn clear(command: &mut Command) {
    for name in CLEARED {
        command.env_remove(name);
    }
}

/// `mutate` as a user with that environment activated would start it.
pub fn command(cwd: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mutate"));
    clear(&mut command);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("MUTATE_") {
            command.env_remove(name);
        }
    }
    // the tests themselves run side by side
    command.current_dir(cwd).env("MUTATE_JOBS", "1").env("VIRTUAL_ENV", environment()).stdin(Stdio::null());
    command
}

/// Runs `mutate` with these arguments in that folder.
pub fn mutate<S: AsRef<OsStr>>(args: &[S], cwd: &Path) -> Output {
    command(cwd).args(args).output().expect("failed to start mutate")
}

/// A copy of corpus/projects/`name`, in a folder of that name.
pub struct Project {
    pub path: PathBuf,
    _temp: TempDir,
}

pub fn copy_project(name: &str) -> Project {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().canonicalize().unwrap().join(name);
    for (file, bytes) in tree(&root().join("corpus/projects").join(name)) {
        let target = path.join(file);
        fs::create_dir_all(target.parent().unwrap()).unwrap();
        fs::write(target, bytes).unwrap();
    }
    Project { path, _temp: temp }
}

/// Processes that have `mark` in their environment.
pub fn marked(mark: &Path) -> Vec<PathBuf> {
    let mark = mark.to_str().unwrap().as_bytes();
    let processes = fs::read_dir("/proc").into_iter().flatten().flatten().map(|entry| entry.path());
    let bears = |process: &PathBuf| {
        let environment = fs::read(process.join("environ")).unwrap_or_default();
        environment.windows(mark.len()).any(|part| part == mark)
    };
    processes.filter(bears).collect()
}

/// Command lines of the processes that work in a folder below this one.
pub fn processes_below(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir("/proc").unwrap().flatten() {
        let cwd = fs::read_link(entry.path().join("cwd")).unwrap_or_default();
        if cwd.starts_with(folder) {
            let line = fs::read_to_string(entry.path().join("cmdline")).unwrap_or_default();
            found.push(line.replace('\0', " "));
        }
    }
    found
}

/// Whether it is so within `patience`.
pub fn soon(patience: Duration, so: impl Fn() -> bool) -> bool {
    let end = Instant::now() + patience;
    while !so() && Instant::now() < end {
        sleep(Duration::from_millis(10));
    }
    so()
}

/// Every file under `folder`, relative and with `/`, and its bytes.  Left out:
/// what Python and the program keep for themselves.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    const OWN: [&str; 4] = ["__pycache__", ".pytest_cache", ".hypothesis", ".mutate"];
    walkdir::WalkDir::new(folder)
        .into_iter()
        .filter_entry(|entry| !OWN.iter().any(|own| entry.file_name() == *own))
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let relative = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (relative, fs::read(entry.path()).unwrap())
        })
        .collect()
}
