//! Refusals of what concerns other processes.

use super::check;

#[test]
fn calls_are_checked() {
    check(
        "compensate: book-holiday",
        "compensate: unbook-holiday",
        &[
            "P0015 at unbook-holiday: there is no invoker `unbook-holiday` (did you mean `book-holiday`?)",
        ],
    );
    check(
        "call: holiday",
        "call: holidays",
        &["P0028 at holidays: there is no process `holidays` (did you mean `holiday`?)"],
    );
    check(
        "call: holiday",
        "call: Holiday",
        &[
            "P0008 at Holiday: `Holiday` is not in the form of such names (use small letters, digits and `-`; at most 200 of them)",
        ],
    );
    check(
        "call: holiday",
        "call: journey",
        &[
            "P0029 at journey: `journey` would wait for itself <journey -> journey> (begin it by `create-ticket`, which does not wait, or go back by a flow)",
        ],
    );
    check(
        "call: holiday\n    name: A holiday\n    with: { Days: \"{{ Days }}\", Why: \"{{ Kind }}\" }\n    take: { Days: Days, Why: Why }",
        "call: leave",
        &[
            "P0029 at leave: `journey` would wait for itself <journey -> leave -> travel -> journey> (begin it by `create-ticket`, which does not wait, or go back by a flow)",
        ],
    );
    check(
        "call: holiday\n    name: A holiday\n    with: { Days: \"{{ Days }}\", Why: \"{{ Kind }}\" }\n    take: { Days: Days, Why: Why }",
        "call: travel",
        &[
            "P0029 at travel: `journey` would wait for itself <journey -> travel -> journey> (begin it by `create-ticket`, which does not wait, or go back by a flow)",
        ],
    );
    check(
        r#"with: { Days: "{{ Days }}", Why: "{{ Kind }}" }"#,
        r#"with: { Dayz: "{{ Days }}", Why: "{{ Kinds }}" }"#,
        &[
            "P0012 at Dayz: `holiday` has no field `Dayz` (did you mean `Days`?)",
            "P0013 at Kinds: unknown name `Kinds` (did you mean `Kind`?)",
        ],
    );
    check(
        r#"with: { Days: "{{ Days }}", Why: "{{ Kind }}" }"#,
        "with: [Days]",
        &["P0006 at [: `with` must be a mapping; this is a list"],
    );
    check(
        r#"with: { Days: "{{ Days }}", Why: "{{ Kind }}" }"#,
        "with: { Days: }",
        &["P0006 at Days: `Days` must be a text; this is nothing"],
    );
    check(
        "take: { Days: Days, Why: Why }",
        "take: { Dais: Days, Why: Whi }",
        &[
            "P0012 at Dais: there is no field `Dais` (did you mean `Days`?)",
            "P0012 at Whi: `holiday` has no field `Whi` (did you mean `Why`?)",
        ],
    );
    check(
        "take: { Days: Days, Why: Why }",
        "take: Days",
        &["P0006 at Days: `take` must be a mapping; this is a text"],
    );
    check(
        "Process.Unsuccessful: {",
        "Process.Unsucessful: {",
        &[
            "P0007 at Process.Unsucessful: `Process.Unsucessful` is no failure of this activity (did you mean `Process.Unsuccessful`?)",
        ],
    );
    check(
        "Process.Unsuccessful: {",
        "undelivered: {",
        &[
            "P0007 at undelivered: `undelivered` is no failure of this activity (possible here: `Process.Unsuccessful`, `any`)",
        ],
    );
}

#[test]
fn for_eachs_are_checked() {
    check(
        "    lines: Why\n",
        "    lines: Title\n",
        &[
            "P0035 at Title: `lines` needs a field of type textarea; `Title` is of type text (possible here: `Unfinished`, `Why`)",
        ],
    );
    check(
        "    lines: Why\n",
        "",
        &["P0034 at lines: a for-each needs one of `lines`, `choices`, `rows`, `customer-users`"],
    );
    check(
        "    lines: Why\n",
        "    lines: Why\n    rows: Upload\n",
        &[
            "P0034 at rows: a for-each has only one of `lines`, `choices`, `rows`, `customer-users` [95:5 lines: the first one]",
        ],
    );
    check(
        "{{ item.value }} of",
        "{{ item.line }} of",
        &[
            "P0013 at item.line: unknown name `item.line` (possible here: `item.value`, `Agreed`, `Company`, `Days`, `Deputy`, `Kind`, `Leaves`, `Mail`, `Places`, `Price`, `Returns`, `Title`, `Unfinished`, `Upload`, `Why`, `ticket.number`, `ticket.title`, `ticket.state`, `ticket.queue`, `ticket.priority`, and 8 more)",
        ],
    );
    check(
        "{{ item.value }} of",
        "{{ itm.value }} of",
        &["P0013 at itm.value: unknown name `itm.value` (did you mean `item.value`?)"],
    );
    check(
        "failed: Unfinished",
        "failed: Title",
        &[
            "P0035 at Title: `failed` needs a field of type textarea; `Title` is of type text (possible here: `Unfinished`, `Why`)",
        ],
    );
    check(
        "choices: Places",
        "choices: Kind",
        &[
            "P0035 at Kind: `choices` needs a field of type multiselect; `Kind` is of type dropdown (possible here: `Places`)",
        ],
    );
    check(
        "rows: Upload",
        "rows: Why",
        &[
            "P0035 at Why: `rows` needs a field of type attachment; `Why` is of type textarea (possible here: `Upload`)",
        ],
    );
    check(
        "{{ item.first_name }}",
        "{{ item.first name }}",
        &[
            "P0013 at item.first name: unknown name `item.first name` (a column is written `item.name`; its name has letters, digits, `_` and `-`)",
        ],
    );
    check(
        "{{ item.first_name }}",
        "{{ item. }}",
        &[
            "P0013 at item.: unknown name `item.` (a column is written `item.name`; its name has letters, digits, `_` and `-`)",
        ],
    );
    check(
        "customer-users: true",
        "customer-users: false",
        &[
            "P0007 at false: a for-each goes through something (write `customer-users: true`, or name a field by `lines`, `choices` or `rows`)",
        ],
    );
    check(
        "customer-users: true",
        "customer-users: all",
        &["P0007 at all: `customer-users` must be `true` or `false`; this is `all`"],
    );
    check(
        "    on-error: { any: { to: choices, tell: Not all. } }",
        "    on-error: { Process.Unsuccessful: gone, any: { to: choices, tell: Not all. } }",
        &[
            "P0007 at Process.Unsuccessful: `Process.Unsuccessful` is no failure of this activity (did you mean `Process.SomeUnsuccessful`?)",
        ],
    );
    check(
        r#"customer-users: true, with: { Why: "{{ item.email }}" }"#,
        r#"customer-users: true, with: { Why: "{{ item.mail }}" }"#,
        &["P0013 at item.mail: unknown name `item.mail` (did you mean `item.email`?)"],
    );
    check(
        r#"customer-users: true, with: { Why: "{{ item.email }}" }"#,
        r#"customer-users: true, with: { Reason: "{{ item.email }}" }"#,
        &["P0012 at Reason: `holiday` has no field `Reason` (possible here: `Days`, `Why`)"],
    );
}
