//! The names of the operations that can be called.

use std::fmt;

/// An operation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum OperationName {
    /// Creates a customer user.
    CustomerUserAdd,
    /// Changes what it is given of a customer user and leaves the rest.
    CustomerUserUpdate,
    /// Reads a customer user.
    CustomerUserGet,
    /// Finds customer users.
    CustomerUserSearch,
    /// Sets a customer user's password.
    CustomerUserSetPassword,
    /// Signs a customer user out everywhere.
    CustomerUserEndSessions,
    /// Creates a customer.
    CustomerAdd,
    /// Changes what it is given of a customer and leaves the rest.
    CustomerUpdate,
    /// Reads a customer.
    CustomerGet,
    /// Finds customers.
    CustomerSearch,
    /// Gives the open process tickets of a customer user to another one of his customer.
    TicketReassign,
}

impl OperationName {
    /// All operations.
    pub const ALL: [Self; 11] = [
        Self::CustomerUserAdd,
        Self::CustomerUserUpdate,
        Self::CustomerUserGet,
        Self::CustomerUserSearch,
        Self::CustomerUserSetPassword,
        Self::CustomerUserEndSessions,
        Self::CustomerAdd,
        Self::CustomerUpdate,
        Self::CustomerGet,
        Self::CustomerSearch,
        Self::TicketReassign,
    ];

    /// The name, such as `CustomerUser.Add`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerUserAdd => "CustomerUser.Add",
            Self::CustomerUserUpdate => "CustomerUser.Update",
            Self::CustomerUserGet => "CustomerUser.Get",
            Self::CustomerUserSearch => "CustomerUser.Search",
            Self::CustomerUserSetPassword => "CustomerUser.SetPassword",
            Self::CustomerUserEndSessions => "CustomerUser.EndSessions",
            Self::CustomerAdd => "Customer.Add",
            Self::CustomerUpdate => "Customer.Update",
            Self::CustomerGet => "Customer.Get",
            Self::CustomerSearch => "Customer.Search",
            Self::TicketReassign => "Ticket.Reassign",
        }
    }

    /// The method of OTRS' Perl API that does the same, with its module, if there is one.
    pub const fn perl(self) -> Option<&'static str> {
        Some(match self {
            Self::CustomerUserAdd => "Kernel::System::CustomerUser::CustomerUserAdd",
            Self::CustomerUserUpdate => "Kernel::System::CustomerUser::CustomerUserUpdate",
            Self::CustomerUserGet => "Kernel::System::CustomerUser::CustomerUserDataGet",
            Self::CustomerUserSearch => "Kernel::System::CustomerUser::CustomerSearch",
            Self::CustomerUserSetPassword => "Kernel::System::CustomerUser::SetPassword",
            Self::CustomerUserEndSessions => "Kernel::System::AuthSession::RemoveSessionByUser",
            Self::CustomerAdd => "Kernel::System::CustomerCompany::CustomerCompanyAdd",
            Self::CustomerUpdate => "Kernel::System::CustomerCompany::CustomerCompanyUpdate",
            Self::CustomerGet => "Kernel::System::CustomerCompany::CustomerCompanyGet",
            Self::CustomerSearch => "Kernel::System::CustomerCompany::CustomerCompanyList",
            Self::TicketReassign => return None,
        })
    }

    /// Whether it only reads, so that repeating it does no harm.
    pub const fn only_reads(self) -> bool {
        matches!(
            self,
            Self::CustomerUserGet
                | Self::CustomerUserSearch
                | Self::CustomerGet
                | Self::CustomerSearch
        )
    }

    /// The operation of that name, ours or Perl's.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|operation| operation.name() == name || operation.perl() == Some(name))
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
