//! All verdicts in one file, for another checkout, another user or another machine.
//!
//! Lines of JSON, packed by zstd: a first one that says what it is, then a key and its record each.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use super::verdicts::{is_verdict, key_of};
use super::{Cache, CacheError};

const FIRST: &str = "mutate verdicts 1";
const LEVEL: i32 = 9;

impl Cache {
    /// Writes all verdicts to `file`; returns how many there are.
    pub fn export(&self, file: &Path) -> Result<usize, CacheError> {
        let tree = self.verdicts()?;
        let write = || -> io::Result<usize> {
            let mut out = zstd::Encoder::new(File::create(file)?, LEVEL)?;
            writeln!(out, "{FIRST}")?;
            let mut count = 0;
            for entry in tree.iter() {
                let (key, record) = entry.map_err(io::Error::other)?;
                let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
                out.write_all(&[hex.as_bytes(), b" ", &record, b"\n"].concat())?;
                count += usize::from(is_verdict(&record));
            }
            out.finish()?.sync_all()?;
            Ok(count)
        };
        write().map_err(|source| CacheError::Bundle { file: file.display().to_string(), source })
    }

    /// Adds the verdicts of `file` to those that are here; returns how many are new.
    pub fn import(&self, file: &Path) -> Result<usize, CacheError> {
        let failed = |source| CacheError::Bundle { file: file.display().to_string(), source };
        let strange = || failed(io::Error::other("it was not written by `mutate cache export`"));
        let input = File::open(file).and_then(zstd::Decoder::new).map_err(failed)?;
        let mut lines = BufReader::new(input).lines();
        if lines.next().transpose().map_err(|_| strange())?.as_deref() != Some(FIRST) {
            return Err(strange());
        }
        let mut count = 0;
        for line in lines {
            let line = line.map_err(failed)?;
            let (key, record) = line.split_once(' ').ok_or_else(strange)?;
            let key = key_of(key).ok_or_else(strange)?;
            count += usize::from(self.take_in(&key, record.as_bytes())?);
        }
        self.keep_verdicts(&[])?;
        Ok(count)
    }

    /// How many verdicts there are.
    pub fn count(&self) -> Result<usize, CacheError> {
        let records = self.verdicts()?;
        Ok(records.iter().filter_map(Result::ok).filter(|(_, record)| is_verdict(record)).count())
    }
}
