//! `sandbox = "off"`, or `[tool.mutate.sandbox]` with `mode` and `write`.

use std::fmt;

use serde::Deserialize as Derive;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::options::{list, value};
use super::values::SandboxMode;

/// The keys of `[tool.mutate.sandbox]`.
pub(super) const KEYS: &[&str] = &["mode", "write"];

/// A layer of what may be said of the sandbox.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SandboxOptions {
    pub mode: Option<SandboxMode>,
    /// Folders where mutants may write besides.
    pub write: Option<Vec<String>>,
}

impl SandboxOptions {
    pub fn or(self, below: SandboxOptions) -> SandboxOptions {
        SandboxOptions { mode: self.mode.or(below.mode), write: self.write.or(below.write) }
    }
}

#[derive(Default, Derive)]
#[serde(deny_unknown_fields, default)]
struct Table {
    #[serde(deserialize_with = "value")]
    mode: Option<SandboxMode>,
    #[serde(deserialize_with = "list")]
    write: Option<Vec<String>>,
}

impl<'de> Deserialize<'de> for SandboxOptions {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<SandboxOptions, D::Error> {
        from.deserialize_any(ModeOrTable)
    }
}

struct ModeOrTable;

impl<'de> Visitor<'de> for ModeOrTable {
    type Value = SandboxOptions;

    fn expecting(&self, out: &mut fmt::Formatter) -> fmt::Result {
        out.write_str("a mode or a table")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<SandboxOptions, E> {
        let mode = text.parse().map_err(E::custom)?;
        Ok(SandboxOptions { mode: Some(mode), write: None })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SandboxOptions, A::Error> {
        let Table { mode, write } = Table::deserialize(MapAccessDeserializer::new(map))?;
        Ok(SandboxOptions { mode, write })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Options;

    fn parsed(text: &str) -> Result<SandboxOptions, String> {
        toml::from_str::<Options>(text).map(|o| o.sandbox).map_err(|e| e.message().to_owned())
    }

    #[test]
    fn a_word_or_a_table() {
        let off = SandboxOptions { mode: Some(SandboxMode::Off), write: None };
        assert_eq!(parsed("sandbox = 'off'"), Ok(off));
        let write = Some(vec!["data".to_owned()]);
        assert_eq!(parsed("sandbox.write = 'data'"), Ok(SandboxOptions { mode: None, write }));
        assert!(parsed("sandbox = 'none'").unwrap_err().contains("none of `on`"));
    }

    #[test]
    fn each_part_comes_from_the_uppermost_layer_that_has_it() {
        let above = SandboxOptions { mode: None, write: Some(vec!["a".to_owned()]) };
        let below = SandboxOptions { mode: Some(SandboxMode::Required), write: Some(vec!["b".to_owned()]) };
        let merged = above.or(below);
        assert_eq!((merged.mode, merged.write), (Some(SandboxMode::Required), Some(vec!["a".to_owned()])));
    }
}
