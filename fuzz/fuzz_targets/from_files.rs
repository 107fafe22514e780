#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| computesdk_fuzz::read("from_files", bytes));
