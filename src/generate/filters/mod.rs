//! Mutants that are not worth a developer's time: set aside with a reason,
//! never dropped.  A filter that looks at nodes is a row in [`FILTERS`].

mod code;
mod comments;
mod excluded;
mod generated;
mod python_regex;
mod text;

pub(super) use excluded::Excluded;

use crate::model::{Ignored, Mutant, Span};
use crate::syntax::{Kind, Module, Node, Outline, TextRange, span_of};

/// Sets aside what lies in the ranges that `find` pushes.
struct Filter {
    name: &'static str,
    reason: &'static str,
    find: fn(Node<'_>, &mut Vec<TextRange>),
    /// `--operators all` turns it off.
    below_all: bool,
}

const FILTERS: &[Filter] = &[
    Filter {
        name: "type-checking",
        reason: "only type checkers run it",
        find: code::type_checking,
        below_all: false,
    },
    Filter { name: "overload", reason: "an overload never runs", find: code::overload, below_all: false },
    Filter { name: "stub", reason: "a stub has no behaviour", find: code::stub, below_all: false },
    Filter { name: "main", reason: "it runs only as a script", find: code::main, below_all: false },
    Filter { name: "typing", reason: "a name for type checkers", find: text::typing, below_all: false },
    Filter {
        name: "metadata",
        reason: "exports, slots and versions are no behaviour",
        find: code::metadata,
        below_all: false,
    },
    Filter {
        name: "assert-message",
        reason: "the message of an assertion",
        find: text::assert_message,
        below_all: false,
    },
    Filter { name: "help-text", reason: "help text of a command line", find: text::help, below_all: false },
    Filter { name: "logging", reason: "logging", find: text::logging, below_all: true },
    Filter { name: "print-text", reason: "text of a print or warning", find: text::print, below_all: true },
    Filter { name: "repr-text", reason: "debug text", find: text::repr, below_all: true },
];

/// A part of a file in which mutants are ignored.
struct Region {
    span: Span,
    ignored: Ignored,
    /// Only those of this operator.
    operator: Option<String>,
}

/// The regions of one file.
pub(super) struct Regions {
    found: Vec<Region>,
    all: bool,
}

impl Regions {
    /// `all`: level `all` is on, so filters of taste are off.
    pub(super) fn new(all: bool) -> Regions {
        Regions { found: Vec::new(), all }
    }

    fn push(&mut self, span: Span, filter: &'static str, reason: String, operator: Option<String>) {
        self.found.push(Region { span, ignored: Ignored { filter, reason }, operator });
    }

    fn push_ignored(&mut self, span: Span, ignored: Ignored) {
        self.found.push(Region { span, ignored, operator: None });
    }

    /// Marks those of `mutants`, in order of position, that lie in a region;
    /// of nested regions the outermost counts.
    pub(super) fn ignore(mut self, mutants: &mut [Mutant]) {
        self.found.sort_by_key(|region| (region.span.start, std::cmp::Reverse(region.span.end)));
        let mut upcoming = self.found.iter().peekable();
        let mut open: Vec<&Region> = Vec::new();
        for mutant in mutants {
            let at = mutant.edit.span.start;
            while let Some(region) = upcoming.next_if(|region| region.span.start <= at) {
                open.push(region);
            }
            open.retain(|region| region.span.end > at);
            let applies = |r: &&&Region| {
                mutant.edit.span.end <= r.span.end
                    && r.operator.as_deref().is_none_or(|id| id == mutant.operator)
            };
            mutant.ignored = open.iter().find(applies).map(|region| region.ignored.clone());
        }
    }
}

/// Asks every filter that looks at nodes.
pub(super) fn visit(node: Node<'_>, regions: &mut Regions) {
    // Most nodes by far, and of interest to none.
    if matches!(node.kind, Kind::ExprName(_) | Kind::ExprAttribute(_) | Kind::Arguments(_)) {
        return;
    }
    let mut ranges = Vec::new();
    let all = regions.all;
    for filter in FILTERS.iter().filter(|filter| !(filter.below_all && all)) {
        (filter.find)(node, &mut ranges);
        for range in ranges.drain(..) {
            regions.push(span_of(range), filter.name, filter.reason.to_owned(), None);
        }
    }
}

/// The regions that comments make; all of a file that says it is generated.
pub(super) fn comments(module: &Module, outline: &Outline, regions: &mut Regions) {
    comments::find(module, outline, regions);
    generated::find(module, regions);
}
