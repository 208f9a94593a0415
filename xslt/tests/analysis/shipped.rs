//! The mappings that come along.

use crate::support::show;

fn check(mapping: &str, expected: &[&str]) {
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../mappings").join(mapping);
    let text = std::fs::read_to_string(path).unwrap();
    let found = show(&xslt::Stylesheet::compile(&text).unwrap().analyze());
    assert!(found == expected, "{mapping}\n{}", found.join("\n"));
}

const INBOUND: &[&str] = &[
    // The built-in rules, if the outermost element is another one.
    "r ~//text() text",
    "r /RootElement is",
    "r /RootElement/Error/Message text",
    "r /RootElement/Result is",
    "r /RootElement/Result/UserLogin text",
    "w / text",
    "w /RootElement",
    "w /RootElement/Article",
    "w /RootElement/Article/Body text",
    "w /RootElement/Article/IsVisibleForCustomer text",
    "w /RootElement/Article/Subject text",
    "w /RootElement/Ticket",
    "w /RootElement/Ticket/DynamicField",
    "w /RootElement/Ticket/DynamicField/Name text",
    "w /RootElement/Ticket/DynamicField/Value text",
];

#[test]
fn the_shipped_mappings_read_and_write_what_they_are_for() {
    check("customer-user-add/inbound.xsl", INBOUND);
    check("customer-user-update/inbound.xsl", INBOUND);
    check(
        "customer-user-add/outbound.xsl",
        &[
            "r //Ticket/CustomerID text",
            "r //Ticket/DynamicField/Name text",
            "r //Ticket/DynamicField[Name='UserEmail']/Value text",
            "r //Ticket/DynamicField[Name='UserFirstname']/Value text",
            "r //Ticket/DynamicField[Name='UserLastname']/Value text",
            "r //Ticket/DynamicField[Name='UserLogin']/Value text",
            "r //Ticket/DynamicField[Name='ValidState']/Value text",
            "w /RootElement",
            "w /RootElement/UserCustomerID text",
            "w /RootElement/UserEmail text",
            "w /RootElement/UserFirstname text",
            "w /RootElement/UserLastname text",
            "w /RootElement/UserLogin text",
            "w /RootElement/ValidID text",
        ],
    );
    check(
        "customer-user-update/outbound.xsl",
        &[
            "r //Ticket/DynamicField/Name text",
            "r //Ticket/DynamicField[Name='UserLogin']/Value text",
            "r //Ticket/DynamicField[Name='ValidState']/Value text",
            "w /RootElement",
            "w /RootElement/ID text",
            "w /RootElement/ValidID text",
        ],
    );
}
