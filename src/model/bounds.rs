//! How much the suite takes of the machine, and how much a mutant's process may.

/// What one process of the unmutated suite, and those that it started, took at most, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Footprint {
    /// Address space.
    pub mapped: u64,
    /// Memory that was really used.
    pub resident: u64,
    /// To files and pipes, all together.
    pub written: u64,
}

impl Footprint {
    /// The larger of both in each respect.
    pub fn or_more(self, other: Footprint) -> Footprint {
        Footprint {
            mapped: self.mapped.max(other.mapped),
            resident: self.resident.max(other.resident),
            written: self.written.max(other.written),
        }
    }
}

/// What one process may take at most, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Memory of its own.
    pub memory: u64,
    /// The largest file.
    pub file: u64,
}
