//! Source files to mutants: operators, then filters, then ids.

mod filters;
mod id;
#[cfg(test)]
mod tests;

use std::path::Path;

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use rayon::prelude::*;

use crate::config::Exclusion;
use crate::model::{Mutant, Skipped, SourceFile, Unit};
use crate::operators::{self, Edits, Found, Selection, TABLE};
use crate::syntax::{Module, Outline, decode, pool, walk};
use filters::Excluded;

pub use crate::syntax::{combined_bytes, unit_source};

/// What the files of a project yield; both in order of path.
#[derive(Debug, Default)]
pub struct Generated {
    pub files: Vec<SourceFile>,
    pub skipped: Vec<Skipped>,
    /// What the user should act on.
    pub warnings: Vec<String>,
}

/// The mutants of `files` (relative to `project`, `/` as separator).
///
/// `only` are globs; where there are any, a mutant stays if one of them
/// matches its path, qualified name or id.  What coverage.py leaves out, by
/// `exclude`, is ignored.  A file that cannot be read, decoded or parsed is in
/// `skipped`.
pub fn generate(
    project: &Path,
    files: &[String],
    selection: &Selection,
    only: &[String],
    exclude: &[Exclusion],
) -> Generated {
    let (excluded, warnings) = Excluded::compile(exclude);
    let only = (!only.is_empty()).then(|| globs(only));
    let asked = Asked { selection, only, excluded };
    let results: Vec<Result<(SourceFile, Option<String>), Skipped>> =
        pool().install(|| files.par_iter().with_max_len(1).map(|path| one(project, path, &asked)).collect());
    let mut generated = Generated { warnings, ..Generated::default() };
    for result in results {
        match result {
            Ok((file, warning)) => {
                generated.warnings.extend(warning.map(|warning| format!("{}: {warning}", file.path)));
                generated.files.push(file);
            }
            Err(skipped) => generated.skipped.push(skipped),
        }
    }
    generated.files.sort_by(|a, b| a.path.cmp(&b.path));
    generated.skipped.sort_by(|a, b| a.path.cmp(&b.path));
    generated
}

/// What holds for all files.
struct Asked<'a> {
    selection: &'a Selection,
    only: Option<GlobSet>,
    excluded: Excluded,
}

/// A file, and what the user should know of it.
fn one(project: &Path, path: &str, asked: &Asked) -> Result<(SourceFile, Option<String>), Skipped> {
    let skip = |reason: String| Skipped { path: path.to_owned(), reason };
    let bytes = std::fs::read(project.join(path)).map_err(|e| skip(format!("it cannot be read: {e}")))?;
    let (text, encoding) = decode(&bytes).map_err(skip)?;
    let module = Module::parse(text).map_err(skip)?;
    let (units, mut mutants, warning) = mutants_of(&module, path, asked);
    if let Some(only) = &asked.only {
        let whole_file = only.is_match(path);
        mutants.retain(|m| whole_file || only.is_match(&m.qualname) || only.is_match(&m.id));
    }
    let file = SourceFile { path: path.to_owned(), text: module.into_text(), encoding, units, mutants };
    Ok((file, warning))
}

/// The units and mutants of one parsed file.
fn mutants_of(module: &Module, path: &str, asked: &Asked) -> (Vec<Unit>, Vec<Mutant>, Option<String>) {
    let selection = asked.selection;
    let mut edits = Edits::new(module);
    let mut regions = filters::Regions::new(selection.everything());
    walk(module, &mut |node| {
        operators::visit(node, selection, &mut edits);
        filters::visit(node, &mut regions);
    });
    let outline = Outline::new(module);
    filters::comments(module, &outline, &mut regions);
    let warning = asked.excluded.find(module, &outline, &mut regions).err();
    let mut mutants: Vec<Mutant> =
        edits.finish().into_iter().map(|found| mutant(module, &outline, found)).collect();
    regions.ignore(&mut mutants);
    id::assign(path, &mut mutants);
    (outline.units, mutants, warning)
}

fn mutant(module: &Module, outline: &Outline, found: Found) -> Mutant {
    let Found { operator, edit, description } = found;
    let spec = TABLE[operator].spec();
    let place = outline.place(edit.span.start);
    let original = module.slice_span(edit.span);
    let description = match description {
        Some(words) => words.into_owned(),
        None => format!("replace `{original}` with `{}`", edit.replacement),
    };
    Mutant {
        id: String::new(),
        operator: spec.id,
        operator_version: spec.version,
        original: original.to_owned(),
        description,
        start: module.lines().position(module.text(), edit.span.start),
        end: module.lines().position(module.text(), edit.span.end),
        qualname: place.qualname.to_string(),
        lines: place.lines,
        fallback: place.fallback,
        site: place.site,
        straight: place.straight,
        ignored: None,
        edit,
    }
}

/// A pattern that is no valid glob stands for itself.
fn globs(patterns: &[String]) -> GlobSet {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let glob = GlobBuilder::new(pattern).build();
        let literal = || GlobBuilder::new(&globset::escape(pattern)).build();
        if let Ok(glob) = glob.or_else(|_| literal()) {
            set.add(glob);
        }
    }
    set.build().unwrap_or_else(|_| GlobSet::empty())
}
