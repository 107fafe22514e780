//! Sockets of a sandbox's network, for the library.

use super::Decode;
use super::codec::record;

record! {
    /// A sandbox whose network is to lead somewhere.
    pub struct OpenNetwork {
        /// Number of the request.
        pub request: u64,
        /// The sandbox.
        pub id: u64,
    }
}

record! {
    /// A TCP socket to make.
    pub struct OpenSocket {
        /// Number of the request.
        pub request: u32,
        /// For IPv6; else for IPv4.
        pub ipv6: bool,
    }
}

record! {
    /// What came of it. With it comes the socket, where there is one.
    pub struct SocketOpened {
        /// Number of the request.
        pub request: u32,
        /// 0, or what the kernel answered.
        pub errno: i32,
    }
}
