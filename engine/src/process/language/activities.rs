//! The ten kinds of activities, with what stands in them.

use super::actions::{ACTION, RECIPIENT};
use super::keys::{key, list, need, one, plain, template, text, word};
use super::parts::CLAUSE;
use super::{Construct, Holds, Key, Layout, Rule, Type, Words};
use crate::event::{SOME_UNSUCCESSFUL, UNREADABLE, UNSUCCESSFUL};

/// What a wait waits for: one of these.
pub const MOMENTS: &[&str] = &["until", "after", "message"];
/// What a for-each goes through: one of these.
pub const ITEMS: &[&str] = &["lines", "choices", "rows", "customer-users"];

const NAME: Key = text("name", "What people read; its key in words if nothing is said.");
const ON_ENTER: Key = list("on-enter", &ACTION, "What is done on every entry, before all else.");
const DIALOGS: Key = need(key(
    "dialogs",
    Holds::List(&DIALOG, 1),
    "The forms of which people submit one; each needs a name of its own.",
));
const WITH: Key = plain(
    "with",
    Type::Templates,
    "What fields of the other process begin with, each with a text: `Days: \"{{ Days }}\"`.",
);
const REMIND_KEY: Key = one("remind", &REMIND, "Who gets a mail while nobody acts.");
const EXPIRE_KEY: Key = one("expire", &EXPIRE, "What happens if it takes too long.");
const NEXT: Key = need(key(
    "next",
    Holds::OneOrList(&FLOW),
    "Where it goes on: an activity, or flows that are tried in the order written.",
));
const BRANCHES: Key = need(key(
    "next",
    Holds::List(&BRANCH, 2),
    "What goes on at the same time: at least two flows, to different activities.",
));
const ON_ERROR: Key = on_error(&[], "Where it goes on after a failure, by its code.");

const fn on_error(codes: &'static [&'static str], about: &'static str) -> Key {
    need(key(
        "on-error",
        Holds::Named {
            of: &ERROR_FLOW,
            names: Type::Failure(codes),
            last: Some("any"),
            layout: Layout::Lines,
        },
        about,
    ))
}

const USER_TASK: Key = need(text("user-task", "Waits for a person. What people read."));
const SERVICE_TASK: Key =
    need(plain("service-task", Type::Name, "Calls an operation: the name of an invoker."));
const DO: Key = need(list("do", &ACTION, "Carries out actions and goes on."));
const CHOICE: Key = need(text("choice", "Decides by its flows and goes on. What people read."));
const PARALLEL: Key =
    need(text("parallel", "Goes on in several branches at the same time. What people read."));
const JOIN: Key = need(plain(
    "join",
    Type::Activity,
    "Waits for the branches of a parallel, which it names, and goes on once.",
));
const WAIT: Key =
    need(text("wait", "Waits for a moment, a span of time or a message. What people read."));
const CALL: Key = need(plain(
    "call",
    Type::Name,
    "Begins another process, which it names, and waits for its end.",
));
const FOR_EACH: Key = need(plain(
    "for-each",
    Type::Name,
    "Begins a process, which it names, for each of many things, and waits for their ends.",
));
const END: Key =
    need(word("end", Words::ClosedState, "Ends the process: how the ticket is closed."));

const WAIT_FOR: Key = plain(
    "wait-for",
    Type::Integer(1),
    "How many branches must come; the others are withdrawn. All of them if nothing is said.",
);
const UNTIL: Key = plain("until", Type::Field, "Until the moment in this field.");
const AFTER: Key =
    plain("after", Type::Delay, "For this long: `3d`, `1w 2d`, `36h`, `90m`, `30s`.");
const MESSAGE: Key = plain("message", Type::Name, "Until this message comes.");
const FIELDS: Key = Key {
    only_with: Some("message"),
    ..plain("fields", Type::Fields(0), "The fields that the message may set.")
};
const LINES: Key = plain("lines", Type::Field, "For each line of this textarea: `item.value`.");
const CHOICES: Key =
    plain("choices", Type::Field, "For each choice of this multiselect: `item.value`.");
const ROWS: Key = plain(
    "rows",
    Type::Field,
    "For each row of the CSV file in this attachment: `item.COLUMN`, by its head line.",
);
const CUSTOMER_USERS: Key = plain(
    "customer-users",
    Type::True,
    "For each person of the ticket's customer: `item.login`, `item.firstname`, `item.lastname`, `item.email`.",
);
const TAKE: Key = plain(
    "take",
    Type::FieldsOfFields,
    "What is taken back at a successful end, each with a field of the other process.",
);
const FAILED: Key = plain(
    "failed",
    Type::Field,
    "A textarea that takes the items that did not succeed, one a line.",
);
const COMPENSATE: Key = plain(
    "compensate",
    Type::Name,
    "The invoker that undoes it, called if the process ends without success.",
);
const TELL: Key = template("tell", "What the customer is told.");
const NOTIFY: Key = one("notify", &RECIPIENT, "Who gets a mail with the last failure.");

const fn kind(name: &'static str, about: &'static str, keys: &'static [Key]) -> Construct {
    Construct { name, about, short: None, keys, rule: Rule::Free }
}

/// An activity of any kind: its keyword, its names, what happens on entering, what it does, what
/// happens if nobody acts, where it goes on, and who is told.
pub static ACTIVITY: Construct = Construct {
    name: "an activity",
    about: "A step of the process, of the kind that its keyword names.",
    short: None,
    keys: &[
        USER_TASK,
        SERVICE_TASK,
        DO,
        CHOICE,
        PARALLEL,
        JOIN,
        WAIT,
        CALL,
        FOR_EACH,
        END,
        NAME,
        ON_ENTER,
        DIALOGS,
        WAIT_FOR,
        UNTIL,
        AFTER,
        MESSAGE,
        FIELDS,
        LINES,
        CHOICES,
        ROWS,
        CUSTOMER_USERS,
        WITH,
        TAKE,
        FAILED,
        COMPENSATE,
        REMIND_KEY,
        EXPIRE_KEY,
        NEXT,
        ON_ERROR,
        TELL,
        NOTIFY,
    ],
    rule: Rule::Keyword(&[
        kind(
            "a user task",
            "Waits until a person submits one of its dialogs.",
            &[USER_TASK, ON_ENTER, DIALOGS, REMIND_KEY, EXPIRE_KEY, NEXT],
        ),
        kind(
            "a service task",
            "Calls an operation of this or another system.",
            &[SERVICE_TASK, NAME, ON_ENTER, COMPENSATE, REMIND_KEY, EXPIRE_KEY, NEXT, ON_ERROR],
        ),
        kind("a `do` activity", "Carries out actions and goes on.", &[DO, NAME, NEXT]),
        kind("a choice", "Decides by its flows and goes on.", &[CHOICE, NEXT]),
        kind("a parallel", "Goes on in several branches at the same time.", &[PARALLEL, BRANCHES]),
        kind(
            "a join",
            "Waits for branches of a parallel and goes on once.",
            &[JOIN, NAME, WAIT_FOR, NEXT],
        ),
        Construct {
            rule: Rule::OneOf(MOMENTS),
            ..kind(
                "a wait",
                "Waits for a moment, a span of time or a message.",
                &[WAIT, ON_ENTER, UNTIL, AFTER, MESSAGE, FIELDS, REMIND_KEY, EXPIRE_KEY, NEXT],
            )
        },
        kind(
            "a call",
            "Begins another process and waits for its end.",
            &[
                CALL,
                NAME,
                ON_ENTER,
                WITH,
                TAKE,
                REMIND_KEY,
                EXPIRE_KEY,
                NEXT,
                on_error(
                    &[UNSUCCESSFUL],
                    "Where it goes on if the other process did not succeed: `Process.Unsuccessful`, `any`.",
                ),
            ],
        ),
        Construct {
            rule: Rule::OneOf(ITEMS),
            ..kind(
                "a for-each",
                "Begins a process for each of many things and waits for their ends.",
                &[
                    FOR_EACH,
                    NAME,
                    ON_ENTER,
                    LINES,
                    CHOICES,
                    ROWS,
                    CUSTOMER_USERS,
                    WITH,
                    FAILED,
                    REMIND_KEY,
                    EXPIRE_KEY,
                    NEXT,
                    on_error(
                        &[SOME_UNSUCCESSFUL, UNREADABLE],
                        "Where it goes on after a failure: `Process.SomeUnsuccessful`, `Items.Unreadable`, `any`.",
                    ),
                ],
            )
        },
        kind(
            "an end",
            "Ends the process and closes the ticket; what still waits elsewhere is withdrawn.",
            &[END, NAME, TELL, NOTIFY],
        ),
    ]),
};

/// A form of a user task.
pub static DIALOG: Construct = Construct {
    name: "a dialog",
    about: "A form that people submit.",
    short: None,
    keys: &[
        text("name", "Its heading; that of the task if nothing is said."),
        one("by", &CLAUSE, "Who may submit it; who began the ticket if nothing is said."),
        text("description", "A sentence above the form."),
        key(
            "fields",
            Holds::Named {
                of: &DIALOG_FIELD,
                names: Type::Field,
                last: None,
                layout: Layout::Compact,
            },
            "The fields that it offers, in this order, each with how.",
        ),
        text("submit", "The text of its button; `Submit` if nothing is said."),
    ],
    rule: Rule::Free,
};

/// A field as a dialog offers it.
pub static DIALOG_FIELD: Construct = Construct {
    name: "a field of a dialog",
    about: "How a dialog offers a field.",
    short: Some(Type::Word(Words::Mode)),
    keys: &[
        need(word("mode", Words::Mode, "How it is offered; a hidden field needs a `default`.")),
        plain("default", Type::Value, "What it begins with here; what a hidden field is set to."),
    ],
    rule: Rule::Free,
};

/// `remind`.
pub static REMIND: Construct = Construct {
    name: "`remind`",
    about: "Who gets a mail while nobody acts.",
    short: None,
    keys: &[
        need(plain("after", Type::Delay, "How long after entering: `3d`, `36h`.")),
        plain(
            "every",
            Type::Delay,
            "How long between one mail and the next; one mail if nothing is said.",
        ),
        need(one("notify", &RECIPIENT, "Who gets it.")),
        template("subject", "Its subject."),
        template("body", "Its text."),
    ],
    rule: Rule::Free,
};

/// `expire`.
pub static EXPIRE: Construct = Construct {
    name: "`expire`",
    about: "What happens if it takes too long.",
    short: None,
    keys: &[
        need(plain("after", Type::Delay, "How long after entering: `30d`, `1w 2d`.")),
        need(plain("to", Type::Activity, "Where it goes on.")),
        template("tell", "What the customer is told."),
        list("do", &ACTION, "What is done on the way."),
    ],
    rule: Rule::Free,
};

const WHEN: Key = plain("when", Type::Condition, "When it is taken; always, if nothing is said.");
const TO: Key = need(plain("to", Type::Activity, "Where it leads."));
const FLOW_DO: Key = list("do", &ACTION, "What is done on the way.");

/// A way on.
pub static FLOW: Construct = Construct {
    name: "a flow",
    about: "A way on.",
    short: Some(Type::Activity),
    keys: &[WHEN, TO, FLOW_DO],
    rule: Rule::Free,
};

/// A way on of a parallel, which takes them all.
pub static BRANCH: Construct = Construct {
    name: "a branch",
    about: "A branch of a parallel.",
    short: Some(Type::Activity),
    keys: &[TO, FLOW_DO],
    rule: Rule::Free,
};

/// A way on after a failure.
pub static ERROR_FLOW: Construct = Construct {
    name: "an error flow",
    about: "A way on after a failure.",
    short: Some(Type::Activity),
    keys: &[
        TO,
        plain(
            "field",
            Type::Field,
            "The field of the form at the target beside which `tell` stands.",
        ),
        TELL,
        FLOW_DO,
    ],
    rule: Rule::Free,
};
