//! Documents as chance makes them.

use std::fmt::Write;

use proptest::prelude::*;

use super::REGISTRATION;

/// A document with everything that is hard to keep.
pub(super) const HARD: &str = r#"# head

# first
name: &n Hard   # its name
activities: # all of them
  done: { end: closed successful } # the end
  # before ask
  ask:

    next: # where to

      - { to: done, when: Kind == "a" } # why
      # else
      -
        # which
        to: done
        do: [ { note: { body: x, subject: *n } } ]
      # no more flows
    user-task: Ask
    dialogs:
    - name: 'It''s'
      by: &who { groups: [ heads ] }
      # how
      description: |
        First

          second # no comment
      submit: "two
        lines"

    - { name: *n, description: y }
    # at the end of dialogs
    # at the end of ask
fields: { Kind: { type: dropdown, label: Kind, # trailing
    options: [ a, "1", 'b c', ~ ] # all
    # last
    }, } # fields
company: *who
unknown: [ [ 1, 2 ], { a: b } ]
process: hard
# foot
"#;

/// Documents as chance makes them of a good one.
pub(super) fn mutated() -> impl Strategy<Value = String> {
    let base = prop::sample::select(vec![REGISTRATION, HARD]).prop_map(str::to_owned);
    let text = r#"[ -~\n\r\t{}\[\]:'"|>&*#äß€\u{85}\u{2028}-]{0,12}|(\n {0,6}(- |# x|a: )?(&b |\*n|[|>]-?[12]?\n? {0,9}|".\\\n *"|~|# y)?){0,3}"#;
    let change = (any::<prop::sample::Index>(), 0..30_usize, text);
    (base, prop::collection::vec(change, 0..4)).prop_map(|(mut source, changes)| {
        for (at, n_cut, text) in changes {
            let at = at.index(source.len());
            let end = (at + n_cut).min(source.len());
            if source.is_char_boundary(at) && source.is_char_boundary(end) {
                source.replace_range(at..end, &text);
            }
        }
        source
    })
}

/// Words that are hard to write.
fn word() -> impl Strategy<Value = String> {
    let words = [
        "a",
        "1",
        "~",
        "null",
        "Yes",
        "''",
        "\"\"",
        "\"1\"",
        "'2026-01-02'",
        "x y",
        "'a: b'",
        "\"{{ A }}\"",
        "'#'",
        "a#b",
        "\"a #b\"",
        "'\"\\'",
        "\"\\t\\x07\"",
        "'- a'",
        "-a",
        "'?'",
        "\"[\"",
        "'a, b'",
        "\"\\n\"",
        "\"a\\n\\nb \"",
        "' a'",
        "a  b",
        "\"\\u2028\"",
        "it's",
        "'it''s'",
        "ä",
        "a:b",
        "\"a:\"",
        "x-",
        "'...'",
        "'---'",
    ];
    prop_oneof![
        prop::sample::select(words.to_vec()).prop_map(str::to_owned),
        "[a-z]{1,12}( [a-z]{1,12}){0,24}",
    ]
}

fn comment() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just(String::new()), 1 => Just(" # c".to_owned()), 1 => Just("   #d:  - e".to_owned())]
}

/// Blank lines and comments of any indentation between the lines of a block.
fn between() -> impl Strategy<Value = String> {
    prop_oneof![4 => Just(String::new()), 1 => Just("\n".to_owned()), 1 => " {0,8}# [a-z]{1,3}\n", 1 => "\n {0,4}#\n\n"]
}

fn block_text() -> impl Strategy<Value = Vec<String>> {
    prop::collection::vec("( {0,3}[a-z#:'-]{1,9}( {1,2}[a-z]{1,9}){0,12} ?)|", 1..5)
}

/// The lines of a node behind its key; the first one stands on the key's line.
fn node() -> impl Strategy<Value = Vec<String>> {
    let leaf = prop_oneof![
        6 => (word(), comment()).prop_map(|(word, comment)| vec![format!(" {word}{comment}")]),
        1 => comment().prop_map(|comment| vec![comment]),
        1 => (prop::sample::select(vec!["|2", ">2", "|2-", ">2-", ">2+", "|2+"]), comment(), block_text()).prop_map(
            |(header, comment, lines)| {
                // An indentation of its own, so that the text may begin with blanks.
                let header = format!(" {header}{comment}");
                [header].into_iter().chain(lines.into_iter().map(|line| format!("  {line}"))).collect()
            }
        ),
    ];
    leaf.prop_recursive(5, 60, 6, |inner| {
        let keys = "process|name|fields|activities|ask|next|to|when|do|dialogs|on-error|any|by|\"1\"|[a-z]{1,3}";
        let entry = (between(), keys, inner);
        let block = (comment(), prop::collection::vec(entry, 1..5), between(), any::<bool>());
        let blocks = block.prop_map(|(comment, entries, last, is_list)| {
            let mut out = vec![comment];
            for (position, (before, key, lines)) in entries.into_iter().enumerate() {
                out.extend(before.lines().map(str::to_owned));
                let key = if is_list { "  -".to_owned() } else { format!("  {key}{position}:").replace('"', "") };
                let mut lines = lines.into_iter();
                out.push(key + &lines.next().unwrap_or_default());
                out.extend(lines.map(|line| if line.is_empty() { line } else { format!("  {line}") }));
            }
            out.extend(last.lines().map(str::to_owned));
            out
        });
        let flow = (prop::collection::vec(("[a-z]{1,3}", word()), 0..5), any::<bool>(), comment(), comment(), comment());
        let flows = flow.prop_map(|(entries, is_list, first, inside, last)| {
            let (open, close) = if is_list { ('[', ']') } else { ('{', '}') };
            let mut out = vec![format!(" {open}{first}")];
            for (position, (key, word)) in entries.into_iter().enumerate() {
                let key = if is_list { String::new() } else { format!("{key}{position}: ") };
                out.push(format!("        {key}{word},{inside}"));
            }
            out.push(format!("      {close}{last}"));
            out
        });
        prop_oneof![3 => blocks, 1 => flows]
    })
}

pub(super) fn generated() -> impl Strategy<Value = String> {
    (between(), prop::collection::vec(node(), 1..4), between()).prop_map(|(first, nodes, last)| {
        let keys = ["activities", "process", "x", "fields"];
        let mut source = first;
        for (key, lines) in keys.iter().zip(nodes) {
            writeln!(source, "{key}:{}", lines.join("\n")).unwrap();
        }
        source + &last
    })
}
