//! Which lines differ from another state of the repository, as git sees it.

mod git;
mod parse;
mod select;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use git::Blanks;
pub use git::{Git, Version};
pub use parse::{Edit, FileEdits, parse};
pub use select::Selection;

use crate::decode;

#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    #[error("failed to run git: {0}; install git, or give the changes with --diff-file")]
    NoGit(std::io::Error),
    #[error("failed to look at the changes: git {command} says: {message}{hint}")]
    Git { command: String, message: String, hint: String },
    #[error(
        "failed to compare with `{branch}`: git knows no such branch, tag or commit; name another with \
         --compare-branch, or fetch it first{hint}"
    )]
    Unknown { branch: String, hint: String },
    #[error(
        "failed to compare with `{branch}`: its history and that of HEAD have nothing in common{hint}; \
         or compare the two states with --diff-range-notation=.."
    )]
    Unrelated { branch: String, hint: String },
    #[error("failed to read the diff {file}: {message}")]
    Diff { file: String, message: String },
}

/// What to compare with.
#[derive(Clone, Debug)]
pub struct Question {
    pub branch: String,
    /// `...`: what happened since HEAD left the branch; `..`: all that differs.
    pub notation: String,
    pub staged: bool,
    pub unstaged: bool,
    pub untracked: bool,
    pub ignore_whitespace: bool,
    /// A diff that somebody else made; git is not asked then.
    pub file: Option<PathBuf>,
    pub selection: Selection,
}

/// Changed files by their path below the repository's root, with the lines that are new in
/// them; none where lines only went, or the file is binary, or its name alone has changed.
pub type Changes = BTreeMap<String, BTreeSet<u32>>;

impl Question {
    /// How reports name the comparison.
    pub fn name(&self) -> String {
        let states = [("staged", self.staged), ("unstaged", self.unstaged), ("untracked", self.untracked)];
        let mut name = format!("{}{}HEAD", self.branch, self.notation);
        let states: Vec<&str> = states.into_iter().filter(|state| state.1).map(|state| state.0).collect();
        if let Some((last, others)) = states.split_last() {
            others.iter().for_each(|state| name += &format!(", {state}"));
            name += &format!(" and {last} changes");
        }
        name
    }

    /// The changed lines, as the files in the working tree number them.  `git` is None where
    /// there is no repository, which only a given diff can do without.
    pub fn changes(&self, git: Option<&Git>, folder: &Path) -> Result<Changes, ChangeError> {
        let mut changes = match (&self.file, git) {
            (Some(file), _) => given(&folder.join(file))?,
            (None, None) => return Ok(Changes::new()),
            (None, Some(git)) => self.of_git(git)?,
        };
        changes.retain(|path, _| self.selection.holds(path, folder));
        Ok(changes)
    }

    fn of_git(&self, git: &Git) -> Result<Changes, ChangeError> {
        let blanks = if self.ignore_whitespace { Blanks::Ignored } else { Blanks::Told };
        let mut changes = Changes::new();
        add(&mut changes, &parsed(&git.committed(&self.branch, &self.notation, blanks)?)?);
        for (state, counts) in [(&["--cached"][..], self.staged), (&[], self.unstaged)] {
            let diff = parsed(&git.diff(state, blanks)?)?;
            match self.ignore_whitespace {
                // it does not tell which blank lines others were moved by
                true => follow(&mut changes, &parsed(&git.diff(state, Blanks::IgnoredInLines)?)?),
                false => follow(&mut changes, &diff),
            }
            if counts {
                add(&mut changes, &diff);
            }
        }
        if self.untracked {
            for path in git.untracked()? {
                let lines = std::fs::read_to_string(git.root().join(&path)).map_or(0, |text| lines_of(&text));
                changes.insert(path, (1..=lines).collect());
            }
        }
        Ok(changes)
    }
}

/// A given diff stands for itself: nothing is known of what came before or after it.
fn given(file: &Path) -> Result<Changes, ChangeError> {
    let error = |message: String| ChangeError::Diff { file: file.display().to_string(), message };
    let bytes = std::fs::read(file).map_err(|e| error(e.to_string()))?;
    let mut changes = Changes::new();
    add(&mut changes, &decode::text(&bytes).and_then(|text| parse(&text)).map_err(error)?);
    Ok(changes)
}

fn parsed(diff: &str) -> Result<Vec<FileEdits>, ChangeError> {
    parse(diff).map_err(|message| ChangeError::Diff { file: "that git made".to_owned(), message })
}

/// Brings `changes` to the state after `diff`: lines that are still there get their new numbers.
fn follow(changes: &mut Changes, diff: &[FileEdits]) {
    let known: Vec<BTreeSet<u32>> = diff
        .iter()
        .map(|file| match &file.renamed_from {
            Some(old) => changes.remove(old).unwrap_or_default(),
            None => changes.remove(&file.path).unwrap_or_default(),
        })
        .collect();
    for (file, lines) in diff.iter().zip(known) {
        let lines = if file.deleted { BTreeSet::new() } else { file.carry(&lines) };
        if !lines.is_empty() {
            changes.insert(file.path.clone(), lines);
        }
    }
}

/// Takes in the lines that are new by `diff`, which leads to the state that `changes` are of.
fn add(changes: &mut Changes, diff: &[FileEdits]) {
    for file in diff {
        changes.entry(file.path.clone()).or_default().extend(file.added());
    }
}

/// As Python's `readlines` counts them.
fn lines_of(text: &str) -> u32 {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.split_inclusive('\n').count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edits(path: &str, from: Option<&str>, edits: &[(u32, u32, u32, u32)]) -> FileEdits {
        let edit = |&(a, b, c, d): &(u32, u32, u32, u32)| Edit { old: a..b, new: c..d };
        FileEdits {
            path: path.into(),
            renamed_from: from.map(str::to_owned),
            deleted: false,
            edits: edits.iter().map(edit).collect(),
        }
    }

    #[test]
    fn lines_are_followed_through_later_changes() {
        let mut changes = Changes::from([("a.py".into(), BTreeSet::from([2, 5, 9]))]);
        // two lines before line 3, line 5 gone
        let staged = edits("b.py", Some("a.py"), &[(3, 3, 3, 5), (5, 6, 7, 7)]);
        follow(&mut changes, &[staged]);
        assert_eq!(changes, Changes::from([("b.py".into(), BTreeSet::from([2, 10]))]));
        let unstaged = [edits("b.py", None, &[(1, 1, 1, 2)])];
        follow(&mut changes, &unstaged);
        add(&mut changes, &unstaged);
        assert_eq!(changes["b.py"], BTreeSet::from([1, 3, 11]));
    }

    #[test]
    fn two_files_can_change_names() {
        let mut changes =
            Changes::from([("a.py".into(), BTreeSet::from([1])), ("b.py".into(), BTreeSet::from([2]))]);
        follow(&mut changes, &[edits("a.py", Some("b.py"), &[]), edits("b.py", Some("a.py"), &[])]);
        assert_eq!(
            changes,
            Changes::from([("a.py".into(), BTreeSet::from([2])), ("b.py".into(), BTreeSet::from([1]))])
        );
    }

    #[test]
    fn a_comparison_has_a_name() {
        let mut question = Question {
            branch: "origin/main".into(),
            notation: "...".into(),
            staged: true,
            unstaged: true,
            untracked: true,
            ignore_whitespace: false,
            file: None,
            selection: Selection::default(),
        };
        assert_eq!(question.name(), "origin/main...HEAD, staged, unstaged and untracked changes");
        (question.unstaged, question.untracked) = (false, false);
        assert_eq!(question.name(), "origin/main...HEAD and staged changes");
        question.staged = false;
        assert_eq!(question.name(), "origin/main...HEAD");
    }
}
