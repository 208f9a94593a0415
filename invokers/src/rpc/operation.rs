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
    /// Creates a customer.
    CustomerAdd,
    /// Changes what it is given of a customer and leaves the rest.
    CustomerUpdate,
    /// Reads a customer.
    CustomerGet,
    /// Finds customers.
    CustomerSearch,
}

impl OperationName {
    /// All operations.
    pub const ALL: [Self; 9] = [
        Self::CustomerUserAdd,
        Self::CustomerUserUpdate,
        Self::CustomerUserGet,
        Self::CustomerUserSearch,
        Self::CustomerUserSetPassword,
        Self::CustomerAdd,
        Self::CustomerUpdate,
        Self::CustomerGet,
        Self::CustomerSearch,
    ];

    /// The name, such as `CustomerUser.Add`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::CustomerUserAdd => "CustomerUser.Add",
            Self::CustomerUserUpdate => "CustomerUser.Update",
            Self::CustomerUserGet => "CustomerUser.Get",
            Self::CustomerUserSearch => "CustomerUser.Search",
            Self::CustomerUserSetPassword => "CustomerUser.SetPassword",
            Self::CustomerAdd => "Customer.Add",
            Self::CustomerUpdate => "Customer.Update",
            Self::CustomerGet => "Customer.Get",
            Self::CustomerSearch => "Customer.Search",
        }
    }

    /// The method of OTRS' Perl API that does the same, with its module.
    pub const fn perl(self) -> &'static str {
        match self {
            Self::CustomerUserAdd => "Kernel::System::CustomerUser::CustomerUserAdd",
            Self::CustomerUserUpdate => "Kernel::System::CustomerUser::CustomerUserUpdate",
            Self::CustomerUserGet => "Kernel::System::CustomerUser::CustomerUserDataGet",
            Self::CustomerUserSearch => "Kernel::System::CustomerUser::CustomerSearch",
            Self::CustomerUserSetPassword => "Kernel::System::CustomerUser::SetPassword",
            Self::CustomerAdd => "Kernel::System::CustomerCompany::CustomerCompanyAdd",
            Self::CustomerUpdate => "Kernel::System::CustomerCompany::CustomerCompanyUpdate",
            Self::CustomerGet => "Kernel::System::CustomerCompany::CustomerCompanyGet",
            Self::CustomerSearch => "Kernel::System::CustomerCompany::CustomerCompanyList",
        }
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
        Self::ALL.into_iter().find(|operation| operation.name() == name || operation.perl() == name)
    }
}

impl fmt::Display for OperationName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
