//! Which files there are to mutate, and where they are imported from.

mod roots;
mod sources;

pub use roots::{default_paths, find_project, import_root};
pub use sources::{is_test, sources};

/// A path of the user's that leads nowhere.
#[derive(Debug, thiserror::Error)]
pub enum DiscoverError {
    #[error("failed to find `{path}` in `{project}`: no such file, folder or match; {advice}")]
    Missing { path: String, project: String, advice: String },
    #[error(
        "failed to use `{path}`: it lies outside the project `{project}`; set --project to a folder around it"
    )]
    Outside { path: String, project: String },
    #[error("failed to read `{path}`: {reason}; check --paths")]
    Unusable { path: String, reason: String },
}

#[cfg(test)]
mod tests {
    /// A folder with these files, all empty.
    pub(super) fn tree(files: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in files {
            let path = folder.path().join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        folder
    }
}
