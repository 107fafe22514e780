//! Names that nobody else has.

use alloc::ffi::CString;
use alloc::vec::Vec;

use computesdk_sys::file::{self, open};
use computesdk_sys::{Error, errno, transfer};

use super::place::Place;
use crate::paths::c_string;
use crate::protocol::files::{Temporary, UNFINISHED};

/// Letters of a name; 32, so that five bits make one.
const LETTERS: &[u8; 32] = b"abcdefghijklmnopqrstuvwxyz234567";
const LENGTH: usize = 10;

/// Makes a temporary file or directory: its path.
pub(super) fn make(request: &Temporary) -> Result<Vec<u8>, Error> {
    loop {
        let mut path = request.directory.0.clone();
        if path.last() != Some(&b'/') {
            path.push(b'/');
        }
        path.extend_from_slice(&request.prefix.0);
        path.extend_from_slice(&random_name()?);
        path.extend_from_slice(&request.suffix.0);
        let place = Place::of(&path)?;
        let at = Some(place.directory.as_fd());
        let made = match request.is_directory {
            true => file::mkdirat(at, &place.name, 0o700),
            false => {
                let flags = open::WRITE | open::CREATE | open::EXCLUSIVE | open::NO_FOLLOW;
                file::openat(at, &place.name, flags, 0o600).map(drop)
            }
        };
        match made {
            Err(error) if error.errno == errno::EEXIST => {}
            Err(error) => return Err(error),
            Ok(()) => return Ok(path),
        }
    }
}

/// The name of a file until it is complete.
pub(super) fn unfinished_name() -> Result<CString, Error> {
    let mut name = UNFINISHED.to_vec();
    name.extend_from_slice(&random_name()?);
    c_string(name)
}

fn random_name() -> Result<[u8; LENGTH], Error> {
    let mut bits = transfer::random()?;
    Ok([(); LENGTH].map(|()| {
        let letter = LETTERS[(bits % 32) as usize];
        bits /= 32;
        letter
    }))
}
