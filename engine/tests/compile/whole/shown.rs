//! What each construct means: the compiled process, written out.

use engine::action::{Action, Input, Recipient};
use engine::process::{ActivityKind, Flow, Items, Process, WaitFor};

use super::whole;

fn field(process: &Process, idx: engine::process::FieldIdx) -> &str {
    &process.field(idx).name
}

fn flows(process: &Process, flows: &[Flow]) -> String {
    let flow = |flow: &Flow| {
        let when = flow.when.as_ref().map(|when| format!(" when {}", when.source()));
        let actions =
            if flow.actions.is_empty() { String::new() } else { format!(" {:?}", flow.actions) };
        format!("{}{}{actions}", process.activity(flow.to).name, when.unwrap_or_default())
    };
    flows.iter().map(flow).collect::<Vec<_>>().join(", ")
}

fn inputs(with: &[Input]) -> String {
    let input = |input: &Input| format!("{} = {}", input.field, input.value.source());
    with.iter().map(input).collect::<Vec<_>>().join(", ")
}

fn recipient(process: &Process, to: &Recipient) -> String {
    match to {
        Recipient::Group(group) => format!("group {group}"),
        Recipient::Field(idx) => format!("field {}", field(process, *idx)),
        Recipient::CustomerUser | Recipient::Admins | Recipient::Owner => to.name().to_owned(),
    }
}

fn items(process: &Process, items: Items) -> String {
    match items {
        Items::Lines(idx) => format!("lines of {}", field(process, idx)),
        Items::Choices(idx) => format!("choices of {}", field(process, idx)),
        Items::Rows(idx) => format!("rows of {}", field(process, idx)),
        Items::CustomerUsers => "customer users".to_owned(),
    }
}

fn wait(process: &Process, on: &WaitFor) -> String {
    match on {
        WaitFor::After(delay) => format!("after {delay}"),
        WaitFor::Until(idx) => format!("until {}", field(process, *idx)),
        WaitFor::Message { name, fields } => {
            let fields: Vec<&str> = fields.iter().map(|idx| field(process, *idx)).collect();
            format!("message {name} with {}", fields.join(", "))
        }
    }
}

fn kind(process: &Process, kind: &ActivityKind) -> String {
    let name = |idx| process.activity(idx).name.as_str();
    match kind {
        ActivityKind::UserTask { .. }
        | ActivityKind::Choice { .. }
        | ActivityKind::Parallel { .. } => String::new(),
        ActivityKind::ServiceTask { invoker, compensate, .. } => {
            format!("{invoker}, undone by {}", compensate.as_deref().unwrap_or("nothing"))
        }
        ActivityKind::Do { actions, .. } => format!("{} actions", actions.len()),
        ActivityKind::Join { of, wait_for, region, .. } => {
            let region: Vec<&str> = region.iter().copied().map(name).collect();
            format!("{wait_for} of {} in {}", name(*of), region.join(" "))
        }
        ActivityKind::Wait { on, .. } => wait(process, on),
        ActivityKind::Call { process: called, with, take, .. } => {
            let take: Vec<String> = take
                .iter()
                .map(|output| format!("{} = {}", field(process, output.field), output.from))
                .collect();
            format!("{called} with {}; take {}", inputs(with), take.join(", "))
        }
        ActivityKind::ForEach { process: called, items: source, columns, with, failed, .. } => {
            format!(
                "{called} for {} [{}] with {}; failed {}",
                items(process, *source),
                columns.join(" "),
                inputs(with),
                failed.map_or("", |idx| field(process, idx))
            )
        }
        ActivityKind::End { state, tell, notify } => {
            let tell = tell.as_ref().map_or("", |tell| tell.source());
            let notify = notify.as_ref().map(|to| recipient(process, to)).unwrap_or_default();
            format!("{state}, tell {tell}, notify {notify}")
        }
    }
}

/// An activity on one line for each of its parts.
fn activity(process: &Process, name: &str) -> String {
    let activity = process.activity(process.activity_idx(name).unwrap());
    let mut lines = vec![format!("{}: {}", activity.kind.keyword(), activity.label)];
    lines.push(kind(process, &activity.kind));
    lines.push(flows(process, activity.kind.next()));
    if let Some(remind) = &activity.remind {
        let every = remind.every.map(|every| format!(", every {every}")).unwrap_or_default();
        let subject = remind.subject.as_ref().map_or("", |subject| subject.source());
        let to = recipient(process, &remind.notify);
        lines.push(format!("remind {to} after {}{every}: {subject}", remind.after));
    }
    if let Some(expire) = &activity.expire {
        let tell = expire.tell.as_ref().map_or("", |tell| tell.source());
        let to = &process.activity(expire.to).name;
        lines.push(format!(
            "expire after {} to {to}: {tell} {}",
            expire.after,
            expire.actions.len()
        ));
    }
    lines.retain(|line| !line.is_empty());
    let lines: Vec<&str> = lines.iter().map(|line| line.trim_end()).collect();
    lines.join("\n")
}

fn check(name: &str, expected: &str) {
    assert_eq!(activity(&whole(), name), expected);
}

#[test]
fn every_activity_is_what_is_written() {
    check(
        "ask",
        r"user-task: Ask
gone when Price > 2.5 && Days > 10, review [Lock(true)]
remind customer-user after 3d, every 1w 2d: Still open for {{ ticket.customer_user }}
expire after 4w 2d to gone: That took too long. 1",
    );
    check(
        "both",
        r"parallel: At once
pause, confirm [Lock(true)], pack",
    );
    check(
        "pause",
        r"wait: Until it begins
until Leaves
joined",
    );
    check(
        "confirm",
        r"wait: Confirmation
message confirmed with Why, Agreed
joined
remind field Mail after 1d:
expire after 1d 12h to joined: We go on without a confirmation. 0",
    );
    check(
        "joined",
        r"join: Two of three
2 of both in pause confirm pack
rest",
    );
    check(
        "rest",
        r"wait: A little
after 1h 30m
book",
    );
    check(
        "book",
        r"service-task: Book it
book-holiday, undone by book-holiday
child",
    );
    check(
        "child",
        r"call: A holiday
holiday with Days = {{ Days }}, Why = {{ Kind }}; take Days = Days, Why = Why
lines",
    );
    check(
        "lines",
        r"for-each: Lines
holiday for lines of Why [value] with Why = {{ item.value }} of {{ Title }}; failed Unfinished
choices",
    );
    check(
        "choices",
        r"for-each: Each place
holiday for choices of Places [value] with Why = {{ item.value }}; failed
rows",
    );
    check(
        "rows",
        r"for-each: Rows
holiday for rows of Upload [Last-Name first_name] with Why = {{ item.Last-Name }} {{ item.first_name }} {{ item.Last-Name }}; failed
people",
    );
    check(
        "people",
        r"for-each: People
holiday for customer users [login email] with Why = {{ item.email }}; failed
done",
    );
    check(
        "done",
        r"end: Done
closed successful, tell , notify group heads",
    );
    check(
        "gone",
        r"end: Gone
closed unsuccessful, tell It was given up., notify admins",
    );
}

#[test]
fn every_action_is_what_is_written() {
    let process = whole();
    let prepare = process.activity(process.activity_idx("prepare").unwrap());
    let ActivityKind::Do { actions, .. } = &prepare.kind else { panic!("{prepare:?}") };
    let shown: Vec<String> = actions.iter().map(|action| shown(&process, action)).collect();
    assert_eq!(
        shown,
        [
            "SetState(PendingReminder)",
            "Why = {{ Title }}",
            r#"SetQueue("Office")"#,
            "SetPriority(High)",
            r#"SetType("Travel")"#,
            "title Journey {{ Title }}",
            "owner {{ submitter }}",
            "customer {{ Company }} {{ Deputy }}",
            "Lock(false)",
            "note false Note: For agents",
            "mail group approvers Please: Confirm {{ Title }} confirmed",
            "mail field Deputy Please: Look ",
            "mail owner Please: Look ",
            "create holiday with Days = {{ Days }}",
            r#"Invoke("book-holiday")"#
        ]
    );
}

fn shown(process: &Process, action: &Action) -> String {
    match action {
        Action::SetField { field: idx, to } => {
            format!("{} = {}", field(process, *idx), to.source())
        }
        Action::SetTitle(title) => format!("title {}", title.source()),
        Action::SetOwner(owner) => format!("owner {}", owner.source()),
        Action::SetCustomer { customer, customer_user } => {
            format!("customer {} {}", customer.source(), customer_user.source())
        }
        Action::Note { visible_to_customer, subject, body } => {
            format!("note {visible_to_customer} {}: {}", subject.source(), body.source())
        }
        Action::Notify { to, subject, body, link } => format!(
            "mail {} {}: {} {}",
            recipient(process, to),
            subject.source(),
            body.source(),
            link.as_deref().unwrap_or_default()
        ),
        Action::CreateTicket { process: other, with } => {
            format!("create {other} with {}", inputs(with))
        }
        Action::SetState(_)
        | Action::SetQueue(_)
        | Action::SetPriority(_)
        | Action::SetType(_)
        | Action::Lock(_)
        | Action::Invoke(_) => format!("{action:?}"),
    }
}

#[test]
fn every_dialog_is_what_is_written() {
    let process = whole();
    let mut lines = Vec::new();
    for name in ["ask", "review"] {
        let task = process.activity(process.activity_idx(name).unwrap());
        let ActivityKind::UserTask { dialogs, .. } = &task.kind else { panic!("{task:?}") };
        for dialog in dialogs {
            let by: Vec<&str> = dialog.by.fields.iter().map(|idx| field(&process, *idx)).collect();
            lines.push(format!("{} by {:?} {}", dialog.name, dialog.by.people, by.join(" ")));
            lines.extend(dialog.fields.iter().map(|offered| {
                let default = offered.default.as_ref().map(|value| format!(" {value:?}"));
                format!(
                    "{} {:?}{}",
                    field(&process, offered.field),
                    offered.mode,
                    default.unwrap_or_default()
                )
            }));
        }
    }
    assert_eq!(
        lines,
        [
            "Ask by Requester ",
            "Title Required",
            "Why Required",
            "Mail Required",
            "Days Required Integer(7)",
            r#"Kind Hidden Text("free")"#,
            r#"Places Optional List(["Rome", "Paris"])"#,
            "Leaves Required",
            "Deputy Required",
            "Company Required",
            "Upload Required",
            "Agree by CustomerUsers Deputy",
            "Agreed Required",
            "Look by Agents ",
            "Agreed ReadOnly"
        ]
    );
}

#[test]
fn every_field_is_what_is_written() {
    let process = whole();
    let shown: Vec<String> = process
        .fields()
        .iter()
        .map(|field| {
            let default = field.default.as_ref().map(|value| format!(", default {value:?}"));
            let check = field.check.as_ref();
            let check = check.map(|check| {
                format!(", {} or \"{}\"", check.that.source(), check.message.source())
            });
            format!(
                "{} {:?}{}{}",
                field.name,
                field.kind,
                default.unwrap_or_default(),
                check.unwrap_or_default()
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            r#"Title Text { length_max: 50, pattern: Some(Pattern { source: "[A-Z].*", whole: Regex("^(?:[A-Z].*)$") }) }"#,
            "Why Textarea { length_max: 16000 }",
            "Mail Email",
            r#"Days Integer { min: 1, max: 30 }, default Integer(5), Days < 20 || Why != "" or "Why {{ Days }} days?""#,
            "Price Decimal { min: -0.5, max: 1000 }, default Decimal(2.5)",
            "Agreed Checkbox, default Boolean(false)",
            r#"Kind Dropdown { options: [("paid", "Paid"), ("free", "Unpaid")] }"#,
            r#"Places Multiselect { options: [("Rome", "Rome"), ("Paris", "Paris")] }, default List(["Rome"])"#,
            r#"Leaves Date, Leaves > today or "That day is past.""#,
            "Returns DateTime, default DateTime(2026-12-31T18:00:00)",
            "Deputy CustomerUser",
            "Company Customer",
            "Upload Attachment",
            "Unfinished Textarea { length_max: 16000 }"
        ]
    );
}
