//! The errors of operations: a closed set, so that processes can name them and compilers check the names.

/// Why an operation was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[expect(
    missing_docs,
    reason = "the names say it, and each has a sentence of its own where it is made"
)]
pub enum ErrorCode {
    CustomerUserLoginExists,
    CustomerUserEmailInUse,
    CustomerUserEmailInvalid,
    CustomerUserFieldMissing,
    CustomerUserFieldInvalid,
    CustomerUserNotFound,
    CustomerUserVersionConflict,
    CustomerUserPasswordRejected,
    CustomerExists,
    CustomerNameExists,
    CustomerNotFound,
    CustomerForbidden,
    CustomerFieldMissing,
    CustomerFieldInvalid,
    SourceReadOnly,
    TicketCustomerUserInvalid,
    TicketTooMany,
    ParseError,
    InvalidRequest,
    MethodNotFound,
    InvalidParams,
    Internal,
    Unauthorized,
    NotAllowed,
    TooManyRequests,
}

impl ErrorCode {
    /// All of them, with the name in processes and answers and the number on the wire. Numbers from
    /// -32768 to -32000 are JSON-RPC's.
    const TABLE: [(Self, &'static str, i64); 25] = [
        (Self::CustomerUserLoginExists, "CustomerUser.LoginExists", 1001),
        (Self::CustomerUserEmailInUse, "CustomerUser.EmailInUse", 1002),
        (Self::CustomerUserEmailInvalid, "CustomerUser.EmailInvalid", 1003),
        (Self::CustomerUserFieldMissing, "CustomerUser.FieldMissing", 1004),
        (Self::CustomerUserFieldInvalid, "CustomerUser.FieldInvalid", 1005),
        (Self::CustomerUserNotFound, "CustomerUser.NotFound", 1006),
        (Self::CustomerUserVersionConflict, "CustomerUser.VersionConflict", 1007),
        (Self::CustomerUserPasswordRejected, "CustomerUser.PasswordRejected", 1008),
        (Self::CustomerExists, "Customer.Exists", 1101),
        (Self::CustomerNameExists, "Customer.NameExists", 1102),
        (Self::CustomerNotFound, "Customer.NotFound", 1103),
        (Self::CustomerForbidden, "Customer.Forbidden", 1104),
        (Self::CustomerFieldMissing, "Customer.FieldMissing", 1105),
        (Self::CustomerFieldInvalid, "Customer.FieldInvalid", 1106),
        (Self::SourceReadOnly, "Source.ReadOnly", 1201),
        (Self::TicketCustomerUserInvalid, "Ticket.CustomerUserInvalid", 1301),
        (Self::TicketTooMany, "Ticket.TooMany", 1302),
        (Self::ParseError, "Rpc.ParseError", -32700),
        (Self::InvalidRequest, "Rpc.InvalidRequest", -32600),
        (Self::MethodNotFound, "Rpc.MethodNotFound", -32601),
        (Self::InvalidParams, "Rpc.InvalidParams", -32602),
        (Self::Internal, "Rpc.Internal", -32603),
        (Self::Unauthorized, "Rpc.Unauthorized", -32001),
        (Self::NotAllowed, "Rpc.NotAllowed", -32002),
        (Self::TooManyRequests, "Rpc.TooManyRequests", -32003),
    ];

    /// All codes, in a fixed order.
    pub fn all() -> impl Iterator<Item = Self> {
        Self::TABLE.iter().map(|&(code, _, _)| code)
    }

    /// The name, such as `CustomerUser.LoginExists`.
    pub fn name(self) -> &'static str {
        Self::TABLE
            .iter()
            .find(|(code, _, _)| *code == self)
            .map_or("Rpc.Internal", |&(_, name, _)| name)
    }

    /// The number on the wire.
    pub fn number(self) -> i64 {
        Self::TABLE
            .iter()
            .find(|(code, _, _)| *code == self)
            .map_or(-32603, |&(_, _, number)| number)
    }

    /// The code of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::TABLE.iter().find(|(_, its, _)| *its == name).map(|&(code, _, _)| code)
    }

    /// The code with that number.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::TABLE.iter().find(|(_, _, its)| *its == number).map(|&(code, _, _)| code)
    }
}
