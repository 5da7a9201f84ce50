//! What an operator says about itself.

use super::Edits;
use crate::syntax::Node;

/// One kind of fault.
pub trait Operator {
    const SPEC: Spec;

    /// Called for every node of a file, parents first.
    fn visit(&self, node: Node<'_>, out: &mut Edits<'_>);
}

#[derive(Debug)]
pub struct Spec {
    /// Kebab-case, unique.
    pub id: &'static str,
    /// Grows when the operator's edits change: verdicts in a cache depend on it.
    pub version: u32,
    pub group: Group,
    pub level: Level,
    /// What it does, in a few words.
    pub summary: &'static str,
    /// Documentation and tests at once.
    pub examples: &'static [Example],
}

/// `after` are all the results of the operator on `before`, in order of position.
#[derive(Debug)]
pub struct Example {
    pub before: &'static str,
    pub after: &'static [&'static str],
}

/// How much a run asks for; each level includes those before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    Default,
    Stronger,
    All,
}

impl Level {
    pub const ALL: [Level; 3] = [Level::Default, Level::Stronger, Level::All];

    /// As it is written in `--operators`.
    pub fn name(self) -> &'static str {
        match self {
            Level::Default => "default",
            Level::Stronger => "stronger",
            Level::All => "all",
        }
    }
}

/// Operators that change the same kind of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    Math,
    Comparison,
    Logic,
    Literal,
    Call,
    Statement,
    Function,
    Exception,
}

impl Group {
    pub const ALL: [Group; 8] = [
        Group::Math,
        Group::Comparison,
        Group::Logic,
        Group::Literal,
        Group::Call,
        Group::Statement,
        Group::Function,
        Group::Exception,
    ];

    /// As it is written in `--operators`.  No operator has the same name.
    pub fn name(self) -> &'static str {
        match self {
            Group::Math => "math",
            Group::Comparison => "comparison",
            Group::Logic => "logic",
            Group::Literal => "literal",
            Group::Call => "call",
            Group::Statement => "statement",
            Group::Function => "function",
            Group::Exception => "exception",
        }
    }
}
