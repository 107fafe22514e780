//! A descriptor for when there is none.

use std::future::poll_fn;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::task::Poll;

use computesdk_model::{EgressProtocol, Verdict};
use tokio::net::TcpListener;

use crate::carry::reset;
use crate::state::{State, Target};

/// Kept, so that a connection can be taken where this program has no descriptor left for
/// it: it is refused then, and whoever wants to know why finds that in the log. Else it
/// would wait, without a word, until something else is closed.
pub(crate) struct Spare(Option<OwnedFd>);

impl Spare {
    /// Any descriptor does.
    pub(crate) fn new(listener: &TcpListener) -> Spare {
        Spare(listener.as_fd().try_clone_to_owned().ok())
    }

    /// Takes the next connection, which could not be taken for this reason, and refuses
    /// it. Whether there was one.
    pub(crate) async fn refuse(
        &mut self,
        listener: &TcpListener,
        state: &State,
        error: &io::Error,
    ) -> bool {
        self.0 = None;
        let taken = poll_fn(|context| Poll::Ready(listener.poll_accept(context))).await;
        let refused = match taken {
            Poll::Ready(Ok((inside, _))) => {
                if let Ok(address) = inside.local_addr() {
                    let target = state.target(address).unwrap_or(Target::Address(address));
                    let verdict = Verdict::Unreachable(error.to_string());
                    state.note(EgressProtocol::Tcp, &target, verdict);
                }
                reset(&inside);
                true
            }
            // Somebody else was quicker, or whoever called has gone.
            _ => false,
        };
        *self = Spare::new(listener);
        refused
    }
}
