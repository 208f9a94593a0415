//! An activity dialog as a form.

use askama::Template;
use engine::event::Submission;
use engine::field::{Field, FieldKind, ID_LENGTH_MAX, InputFault};
use engine::process::{ActivityIdx, Dialog, DialogField, FieldIdx, FieldMode, Process};
use engine::state::State;
use engine::value::Value;

use super::input::{Input, InputKind, Summary};
use super::{Link, path};
use crate::web::form::Form;

/// The posted name of the activity. Dynamic fields have no dot in their names.
const ACTIVITY: &str = "usher.activity";
/// The posted name of the dialog's position.
const DIALOG: &str = "usher.dialog";
/// The posted name of the version that the person saw.
const VERSION: &str = "usher.version";
/// The beginning of the posted name of a file that was uploaded before; the template writes it.
const KEPT: &str = "usher.kept.";
/// The beginning of the posted name of the wish to go without that file.
const WITHOUT: &str = "usher.without.";

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
        }
        self.summarise(&[])
    }

    /// The same with ids of its own: there are several forms on the page. Comes last.
    #[must_use]
    pub fn apart(mut self) -> Self {
        for input in &mut self.inputs {
            input.id = format!("input-{}-{}-{}", self.activity, self.dialog, input.name);
        }
        let items = self.summary.iter().flat_map(|summary| &summary.items);
        let others = items.filter(|item| item.input_id.is_none()).map(|item| item.text.clone());
        let others: Vec<String> = others.collect();
        self.summarise(&others)
    }

    /// The same with links to the files that are shown; `base` is the ticket's page.
    #[must_use]
    pub fn linked(mut self, process: &Process, base: &str) -> Self {
        for input in &mut self.inputs {
            let is_file = process
                .field_idx(&input.name)
                .is_some_and(|idx| matches!(process.field(idx).kind, FieldKind::Attachment));
            if let InputKind::ReadOnly { href, text } = &mut input.kind
                && is_file
                && !text.is_empty()
            {
                *href = Some(path(&format!("{base}/attachments"), &input.name));
            }
        }
        self
    }

    /// The same, offering people and companies while one types.
    #[must_use]
    pub fn suggesting(mut self, process: &Process, known: &Known) -> Self {
        for input in &mut self.inputs {
            let Some(idx) = process.field_idx(&input.name) else { continue };
            match (&process.field(idx).kind, &input.kind) {
                (_, InputKind::ReadOnly { .. }) => {}
                (FieldKind::CustomerUser, _) => input.suggestions.clone_from(&known.people),
                (FieldKind::Customer, _) => input.suggestions.clone_from(&known.customers),
                _ => {}
            }
        }
        self
    }

    fn has_files(&self) -> bool {
        self.inputs.iter().any(|input| input.kind == InputKind::File)
    }

    fn summarise(mut self, others: &[String]) -> Self {
        let id = format!("summary-{}-{}", self.activity, self.dialog);
        self.summary = Summary::of(&self.inputs, others).map(|summary| Summary { id, ..summary });
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
                Some(input) => {
                    input.fault = Some(fault.to_string());
                    if matches!(fault, InputFault::NotAFile) {
                        // Not one of his.
                        input.values.clear();
                    }
                }
                None => others.push(format!("{name}: {fault}")),
            }
        }
        self.summarise(&others)
    }
}

/// Whom the person may know: login or id, and name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Known {
    /// Customer users.
    pub people: Vec<(String, String)>,
    /// Customers.
    pub customers: Vec<(String, String)>,
}

/// What was posted: the submission, and the version that the person saw. None if the form's own part
/// is missing or no number.
pub fn submission(form: Form) -> Option<(Submission, Option<u64>)> {
    let mut submission = Submission::default();
    let (mut activity, mut dialog, mut seen) = (None, None, None);
    let (mut kept, mut without) = (Vec::new(), Vec::new());
    for (name, value) in form.into_pairs() {
        match name.as_str() {
            ACTIVITY => activity = Some(value),
            DIALOG => dialog = Some(value.parse().ok()?),
            VERSION => seen = Some(value.parse().ok()?),
            _ => match (name.strip_prefix(KEPT), name.strip_prefix(WITHOUT)) {
                (Some(field), _) => kept.push((field.to_owned(), value)),
                (None, Some(field)) => without.push(field.to_owned()),
                (None, None) => submission.values.entry(name).or_default().push(value),
            },
        }
    }
    for (field, file) in kept.into_iter().filter(|(field, _)| !without.contains(field)) {
        submission.values.entry(field).or_default().push(file);
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
            href: None,
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
        FieldKind::Attachment => InputKind::File,
    }
}
