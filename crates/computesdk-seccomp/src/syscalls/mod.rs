//! Names and numbers of system calls.

mod x86_64;

/// Every call that the table knows, by ascending number.
pub fn all() -> impl Iterator<Item = (u32, &'static str)> {
    x86_64::TABLE.iter().copied()
}

/// The number of a call by its name in the kernel's table (`pread64`, `newfstatat`).
#[must_use]
pub fn number(name: &str) -> Option<u32> {
    all().find(|(_, known)| *known == name).map(|(nr, _)| nr)
}

/// The name of a call by its number.
#[must_use]
pub fn name(number: u32) -> Option<&'static str> {
    let table = x86_64::TABLE;
    let at = table.binary_search_by_key(&number, |(nr, _)| *nr).ok()?;
    Some(table[at].1)
}
