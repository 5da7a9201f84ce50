//! Annotations that GitHub shows beside the lines of a pull request.

use super::{Patch, range, ranges};

/// One for each run of lines that no test runs; `kind` is notice, warning or error.
pub fn annotations(patch: &Patch, kind: &str) -> String {
    let mut out = String::new();
    for file in &patch.files {
        for (first, last) in ranges(&file.missing) {
            let (end, verb) = match first == last {
                true => (String::new(), "Line"),
                false => (format!(",endLine={last}"), "Lines"),
            };
            out += &format!(
                "::{kind} file={},line={first}{end},title=Not covered::{verb} {}: no test runs this change\n",
                property(&file.path),
                range((first, last))
            );
        }
    }
    out
}

/// What a value of a workflow command cannot hold as it is.
fn property(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A").replace(':', "%3A").replace(',', "%2C")
}
