//! Which operators a run uses.

use super::{Group, Level, TABLE};

/// A subset of [`TABLE`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    enabled: Vec<bool>,
    everything: bool,
}

impl Default for Selection {
    /// The operators of level `default`.
    fn default() -> Selection {
        let mut selection = Selection::none();
        selection.set("default", true);
        selection
    }
}

impl Selection {
    fn none() -> Selection {
        Selection { enabled: vec![false; TABLE.len()], everything: false }
    }

    /// Items are names of operators, groups and levels, joined by commas or
    /// not; `-` before a name removes.  They count in order; a list that is
    /// empty or starts with a removal starts from level `default`.
    ///
    /// # Errors
    /// An unknown name, with the nearest known one.
    pub fn parse(items: &[String]) -> Result<Selection, String> {
        let names = || items.iter().flat_map(|item| item.split(',')).map(str::trim).filter(|s| !s.is_empty());
        let additive = names().next().is_some_and(|first| !first.starts_with('-'));
        let mut selection = if additive { Selection::none() } else { Selection::default() };
        for name in names() {
            let (name, on) = match name.strip_prefix('-') {
                Some(rest) => (rest, false),
                None => (name, true),
            };
            if !selection.set(name, on) {
                let nearest = known().min_by_key(|known| distance(known, name)).unwrap_or("default");
                return Err(format!("unknown operator, group or level `{name}`; did you mean `{nearest}`?"));
            }
        }
        Ok(selection)
    }

    /// Whether the operator of `TABLE[index]` is chosen.
    pub fn has(&self, index: usize) -> bool {
        self.enabled[index]
    }

    /// Level `all` was asked for: also what only a perfectionist tests.
    pub fn everything(&self) -> bool {
        self.everything
    }

    /// The chosen operators' ids, in order of the table.
    pub fn ids(&self) -> impl Iterator<Item = &'static str> + '_ {
        TABLE.iter().zip(&self.enabled).filter(|(_, on)| **on).map(|(operator, _)| operator.spec().id)
    }

    /// False if nothing bears the name.
    fn set(&mut self, name: &str, on: bool) -> bool {
        let level = Level::ALL.into_iter().find(|level| level.name() == name);
        let is_group = Group::ALL.iter().any(|group| group.name() == name);
        let mut known = level.is_some() || is_group;
        if level == Some(Level::All) {
            self.everything = on;
        }
        for (operator, enabled) in TABLE.iter().zip(&mut self.enabled) {
            let spec = operator.spec();
            let hit = spec.id == name
                || spec.group.name() == name
                || level.is_some_and(|level| spec.level <= level && (on || spec.level == level));
            if hit {
                *enabled = on;
                known = true;
            }
        }
        known
    }
}

fn known() -> impl Iterator<Item = &'static str> {
    let operators = TABLE.iter().map(|operator| operator.spec().id);
    operators.chain(Group::ALL.map(Group::name)).chain(Level::ALL.map(Level::name))
}

/// Levenshtein's.
fn distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let substituted = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = substituted.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
