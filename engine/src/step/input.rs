//! Input against the dialog or message that it answers.

use std::collections::BTreeMap;

use crate::field::InputFault;
use crate::process::{Dialog, FieldIdx, FieldMode, Process};
use crate::state::State;
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
            FieldMode::ReadOnly | FieldMode::Hidden if input.is_some() => Err(InputFault::ReadOnly),
            FieldMode::ReadOnly => continue,
            FieldMode::Hidden => {
                if offered.default.is_some() {
                    values.push((offered.field, offered.default.clone()));
                }
                continue;
            }
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
    let is_known = |field: FieldIdx| dialog.fields.iter().any(|offered| offered.field == field);
    refuse_unknown(process, &submission.values, is_known, &mut faults);
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

/// The values of a message that may set these fields; a field that it does not name stays as it is.
pub(super) fn parse_message(
    process: &Process,
    fields: &[FieldIdx],
    given: &BTreeMap<String, Vec<String>>,
) -> Result<Filled, Vec<(String, InputFault)>> {
    let mut values = Vec::new();
    let mut faults = Vec::new();
    for &idx in fields {
        let field = process.field(idx);
        let Some(input) = given.get(&field.name) else { continue };
        match field.parse(input) {
            Ok(value) => values.push((idx, value)),
            Err(fault) => faults.push((field.name.clone(), fault)),
        }
    }
    refuse_unknown(process, given, |field| fields.contains(&field), &mut faults);
    if faults.is_empty() { Ok(values) } else { Err(faults) }
}

fn refuse_unknown(
    process: &Process,
    given: &BTreeMap<String, Vec<String>>,
    is_known: impl Fn(FieldIdx) -> bool,
    faults: &mut Vec<(String, InputFault)>,
) {
    for name in given.keys() {
        if !process.field_idx(name).is_some_and(&is_known) {
            faults.push((name.clone(), InputFault::Unknown));
        }
    }
}

/// The fields just filled whose `check` does not hold.
pub(super) fn unchecked(
    process: &Process,
    filled: &[FieldIdx],
    state: &State,
) -> Vec<(String, InputFault)> {
    let mut faults = Vec::new();
    for &idx in filled {
        let field = process.field(idx);
        let Some(check) = &field.check else { continue };
        if !check.that.evaluate(state).holds {
            faults.push((field.name.clone(), InputFault::Check(check.message.render(state))));
        }
    }
    faults
}
