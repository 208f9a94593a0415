//! Who acts, and who may: actors and the `by` clause.

use crate::process::FieldIdx;
use crate::state::State;

/// The group whose members administer the system.
pub const ADMIN_GROUP: &str = "admin";

/// Who makes an event happen. Made by the server from a session or token, never from a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    /// A person of a customer.
    CustomerUser {
        /// The customer user's login.
        login: String,
        /// The customer (company) that he belongs to.
        customer_id: String,
        /// The groups with which he may act.
        groups: Vec<String>,
    },
    /// A person of the provider.
    Agent {
        /// The agent's login.
        login: String,
        /// The groups with which he may act.
        groups: Vec<String>,
    },
    /// The system itself: outcomes, timers.
    System,
}

impl Actor {
    /// The login, or `system`.
    pub fn login(&self) -> &str {
        match self {
            Self::CustomerUser { login, .. } | Self::Agent { login, .. } => login,
            Self::System => "system",
        }
    }

    /// The groups with which the actor may act.
    pub fn groups(&self) -> &[String] {
        match self {
            Self::CustomerUser { groups, .. } | Self::Agent { groups, .. } => groups,
            Self::System => &[],
        }
    }

    /// Whether the actor is an agent of the admin group.
    pub fn is_admin(&self) -> bool {
        matches!(self, Self::Agent { groups, .. } if groups.iter().any(|group| group == ADMIN_GROUP))
    }
}

/// The `by` clause: every part that is given must hold; within a list one entry suffices.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Clause {
    /// Which kind of person.
    pub people: People,
    /// A member of one of these groups; empty: any.
    pub groups: Vec<String>,
    /// Of one of these customers (`CustomerID`s); empty: any. Agents never match.
    pub customers: Vec<String>,
    /// One of these logins; empty: any.
    pub users: Vec<String>,
    /// The customer user whom one of these fields names (an approver, a deputy); empty: any.
    pub fields: Vec<FieldIdx>,
}

/// The kinds of people a clause can name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum People {
    /// Everybody who is signed in.
    #[default]
    Anyone,
    /// `customer-users`
    CustomerUsers,
    /// `agents`
    Agents,
    /// `requester`: the customer user who began the ticket
    Requester,
}

impl People {
    /// All of them, as documents name them.
    pub const ALL: [Self; 4] = [Self::Requester, Self::CustomerUsers, Self::Agents, Self::Anyone];

    /// The word in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Anyone => "anyone",
            Self::CustomerUsers => "customer-users",
            Self::Agents => "agents",
            Self::Requester => "requester",
        }
    }
}

impl Clause {
    /// Whether `actor` may act on a ticket in this state.
    pub fn permits_in(&self, actor: &Actor, state: &State) -> bool {
        let is_named = || {
            let Actor::CustomerUser { login, .. } = actor else { return false };
            self.fields.iter().filter_map(|field| state.value(*field)).any(|value| {
                // Logins are unique without regard to case.
                value.to_text().to_lowercase() == login.to_lowercase()
            })
        };
        self.permits(actor, Some(&state.ticket.customer_user))
            && (self.fields.is_empty() || is_named())
    }

    /// Whether `actor` may act on a ticket of the customer user `requester`, as far as that can be said
    /// without the ticket's fields. Before a ticket exists the requester is whoever starts it.
    pub fn permits(&self, actor: &Actor, requester: Option<&str>) -> bool {
        let (login, customer, is_customer_user) = match actor {
            Actor::CustomerUser { login, customer_id, .. } => (login, Some(customer_id), true),
            Actor::Agent { login, .. } => (login, None, false),
            Actor::System => return false,
        };
        let kind = match self.people {
            People::Anyone => true,
            People::CustomerUsers => is_customer_user,
            People::Agents => !is_customer_user,
            People::Requester => {
                is_customer_user && requester.is_none_or(|requester| requester == login)
            }
        };
        kind && (self.groups.is_empty()
            || actor.groups().iter().any(|group| self.groups.contains(group)))
            && (self.customers.is_empty() || customer.is_some_and(|id| self.customers.contains(id)))
            && (self.users.is_empty() || self.users.contains(login))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn anna(groups: &[&str]) -> Actor {
        Actor::CustomerUser {
            login: "anna".into(),
            customer_id: "ACME".into(),
            groups: groups.iter().map(|&group| group.to_owned()).collect(),
        }
    }

    fn check(clause: &Clause, actor: &Actor, requester: Option<&str>, expected: bool) {
        assert_eq!(
            clause.permits(actor, requester),
            expected,
            "{clause:?} {actor:?} {requester:?}"
        );
    }

    #[test]
    fn every_part_of_a_clause_must_hold() {
        let clause = Clause {
            people: People::CustomerUsers,
            groups: vec!["customer-admins".into()],
            customers: vec!["ACME".into()],
            ..Clause::default()
        };
        check(&clause, &anna(&["customer-admins"]), None, true);
        check(&clause, &anna(&[]), None, false);
        let other = Clause { customers: vec!["Globex".into()], ..clause };
        check(&other, &anna(&["customer-admins"]), None, false);
    }

    #[test]
    fn the_requester_is_the_person_who_began() {
        let clause = Clause { people: People::Requester, ..Clause::default() };
        check(&clause, &anna(&[]), None, true);
        check(&clause, &anna(&[]), Some("anna"), true);
        check(&clause, &anna(&[]), Some("ben"), false);
        check(&clause, &Actor::Agent { login: "anna".into(), groups: vec![] }, Some("anna"), false);
    }

    #[test]
    fn the_system_is_nobody() {
        check(&Clause::default(), &Actor::System, None, false);
    }
}
