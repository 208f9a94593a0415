//! A store in a directory of its own, and commands written as closures.

use std::convert::Infallible;
use std::marker::PhantomData;
use std::path::PathBuf;
use std::pin::Pin;

use engine::customer::{CustomerId, Email, UserLogin};
use jiff::Timestamp;
use server::store::customer::NewCustomer;
use server::store::customer_user::NewCustomerUser;
use server::store::records::{Person, PersonKind};
use server::store::{Command, Failed, Store, Tx, WriteError, customer, customer_user};

pub(crate) struct Place {
    directory: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.directory.path().join("usher.db")
    }

    pub(crate) async fn open(&self) -> Store {
        Store::open(&self.file()).await.unwrap()
    }
}

/// A store that has the customer ACME.
pub(crate) async fn store_with_acme() -> (Place, Store) {
    let place = Place::new();
    let store = place.open().await;
    act(&store, |tx| {
        Box::pin(async move {
            customer::insert(tx, &NewCustomer::named(acme(), "Acme Inc."), "root", now())
                .await
                .unwrap();
            Ok(())
        })
    })
    .await;
    (place, store)
}

pub(crate) fn now() -> Timestamp {
    "2026-11-20T10:00:00Z".parse().unwrap()
}

pub(crate) fn acme() -> CustomerId {
    CustomerId::parse("ACME").unwrap()
}

/// A customer user of ACME with an address of his own.
pub(crate) fn user(login: &str) -> NewCustomerUser {
    let email = Email::parse(&format!("{}@example.org", login.to_lowercase())).unwrap();
    NewCustomerUser::named(UserLogin::parse(login).unwrap(), email, acme(), "Anna", "Berg")
}

pub(crate) fn customer_user(login: &str) -> Person {
    Person { kind: PersonKind::CustomerUser, login: login.to_owned() }
}

pub(crate) fn agent(login: &str) -> Person {
    Person { kind: PersonKind::Agent, login: login.to_owned() }
}

pub(crate) type Running<'t, T, R> = Pin<Box<dyn Future<Output = Result<T, Failed<R>>> + Send + 't>>;

/// A closure as a command.
pub(crate) struct Do<F, T, R>(F, PhantomData<fn() -> (T, R)>);

impl<F, T, R> Command for Do<F, T, R>
where
    F: for<'t> FnOnce(&'t Tx<'t>) -> Running<'t, T, R> + Send + 'static,
    T: Send + 'static,
    R: std::error::Error + Send + 'static,
{
    type Output = T;
    type Refusal = R;

    async fn run(self, tx: &Tx<'_>) -> Result<T, Failed<R>> {
        self.0(tx).await
    }
}

/// Writes, and gives what came of it.
pub(crate) async fn try_act<F, T, R>(store: &Store, act: F) -> Result<T, WriteError<R>>
where
    F: for<'t> FnOnce(&'t Tx<'t>) -> Running<'t, T, R> + Send + 'static,
    T: Send + 'static,
    R: std::error::Error + Send + 'static,
{
    store.write(Do(act, PhantomData)).await
}

/// Writes what cannot be refused.
pub(crate) async fn act<F, T>(store: &Store, act: F) -> T
where
    F: for<'t> FnOnce(&'t Tx<'t>) -> Running<'t, T, Infallible> + Send + 'static,
    T: Send + 'static,
{
    try_act(store, act).await.unwrap()
}

/// Makes a customer user.
pub(crate) async fn add_user(
    store: &Store,
    new: NewCustomerUser,
) -> Result<(), WriteError<customer_user::CustomerUserFault>> {
    try_act(store, move |tx| {
        Box::pin(async move { customer_user::insert(tx, &new, "root", now()).await })
    })
    .await
}

/// Runs beside the test.
pub(crate) fn apart<T: Send + 'static>(
    future: impl Future<Output = T> + Send + 'static,
) -> tokio::task::JoinHandle<T> {
    tokio_util::task::TaskTracker::new().spawn(future)
}
