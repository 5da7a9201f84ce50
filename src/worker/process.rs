//! The worker's process; the only place that starts one.

use std::{
    ffi::OsString,
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use thiserror::Error;

use super::{
    protocol::{Answer, Order, Setup, VERSION},
    sandbox::Sandbox,
};
use crate::os::{self, Layers, Ward};

/// How often a worker that takes its time is looked after.
const LOOK: Duration = Duration::from_millis(100);

#[derive(Debug, Error)]
pub enum WorkerError {
    #[error("failed to start {python}: {source}")]
    Start { python: String, source: io::Error },
    #[error("the interpreter {python} has no {what}; install it there: {python} -m pip install {what}")]
    Missing { python: String, what: String },
    #[error("{python} is not a Python 3.9 or later that can run pytest: {output}")]
    NotPython { python: String, output: String },
    #[error("the worker ended unexpectedly{detail}")]
    Gone { detail: String },
    #[error(
        "pytest collected {test} once, and not the next time; whether a test exists must not depend on \
         time, chance or order: deselect it with --pytest-args, or name it otherwise"
    )]
    Vanished { test: String },
    #[error("the worker gave an answer that is not part of the protocol: {0}")]
    Protocol(String),
    #[error("mutate itself failed here: {0}; please report it")]
    Panicked(String),
    #[error("failed to prepare the worker's folder: {0}")]
    Sandbox(#[from] io::Error),
}

/// How every worker of a run is started.
#[derive(Clone, Debug)]
pub struct Environment {
    pub python: PathBuf,
    pub project: PathBuf,
    pub harness: PathBuf,
    /// As in `Setup`, relative to the project.
    pub roots: Vec<String>,
    pub files: Vec<String>,
    pub modules: Vec<(String, String)>,
    pub args: Vec<String>,
    pub paths: Vec<String>,
    /// This program: it starts the workers, by its subcommands `GUARD` and `CONFINED`.
    pub program: PathBuf,
    /// What of the unmutated suite's doings is written down.
    pub watch: Option<Watch>,
    /// Folders where workers may write besides their own.  None: wherever the user may,
    /// and as much.
    pub confinement: Option<Vec<PathBuf>>,
}

/// What the unmutated suite is watched for.
#[derive(Clone, Debug)]
pub struct Watch {
    /// Where it may write without being told of it.
    pub allowed: Vec<PathBuf>,
    /// Not only for writes outside of that: for writes in the tree and for the network, too.
    pub everything: bool,
}

/// The subcommand that stays beside a worker; see `guard`.
pub const GUARD: &str = "__guard";

/// The subcommand that becomes the worker; see `enter`.
pub const CONFINED: &str = "__confined";

/// Starts `command`, where `layers` (if any) are seen, with shared memory of its own or not, and ends all that
/// comes of it when it is gone, or its standard input closed.
pub fn guard(layers: Option<&Layers>, own_memory: bool, command: &[OsString]) -> io::Result<()> {
    os::guard(&mut split(command)?, layers, own_memory)
}

/// Why this program cannot enter `layers`, if it cannot.
pub fn refusal(program: &Path, layers: &Layers) -> Option<String> {
    if !os::GUARDS || !layers.can_be_told() {
        return Some("this system has none for such folders".to_owned());
    }
    if os::has_mounts_below(&layers.lower) {
        return Some("other file systems are mounted in the project".to_owned());
    }
    let mut command = guarding(program, Some(layers));
    command.arg("--").arg(program).arg("--version").stdin(Stdio::piped());
    match command.output() {
        Ok(out) if out.status.success() => None,
        Ok(out) => Some(String::from_utf8_lossy(&out.stderr).trim().to_owned()),
        Err(error) => Some(error.to_string()),
    }
}

/// This program as a guard, less the command that it guards.
fn guarding(program: &Path, layers: Option<&Layers>) -> Command {
    let mut command = Command::new(program);
    command.arg(GUARD);
    if let Some(Layers { lower, upper, work, tree }) = layers {
        for folder in [lower, upper, work, tree] {
            command.arg("--layers").arg(folder);
        }
    }
    command
}

/// Confines this process to `folders` (none: it is free) and becomes `command`; returns
/// only where that fails.
pub fn enter(folders: &[PathBuf], command: &[OsString]) -> io::Error {
    let prepared = split(command).and_then(|command| {
        os::detach(!folders.is_empty())?;
        if !folders.is_empty() {
            os::confine(folders)?;
        }
        Ok(command)
    });
    prepared.map_or_else(|error| error, |mut command| os::become_command(&mut command))
}

fn split(command: &[OsString]) -> io::Result<Command> {
    let nothing = || io::Error::new(io::ErrorKind::InvalidInput, "there is no command");
    let (program, args) = command.split_first().ok_or_else(nothing)?;
    let mut command = Command::new(program);
    command.args(args);
    Ok(command)
}

/// The worker's standard input.  Whoever takes it hangs up, from any thread.
pub type Line = Arc<Mutex<Option<ChildStdin>>>;

/// A running root process, ready for orders.
pub struct Process {
    child: Child,
    ward: Ward,
    /// Whether its processes are counted, and whether there were too many of them.
    counted: bool,
    crowded: bool,
    input: Line,
    output: BufReader<ChildStdout>,
    pub versions: Versions,
}

/// What the interpreter says of itself.
#[derive(Clone, Debug)]
pub struct Versions {
    pub python: String,
    pub pytest: String,
    pub coverage: String,
    /// Files of the project that were imported before pytest started.
    pub early: Vec<String>,
}

const BOOT: &str = "import sys, importlib.util as u\n\
    d = sys.argv[1]\n\
    s = u.spec_from_file_location('_mutate_harness', d + '/__init__.py', submodule_search_locations=[d])\n\
    m = sys.modules['_mutate_harness'] = u.module_from_spec(s)\n\
    s.loader.exec_module(m)\n\
    from _mutate_harness.boot import main\n\
    main()\n";

impl Process {
    /// Starts Python in the sandbox and waits until it has imported pytest.
    pub fn launch(environment: &Environment, sandbox: &Sandbox) -> Result<Process, WorkerError> {
        let python = environment.python.display().to_string();
        let mut command = interpreter(environment, sandbox);
        command
            .arg("-c")
            .arg(BOOT)
            .arg(&environment.harness)
            .current_dir(sandbox.tree())
            .env("TMPDIR", sandbox.tmp())
            .env("PYTHONPATH", python_path(environment, sandbox))
            .env_remove("PYTHONSTARTUP")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        if std::env::var_os("PYTHONHASHSEED").is_none() {
            command.env("PYTHONHASHSEED", "0");
        }
        os::own_group(&mut command);
        let mut child =
            command.spawn().map_err(|source| WorkerError::Start { python: python.clone(), source })?;
        let (Some(input), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(WorkerError::Gone { detail: String::new() });
        };
        let stderr = child.stderr.take();
        let mut process = Process {
            ward: Ward::of(&child),
            child,
            counted: environment.confinement.is_some(),
            crowded: false,
            input: Arc::new(Mutex::new(Some(input))),
            output: BufReader::new(output),
            versions: Versions {
                python: String::new(),
                pytest: String::new(),
                coverage: String::new(),
                early: Vec::new(),
            },
        };
        let greeting = process.send(&setup(environment, sandbox)).and_then(|()| process.receive());
        process.greeted(greeting, python, stderr)
    }

    fn greeted(
        mut self,
        greeting: Result<Answer, WorkerError>,
        python: String,
        stderr: Option<std::process::ChildStderr>,
    ) -> Result<Process, WorkerError> {
        match greeting {
            Ok(Answer::Hello { protocol, python, pytest, coverage, early }) if protocol == VERSION => {
                self.versions = Versions { python, pytest, coverage, early };
                Ok(self)
            }
            Ok(Answer::Missing { what }) => Err(WorkerError::Missing { python, what }),
            Ok(Answer::Broken { why }) => Err(WorkerError::NotPython { python, output: why }),
            Ok(other) => Err(WorkerError::Protocol(format!("{other:?}"))),
            Err(_) => {
                let mut text = String::new();
                if let Some(mut pipe) = stderr {
                    self.hang_up();
                    let _ = io::Read::read_to_string(&mut pipe, &mut text);
                }
                let last = text.trim().lines().last().unwrap_or("it ended at once");
                let output = last.trim_start_matches("error: ").to_owned();
                Err(WorkerError::NotPython { python, output })
            }
        }
    }

    /// The number of the process above the worker.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// What another thread needs to end this worker: taking the line hangs up.
    pub fn line(&self) -> Line {
        Arc::clone(&self.input)
    }

    fn hang_up(&self) {
        if let Ok(mut line) = self.input.lock() {
            line.take();
        }
    }

    /// Sends an order and waits for its answer.
    pub fn ask(&mut self, order: &Order) -> Result<Answer, WorkerError> {
        self.ward.settle();
        self.crowded = false;
        self.send(order)?;
        self.receive()
    }

    /// Ends the processes that the last order has left behind.
    pub fn sweep(&self) {
        self.ward.sweep();
    }

    /// What ended the processes of the last order, if it was us.
    pub fn crowded(&self) -> Option<String> {
        self.crowded.then(|| format!("it started more than {} processes", os::MOST))
    }

    /// Leaves the collected suite; there is no answer.
    pub fn quit(&mut self) -> Result<(), WorkerError> {
        self.send(&Order::Quit)?;
        self.ward.unsettle();
        Ok(())
    }

    fn send(&mut self, message: &impl serde::Serialize) -> Result<(), WorkerError> {
        let body = serde_json::to_vec(message).map_err(|error| WorkerError::Protocol(error.to_string()))?;
        let gone = || WorkerError::Gone { detail: String::new() };
        let mut line = self.input.lock().map_err(|_| gone())?;
        let input = line.as_mut().ok_or_else(gone)?;
        let head = format!("{:08x}", body.len());
        let written = input.write_all(head.as_bytes()).and_then(|()| input.write_all(&body));
        written.and_then(|()| input.flush()).map_err(|e| WorkerError::Gone { detail: format!(": {e}") })
    }

    /// Waits for an answer, or for the next one where the last was `Given`.
    pub fn receive(&mut self) -> Result<Answer, WorkerError> {
        let mut line = String::new();
        while self.output.buffer().is_empty() && !os::readable(self.output.get_ref(), LOOK) {
            self.crowded |= self.ward.look(self.counted);
        }
        let read =
            self.output.read_line(&mut line).map_err(|e| WorkerError::Gone { detail: format!(": {e}") })?;
        if read == 0 {
            return Err(WorkerError::Gone { detail: String::new() });
        }
        let answer = serde_json::from_str(&line).map_err(|e| {
            let start: String = line.trim().chars().take(200).collect();
            WorkerError::Protocol(format!("{e}: {start}"))
        })?;
        if matches!(answer, Answer::Hello { .. } | Answer::Ready { .. } | Answer::Stop { .. }) {
            self.ward.unsettle(); // imports may have started something that stays
        }
        Ok(answer)
    }
}

impl Drop for Process {
    /// Hanging up is enough: every process of the harness ends when the engine is gone.
    fn drop(&mut self) {
        self.hang_up();
        crate::os::end(&mut self.child);
    }
}

/// The command that starts Python, less its arguments.
fn interpreter(environment: &Environment, sandbox: &Sandbox) -> Command {
    if !os::GUARDS {
        return Command::new(&environment.python);
    }
    let mut command = guarding(&environment.program, sandbox.layers());
    if environment.confinement.is_some() && os::may_mount() {
        command.arg("--own-memory");
    }
    command.arg("--").arg(&environment.program).arg(CONFINED);
    if let Some(write) = &environment.confinement {
        for folder in std::iter::once(sandbox.home()).chain(write.iter().map(PathBuf::as_path)) {
            command.arg("--write").arg(folder);
        }
    }
    command.arg("--").arg(&environment.python);
    command
}

fn setup(environment: &Environment, sandbox: &Sandbox) -> Setup {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    Setup {
        original: text(&environment.project),
        tree: text(sandbox.tree()),
        roots: environment.roots.clone(),
        files: environment.files.iter().map(|f| sandbox.path(f)).collect(),
        modules: environment.modules.iter().map(|(m, f)| (m.clone(), sandbox.path(f))).collect(),
        tmp: text(sandbox.tmp()),
        log: text(sandbox.log()),
        seeing: seeing(environment, sandbox),
        args: environment.args.clone(),
        paths: environment.paths.clone(),
    }
}

fn seeing(environment: &Environment, sandbox: &Sandbox) -> (String, Vec<String>, bool) {
    let text = |path: &Path| path.to_string_lossy().into_owned();
    let everywhere = Watch { allowed: vec![PathBuf::from("/")], everything: false };
    let watch = environment.watch.as_ref().unwrap_or(&everywhere);
    let allowed = std::iter::once(text(sandbox.home())).chain(watch.allowed.iter().map(|path| text(path)));
    (text(sandbox.tree()), allowed.collect(), watch.everything)
}

/// The tree's own import roots first, then the user's `PYTHONPATH` with what
/// lies in the project moved into the tree: processes that tests start see it.
fn python_path(environment: &Environment, sandbox: &Sandbox) -> OsString {
    let mut paths: Vec<PathBuf> = Vec::new();
    let roots = environment.roots.iter().map(|root| sandbox.tree().join(root));
    let user = std::env::var_os("PYTHONPATH").unwrap_or_default();
    let moved = std::env::split_paths(&user).filter(|p| !p.as_os_str().is_empty()).map(|path| {
        let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        match real.strip_prefix(&environment.project) {
            Ok(inside) => sandbox.tree().join(inside),
            Err(_) => path,
        }
    });
    for path in roots.chain(moved) {
        let path: PathBuf = path.components().collect();
        if !paths.contains(&path) {
            paths.push(path);
        }
    }
    std::env::join_paths(paths).unwrap_or(user)
}
