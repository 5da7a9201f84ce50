//! One sandboxed Python: its process, the protocol, its private copy of the tree.
//!
//! A worker answers one order at a time.  What runs inside it is `harness/*.py`.

mod copy;
pub mod covering;
mod keeper;
mod leave;
mod measured;
mod outcome;
mod overlay;
mod process;
pub mod protocol;
mod sandbox;
mod stale;

pub use crate::os::Layers;
pub use crate::os::confines;
pub use leave::{LeaveOut, within};
pub use overlay::Overlay;
pub use process::{CONFINED, Environment, GUARD, Line, Process, Versions, Watch, WorkerError, enter, guard};
pub use protocol::{Answer, Left, Order, Round, Single, SingleResult, Task};
pub use sandbox::{Sandbox, Shelter};

/// The part of the harness that runs in the user's interpreter: (path, text).
pub const HARNESS: &[(&str, &str)] = &[
    ("__init__.py", include_str!("harness/__init__.py")),
    ("aftermath.py", include_str!("harness/aftermath.py")),
    ("batch.py", include_str!("harness/batch.py")),
    ("beforehand.py", include_str!("harness/beforehand.py")),
    ("boot.py", include_str!("harness/boot.py")),
    ("ambient.py", include_str!("harness/ambient.py")),
    ("apart.py", include_str!("harness/apart.py")),
    ("asking.py", include_str!("harness/asking.py")),
    ("between.py", include_str!("harness/between.py")),
    ("bounds.py", include_str!("harness/bounds.py")),
    ("chance.py", include_str!("harness/chance.py")),
    ("children.py", include_str!("harness/children.py")),
    ("codes.py", include_str!("harness/codes.py")),
    ("collector.py", include_str!("harness/collector.py")),
    ("compiled.py", include_str!("harness/compiled.py")),
    ("computes.py", include_str!("harness/computes.py")),
    ("cover.py", include_str!("harness/cover.py")),
    ("covering.py", include_str!("harness/covering.py")),
    ("cut.py", include_str!("harness/cut.py")),
    ("endless.py", include_str!("harness/endless.py")),
    ("examples.py", include_str!("harness/examples.py")),
    ("executed.py", include_str!("harness/executed.py")),
    ("express.py", include_str!("harness/express.py")),
    ("finish.py", include_str!("harness/finish.py")),
    ("follow.py", include_str!("harness/follow.py")),
    ("graft.py", include_str!("harness/graft.py")),
    ("haste.py", include_str!("harness/haste.py")),
    ("hearing.py", include_str!("harness/hearing.py")),
    ("held.py", include_str!("harness/held.py")),
    ("judge.py", include_str!("harness/judge.py")),
    ("known.py", include_str!("harness/known.py")),
    ("left_out.py", include_str!("harness/left_out.py")),
    ("leftovers.py", include_str!("harness/leftovers.py")),
    ("lines.py", include_str!("harness/lines.py")),
    ("litter.py", include_str!("harness/litter.py")),
    ("look.py", include_str!("harness/look.py")),
    ("loop_syntax.py", include_str!("harness/loop_syntax.py")),
    ("loops.py", include_str!("harness/loops.py")),
    ("mark.py", include_str!("harness/mark.py")),
    ("measure.py", include_str!("harness/measure.py")),
    ("messages.py", include_str!("harness/messages.py")),
    ("midst.py", include_str!("harness/midst.py")),
    ("names.py", include_str!("harness/names.py")),
    ("null.py", include_str!("harness/null.py")),
    ("options.py", include_str!("harness/options.py")),
    ("patch.py", include_str!("harness/patch.py")),
    ("paths.py", include_str!("harness/paths.py")),
    ("peers.py", include_str!("harness/peers.py")),
    ("processes.py", include_str!("harness/processes.py")),
    ("ranges.py", include_str!("harness/ranges.py")),
    ("rounds.py", include_str!("harness/rounds.py")),
    ("readers.py", include_str!("harness/readers.py")),
    ("reads.py", include_str!("harness/reads.py")),
    ("remains.py", include_str!("harness/remains.py")),
    ("scout.py", include_str!("harness/scout.py")),
    ("share.py", include_str!("harness/share.py")),
    ("snapshot.py", include_str!("harness/snapshot.py")),
    ("state.py", include_str!("harness/state.py")),
    ("suite.py", include_str!("harness/suite.py")),
    ("surroundings.py", include_str!("harness/surroundings.py")),
    ("swap.py", include_str!("harness/swap.py")),
    ("tracer.py", include_str!("harness/tracer.py")),
    ("waits.py", include_str!("harness/waits.py")),
    ("walker.py", include_str!("harness/walker.py")),
    ("warm.py", include_str!("harness/warm.py")),
    ("wire.py", include_str!("harness/wire.py")),
    ("zygote.py", include_str!("harness/zygote.py")),
    ("site/_mutate_hidden.py", include_str!("harness/site/_mutate_hidden.py")),
    ("site/_mutate_seen.py", include_str!("harness/site/_mutate_seen.py")),
    ("site/sitecustomize.py", include_str!("harness/site/sitecustomize.py")),
];
