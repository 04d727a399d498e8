//! Reads what the machine says about running processes, and ends them.
use super::{ClusterError, Result};
use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

const POLL: Duration = Duration::from_millis(10);

/// Returns the arguments a process was started with. `None` if there is no such process or it is a zombie. Empty
/// for a moment at its very beginning.
pub fn arguments(pid: i32) -> Option<Vec<String>> {
    if kill(Pid::from_raw(pid), None) == Err(Errno::ESRCH) {
        return None;
    }
    if Path::new("/proc/self").exists() {
        let line = std::fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let words = line
            .split(|byte| *byte == 0)
            .map(|part| String::from_utf8_lossy(part).into_owned());
        return (!is_remains(pid)).then(|| words.collect());
    }
    let output = Command::new("ps")
        .args(["-o", "command=", "-p", &pid.to_string()])
        .output()
        .ok()?;
    let line = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!line.is_empty()).then(|| line.split(' ').map(str::to_owned).collect())
}

/// Whether a process is a zombie: its state, after the name in parentheses, is Z or X (proc(5)).
fn is_remains(pid: i32) -> bool {
    let status = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let state = status
        .rsplit(')')
        .next()
        .and_then(|rest| rest.trim_start().chars().next());
    matches!(state, None | Some('Z' | 'X'))
}

/// Returns the user id of a process, if the machine tells.
pub fn owner(pid: i32) -> Option<u32> {
    std::fs::metadata(format!("/proc/{pid}")).ok().map(|data| data.uid())
}

/// Sends a signal. It is no error if the process is gone.
pub fn signal(pid: i32, signal: Signal) {
    if let Err(errno) = kill(Pid::from_raw(pid), signal)
        && errno != Errno::ESRCH
    {
        tracing::warn!(pid, %signal, %errno, "sending a signal");
    }
}

/// Ends every PostgreSQL process of user `uid` that works in `folder`. These are left over when the postmaster was
/// killed. They hold its shared memory, and a busy one notices late that it is an orphan. Killing loses nothing,
/// because nothing they did since is acknowledged unless it is in the log on disk.
///
/// # Errors
/// A process is still there after ten seconds.
pub fn end_those_in(folder: &Path, uid: u32) -> Result<()> {
    let deadline = Instant::now() + Duration::from_secs(10);
    loop {
        let left = those_in(folder, uid);
        if left.is_empty() {
            return Ok(());
        }
        if Instant::now() > deadline {
            return Err(ClusterError::TooLong("ending what a killed PostgreSQL left running"));
        }
        for pid in left {
            signal(pid, Signal::SIGKILL);
        }
        std::thread::sleep(POLL);
    }
}

fn those_in(folder: &Path, uid: u32) -> Vec<i32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let pids = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse::<i32>().ok());
    let works_here = |pid: &i32| {
        let current: Option<PathBuf> = std::fs::read_link(format!("/proc/{pid}/cwd")).ok();
        current.as_deref() == Some(folder) && owner(*pid) == Some(uid) && is_postgres(*pid)
    };
    pids.filter(works_here).collect()
}

/// Whether a process is PostgreSQL. A shell that somebody left open in the folder must not be ended.
fn is_postgres(pid: i32) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/comm")).is_ok_and(|name| name.trim() == "postgres")
}

/// Waits until `done` returns true, for at most `limit`. Returns whether it did.
pub fn wait_until(limit: Duration, mut done: impl FnMut() -> bool) -> bool {
    let deadline = Instant::now() + limit;
    loop {
        if done() {
            return true;
        }
        if Instant::now() > deadline {
            return false;
        }
        std::thread::sleep(POLL);
    }
}
