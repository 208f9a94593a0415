//! Refusals of activities, dialogs, fields and actions.

use super::check;

#[test]
fn parallels_and_joins_are_checked() {
    check(
        "next: [pause, { to: confirm, do: [ { lock: true } ] }, pack]",
        "next: [pause]",
        &[
            "P0032 at next: a parallel has at least two flows (list what goes on at the same time, or leave the parallel out)",
        ],
    );
    check(
        "next: [pause, { to: confirm, do: [ { lock: true } ] }, pack]",
        "next: []",
        &[
            "P0032 at next: a parallel has at least two flows (list what goes on at the same time, or leave the parallel out)",
        ],
    );
    check(
        "next: [pause, { to: confirm, do: [ { lock: true } ] }, pack]",
        "next: pause",
        &[
            "P0032 at next: a parallel has at least two flows (list what goes on at the same time, or leave the parallel out)",
        ],
    );
    check(
        "next: [pause, {",
        "next: [{ when: Days > 3, to: pause }, {",
        &[
            "P0032 at when: a parallel takes all of its flows; none has a condition (lead the branch to a `choice` that decides)",
        ],
    );
    check(
        "next: [pause, {",
        "next: [confirm, {",
        &[
            "P0032 at confirm: two branches of a parallel begin at the same activity [68:37 confirm: the first one] (it could not be told which of them went on)",
        ],
    );
    check(
        "join: both",
        "join: bath",
        &["P0011 at bath: there is no activity `bath` (did you mean `both`?)"],
    );
    check(
        "join: both",
        "join: pack",
        &[
            "P0031 at pack: `pack` is not a parallel: a join gathers the branches of one (possible here: `both`)",
        ],
    );
    check(
        "wait-for: 2",
        "wait-for: 0",
        &["P0009 at 0: `wait-for` must be from 1 to 3, the number of branches"],
    );
    check(
        "wait-for: 2",
        "wait-for: 4",
        &["P0009 at 4: `wait-for` must be from 1 to 3, the number of branches"],
    );
    check(
        "wait-for: 2",
        "wait-for: two",
        &["P0006 at two: `wait-for` must be a whole number; this is `two`"],
    );
    check(
        "wait-for: 2",
        "expire: { after: 3d, to: gone }",
        &[
            "P0003 at expire: a join has no key `expire` (possible here: `join`, `name`, `wait-for`, `next`)",
        ],
    );
    check(
        "both: { parallel: At once",
        "both: { parallel: At once, remind: { after: 1d, notify: owner }",
        &["P0003 at remind: a parallel has no key `remind` (possible here: `parallel`, `next`)"],
    );
}

#[test]
fn waits_deadlines_and_reminders_are_checked() {
    check(
        "until: Leaves",
        "until: Title",
        &[
            "P0035 at Title: `until` needs a field of type date or date-time; `Title` is of type text (possible here: `Leaves`, `Returns`)",
        ],
    );
    check(
        "until: Leaves",
        "until: Leave",
        &["P0012 at Leave: there is no field `Leave` (did you mean `Leaves`?)"],
    );
    check(
        "until: Leaves",
        "after: 3d, until: Leaves",
        &[
            "P0034 at until: a wait has only one of `until`, `after`, `message` [69:35 after: the first one]",
        ],
    );
    check(
        "wait: A little, after: 90m",
        "wait: A little",
        &["P0034 at rest: a wait needs one of `until`, `after`, `message`"],
    );
    check(
        "after: 90m",
        "after: 90 minutes",
        &[
            "P0033 at 90 minutes: `after` must be a span of time; this is `90 minutes` (write `3d`, `1w 2d`, `36h`, `90m` or `30s`: larger units first, at most ten years)",
        ],
    );
    check(
        "after: 90m",
        "after: 90m, fields: [Why]",
        &[
            "P0003 at fields: a wait has `fields` only if it waits for a message (leave it out, or wait for a `message`)",
        ],
    );
    check(
        "after: 90m",
        "after: 11y",
        &[
            "P0033 at 11y: `after` must be a span of time; this is `11y` (write `3d`, `1w 2d`, `36h`, `90m` or `30s`: larger units first, at most ten years)",
        ],
    );
    check(
        "message: confirmed",
        "message: Confirmed",
        &[
            "P0030 at confirmed: no `wait` awaits a message `confirmed` (did you mean `Confirmed`?)",
            "P0008 at Confirmed: `Confirmed` is not in the form of such names (use small letters, digits and `-`; at most 200 of them)",
        ],
    );
    check(
        "message: confirmed",
        "message: [confirmed]",
        &[
            "P0030 at confirmed: no `wait` awaits a message `confirmed`",
            "P0006 at [: `message` must be a text; this is a list",
        ],
    );
    check(
        "fields: [Why, Agreed]",
        "fields: Why",
        &["P0006 at Why: `fields` must be a list; this is a text"],
    );
    check(
        "fields: [Why, Agreed]",
        "fields: [Why, Agread]",
        &["P0012 at Agread: there is no field `Agread` (did you mean `Agreed`?)"],
    );
    check(
        "fields: [Why, Agreed]",
        "fields: [Why, Agreed, Why]",
        &["P0004 at Why: `Why` is given twice [73:14 Why: first given here]"],
    );
    check(
        "every: 1w 2d",
        "every: 2d 1w",
        &[
            "P0033 at 2d 1w: `every` must be a span of time; this is `2d 1w` (write `3d`, `1w 2d`, `36h`, `90m` or `30s`: larger units first, at most ten years)",
        ],
    );
    check(
        "notify: customer-user, subject",
        "notify: customer, subject",
        &[
            "P0007 at customer: there is no recipient `customer` (possible here: `customer-user`, `admins`, `owner`)",
        ],
    );
    check(
        "notify: { field: Mail }",
        "notify: { field: Title }",
        &[
            "P0035 at Title: `field` needs a field of type customer-user or email; `Title` is of type text (possible here: `Deputy`, `Mail`)",
        ],
    );
    check(
        "notify: { field: Mail }",
        "notify: { group: heads, field: Mail }",
        &[
            "P0034 at field: a recipient has only one of `group`, `field` [74:36 group: the first one]",
        ],
    );
    check(
        "notify: { field: Mail }",
        "notify: {}",
        &["P0034 at notify: a recipient needs one of `group`, `field`"],
    );
    check(
        "notify: { field: Mail }",
        "notify: [owner]",
        &["P0006 at [: `notify` must be a text; this is a list"],
    );
    check("remind: { after: 3d, ", "remind: { ", &["P0005 at remind: `remind` needs `after`"]);
    check(
        "expire: { after: 36h, to: joined,",
        "expire: { after: 36h,",
        &["P0005 at expire: `expire` needs `to`"],
    );
    check(
        "expire: { after: 36h, to: joined,",
        "expire: { after: 36h, to: joind,",
        &["P0011 at joind: there is no activity `joind` (did you mean `joined`?)"],
    );
    check(
        "expire: { after: 36h, to: joined, tell: We go on without a confirmation. }",
        "expire: 36h",
        &["P0006 at 36h: `expire` must be a mapping; this is a text"],
    );
    check(
        "{ end: closed successful, notify: { group: heads } }",
        "{ end: closed successful, expire: { after: 3d, to: gone } }",
        &[
            "P0003 at expire: an end has no key `expire` (possible here: `end`, `name`, `tell`, `notify`)",
        ],
    );
}

#[test]
fn dialogs_are_checked() {
    check(
        "Deputy: { mode: required }",
        "Deputy: {}",
        &["P0005 at Deputy: a field of a dialog needs `mode`"],
    );
    check(
        "Deputy: { mode: required }",
        "Deputy: { mode: hidden }",
        &[
            "P0005 at Deputy: a hidden field needs `default`: nobody fills it in (write `{ mode: hidden, default: ... }`)",
        ],
    );
    check(
        "Deputy: { mode: required }",
        "Deputy: hidden",
        &[
            "P0005 at Deputy: a hidden field needs `default`: nobody fills it in (write `{ mode: hidden, default: ... }`)",
        ],
    );
    check(
        "{ mode: hidden, default: free }",
        r#"{ mode: hidden, default: "" }"#,
        &[
            "P0005 at default: a hidden field needs `default`: nobody fills it in (write `{ mode: hidden, default: ... }`)",
        ],
    );
    check(
        "Deputy: { mode: required }",
        "Deputy: { mode: needed }",
        &[
            "P0007 at needed: there is no way to offer a field `needed` (possible here: `required`, `optional`, `read-only`, `hidden`)",
        ],
    );
    check(
        "Deputy: { mode: required }",
        "Deputy: { mode: required, defualt: ben }",
        &["P0003 at defualt: a field of a dialog has no key `defualt` (did you mean `default`?)"],
    );
    check(
        "{ mode: hidden, default: free }",
        "{ mode: hidden, default: fre }",
        &["P0009 at fre: `Kind` does not allow this default: Please choose one of the options."],
    );
    check(
        "{ mode: required, default: 7 }",
        "{ mode: required, default: 99 }",
        &[
            "P0009 at 99: `Days` does not allow this default: Please give a whole number from 1 to 30.",
        ],
    );
    check(
        "{ mode: required, default: 7 }",
        "{ mode: required, default: [7] }",
        &["P0006 at [: `default` must be a text; this is a list"],
    );
    check(
        "fields: { Agreed: read-only }",
        "fields: { Agreed: { mode: read-only, default: true } }",
        &[
            "P0003 at default: a field that is shown only has no `default` here (declare the default with the field, or set it by `set-field`)",
        ],
    );
    check(
        "fields: [Deputy] }",
        "fields: [Mail] }",
        &[
            "P0035 at Mail: `fields` needs a field of type customer-user; `Mail` is of type email (possible here: `Deputy`)",
        ],
    );
    check(
        "fields: [Deputy] }",
        "fields: [] }",
        &[
            "P0009 at fields: `fields` is empty: nobody could do this (leave it out, or name somebody)",
        ],
    );
    check(
        "by: customer-users }",
        "by: { fields: [Deputy] } }",
        &[
            "P0003 at fields: a clause of people has no key `fields` (possible here: `people`, `groups`, `customers`, `users`)",
        ],
    );
    check(
        "company: { groups: [heads] }",
        "company: { groups: [heads], fields: [Deputy] }",
        &[
            "P0003 at fields: a clause of people has no key `fields` (possible here: `people`, `groups`, `customers`, `users`)",
        ],
    );
}

#[test]
fn fields_are_checked() {
    check(
        "min: -0.5",
        r#"min: "-0.5""#,
        &[r#"P0006 at "-0.5": `min` must be a number like 2.5; this is `-0.5`"#],
    );
    check(
        "min: -0.5",
        "min: low",
        &["P0006 at low: `min` must be a number like 2.5; this is `low`"],
    );
    check(
        "min: -0.5, max: 1000",
        "min: 1.5, max: 1.25",
        &["P0009 at 1.25: no number is at least 1.5 and at most 1.25"],
    );
    check(
        "max: 1000,",
        "max: 1000000000000001,",
        &["P0009 at 1000000000000001: numbers go from -1000000000000000 to 1000000000000000"],
    );
    check(
        "default: 2.50",
        r#"default: "2,5""#,
        &[
            r#"P0009 at "2,5": `Price` does not allow this default: Please give a number from -0.5 to 1000."#,
        ],
    );
    check(
        "default: 2026-12-31T18:00",
        "default: 31.12.2026",
        &[
            "P0009 at 31.12.2026: `Returns` does not allow this default: Please give a date and a time like 2026-12-31T18:00.",
        ],
    );
    check(
        "type: customer-user }",
        "type: customer-user, pattern: x }",
        &[
            "P0003 at pattern: a customer user field has no key `pattern` (possible here: `label`, `type`, `check`, `default`, `hint`)",
        ],
    );
    check(
        "type: attachment }",
        "type: attachment, default: x }",
        &[
            "P0003 at default: an attachment field has no key `default` (possible here: `label`, `type`, `check`, `hint`)",
        ],
    );
    check(
        "that: Leaves > today",
        "that: Leaves > tomorrow",
        &[
            "P0014 at tomorrow: there is no field `tomorrow` (possible here: `Agreed`, `Company`, `Days`, `Deputy`, `Kind`, `Leaves`, `Mail`, `Places`, `Price`, `Returns`, `Title`, `Unfinished`, `Upload`, `Why`, `ticket.number`, `ticket.title`, `ticket.state`, `ticket.queue`, `ticket.priority`, `ticket.customer_id`, and 7 more)",
        ],
    );
    check(
        "that: Leaves > today",
        "that: Leaves",
        &[
            "P0014 at Leaves: a condition is true or false; this is a text (compare it with something, for example with `==`)",
        ],
    );
    check(
        "that: Leaves > today, message: That day is past.",
        "that: Leaves > today",
        &["P0005 at check: `check` needs `message`"],
    );
    check(
        "message: That day is past.",
        r#"message: "{{ Leave }} is past.""#,
        &["P0013 at Leave: unknown name `Leave` (did you mean `Leaves`?)"],
    );
    check(
        "check: { that: Leaves > today, message: That day is past. }",
        "check: Leaves > today",
        &["P0006 at Leaves > today: `check` must be a mapping; this is a text"],
    );
    check(
        "  Mail: { label",
        "  today: { label",
        &[
            "P0008 at today: `today` cannot be the name of a field: conditions read it as something else",
            "P0012 at Mail: there is no field `Mail` (possible here: `Agreed`, `Company`, `Days`, `Deputy`, `Kind`, `Leaves`, `Places`, `Price`, `Returns`, `Title`, `Unfinished`, `Upload`, `Why`, `today`)",
            "P0012 at Mail: there is no field `Mail` (possible here: `Agreed`, `Company`, `Days`, `Deputy`, `Kind`, `Leaves`, `Places`, `Price`, `Returns`, `Title`, `Unfinished`, `Upload`, `Why`, `today`)",
        ],
    );
    check(
        "  Unfinished: { label",
        "  item: { label",
        &[
            "P0008 at item: `item` cannot be the name of a field: conditions read it as something else",
            "P0012 at Unfinished: there is no field `Unfinished` (possible here: `Agreed`, `Company`, `Days`, `Deputy`, `Kind`, `Leaves`, `Mail`, `Places`, `Price`, `Returns`, `Title`, `Upload`, `Why`, `item`)",
        ],
    );
    check(
        "{ when: Price > 2.5 ",
        r#"{ when: Price > "2.5" "#,
        &[
            r#"P0014 at Price > "2.5": a number and a text are never compared (texts stand in quotation marks: "1"; numbers do not)"#,
        ],
    );
    check(
        "{ when: Price > 2.5 ",
        r#"{ when: Returns > "2026-12-31" "#,
        &[
            r#"P0014 at "2026-12-31": "2026-12-31" is not a date and a time like "2026-12-31T18:00""#,
        ],
    );
}

#[test]
fn actions_are_checked() {
    check(
        "set-queue: Office",
        "set-queue: Ofice",
        &["P0016 at Ofice: there is no queue `Ofice` (did you mean `Office`?)"],
    );
    check(
        "set-priority: 4 high",
        "set-priority: high",
        &[
            "P0007 at high: there is no priority `high` (possible here: `1 very low`, `2 low`, `3 normal`, `4 high`, `5 very high`)",
        ],
    );
    check("set-type: Travel", r#"set-type: """#, &[r#"P0009 at "": `set-type` is empty"#]);
    check(
        r#"set-title: "Journey {{ Title }}""#,
        r#"set-title: "Journey {{ Titel }}""#,
        &["P0013 at Titel: unknown name `Titel` (did you mean `Title`?)"],
    );
    check(
        r#"set-owner: "{{ submitter }}""#,
        r#"set-owner: "{{ submiter }}""#,
        &["P0013 at submiter: unknown name `submiter` (did you mean `submitter`?)"],
    );
    check(
        r#"set-owner: "{{ submitter }}""#,
        "set-owner: [x]",
        &["P0006 at [: `set-owner` must be a text; this is a list"],
    );
    check(
        r#"customer: "{{ Company }}", customer-user"#,
        r#"customer: "{{ Company }}", user"#,
        &[
            "P0005 at set-customer: `set-customer` needs `customer-user`",
            "P0003 at user: `set-customer` has no key `user` (possible here: `customer`, `customer-user`)",
        ],
    );
    check(
        "- lock: false",
        "- lock: no",
        &["P0007 at no: `lock` must be `true` or `false`; this is `no`"],
    );
    check("- lock: false", "- lock:", &["P0006 at lock: `lock` must be a text; this is nothing"]);
    check(
        "link: confirmed",
        "link: confirm",
        &["P0030 at confirm: no `wait` awaits a message `confirm` (did you mean `confirmed`?)"],
    );
    check(
        "notify: { to: owner,",
        "notify: { to: owners,",
        &["P0007 at owners: there is no recipient `owners` (did you mean `owner`?)"],
    );
    check("notify: { to: owner,", "notify: {", &["P0005 at notify: `notify` needs `to`"]);
    check(
        "create-ticket: { process: holiday",
        "create-ticket: { process: holidays",
        &["P0028 at holidays: there is no process `holidays` (did you mean `holiday`?)"],
    );
    check(
        "create-ticket: { process: holiday, with: { Days:",
        "create-ticket: { process: holiday, with: { Day:",
        &["P0012 at Day: `holiday` has no field `Day` (did you mean `Days`?)"],
    );
    check(
        r#"create-ticket: { process: holiday, with: { Days: "{{ Days }}" }"#,
        r#"create-ticket: { process: holiday, with: { Days: "{{ item.value }}" }"#,
        &[
            "P0013 at item.value: unknown name `item.value` (an item is at hand in `with` of a for-each only)",
        ],
    );
    check(
        "create-ticket: { process: holiday, with: { Days:",
        "create-ticket: { process: journey, with: { Dais:",
        &["P0012 at Dais: `journey` has no field `Dais` (did you mean `Days`?)"],
    );
    check(
        "- invoke: book-holiday",
        "- invoke: book-holidays",
        &[
            "P0015 at book-holidays: there is no invoker `book-holidays` (did you mean `book-holiday`?)",
        ],
    );
    check(
        "- invoke: book-holiday",
        "- invok: book-holiday",
        &["P0003 at invok: there is no action `invok` (did you mean `invoke`?)"],
    );
}
