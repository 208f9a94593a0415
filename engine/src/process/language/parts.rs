//! The document, its fields, and clauses of people.

use super::activities::ACTIVITY;
use super::keys::{key, need, one, plain, template, text, word};
use super::{Construct, Holds, Key, Layout, Rule, Type, Words};

/// The whole document.
pub static PROCESS: Construct = Construct {
    name: "a process",
    about: "A process of Usher.",
    short: None,
    keys: &[
        need(plain(
            "process",
            Type::Name,
            "The name under which tickets and other processes know it: small letters, digits and `-`.",
        )),
        need(text("name", "What people read.")),
        text("description", "What it is for, shown where it can be begun."),
        need(one("start", &START, "Where it begins, and who may begin it.")),
        need(one("ticket", &TICKET, "What a new ticket looks like.")),
        one(
            "company",
            &CLAUSE_WITHOUT_FIELDS,
            "Who sees the tickets that people of his own company began, besides those people.",
        ),
        key(
            "fields",
            Holds::Named { of: &FIELD, names: Type::Field, last: None, layout: Layout::Lines },
            "What tickets of the process hold.",
        ),
        need(key(
            "activities",
            Holds::Named {
                of: &ACTIVITY,
                names: Type::Activity,
                last: None,
                layout: Layout::Spaced,
            },
            "Its steps. Each has a name of letters, digits, `-` and `_`.",
        )),
    ],
    rule: Rule::Free,
};

/// `start`.
pub static START: Construct = Construct {
    name: "`start`",
    about: "Where a process begins, and who may begin it.",
    short: None,
    keys: &[
        need(plain("activity", Type::Activity, "The first activity.")),
        one(
            "by",
            &CLAUSE_WITHOUT_FIELDS,
            "Who may begin it; every customer user if nothing is said.",
        ),
    ],
    rule: Rule::Free,
};

/// `ticket`.
pub static TICKET: Construct = Construct {
    name: "`ticket`",
    about: "What a new ticket looks like.",
    short: None,
    keys: &[
        need(template("title", "Its title, made of the first form: `Journey to {{ Place }}`.")),
        need(text("queue", "The queue in which it begins.")),
        word("priority", Words::Priority, "How urgent it is; `3 normal` if nothing is said."),
    ],
    rule: Rule::Free,
};

const PEOPLE: Key = word("people", Words::People, "A kind of people.");
const GROUPS: Key = plain("groups", Type::Texts, "Members of one of these groups.");
const CUSTOMERS: Key = plain("customers", Type::Texts, "People of one of these customers.");
const USERS: Key = plain("users", Type::Texts, "Who has one of these logins.");

/// `by` of a dialog: a clause that a ticket decides.
pub static CLAUSE: Construct = Construct {
    name: "a clause of people",
    about: "Who may: a kind of people, or a mapping of which every part must hold.",
    short: Some(Type::Word(Words::People)),
    keys: &[
        PEOPLE,
        GROUPS,
        CUSTOMERS,
        USERS,
        plain(
            "fields",
            Type::Fields(1),
            "The customer user whom one of these fields of type `customer-user` names.",
        ),
    ],
    rule: Rule::AtLeastOne,
};

/// `by` of `start`, and `company`: there is no field that could name anybody.
pub static CLAUSE_WITHOUT_FIELDS: Construct = Construct {
    name: "a clause of people",
    about: "Who may: a kind of people, or a mapping of which every part must hold.",
    short: Some(Type::Word(Words::People)),
    keys: &[PEOPLE, GROUPS, CUSTOMERS, USERS],
    rule: Rule::AtLeastOne,
};

const LABEL: Key = need(text("label", "What people read beside it."));
const TYPE: Key = need(word("type", Words::FieldType, "What it holds."));
const OPTIONS: Key = need(plain(
    "options",
    Type::Options,
    "What can be chosen: texts, or a mapping of keys to what people read.",
));
const MAX_LENGTH: Key =
    plain("max_length", Type::Integer(1), "The most characters that it can have.");
const PATTERN: Key =
    plain("pattern", Type::Pattern, "A regular expression that the whole text must match.");
const MIN: Key = plain("min", Type::Integer(i64::MIN), "The smallest possible number.");
const MAX: Key = plain("max", Type::Integer(i64::MIN), "The largest possible number.");
const MIN_DECIMAL: Key = plain("min", Type::Number, "The smallest possible number.");
const MAX_DECIMAL: Key = plain("max", Type::Number, "The largest possible number.");
const CHECK_KEY: Key =
    one("check", &CHECK, "What must hold whenever a person or a message sets the field.");
const DEFAULT: Key =
    plain("default", Type::Value, "What it holds before anybody has filled it in.");
const HINT: Key = text("hint", "A sentence below the input.");

const fn of_type(name: &'static str, about: &'static str, keys: &'static [Key]) -> Construct {
    Construct { name, about, short: None, keys, rule: Rule::Free }
}

/// The keys of a field that holds what any of its type can be.
const UNLIMITED: &[Key] = &[LABEL, TYPE, CHECK_KEY, DEFAULT, HINT];
const CHOSEN: &[Key] = &[LABEL, TYPE, OPTIONS, CHECK_KEY, DEFAULT, HINT];

/// A dynamic field: what it is, what it allows, what it begins with, what people are told.
pub static FIELD: Construct = Construct {
    name: "a field",
    about: "Something that tickets of the process hold.",
    short: None,
    keys: &[LABEL, TYPE, OPTIONS, MAX_LENGTH, PATTERN, MIN, MAX, CHECK_KEY, DEFAULT, HINT],
    rule: Rule::Type(&[
        (
            "text",
            of_type(
                "a text field",
                "One line.",
                &[LABEL, TYPE, MAX_LENGTH, PATTERN, CHECK_KEY, DEFAULT, HINT],
            ),
        ),
        (
            "textarea",
            of_type(
                "a textarea field",
                "Several lines.",
                &[LABEL, TYPE, MAX_LENGTH, CHECK_KEY, DEFAULT, HINT],
            ),
        ),
        ("email", of_type("an email field", "An address.", UNLIMITED)),
        (
            "integer",
            of_type(
                "an integer field",
                "A whole number.",
                &[LABEL, TYPE, MIN, MAX, CHECK_KEY, DEFAULT, HINT],
            ),
        ),
        (
            "decimal",
            of_type(
                "a decimal field",
                "A number with decimals.",
                &[LABEL, TYPE, MIN_DECIMAL, MAX_DECIMAL, CHECK_KEY, DEFAULT, HINT],
            ),
        ),
        ("checkbox", of_type("a checkbox field", "Yes or no; absent is no.", UNLIMITED)),
        ("dropdown", of_type("a dropdown field", "One of the options.", CHOSEN)),
        ("multiselect", of_type("a multiselect field", "Any of the options.", CHOSEN)),
        ("date", of_type("a date field", "A day, `2026-12-31`.", UNLIMITED)),
        (
            "date-time",
            of_type("a date-time field", "A day and a time in UTC, `2026-12-31T18:00`.", UNLIMITED),
        ),
        (
            "customer-user",
            of_type("a customer user field", "The login of a customer user.", UNLIMITED),
        ),
        ("customer", of_type("a customer field", "The id of a customer.", UNLIMITED)),
        (
            "attachment",
            // Nobody has uploaded a file before anybody could.
            of_type("an attachment field", "An uploaded file.", &[LABEL, TYPE, CHECK_KEY, HINT]),
        ),
    ]),
};

/// `check`.
pub static CHECK: Construct = Construct {
    name: "`check`",
    about: "What must hold whenever a person or a message sets the field.",
    short: None,
    keys: &[
        need(plain("that", Type::Condition, "The condition, over all fields.")),
        need(template("message", "What whoever broke it reads.")),
    ],
    rule: Rule::Free,
};
