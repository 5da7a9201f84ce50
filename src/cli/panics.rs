//! A defect of this program ends it with one message and a status of its own.

use std::panic::{AssertUnwindSafe, catch_unwind, set_hook};
use std::sync::Mutex;

use super::exit::ExitCode;

/// The first panic of any thread, and where.  Not printed at once: some are
/// caught and mean nothing, and a progress bar may be on the screen.
static FIRST: Mutex<Option<String>> = Mutex::new(None);

/// Runs `main`; what panics in it, or in a thread whose failure ends it, is an
/// internal error.
pub(super) fn guard(main: impl FnOnce() -> ExitCode) -> ExitCode {
    set_hook(Box::new(|info| {
        if let Ok(mut first) = FIRST.lock() {
            first.get_or_insert_with(|| info.to_string());
        }
    }));
    let code = catch_unwind(AssertUnwindSafe(main)).unwrap_or(ExitCode::Internal);
    if code == ExitCode::Internal {
        let cause = FIRST.lock().ok().and_then(|mut first| first.take());
        let cause = cause.map(|cause| format!("\n{cause}")).unwrap_or_default();
        eprintln!("mutate {}: internal error, please report it{cause}", env!("CARGO_PKG_VERSION"));
    }
    code
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error() {
        let code = guard(|| panic!("a defect"));
        let _ = std::panic::take_hook();
        assert_eq!(code, ExitCode::Internal);
    }
}
