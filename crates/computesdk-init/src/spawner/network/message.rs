//! Netlink messages, as bytes.

use alloc::vec::Vec;

/// Flags of a message (linux/netlink.h).
pub(super) mod flags {
    pub(in crate::spawner) const REQUEST: u16 = 0x1;
    pub(in crate::spawner) const ACKNOWLEDGE: u16 = 0x4;
    pub(in crate::spawner) const REPLACE: u16 = 0x100;
    pub(in crate::spawner) const CREATE: u16 = 0x400;
    pub(in crate::spawner) const APPEND: u16 = 0x800;
}

/// The type of an attribute that holds others.
const NESTED: u16 = 0x8000;

/// Messages that are sent together.
#[derive(Default)]
pub(super) struct Messages(Vec<u8>);

impl Messages {
    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// One with a header of its own kind, and attributes.
    pub(super) fn add(
        &mut self,
        kind: u16,
        flags: u16,
        header: &[u8],
        attributes: &dyn Fn(&mut Attributes<'_>),
    ) {
        let start = self.0.len();
        // struct nlmsghdr: length, type, flags, number, sender.
        self.0.extend([0; 4]);
        self.0.extend(kind.to_ne_bytes());
        self.0.extend((flags | flags::REQUEST).to_ne_bytes());
        self.0.extend([0; 8]);
        self.0.extend(header);
        attributes(&mut Attributes(&mut self.0));
        let length = self.0.len() - start;
        self.0[start..start + 4].copy_from_slice(&(length as u32).to_ne_bytes());
    }
}

/// Attributes of a message, or of another attribute.
pub(super) struct Attributes<'a>(&'a mut Vec<u8>);

impl Attributes<'_> {
    pub(super) fn bytes(&mut self, kind: u16, value: &[u8]) {
        let start = self.begin(kind);
        self.0.extend(value);
        self.end(start);
    }

    /// A text with its end.
    pub(super) fn text(&mut self, kind: u16, value: &str) {
        let start = self.begin(kind);
        self.0.extend(value.as_bytes());
        self.0.push(0);
        self.end(start);
    }

    /// A number as the packet filter has them, most significant byte first.
    pub(super) fn number(&mut self, kind: u16, value: u32) {
        self.bytes(kind, &value.to_be_bytes());
    }

    pub(super) fn nest(&mut self, kind: u16, inner: &dyn Fn(&mut Attributes<'_>)) {
        let start = self.begin(kind | NESTED);
        inner(self);
        self.end(start);
    }

    fn begin(&mut self, kind: u16) -> usize {
        let start = self.0.len();
        // struct nlattr: length, type.
        self.0.extend([0; 2]);
        self.0.extend(kind.to_ne_bytes());
        start
    }

    fn end(&mut self, start: usize) {
        let length = self.0.len() - start;
        self.0[start..start + 2].copy_from_slice(&(length as u16).to_ne_bytes());
        self.0.resize(start + length.next_multiple_of(4), 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_count_what_is_inside_and_not_the_padding_after() {
        let mut messages = Messages::default();
        messages.add(7, flags::CREATE, &[1, 2, 3, 4], &|attributes| {
            attributes.nest(1, &|inner| inner.text(2, "a"));
        });
        let bytes = messages.bytes();
        assert_eq!(bytes.len(), 16 + 4 + 4 + 8);
        assert_eq!(bytes[..8], [32, 0, 0, 0, 7, 0, 0x01, 0x04]);
        assert_eq!(bytes[20..], [12, 0, 1, 0x80, 6, 0, 2, 0, b'a', 0, 0, 0]);
    }
}
