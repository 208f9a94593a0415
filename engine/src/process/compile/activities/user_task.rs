//! User tasks: their dialogs.

use crate::access::{Clause, People};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::process::compile::Compiler;
use crate::process::document::mapping::{Mapping, entries, list, text};
use crate::process::document::text::Text;
use crate::process::document::{Kind, Node};
use crate::process::language::activities::{DIALOG, DIALOG_FIELD};
use crate::process::language::parts::CLAUSE;
use crate::process::{Dialog, DialogField, FieldIdx, FieldMode};

/// The text of a dialog's button if the document gives none.
const SUBMIT: &str = "Submit";

impl Compiler<'_> {
    /// The dialogs of a user task; one without a name of its own is headed as the task.
    pub(super) fn dialogs(&mut self, mapping: Mapping<'_>, heading: &str) -> Option<Vec<Dialog>> {
        let nodes = match mapping.get("dialogs") {
            Some((key, node)) => list(node, &key.value, &mut self.faults)?,
            None => &[],
        };
        if nodes.is_empty() {
            let at = mapping.get("dialogs").map_or_else(|| mapping.at(), |(key, _)| key.span);
            let diagnostic =
                Diagnostic::new(Code::NoDialog, at, "nobody could ever leave this user task")
                    .help("give it `dialogs`: a list of forms");
            self.faults.push(diagnostic);
        }
        let dialogs: Vec<Option<(Dialog, Span)>> =
            nodes.iter().map(|node| self.dialog(node, heading)).collect();
        let dialogs: Vec<(Dialog, Span)> = dialogs.into_iter().collect::<Option<_>>()?;
        self.refuse_repeated_labels(
            dialogs.iter().map(|(dialog, span)| (*span, dialog.name.as_str())),
        );
        Some(dialogs.into_iter().map(|(dialog, _)| dialog).collect())
    }

    fn dialog(&mut self, node: &Node, heading: &str) -> Option<(Dialog, Span)> {
        let mapping = Mapping::of(node, &DIALOG, node.span, &mut self.faults)?;
        let name = match mapping.text("name", &mut self.faults) {
            Some(text) => self.line(text, "name"),
            None => Some(heading.to_owned()),
        };
        let by = mapping.get("by").map_or_else(
            || Some(Clause { people: People::Requester, ..Clause::default() }),
            |(key, node)| self.clause(node, key.span, &CLAUSE),
        );
        let description =
            mapping.text("description", &mut self.faults).map(|text| text.value.clone());
        let submit = match mapping.text("submit", &mut self.faults) {
            Some(text) => self.line(text, "submit"),
            None => Some(SUBMIT.to_owned()),
        };
        let fields = match mapping.get("fields") {
            Some((key, node)) => entries(node, &key.value, &mut self.faults)?,
            None => &[],
        };
        let fields: Vec<Option<DialogField>> =
            fields.iter().map(|(field, node)| self.dialog_field(field, node)).collect();
        let at = mapping.get("name").map_or(node.span, |(_, name)| name.span);
        let dialog = Dialog {
            name: name?,
            by: by?,
            description: description.unwrap_or_default(),
            fields: fields.into_iter().collect::<Option<_>>()?,
            submit: submit?,
        };
        Some((dialog, at))
    }

    /// `Days: required`, or `Days: { mode: required, default: 5 }`.
    fn dialog_field(&mut self, name: &Text, node: &Node) -> Option<DialogField> {
        let field = self.field_named(name);
        if let Kind::Mapping(_) = &node.kind {
            return self.long_dialog_field(name, field, node);
        }
        let mode = text(node, &name.value, name.span, &mut self.faults)
            .and_then(|text| self.field_mode(text))?;
        if mode == FieldMode::Hidden {
            self.refuse_without_default(name.span);
        }
        Some(DialogField { field: field?, mode, default: None })
    }

    fn long_dialog_field(
        &mut self,
        name: &Text,
        field: Option<FieldIdx>,
        node: &Node,
    ) -> Option<DialogField> {
        let mapping = Mapping::of(node, &DIALOG_FIELD, name.span, &mut self.faults)?;
        let mode = mapping.require_text("mode", &mut self.faults);
        let mode = mode.and_then(|text| self.field_mode(text));
        let given = mapping.get("default");
        match (mode, given) {
            (Some(FieldMode::Hidden), None) => self.refuse_without_default(name.span),
            (Some(FieldMode::ReadOnly), Some((key, _))) => {
                let message = "a field that is shown only has no `default` here";
                let help = "declare the default with the field, or set it by `set-field`";
                self.faults.push(Diagnostic::new(Code::UnknownKey, key.span, message).help(help));
            }
            (_, _) => {}
        }
        let field = field?;
        let default = match (given, self.fields.kind(field).cloned()) {
            (Some((key, node)), Some(kind)) => self.default(&kind, &name.value, key, node)?,
            (_, _) => None,
        };
        if let (Some((key, _)), None, Some(FieldMode::Hidden)) = (given, &default, mode) {
            self.refuse_without_default(key.span);
        }
        Some(DialogField { field, mode: mode?, default })
    }

    fn field_mode(&mut self, text: &Text) -> Option<FieldMode> {
        self.one_of(text, "way to offer a field", &FieldMode::ALL, FieldMode::name)
    }

    fn refuse_without_default(&mut self, at: Span) {
        let message = "a hidden field needs `default`: nobody fills it in";
        let help = "write `{ mode: hidden, default: ... }`";
        self.faults.push(Diagnostic::new(Code::MissingKey, at, message).help(help));
    }
}
