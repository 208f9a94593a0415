//! What `usher xslt` tells beside the result, on standard error; what `--explain` tells is a result of its own.

use xslt::{Analysis, Location, Message, Stylesheet, Trace};

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

/// What may be read, with the place that reads it first, and what may be written. Places in the stylesheet itself go without
/// its name.
pub(super) fn explain(analysis: &Analysis, stylesheet: &str) {
    let place = |location: &Location| match &*location.module {
        module if module == stylesheet => format!("{}:{}", location.line, location.column),
        _ => location.to_string(),
    };
    let reads = analysis.reads.iter().map(|read| {
        let exact = if read.exact { "" } else { ", of some of them" };
        [read.path.clone(), format!("{}{exact}", read.purpose), place(&read.location)]
    });
    section("reads", &reads.collect::<Vec<_>>());
    let writes = analysis.writes.iter().map(|write| {
        let what = match (write.text, write.open) {
            (true, false) => "text",
            (false, true) => "anything",
            (true, true) => "text and anything",
            (false, false) => "",
        };
        [write.path.clone(), what.to_owned(), String::new()]
    });
    section("writes", &writes.collect::<Vec<_>>());
    let unknown = analysis
        .unknown
        .iter()
        .map(|unknown| [unknown.reason.clone(), place(&unknown.location), String::new()]);
    let unknown: Vec<_> = unknown.collect();
    if !unknown.is_empty() {
        section("not known before it is run, so there may be more", &unknown);
    }
}

/// Lines under a title, in columns.
fn section(title: &str, lines: &[[String; 3]]) {
    /// What is longer does not widen its column.
    const WIDTH_MAX: usize = 72;
    let lengths = |n: usize| {
        lines.iter().filter_map(move |line| line.get(n)).map(|cell| cell.chars().count())
    };
    let width =
        |n: usize| lengths(n).filter(|length| *length <= WIDTH_MAX).max().unwrap_or_default();
    let (first, second) = (width(0), width(1));
    say(title);
    if lines.is_empty() {
        say("  nothing");
    }
    for [path, what, place] in lines {
        say(format!("  {path:<first$}  {what:<second$}  {place}").trim_end());
    }
}
