//! Bytes and back. Numbers are little-endian; lists and strings carry their
//! length; an enum is its variant's number and fields.

use alloc::string::String;
use alloc::vec::Vec;

/// Something that can be written to a message.
pub trait Encode {
    /// Appends it to `out`.
    fn put(&self, out: &mut Vec<u8>);
}

/// Something that can be read from a message.
pub trait Decode: Sized {
    /// Takes it from the front of `input`; `None` where the bytes are not one.
    fn take(input: &mut &[u8]) -> Option<Self>;
}

/// A message as bytes.
pub fn encode<T: Encode>(message: &T) -> Vec<u8> {
    let mut out = Vec::new();
    message.put(&mut out);
    out
}

/// A message from bytes; `None` where they are not one, or too many.
pub fn decode<T: Decode>(mut input: &[u8]) -> Option<T> {
    let message = T::take(&mut input)?;
    input.is_empty().then_some(message)
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Encode for $number {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }
        }

        impl Decode for $number {
            fn take(input: &mut &[u8]) -> Option<Self> {
                let (bytes, rest) = input.split_first_chunk()?;
                *input = rest;
                Some(<$number>::from_le_bytes(*bytes))
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, i32, i64);

impl Encode for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }
}

impl Decode for bool {
    fn take(input: &mut &[u8]) -> Option<Self> {
        match u8::take(input)? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }
}

impl<T: Encode> Encode for [T] {
    fn put(&self, out: &mut Vec<u8>) {
        (self.len() as u32).put(out);
        for item in self {
            item.put(out);
        }
    }
}

impl<T: Encode> Encode for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_slice().put(out);
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn take(input: &mut &[u8]) -> Option<Self> {
        let length = u32::take(input)? as usize;
        // The length is the sender's word, and an item may be larger here than on its
        // way: no more is laid out ahead than was sent.
        let most = input.len() / size_of::<T>().max(1);
        let mut items = Vec::with_capacity(length.min(most));
        for _ in 0..length {
            items.push(T::take(input)?);
        }
        Some(items)
    }
}

impl Encode for str {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_bytes().put(out);
    }
}

impl Encode for String {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_str().put(out);
    }
}

impl Decode for String {
    fn take(input: &mut &[u8]) -> Option<Self> {
        String::from_utf8(Vec::take(input)?).ok()
    }
}

impl<T: Encode> Encode for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }
}

impl<T: Decode> Decode for Option<T> {
    fn take(input: &mut &[u8]) -> Option<Self> {
        Some(match bool::take(input)? {
            true => Some(T::take(input)?),
            false => None,
        })
    }
}

impl<A: Encode, B: Encode> Encode for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }
}

impl<A: Decode, B: Decode> Decode for (A, B) {
    fn take(input: &mut &[u8]) -> Option<Self> {
        Some((A::take(input)?, B::take(input)?))
    }
}

impl Encode for () {
    fn put(&self, _out: &mut Vec<u8>) {}
}

impl Decode for () {
    fn take(_input: &mut &[u8]) -> Option<Self> {
        Some(())
    }
}

/// Declares a struct that travels: its fields in order.
macro_rules! record {
    ($(#[$meta:meta])* pub struct $name:ident {
        $($(#[$field_meta:meta])* pub $field:ident: $type:ty,)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name { $($(#[$field_meta])* pub $field: $type,)* }

        impl $crate::protocol::Encode for $name {
            #[allow(unused_variables)]
            fn put(&self, out: &mut alloc::vec::Vec<u8>) {
                $(self.$field.put(out);)*
            }
        }

        impl $crate::protocol::Decode for $name {
            #[allow(unused_variables)]
            fn take(input: &mut &[u8]) -> Option<Self> {
                Some($name { $($field: Decode::take(input)?,)* })
            }
        }
    };
}

/// Declares an enum that travels: a number, then the variant's one value.
macro_rules! choice {
    ($(#[$meta:meta])* pub enum $name:ident {
        $($(#[$variant_meta:meta])* $number:literal => $variant:ident($type:ty),)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum $name { $($(#[$variant_meta])* $variant($type),)* }

        impl $crate::protocol::Encode for $name {
            fn put(&self, out: &mut alloc::vec::Vec<u8>) {
                match self {
                    $($name::$variant(value) => {
                        out.push($number);
                        value.put(out);
                    })*
                }
            }
        }

        impl $crate::protocol::Decode for $name {
            fn take(input: &mut &[u8]) -> Option<Self> {
                match u8::take(input)? {
                    $($number => Some($name::$variant(Decode::take(input)?)),)*
                    _ => None,
                }
            }
        }
    };
}

/// Lets a plain enum travel as its position.
macro_rules! positions {
    ($name:ident: $($variant:ident),*) => {
        impl Encode for $name {
            fn put(&self, out: &mut Vec<u8>) {
                out.push(*self as u8);
            }
        }

        impl Decode for $name {
            fn take(input: &mut &[u8]) -> Option<Self> {
                let number = u8::take(input)?;
                [$($name::$variant),*].into_iter().find(|value| *value as u8 == number)
            }
        }
    };
}

pub(super) use {choice, positions, record};

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use crate::protocol::{Ended, FromInit, LimitCode, decode, encode};

    #[test]
    fn a_message_comes_back_as_it_was() {
        let message = FromInit::Ended(Ended {
            job: 7,
            code: -1,
            signal: 9,
            oom_killed: true,
            limit: Some(LimitCode::Memory),
            user_time: 1,
            system_time: 2,
            memory: u64::MAX,
            disk_read: 3,
            disk_written: 4,
        });
        assert_eq!(decode(&encode(&message)), Some(message));
    }

    #[test]
    fn broken_bytes_are_refused() {
        assert_eq!(decode::<FromInit>(&[]), None);
        assert_eq!(decode::<FromInit>(&[200]), None);
        assert_eq!(decode::<Vec<u64>>(&[0xff, 0xff, 0xff, 0xff, 1]), None);
        assert_eq!(decode::<u8>(&[1, 2]), None, "trailing bytes");
    }
}
