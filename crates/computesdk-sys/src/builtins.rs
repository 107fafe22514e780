//! Functions that the compiler calls for copies and comparisons of memory.
//!
//! Where there is a C library they are its own. In assembly, because the compiler
//! would recognise what a loop does and turn it into a call of itself.

use core::arch::naked_asm;
use core::ffi::c_char;

/// Copies `count` bytes between places that do not overlap.
///
/// # Safety
///
/// Both places must have `count` bytes.
#[cfg_attr(freestanding, unsafe(no_mangle))]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn memcpy(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    naked_asm!("mov rax, rdi", "mov rcx, rdx", "rep movsb", "ret")
}

/// Copies `count` bytes between places that may overlap.
///
/// # Safety
///
/// Both places must have `count` bytes.
#[cfg_attr(freestanding, unsafe(no_mangle))]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn memmove(to: *mut u8, from: *const u8, count: usize) -> *mut u8 {
    naked_asm!(
        "mov rax, rdi",
        "mov rcx, rdx",
        // Forwards unless that would overwrite bytes before they are read.
        "sub rdi, rsi",
        "cmp rdi, rdx",
        "mov rdi, rax",
        "jb 2f",
        "rep movsb",
        "ret",
        "2:",
        "lea rdi, [rdi + rcx - 1]",
        "lea rsi, [rsi + rcx - 1]",
        "std",
        "rep movsb",
        "cld",
        "ret",
    )
}

/// Sets `count` bytes to a value.
///
/// # Safety
///
/// The place must have `count` bytes.
#[cfg_attr(freestanding, unsafe(no_mangle))]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn memset(to: *mut u8, value: i32, count: usize) -> *mut u8 {
    naked_asm!(
        "mov r8, rdi",
        "mov eax, esi",
        "mov rcx, rdx",
        "rep stosb",
        "mov rax, r8",
        "ret",
    )
}

/// Compares `count` bytes: the difference of the first that differ, or 0.
///
/// # Safety
///
/// Both places must have `count` bytes.
#[cfg_attr(freestanding, unsafe(no_mangle))]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn memcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    naked_asm!(
        "xor ecx, ecx",
        "2:",
        "xor eax, eax",
        "cmp rcx, rdx",
        "je 3f",
        "movzx eax, byte ptr [rdi + rcx]",
        "movzx r8d, byte ptr [rsi + rcx]",
        "inc rcx",
        "sub eax, r8d",
        "je 2b",
        "3:",
        "ret",
    )
}

/// Compares `count` bytes: 0 where they are equal.
///
/// # Safety
///
/// Both places must have `count` bytes.
#[cfg_attr(freestanding, unsafe(no_mangle))]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn bcmp(left: *const u8, right: *const u8, count: usize) -> i32 {
    naked_asm!("jmp {memcmp}", memcmp = sym memcmp)
}

/// The bytes of a C string before its NUL.
///
/// # Safety
///
/// It must have one.
#[cfg_attr(freestanding, unsafe(no_mangle))]
#[unsafe(naked)]
pub(crate) unsafe extern "C" fn strlen(text: *const c_char) -> usize {
    naked_asm!(
        "xor eax, eax",
        "2:",
        "cmp byte ptr [rdi + rax], 0",
        "je 3f",
        "inc rax",
        "jmp 2b",
        "3:",
        "ret",
    )
}

#[cfg(test)]
mod tests;
