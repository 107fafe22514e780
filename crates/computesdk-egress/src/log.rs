//! What was asked for, and what came of it.

use std::collections::VecDeque;

use computesdk_model::EgressEvent;

use crate::weaken::{Check, lacks};

/// Events that are kept: the latest.
const KEPT: usize = 1000;

#[derive(Debug, Default)]
pub(crate) struct Log {
    events: VecDeque<EgressEvent>,
}

impl Log {
    pub(crate) fn add(&mut self, event: EgressEvent) {
        if self.events.len() == KEPT && !lacks(Check::Bounds) {
            self.events.pop_front();
        }
        self.events.push_back(event);
    }

    pub(crate) fn events(&self) -> Vec<EgressEvent> {
        self.events.iter().cloned().collect()
    }
}
