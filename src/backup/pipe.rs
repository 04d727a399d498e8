//! Runs PostgreSQL's programs with data flowing through them.
use super::{BackupError, Result};
use std::io::Read;
use std::process::{Child, Command};
use std::thread::JoinHandle;

/// How many bytes of a program's error messages are kept; the rest is usually repetition.
const LONGEST: u64 = 4_000;

/// A running program. It is killed if this is dropped before the program has ended.
pub(super) struct Running {
    name: &'static str,
    pub child: Child,
    said: Option<JoinHandle<String>>,
}

impl Running {
    pub fn start(name: &'static str, mut command: Command) -> Result<Self> {
        let failed = |error: std::io::Error| BackupError::Program {
            program: name,
            words: error.to_string(),
        };
        let mut child = command.spawn().map_err(failed)?;
        // Read on another thread: if nobody read, a program with many messages would block, and we would wait for
        // it.
        let said = child.stderr.take().map(|errors| {
            std::thread::spawn(move || {
                let mut errors = errors;
                let mut text = Vec::new();
                let kept = errors.by_ref().take(LONGEST).read_to_end(&mut text);
                let rest = std::io::copy(&mut errors, &mut std::io::sink());
                if let Err(error) = kept.map(drop).and(rest.map(drop)) {
                    tracing::debug!(%error, "what a program said");
                }
                String::from_utf8_lossy(&text).trim().to_owned()
            })
        });
        Ok(Self { name, child, said })
    }

    /// Waits until the program ends.
    ///
    /// # Errors
    /// The program failed; the error contains its messages.
    pub fn end(mut self) -> Result<()> {
        drop(self.child.stdin.take());
        let status = self.child.wait();
        let words = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) if words.is_empty() => Err(self.failed(status.to_string())),
            Ok(_) => Err(self.failed(words)),
            Err(error) => Err(self.failed(error.to_string())),
        }
    }

    fn failed(&self, words: String) -> BackupError {
        BackupError::Program {
            program: self.name,
            words,
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Fails if the program has ended already, which is fine.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
