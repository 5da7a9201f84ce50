//! Docstrings of a module and its classes: they say something to people, and to code that asks for them.

use rustpython_ast::Stmt;

use super::{Digest, digest_all, is_docstring};

/// Takes the docstrings out of a module's statements; gives their digest.
pub(super) fn taken(body: &mut Vec<Stmt>) -> Digest {
    let mut found = Vec::new();
    take(body, &mut found);
    digest_all(&found.iter().collect::<Vec<_>>())
}

fn take(body: &mut Vec<Stmt>, found: &mut Vec<Stmt>) {
    if is_docstring(body.first()) {
        found.push(body.remove(0));
    }
    for stmt in body {
        if let Stmt::ClassDef(class) = stmt {
            take(&mut class.body, found);
        }
    }
}
