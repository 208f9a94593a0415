//! Dialogs with hidden fields, checks, and people whom a field names.

use super::story::{Story, agent, anna, customer_user, submission};
use crate::field::InputFault;
use crate::step::{Refusal, open_dialogs};

const ASK: &str = "fields:
  Deputy: { label: Deputy, type: customer-user }
  Days: { label: Days, type: integer, default: 5 }
  Why: { label: Why, type: text, check: { that: Days < 20 || Why != \"\", message: \"Why {{ Days }} days?\" } }
  Source: { label: Source, type: text }
activities:
  first: { do: [], next: ask }
  ask:
    user-task: Ask
    dialogs:
      - fields:
          Deputy: required
          Days: { mode: optional, default: 7 }
          Why: optional
          Source: { mode: hidden, default: portal }
    next: deputise
  deputise:
    user-task: Deputise
    dialogs: [ { by: { people: customer-users, fields: [Deputy] } } ]
    next: note
  note: { do: [ { note: { subject: Done, body: \"{{ submitter }} from {{ Source }}\" } } ], next: done }
  done: { end: closed successful }
";

#[test]
fn a_hidden_field_is_set_to_its_default() {
    let mut story = Story::of(ASK);
    assert_eq!(story.field("Source"), "");
    story.submit(submission("ask", &[("Deputy", "ben")])).shows("deputise#3, new");
    assert_eq!(story.field("Source"), "portal");
    assert_eq!(
        story.field("Days"),
        "",
        "a default of the form is what the form shows, not what is posted"
    );
}

fn check_refused(values: &[(&str, &str)], expected: &[(&str, InputFault)]) {
    let story = Story::of(ASK);
    let faults = expected.iter().map(|(name, fault)| ((*name).to_owned(), fault.clone())).collect();
    assert_eq!(
        story.refused_submission(anna(), submission("ask", values)),
        Refusal::Invalid { faults },
        "{values:?}"
    );
}

#[test]
fn what_is_hidden_is_not_posted() {
    check_refused(&[("Deputy", "ben"), ("Source", "me")], &[("Source", InputFault::ReadOnly)]);
}

#[test]
fn a_check_looks_at_what_the_form_brings() {
    let broken = InputFault::Check("Why 20 days?".into());
    check_refused(&[("Deputy", "ben"), ("Days", "20")], &[("Why", broken)]);
    check_refused(&[("Days", "20")], &[("Deputy", InputFault::Missing)]);
    let mut story = Story::of(ASK);
    let values = [("Deputy", "ben"), ("Days", "20"), ("Why", "A long way")];
    story.submit(submission("ask", &values)).check("deputise, new");
}

#[test]
fn whom_a_field_names_may_go_on_and_nobody_else() {
    let mut story = Story::of(ASK);
    story.submit(submission("ask", &[("Deputy", "Ben")]));
    let (ben, carl) = (customer_user("ben", &[]), customer_user("carl", &["heads"]));
    for other in [anna(), carl, agent()] {
        let refusal = Refusal::NotPermitted { login: other.login().to_owned() };
        assert!(open_dialogs(&story.process, &story.state, &other).is_empty());
        assert_eq!(story.refused_submission(other, submission("deputise", &[])), refusal);
    }
    assert_eq!(open_dialogs(&story.process, &story.state, &ben).len(), 1, "logins have no case");
    story.submit_by(ben, submission("deputise", &[])).shows(
        r"done#5, closed successful
article: ben from portal",
    );
}
