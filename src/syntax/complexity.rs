//! How many ways lead through a module.

use rustpython_ast::Pattern;

use super::{Kind, Module, walk};

/// McCabe's number, summed up: one for the module and each function or lambda, and one for
/// each place where the way forks: `if`, `elif`, loops, `except`, `case` (but for the one that
/// takes all), conditional expressions, `for` and `if` of comprehensions, `and`, `or`, `assert`.
pub fn complexity(module: &Module) -> u32 {
    let mut number = 1;
    walk(module, &mut |node| {
        number += match node.kind {
            Kind::StmtFunctionDef(_)
            | Kind::ExprLambda(_)
            | Kind::StmtFor(_)
            | Kind::StmtWhile(_)
            | Kind::StmtAssert(_)
            | Kind::ExprIf(_)
            | Kind::ExceptHandlerExceptHandler(_) => 1,
            Kind::StmtIf(stmt) => {
                1 + stmt.elif_else_clauses.iter().filter(|c| c.test.is_some()).count() as u32
            }
            Kind::ExprBoolOp(expr) => expr.values.len() as u32 - 1,
            Kind::Comprehension(part) => 1 + part.ifs.len() as u32,
            Kind::MatchCase(case) => u32::from(case.guard.is_some() || !takes_all(&case.pattern)),
            _ => 0,
        };
    });
    number
}

fn takes_all(pattern: &Pattern) -> bool {
    matches!(pattern, Pattern::MatchAs(pattern) if pattern.pattern.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> u32 {
        complexity(&Module::parse(text.to_owned()).unwrap())
    }

    #[test]
    fn each_fork_counts_once() {
        assert_eq!(of(""), 1);
        assert_eq!(of("def f(a):\n    return a\n"), 2);
        assert_eq!(of("if a:\n    b\nelif c:\n    d\nelse:\n    e\n"), 3);
        assert_eq!(of("for a in b:\n    while c: d\nelse:\n    e\n"), 3);
        assert_eq!(of("try:\n    a\nexcept B:\n    c\nexcept D:\n    e\nfinally:\n    f\n"), 3);
        assert_eq!(of("a = b if c and d or e else f\n"), 4);
        assert_eq!(of("[a for b in c if d if e]\n"), 4);
        assert_eq!(of("f = lambda: a\nassert f\n"), 3);
        assert_eq!(of("match a:\n    case 1: b\n    case [x] if x: c\n    case _: d\n"), 3);
    }
}
