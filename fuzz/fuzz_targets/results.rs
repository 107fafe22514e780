#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| computesdk_fuzz::read("results", bytes));
