//! Files that are odd, many, in motion, or there to deceive.

mod archives;
mod atomic;
mod downloads;
mod many;
mod names;
mod races;
mod servers;
mod sparse;
mod special;
mod watches;
