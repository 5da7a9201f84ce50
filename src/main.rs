//! The `mutate` command.
#![forbid(unsafe_code)]

fn main() -> std::process::ExitCode {
    mutate::cli::main()
}
