//! The names that a module binds by `import` at its own level.

use std::collections::HashSet;

use rustpython_ast::statement_visitor::{StatementVisitor, walk_stmt};
use rustpython_ast::{Alias, Stmt};

use super::Module;

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

fn bound(alias: &Alias) -> &str {
    match &alias.asname {
        Some(name) => name,
        None => alias.name.split('.').next().unwrap_or(&alias.name),
    }
}
