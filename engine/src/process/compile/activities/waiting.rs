//! What takes time: waits, deadlines, reminders.

use crate::delay::Delay;
use crate::diagnostic::{Code, Diagnostic};
use crate::process::compile::{Compiler, if_given};
use crate::process::document::mapping::{Mapping, text};
use crate::process::document::text::Text;
use crate::process::language::activities::{EXPIRE, MOMENTS, REMIND};
use crate::process::{ActivityKind, Expire, Flow, Remind, WaitFor};

impl Compiler<'_> {
    pub(super) fn wait(&mut self, mapping: Mapping<'_>, next: Vec<Flow>) -> Option<ActivityKind> {
        let (key, node) = self.one_key(mapping, "a wait", MOMENTS)?;
        if let (Some((fields, _)), true) = (mapping.get("fields"), key.value != "message") {
            let message = "a wait has `fields` only if it waits for a message";
            let help = "leave it out, or wait for a `message`";
            self.faults.push(Diagnostic::new(Code::UnknownKey, fields.span, message).help(help));
        }
        let text = text(node, &key.value, key.span, &mut self.faults)?;
        let on = match key.value.as_str() {
            "until" => WaitFor::Until(self.field_of(text, "until", &["date", "date-time"])?),
            "after" => WaitFor::After(self.delay(text, "after")?),
            _ => {
                let fields = match mapping.get("fields") {
                    None => Some(Vec::new()),
                    Some((key, node)) => self.fields_named(key, node, &[]),
                };
                // Written as the names of processes are: it becomes a part of links.
                WaitFor::Message { name: self.process_name(text)?, fields: fields? }
            }
        };
        Some(ActivityKind::Wait { on, next })
    }

    /// What happens when an activity takes too long. If it cannot be read, a way on is missing.
    pub(super) fn expire(&mut self, mapping: Mapping<'_>) -> Option<Expire> {
        let (key, node) = mapping.get("expire")?;
        let expire = Mapping::of(node, &EXPIRE, key.span, &mut self.faults)
            .and_then(|mapping| self.deadline(mapping));
        self.is_whole &= expire.is_some();
        expire
    }

    fn deadline(&mut self, mapping: Mapping<'_>) -> Option<Expire> {
        let after = mapping.require_text("after", &mut self.faults);
        let after = after.and_then(|text| self.delay(text, "after"));
        let to = mapping.require_text("to", &mut self.faults).and_then(|text| self.target(text));
        let actions =
            mapping.get("do").map(|(_, node)| self.actions(node, "do")).unwrap_or_default();
        let tell = match mapping.text("tell", &mut self.faults) {
            None => None,
            Some(text) => Some(self.template(text)?),
        };
        Some(Expire { after: after?, to: to?, tell, actions })
    }

    pub(super) fn remind(&mut self, mapping: Mapping<'_>) -> Option<Remind> {
        let (key, node) = mapping.get("remind")?;
        let mapping = Mapping::of(node, &REMIND, key.span, &mut self.faults)?;
        let after = mapping.require_text("after", &mut self.faults);
        let after = after.and_then(|text| self.delay(text, "after"));
        let every = mapping.text("every", &mut self.faults);
        let every = every.map(|text| self.delay(text, "every"));
        let notify = mapping.require("notify", &mut self.faults);
        let notify = notify.and_then(|(key, node)| self.recipient(key, node));
        let subject = mapping.text("subject", &mut self.faults);
        let subject = subject.map(|text| self.subject(text, "subject"));
        let body = mapping.text("body", &mut self.faults).map(|text| self.template(text));
        Some(Remind {
            after: after?,
            every: if_given(every)?,
            notify: notify?,
            subject: if_given(subject)?,
            body: if_given(body)?,
        })
    }

    fn delay(&mut self, text: &Text, what: &str) -> Option<Delay> {
        let delay = Delay::parse(&text.value);
        if delay.is_none() {
            let message = format!("`{what}` must be a span of time; this is `{}`", text.value);
            let help =
                "write `3d`, `1w 2d`, `36h`, `90m` or `30s`: larger units first, at most ten years";
            self.faults.push(Diagnostic::new(Code::BadDelay, text.span, message).help(help));
        }
        delay
    }
}
