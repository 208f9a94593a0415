#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| bpmn_fuzz::import(data));
