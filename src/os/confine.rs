//! Where this process, and all that it starts, may write (landlock(7)).

use std::{io, path::Path};

use landlock::{
    ABI, AccessFs, BitFlags, CompatLevel, Compatible, Ruleset, RulesetAttr, RulesetCreatedAttr, RulesetError,
    Scope, path_beneath_rules,
};

/// The newest interface that is asked for; what an older kernel has not is left out.
const WANTED: ABI = ABI::V6;

/// Whether this kernel can do it.
pub fn confines() -> bool {
    let oldest = AccessFs::from_write(ABI::V1);
    let strict = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
    strict.handle_access(oldest).and_then(Ruleset::create).is_ok()
}

/// From now on writes reach only what lies below `folders`, and devices; signals only
/// processes that are confined as this one is.  Cannot be undone.
pub fn confine<P: AsRef<Path>>(folders: &[P]) -> io::Result<()> {
    rules(folders).map_err(io::Error::other)
}

fn rules<P: AsRef<Path>>(folders: &[P]) -> Result<(), RulesetError> {
    let writes = AccessFs::from_write(WANTED);
    let devices: BitFlags<AccessFs> = AccessFs::WriteFile | AccessFs::Truncate | AccessFs::IoctlDev;
    Ruleset::default()
        .handle_access(writes)?
        .scope(Scope::Signal)?
        .create()?
        .add_rules(path_beneath_rules(folders, writes))?
        .add_rules(path_beneath_rules(["/dev/shm"], writes))?
        .add_rules(path_beneath_rules(["/dev"], devices))?
        .restrict_self()?;
    Ok(())
}
