//! One mutant: one contiguous range of one file, replaced.

/// A half-open byte range `[start, end)` of a file's decoded UTF-8 text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    pub start: u32,
    pub end: u32,
}

/// `span` is replaced by `replacement`; applying it changes the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edit {
    pub span: Span,
    pub replacement: String,
}

/// A place in a file: both 1-based, `column` in Unicode code points.
/// A line ends at `\n`, `\r\n` or a lone `\r`, nowhere else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    pub line: u32,
    pub column: u32,
}

/// Lines `first..=last`, 1-based.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineRange {
    pub first: u32,
    pub last: u32,
}

impl LineRange {
    pub fn iter(self) -> impl Iterator<Item = u32> {
        self.first..=self.last
    }

    pub fn contains(self, line: u32) -> bool {
        (self.first..=self.last).contains(&line)
    }
}

/// When the code that a mutant changes runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Site {
    /// Module or class level, decorators, defaults and annotations of the
    /// outermost function: runs while the module is imported.
    Import,
    /// Only when the outermost function `SourceFile::units[unit]` is called.
    Function { unit: usize },
    /// A literal default value of an undecorated outermost function: evaluated
    /// at import, yet it changes nothing but what the function's calls see.
    Default { unit: usize },
}

impl Site {
    /// The outermost function that the swap strategy compiles.
    pub fn unit(self) -> Option<usize> {
        match self {
            Site::Import => None,
            Site::Function { unit } | Site::Default { unit } => Some(unit),
        }
    }
}

/// An outermost function (or a lambda outside every function) of a file: what
/// the `swap` strategy compiles on its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// `co_name`: the function's name, `<lambda>` for a lambda.
    pub name: String,
    /// 1-based line on which `span` starts: that of the first decorator, of
    /// `def`, or of the statement that holds the lambda.
    pub line: u32,
    /// From the start of that line (its indentation included) to the end of
    /// the statement, without its newline.
    pub span: Span,
    /// The lines that must stand before `span` so that it compiles where it
    /// is: `class A(B):` for a class of its nest as `class A:` (with its type
    /// parameters), `if 1:` for any other block, each with its original
    /// indentation, outermost first.
    pub headers: Vec<String>,
    /// Names in the unit that the module binds by `import` at its own level:
    /// Python compiles a call `name.f()` of such a name to other bytecode, so
    /// the snippet must import them too (after the unit; it never runs).
    pub imports: Vec<String>,
}

/// Why a filter set a mutant aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ignored {
    /// The filter's name, as `mutate list` shows it.
    pub filter: &'static str,
    /// One sentence for people.
    pub reason: String,
}

#[derive(Clone, Debug)]
pub struct Mutant {
    /// 12 hex digits of blake3; survives edits elsewhere in the file.
    pub id: String,
    pub operator: &'static str,
    pub operator_version: u32,
    pub edit: Edit,
    /// The text that `edit` replaces.
    pub original: String,
    /// What the edit does, in a few words: "replace `and` with `or`".
    pub description: String,
    pub start: Position,
    /// Exclusive.
    pub end: Position,
    /// Dotted name of the innermost function or class; "" at module level.
    pub qualname: String,
    /// The lines whose execution by a test makes that test a candidate: the
    /// mutant's statement, for a compound statement its header, for a default
    /// value (`Site::Default`) the function's body.
    pub lines: LineRange,
    /// Lines of the innermost function around the statement (for code at
    /// import the statement's own): stands in where the interpreter traces no
    /// line of `lines`.
    pub fallback: LineRange,
    pub site: Site,
    /// It stands at module or class level, in no block but classes: whatever the
    /// code around it does, it runs once, while the module is imported.  (So does
    /// the header of a function there, and a lambda is part of its statement.)
    pub straight: bool,
    pub ignored: Option<Ignored>,
}
