//! Step by step: shows where the process stands and what can happen, and reads what shall.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};

use engine::access::Actor;
use engine::event::{Changes, Effect, Event, Outcome, ProcessEnd, Submission};
use engine::process::{ActivityKind, Dialog, ErrorMatch, FieldIdx, FieldMode, Process, WaitFor};
use engine::simulation::values::Lot;
use engine::simulation::walk::someone;
use engine::simulation::{Asked, Awaited, World};
use engine::step::awaited_messages;
use engine::value::Value;
use jiff::Timestamp;

type Failure = Box<dyn std::error::Error>;

/// Something that can happen.
enum Choice<'p> {
    Submit { activity: String, position: usize, dialog: &'p Dialog, actor: Actor },
    Answer { entry: u32, outcome: Outcome },
    Items(Awaited),
    Return { entry: u32, item: u32, is_successful: bool },
    Message { name: String, fields: &'p [FieldIdx] },
    Time(Timestamp),
}

/// A conversation: what is read and what is written.
struct Talk<'t> {
    input: &'t mut dyn BufRead,
    output: &'t mut dyn Write,
}

impl Talk<'_> {
    fn say(&mut self, text: &str) -> Result<(), Failure> {
        Ok(writeln!(self.output, "{text}")?)
    }

    /// The answer to a question; none at the end of what is read.
    fn ask(&mut self, question: &str) -> Result<Option<String>, Failure> {
        write!(self.output, "{question}")?;
        self.output.flush()?;
        let mut line = String::new();
        let length = self.input.read_line(&mut line)?;
        Ok((length > 0).then(|| line.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

/// Goes through the process until it ends, or nothing more is read.
pub(super) fn converse(
    process: &Process,
    now: Timestamp,
    input: &mut dyn BufRead,
    output: &mut dyn Write,
) -> Result<(), Failure> {
    let mut talk = Talk { input, output };
    let Some(mut world) = begin(process, now, &mut talk)? else { return Ok(()) };
    loop {
        tell(&world, &mut talk)?;
        if world.is_over() {
            return talk.say("The process has ended.");
        }
        let choices = choices(&world);
        for (number, choice) in (1..).zip(&choices) {
            talk.say(&format!("  {number}  {}", describe(&world, choice)))?;
        }
        if choices.is_empty() {
            return Err("stuck: nobody may act, and nothing is awaited".into());
        }
        let Some(answer) = talk.ask("> ")? else { return Ok(()) };
        let chosen = answer.trim().parse::<usize>().ok().and_then(|n| n.checked_sub(1));
        let Some(choice) = chosen.and_then(|position| choices.get(position)) else {
            talk.say(&format!("Please give a number from 1 to {}.", choices.len()))?;
            continue;
        };
        if let Err(refusal) = take(&mut world, choice, &mut talk)? {
            talk.say(&format!("Refused: {refusal}"))?;
        }
    }
}

fn begin<'p>(
    process: &'p Process,
    now: Timestamp,
    talk: &mut Talk<'_>,
) -> Result<Option<World<'p>>, Failure> {
    let start = process.start();
    let actor = someone(&start.by, None, &mut Lot::new(0));
    let activity = process.activity(start.activity);
    loop {
        let mut submission = None;
        if let ActivityKind::UserTask { dialogs, .. } = &activity.kind
            && let Some(dialog) = dialogs.first()
        {
            talk.say(&format!("{} begins with \"{}\":", actor.login(), dialog.name))?;
            let Some(values) = form(process, None, dialog, talk)? else { return Ok(None) };
            submission = Some(Submission { activity: activity.name.clone(), dialog: 0, values });
        }
        let has_form = submission.is_some();
        match World::begin(process, "1", &Event::Started { actor: actor.clone(), submission }, now)
        {
            Ok(world) => return Ok(Some(world)),
            Err(refusal) if has_form => talk.say(&format!("Refused: {}", why(&refusal)))?,
            Err(refusal) => return Err(refusal.into()),
        }
    }
}

/// A refusal, with what is wrong with the fields.
fn why(refusal: &engine::step::Refusal) -> String {
    let engine::step::Refusal::Invalid { faults } = refusal else { return refusal.to_string() };
    let faults = faults.iter().map(|(field, fault)| format!("{field}: {fault}"));
    faults.collect::<Vec<_>>().join("; ")
}

/// Asks for the fields of a form; none at the end of what is read.
fn form(
    process: &Process,
    world: Option<&World<'_>>,
    dialog: &Dialog,
    talk: &mut Talk<'_>,
) -> Result<Option<BTreeMap<String, Vec<String>>>, Failure> {
    let asked = dialog
        .fields
        .iter()
        .filter(|field| matches!(field.mode, FieldMode::Required | FieldMode::Optional));
    let asked: Vec<FieldIdx> = asked.map(|field| field.field).collect();
    fields(process, world, &asked, talk)
}

fn fields(
    process: &Process,
    world: Option<&World<'_>>,
    asked: &[FieldIdx],
    talk: &mut Talk<'_>,
) -> Result<Option<BTreeMap<String, Vec<String>>>, Failure> {
    let mut values = BTreeMap::new();
    for &idx in asked {
        let field = process.field(idx);
        let held = world.and_then(|world| world.state().value(idx)).or(field.default.as_ref());
        let held = held.map(Value::to_input).unwrap_or_default();
        let keys: Vec<&str> = field.kind.options().iter().map(|(key, _)| key.as_str()).collect();
        let options =
            if keys.is_empty() { String::new() } else { format!(" ({})", keys.join(", ")) };
        let question = format!("    {}{options} [{}]: ", field.label, held.join(", "));
        let Some(answer) = talk.ask(&question)? else { return Ok(None) };
        let input = match (answer.as_str(), keys.is_empty()) {
            ("", _) => held,
            (answer, true) => vec![answer.replace("\\n", "\n")],
            (answer, false) => answer.split(',').map(|key| key.trim().to_owned()).collect(),
        };
        values.insert(field.name.clone(), input);
    }
    Ok(Some(values))
}

/// What happened last, and where the process stands.
fn tell(world: &World<'_>, talk: &mut Talk<'_>) -> Result<(), Failure> {
    for effect in world.last_effects() {
        let text = match effect {
            Effect::WriteArticle(article) => format!("article: {}", article.body),
            Effect::Notify { to, subject, .. } => format!("mail to {}: {subject}", to.name()),
            Effect::Invoke { invoker, .. } => format!("invoked: {invoker}"),
            Effect::Begin { process, .. } => format!("begun: {process}"),
            Effect::Collect { .. } | Effect::Return { .. } => continue,
        };
        talk.say(&format!("  - {text}"))?;
    }
    let state = world.state();
    let labels =
        state.tokens.iter().map(|token| world.process().activity(token.activity).name.as_str());
    let labels: Vec<&str> = labels.collect();
    talk.say(&format!(
        "{}: at {}, ticket {}",
        world.now().strftime("%Y-%m-%d %H:%M UTC"),
        labels.join(", "),
        state.ticket.state
    ))?;
    for (field, value) in world.process().fields().iter().zip(&state.values) {
        if let Some(value) = value {
            talk.say(&format!("    {} = {}", field.name, value.to_text()))?;
        }
    }
    Ok(())
}

fn choices<'p>(world: &World<'p>) -> Vec<Choice<'p>> {
    let (process, state) = (world.process(), world.state());
    let mut choices = Vec::new();
    for token in &state.tokens {
        let activity = process.activity(token.activity);
        let ActivityKind::UserTask { dialogs, .. } = &activity.kind else { continue };
        for (position, dialog) in dialogs.iter().enumerate() {
            let actor = someone(&dialog.by, Some(state), &mut Lot::new(0));
            if dialog.by.permits_in(&actor, state) {
                let activity = activity.name.clone();
                choices.push(Choice::Submit { activity, position, dialog, actor });
            }
        }
    }
    for awaited in world.awaited() {
        choices.extend(answers(process, &awaited));
    }
    for (token, name) in awaited_messages(process, state) {
        if let ActivityKind::Wait { on: WaitFor::Message { fields, .. }, .. } =
            &process.activity(token.activity).kind
        {
            choices.push(Choice::Message { name: name.to_owned(), fields });
        }
    }
    choices.extend(world.next_timer().map(|timer| Choice::Time(timer.at)));
    choices
}

/// How something that was asked for can come back.
fn answers<'p>(process: &Process, awaited: &Awaited) -> Vec<Choice<'p>> {
    let entry = awaited.entry;
    match &awaited.what {
        Asked::Items => vec![Choice::Items(awaited.clone())],
        Asked::Process { item } => [true, false]
            .map(|is_successful| Choice::Return { entry, item: *item, is_successful })
            .into(),
        Asked::Invocation { .. } => {
            let changes = Changes::default();
            let mut all = vec![Choice::Answer { entry, outcome: Outcome::Accepted { changes } }];
            let kind = &process.activity(awaited.activity).kind;
            all.extend(kind.on_error().iter().map(|flow| {
                let rejected = |code: &str| Outcome::Rejected {
                    code: code.to_owned(),
                    message: "It was refused.".to_owned(),
                    changes: Changes::default(),
                };
                let outcome = match &flow.on {
                    ErrorMatch::Code(code) => rejected(code),
                    ErrorMatch::Any => rejected("Simulated.Refusal"),
                    ErrorMatch::Undelivered => {
                        Outcome::Undelivered { attempts: 1, last_error: "no connection".to_owned() }
                    }
                };
                Choice::Answer { entry, outcome }
            }));
            all
        }
    }
}

fn describe(world: &World<'_>, choice: &Choice<'_>) -> String {
    let at = |entry: u32| {
        let token = world.state().token(entry);
        token.map_or("", |token| world.process().activity(token.activity).name.as_str())
    };
    match choice {
        Choice::Submit { activity, dialog, actor, .. } => {
            format!("{} submits \"{}\" of {activity}", actor.login(), dialog.name)
        }
        Choice::Answer { entry, outcome } => match outcome {
            Outcome::Accepted { .. } => format!("{} is accepted", at(*entry)),
            Outcome::Rejected { code, .. } => format!("{} is rejected: {code}", at(*entry)),
            Outcome::Undelivered { .. } => format!("{} gets no answer", at(*entry)),
        },
        Choice::Items(awaited) => format!("the items of {} are read", at(awaited.entry)),
        Choice::Return { entry, item, is_successful } => {
            let how = if *is_successful { "successfully" } else { "unsuccessfully" };
            format!("process {} of {} ends {how}", item + 1, at(*entry))
        }
        Choice::Message { name, .. } => format!("the message {name} comes"),
        Choice::Time(at) => {
            let seconds = at.duration_since(world.now()).as_secs();
            let delay = engine::delay::Delay::of_seconds(seconds.max(1));
            format!("time passes: {}", delay.map(|delay| delay.to_string()).unwrap_or_default())
        }
    }
}

/// Lets it happen; why not, if it was refused.
fn take(
    world: &mut World<'_>,
    choice: &Choice<'_>,
    talk: &mut Talk<'_>,
) -> Result<Result<(), String>, Failure> {
    let process = world.process();
    let result = match choice {
        Choice::Submit { activity, position, dialog, actor } => {
            let Some(values) = form(process, Some(world), dialog, talk)? else { return Ok(Ok(())) };
            let submission = Submission { activity: activity.clone(), dialog: *position, values };
            world.submit(actor.clone(), submission)
        }
        Choice::Answer { entry, outcome } => world.answer(*entry, outcome.clone()),
        Choice::Items(awaited) => {
            let rows = rows(world, awaited, talk)?;
            world.collect(awaited.entry, Ok(rows))
        }
        Choice::Return { entry, item, is_successful } => {
            let end = ProcessEnd {
                is_successful: *is_successful,
                reason: "It ended so.".to_owned(),
                values: BTreeMap::new(),
            };
            world.end_child(*entry, *item, end)
        }
        Choice::Message { name, fields: asked } => {
            let Some(values) = fields(process, Some(world), asked, talk)? else {
                return Ok(Ok(()));
            };
            world.message(name, values)
        }
        Choice::Time(at) => {
            return Ok(world.pass_until(*at).map(drop).map_err(|fault| fault.to_string()));
        }
    };
    Ok(result.map_err(|refusal| why(&refusal)))
}

/// Asks for items, one a line, until an empty line.
fn rows(
    world: &World<'_>,
    awaited: &Awaited,
    talk: &mut Talk<'_>,
) -> Result<Vec<Vec<String>>, Failure> {
    let kind = &world.process().activity(awaited.activity).kind;
    let ActivityKind::ForEach { columns, .. } = kind else { return Ok(Vec::new()) };
    talk.say(&format!("    one item a line: {}; an empty line ends them", columns.join("; ")))?;
    let mut rows = Vec::new();
    while let Some(line) = talk.ask("    ")?.filter(|line| !line.trim().is_empty()) {
        let mut texts: Vec<String> = line.split(';').map(|text| text.trim().to_owned()).collect();
        texts.resize(columns.len(), String::new());
        rows.push(texts);
    }
    Ok(rows)
}
