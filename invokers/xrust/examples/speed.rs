//! How long the mappings of a customer user's creation take; run it with `--release`.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement for whoever works on the engine"
)]

use std::fmt::Write as _;
use std::time::Instant;

use xrust_engine::{Engine, Limits};

const RUNS: u32 = 3000;

fn main() {
    let engine = Engine::new(1, Limits::default()).unwrap();
    let (outbound, inbound) = (outbound(), inbound());
    let ticket = ticket();
    measure(&engine, "outbound", &outbound, &ticket);
    let error = "<RootElement><Error><Code>CustomerUser.LoginExists</Code><Message>taken</Message></Error></RootElement>";
    measure(&engine, "inbound", &inbound, error);
    let started = Instant::now();
    for _ in 0..RUNS {
        engine.compile(&outbound).unwrap();
    }
    println!(
        "compiling outbound: {:.1} us",
        started.elapsed().as_secs_f64() * 1e6 / f64::from(RUNS)
    );
}

fn measure(engine: &Engine, name: &str, stylesheet: &str, source: &str) {
    let sheet = engine.compile(stylesheet).unwrap();
    let result = engine.transform(&sheet, source).unwrap();
    let started = Instant::now();
    for _ in 0..RUNS {
        engine.transform(&sheet, source).unwrap();
    }
    let each = started.elapsed().as_secs_f64() * 1e6 / f64::from(RUNS);
    println!("{name}: {each:.1} us ({} bytes to {})", source.len(), result.len());
}

fn ticket() -> String {
    let mut xml = "<RootElement><Ticket><TicketID>4711</TicketID><TicketNumber>2024010100000017</TicketNumber><Title>New customer user jdoe</Title><State>open</State><Queue>Registrations</Queue><Priority>3 normal</Priority><CustomerID>acme</CustomerID><CustomerUserID>admin@acme</CustomerUserID>".to_owned();
    for name in
        ["UserLogin", "UserFirstname", "UserLastname", "UserEmail", "ValidState", "RequestResponse"]
    {
        write!(
            xml,
            "<DynamicField><Name>{name}</Name><Value>value of {name}</Value></DynamicField>"
        )
        .unwrap();
    }
    for n in 0..9 {
        write!(
            xml,
            "<DynamicField><Name>Additional{n}</Name><Value>some value {n}</Value></DynamicField>"
        )
        .unwrap();
    }
    let body = "Please create this customer user for our company. ".repeat(10);
    write!(xml, "<Article><Subject>Request</Subject><Body>{body}</Body></Article></Ticket><Event>ServiceTask</Event></RootElement>").unwrap();
    xml
}

fn outbound() -> String {
    let mut fields = String::new();
    for name in ["UserLogin", "UserFirstname", "UserLastname", "UserEmail"] {
        let select = format!("//Ticket/DynamicField[Name = '{name}']/Value");
        writeln!(fields, "<{name}><xsl:value-of select=\"{select}\"/></{name}>").unwrap();
    }
    format!(
        "<xsl:transform version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">
        <xsl:output method=\"xml\" encoding=\"utf-8\" indent=\"yes\"/>
        <xsl:template match=\"text()\"/>
        <xsl:template match=\"/\"><RootElement><Object>CustomerUser</Object>{fields}
            <UserCustomerID><xsl:value-of select=\"//Ticket/CustomerID\"/></UserCustomerID>
            <ValidID><xsl:value-of select=\"//Ticket/DynamicField[Name = 'ValidState']/Value\"/></ValidID>
        </RootElement></xsl:template></xsl:transform>"
    )
}

fn inbound() -> String {
    "<xsl:transform version=\"1.0\" xmlns:xsl=\"http://www.w3.org/1999/XSL/Transform\">
    <xsl:template match=\"/RootElement\"><RootElement><xsl:choose>
        <xsl:when test=\"not(Result)\"><Ticket><State>closed unsuccessful</State></Ticket><Article><Body><xsl:value-of select=\"Error/Message\"/></Body></Article></xsl:when>
        <xsl:otherwise><Ticket><State>closed successful</State></Ticket></xsl:otherwise>
    </xsl:choose></RootElement></xsl:template></xsl:transform>"
        .to_owned()
}
