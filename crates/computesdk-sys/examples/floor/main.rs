//! The least that a sandbox can cost, by hand: `floor SECONDS` makes one after another,
//! each with every namespace, a `/proc` and a `/tmp` of its own and a filter of 75
//! instructions, runs `/bin/true` in it, and prints how many there were.
//!
//! It is what the benchmark of sandboxes compares with. Nobody would use it: it has no
//! root of its own, no limits, no output, and no way to talk to what runs. The words
//! `root`, `loopback` and `limits` after the seconds add what the first two of these
//! cost, by hand as well, and a loopback device that works.

#![allow(
    clippy::unwrap_used,
    reason = "a benchmark that cannot go on should stop"
)]

mod limits;
mod root;

use std::ffi::CString;
use std::io::{Read, Write, pipe};
use std::time::{Duration, Instant};

use computesdk_sys::clone::{self, Fork, flags};
use computesdk_sys::exec::{StringList, execve};
use computesdk_sys::mount::{self, FileSystem};
use computesdk_sys::{credentials, network, process, seccomp};

use limits::Groups;

const EVERY: u64 = flags::NEWUSER
    | flags::NEWPID
    | flags::NEWNS
    | flags::NEWNET
    | flags::NEWIPC
    | flags::NEWUTS
    | flags::NEWCGROUP;

fn main() {
    let seconds = std::env::args().nth(1).and_then(|text| text.parse().ok());
    let time = Duration::from_secs(seconds.expect("how many seconds"));
    let asked = |word: &str| std::env::args().skip(2).any(|given| given == word);
    let mut floor = Floor {
        filter: filter(),
        root: asked("root"),
        loopback: asked("loopback"),
        limits: asked("limits").then(Groups::find),
    };
    let start = Instant::now();
    let mut count = 0;
    while start.elapsed() < time {
        floor.sandbox();
        count += 1;
    }
    #[allow(clippy::print_stdout, reason = "it is what was asked for")]
    {
        println!("{count}");
    }
}

/// What each sandbox has.
struct Floor {
    filter: Vec<u8>,
    root: bool,
    loopback: bool,
    limits: Option<Groups>,
}

impl Floor {
    fn sandbox(&mut self) {
        let group = self.limits.as_mut().map(Groups::make);
        let (mut mapped, mut go) = pipe().unwrap();
        // SAFETY: this program has one thread.
        match unsafe { clone::fork(EVERY, None) }.unwrap() {
            Fork::Child => {
                if let Some(group) = &group {
                    group.join();
                }
                mapped.read_exact(&mut [0]).unwrap();
                let error = self.become_true();
                panic!("{error:?}");
            }
            Fork::Parent(pid) => {
                std::fs::write(format!("/proc/{pid}/uid_map"), "0 0 1").unwrap();
                std::fs::write(format!("/proc/{pid}/gid_map"), "0 0 1").unwrap();
                go.write_all(b"g").unwrap();
                let ended = process::wait_for(pid).unwrap().unwrap();
                assert_eq!(ended.status, process::Status::Exited(0));
            }
        }
    }

    fn become_true(&self) -> computesdk_sys::Error {
        mount::make_all_private().unwrap();
        if self.loopback {
            network::loopback_up().unwrap();
        }
        if self.root {
            root::enter();
        } else {
            for (kind, place) in [(c"proc", c"/proc"), (c"tmpfs", c"/tmp")] {
                let mounted = FileSystem::open(kind).and_then(|new| new.mount(0)).unwrap();
                mount::attach(mounted.as_fd(), None, place).unwrap();
            }
        }
        credentials::set_no_new_privileges().unwrap();
        seccomp::install(&self.filter).unwrap();
        let program = c"/bin/true";
        let arguments = StringList::new(vec![CString::from(program)]);
        execve(program, &arguments, &StringList::new(Vec::new()))
    }
}

/// Compares the number of the call with 73 that nothing here has, and allows it.
fn filter() -> Vec<u8> {
    const LOAD: u16 = 0x20;
    const JUMP_IF_EQUAL: u16 = 0x15;
    const RETURN: u16 = 0x06;
    const ALLOW: u32 = 0x7fff_0000;
    let instruction = |code: u16, value: u32| {
        let mut bytes = code.to_ne_bytes().to_vec();
        bytes.extend([0, 0]);
        bytes.extend(value.to_ne_bytes());
        bytes
    };
    let mut program = instruction(LOAD, 0);
    program.extend((1000..1073).flat_map(|number| instruction(JUMP_IF_EQUAL, number)));
    program.extend(instruction(RETURN, ALLOW));
    program
}
