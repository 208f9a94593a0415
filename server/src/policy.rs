//! Who may call what: every route has one of these policies, and every ticket is shown to whom this
//! module says. Pure, so that the whole matrix can be printed and compared.

use engine::access::Actor;
use engine::process::{ActivityKind, Process};
use engine::state::State;
use engine::ticket::Ticket;

/// What a route asks of whoever calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Policy {
    /// Nothing.
    Public,
    /// A customer user's session.
    CustomerUser,
    /// An agent's session.
    Agent,
    /// The session of an agent of the admin group.
    Admin,
    /// A token in the path, which the handler checks: an invitation.
    Token,
    /// A token in the header `Authorization`, which the handler checks: a program.
    ApiToken,
    /// Nothing, but the page exists in a demonstration alone.
    DemoOnly,
}

/// Who calls, as far as policies care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Who {
    /// Not signed in.
    Nobody,
    /// A customer user.
    CustomerUser,
    /// An agent who administers nothing.
    Agent,
    /// An agent of the admin group.
    Admin,
}

/// What a policy says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Go on.
    Permitted,
    /// Perhaps, once signed in.
    SignInFirst,
    /// Not for people of this kind.
    Forbidden,
    /// There is no such page.
    Absent,
}

impl Policy {
    /// All policies.
    pub const ALL: [Self; 7] = [
        Self::Public,
        Self::CustomerUser,
        Self::Agent,
        Self::Admin,
        Self::Token,
        Self::ApiToken,
        Self::DemoOnly,
    ];

    /// The name in the golden file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::CustomerUser => "customer-user",
            Self::Agent => "agent",
            Self::Admin => "admin",
            Self::Token => "token",
            Self::ApiToken => "api-token",
            Self::DemoOnly => "demo-only",
        }
    }

    /// What it says to somebody.
    pub const fn verdict(self, who: Who, demo: bool) -> Verdict {
        match (self, who) {
            (Self::Public | Self::Token | Self::ApiToken, _)
            | (Self::CustomerUser, Who::CustomerUser)
            | (Self::Agent, Who::Agent | Who::Admin)
            | (Self::Admin, Who::Admin) => Verdict::Permitted,
            (Self::DemoOnly, _) => {
                if demo {
                    Verdict::Permitted
                } else {
                    Verdict::Absent
                }
            }
            (Self::CustomerUser | Self::Agent | Self::Admin, Who::Nobody) => Verdict::SignInFirst,
            (Self::CustomerUser, Who::Agent | Who::Admin)
            | (Self::Agent, Who::CustomerUser)
            | (Self::Admin, Who::CustomerUser | Who::Agent) => Verdict::Forbidden,
        }
    }
}

impl Who {
    /// Everybody.
    pub const ALL: [Self; 4] = [Self::Nobody, Self::CustomerUser, Self::Agent, Self::Admin];

    /// The name in the golden file.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Nobody => "nobody",
            Self::CustomerUser => "customer-user",
            Self::Agent => "agent",
            Self::Admin => "admin",
        }
    }

    /// As far as policies care.
    pub fn of(actor: &Actor) -> Self {
        match actor {
            Actor::CustomerUser { .. } => Self::CustomerUser,
            Actor::Agent { .. } if actor.is_admin() => Self::Admin,
            Actor::Agent { .. } => Self::Agent,
            Actor::System => Self::Nobody,
        }
    }
}

/// Whether a field of the ticket names `actor` for one of its steps: an approver sees what he decides about, from
/// whichever company he is.
pub fn is_named(actor: &Actor, process: &Process, state: &State) -> bool {
    process.activities().iter().any(|activity| {
        let ActivityKind::UserTask { dialogs, .. } = &activity.kind else { return false };
        let clauses = dialogs.iter().map(|dialog| &dialog.by);
        clauses.filter(|by| !by.fields.is_empty()).any(|by| by.permits_in(actor, state))
    })
}

/// Whether `actor` may see a ticket of `process`.
///
/// Agents see all; a customer user sees what he began,
/// and what his own company began if the process opens it to him. Who may not see a ticket is told
/// that there is none.
pub fn sees_ticket(actor: &Actor, process: &Process, ticket: &Ticket) -> bool {
    match actor {
        Actor::Agent { .. } => true,
        Actor::CustomerUser { login, customer_id, .. } => {
            // An agent's own ticket has neither requester nor customer; it is nobody's outside.
            let his = !ticket.customer_user.is_empty() && ticket.customer_user == *login;
            let his_companys = !ticket.customer_id.is_empty() && ticket.customer_id == *customer_id;
            his || (his_companys && sees_company(actor, process, &ticket.customer_user))
        }
        Actor::System => false,
    }
}

/// Whether the process opens the tickets of a company to `actor`, a person of it.
pub fn sees_company(actor: &Actor, process: &Process, requester: &str) -> bool {
    process.company().is_some_and(|clause| clause.permits(actor, Some(requester)))
}

/// Whether forms of the process offer the people of his company to `actor`: to those to whom it opens the tickets of
/// the company.
pub fn sees_colleagues(actor: &Actor, process: &Process) -> bool {
    matches!(actor, Actor::CustomerUser { .. }) && sees_company(actor, process, "")
}

#[cfg(test)]
mod tests {
    use engine::process::compile::{Surroundings, compile};
    use engine::ticket::{Priority, TicketState};

    use super::*;

    fn process(company: &str) -> Process {
        let source = format!(
            "process: p\nname: P\nstart: {{ activity: a }}\nticket: {{ title: T, queue: Q }}\n{company}\nactivities:\n  a: {{ end: closed successful }}\n"
        );
        compile(source.as_bytes(), &Surroundings::default())
            .unwrap_or_else(|faults| panic!("{faults:?}"))
    }

    fn ticket(customer_id: &str, customer_user: &str) -> Ticket {
        Ticket {
            number: "1".into(),
            title: "T".into(),
            state: TicketState::New,
            queue: "Q".into(),
            priority: Priority::Normal,
            customer_id: customer_id.into(),
            customer_user: customer_user.into(),
            kind: String::new(),
            owner: None,
            locked: false,
        }
    }

    fn person(login: &str, customer_id: &str, groups: &[&str]) -> Actor {
        Actor::CustomerUser {
            login: login.into(),
            customer_id: customer_id.into(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        }
    }

    fn check(company: &str, actor: &Actor, ticket: &Ticket, expected: bool) {
        assert_eq!(
            sees_ticket(actor, &process(company), ticket),
            expected,
            "{company} {actor:?} {ticket:?}"
        );
    }

    const OPEN_TO_ADMINS: &str = "company: { groups: [customer-admins] }";

    #[test]
    fn a_customer_user_sees_what_he_began() {
        check("", &person("anna", "ACME", &[]), &ticket("ACME", "anna"), true);
        check("", &person("ben", "ACME", &[]), &ticket("ACME", "anna"), false);
        // Also after he has moved to another customer.
        check("", &person("anna", "GLOBEX", &[]), &ticket("ACME", "anna"), true);
    }

    #[test]
    fn what_a_company_began_is_seen_by_those_whom_the_process_names() {
        check(
            OPEN_TO_ADMINS,
            &person("ben", "ACME", &["customer-admins"]),
            &ticket("ACME", "anna"),
            true,
        );
        check(OPEN_TO_ADMINS, &person("ben", "ACME", &[]), &ticket("ACME", "anna"), false);
        check("", &person("ben", "ACME", &["customer-admins"]), &ticket("ACME", "anna"), false);
    }

    #[test]
    fn no_group_opens_the_tickets_of_another_company() {
        check(
            OPEN_TO_ADMINS,
            &person("greta", "GLOBEX", &["customer-admins"]),
            &ticket("ACME", "anna"),
            false,
        );
    }

    #[test]
    fn a_ticket_that_an_agent_began_is_for_agents() {
        check(OPEN_TO_ADMINS, &person("", "", &["customer-admins"]), &ticket("", ""), false);
        check("", &Actor::Agent { login: "rosa".into(), groups: vec![] }, &ticket("", ""), true);
        check("", &Actor::System, &ticket("ACME", "anna"), false);
    }
}
