//! What waits for a delay, a moment or a message.

use engine::process::{Activity, WaitFor};

use super::CEL;
use super::activity::{formal, timer};
use super::model::{Model, Shape};
use crate::duration;
use crate::node::{Entries, take};
use crate::xml::Element;

impl Model {
    /// BPMN attaches events to activities alone. With a deadline or reminder, waiting for a message is a
    /// receive task, and waiting for a moment a subprocess that consists of it.
    pub(super) fn wait(
        &mut self,
        activity: &Activity,
        on: &WaitFor,
        entries: &mut Entries,
        shape: &mut Shape,
    ) -> &'static str {
        let has_events = activity.expire.is_some() || activity.remind.is_some();
        let definition = match on {
            WaitFor::Message { name, .. } => {
                take(entries, "message");
                let message = self.message(name);
                if has_events {
                    shape.attributes.push(("messageRef", message));
                    return "receiveTask";
                }
                Element::bpmn("messageEventDefinition").with("messageRef", message)
            }
            WaitFor::After(delay) => {
                take(entries, "after");
                timer(formal("timeDuration", duration::write(*delay)))
            }
            WaitFor::Until(_) => {
                let field = take(entries, "until").and_then(|node| node.value().cloned());
                let date = formal("timeDate", field.unwrap_or_default());
                timer(date.with("language", CEL))
            }
        };
        if !has_events {
            shape.tail.push(definition);
            return "intermediateCatchEvent";
        }
        let [start, event, end, first, second] = ["start", "moment", "end", "in", "out"]
            .map(|part| self.id(&format!("{}-{part}", shape.id)));
        let flow = |id: &str, from: &str, to: &str| {
            Element::bpmn("sequenceFlow")
                .with("id", id)
                .with("sourceRef", from)
                .with("targetRef", to)
        };
        let incoming = |id: &str| Element::bpmn("incoming").containing(id);
        let outgoing = |id: &str| Element::bpmn("outgoing").containing(id);
        shape.tail.extend([
            Element::bpmn("startEvent").with("id", &*start).holding([outgoing(&first)]),
            Element::bpmn("intermediateCatchEvent").with("id", &*event).holding([
                incoming(&first),
                outgoing(&second),
                definition,
            ]),
            Element::bpmn("endEvent").with("id", &*end).holding([incoming(&second)]),
            flow(&first, &start, &event),
            flow(&second, &event, &end),
        ]);
        "subProcess"
    }
}
