//! Plain data that travels between the stages.  No behaviour beyond small
//! accessors, no IO, no serde: wire formats have structs of their own.

mod bounds;
mod coverage;
mod mutant;
mod run;
mod source;
mod steadiness;
mod verdict;

pub use bounds::{Bounds, Footprint};
pub use coverage::{
    Baseline, CoverageOptions, FileCoverage, Interpreter, Looks, Part, SetAgain, TestId, TestInfo, Warm,
    World, file_of, function_of,
};
pub use mutant::{Edit, Ignored, LineRange, Mutant, Position, Site, Span, Unit};
pub use run::{RunResult, Timings};
pub use source::{Skipped, SourceFile, folder_of};
pub use steadiness::{AGAIN, Steadiness};
pub use verdict::{Lines, Ran, Status, Strategy, Summary, Trail, Verdict};
