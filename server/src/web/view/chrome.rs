//! What surrounds every page: brand, navigation, the person who is signed in.

use crate::web::assets::{ICON, STYLESHEET};

/// The surroundings of a page.
#[derive(Debug, Clone, Default)]
pub struct Chrome {
    /// For whom the page is.
    pub area: Area,
    /// The person who is signed in.
    pub person: Option<Person>,
    /// The main navigation.
    pub nav: Vec<NavItem>,
}

/// For whom a page is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Area {
    /// Everybody.
    #[default]
    Public,
    /// Customer users.
    Portal,
    /// Agents.
    Admin,
}

/// The person who is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    /// The full name.
    pub name: String,
    /// The customer, or `Agent`.
    pub belongs_to: String,
}

/// An entry of the main navigation.
#[derive(Debug, Clone)]
pub struct NavItem {
    /// Where it leads.
    pub href: &'static str,
    /// What people read.
    pub label: &'static str,
    /// Whether the page belongs to it.
    pub current: bool,
}

/// The parts of the agents' area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// `/admin`
    Dashboard,
    /// `/admin/tickets`
    Tickets,
    /// `/admin/customers`
    Customers,
    /// `/admin/customer-users`
    CustomerUsers,
    /// `/admin/processes`
    Processes,
    /// `/demo/outbox`
    Outbox,
}

impl Chrome {
    /// The portal's surroundings.
    pub fn portal(person: Person) -> Self {
        Self { area: Area::Portal, person: Some(person), nav: Vec::new() }
    }

    /// The agents' surroundings: administration only for admins, the outbox only in a demonstration.
    pub fn admin(person: Person, current: Part, is_admin: bool, is_demo: bool) -> Self {
        let nav = [
            (Part::Dashboard, "/admin", "Dashboard", true),
            (Part::Tickets, "/admin/tickets", "Tickets", true),
            (Part::Customers, "/admin/customers", "Customers", is_admin),
            (Part::CustomerUsers, "/admin/customer-users", "Customer users", is_admin),
            (Part::Processes, "/admin/processes", "Processes", is_admin),
            (Part::Outbox, "/demo/outbox", "Outbox", is_demo),
        ]
        .into_iter()
        .filter(|(_, _, _, shown)| *shown)
        .map(|(part, href, label, _)| NavItem { href, label, current: part == current })
        .collect();
        Self { area: Area::Admin, person: Some(person), nav }
    }

    /// The stylesheet's path.
    pub fn stylesheet(&self) -> String {
        STYLESHEET.path()
    }

    /// The icon's path.
    pub fn icon(&self) -> String {
        ICON.path()
    }

    /// Where the brand leads.
    pub const fn home(&self) -> &'static str {
        match self.area {
            Area::Public => "/",
            Area::Portal => "/portal",
            Area::Admin => "/admin",
        }
    }

    /// What stands beside the brand.
    pub const fn area_name(&self) -> Option<&'static str> {
        match self.area {
            Area::Public => None,
            Area::Portal => Some("Portal"),
            Area::Admin => Some("Agents"),
        }
    }

    /// Whether the page needs the width of a large screen.
    pub const fn is_wide(&self) -> bool {
        matches!(self.area, Area::Admin)
    }
}
