//! Processes of the sandbox, as its init reads them.

use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt;
use std::time::{Duration, SystemTime};

use computesdk_init::protocol::{ProcessEntry, SignalProcess};
use computesdk_model::{
    EngineError, Errno, Error, NotFoundError, ProcessInfo, ProcessQuery, ProcessState,
    ResourceKind, Result, Signal,
};
use rustix::time::{ClockId, clock_gettime};

use super::connection::Connection;

/// Those that are wanted.
pub(super) async fn list(connection: &Connection, query: ProcessQuery) -> Result<Vec<ProcessInfo>> {
    Ok(infos(connection.list_processes(query).await?))
}

/// What init tells, for users.
pub(crate) fn infos(entries: Vec<ProcessEntry>) -> Vec<ProcessInfo> {
    let clock = Clock::read();
    let mut processes: Vec<_> = entries.into_iter().map(|entry| clock.info(entry)).collect();
    processes.sort_by_key(|process| process.pid);
    processes
}

/// Sends a signal to one of them.
pub(super) async fn signal(connection: &Connection, pid: u32, signal: Signal) -> Result<()> {
    const ESRCH: i32 = 3;
    let request = SignalProcess {
        request: 0,
        pid,
        signal: signal.number(),
    };
    match connection.signal_process(request).await? {
        0 => Ok(()),
        ESRCH => Err(NotFoundError {
            kind: ResourceKind::Process,
            name: pid.to_string(),
            errno: Some(Errno::from_raw(ESRCH)),
            hints: Vec::new(),
        }
        .into()),
        errno => {
            let error = EngineError::new("send a signal").call("kill");
            Err(Error::from(error.errno(Errno::from_raw(errno))))
        }
    }
}

/// The time, as the kernel counts it for processes and as people do.
struct Clock {
    since_boot: Duration,
    now: SystemTime,
}

impl Clock {
    fn read() -> Clock {
        let time = clock_gettime(ClockId::Boottime);
        let seconds = u64::try_from(time.tv_sec).unwrap_or_default();
        let nanoseconds = u32::try_from(time.tv_nsec).unwrap_or_default();
        Clock {
            since_boot: Duration::new(seconds, nanoseconds),
            now: SystemTime::now(),
        }
    }

    fn info(&self, entry: ProcessEntry) -> ProcessInfo {
        let user_time = Duration::from_micros(entry.user_time);
        let system_time = Duration::from_micros(entry.system_time);
        let start = Duration::from_micros(entry.start);
        let age = self.since_boot.saturating_sub(start);
        ProcessInfo {
            pid: entry.pid,
            parent: entry.parent,
            uid: entry.uid,
            state: ProcessState::from_letter(char::from(entry.state)),
            name: String::from_utf8_lossy(&entry.name).into_owned(),
            args: arguments(&entry.args),
            cpu_percent: percent(user_time + system_time, age),
            user_time,
            system_time,
            children_time: Duration::from_micros(entry.children_time),
            memory: entry.memory,
            threads: entry.threads,
            disk_read: entry.disk_read,
            disk_written: entry.disk_written,
            start_time: self.now.checked_sub(age).unwrap_or(SystemTime::UNIX_EPOCH),
        }
    }
}

/// A share of the time that it took; of none it is 0.
fn percent(part: Duration, whole: Duration) -> f64 {
    match whole.is_zero() {
        true => 0.0,
        false => 100.0 * part.as_secs_f64() / whole.as_secs_f64(),
    }
}

/// Each argument has a NUL after it; a program that has overwritten its own may
/// have left the last one without.
fn arguments(bytes: &[u8]) -> Vec<OsString> {
    let bytes = bytes.strip_suffix(b"\0").unwrap_or(bytes);
    if bytes.is_empty() {
        return Vec::new();
    }
    let arguments = bytes.split(|byte| *byte == 0);
    arguments
        .map(|arg| OsString::from_vec(arg.to_vec()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_may_be_empty_or_unfinished() {
        assert_eq!(arguments(b""), [""; 0]);
        assert_eq!(arguments(b"a\0\0b\0"), ["a", "", "b"]);
        assert_eq!(arguments(b"nginx: worker"), ["nginx: worker"]);
    }
}
