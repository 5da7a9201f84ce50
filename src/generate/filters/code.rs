//! Code that no test can be asked to check.

use crate::syntax::ast::{CmpOp, Expr, Stmt, StmtFunctionDef, StmtIf};
use crate::syntax::{Kind, Node, Ranged, TextRange};

/// `if TYPE_CHECKING:`, its `else` left out.
pub(super) fn type_checking(node: Node<'_>, out: &mut Vec<TextRange>) {
    let Kind::StmtIf(stmt) = node.kind else { return };
    if name_of(&stmt.test) == Some("TYPE_CHECKING") {
        out.push(first_branch(stmt));
    }
}

/// `if __name__ == "__main__":`
pub(super) fn main(node: Node<'_>, out: &mut Vec<TextRange>) {
    let Kind::StmtIf(stmt) = node.kind else { return };
    let Expr::Compare(test) = &*stmt.test else { return };
    let is_name = |expr: &Expr| name_of(expr) == Some("__name__");
    let is_main = |expr: &Expr| matches!(expr, Expr::StringLiteral(s) if s.value.to_str() == "__main__");
    if let ([CmpOp::Eq], [right]) = (&*test.ops, &*test.comparators)
        && (is_name(&test.left) && is_main(right) || is_main(&test.left) && is_name(right))
    {
        out.push(first_branch(stmt));
    }
}

pub(super) fn overload(node: Node<'_>, out: &mut Vec<TextRange>) {
    let Kind::StmtFunctionDef(def) = node.kind else { return };
    if decorated(def, &["overload"]) {
        out.push(def.range());
    }
}

/// Functions without behaviour: `...`, `raise NotImplementedError`, and empty
/// bodies of abstract methods and protocols.
pub(super) fn stub(node: Node<'_>, out: &mut Vec<TextRange>) {
    let Kind::StmtFunctionDef(def) = node.kind else { return };
    let docstring = matches!(def.body.first(), Some(Stmt::Expr(e)) if e.value.is_string_literal_expr());
    let stub = match &def.body[usize::from(docstring)..] {
        [Stmt::Expr(stmt)] => stmt.value.is_ellipsis_literal_expr(),
        [Stmt::Raise(stmt)] => stmt.exc.as_deref().and_then(name_of) == Some("NotImplementedError"),
        [] | [Stmt::Pass(_)] => decorated(def, &["abstractmethod", "abstractproperty"]) || in_protocol(node),
        _ => false,
    };
    if stub {
        out.push(def.range());
    }
}

/// `__all__`, `__slots__`, `__version__` and their like.
pub(super) fn metadata(node: Node<'_>, out: &mut Vec<TextRange>) {
    let named = match node.kind {
        Kind::StmtAssign(stmt) => stmt.targets.iter().any(is_metadata),
        Kind::StmtAnnAssign(stmt) => is_metadata(&stmt.target),
        Kind::StmtAugAssign(stmt) => is_metadata(&stmt.target),
        Kind::StmtExpr(stmt) => match &*stmt.value {
            Expr::Call(call) => matches!(&*call.func, Expr::Attribute(a) if is_metadata(&a.value)),
            _ => false,
        },
        _ => false,
    };
    if named {
        out.push(node.kind.range());
    }
}

fn is_metadata(expr: &Expr) -> bool {
    const NAMES: &[&str] = &[
        "__all__",
        "__slots__",
        "__version__",
        "__version_info__",
        "__version_tuple__",
        "__commit_id__",
        "__author__",
        "__email__",
        "__license__",
        "__copyright__",
        "__credits__",
        "__date__",
        "__title__",
        "__description__",
        "__url__",
        "__status__",
        "__maintainer__",
        "__docformat__",
        "__match_args__",
    ];
    matches!(expr, Expr::Name(name) if NAMES.contains(&name.id.as_str()) || name.id.as_str() == "VERSION")
}

fn first_branch(stmt: &StmtIf) -> TextRange {
    TextRange::new(stmt.start(), stmt.body.last().map_or(stmt.end(), Ranged::end))
}

fn decorated(def: &StmtFunctionDef, names: &[&str]) -> bool {
    def.decorator_list.iter().filter_map(|d| name_of(&d.expression)).any(|name| names.contains(&name))
}

fn in_protocol(node: Node<'_>) -> bool {
    let Some(Kind::StmtClassDef(class)) = node.parent() else { return false };
    class.bases().iter().filter_map(name_of).any(|name| name == "Protocol")
}

/// The last name of a dotted expression, call or subscript.
pub(super) fn name_of(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => Some(attribute.attr.as_str()),
        Expr::Call(call) => name_of(&call.func),
        Expr::Subscript(subscript) => name_of(&subscript.value),
        _ => None,
    }
}
