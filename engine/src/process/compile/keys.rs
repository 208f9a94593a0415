//! The keys of everything in a document that has keys of its own.

pub(super) const PROCESS: &[&str] =
    &["process", "name", "description", "start", "ticket", "company", "fields", "activities"];
pub(super) const START: &[&str] = &["activity", "by"];
pub(super) const TICKET: &[&str] = &["title", "queue", "priority"];
/// A clause that only a ticket can decide names fields, too.
pub(super) const CLAUSE: &[&str] = &["people", "groups", "customers", "users", "fields"];
pub(super) const CLAUSE_WITHOUT_FIELDS: &[&str] = &["people", "groups", "customers", "users"];
pub(super) const CHECK: &[&str] = &["that", "message"];

/// The types of fields.
pub(super) const TYPES: [&str; 13] = [
    "text",
    "textarea",
    "email",
    "integer",
    "decimal",
    "checkbox",
    "dropdown",
    "multiselect",
    "date",
    "date-time",
    "customer-user",
    "customer",
    "attachment",
];

/// The keys of a field of this type.
pub(super) fn of_field(kind: &str) -> &'static [&'static str] {
    match kind {
        "text" => &["label", "type", "hint", "default", "check", "max_length", "pattern"],
        "textarea" => &["label", "type", "hint", "default", "check", "max_length"],
        "integer" | "decimal" => &["label", "type", "hint", "default", "check", "min", "max"],
        "dropdown" | "multiselect" => &["label", "type", "hint", "default", "check", "options"],
        "email" | "checkbox" | "date" | "date-time" | "customer-user" | "customer" => {
            &["label", "type", "hint", "default", "check"]
        }
        // Nobody has uploaded a file before anybody could.
        "attachment" => &["label", "type", "hint", "check"],
        _ => &[
            "label",
            "type",
            "hint",
            "default",
            "check",
            "max_length",
            "pattern",
            "min",
            "max",
            "options",
        ],
    }
}

/// The keywords of activities.
pub(super) const KINDS: [&str; 10] = [
    "user-task",
    "service-task",
    "do",
    "choice",
    "parallel",
    "join",
    "wait",
    "call",
    "for-each",
    "end",
];

/// The keys of an activity of this kind.
pub(super) fn of_activity(kind: &str) -> &'static [&'static str] {
    match kind {
        "user-task" => &["user-task", "dialogs", "next", "on-enter", "expire", "remind"],
        "service-task" => &[
            "service-task",
            "name",
            "next",
            "on-error",
            "on-enter",
            "compensate",
            "expire",
            "remind",
        ],
        "do" => &["do", "name", "next"],
        "choice" => &["choice", "next"],
        "parallel" => &["parallel", "next"],
        "join" => &["join", "name", "wait-for", "next"],
        "wait" => {
            &["wait", "until", "after", "message", "fields", "next", "on-enter", "expire", "remind"]
        }
        "call" => {
            &["call", "name", "with", "take", "next", "on-error", "on-enter", "expire", "remind"]
        }
        "for-each" => &[
            "for-each",
            "name",
            "lines",
            "choices",
            "rows",
            "customer-users",
            "with",
            "failed",
            "next",
            "on-error",
            "on-enter",
            "expire",
            "remind",
        ],
        _ => &["end", "name", "tell", "notify"],
    }
}

/// What a wait waits for: one of these.
pub(super) const MOMENTS: [&str; 3] = ["until", "after", "message"];
/// What a for-each goes through: one of these.
pub(super) const ITEMS: [&str; 4] = ["lines", "choices", "rows", "customer-users"];

pub(super) const DIALOG: &[&str] = &["name", "by", "description", "fields", "submit"];
pub(super) const DIALOG_FIELD: &[&str] = &["mode", "default"];
pub(super) const FLOW: &[&str] = &["when", "to", "do"];
pub(super) const ERROR_FLOW: &[&str] = &["to", "tell", "field", "do"];
pub(super) const EXPIRE: &[&str] = &["after", "to", "tell", "do"];
pub(super) const REMIND: &[&str] = &["after", "every", "notify", "subject", "body"];

/// The keywords of actions.
pub(super) const ACTIONS: [&str; 13] = [
    "set-state",
    "set-field",
    "set-queue",
    "set-priority",
    "set-type",
    "set-title",
    "set-owner",
    "set-customer",
    "lock",
    "note",
    "notify",
    "create-ticket",
    "invoke",
];
pub(super) const SET_FIELD: &[&str] = &["field", "to"];
pub(super) const SET_CUSTOMER: &[&str] = &["customer", "customer-user"];
pub(super) const NOTE: &[&str] = &["subject", "body", "visible-to"];
pub(super) const NOTIFY: &[&str] = &["to", "subject", "body", "link"];
pub(super) const CREATE_TICKET: &[&str] = &["process", "with"];
/// A recipient that has no name of its own: one of these.
pub(super) const RECIPIENT: [&str; 2] = ["group", "field"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::process::language::{self, Construct};

    /// Checks that the compiler knows the keys of the language's table, and no others.
    fn check<'k>(construct: &Construct, keys: impl IntoIterator<Item = &'k &'k str>) {
        let known: BTreeSet<&str> = keys.into_iter().copied().collect();
        assert_eq!(known, construct.names().collect(), "{}", construct.name);
    }

    #[test]
    fn the_keys_are_those_of_the_language() {
        check(&language::PROCESS, PROCESS);
        check(&language::START, START);
        check(&language::TICKET, TICKET);
        check(&language::CLAUSE, CLAUSE);
        check(&language::CHECK, CHECK);
        check(&language::DIALOG, DIALOG);
        check(&language::DIALOG_FIELD, DIALOG_FIELD);
        check(&language::FLOW, FLOW);
        check(&language::ERROR_FLOW, ERROR_FLOW);
        check(&language::EXPIRE, EXPIRE);
        check(&language::REMIND, REMIND);
        check(&language::ACTION, &ACTIONS);
        check(&language::SET_FIELD, SET_FIELD);
        check(&language::SET_CUSTOMER, SET_CUSTOMER);
        check(&language::NOTE, NOTE);
        check(&language::NOTIFY, NOTIFY);
        check(&language::CREATE_TICKET, CREATE_TICKET);
        check(&language::RECIPIENT, &RECIPIENT);
    }

    #[test]
    fn every_key_of_an_activity_or_a_field_belongs_to_a_kind_of_it() {
        check(&language::ACTIVITY, KINDS.iter().flat_map(|kind| of_activity(kind)));
        check(&language::FIELD, TYPES.iter().flat_map(|kind| of_field(kind)));
        let choices = MOMENTS.iter().chain(&ITEMS);
        let activity: BTreeSet<&str> = language::ACTIVITY.names().collect();
        assert!(choices.into_iter().all(|key| activity.contains(key)));
    }
}
