//! What can be typed of the suite, whatever it is run for.

use std::path::PathBuf;

use clap::Args;

use crate::config::{Jobs, Options, SandboxMode, SandboxOptions, TreeChoice};

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct PythonArgs {
    /// The interpreter that runs the tests [default: $VIRTUAL_ENV, .venv, venv, then python3]
    #[arg(long, value_name = "PYTHON")]
    pub python: Option<PathBuf>,
    /// How many tests run at a time, or `auto` for the cores this process may use
    #[arg(short, long, value_name = "N|auto")]
    pub jobs: Option<Jobs>,
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct SuiteArgs {
    #[command(flatten)]
    pub python: PythonArgs,
    /// Test files or folders [default: as pytest is configured]
    #[arg(long, num_args = 1.., value_name = "PATH")]
    pub tests: Option<Vec<String>>,
    /// More arguments for pytest, split as a shell would
    #[arg(long, allow_hyphen_values = true, value_name = "ARGS")]
    pub pytest_args: Option<String>,
}

#[derive(Clone, Debug, Default, PartialEq, Args)]
pub struct SandboxArgs {
    /// Keep mutants from writing outside of the workers' folders and of those that the unmutated suite
    /// writes to: on (where the kernel can), required (or refuse), strict (the suite's folders are
    /// denied, too) or off [default: on]
    #[arg(long, value_name = "MODE")]
    pub sandbox: Option<SandboxMode>,
    /// Folders outside where mutants may write, too
    #[arg(long, num_args = 1.., value_name = "DIR")]
    pub sandbox_write: Option<Vec<String>>,
    /// What workers have of the project: a copy, an overlay, or auto (an overlay where there are many
    /// files, the machine can, and the suite passes on it) [default: auto]
    #[arg(long, value_name = "KIND")]
    pub sandbox_tree: Option<TreeChoice>,
    /// More folders that workers do without, by name or path; -NAME for one that they need
    #[arg(long, num_args = 1.., allow_hyphen_values = true, value_name = "DIR")]
    pub sandbox_leave_out: Option<Vec<String>>,
}

#[derive(Clone, Debug, Args)]
pub struct MeasureArgs {
    #[command(flatten)]
    pub suite: SuiteArgs,
    #[command(flatten)]
    pub sandbox: SandboxArgs,
}

impl SuiteArgs {
    /// As a layer of options; the error is that of `--pytest-args`.
    pub fn options(&self) -> Result<Options, String> {
        let pytest_args = self.pytest_args.as_ref().map(|text| {
            shlex::split(text)
                .ok_or_else(|| format!("--pytest-args: `{text}` has a quote that is never closed"))
        });
        Ok(Options {
            python: self.python.python.clone(),
            jobs: self.python.jobs,
            tests: self.tests.clone(),
            pytest_args: pytest_args.transpose()?,
            ..Options::default()
        })
    }
}

impl SandboxArgs {
    pub fn options(&self) -> SandboxOptions {
        SandboxOptions {
            mode: self.sandbox,
            write: self.sandbox_write.clone(),
            tree: self.sandbox_tree,
            leave_out: self.sandbox_leave_out.clone(),
        }
    }
}

impl MeasureArgs {
    /// As they can be typed.
    pub fn words(&self) -> Vec<String> {
        let path = |path: &PathBuf| path.display().to_string();
        let (suite, sandbox) = (&self.suite, &self.sandbox);
        let mut words: Vec<String> =
            suite.python.python.iter().map(|python| format!("--python={}", path(python))).collect();
        words.extend(suite.python.jobs.map(|jobs| format!("--jobs={}", jobs.count())));
        words.extend(suite.tests.iter().flatten().map(|test| format!("--tests={test}")));
        words.extend(suite.pytest_args.iter().map(|args| format!("--pytest-args={args}")));
        words.extend(sandbox.sandbox.map(|mode| format!("--sandbox={}", mode.name())));
        words.extend(sandbox.sandbox_write.iter().flatten().map(|dir| format!("--sandbox-write={dir}")));
        words.extend(sandbox.sandbox_tree.map(|tree| format!("--sandbox-tree={}", tree.name())));
        let left_out = sandbox.sandbox_leave_out.iter().flatten();
        words.extend(left_out.map(|dir| format!("--sandbox-leave-out={dir}")));
        words
    }

    /// As a layer of options; the error is that of `--pytest-args`.
    pub fn options(&self) -> Result<Options, String> {
        Ok(Options { sandbox: self.sandbox.options(), ..self.suite.options()? })
    }
}
