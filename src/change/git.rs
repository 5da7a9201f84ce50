//! Questions to git.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use super::ChangeError;
use super::parse::unquoted;

/// A file before and after, each by its path and text; None where it is not there.
#[derive(Clone, Debug)]
pub struct Version {
    pub old: Option<(String, String)>,
    pub new: Option<(String, String)>,
}

/// A file's path before and now; None where it is not there.
type Moved = (Option<String>, Option<String>);

/// A working tree, seen from one of its folders.
#[derive(Clone, Debug)]
pub struct Git {
    folder: PathBuf,
    root: PathBuf,
}

/// What a diff says of white space.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    Told,
    /// A line that differs in nothing else is the same; one of nothing else is there, or is not.
    IgnoredInLines,
    Ignored,
}

/// How git is to write diffs, whatever the user has configured.
const PLAIN: &[&str] = &[
    "--no-color",
    "--no-ext-diff",
    "--no-textconv",
    "--no-relative",
    "--src-prefix=a/",
    "--dst-prefix=b/",
    "--submodule=short",
    "-U0",
];

impl Git {
    /// The repository around `folder`; None where there is none.
    pub fn find(folder: &Path) -> Result<Option<Git>, ChangeError> {
        let output = start(folder, &["rev-parse", "--show-toplevel"])?;
        if !output.status.success() {
            let message = text(&output.stderr);
            // a repository of another user is there, but git will not look at it
            return match message.contains("not a git repository") || message.contains("work tree") {
                true => Ok(None),
                false => Err(failed("rev-parse", message)),
            };
        }
        let root = PathBuf::from(text(&output.stdout).trim_end_matches('\n'));
        Ok(Some(Git { folder: folder.to_owned(), root }))
    }

    /// The top folder of the working tree.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The commit that is checked out; None where there is none yet.
    pub fn head(&self) -> Option<String> {
        let answer = self.ask(&["rev-parse", "--verify", "--quiet", "HEAD"]).ok()?;
        Some(answer.trim().to_owned()).filter(|id| !id.is_empty())
    }

    /// What is committed here and not on `branch`.
    pub(super) fn committed(
        &self,
        branch: &str,
        notation: &str,
        blanks: Blanks,
    ) -> Result<String, ChangeError> {
        let range = format!("{branch}{notation}HEAD");
        self.diff(&[&range, "--"], blanks).map_err(|error| match error {
            ChangeError::Git { message, .. } if message.contains("no merge base") => {
                ChangeError::Unrelated { branch: branch.to_owned(), hint: self.shallow() }
            }
            ChangeError::Git { message, .. }
                if message.contains("unknown revision") || message.contains("bad revision") =>
            {
                ChangeError::Unknown { branch: branch.to_owned(), hint: self.shallow() }
            }
            other => other,
        })
    }

    /// A diff of the whole repository, without context.
    pub(super) fn diff(&self, args: &[&str], blanks: Blanks) -> Result<String, ChangeError> {
        let blanks: &[&str] = match blanks {
            Blanks::Told => &[],
            Blanks::IgnoredInLines => &["--ignore-all-space"],
            Blanks::Ignored => &["--ignore-all-space", "--ignore-blank-lines"],
        };
        self.ask(&[&["diff"], PLAIN, blanks, args].concat())
    }

    /// Files that are neither known to git nor ignored, below the folder.
    pub(super) fn untracked(&self) -> Result<Vec<String>, ChangeError> {
        self.listed(&["ls-files", "--full-name", "--exclude-standard", "--others"])
    }

    /// Files that are there, or that git knows, in the whole repository.
    pub fn files(&self) -> Result<Vec<String>, ChangeError> {
        self.listed(&["ls-files", "--full-name", "--exclude-standard", "--cached", "--others", ":/"])
    }

    fn listed(&self, args: &[&str]) -> Result<Vec<String>, ChangeError> {
        Ok(self.ask(args)?.lines().map(unquoted).collect())
    }

    /// Files that are not what they were: the path before and the one in the working tree.
    fn touched(&self, base: &str) -> Result<Vec<Moved>, ChangeError> {
        let told = self.ask(&["diff", "--name-status", "-M", "-z", "--no-relative", base, "--"])?;
        let mut words = told.split('\0').filter(|word| !word.is_empty()).map(str::to_owned);
        let mut out = Vec::new();
        while let (Some(status), Some(path)) = (words.next(), words.next()) {
            out.push(match status.as_bytes()[0] {
                b'A' => (None, Some(path)),
                b'D' => (Some(path), None),
                b'R' => (Some(path), words.next()),
                b'C' => (None, words.next()),
                _ => (Some(path.clone()), Some(path)),
            });
        }
        Ok(out)
    }

    /// Both texts of each file that `wanted` names by its path now or before.
    pub fn versions(
        &self,
        branch: &str,
        notation: &str,
        wanted: &dyn Fn(&str) -> bool,
    ) -> Result<Vec<Version>, ChangeError> {
        let base = match notation {
            "..." => self.ask(&["merge-base", branch, "HEAD"])?.trim().to_owned(),
            _ => branch.to_owned(),
        };
        let mut out = Vec::new();
        for (before, now) in self.touched(&base)? {
            if ![&before, &now].into_iter().flatten().any(|path| wanted(path)) {
                continue;
            }
            let then = |path: &String| self.ask(&["show", &format!("{base}:{path}")]).ok();
            let old = before.and_then(|path| Some((path.clone(), then(&path)?)));
            let new = now.and_then(|path| Some((path.clone(), self.read(&path)?)));
            out.push(Version { old, new });
        }
        Ok(out)
    }

    /// A file of the working tree, by its path below the root.
    pub fn read(&self, path: &str) -> Option<String> {
        std::fs::read(self.root.join(path)).ok().map(|bytes| text(&bytes))
    }

    /// What to do about a history that is not all there; nothing where it is.
    fn shallow(&self) -> String {
        let answer = self.ask(&["rev-parse", "--is-shallow-repository"]).unwrap_or_default();
        match answer.trim() {
            "true" => {
                " (this clone is shallow: let the checkout have all of the history, with `fetch-depth: 0` \
                       for actions/checkout, `GIT_DEPTH: 0` for GitLab, or `git fetch --unshallow`)"
                    .to_owned()
            }
            _ => String::new(),
        }
    }

    fn ask(&self, args: &[&str]) -> Result<String, ChangeError> {
        let output = start(&self.folder, args)?;
        match output.status.success() {
            true => Ok(text(&output.stdout)),
            false => Err(failed(args[0], text(&output.stderr))),
        }
    }
}

fn start(folder: &Path, args: &[&str]) -> Result<Output, ChangeError> {
    Command::new("git").args(args).current_dir(folder).env("LC_ALL", "C").output().map_err(ChangeError::NoGit)
}

fn failed(command: &str, message: String) -> ChangeError {
    let hint = match message.contains("dubious ownership") {
        true => "; the folder belongs to another user: `git config --global --add safe.directory` allows it",
        false => "",
    };
    let message = message.lines().next().unwrap_or_default().trim_start_matches("fatal: ").to_owned();
    ChangeError::Git { command: command.to_owned(), message, hint: hint.to_owned() }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
