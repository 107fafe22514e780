//! What a command uses, shown while it runs.

use std::time::{Duration, Instant};

use computesdk::{Sandbox, Stats};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::screen::Screen;
use crate::stats::Size;

/// How often it is shown anew.
const INTERVAL: Duration = Duration::from_millis(500);

/// How long a terminal that takes nothing holds us in the end.
const PATIENCE: Duration = Duration::from_secs(2);

/// Does some work, and shows until its end what the sandbox uses. What the work
/// itself writes to the terminal it must write in turns.
pub(crate) async fn beside<T>(
    screen: Option<&Screen>,
    sandbox: &Sandbox,
    work: impl Future<Output = T>,
) -> T {
    let Some(screen) = screen else {
        return work.await;
    };
    let over = Notify::new();
    let showing = show(screen, sandbox, &over);
    tokio::pin!(work, showing);
    let mut shown = false;
    loop {
        tokio::select! {
            biased;
            done = &mut work => {
                over.notify_one();
                if !shown {
                    let _ = timeout(PATIENCE, showing).await;
                }
                return done;
            }
            () = &mut showing, if !shown => shown = true,
        }
    }
}

/// Shows it until it is over, and takes it away again. What cannot be shown is no
/// reason to end.
async fn show(screen: &Screen, sandbox: &Sandbox, over: &Notify) {
    let started = Instant::now();
    let monitor = sandbox.monitor_all().interval(INTERVAL);
    if let Ok(mut monitor) = monitor.await {
        loop {
            let stats = tokio::select! {
                biased;
                () = over.notified() => break,
                stats = monitor.next() => stats,
            };
            let Ok(Some(stats)) = stats else { break };
            if screen.show(&line(started.elapsed(), &stats)).await.is_err() {
                break;
            }
        }
    }
    drop(screen.clear().await);
}

fn line(elapsed: Duration, stats: &Stats) -> String {
    format!(
        "compute: usage: time {:.1} s, processor {:.1} s ({:.0} %), memory {}, processes {}, \
         disk read {}, disk written {}",
        elapsed.as_secs_f64(),
        stats.cpu_time.as_secs_f64(),
        stats.cpu_percent,
        Size(stats.memory),
        stats.processes,
        Size(stats.disk_read),
        Size(stats.disk_written),
    )
}
