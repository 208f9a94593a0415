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
    /// What the person can do.
    pub step: NextStep,
}

impl askama::filters::HtmlSafe for Next {}

impl Next {
    fn keeps_typed(&self) -> bool {
        matches!(self.step, NextStep::Form(_))
    }

    /// Whether there is something for the person to do.
    pub fn is_my_turn(&self) -> bool {
        match self.step {
            NextStep::Form(_) | NextStep::Choice(_) => true,
            NextStep::Waiting(_) | NextStep::Nothing => self.conflict.is_some(),
        }
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
#[expect(clippy::large_enum_variant, reason = "there is one on a page")]
pub enum NextStep {
    /// Fill in this form.
    Form(DialogForm),
    /// Choose among dialogs.
    Choice(Vec<Card>),
    /// Wait, and for what.
    Waiting(String),
    /// Nothing; the ticket has ended.
    Nothing,
}
