//! The store of use cases.
mod common;

use aift::*;
use common::*;

#[test]
fn records_and_their_log() {
    let context = Context::new().unwrap();
    let folder = std::env::temp_dir().join(format!("aift-store-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let (path, copy) = (folder.join("a.db"), folder.join("copy.db"));
    let options = StoreOptions { actor: Some("eve@example.com".to_owned()), ..Default::default() };
    let store = Store::create(&context, &path, &options).unwrap();
    let record = store.add("usecase", r#"{"title": "Sorting mail", "owner": "anna@example.com"}"#).unwrap();
    assert!(record.starts_with(r#"{"id":"UC-1","version":1,"state":"draft""#));
    assert!(store.set("UC-1", r#"{"people": 2}"#, 1).unwrap().contains(r#""people":2"#));
    assert_eq!(store.set("UC-1", "[\"people=3\"]", 1).unwrap_err().status(), Status::State);
    assert_eq!(store.move_to("UC-1", "submitted", "worth a look", 0).unwrap(), r#"{"id":"UC-1","from":"draft","to":"submitted"}"#);
    assert!(store.list("usecase", Some(r#"{"search": "sort"}"#)).unwrap().contains(r#""total":1"#));
    assert!(store.list("usecase", None).unwrap().contains("UC-1") && store.audit(None).unwrap().contains(r#""total":3"#));
    assert!(store.info().unwrap().contains(r#""rows":3"#) && store.backup(&copy).unwrap().contains(r#""seq":3"#));
    assert!(store.clone().erase("anna@example.com").unwrap().contains(r#""rows":0"#));
    drop(store);
    let store = Store::open(&context, &path, &StoreOptions { read_only: true, ..Default::default() }).unwrap();
    assert!(store.get("UC-1").unwrap().contains("worth a look"));
    assert!(store.verify(None).unwrap().0);
    assert!(Store::schema(&context, "usecase").unwrap().contains("2020-12"));
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_chain() {
    let context = context();
    let model = tiny(&context);
    let store = Store::create(&context, ":memory:", &Default::default()).unwrap();
    store.add("usecase", r#"{"title":"a","kpis":[{"name":"k","metric":"n","direction":"higher","target":2}]}"#).unwrap();
    let run = format!(r#"{{"model_sha256":"{}"}}"#, model.digest().unwrap());
    let (met, answer) = store.bind("UC-1", &run, Some(r#"{"n":1}"#)).unwrap();
    assert!(!met && answer.contains(r#""state":"missed""#));
    assert!(store.bind("UC-1", &run, None).unwrap().0);
    assert!(store.trace("UC-1").unwrap().contains("RUN-2") && store.trace(&model.digest().unwrap()).unwrap().contains("UC-1"));
    assert!(model.categorize("Mail is sorted by hand.", 2).unwrap().contains("proposals"));
}
