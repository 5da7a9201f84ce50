//! The names that a module binds by `import` at its own level.

use std::collections::{BTreeSet, HashSet};

use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
use rustpython_ast::{Alias, Stmt};

use super::{Kind, Module, walk};

/// `import a.b` binds `a`; `from __future__` is left out, as it may only
/// stand at the top of a file.
pub(super) fn names(module: &Module) -> HashSet<&str> {
    let mut names = Names(HashSet::new());
    module.body().iter().for_each(|stmt| names.visit_stmt(stmt));
    names.0
}

struct Names<'a>(HashSet<&'a str>);

impl<'a> StatementVisitor<'a> for Names<'a> {
    fn visit_stmt(&mut self, stmt: &'a Stmt) {
        match stmt {
            Stmt::Import(stmt) => self.0.extend(stmt.names.iter().map(bound)),
            Stmt::ImportFrom(stmt) if stmt.module.as_deref() != Some("__future__") => {
                self.0.extend(stmt.names.iter().map(bound).filter(|name| *name != "*"));
            }
            // Scopes of their own.
            Stmt::FunctionDef(_) | Stmt::ClassDef(_) => {}
            _ => walk_stmt(self, stmt),
        }
    }
}

/// The names that are bound by `import` anywhere in the file.
pub(super) fn bound_anywhere(module: &Module) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    walk(module, &mut |node| match node.kind {
        Kind::StmtImport(stmt) => found.extend(stmt.names.iter().map(|alias| bound(alias).to_owned())),
        Kind::StmtImportFrom(stmt) => found.extend(stmt.names.iter().map(|alias| bound(alias).to_owned())),
        _ => {}
    });
    found
}

/// The dotted names of all modules that may be imported, anywhere in the file; `from a import b`
/// may import `a.b`.  `package` is the one that relative imports begin in.
pub fn imported(module: &Module, package: &str) -> Vec<String> {
    let mut found = Vec::new();
    walk(module, &mut |node| match node.kind {
        Kind::StmtImport(stmt) => found.extend(stmt.names.iter().map(|alias| alias.name.to_string())),
        Kind::StmtImportFrom(stmt) => {
            let mut parts: Vec<&str> = Vec::new();
            if stmt.level > 0 {
                parts.extend(package.split('.').filter(|part| !part.is_empty()));
                parts.truncate((parts.len() + 1).saturating_sub(stmt.level as usize));
            }
            parts.extend(stmt.module.as_deref());
            let from = parts.join(".");
            let inside = |alias: &Alias| format!("{from}.{}", alias.name).trim_start_matches('.').to_owned();
            found.extend(stmt.names.iter().map(inside));
            found.push(from);
        }
        _ => {}
    });
    found
}

fn bound(alias: &Alias) -> &str {
    match &alias.asname {
        Some(name) => name,
        None => alias.name.split('.').next().unwrap_or(&alias.name),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relative_imports_begin_in_their_package() {
        let text = "import a.b, c\nfrom . import d\ndef f():\n    from ..e import g\nfrom h import i\n";
        let module = Module::parse(text.to_owned()).unwrap();
        let expected = ["a.b", "c", "p.q.d", "p.q", "p.e.g", "p.e", "h.i", "h"];
        assert_eq!(imported(&module, "p.q"), expected);
    }
}
