//! Running PostgreSQL's programs with something flowing through them.
use super::{BackupError, Result};
use std::io::Read;
use std::process::{Child, Command};
use std::thread::JoinHandle;

/// Of what a program says when it fails; the rest is usually the same again.
const LONGEST: u64 = 4_000;

/// A program that runs. Ended when it is dropped before it was waited for.
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
        // Read beside: a program that has much to complain of would wait for us, and we for it.
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

    /// Waits for the end.
    ///
    /// # Errors
    /// It failed; with its own words.
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
        // One that has ended already is none to end.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
