//! A submission against the dialog that it answers.

use crate::field::InputFault;
use crate::process::{Dialog, FieldIdx, FieldMode, Process};
use crate::value::Value;

use super::Submission;

/// Fields with their new values.
type Filled = Vec<(FieldIdx, Option<Value>)>;

/// The values of a submission, or everything that is wrong with it.
pub(super) fn parse(
    process: &Process,
    dialog: &Dialog,
    submission: &Submission,
) -> Result<Filled, Vec<(String, InputFault)>> {
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for offered in &dialog.fields {
        let field = process.field(offered.field);
        let input = submission.values.get(&field.name);
        let parsed = match offered.mode {
            FieldMode::ReadOnly if input.is_some() => Err(InputFault::ReadOnly),
            FieldMode::ReadOnly => continue,
            FieldMode::Required | FieldMode::Optional => {
                field.parse(input.map_or(&[], Vec::as_slice))
            }
        };
        match parsed {
            Ok(None) if offered.mode == FieldMode::Required => {
                faults.push((field.name.clone(), InputFault::Missing));
            }
            Ok(value) => values.push((offered.field, value)),
            Err(fault) => faults.push((field.name.clone(), fault)),
        }
    }
    for name in submission.values.keys() {
        if dialog.fields.iter().all(|offered| process.field(offered.field).name != *name) {
            faults.push((name.clone(), InputFault::Unknown));
        }
    }
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}
