//! The program. All code is in the library, where tests can reach it.
#![forbid(unsafe_code)]
use std::process::ExitCode;

fn main() -> ExitCode {
    keyholder::cli::run()
}
