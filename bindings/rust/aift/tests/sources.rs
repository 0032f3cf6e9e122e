//! Data sources in a store.
use std::ops::ControlFlow;

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

#[test]
fn the_table_of_a_source() {
    let context = Context::new().unwrap();
    let store = Store::create(&context, ":memory:", &StoreOptions::default()).unwrap();
    let path = std::env::temp_dir().join(format!("aift-table-{}.csv", std::process::id()));
    std::fs::write(&path, "id,mail\n1,anna@example.com\n").unwrap();
    let record = format!(r#"{{"name": "b", "kind": "file", "location": "{}"}}"#, path.display());
    store.add("source", &record).unwrap();
    assert!(store.profile_source("DS-1", 60, &ProfileOptions::default()).unwrap().contains(r#""rows":1"#));
    store.set_password(Some("one")).unwrap();
    assert!(store.set_password(Some("")).is_err());
    let (findings, _) = store.scan_source("DS-1", 0, &ScanOptions::default(), |_, _| ControlFlow::Continue(())).unwrap();
    assert_eq!(findings, 1);
    let mut safe = Vec::new();
    let take = |_: &str, data: &[u8]| {
        safe.extend_from_slice(data);
        ControlFlow::Continue(())
    };
    store.mask_source("DS-1", 0, &MaskOptions::default(), take).unwrap();
    assert_eq!(safe, b"id,mail\n1,<EMAIL_ADDRESS>\n");
    std::fs::remove_file(path).unwrap();
}
