//! One step under way: tokens move until each rests.

use jiff::Timestamp;

use crate::event::{Decision, EXPIRED, Effect};
use crate::process::{
    Activity, ActivityIdx, ActivityKind, ErrorFlow, ErrorMatch, Expire, FieldIdx, Flow, Process,
};
use crate::state::{Failure, Notice, State, Token};
use crate::template::Template;
use crate::ticket::Article;

use super::Step;

pub(super) struct Run<'p> {
    pub(super) process: &'p Process,
    pub(super) now: Timestamp,
    pub(super) state: State,
    pub(super) effects: Vec<Effect>,
    pub(super) decisions: Vec<Decision>,
}

impl<'p> Run<'p> {
    pub(super) fn new(process: &'p Process, mut state: State, now: Timestamp) -> Self {
        state.at = now;
        Self { process, now, state, effects: Vec::new(), decisions: Vec::new() }
    }

    pub(super) fn finish(mut self) -> Step {
        self.state.version += 1;
        Step { state: self.state, effects: self.effects, decisions: self.decisions }
    }

    /// The number of the next entry.
    pub(super) fn next_entry(&mut self) -> u32 {
        let entry = self.state.next_entry;
        self.state.next_entry += 1;
        entry
    }

    /// Puts a new token on an activity, without anything happening there yet.
    pub(super) fn enter(&mut self, activity: ActivityIdx) -> Token {
        let token = Token { activity, entry: self.next_entry() };
        self.state.tokens.push(token);
        self.decisions.push(Decision::Entered { activity, entry: token.entry });
        token
    }

    /// What happens when a token is at a new place: its actions, then on until it rests. A cycle
    /// without a rest does not compile, so this ends.
    pub(super) fn arrive(&mut self, token: Token) {
        let process = self.process;
        let activity = process.activity(token.activity);
        self.act(token.activity, &activity.on_enter);
        self.set_timers(token, activity);
        match &activity.kind {
            ActivityKind::UserTask { .. } | ActivityKind::Wait { .. } => {}
            ActivityKind::ServiceTask { invoker, .. } => {
                self.effects.push(Effect::Invoke { entry: token.entry, invoker: invoker.clone() });
            }
            ActivityKind::Do { actions, .. } => {
                self.act(token.activity, actions);
                self.leave(token);
            }
            ActivityKind::Choice { .. } => self.leave(token),
            ActivityKind::Parallel { next } => self.fork(token, next),
            ActivityKind::Join { of, wait_for, region, .. } => {
                self.gather(token, *of, *wait_for, region);
            }
            ActivityKind::Call { process, with, .. } => self.call(token, process, with),
            ActivityKind::ForEach { items, columns, .. } => self.collect(token, *items, columns),
            ActivityKind::End { state, tell, notify } => {
                self.end(token, *state, tell.as_ref(), notify.as_ref());
            }
        }
    }

    /// Takes every flow of a parallel. All tokens are there before the first of them acts, so that an end
    /// in one branch withdraws the others.
    fn fork(&mut self, token: Token, next: &[Flow]) {
        self.remove(token.entry);
        let mut branches = Vec::with_capacity(next.len());
        for flow in next {
            self.took(token.activity, flow.to, None);
            self.act(token.activity, &flow.actions);
            branches.push(self.enter(flow.to));
        }
        // An end withdraws the others, and a join that has enough may: nothing is begun before that is known.
        branches.sort_by_key(|branch| {
            let kind = &self.activity(*branch).kind;
            let is_end = matches!(kind, ActivityKind::End { .. });
            (!is_end, !matches!(kind, ActivityKind::Join { .. }))
        });
        for branch in branches {
            if self.state.token(branch.entry).is_some() {
                self.arrive(branch);
            }
        }
    }

    /// Goes on once enough branches have come.
    fn gather(&mut self, token: Token, of: ActivityIdx, wait_for: usize, region: &[ActivityIdx]) {
        debug_assert!(
            matches!(self.process.activity(of).kind, ActivityKind::Parallel { .. }),
            "a join names a parallel"
        );
        let here = |other: &Token| other.activity == token.activity;
        if self.state.tokens.iter().filter(|other| here(other)).count() < wait_for {
            return;
        }
        let others: Vec<Token> = self
            .state
            .tokens
            .iter()
            .copied()
            .filter(|other| other.entry != token.entry)
            .filter(|other| here(other) || region.contains(&other.activity))
            .collect();
        for other in others {
            if here(&other) {
                self.remove(other.entry);
            } else {
                self.withdraw(other);
            }
        }
        self.leave(token);
    }

    /// Takes a token away with all that waits for it.
    pub(super) fn remove(&mut self, entry: u32) {
        self.state.tokens.retain(|token| token.entry != entry);
        self.state.timers.retain(|timer| timer.entry != entry);
        self.state.children.retain(|child| child.entry != entry);
    }

    /// The same for a token that did not go on by itself.
    pub(super) fn withdraw(&mut self, token: Token) {
        self.remove(token.entry);
        self.decisions.push(Decision::Withdrew { activity: token.activity, entry: token.entry });
    }

    /// Takes the first flow that applies. The compiler has proven that one does.
    pub(super) fn leave(&mut self, token: Token) {
        let process = self.process;
        for flow in process.activity(token.activity).kind.next() {
            if self.applies(token.activity, flow) {
                self.take(token, flow.to, None, |run| run.act(token.activity, &flow.actions));
                return;
            }
        }
    }

    fn applies(&mut self, activity: ActivityIdx, flow: &Flow) -> bool {
        let Some(when) = &flow.when else { return true };
        let evaluation = when.evaluate(&self.state);
        self.decisions.push(Decision::Evaluated {
            activity,
            when: when.source().to_owned(),
            reads: evaluation.reads,
            holds: evaluation.holds,
        });
        evaluation.holds
    }

    /// Takes the error path for a failure.
    pub(super) fn fail(&mut self, token: Token, code: &str, message: &str) {
        let process = self.process;
        self.state.failure = Some(Failure {
            activity: token.activity,
            code: code.to_owned(),
            message: message.to_owned(),
        });
        let taken =
            process.activity(token.activity).kind.on_error().iter().find(|flow| match &flow.on {
                ErrorMatch::Code(expected) => expected == code,
                ErrorMatch::Undelivered => code == crate::event::UNDELIVERED,
                ErrorMatch::Any => true,
            });
        // The compiler has proven that one applies: `any` is always there.
        if let Some(flow) = taken {
            self.take(token, flow.to, Some(flow.on.label()), |run| run.take_error(token, flow));
        }
    }

    fn take_error(&mut self, token: Token, flow: &ErrorFlow) {
        if let Some(tell) = &flow.tell {
            self.tell(tell, flow.field);
        }
        self.act(token.activity, &flow.actions);
    }

    /// Takes the path of a deadline.
    pub(super) fn expire(&mut self, token: Token, expire: &Expire) {
        self.take(token, expire.to, Some(EXPIRED), |run| {
            if let Some(tell) = &expire.tell {
                run.tell(tell, None);
            }
            run.act(token.activity, &expire.actions);
        });
    }

    fn took(&mut self, from: ActivityIdx, to: ActivityIdx, on_error: Option<&str>) {
        self.decisions.push(Decision::Took { from, to, on_error: on_error.map(str::to_owned) });
    }

    fn take(
        &mut self,
        token: Token,
        to: ActivityIdx,
        on_error: Option<&str>,
        actions: impl FnOnce(&mut Self),
    ) {
        self.took(token.activity, to, on_error);
        actions(self);
        self.remove(token.entry);
        let token = self.enter(to);
        self.arrive(token);
    }

    /// Tells the customer a sentence: beside the form, and as an article that stays.
    pub(super) fn tell(&mut self, tell: &Template, field: Option<FieldIdx>) {
        let text = tell.render(&self.state);
        self.say(text, field);
    }

    /// The same for a text.
    pub(super) fn say(&mut self, text: String, field: Option<FieldIdx>) {
        self.effects.push(Effect::WriteArticle(Article {
            visible_to_customer: true,
            subject: self.process.title().to_owned(),
            body: text.clone(),
        }));
        self.decisions.push(Decision::Told { text: text.clone(), field });
        self.state.notice = Some(Notice { text, field });
    }

    /// The activity of a token.
    pub(super) fn activity(&self, token: Token) -> &'p Activity {
        self.process.activity(token.activity)
    }
}
