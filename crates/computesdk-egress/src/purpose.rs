//! What a connection is for, as rules that change are asked about it.

use std::sync::{Arc, Mutex, PoisonError};

use computesdk_model::{Denial, EgressProtocol, Network};
use tokio::sync::watch;

use crate::dial;
use crate::state::{State, Target};

/// It may be found out late: a connection to an address that no rule names says what it
/// is for.
#[derive(Debug)]
pub(crate) struct Purpose(Mutex<Option<Target>>);

impl Purpose {
    pub(crate) fn new(target: Target) -> Arc<Purpose> {
        Arc::new(Purpose(Mutex::new(Some(target))))
    }

    /// It is for nothing yet: no rule can forbid it.
    pub(crate) fn unknown(&self) {
        self.replace(None);
    }

    /// It is for this. Rules are to be read after that: what changes them sees this, or is
    /// seen by who reads.
    pub(crate) fn is(&self, target: Target) {
        self.replace(Some(target));
    }

    fn replace(&self, target: Option<Target>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = target;
    }

    fn get(&self) -> Option<Target> {
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Ends when the rules have changed so that they do not allow it any more, and notes
    /// that.
    pub(crate) async fn forbidden(
        &self,
        mut changes: watch::Receiver<Arc<Network>>,
        state: &State,
    ) {
        while changes.changed().await.is_ok() {
            let network = changes.borrow_and_update().clone();
            let Some(target) = self.get() else {
                continue;
            };
            let allowed = match &target {
                Target::Name(name, port) => network.allows_name(name, *port),
                Target::Address(_) => dial::addresses(&target, &network).await.is_ok(),
            };
            if !allowed {
                return state.deny(EgressProtocol::Tcp, &target, Denial::NoRule);
            }
        }
        std::future::pending().await
    }
}
