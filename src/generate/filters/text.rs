//! Text for people, which tests rightly do not pin down.

use super::code::name_of;
use crate::syntax::ast::{Expr, ExprCall, Keyword};
use crate::syntax::{Kind, Module, Node, Ranged, TextRange};

/// The names that typing constructs repeat as text.
pub(super) fn typing(node: Node<'_>, out: &mut Vec<TextRange>) {
    const CONSTRUCTS: &[&str] = &[
        "TypeVar",
        "ParamSpec",
        "TypeVarTuple",
        "NewType",
        "NamedTuple",
        "TypedDict",
        "namedtuple",
        "ForwardRef",
        "TypeAliasType",
    ];
    match node.kind {
        Kind::ExprCall(call) => match name_of(&call.func) {
            Some("cast") => out.extend(call.arguments.args.first().map(Ranged::range)),
            Some(name) if CONSTRUCTS.contains(&name) => out.push(call.arguments.range()),
            _ => {}
        },
        Kind::ExprSubscript(subscript)
            if matches!(name_of(&subscript.value), Some("Literal" | "Optional" | "Union" | "Annotated")) =>
        {
            out.push(subscript.slice.range());
        }
        _ => {}
    }
}

pub(super) fn assert_message(node: Node<'_>, out: &mut Vec<TextRange>) {
    let Kind::StmtAssert(stmt) = node.kind else { return };
    out.extend(stmt.msg.as_deref().map(Ranged::range));
}

/// Text keywords of argparse, click and typer.
pub(super) fn help(node: Node<'_>, out: &mut Vec<TextRange>) {
    const CALLS: &[&str] = &[
        "ArgumentParser",
        "add_argument",
        "add_parser",
        "add_subparsers",
        "add_argument_group",
        "add_mutually_exclusive_group",
        "option",
        "argument",
        "command",
        "group",
        "Option",
        "Argument",
        "Typer",
        "version_option",
        "help_option",
        "password_option",
        "confirmation_option",
    ];
    const KEYWORDS: &[&str] =
        &["help", "description", "epilog", "usage", "metavar", "short_help", "prog", "title"];
    // what they are given by position is text for people, too
    const TITLED: &[&str] = &["ArgumentParser", "add_argument_group"];
    let Kind::ExprCall(call) = node.kind else { return };
    if !name_of(&call.func).is_some_and(|name| CALLS.contains(&name)) {
        return;
    }
    out.extend(keywords(node.module, call, KEYWORDS));
    if name_of(&call.func).is_some_and(|name| TITLED.contains(&name)) {
        out.extend(text_arguments(call));
    }
}

/// These keywords of a call, with the commas around them, which go where one is
/// dropped.
fn keywords<'a>(
    module: &'a Module,
    call: &'a ExprCall,
    names: &'a [&str],
) -> impl Iterator<Item = TextRange> + 'a {
    let named = |keyword: &&Keyword| keyword.arg.as_ref().is_some_and(|name| names.contains(&name.as_str()));
    call.arguments.keywords.iter().filter(named).map(|keyword| {
        let (before, after) = (module.token_before(keyword.start()), module.token_after(keyword.end()));
        let next = after.and_then(|comma| module.token_after(comma.end()));
        let start = before.map_or(keyword.start(), Ranged::start);
        TextRange::new(start, next.map_or(keyword.end(), Ranged::start))
    })
}

/// A logging call that is a statement, all of it.
pub(super) fn logging(node: Node<'_>, out: &mut Vec<TextRange>) {
    const METHODS: &[&str] =
        &["debug", "info", "warning", "warn", "error", "exception", "critical", "fatal", "log"];
    let Kind::StmtExpr(stmt) = node.kind else { return };
    let Expr::Call(call) = &*stmt.value else { return };
    let Expr::Attribute(method) = &*call.func else { return };
    let logger = name_of(&method.value).unwrap_or("").to_ascii_lowercase();
    let logs =
        ["log", "logger", "logging", "getlogger", "get_logger"].iter().any(|end| logger.ends_with(end));
    if logs && METHODS.contains(&method.attr.as_str()) {
        out.push(stmt.range());
    }
}

/// The text that `print` and `warn` are given.
pub(super) fn print(node: Node<'_>, out: &mut Vec<TextRange>) {
    let Kind::ExprCall(call) = node.kind else { return };
    let names: &[&str] = match name_of(&call.func) {
        Some("print") => &["sep", "end"],
        Some("warn") => &["message"],
        Some("echo" | "secho") => &[],
        _ => return,
    };
    out.extend(text_arguments(call).chain(keywords(node.module, call, names)));
}

/// The text in `__repr__` and `__str__`.
pub(super) fn repr(node: Node<'_>, out: &mut Vec<TextRange>) {
    if !matches!(node.kind, Kind::ExprStringLiteral(_) | Kind::ExprFString(_)) {
        return;
    }
    let function = node.ancestors().find_map(|kind| match kind {
        Kind::StmtFunctionDef(def) => Some(def.name.as_str()),
        _ => None,
    });
    if matches!(function, Some("__repr__" | "__str__")) {
        out.push(node.kind.range());
    }
}

fn text_arguments(call: &ExprCall) -> impl Iterator<Item = TextRange> {
    call.arguments.args.iter().filter(|arg| is_text(arg)).map(Ranged::range)
}

/// A literal, formatted or joined to something or not.
fn is_text(expr: &Expr) -> bool {
    match expr {
        Expr::StringLiteral(_) | Expr::FString(_) => true,
        Expr::BinOp(expr) => is_text(&expr.left) || is_text(&expr.right),
        Expr::If(expr) => is_text(&expr.body) && is_text(&expr.orelse),
        Expr::Call(call) => matches!(&*call.func, Expr::Attribute(method) if is_text(&method.value)),
        _ => false,
    }
}
