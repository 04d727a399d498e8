//! The document of the API is true (SPEC 12): it lists exactly the routes, and real answers are what it says.
use crate::api::{Program, body};
use crate::support::cast::{self, unit};
use crate::support::page::Page;
use crate::support::{TestApp, TestDb};
use keyholder::api::document::DOCUMENT;
use keyholder::routes;
use serde_json::{Value, json};
use std::collections::BTreeSet;

fn document() -> Value {
    serde_json::from_str(DOCUMENT).unwrap()
}

/// The operations of the document.
fn operations() -> Vec<(String, String, Value)> {
    let document = document();
    let paths = document["paths"].as_object().unwrap();
    let all = paths.iter().flat_map(|(path, methods)| {
        let methods = methods.as_object().unwrap().iter();
        methods.map(|(method, operation)| (path.clone(), method.to_uppercase(), operation.clone()))
    });
    all.collect()
}

#[test]
fn it_lists_exactly_the_routes() {
    let documented: BTreeSet<_> = operations()
        .into_iter()
        .map(|(path, method, _)| (path, method))
        .collect();
    let routes = routes::table()
        .into_iter()
        .filter(|route| route.path.starts_with("/api/"));
    let routed: BTreeSet<_> = routes
        .map(|route| (route.path.to_owned(), route.method.to_string()))
        .collect();
    assert!(routed.len() > 4);
    assert_eq!(documented, routed);
}

#[test]
fn it_is_served_to_the_byte_to_everybody() {
    let app = TestApp::start();
    let page = app.visitor().get("/api/v1/openapi.json");
    assert_eq!((page.status, page.header("content-type")), (200, "application/json"));
    assert_eq!(page.body, DOCUMENT);
    assert_eq!(document()["openapi"], "3.1.0");
}

/// The schema of an answer, with everything it refers to.
fn schema(operation: &Value, page: &Page) -> Value {
    let document = document();
    let mut response = operation["responses"][page.status.to_string()].clone();
    assert!(!response.is_null(), "{}: {} is not documented", page.path, page.status);
    if let Some(name) = response["$ref"].as_str() {
        response = document.pointer(name.trim_start_matches('#')).unwrap().clone();
    }
    let kind = page.header("content-type");
    let schema = response["content"][kind]["schema"].clone();
    assert!(!schema.is_null(), "{}: {kind} is not documented", page.path);
    json!({ "$schema": "https://json-schema.org/draft/2020-12/schema", "allOf": [schema], "components": document["components"] })
}

#[track_caller]
fn assert_valid(operation: &Value, page: &Page) {
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema(operation, page))
        .unwrap();
    let answer = body(page);
    let errors: Vec<_> = validator.iter_errors(&answer).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}: {errors:?}: {answer}", page.path);
}

/// Addresses of each operation, by its id: with and without what may be left out.
fn examples(operation: &str) -> Vec<&'static str> {
    match operation {
        "document" => vec!["/api/v1/openapi.json"],
        "me" => vec!["/api/v1/me", "/api/v1/me?token=x"],
        "clerks" => vec!["/api/v1/me/clerks"],
        "users" => vec![
            "/api/v1/users",
            "/api/v1/users?q=carl",
            "/api/v1/users?unit=nowhere",
            "/api/v1/users?x=1",
        ],
        "user" => vec![
            "/api/v1/users/202",
            "/api/v1/users/201",
            "/api/v1/users/205",
            "/api/v1/users/203",
            "/api/v1/users/1",
        ],
        "can" => vec![
            "/api/v1/can?login=mona&permission=EditUser&unit=N1",
            "/api/v1/can?login=carl&permission=EditUser&unit=N1",
            "/api/v1/can?login=carl&permission=OrgUnitAccess&unit=S1",
            "/api/v1/can?login=mona&permission=GroupManage",
            "/api/v1/can",
        ],
        other => panic!("no example of {other}"),
    }
}

fn give_checks(db: &TestDb) {
    db.give(cast::MANAGER_NORTH.id, "CheckRights", unit::AALBORG, true);
    db.run("UPDATE user_clock SET last_active = now() WHERE user_id = 202; UPDATE users SET password_hash = NULL WHERE id = 204");
}

#[test]
fn every_answer_is_what_the_document_says() {
    let app = TestApp::start();
    give_checks(&app.db);
    let mut statuses = BTreeSet::new();
    for who in [cast::ADMINISTRATOR, cast::MANAGER_NORTH, cast::CASHIER_NORTH] {
        let program = Program::of(&app, who);
        for (_, _, operation) in operations() {
            for path in examples(operation["operationId"].as_str().unwrap()) {
                let page = program.get(path);
                statuses.insert(page.status);
                assert_valid(&operation, &page);
            }
        }
    }
    for (path, method, operation) in operations()
        .into_iter()
        .filter(|(.., operation)| operation["security"].is_null())
    {
        let page = app.visitor().request(&method, &path.replace("{id}", "202")).send();
        assert_eq!(page.status, 401, "{path}");
        assert_valid(&operation, &page);
    }
    assert_eq!(statuses.into_iter().collect::<Vec<_>>(), [200, 400, 403, 404]);
}

#[test]
fn a_wrong_answer_would_be_found() {
    let (_, _, operation) = operations()
        .into_iter()
        .find(|(path, ..)| path == "/api/v1/users")
        .unwrap();
    let app = TestApp::start();
    let page = Program::of(&app, cast::MANAGER_NORTH).get("/api/v1/users");
    let validator = jsonschema::options()
        .should_validate_formats(true)
        .build(&schema(&operation, &page))
        .unwrap();
    let mut answer = body(&page);
    assert!(validator.is_valid(&answer));
    answer["users"][0]["password_hash"] = "x".into();
    assert!(!validator.is_valid(&answer));
}

/// Every parameter that is documented is taken, and no other.
#[test]
fn its_parameters_are_those_that_are_taken() {
    let app = TestApp::start();
    let program = Program::of(&app, cast::ADMINISTRATOR);
    for (path, _, operation) in operations() {
        let parameters = operation["parameters"].as_array().cloned().unwrap_or_default();
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for parameter in parameters.iter().filter(|parameter| parameter["in"] == "query") {
            let value = match parameter["name"].as_str().unwrap() {
                "deactivated" => "true",
                "permission" => "EditUser",
                "unit" => "N1",
                "cursor" => "f1.61",
                _ => "carl",
            };
            query.append_pair(parameter["name"].as_str().unwrap(), value);
        }
        let query = query.finish();
        if !query.is_empty() {
            assert_eq!(program.get(&format!("{path}?{query}")).status, 200, "{path}?{query}");
            assert_eq!(
                program.get(&format!("{path}?{query}&undocumented=1")).status,
                400,
                "{path}"
            );
        }
    }
}
