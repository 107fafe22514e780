//! What a program without a standard library has to bring along: where it starts,
//! what it does when it panics, and its heap.

use core::arch::naked_asm;
use core::ffi::{CStr, c_char};
use core::fmt::{self, Write};
use core::panic::PanicInfo;

use computesdk_sys::heap::Heap;
use computesdk_sys::process::exit;
use computesdk_sys::{BorrowedFd, fd};

// SAFETY: spawner and init have one thread each, and what shares their memory
// between clone and exec does not allocate.
#[global_allocator]
static HEAP: Heap = unsafe { Heap::new() };

/// Where the kernel starts the program: the stack pointer is all there is.
#[unsafe(no_mangle)]
#[unsafe(naked)]
unsafe extern "C" fn _start() -> ! {
    naked_asm!(
        // The outermost frame, as the ABI wants it marked and aligned.
        "xor ebp, ebp",
        "mov rdi, rsp",
        "and rsp, -16",
        "call {begin}",
        "ud2",
        begin = sym begin,
    )
}

/// On the stack lie the number of arguments and then a pointer to each.
unsafe extern "C" fn begin(stack: *const usize) -> ! {
    // SAFETY: the kernel has laid it out so, for as long as the program lives.
    let arguments = unsafe { core::slice::from_raw_parts(stack.add(1).cast(), *stack) };
    let arguments = arguments.iter().map(|&argument: &*const c_char| {
        // SAFETY: each is a C string of the kernel's.
        unsafe { CStr::from_ptr(argument) }.to_bytes()
    });
    exit(crate::run(arguments))
}

/// Standard error, as somewhere to write text to.
struct StandardError;

impl Write for StandardError {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        // SAFETY: whoever starts the program gives it three standard descriptors,
        // and it never closes them.
        let standard_error = unsafe { BorrowedFd::borrow_raw(2) };
        fd::write_all(standard_error, text.as_bytes()).map_err(|_| fmt::Error)
    }
}

/// The exit code of every Rust program that panicked.
const PANICKED: i32 = 101;

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    let _ = writeln!(StandardError, "computesdk-init: {info}");
    exit(PANICKED)
}

// What the compiled `alloc` calls to unwind. Nothing is ever unwound: the program
// is built to end at a panic.

#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    exit(PANICKED)
}
