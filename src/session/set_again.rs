//! Which variables the project's code, tests included, sets again.

use std::{collections::BTreeSet, fs, path::Path};

use rayon::prelude::*;

use crate::syntax::{Module, decode, pool, stored};

/// Their names, as the text of `modules`, paths below `project`, says; what cannot be parsed says nothing.
pub(super) fn set_again(project: &Path, modules: &BTreeSet<String>) -> BTreeSet<String> {
    let names = |path: &String| {
        let text = decode(&fs::read(project.join(path)).ok()?).ok()?.0;
        Some(stored(&Module::parse(text).ok()?))
    };
    pool().install(|| modules.par_iter().filter_map(names).flatten().collect())
}
