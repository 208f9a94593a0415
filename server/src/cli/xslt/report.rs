//! What `usher xslt` tells beside the result, on standard error; what `--explain` tells is a result of its own.

use xslt::{Analysis, Message, Stylesheet, Trace};

use crate::cli::{complain, say};

pub(super) fn messages(messages: &[Message]) {
    for message in messages {
        complain(&message.text);
    }
}

/// The templates, those that took longest first.
pub(super) fn profile(trace: &Trace) {
    complain(&format!("{:>9} {:>12} {:>12}  template", "count", "own us", "total us"));
    let mut templates: Vec<_> =
        trace.templates.iter().filter(|template| template.count > 0).collect();
    templates.sort_by_key(|template| std::cmp::Reverse(template.own));
    for template in templates {
        complain(&format!(
            "{:>9} {:>12.1} {:>12.1}  {} at {}",
            template.count,
            template.own.as_secs_f64() * 1e6,
            template.total.as_secs_f64() * 1e6,
            template.label,
            template.location,
        ));
    }
}

/// Each module with how often its lines ran: a number, `-` for an instruction that never ran, nothing where there is none.
pub(super) fn coverage(trace: &Trace, stylesheet: &Stylesheet) {
    for (nth, module) in trace.modules.iter().enumerate() {
        let n_ran = module.lines.values().filter(|times| **times > 0).count();
        let name = if module.address.is_empty() { "stylesheet" } else { &module.address };
        complain(&format!("{name}: {n_ran} of {} lines with instructions ran", module.lines.len()));
        for (number, line) in (1u32..).zip(stylesheet.module_text(nth).lines()) {
            let mark = match module.lines.get(&number) {
                None => String::new(),
                Some(0) => "-".to_owned(),
                Some(times) => times.to_string(),
            };
            complain(&format!("{mark:>8} | {line}"));
        }
    }
}

pub(super) fn explain(analysis: &Analysis) {
    say("reads");
    for read in &analysis.reads {
        let exact = if read.exact { "" } else { ", or less" };
        say(&format!("  {}: {}{exact} ({})", read.path, read.purpose, read.location));
    }
    say("writes");
    for write in &analysis.writes {
        let what = match (write.text, write.open) {
            (true, false) => ": text",
            (false, true) => ": anything",
            (true, true) => ": text and anything",
            (false, false) => "",
        };
        say(&format!("  {}{what}", write.path));
    }
    if !analysis.unknown.is_empty() {
        say("not known before it is run");
        for unknown in &analysis.unknown {
            say(&format!("  {} ({})", unknown.reason, unknown.location));
        }
    }
}
