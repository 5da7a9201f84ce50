//! Which variables the project's code, tests included, sets again.

use std::{collections::BTreeSet, fs, path::Path};

use rayon::prelude::*;

use crate::{
    model::{Baseline, SetAgain},
    syntax::{Module, Origins, decode, pool, stored},
};

/// What the text of the imported modules below `project` says of it, where tests run it or nobody knows whether they
/// do; what cannot be parsed says nothing.
pub(super) fn set_again(project: &Path, baseline: &Baseline) -> SetAgain {
    let read = |path: &String| {
        let text = decode(&fs::read(project.join(path)).ok()?).ok()?.0;
        let module = Module::parse(text).ok()?;
        let coverage = baseline.files.get(path);
        let by_tests =
            |line: &u32| coverage.is_none_or(|c| c.by_line.get(line).is_some_and(|t| !t.is_empty()));
        let names: Vec<String> =
            stored(&module).into_iter().filter(|(_, line)| by_tests(line)).map(|(name, _)| name).collect();
        Some((names, Origins::of(&module)))
    };
    let found: Vec<_> = pool().install(|| baseline.world.modules.par_iter().filter_map(read).collect());
    let (mut variables, mut origins) = (BTreeSet::new(), Origins::default());
    for (set, made) in found {
        variables.extend(set);
        origins.extend(made);
    }
    SetAgain { makers: origins.makers(&variables), variables }
}
