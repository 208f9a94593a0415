//! Actions, and who gets mails.

use super::keys::{need, one, plain, template, text, word};
use super::{Construct, Key, Rule, Type, Words};

const SUBJECT: Key = need(template("subject", "Its subject, one line."));
const BODY: Key = need(template("body", "Its text."));

/// An action: one of these.
pub static ACTION: Construct = Construct {
    name: "an action",
    about: "Something that is done to the ticket: exactly one keyword.",
    short: None,
    keys: &[
        word("set-state", Words::State, "Sets the ticket's state."),
        one("set-field", &SET_FIELD, "Sets a field."),
        text("set-queue", "Moves the ticket to a queue."),
        word("set-priority", Words::Priority, "Sets how urgent the ticket is."),
        text("set-type", "Sets what kind of ticket it is."),
        template("set-title", "Sets the ticket's title."),
        template("set-owner", "Sets which agent it belongs to, by login; an empty text: nobody."),
        one("set-customer", &SET_CUSTOMER, "Sets for whom the ticket is."),
        plain("lock", Type::Flag, "Whether it is locked for its owner."),
        one("note", &NOTE, "Writes an article."),
        one("notify", &NOTIFY, "Sends a mail."),
        one("create-ticket", &CREATE_TICKET, "Begins another process and does not wait for it."),
        plain(
            "invoke",
            Type::Name,
            "Calls an operation by this invoker, whose end nothing waits for.",
        ),
    ],
    rule: Rule::One,
};

/// `set-field`.
pub static SET_FIELD: Construct = Construct {
    name: "`set-field`",
    about: "Sets a field.",
    short: None,
    keys: &[
        need(plain("field", Type::Field, "The field.")),
        need(template(
            "to",
            "What it is set to; an empty text clears it. One name alone, `{{ Other }}`, passes a value on as it is.",
        )),
    ],
    rule: Rule::Free,
};

/// `set-customer`.
pub static SET_CUSTOMER: Construct = Construct {
    name: "`set-customer`",
    about: "Sets for whom the ticket is.",
    short: None,
    keys: &[
        need(template("customer", "The id of the customer.")),
        need(template("customer-user", "The login of the customer user.")),
    ],
    rule: Rule::Free,
};

/// `note`.
pub static NOTE: Construct = Construct {
    name: "`note`",
    about: "Writes an article.",
    short: None,
    keys: &[
        SUBJECT,
        BODY,
        word("visible-to", Words::Reader, "Who reads it; `agents` if nothing is said."),
    ],
    rule: Rule::Free,
};

/// `notify`.
pub static NOTIFY: Construct = Construct {
    name: "`notify`",
    about: "Sends a mail.",
    short: None,
    keys: &[
        need(one("to", &RECIPIENT, "Who gets it.")),
        SUBJECT,
        BODY,
        plain(
            "link",
            Type::Name,
            "A message that a `wait` awaits: the mail has a link by which its reader sends it.",
        ),
    ],
    rule: Rule::Free,
};

/// `create-ticket`.
pub static CREATE_TICKET: Construct = Construct {
    name: "`create-ticket`",
    about: "Begins another process and does not wait for it.",
    short: None,
    keys: &[
        need(plain("process", Type::Name, "The process.")),
        plain("with", Type::Templates, "What its fields begin with, each with a text."),
    ],
    rule: Rule::Free,
};

/// Who gets a mail, where a word does not say it.
pub static RECIPIENT: Construct = Construct {
    name: "a recipient",
    about: "Who gets a mail.",
    short: Some(Type::Word(Words::Recipient)),
    keys: &[
        text("group", "The members of this group."),
        plain("field", Type::Field, "Whom this field of type `customer-user` or `email` names."),
    ],
    rule: Rule::One,
};
