//! Customers, customer users, agents, groups.

use engine::access::ADMIN_GROUP;
use engine::customer::{CustomerId, Email, UserLogin, Validity};
use server::password::{Password, Passwords};
use server::store::agent::NewAgent;
use server::store::customer::{CustomerFault, CustomerPage, CustomerPatch, NewCustomer};
use server::store::customer_user::{
    CustomerUserFault, CustomerUserFilter, CustomerUserPage, CustomerUserPatch,
};
use server::store::group::GroupFault;
use server::store::{Store, WriteError, agent, customer, customer_user, group};

use crate::support::{self, act, add_user, now, store_with_acme, try_act, user};

async fn change(
    store: &Store,
    login: &'static str,
    patch: CustomerUserPatch,
) -> Result<(), WriteError<CustomerUserFault>> {
    try_act(store, move |tx| {
        Box::pin(async move { customer_user::update(tx, login, &patch, "root", now()).await })
    })
    .await
}

fn email(text: &str) -> Email {
    Email::parse(text).unwrap()
}

#[tokio::test]
async fn a_login_and_an_address_are_taken_in_whatever_case() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("Änna")).await.unwrap();
    assert_eq!(
        add_user(&store, user("äNNA")).await,
        Err(WriteError::Refused(CustomerUserFault::LoginExists))
    );
    let mut other = user("ben");
    other.email = email("ÄNNA@Example.org");
    assert_eq!(
        add_user(&store, other).await,
        Err(WriteError::Refused(CustomerUserFault::EmailInUse))
    );
    add_user(&store, user("ben")).await.unwrap();
    let patch = CustomerUserPatch {
        email: Some(email("Änna@EXAMPLE.org")),
        ..CustomerUserPatch::default()
    };
    assert_eq!(
        change(&store, "ben", patch).await,
        Err(WriteError::Refused(CustomerUserFault::EmailInUse))
    );
    assert_eq!(customer_user::get(store.read(), "ÄNNA").await.unwrap().unwrap().login, "Änna");
}

#[tokio::test]
async fn a_customer_user_belongs_to_a_customer_that_exists() {
    let (_place, store) = store_with_acme().await;
    let nowhere = CustomerId::parse("Globex").unwrap();
    let mut lost = user("anna");
    lost.customer_id = nowhere.clone();
    assert_eq!(
        add_user(&store, lost).await,
        Err(WriteError::Refused(CustomerUserFault::NoSuchCustomer))
    );
    add_user(&store, user("anna")).await.unwrap();
    let patch = CustomerUserPatch { customer_id: Some(nowhere), ..CustomerUserPatch::default() };
    assert_eq!(
        change(&store, "anna", patch).await,
        Err(WriteError::Refused(CustomerUserFault::NoSuchCustomer))
    );
}

#[tokio::test]
async fn an_update_changes_what_it_is_given_and_leaves_the_rest() {
    let (_place, store) = store_with_acme().await;
    let mut new = user("anna");
    new.street = "Road 1".to_owned();
    new.phone = "123".to_owned();
    add_user(&store, new).await.unwrap();
    let before = customer_user::get(store.read(), "anna").await.unwrap().unwrap();
    let patch = CustomerUserPatch {
        phone: Some(String::new()),
        last_name: Some("Stein".to_owned()),
        seen: Some(1),
        ..CustomerUserPatch::default()
    };
    change(&store, "ANNA", patch.clone()).await.unwrap();
    let after = customer_user::get(store.read(), "anna").await.unwrap().unwrap();
    let expected = server::store::records::CustomerUser {
        phone: String::new(),
        last_name: "Stein".to_owned(),
        version: 2,
        ..before
    };
    assert_eq!(after, expected);
    assert_eq!(
        change(&store, "anna", patch).await,
        Err(WriteError::Refused(CustomerUserFault::VersionConflict))
    );
    let nobody = change(&store, "nobody", CustomerUserPatch::default()).await;
    assert_eq!(nobody, Err(WriteError::Refused(CustomerUserFault::NoSuchUser)));
}

#[tokio::test]
async fn what_does_not_fit_is_refused_and_named() {
    let (_place, store) = store_with_acme().await;
    let check = async |spoil: fn(&mut customer_user::NewCustomerUser),
                       expected: CustomerUserFault| {
        let mut new = user("anna");
        spoil(&mut new);
        assert_eq!(add_user(&store, new).await, Err(WriteError::Refused(expected)));
    };
    check(
        |new| new.title = "ä".repeat(51),
        CustomerUserFault::TooLong { field: "title", length_max: 50 },
    )
    .await;
    check(|new| new.last_name = " ".to_owned(), CustomerUserFault::Missing { field: "last_name" })
        .await;
}

#[tokio::test]
async fn customer_users_are_found_by_words_and_page_by_page() {
    let (_place, store) = store_with_acme().await;
    for (login, last_name) in
        [("anna", "Ärger"), ("ben_1", "Stein"), ("ben21", "Stein"), ("carl", "100%")]
    {
        let mut new = user(login);
        new.last_name = last_name.to_owned();
        add_user(&store, new).await.unwrap();
    }
    let invalid =
        CustomerUserPatch { validity: Some(Validity::Invalid), ..CustomerUserPatch::default() };
    change(&store, "carl", invalid).await.unwrap();
    let check =
        async |term: &str, include_invalid: bool, after: Option<&str>, expected: &[&str]| {
            let filter = CustomerUserFilter {
                term: term.to_owned(),
                customer_id: Some("ACME".to_owned()),
                include_invalid,
            };
            let page = CustomerUserPage { after: after.map(str::to_owned), limit: 2 };
            let users = customer_user::search(store.read(), &filter, &page).await.unwrap();
            assert_eq!(
                users.into_iter().map(|user| user.login).collect::<Vec<_>>(),
                expected,
                "{term}"
            );
        };
    check("", false, None, &["anna", "ben21"]).await;
    check("", false, Some("ben21"), &["ben_1"]).await;
    check("ÄRGER anna", false, None, &["anna"]).await;
    check("stein carl", false, None, &[]).await;
    check("ben_", false, None, &["ben_1"]).await;
    check("b*stein", false, None, &["ben21", "ben_1"]).await;
    check("0%", false, None, &[]).await;
    check("0%", true, None, &["carl"]).await;
}

#[tokio::test]
async fn customers_have_unique_names_and_are_patched() {
    let (_place, store) = store_with_acme().await;
    let add = async |id: &str, name: &str| {
        let new = NewCustomer::named(CustomerId::parse(id).unwrap(), name);
        try_act(&store, move |tx| {
            Box::pin(async move { customer::insert(tx, &new, "root", now()).await })
        })
        .await
    };
    assert_eq!(add("acme", "Other").await, Err(WriteError::Refused(CustomerFault::IdExists)));
    assert_eq!(add("Other", "ACME inc.").await, Err(WriteError::Refused(CustomerFault::NameInUse)));
    assert_eq!(add("Other", " ").await, Err(WriteError::Refused(CustomerFault::NoName)));
    add("Globex", "Globex Corp.").await.unwrap();
    let patch = async |id: &'static str, patch: CustomerPatch| {
        try_act(&store, move |tx| {
            Box::pin(async move { customer::update(tx, id, &patch, "root", now()).await })
        })
        .await
    };
    let city = CustomerPatch {
        city: Some("Berlin".to_owned()),
        seen: Some(1),
        ..CustomerPatch::default()
    };
    patch("Globex", city.clone()).await.unwrap();
    assert_eq!(
        patch("Globex", city.clone()).await,
        Err(WriteError::Refused(CustomerFault::VersionConflict))
    );
    assert_eq!(patch("Hooli", city).await, Err(WriteError::Refused(CustomerFault::NoSuchCustomer)));
    let taken = CustomerPatch { name: Some("Acme INC.".to_owned()), ..CustomerPatch::default() };
    assert_eq!(patch("Globex", taken).await, Err(WriteError::Refused(CustomerFault::NameInUse)));
    let globex = customer::get(store.read(), "Globex").await.unwrap().unwrap();
    assert_eq!(
        (globex.name.as_str(), globex.city.as_str(), globex.version),
        ("Globex Corp.", "Berlin", 2)
    );
    let page = CustomerPage { after: None, limit: 10 };
    let found = customer::search(store.read(), "corp glo", false, &page).await.unwrap();
    assert_eq!(found, [globex]);
}

#[tokio::test]
async fn members_of_groups_act_with_them() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    act(&store, |tx| {
        Box::pin(async move {
            let root = NewAgent {
                login: UserLogin::parse("Root").unwrap(),
                email: email("root@example.org"),
                first_name: "Rita".to_owned(),
                last_name: "Root".to_owned(),
            };
            agent::insert(tx, &root, now()).await.unwrap();
            for name in ["customer-admins", ADMIN_GROUP, ADMIN_GROUP] {
                group::ensure(tx, name, "", now()).await.unwrap();
            }
            for _twice in 0..2 {
                group::add_member(tx, "customer-admins", &support::customer_user("ANNA"), now())
                    .await
                    .unwrap();
                group::add_member(tx, ADMIN_GROUP, &support::agent("root"), now()).await.unwrap();
            }
            Ok(())
        })
    })
    .await;
    assert_eq!(customer_user::groups_of(store.read(), "anna").await.unwrap(), ["customer-admins"]);
    assert_eq!(agent::groups_of(store.read(), "root").await.unwrap(), [ADMIN_GROUP]);
    assert_eq!(agent::admin_addresses(store.read()).await.unwrap(), ["root@example.org"]);
    assert_eq!(group::list(store.read()).await.unwrap().len(), 2);
    let add = async |group: &'static str, login: &'static str| {
        try_act(&store, move |tx| {
            Box::pin(async move {
                group::add_member(tx, group, &support::customer_user(login), now()).await
            })
        })
        .await
    };
    assert_eq!(add("nothing", "anna").await, Err(WriteError::Refused(GroupFault::NoSuchGroup)));
    assert_eq!(
        add("customer-admins", "nobody").await,
        Err(WriteError::Refused(GroupFault::NoSuchPerson))
    );
    act(&store, |tx| {
        Box::pin(async move {
            Ok(group::remove_member(tx, "customer-admins", &support::customer_user("anna")).await?)
        })
    })
    .await;
    assert!(customer_user::groups_of(store.read(), "anna").await.unwrap().is_empty());
}

#[tokio::test]
async fn an_agent_who_is_not_valid_is_no_admin_to_be_written_to() {
    let (_place, store) = store_with_acme().await;
    act(&store, |tx| {
        Box::pin(async move {
            let root = NewAgent {
                login: UserLogin::parse("root").unwrap(),
                email: email("root@example.org"),
                first_name: String::new(),
                last_name: String::new(),
            };
            agent::insert(tx, &root, now()).await.unwrap();
            group::ensure(tx, ADMIN_GROUP, "", now()).await.unwrap();
            group::add_member(tx, ADMIN_GROUP, &support::agent("root"), now()).await.unwrap();
            agent::set_validity(tx, "root", Validity::Invalid, now()).await.unwrap();
            Ok(())
        })
    })
    .await;
    assert!(agent::admin_addresses(store.read()).await.unwrap().is_empty());
    assert_eq!(agent::get(store.read(), "root").await.unwrap().unwrap().full_name(), "root");
}

#[tokio::test]
async fn a_password_is_kept_as_its_hash_and_forgets_failed_sign_ins() {
    let (_place, store) = store_with_acme().await;
    add_user(&store, user("anna")).await.unwrap();
    assert!(customer_user::password_hash(store.read(), "anna").await.unwrap().is_none());
    for _thrice in 0..3 {
        act(&store, |tx| {
            Box::pin(async move { Ok(customer_user::record_login_failure(tx, "Anna").await?) })
        })
        .await;
    }
    assert_eq!(customer_user::get(store.read(), "anna").await.unwrap().unwrap().login_failed, 3);
    let passwords = Passwords::default();
    let hash =
        passwords.hash(Password::parse("correct horse".to_owned(), "anna").unwrap()).await.unwrap();
    act(&store, |tx| {
        Box::pin(async move {
            customer_user::set_password_hash(tx, "anna", &hash).await.unwrap();
            Ok(())
        })
    })
    .await;
    let stored = customer_user::password_hash(store.read(), "ANNA").await.unwrap();
    assert!(
        passwords
            .verify(Password::typed("correct horse".to_owned()).unwrap(), stored)
            .await
            .unwrap()
    );
    let anna = customer_user::get(store.read(), "anna").await.unwrap().unwrap();
    assert_eq!((anna.has_password, anna.login_failed), (true, 0));
}
