//! The reports of `mutate diff`.

use super::*;
use crate::config::DiffFormat;
use crate::patch::Sources;

/// Writes what was asked for, and the text.
/// `more` is for the JSON.
pub(super) fn all(
    patch: &Patch,
    root: &Path,
    options: &DiffOptions,
    more: BTreeMap<&'static str, serde_json::Value>,
) -> Result<(), CliError> {
    let float = options.total_percent_float.unwrap_or(false);
    let sources = sources(patch, root);
    for (format, target) in options.format.iter().flat_map(|formats| &formats.0) {
        match format {
            DiffFormat::Json => {
                let json = patch::json(patch, float, more.clone()).map_err(|error| {
                    CliError::new(ExitCode::Internal, format!("failed to write JSON: {error}"))
                })?;
                write(target, &json)?;
            }
            DiffFormat::Markdown => write(target, patch::markdown(patch, float, &sources).as_bytes())?,
            DiffFormat::Html => page(patch, target, &sources, options)?,
            DiffFormat::Annotations => output::print(patch::annotations(patch, target).as_bytes())?,
        }
    }
    if options.quiet.unwrap_or(false) {
        return Ok(());
    }
    let shown = options.show_uncovered.unwrap_or(false).then_some(&sources);
    output::print(patch::text(patch, float, shown).as_bytes())
}

fn page(patch: &Patch, target: &str, sources: &Sources, options: &DiffOptions) -> Result<(), CliError> {
    let float = options.total_percent_float.unwrap_or(false);
    let covered = options.show_covered.unwrap_or(false);
    let sheet = options.external_css_file.as_deref();
    let link = sheet.map(|sheet| link(target, sheet));
    write(target, patch::html(patch, float, sources, covered, link.as_deref()).as_bytes())?;
    sheet.map_or(Ok(()), |sheet| write(&sheet.to_string_lossy(), patch::STYLE.as_bytes()))
}

/// `sheet` as seen from the folder of the page.
fn link(page: &str, sheet: &Path) -> String {
    let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let (page, sheet) = (absolute(Path::new(page)), absolute(sheet));
    let folder = page.parent().unwrap_or(Path::new("/"));
    let mut up = PathBuf::new();
    for base in folder.ancestors() {
        if let Ok(rest) = sheet.strip_prefix(base) {
            return up.join(rest).to_string_lossy().into_owned();
        }
        up.push("..");
    }
    sheet.to_string_lossy().into_owned()
}

fn sources(patch: &Patch, root: &Path) -> Sources {
    let read = |file: &patch::ChangedFile| {
        let bytes = std::fs::read(root.join(&file.path)).ok()?;
        Some((file.path.clone(), String::from_utf8_lossy(&bytes).into_owned()))
    };
    Sources(patch.files.iter().filter_map(read).collect())
}

/// `-` is standard output.
fn write(target: &str, bytes: &[u8]) -> Result<(), CliError> {
    match target {
        "-" | "/dev/stdout" => output::print(bytes),
        _ => std::fs::write(target, bytes)
            .map_err(|error| CliError::usage(format!("failed to write the report {target}: {error}"))),
    }
}
