//! Whose doing the values of variables are.

use std::collections::{BTreeMap, BTreeSet};

use rustpython_ast::Expr;

use super::{Kind, Module, node::targets, walk};

/// Names that are mentioned where something is made.
#[derive(Debug, Default)]
pub struct Origins {
    /// By variable of the module or of a class: in the value that it is given.
    pub variables: BTreeMap<String, BTreeSet<String>>,
    /// By function: in its body, or in its head.
    pub functions: BTreeMap<String, BTreeSet<String>>,
}

impl Origins {
    pub fn of(module: &Module) -> Self {
        let mut found = Self::default();
        walk(module, &mut |node| {
            let name = match node.kind {
                Kind::ExprName(name) => name.id.as_str(),
                Kind::ExprAttribute(attribute) => attribute.attr.as_str(),
                Kind::StmtFunctionDef(def) => {
                    found.functions.entry(def.name.to_string()).or_default();
                    return;
                }
                _ => return,
            };
            let inside = node.ancestors().any(|around| matches!(around, Kind::StmtFunctionDef(_)));
            for around in node.ancestors() {
                match around {
                    Kind::StmtFunctionDef(def) => {
                        found.functions.entry(def.name.to_string()).or_default().insert(name.to_owned());
                    }
                    Kind::StmtAssign(stmt) if !inside => {
                        stmt.targets.iter().for_each(|target| found.variable(target, name));
                    }
                    Kind::StmtAnnAssign(stmt) if !inside => found.variable(&stmt.target, name),
                    _ => {}
                }
            }
        });
        found
    }

    fn variable(&mut self, target: &Expr, name: &str) {
        targets(target, &mut |target| {
            if let Expr::Name(variable) = target {
                self.variables.entry(variable.id.to_string()).or_default().insert(name.to_owned());
            }
        });
    }

    /// Adds what `other` has.
    pub fn extend(&mut self, other: Self) {
        for (ours, theirs) in [(&mut self.variables, other.variables), (&mut self.functions, other.functions)]
        {
            for (name, mentioned) in theirs {
                ours.entry(name).or_default().extend(mentioned);
            }
        }
    }

    /// The functions that may have had a part in the values of `variables`, as far as names tell.
    pub fn makers(&self, variables: &BTreeSet<String>) -> BTreeSet<String> {
        let mut todo: Vec<&String> =
            variables.iter().filter_map(|name| self.variables.get(name)).flatten().collect();
        let mut makers = BTreeSet::new();
        while let Some(name) = todo.pop() {
            if let Some(mentioned) = self.functions.get(name).filter(|_| makers.insert(name.clone())) {
                todo.extend(mentioned);
            }
        }
        makers
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_makes_a_variable_is_found_by_names() {
        let text = "
def f(): return g()
def g(): return 1
def h(): return 2
class C:
    a: int = f()
    b = (h)
c, d = m.g, 3
def k():
    c = h()
";
        let origins = Origins::of(&Module::parse(text.to_owned()).unwrap());
        let makers = |names: &[&str]| -> Vec<String> {
            origins.makers(&names.iter().map(ToString::to_string).collect()).into_iter().collect()
        };
        assert_eq!(makers(&["a"]), ["f", "g"]);
        assert_eq!(makers(&["b"]), ["h"]);
        assert_eq!(makers(&["c"]), ["g"]);
        assert_eq!(makers(&["e"]), [""; 0]);
    }
}
