//! Fields that name people and companies, numbers with decimals, days with times.

use server::sample;

use super::{begin, serve, ticket};
use crate::visitor::Visitor;

const LEAVE: &str = "\
process: leave
name: Leave
start: { activity: ask, by: customer-users }
company: { groups: [customer-admins] }
ticket: { title: A leave, queue: Misc }
fields:
  Deputy: { label: Deputy, type: customer-user }
  Company: { label: Company, type: customer }
  Days: { label: Days, type: decimal, min: 0.5, max: 30 }
  From:
    label: From
    type: date-time
    check: { that: 'Days != 13', message: '{{ Days }} days bring bad luck.' }
  Level: { label: Level, type: text }
  Origin: { label: Origin, type: text }
activities:
  ask:
    user-task: Ask
    dialogs:
      - name: Leave
        fields:
          Deputy: required
          Company: optional
          Days: required
          From: required
          Level: { mode: optional, default: Normal }
          Origin: { mode: hidden, default: Portal }
        submit: Send
    next: look
  look:
    user-task: Look at it
    dialogs: [ { name: Look, by: agents, fields: { Deputy: required, Days: optional, From: optional }, submit: Save } ]
    next: look
";

#[tokio::test]
async fn decimals_and_date_times_come_back_as_they_were_typed() {
    let (server, _folder) = serve(&[LEAVE]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = clara.get("/portal/start/leave").await;
    assert_eq!(page.attributes("[name=From]", "type"), ["datetime-local"]);
    assert_eq!(page.attributes("[name=Days]", "inputmode"), ["decimal"]);
    let form = page.form("Send");
    // A dialog's default stands in the form, a hidden field does not.
    assert_eq!(form.value("Level"), "Normal");
    assert!(form.fields.iter().all(|(name, _)| name != "Origin"));
    let form = form.fill("Deputy", "otto").fill("Company", "ACME").fill("From", "2026-12-24T18:30");
    for (days, said) in [
        ("1.25.1", "Please give a number from 0.5 to 30."),
        ("31", "Please give a number from 0.5 to 30."),
    ] {
        let page = clara.submit(form.clone().fill("Days", days)).await;
        assert_eq!(page.fault_beside("Days").as_deref(), Some(said), "{days}");
        assert_eq!(page.form("Send").value("Days"), days);
        assert_eq!(page.form("Send").value("From"), "2026-12-24T18:30");
    }
    let page = clara.submit(form.clone().fill("Days", "13")).await;
    assert_eq!(page.fault_beside("From").as_deref(), Some("13 days bring bad luck."));
    let page = clara.submit(form.fill("Days", "1.50")).await;
    let given = page.section("What was given");
    for part in ["Days 1.5", "From 2026-12-24 18:30 UTC", "Deputy otto", "Level Normal"] {
        assert!(given.contains(part), "{part}: {given}");
    }
    let id = server.tickets().await[0];
    assert_eq!(server.field(id, "Origin").await, "Portal");

    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let path = ticket(&page).replace("/portal/", "/admin/");
    let form = admin.get(&path).await.form("Save");
    assert_eq!((form.value("Days"), form.value("From")), ("1.5", "2026-12-24T18:30"));
    let page = admin.submit(form.fill("Days", "2")).await;
    assert_eq!(page.form("Save").value("Days"), "2");
    server.finish().await;
}

#[tokio::test]
async fn people_name_those_of_their_own_company() {
    let (server, _folder) = serve(&[LEAVE]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "leave").await.fill("Days", "1").fill("From", "2026-12-24T18:30");
    let nobody = Some("There is no such customer user.");
    for (deputy, said) in [("greta", nobody), ("admin", nobody), ("Mr X", nobody), ("OTTO", None)] {
        // Something else is wrong as well, so that nothing is stored.
        let page = clara.submit(form.clone().fill("Deputy", deputy).fill("Days", "99")).await;
        assert_eq!(page.fault_beside("Deputy").as_deref(), said, "{deputy}");
        assert!(page.fault_beside("Days").is_some(), "{deputy}");
        // Who is known is spelt as the directory does.
        let spelt = if said.is_none() { "otto" } else { deputy };
        assert_eq!(page.form("Send").value("Deputy"), spelt);
    }
    let nothing = Some("There is no such customer.");
    for (company, said) in [("GLOBEX", nothing), ("NOWHERE", nothing), ("ACME", None)] {
        let form = form.clone().fill("Deputy", "otto").fill("Company", company).fill("Days", "99");
        let page = clara.submit(form).await;
        assert_eq!(page.fault_beside("Company").as_deref(), said, "{company}");
    }
    let page = clara.submit(form.clone().fill("Deputy", "greta")).await;
    assert_eq!((page.status, page.fault_beside("Deputy").as_deref()), (422, nobody));
    assert!(server.tickets().await.is_empty());
    let page = clara.submit(form.fill("Deputy", "otto")).await;
    let path = ticket(&page).replace("/portal/", "/admin/");

    // Agents know everybody.
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let form = admin.get(&path).await.form("Save");
    let page = admin.submit(form.clone().fill("Deputy", "nobody")).await;
    assert_eq!(page.fault_beside("Deputy").as_deref(), nobody);
    let page = admin.submit(form.fill("Deputy", "greta")).await;
    assert_eq!(page.form("Save").value("Deputy"), "greta");
    server.finish().await;
}

#[tokio::test]
async fn colleagues_are_offered_to_those_who_see_the_tickets_of_the_company() {
    let (server, _folder) = serve(&[LEAVE]).await;
    for (login, offered) in [
        (sample::CUSTOMER_ADMIN, vec!["anton", "clara", "otto", "paula"]),
        (sample::OTHER_CUSTOMER_ADMIN, vec!["greta"]),
        (sample::CUSTOMER_USER, vec![]),
    ] {
        let mut visitor = Visitor::signed_in(&server, login).await;
        let page = visitor.get("/portal/start/leave").await;
        let list = page.attributes("#input-Deputy-list option", "value");
        assert_eq!(list, offered, "{login}");
    }
    server.finish().await;
}
