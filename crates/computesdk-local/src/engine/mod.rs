//! The spawner process and the sockets to it and to each init.

mod answers;
mod channel;
mod failure;
mod leftovers;
mod packet;
mod reactor;
mod readiness;
mod spawner;
mod start;
mod subordinate;
mod traffic;

pub(crate) use channel::{Channel, receive_message};
pub(crate) use failure::{descriptors_lost, engine_error, exhausted, io_error, no_memory_inside};
pub(crate) use packet::Packet;
pub(crate) use reactor::reactor;
pub(crate) use readiness::Pollable;
pub(crate) use spawner::{Birth, Spawner};
pub(crate) use traffic::traffic;
