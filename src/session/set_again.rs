//! Which variables the project's code, tests included, sets again.

use std::{collections::BTreeSet, fs, path::Path};

use rayon::prelude::*;

use crate::{
    model::SetAgain,
    syntax::{Module, Origins, decode, pool, stored},
};

/// What the text of `modules`, paths below `project`, says of it; what cannot be parsed says nothing.
pub(super) fn set_again(project: &Path, modules: &BTreeSet<String>) -> SetAgain {
    let read = |path: &String| {
        let text = decode(&fs::read(project.join(path)).ok()?).ok()?.0;
        let module = Module::parse(text).ok()?;
        Some((stored(&module), Origins::of(&module)))
    };
    let found: Vec<_> = pool().install(|| modules.par_iter().filter_map(read).collect());
    let (mut variables, mut origins) = (BTreeSet::new(), Origins::default());
    for (set, made) in found {
        variables.extend(set);
        origins.extend(made);
    }
    SetAgain { makers: origins.makers(&variables), variables }
}
