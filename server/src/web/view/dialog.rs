//! An activity dialog as a form.

use askama::Template;
use engine::event::Submission;
use engine::field::{Field, FieldKind, ID_LENGTH_MAX, InputFault};
use engine::process::{ActivityIdx, Dialog, DialogField, FieldIdx, FieldMode, Process};
use engine::state::State;
use engine::value::Value;

use super::Link;
use super::input::{Input, InputKind, Summary};
use crate::web::form::Form;

/// The posted name of the activity. Dynamic fields have no dot in their names.
const ACTIVITY: &str = "usher.activity";
/// The posted name of the dialog's position.
const DIALOG: &str = "usher.dialog";
/// The posted name of the version that the person saw.
const VERSION: &str = "usher.version";

/// A form for one dialog.
#[derive(Debug, Clone, Template)]
#[template(path = "ui/dialog.html")]
pub struct DialogForm {
    /// Where it is posted to.
    pub action: String,
    /// The dialog's name.
    pub heading: String,
    /// What the person should know before filling it in.
    pub description: String,
    /// The activity's name.
    pub activity: String,
    /// The dialog's position in its activity.
    pub dialog: usize,
    /// The version that the person sees; none before the ticket exists.
    pub seen: Option<u64>,
    /// The inputs.
    pub inputs: Vec<Input>,
    /// What is wrong with what was sent.
    pub summary: Option<Summary>,
    /// The button's text.
    pub submit: String,
    /// The way back.
    pub back: Option<Link>,
}

impl askama::filters::HtmlSafe for DialogForm {}

/// Which dialog of which process.
#[derive(Debug, Clone, Copy)]
pub struct DialogAt<'p> {
    /// The process.
    pub process: &'p Process,
    /// The activity.
    pub activity: ActivityIdx,
    /// The dialog's position in it.
    pub position: usize,
    /// The dialog.
    pub dialog: &'p Dialog,
}

impl DialogForm {
    /// The dialog with what the ticket holds, or before it exists with the fields' defaults.
    pub fn new(at: DialogAt<'_>, state: Option<&State>, action: String) -> Self {
        let holds = |idx: FieldIdx| match state {
            Some(state) => state.value(idx).cloned(),
            None => at.process.field(idx).default.clone(),
        };
        let inputs = at
            .dialog
            .fields
            .iter()
            .filter(|offered| offered.mode != FieldMode::Hidden)
            .map(|offered| {
                let value = holds(offered.field).or_else(|| offered.default.clone());
                input(at.process.field(offered.field), offered, value.as_ref())
            })
            .collect();
        Self {
            action,
            heading: at.dialog.name.clone(),
            description: at.dialog.description.clone(),
            activity: at.process.activity(at.activity).name.clone(),
            dialog: at.position,
            seen: state.map(|state| state.version),
            inputs,
            summary: None,
            submit: at.dialog.submit.clone(),
            back: None,
        }
        .noticing(at.process, state)
    }

    /// A form without inputs, for a process that begins without a dialog.
    pub fn empty(process: &Process, action: String) -> Self {
        Self {
            action,
            heading: "Start".to_owned(),
            description: "Nothing needs to be filled in.".to_owned(),
            activity: process.activity(process.start().activity).name.clone(),
            dialog: 0,
            seen: None,
            inputs: Vec::new(),
            summary: None,
            submit: "Start".to_owned(),
            back: None,
        }
    }

    /// Puts the sentence that the ticket has for one of the fields beside it.
    fn noticing(mut self, process: &Process, state: Option<&State>) -> Self {
        let notice = state.and_then(|state| state.notice.as_ref());
        if let Some((field, text)) = notice.and_then(|notice| Some((notice.field?, &notice.text))) {
            let name = &process.field(field).name;
            if let Some(input) = self.inputs.iter_mut().find(|input| input.name == *name) {
                input.fault = Some(text.clone());
            }
            self.summary = Summary::of(&self.inputs, &[]);
        }
        self
    }

    /// Whether the form shows a sentence about this field.
    pub fn offers(&self, name: &str) -> bool {
        self.inputs.iter().any(|input| input.name == name)
    }

    /// The same with what the person typed.
    #[must_use]
    pub fn typed(mut self, submission: &Submission) -> Self {
        for input in &mut self.inputs {
            if !matches!(input.kind, InputKind::ReadOnly { .. }) {
                input.values = submission.values.get(&input.name).cloned().unwrap_or_default();
                input.fault = None;
            }
        }
        self.summary = None;
        self
    }

    /// The same with what is wrong with it.
    #[must_use]
    pub fn faulty(mut self, faults: &[(String, InputFault)]) -> Self {
        let mut others = Vec::new();
        for (name, fault) in faults {
            match self.inputs.iter_mut().find(|input| input.name == *name) {
                Some(input) => input.fault = Some(fault.to_string()),
                None => others.push(format!("{name}: {fault}")),
            }
        }
        self.summary = Summary::of(&self.inputs, &others);
        self
    }
}

/// What was posted: the submission, and the version that the person saw. None if the form's own part
/// is missing or no number.
pub fn submission(form: Form) -> Option<(Submission, Option<u64>)> {
    let mut submission = Submission::default();
    let (mut activity, mut dialog, mut seen) = (None, None, None);
    for (name, value) in form.into_pairs() {
        match name.as_str() {
            ACTIVITY => activity = Some(value),
            DIALOG => dialog = Some(value.parse().ok()?),
            VERSION => seen = Some(value.parse().ok()?),
            _ => submission.values.entry(name).or_default().push(value),
        }
    }
    submission.activity = activity?;
    submission.dialog = dialog?;
    Some((submission, seen))
}

fn input(field: &Field, offered: &DialogField, value: Option<&Value>) -> Input {
    let required = offered.mode == FieldMode::Required;
    let kind = match offered.mode {
        FieldMode::ReadOnly | FieldMode::Hidden => InputKind::ReadOnly {
            text: value.map(|value| field.display(value)).unwrap_or_default(),
        },
        FieldMode::Required | FieldMode::Optional => kind(field, required, value),
    };
    let mut input = Input::new(&field.name, &field.label, kind).hint(&field.hint);
    input.required = required;
    input.values = value.map(Value::to_input).unwrap_or_default();
    input
}

fn kind(field: &Field, required: bool, value: Option<&Value>) -> InputKind {
    match &field.kind {
        FieldKind::Text { length_max, .. } => InputKind::Text { length_max: *length_max },
        FieldKind::Textarea { .. } => InputKind::Textarea,
        FieldKind::Email => InputKind::Email,
        FieldKind::Integer { .. } => InputKind::Integer,
        FieldKind::Checkbox => InputKind::Checkbox,
        FieldKind::Dropdown { options } => InputKind::Dropdown {
            options: options.clone(),
            empty: match (required, value.is_some()) {
                (true, true) => None,
                (true, false) => Some("Please choose".to_owned()),
                (false, _) => Some("None".to_owned()),
            },
        },
        FieldKind::Multiselect { options } => InputKind::Multiselect { options: options.clone() },
        FieldKind::Decimal { .. } => InputKind::Decimal,
        FieldKind::Date => InputKind::Date,
        FieldKind::DateTime => InputKind::DateTime,
        FieldKind::CustomerUser | FieldKind::Customer => {
            InputKind::Text { length_max: ID_LENGTH_MAX }
        }
        FieldKind::Attachment => InputKind::ReadOnly {
            text: value.map(|value| field.display(value)).unwrap_or_default(),
        },
    }
}
