//! `sandbox = "off"`, or `[tool.mutate.sandbox]` with `mode`, `write`, `tree` and `leave-out`.

use std::fmt;

use serde::Deserialize as Derive;
use serde::de::value::MapAccessDeserializer;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, Visitor};

use super::options::{list, value};
use super::values::{SandboxMode, TreeChoice};

/// The keys of `[tool.mutate.sandbox]`.
pub(super) const KEYS: &[&str] = &["mode", "write", "tree", "leave-out"];

/// A layer of what may be said of the sandbox.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct SandboxOptions {
    pub mode: Option<SandboxMode>,
    /// Folders where mutants may write besides.
    pub write: Option<Vec<String>>,
    pub tree: Option<TreeChoice>,
    /// Folders that workers do without.
    pub leave_out: Option<Vec<String>>,
}

impl SandboxOptions {
    pub fn or(self, below: SandboxOptions) -> SandboxOptions {
        SandboxOptions {
            mode: self.mode.or(below.mode),
            write: self.write.or(below.write),
            tree: self.tree.or(below.tree),
            leave_out: self.leave_out.or(below.leave_out),
        }
    }
}

#[derive(Default, Derive)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
struct Table {
    #[serde(deserialize_with = "value")]
    mode: Option<SandboxMode>,
    #[serde(deserialize_with = "list")]
    write: Option<Vec<String>>,
    #[serde(deserialize_with = "value")]
    tree: Option<TreeChoice>,
    #[serde(deserialize_with = "list")]
    leave_out: Option<Vec<String>>,
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
        Ok(SandboxOptions { mode: Some(mode), ..SandboxOptions::default() })
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<SandboxOptions, A::Error> {
        let Table { mode, write, tree, leave_out } = Table::deserialize(MapAccessDeserializer::new(map))?;
        Ok(SandboxOptions { mode, write, tree, leave_out })
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
        let off = SandboxOptions { mode: Some(SandboxMode::Off), ..SandboxOptions::default() };
        assert_eq!(parsed("sandbox = 'off'"), Ok(off));
        let write = Some(vec!["data".to_owned()]);
        assert_eq!(
            parsed("sandbox.write = 'data'"),
            Ok(SandboxOptions { write, ..SandboxOptions::default() })
        );
        let table = parsed("sandbox = { tree = 'copy', leave-out = ['corpora', '-.git'] }").unwrap();
        assert_eq!(table.tree, Some(TreeChoice::Copy));
        assert_eq!(table.leave_out, Some(vec!["corpora".to_owned(), "-.git".to_owned()]));
        assert!(parsed("sandbox.tree = 'link'").unwrap_err().contains("none of `auto`"));
        assert!(parsed("sandbox = 'none'").unwrap_err().contains("none of `on`"));
    }

    #[test]
    fn each_part_comes_from_the_uppermost_layer_that_has_it() {
        let of = |mode, write: &str| SandboxOptions {
            mode,
            write: Some(vec![write.to_owned()]),
            ..SandboxOptions::default()
        };
        let (above, below) = (of(None, "a"), of(Some(SandboxMode::Required), "b"));
        let merged = above.or(below);
        assert_eq!((merged.mode, merged.write), (Some(SandboxMode::Required), Some(vec!["a".to_owned()])));
    }
}
