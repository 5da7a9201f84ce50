//! Names for mutants that survive edits elsewhere in the file.

use std::collections::HashMap;

use crate::model::Mutant;

/// Fills in the ids of one file's mutants: the first 12 hex digits of a blake3
/// over path, qualified name, operator, original, replacement, and rank among
/// equal ones.  `mutants` is in order of position.
pub(super) fn assign(path: &str, mutants: &mut [Mutant]) {
    let mut ranks: HashMap<blake3::Hash, u64> = HashMap::new();
    for mutant in mutants {
        let mut hasher = blake3::Hasher::new();
        let replacement = &mutant.edit.replacement;
        for part in [path, &mutant.qualname, mutant.operator, &mutant.original, replacement] {
            hasher.update(&(part.len() as u64).to_le_bytes());
            hasher.update(part.as_bytes());
        }
        let rank = ranks.entry(hasher.finalize()).or_default();
        hasher.update(&rank.to_le_bytes());
        *rank += 1;
        mutant.id = hasher.finalize().to_hex()[..12].to_owned();
    }
}
