//! What waits: for a delay, a moment that a field holds, or a message.

use super::Import;
use super::activity::Draft;
use super::graph::Role;
use super::names::{kebab, label};
use super::read::called;
use crate::duration;
use crate::node::Node;
use crate::xml::Element;

impl Import<'_> {
    pub(super) fn wait(&mut self, element: &Element, role: Role, label: Node, draft: &mut Draft) {
        draft.add("wait", label);
        let event = if role == Role::Waiting {
            element.first("intermediateCatchEvent")
        } else {
            Some(element)
        };
        let timer = event.and_then(|event| event.first("timerEventDefinition"));
        let message = event.and_then(|event| event.first("messageEventDefinition"));
        if let Some(timer) = timer {
            self.timer(timer, draft);
        } else if message.is_some() || role == Role::Receive {
            let reference = message.unwrap_or(element).attribute("messageRef");
            let name = self.message(element, reference);
            draft.add("message", name);
        } else {
            self.fault(
                element.place,
                format!("the {}{} waits for nothing", element.name, called(element)),
            );
        }
    }

    fn timer(&mut self, timer: &Element, draft: &mut Draft) {
        if let Some(duration) = timer.first("timeDuration") {
            let delay = self.delay(duration);
            draft.add("after", delay);
        } else if let Some(date) = timer.first("timeDate") {
            draft.add("until", Node::text(date.place, date.text.trim()));
        } else {
            self.fault(
                timer.place,
                "a wait needs a `timeDuration`, or a `timeDate` that names a field",
            );
        }
    }

    /// A duration as the language writes it.
    pub(super) fn delay(&mut self, duration: &Element) -> Node {
        let text = duration.text.trim();
        let delay = duration::read(text);
        if delay.is_none() {
            let text: String = text.chars().take(40).collect();
            let message = format!("`{text}` is no duration of at most ten years, like P3DT12H");
            self.fault(duration.place, message);
        }
        Node::text(duration.place, delay.unwrap_or_default())
    }

    /// The name of a message.
    fn message(&mut self, element: &Element, reference: Option<&str>) -> Node {
        let known = reference.and_then(|id| {
            let local = id.rsplit_once(':').map_or(id, |(_, local)| local);
            self.messages.get(id).or_else(|| self.messages.get(local)).copied()
        });
        let is_name = |name: &&str| {
            name.bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        };
        let name = match known.filter(is_name) {
            Some(name) => Some(name.to_owned()),
            None => {
                known.and_then(kebab).or_else(|| label(element).and_then(|label| kebab(&label)))
            }
        };
        Node::text(element.place, name.unwrap_or_else(|| "message".to_owned()))
    }
}
