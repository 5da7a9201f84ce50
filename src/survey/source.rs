//! What the source itself tells of a module.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use rayon::prelude::*;

use crate::discover;
use crate::syntax::{self, Module};

#[derive(Clone, Debug)]
pub struct Source {
    pub path: String,
    /// Its dotted name.
    pub name: String,
    pub complexity: u32,
    /// Dotted names that it may import.
    imports: Vec<String>,
}

/// Reads these files of the project; what cannot be parsed is left out.
pub fn read(project: &Path, files: &[String]) -> Vec<Source> {
    let one = |path: &String| {
        let bytes = std::fs::read(project.join(path)).ok()?;
        let (text, _) = syntax::decode(&bytes).ok()?;
        let module = Module::parse(text).ok()?;
        let name = name(path, &discover::import_root(project, path));
        let package = match path.ends_with("/__init__.py") {
            true => name.as_str(),
            false => name.rsplit_once('.').map_or("", |(package, _)| package),
        };
        let imports = syntax::imported(&module, package);
        let complexity = syntax::complexity(&module);
        Some(Source { path: path.clone(), complexity, imports, name })
    };
    syntax::pool().install(|| files.par_iter().filter_map(one).collect())
}

/// "src/pkg/a.py" below the import root "src" is "pkg.a".
fn name(file: &str, root: &str) -> String {
    let inside = file.strip_prefix(root).unwrap_or(file).trim_start_matches('/');
    let dotted = inside.trim_end_matches(".py").replace('/', ".");
    dotted.strip_suffix(".__init__").map(str::to_owned).unwrap_or(dotted)
}

/// How many others import each, by themselves or through others; the suite does not depend on what it tests.
pub(super) fn dependents(sources: &[Source]) -> Vec<u32> {
    let by_name: BTreeMap<&str, usize> =
        sources.iter().enumerate().map(|(i, source)| (source.name.as_str(), i)).collect();
    let mut importers: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); sources.len()];
    for (i, source) in sources.iter().enumerate().filter(|(_, source)| !discover::is_test(&source.path)) {
        for imported in source.imports.iter().filter_map(|name| by_name.get(name.as_str())) {
            importers[*imported].insert(i);
        }
    }
    let count = |start: usize| {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![start]);
        while let Some(module) = todo.pop() {
            todo.extend(importers[module].iter().filter(|importer| seen.insert(**importer)));
        }
        seen.remove(&start);
        seen.len() as u32
    };
    (0..sources.len()).map(count).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dependents_count_through_others_and_once() {
        let source = |name: &str, imports: &[&str]| Source {
            path: String::new(),
            name: name.to_owned(),
            complexity: 1,
            imports: imports.iter().map(|i| (*i).to_owned()).collect(),
        };
        let sources =
            [source("a", &["os"]), source("b", &["a", "c"]), source("c", &["b", "a"]), source("d", &["c"])];
        assert_eq!(dependents(&sources), [3, 2, 2, 0]);
        assert_eq!(name("src/p/__init__.py", "src"), "p");
        assert_eq!(name("p/q.py", ""), "p.q");
    }
}
