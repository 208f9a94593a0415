//! What the compiler accepts, and how it says what it refuses.

use engine::diagnostic::render;
use engine::process::compile::{Surroundings, compile};

#[test]
fn the_registration_process_compiles() {
    let source = include_str!("../../processes/customer-user-registration.yaml");
    let process = compile(source.as_bytes(), &Surroundings::default())
        .map_err(|faults| render(&faults, source, "customer-user-registration.yaml"));
    match process {
        Ok(process) => {
            assert_eq!(process.activities().len(), 6);
            assert_eq!(
                process.invokers().collect::<Vec<_>>(),
                ["customer-user-add", "customer-user-update"]
            );
        }
        Err(text) => panic!("{text}"),
    }
}
