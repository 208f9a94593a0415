//! The operations on customer users (persons).

use engine::customer::{CustomerId, Email, NameFault, UserLogin, Validity};
use invokers::rpc::{ErrorCode, Refusal};
use serde_json::{Value, json};

use super::customer::{invalid_too, limit, validity};
use super::params::Values;
use super::{Caller, Setting};
use crate::password::{HashError, Password, PasswordFault, PasswordHash, Passwords};
use crate::store::customer_user::{
    self, CustomerUserFault, CustomerUserFilter, CustomerUserPage, CustomerUserPatch,
    NewCustomerUser,
};
use crate::store::records::{CustomerUser, Person, PersonKind};
use crate::store::{Failed, Tx, mail, password_token, session};

/// `CustomerUser.Add`
#[derive(Debug)]
pub struct Add {
    login: UserLogin,
    email: Email,
    /// As given; the caller's own customer counts.
    customer: Option<CustomerId>,
    values: Values,
    password: Option<PasswordHash>,
}

/// `CustomerUser.Update`
#[derive(Debug)]
pub struct Update {
    login: String,
    patch: CustomerUserPatch,
    password: Option<PasswordHash>,
}

/// `CustomerUser.Get`
#[derive(Debug)]
pub struct Get {
    login: String,
}

/// `CustomerUser.Search`
#[derive(Debug)]
pub struct Search {
    term: String,
    customer: Option<CustomerId>,
    include_invalid: bool,
    limit: u64,
}

/// `CustomerUser.SetPassword`
#[derive(Debug)]
pub struct SetPassword {
    login: String,
    password: PasswordHash,
}

/// `CustomerUser.EndSessions`
#[derive(Debug)]
pub struct EndSessions {
    login: String,
}

fn invalid(name: &str, fault: &NameFault) -> Refusal {
    let code = if name == "UserEmail" {
        ErrorCode::CustomerUserEmailInvalid
    } else {
        ErrorCode::CustomerUserFieldInvalid
    };
    Refusal::of_field(code, name, format!("{name}: {fault}."))
}

fn login(values: &Values) -> Result<UserLogin, Refusal> {
    let text = values.get("UserLogin").map_or("", String::as_str);
    UserLogin::parse(text).map_err(|fault| invalid("UserLogin", &fault))
}

fn email(text: &str) -> Result<Email, Refusal> {
    Email::parse(text).map_err(|fault| invalid("UserEmail", &fault))
}

fn customer(values: &Values) -> Result<Option<CustomerId>, Refusal> {
    let Some(text) = values.get("UserCustomerID").filter(|text| !text.is_empty()) else {
        return Ok(None);
    };
    CustomerId::parse(text).map(Some).map_err(|fault| invalid("UserCustomerID", &fault))
}

async fn hash(
    text: Option<&String>,
    login: &str,
    passwords: &Passwords,
) -> Result<Option<PasswordHash>, Refusal> {
    let Some(text) = text.filter(|text| !text.is_empty()) else { return Ok(None) };
    let password = Password::parse(text.clone(), login).map_err(rejected)?;
    passwords.hash(password).await.map(Some).map_err(|error| not_hashed(&error))
}

fn rejected(fault: PasswordFault) -> Refusal {
    Refusal::of_field(ErrorCode::CustomerUserPasswordRejected, "UserPassword", fault.to_string())
}

fn not_hashed(error: &HashError) -> Refusal {
    tracing::error!(error = error as &dyn std::error::Error, "a password could not be hashed");
    Refusal::new(ErrorCode::Internal, "The password could not be stored.")
}

fn not_empty(name: &'static str, values: &Values) -> Result<Option<String>, Refusal> {
    match values.get(name) {
        Some(text) if text.is_empty() => Err(Refusal::of_field(
            ErrorCode::CustomerUserFieldMissing,
            name,
            format!("{name} is needed."),
        )),
        given => Ok(given.cloned()),
    }
}

/// The database is the one data source that can be written so far.
fn source(values: &Values) -> Result<(), Refusal> {
    match values.get("Source").map(String::as_str) {
        None | Some("" | "CustomerUser") => Ok(()),
        Some(_) => Err(Refusal::of_field(
            ErrorCode::SourceReadOnly,
            "Source",
            "There is no such data source to write to.",
        )),
    }
}

impl Add {
    pub(super) async fn prepare(values: Values, passwords: &Passwords) -> Result<Self, Refusal> {
        source(&values)?;
        let login = login(&values)?;
        let email = email(values.get("UserEmail").map_or("", String::as_str))?;
        let password = hash(values.get("UserPassword"), login.as_str(), passwords).await?;
        Ok(Self { login, email, customer: customer(&values)?, values, password })
    }

    fn record(&self, customer_id: CustomerId) -> NewCustomerUser {
        let text = |name: &str| self.values.get(name).cloned().unwrap_or_default();
        NewCustomerUser {
            login: self.login.clone(),
            email: self.email.clone(),
            customer_id,
            title: text("UserTitle"),
            first_name: text("UserFirstname"),
            last_name: text("UserLastname"),
            phone: text("UserPhone"),
            fax: text("UserFax"),
            mobile: text("UserMobile"),
            street: text("UserStreet"),
            zip: text("UserZip"),
            city: text("UserCity"),
            country: text("UserCountry"),
            comment: text("UserComment"),
            validity: validity(&self.values).unwrap_or(Validity::Valid),
        }
    }

    /// Nobody names another customer than his own: a caller who is bound to one adds to it, or is refused.
    fn customer(&self, caller: &Caller) -> Result<CustomerId, Refusal> {
        match (&caller.customer, &self.customer) {
            (Some(own), Some(given)) if own != given => Err(Refusal::of_field(
                ErrorCode::CustomerForbidden,
                "UserCustomerID",
                "Customer users can be added to one's own customer alone.",
            )),
            (Some(own), _) => Ok(own.clone()),
            (None, Some(given)) => Ok(given.clone()),
            (None, None) => Err(Refusal::of_field(
                ErrorCode::CustomerUserFieldMissing,
                "UserCustomerID",
                "UserCustomerID is needed.",
            )),
        }
    }

    pub(super) async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        let new = self.record(self.customer(caller).map_err(Failed::Refused)?);
        let login = new.login.as_str();
        customer_user::insert(tx, &new, &caller.acting, setting.now)
            .await
            .map_err(|failed| failed.map(|fault| refusal(&fault)))?;
        match &self.password {
            Some(hash) => set_password(tx, login, hash).await?,
            None => invite(tx, &new, setting).await?,
        }
        Ok(json!({ "UserLogin": login, "UserCustomerID": new.customer_id.as_str() }))
    }
}

async fn set_password(
    tx: &Tx<'_>,
    login: &str,
    hash: &PasswordHash,
) -> Result<(), Failed<Refusal>> {
    customer_user::set_password_hash(tx, login, hash)
        .await
        .map_err(|failed| failed.map(|fault| refusal(&fault)))
}

/// Mails a link under which the person sets a password: single use, expiring, for nobody else.
async fn invite(
    tx: &Tx<'_>,
    new: &NewCustomerUser,
    setting: &Setting,
) -> Result<(), Failed<Refusal>> {
    if new.validity != Validity::Valid {
        return Ok(());
    }
    let login = new.login.as_str();
    let no_such_user = |_fault| refusal(&CustomerUserFault::NoSuchUser);
    let token = password_token::create(tx, login, setting.now)
        .await
        .map_err(|failed| failed.map(no_such_user))?;
    let body = format!(
        "Hello {} {},\n\nyou can sign in with the login {login} from now on. Please choose a password first, here:\n\n{}set-password/{}\n\nThe link works once, for three days.\n",
        new.first_name,
        new.last_name,
        setting.base_url,
        token.expose()
    );
    mail::insert(
        tx,
        new.email.as_str(),
        "Welcome: please choose your password",
        &body,
        setting.now,
    )
    .await?;
    Ok(())
}

impl Update {
    pub(super) async fn prepare(values: Values, passwords: &Passwords) -> Result<Self, Refusal> {
        source(&values)?;
        let id = values.get("ID").cloned().unwrap_or_default();
        let replace = values.get("mode").is_some_and(|mode| mode == "replace");
        // In `replace`, what is not given is cleared, as OTRS does it; in `patch` it stays.
        let text = |name: &str| values.get(name).cloned().or_else(|| replace.then(String::new));
        // Tickets, articles and journals name people by their logins.
        if values.get("UserLogin").is_some_and(|login| login.to_lowercase() != id.to_lowercase()) {
            let message =
                "A login cannot be changed. Add a new customer user and set this one to invalid.";
            return Err(Refusal::of_field(
                ErrorCode::CustomerUserFieldInvalid,
                "UserLogin",
                message,
            ));
        }
        let password = hash(values.get("UserPassword"), &id, passwords).await?;
        let email = not_empty("UserEmail", &values)?.as_deref().map(email).transpose()?;
        let (first_name, last_name) =
            (not_empty("UserFirstname", &values)?, not_empty("UserLastname", &values)?);
        if replace {
            for (name, given) in [
                ("UserEmail", email.is_some()),
                ("UserFirstname", first_name.is_some()),
                ("UserLastname", last_name.is_some()),
            ] {
                if !given {
                    let message = format!("{name} is needed.");
                    return Err(Refusal::of_field(
                        ErrorCode::CustomerUserFieldMissing,
                        name,
                        message,
                    ));
                }
            }
        }
        let patch = CustomerUserPatch {
            email,
            customer_id: customer(&values)?,
            title: text("UserTitle"),
            first_name,
            last_name,
            phone: text("UserPhone"),
            fax: text("UserFax"),
            mobile: text("UserMobile"),
            street: text("UserStreet"),
            zip: text("UserZip"),
            city: text("UserCity"),
            country: text("UserCountry"),
            comment: text("UserComment"),
            validity: validity(&values),
            seen: None,
        };
        Ok(Self { login: id, patch, password })
    }

    pub(super) async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        let user = visible(tx, &self.login, caller).await?;
        if let (Some(own), Some(given)) = (&caller.customer, &self.patch.customer_id)
            && own != given
        {
            let message = "A customer user cannot be moved to another customer.";
            return Err(Failed::Refused(Refusal::of_field(
                ErrorCode::CustomerForbidden,
                "UserCustomerID",
                message,
            )));
        }
        customer_user::update(tx, &user.login, &self.patch, &caller.acting, setting.now)
            .await
            .map_err(|failed| failed.map(|fault| refusal(&fault)))?;
        if let Some(hash) = &self.password {
            set_password(tx, &user.login, hash).await?;
            customer_user::end_access(tx, &user.login).await?;
        }
        let validity = self.patch.validity.unwrap_or(user.validity);
        Ok(json!({ "UserLogin": user.login, "ValidID": validity.id() }))
    }
}

impl Get {
    pub(super) fn prepare(values: &Values) -> Self {
        Self { login: values.get("UserLogin").cloned().unwrap_or_default() }
    }

    pub(super) async fn run(&self, tx: &Tx<'_>, caller: &Caller) -> Result<Value, Failed<Refusal>> {
        visible(tx, &self.login, caller).await.map(|user| to_json(&user))
    }
}

impl Search {
    pub(super) fn prepare(values: &Values) -> Result<Self, Refusal> {
        Ok(Self {
            term: values.get("Search").cloned().unwrap_or_default(),
            customer: customer(values)?,
            include_invalid: invalid_too(values),
            limit: limit(values),
        })
    }

    pub(super) async fn run(&self, tx: &Tx<'_>, caller: &Caller) -> Result<Value, Failed<Refusal>> {
        let customer = match (&caller.customer, &self.customer) {
            // Another customer's people are not there for a caller who is bound to one.
            (Some(own), Some(asked)) if own != asked => return Ok(json!({ "CustomerUser": [] })),
            (Some(own), _) => Some(own),
            (None, asked) => asked.as_ref(),
        };
        let page = CustomerUserPage { after: None, limit: self.limit };
        let filter = CustomerUserFilter {
            term: self.term.clone(),
            customer_id: customer.map(|customer| customer.as_str().to_owned()),
            include_invalid: self.include_invalid,
        };
        let found = customer_user::search(tx, &filter, &page).await?;
        let found: Vec<Value> = found.iter().map(to_json).collect();
        Ok(json!({ "CustomerUser": found }))
    }
}

impl SetPassword {
    pub(super) async fn prepare(values: &Values, passwords: &Passwords) -> Result<Self, Refusal> {
        let login = values.get("UserLogin").cloned().unwrap_or_default();
        let password = hash(values.get("UserPassword"), &login, passwords)
            .await?
            .ok_or_else(|| rejected(PasswordFault::TooShort))?;
        Ok(Self { login, password })
    }

    pub(super) async fn run(
        &self,
        tx: &Tx<'_>,
        caller: &Caller,
        _setting: &Setting,
    ) -> Result<Value, Failed<Refusal>> {
        let user = visible(tx, &self.login, caller).await?;
        set_password(tx, &user.login, &self.password).await?;
        customer_user::end_access(tx, &user.login).await?;
        Ok(json!({ "UserLogin": user.login }))
    }
}

impl EndSessions {
    pub(super) fn prepare(values: &Values) -> Self {
        Self { login: values.get("UserLogin").cloned().unwrap_or_default() }
    }

    pub(super) async fn run(&self, tx: &Tx<'_>, caller: &Caller) -> Result<Value, Failed<Refusal>> {
        let user = visible(tx, &self.login, caller).await?;
        let person = Person { kind: PersonKind::CustomerUser, login: user.login };
        let sessions = session::delete_for(tx, &person).await?;
        Ok(json!({ "UserLogin": person.login, "Sessions": sessions }))
    }
}

/// The customer user, if the caller may know of him.
pub(super) async fn visible(
    tx: &Tx<'_>,
    login: &str,
    caller: &Caller,
) -> Result<CustomerUser, Failed<Refusal>> {
    let found = customer_user::get(tx, login).await?;
    let own = |user: &CustomerUser| {
        caller.customer.as_ref().is_none_or(|own| own.as_str() == user.customer_id)
    };
    found.filter(own).ok_or_else(|| Failed::Refused(refusal(&CustomerUserFault::NoSuchUser)))
}

fn refusal(fault: &CustomerUserFault) -> Refusal {
    match fault {
        CustomerUserFault::LoginExists => Refusal::of_field(
            ErrorCode::CustomerUserLoginExists,
            "UserLogin",
            "This login is taken.",
        ),
        CustomerUserFault::EmailInUse => Refusal::of_field(
            ErrorCode::CustomerUserEmailInUse,
            "UserEmail",
            "This email address is in use for another customer user.",
        ),
        CustomerUserFault::NoSuchCustomer => Refusal::of_field(
            ErrorCode::CustomerNotFound,
            "UserCustomerID",
            "There is no such customer.",
        ),
        CustomerUserFault::NoSuchUser => Refusal::of_field(
            ErrorCode::CustomerUserNotFound,
            "UserLogin",
            "There is no such customer user.",
        ),
        CustomerUserFault::VersionConflict => Refusal::new(
            ErrorCode::CustomerUserVersionConflict,
            "Somebody else has changed the customer user meanwhile.",
        ),
        CustomerUserFault::Missing { .. } => {
            Refusal::new(ErrorCode::CustomerUserFieldMissing, fault.to_string())
        }
        CustomerUserFault::TooLong { .. } => {
            Refusal::new(ErrorCode::CustomerUserFieldInvalid, fault.to_string())
        }
    }
}

fn to_json(user: &CustomerUser) -> Value {
    json!({
        "Source": "CustomerUser",
        "UserLogin": user.login,
        "UserTitle": user.title,
        "UserFirstname": user.first_name,
        "UserLastname": user.last_name,
        "UserEmail": user.email,
        "UserCustomerID": user.customer_id,
        "UserPhone": user.phone,
        "UserFax": user.fax,
        "UserMobile": user.mobile,
        "UserStreet": user.street,
        "UserZip": user.zip,
        "UserCity": user.city,
        "UserCountry": user.country,
        "UserComment": user.comment,
        "ValidID": user.validity.id(),
    })
}
