//! The property of the same name in `properties/mod.rs`, on bytes of libFuzzer's making.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| properties::sanitise::control(data));
