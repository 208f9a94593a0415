//! Files: uploaded, kept, saved, and nobody else's business.

use reqwest::header::{CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use server::sample;
use server::store::attachment::LENGTH_MAX;

use super::{begin, serve, ticket};
use crate::visitor::{Form, Page, Visitor};

const APPLICATION: &str = "\
process: application
name: Application
start: { activity: ask, by: customer-users }
ticket: { title: An application, queue: Misc }
fields:
  Why: { label: Why, type: text }
  Cv: { label: Curriculum vitae, type: attachment }
  Photo: { label: Photo, type: attachment }
  Secret: { label: Secret, type: attachment }
activities:
  ask:
    user-task: Ask
    dialogs: [ { name: Application, fields: { Why: required, Cv: required, Photo: optional }, submit: Send } ]
    next: look
  look:
    user-task: Look at it
    dialogs:
      - { name: Review, by: agents, fields: { Cv: read-only, Photo: optional }, submit: Decide }
    next: done
  done: { end: closed successful }
";

/// A file of a form: field, name and content.
type File<'f> = (&'f str, &'f str, &'f [u8]);

/// Posts a form with files as a browser does.
async fn upload(visitor: &mut Visitor, form: &Form, files: &[File<'_>]) -> Page {
    let mut body = Vec::new();
    for (name, value) in &form.fields {
        if files.iter().any(|(field, ..)| field == name) {
            continue;
        }
        body.extend_from_slice(
            format!(
                "--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"
            )
            .as_bytes(),
        );
    }
    for (field, name, content) in files {
        body.extend_from_slice(format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: application/pdf\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    visitor.post_body(&form.action, "multipart/form-data; boundary=limit", body).await
}

#[tokio::test]
async fn a_file_is_uploaded_and_saved_again() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = clara.get("/portal/start/application").await;
    assert_eq!(page.attributes("form[action*=start]", "enctype"), ["multipart/form-data"]);
    let form = begin(&mut clara, "application").await.fill("Why", "I like it");
    let content = b"%PDF-1.7 of Clara";
    let page =
        upload(&mut clara, &form, &[("Cv", "My <cv>.pdf", content), ("Photo", "", b"")]).await;
    let path = format!("{}/attachments/Cv", ticket(&page));
    assert_eq!(page.link("My <cv>.pdf").as_deref(), Some(path.as_str()));

    let saved = clara.get(&path).await;
    assert_eq!((saved.status, saved.body.as_bytes()), (200, content.as_slice()));
    let header = |name| saved.headers.get(name).unwrap().to_str().unwrap();
    assert_eq!(header(CONTENT_TYPE), "application/octet-stream");
    assert_eq!(header(CONTENT_DISPOSITION), "attachment; filename*=UTF-8''My%20%3Ccv%3E.pdf");
    assert!(header(CONTENT_SECURITY_POLICY).contains("sandbox"));
    assert_eq!(saved.headers.get("x-content-type-options").unwrap(), "nosniff");

    // Others see neither the ticket nor its file; what holds none is not there.
    for login in [sample::CUSTOMER_USER, sample::OTHER_CUSTOMER_ADMIN] {
        let mut other = Visitor::signed_in(&server, login).await;
        assert_eq!(other.get(&path).await.status, 404, "{login}");
    }
    for field in ["Photo", "Why", "Nothing", "Secret"] {
        let path = path.replace("/Cv", &format!("/{field}"));
        assert_eq!(clara.get(&path).await.status, 404, "{field}");
    }
    let mut admin = Visitor::signed_in(&server, sample::ADMIN).await;
    let path = path.replace("/portal/", "/admin/");
    let page = admin.get(path.trim_end_matches("/attachments/Cv")).await;
    // In the form for him, and among the fields.
    assert_eq!(page.attributes("a[href*=attachments]", "href"), [&*path, &*path]);
    assert_eq!(admin.get(&path).await.body.as_bytes(), content);
    server.finish().await;
}

#[tokio::test]
async fn a_form_that_comes_back_keeps_its_file() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "application").await;
    let page =
        upload(&mut clara, &form, &[("Cv", "cv.pdf", b"first"), ("Photo", "me.png", b"face")])
            .await;
    assert_eq!(page.status, 422);
    assert_eq!(page.fault_beside("Why").as_deref(), Some("Please fill in this field."));
    assert_eq!(page.fault_beside("Cv"), None);
    assert!(page.main().contains("cv.pdf") && page.main().contains("me.png"), "{}", page.main());
    // A file that is kept can be left out, if it need not be there.
    let form = page.form("Send").fill("Why", "I like it").forge("usher.without.Photo", "1");
    let page = upload(&mut clara, &form, &[("Cv", "", b"")]).await;
    let path = format!("{}/attachments/Cv", ticket(&page));
    assert_eq!(clara.get(&path).await.body, "first");
    assert_eq!(clara.get(&path.replace("/Cv", "/Photo")).await.status, 404);
    server.finish().await;
}

#[tokio::test]
async fn another_file_takes_the_place_of_the_one_that_was_kept() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "application").await;
    let page = upload(&mut clara, &form, &[("Cv", "cv.pdf", b"first")]).await;
    let form = page.form("Send").fill("Why", "I like it");
    let page = upload(&mut clara, &form, &[("Cv", "cv2.pdf", b"second")]).await;
    let path = format!("{}/attachments/Cv", ticket(&page));
    assert_eq!(clara.get(&path).await.body, "second");
    server.finish().await;
}

#[tokio::test]
async fn a_file_that_is_too_large_is_said_beside_its_field_with_everything_else() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "application").await;
    let large = vec![b'x'; LENGTH_MAX + 1];
    let page = upload(&mut clara, &form, &[("Cv", "cv.pdf", &large)]).await;
    assert_eq!(page.status, 422);
    let said = page.fault_beside("Cv").unwrap();
    assert!(said.starts_with("This file is too large: 10485761 bytes"), "{said}");
    assert_eq!(page.fault_beside("Why").as_deref(), Some("Please fill in this field."));
    assert!(server.tickets().await.is_empty());
    server.finish().await;
}

#[tokio::test]
async fn a_file_for_a_field_that_takes_none_is_refused() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "application").await;
    for field in ["Why", "Secret", "Nothing"] {
        let files: [File<'_>; 2] = [(field, "a.txt", b"x"), ("Cv", "cv.pdf", b"x")];
        let page = upload(&mut clara, &form, &files).await;
        assert_eq!(page.status, 400, "{field}: {}", page.main());
        assert!(page.main().contains("a file came for a field that takes none"), "{field}");
    }
    assert!(server.tickets().await.is_empty());
    server.finish().await;
}

#[tokio::test]
async fn nobody_sends_a_file_that_another_uploaded() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "application").await;
    let page = upload(&mut clara, &form, &[("Cv", "cv.pdf", b"of Clara")]).await;
    let handle = page.form("Send").value("usher.kept.Cv").to_owned();
    assert!(handle.ends_with(" 8 cv.pdf"), "{handle}");

    let mut greta = Visitor::signed_in(&server, sample::OTHER_CUSTOMER_ADMIN).await;
    let form = begin(&mut greta, "application").await.without("Cv").fill("Why", "I am curious");
    for name in ["usher.kept.Cv", "Cv"] {
        let page = greta.submit(form.clone().forge(name, &handle)).await;
        assert_eq!(page.status, 422, "{name}");
        assert_eq!(page.fault_beside("Cv").as_deref(), Some("Please choose a file."), "{name}");
        assert!(!page.body.contains(&handle), "{name}");
    }
    // Nor does she learn anything by calling her own file by another length.
    let own = upload(&mut greta, &form, &[("Cv", "x", b"12")]).await;
    assert_eq!(own.status, 200);
    assert_eq!(server.tickets().await.len(), 1);
    server.finish().await;
}

#[tokio::test]
async fn what_a_person_uploads_in_a_day_is_bounded_and_what_is_forgotten_goes() {
    let (server, _folder) = serve(&[APPLICATION]).await;
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let form = begin(&mut clara, "application").await;
    let content = vec![b'x'; LENGTH_MAX];
    let mut handle = String::new();
    for number in 0_u8..20 {
        let mut content = content.clone();
        content[0] = number;
        let page = upload(&mut clara, &form, &[("Cv", "cv.pdf", &content)]).await;
        assert_eq!(page.fault_beside("Cv"), None, "{number}");
        page.form("Send").value("usher.kept.Cv").clone_into(&mut handle);
    }
    let page = upload(&mut clara, &form, &[("Cv", "cv.pdf", b"one more")]).await;
    let said = page.fault_beside("Cv").unwrap();
    assert!(said.starts_with("You have uploaded too much within a day."), "{said}");

    server.clock.advance(jiff::SignedDuration::from_hours(25));
    let mut clara = Visitor::signed_in(&server, sample::CUSTOMER_ADMIN).await;
    let page = upload(&mut clara, &form, &[("Cv", "cv.pdf", b"tomorrow")]).await;
    assert_eq!(page.fault_beside("Cv"), None);
    let forgotten = form.without("Cv").fill("Why", "Late").forge("usher.kept.Cv", &handle);
    let page = clara.submit(forgotten).await;
    assert_eq!(page.fault_beside("Cv").as_deref(), Some("Please choose a file."));
    server.finish().await;
}
