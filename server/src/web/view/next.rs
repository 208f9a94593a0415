//! What a person can do with a ticket now.

use askama::Template;

use super::dialog::DialogForm;
use super::{Card, Tone};

/// What a person can do, with what he should know before.
#[derive(Debug, Template)]
#[template(path = "ui/next.html")]
pub struct Next {
    /// What happened while the person was typing.
    pub conflict: Option<Vec<String>>,
    /// What the person is told.
    pub notice: Option<Message>,
    /// What the person can do: one for each place where the process stands and lets him act.
    pub steps: Vec<NextStep>,
    /// What else it waits for: a sentence each.
    pub waits: Vec<String>,
}

impl askama::filters::HtmlSafe for Next {}

impl Next {
    fn keeps_typed(&self) -> bool {
        self.steps.iter().any(|step| matches!(step, NextStep::Form(_)))
    }

    /// Whether there is something for the person to do.
    pub fn is_my_turn(&self) -> bool {
        !self.steps.is_empty() || self.conflict.is_some()
    }

    /// Whether a form shows this field.
    pub fn offers(&self, field: &str) -> bool {
        let offers = |step: &NextStep| match step {
            NextStep::Form(form) => form.offers(field),
            NextStep::Choice(_) => false,
        };
        self.steps.iter().any(offers)
    }
}

/// A sentence for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What it means.
    pub tone: Tone,
    /// The sentence.
    pub text: String,
}

/// What a person can do with a ticket.
#[derive(Debug)]
#[expect(clippy::large_enum_variant, reason = "there are few on a page")]
pub enum NextStep {
    /// Fill in this form.
    Form(DialogForm),
    /// Choose among dialogs.
    Choice(Vec<Card>),
}
