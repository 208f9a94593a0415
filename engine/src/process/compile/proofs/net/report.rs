//! Says what is wrong with a net in words of the process.

use std::collections::BTreeSet;

use super::replay::{Fault, Replay, text};
use super::{At, Kind, MARKINGS_MAX, Move, Net, Verdict, build, judge};
use crate::diagnostic::{Code, Diagnostic, Faults, Span};
use crate::process::compile::activities::Draft;
use crate::process::{Activity, ActivityIdx, ActivityKind};

/// Reports everything that keeps the activities from being sound together.
pub(in super::super) fn prove(
    drafts: &[Draft],
    start: ActivityIdx,
    start_at: Span,
    can_take: &dyn Fn(ActivityIdx, usize) -> bool,
    faults: &mut Faults,
) {
    let activities: Vec<&Activity> = drafts.iter().map(|draft| &draft.activity).collect();
    let net = build::build(activities.iter().copied(), start, can_take);
    let verdict = judge(&net, MARKINGS_MAX);
    let place = |at: At| drafts.get(usize::from(at)).map_or(start_at, |draft| draft.places.name);
    for finding in findings(&activities, &net, &verdict) {
        let Finding { code, at, message, also, help, moves } = finding;
        let mut diagnostic = Diagnostic::new(code, place(at), message).help(help);
        for (at, label) in also {
            diagnostic = diagnostic.label(at.map_or(start_at, &place), label);
        }
        if let Some(moves) = moves {
            diagnostic = diagnostic.counterexample(text(&activities, net.start, &moves));
        }
        faults.push(diagnostic);
    }
}

/// One fault.
pub(super) struct Finding {
    pub(super) code: Code,
    pub(super) at: At,
    pub(super) message: String,
    /// Further places; none stands for the start.
    also: Vec<(Option<At>, String)>,
    help: &'static str,
    pub(super) moves: Option<Vec<Move>>,
}

/// What a verdict means for the designer. What only follows from another fault is left out.
pub(super) fn findings(activities: &[&Activity], net: &Net, verdict: &Verdict) -> Vec<Finding> {
    let teller = Teller { activities, net };
    let mut findings = teller.dead(verdict);
    findings.extend(teller.meetings(verdict));
    findings.extend(verdict.stuck.iter().map(|(join, moves)| teller.stuck(*join, moves)));
    findings.extend(teller.withdrawals(verdict));
    findings.extend(verdict.tangled.map(|parallel| teller.tangled(parallel)));
    findings
}

struct Teller<'t> {
    activities: &'t [&'t Activity],
    net: &'t Net,
}

impl Teller<'_> {
    fn name(&self, at: At) -> &str {
        self.activities.get(usize::from(at)).map_or("", |activity| activity.name.as_str())
    }

    fn dead(&self, verdict: &Verdict) -> Vec<Finding> {
        let reached = self.net.behind([self.net.start]);
        let is_dead: BTreeSet<At> = verdict.dead.iter().copied().collect();
        // That nothing comes behind a join that is stuck need not be said, too.
        let stuck = verdict.stuck.iter().flat_map(|(join, _)| &self.net[*join].ways);
        let explained = self.net.behind(stuck.map(|way| way.to));
        let joins = self.net.ats().filter(|&at| matches!(self.net[at].kind, Kind::Join { .. }));
        let leads_nowhere =
            |at: &At| self.net[*at].ways.iter().all(|way| is_dead.contains(&way.to));
        let joins: Vec<At> =
            joins.filter(|at| !is_dead.contains(at)).filter(leads_nowhere).collect();
        let mut findings = Vec::new();
        for &at in &verdict.dead {
            let name = self.name(at);
            let (message, also) = if !reached.contains(&at) {
                let from = (None, "all paths begin here".to_owned());
                (format!("no path leads to `{name}`"), vec![from])
            } else if !explained.contains(&at) {
                let joins = joins.iter().map(|&join| {
                    (Some(join), "this join never has all the tokens that it waits for".to_owned())
                });
                (format!("`{name}` is never reached"), joins.collect())
            } else {
                continue;
            };
            let help = "lead a flow there, or leave the activity out";
            findings.push(Finding {
                code: Code::Unreachable,
                at,
                message,
                also,
                help,
                moves: None,
            });
        }
        findings
    }

    /// The first place where tokens meet, and others that do not lie behind one.
    fn meetings(&self, verdict: &Verdict) -> Vec<Finding> {
        let mut played: Vec<(At, Vec<Move>)> = Vec::new();
        for (_, moves) in &verdict.meetings {
            let (n_played, fault) = Replay::new(self.net, None).play(moves);
            if let Some(Fault::Meeting(at)) = fault {
                played.push((at, moves.iter().copied().take(n_played).collect()));
            }
        }
        played.sort_by_key(|(at, moves)| (moves.len(), *at));
        let mut behind = BTreeSet::new();
        let mut findings = Vec::new();
        for (at, moves) in played {
            if behind.contains(&at) {
                continue;
            }
            behind.extend(self.net.behind([at]));
            let name = self.name(at);
            let message = match self.net[at].kind {
                Kind::Join { needed, .. } => {
                    format!(
                        "more than the {needed} tokens that `{name}` waits for can come at once"
                    )
                }
                Kind::Step | Kind::Parallel | Kind::End => {
                    format!("a second token can come to `{name}` while one is there")
                }
            };
            findings.push(Finding {
                code: Code::TokensMeet,
                at,
                message,
                also: Vec::new(),
                help: "branches may come together in a join alone: lead them there first, or give each activities of \
                       its own",
                moves: Some(moves),
            });
        }
        findings
    }

    fn stuck(&self, join: At, moves: &[Move]) -> Finding {
        let kind = self.activities.get(usize::from(join)).map(|activity| &activity.kind);
        let parallel = match kind {
            Some(ActivityKind::Join { of, .. }) => Some(build::at(*of)),
            _ => None,
        };
        let mut replay = Replay::new(self.net, parallel);
        replay.play(moves);
        let came = replay.branches_at(join);
        let needed = match self.net[join].kind {
            Kind::Join { needed, .. } => needed,
            Kind::Step | Kind::Parallel | Kind::End => 0,
        };
        let name = self.name(join);
        let missing: Vec<String> = parallel
            .iter()
            .flat_map(|&parallel| self.net[parallel].ways.iter().enumerate())
            .filter(|(position, _)| !came.contains(&Some(*position)))
            .map(|(_, way)| format!("`{}`", self.name(way.to)))
            .collect();
        let n_came = came.len();
        let mut message = format!(
            "`{name}` can wait for ever: {n_came} of the {needed} tokens it needs have come"
        );
        if !missing.is_empty() && came.iter().all(Option::is_some) {
            let (noun, verb) =
                if missing.len() == 1 { ("branch", "does") } else { ("branches", "do") };
            message = format!("{message}; the {noun} {} {verb} not come", missing.join(", "));
        }
        Finding {
            code: Code::JoinStuck,
            at: join,
            message,
            also: parallel
                .map(|of| (Some(of), "the branches begin here".to_owned()))
                .into_iter()
                .collect(),
            help: "lead every way through each branch to the join or to an end, or let it wait for fewer with `wait-for`",
            moves: Some(moves.to_vec()),
        }
    }

    fn withdrawals(&self, verdict: &Verdict) -> Vec<Finding> {
        let mut told = BTreeSet::new();
        let mut findings = Vec::new();
        for moves in &verdict.withdrawals {
            let (n_played, fault) = Replay::new(self.net, None).play(moves);
            let Some(Fault::Withdrawal { of, by }) = fault else { continue };
            if !told.insert(of) {
                continue;
            }
            let (name, other) = (self.name(of), self.name(by));
            let (what, label) = match self.net[by].kind {
                Kind::Join { .. } => ("goes on without it", "goes on, and withdraws it"),
                Kind::Step | Kind::Parallel | Kind::End => ("ends the process", "ends everything"),
            };
            findings.push(Finding {
                code: Code::InvocationWithdrawn,
                at: of,
                message: format!("`{name}` can be under way when `{other}` {what}"),
                also: vec![(Some(by), label.to_owned())],
                help: "let the branches come together first, in a join that waits for all of them",
                moves: Some(moves.iter().copied().take(n_played).collect()),
            });
        }
        findings
    }

    fn tangled(&self, parallel: At) -> Finding {
        let name = self.name(parallel);
        Finding {
            code: Code::TooManyStates,
            at: parallel,
            message: format!(
                "the branches of `{name}` and of others can stand in more than {MARKINGS_MAX} ways together"
            ),
            also: Vec::new(),
            help: "nobody can say whether such a process gets stuck; let each parallel have a join of its own to which all its \
                   branches lead, or do less at once",
            moves: None,
        }
    }
}
