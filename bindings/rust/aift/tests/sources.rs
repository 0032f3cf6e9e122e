//! Data sources in a store.
use aift::*;

#[test]
fn sources_and_their_register() {
    let context = Context::new().unwrap();
    let store = Store::create(&context, ":memory:", &StoreOptions::default()).unwrap();
    store.add("usecase", r#"{"title": "a", "requirements": ["r"]}"#).unwrap();
    store.add("source", r#"{"name": "b", "kind": "file", "location": "nowhere.csv"}"#).unwrap();
    let (reachable, answer) = store.check_source("DS-1", 5.0).unwrap();
    assert!(!reachable && answer.contains("nowhere.csv"));
    let (gaps, answer) = store.map_sources("UC-1", Some(r#"["r=DS-1"]"#), 0).unwrap();
    assert!(gaps == 1 && answer.contains("cannot be reached"));
    assert_eq!(store.map_sources("UC-1", None, 0).unwrap().0, 1);
    assert!(store.ropa("csv").unwrap().contains("art30.controller"));
    let package = br#"{"name": "p", "resources": [{"name": "r", "path": "r.csv"}]}"#;
    assert!(store.import_source(Source::bytes("datapackage.json", package).unwrap(), "frictionless").unwrap().contains("DS-2"));
    assert!(store.export_source("DS-2", "frictionless").unwrap().contains("r.csv"));
    assert!(store.lineage("DS-1").unwrap().contains("DatasetEvent"));
    assert!(store.remove("DS-1", 0).unwrap().contains("removed"));
}
