//! How much a mutant may take of the machine: what the unmutated suite took, and much more.

use crate::model::{Bounds, Footprint};

/// How many times as much a mutant may use or write.
const MULTIPLE: u64 = 2;
/// Room for suites that take next to nothing, in bytes.
const MEMORY: u64 = 2 << 30;
const FILE: u64 = 1 << 28;

/// The largest limit that can be set.
const MOST: u64 = i64::MAX as u64;

/// The bounds for a suite that took `footprint`.
///
/// The kernel counts private memory that may be written, of which there is no record: all of the
/// address space is more than that, so the suite itself stays within.
pub fn bounds(footprint: Footprint) -> Bounds {
    let Footprint { mapped, resident, written } = footprint;
    let sum = |own: u64, times: u64, room: u64| {
        own.saturating_add(MULTIPLE.saturating_mul(times)).saturating_add(room).min(MOST)
    };
    Bounds { memory: sum(mapped, resident, MEMORY), file: sum(0, written, FILE) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suite_that_takes_more_gets_more() {
        let small = bounds(Footprint { mapped: 100, resident: 10, written: 1 });
        assert_eq!(small, Bounds { memory: 120 + MEMORY, file: 2 + FILE });
        let large = bounds(Footprint { mapped: u64::MAX, resident: 1, written: u64::MAX });
        assert_eq!(large, Bounds { memory: MOST, file: MOST });
    }
}
