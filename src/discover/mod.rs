//! Which files are there to mutate.
use std::path::Path;
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct DiscoverError(String);
pub fn sources(project: &Path, paths: &[String]) -> Result<Vec<String>, DiscoverError> {
    let mut out = Vec::new();
    for p in paths {
        let full = project.join(p);
        if !full.exists() { return Err(DiscoverError(format!("failed to find {p}"))); }
        for e in walkdir::WalkDir::new(&full).sort_by_file_name().into_iter().flatten() {
            if e.path().extension().is_some_and(|x| x == "py") {
                out.push(e.path().strip_prefix(project).map(|p| p.to_string_lossy().into_owned()).unwrap_or_default());
            }
        }
    }
    Ok(out)
}
pub fn default_paths(_project: &Path, source: &[String]) -> Vec<String> { source.to_vec() }
pub fn import_root(project: &Path, file: &str) -> String {
    let mut dir = Path::new(file).parent().unwrap_or(Path::new("")).to_owned();
    while project.join(&dir).join("__init__.py").exists() && dir.as_os_str() != "" {
        dir = dir.parent().unwrap_or(Path::new("")).to_owned();
    }
    dir.to_string_lossy().into_owned()
}
