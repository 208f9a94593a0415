//! The reference models of the OMG's Model Interchange Working Group: each is imported, or refused by element and
//! line.

use std::path::Path;

use engine::process::compile::{Surroundings, compile};

use crate::support::{files, variable};

#[test]
fn reference_models_are_imported_or_refused_by_element_and_line() {
    let Some(folder) = variable("BPMN_MIWG") else {
        println!("BPMN_MIWG is not set: the reference models were not tried");
        return;
    };
    let models = files(Path::new(&folder), ".bpmn");
    assert!(!models.is_empty(), "{folder} holds no models");
    println!("| model | imported or refused |\n|---|---|");
    for (name, source) in models {
        match bpmn::import(&source) {
            Ok(yaml) => {
                let process = compile(yaml.as_bytes(), &Surroundings::default());
                let process = process.unwrap_or_else(|faults| panic!("{name}: {faults:?}"));
                let again = bpmn::export(yaml.as_bytes(), &process).unwrap();
                assert!(bpmn::import(again.as_bytes()).is_ok(), "{name}");
                let n_left_out = yaml.lines().filter(|line| line.starts_with("# Left out")).count();
                let n_activities = process.activities().len();
                println!(
                    "| {name} | imported: {n_activities} activities, {n_left_out} kinds of elements left out |"
                );
            }
            Err(faults) => {
                assert!(!faults.is_empty(), "{name}: a refusal says why");
                let n_lines = String::from_utf8_lossy(&source).lines().count();
                for (nth, fault) in faults.iter().enumerate() {
                    assert!((1..=n_lines).contains(&fault.place.line), "{name}: {fault}");
                    println!("| {} | {fault} |", if nth == 0 { name.as_str() } else { "" });
                }
            }
        }
    }
}
