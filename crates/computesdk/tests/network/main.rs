//! What a sandbox reaches over the network, and what it does not: with programs that
//! people use, against servers of the test itself.

mod attacks;
mod changes;
mod names;
mod requests;
mod streams;
mod world;
