//! What a child is to become, laid out so that it need not allocate.

use alloc::ffi::CString;
use alloc::vec::Vec;

use computesdk_sys::Error;
use computesdk_sys::exec::StringList;
use computesdk_sys::process::Resource;

use crate::channel::invalid;
use crate::init::identity::Identities;
use crate::protocol::Spawn;

pub(super) struct Order {
    /// In the order in which they are tried.
    pub(super) programs: Vec<Program>,
    pub(super) envp: StringList,
    pub(super) cwd: CString,
    pub(super) uid: u32,
    pub(super) limits: Vec<(Resource, u64)>,
    /// Whether its standard descriptors are a terminal.
    pub(super) terminal: bool,
}

pub(super) struct Program {
    pub(super) path: CString,
    pub(super) argv: StringList,
}

impl Order {
    pub(super) fn new(spawn: &Spawn, identities: &Identities) -> Result<Order, Error> {
        Ok(Order {
            programs: programs(spawn)?,
            envp: StringList::new(c_strings(&spawn.env)?),
            cwd: c_string(&spawn.cwd)?,
            uid: spawn.uid,
            limits: identities.limits(&spawn.limits),
            terminal: spawn.terminal.is_some(),
        })
    }
}

fn programs(spawn: &Spawn) -> Result<Vec<Program>, Error> {
    let program = |(path, name): &(Vec<u8>, Vec<u8>)| {
        let mut argv = vec![c_string(name)?];
        argv.extend(c_strings(&spawn.args)?);
        Ok(Program {
            path: c_string(path)?,
            argv: StringList::new(argv),
        })
    };
    spawn.programs.iter().map(program).collect()
}

fn c_strings(strings: &[Vec<u8>]) -> Result<Vec<CString>, Error> {
    strings.iter().map(|string| c_string(string)).collect()
}

fn c_string(bytes: &[u8]) -> Result<CString, Error> {
    CString::new(bytes).map_err(|_| invalid("argument with a NUL byte"))
}
