//! Verdicts and decisions.
use aift::*;

#[test]
fn validation() {
    let context = Context::new().unwrap();
    let store = Store::create(&context, ":memory:", &StoreOptions::default()).unwrap();
    store.add("usecase", r#"{"title": "Sort mail", "finance": {"rate": 0.1, "cash_flows": [-1000, 500, 500, 500]}}"#).unwrap();
    let (viable, told) = store.validate("UC-1", None, None, &ValidateOptions::default()).unwrap();
    assert!(!viable && told.contains(r#""verdict":"redefine""#) && told.contains(r#""npv":243.42"#));
    let told = store.signoff("UC-1", r#"{"role": "sponsor", "decision": "approve"}"#, 1).unwrap();
    assert!(told.contains(r#""id":"SO-1""#));
    assert_eq!(store.signoff("UC-1", r#"{"role": "sponsor", "decision": "waive"}"#, 0).unwrap_err().status(), Status::Invalid);
    assert!(store.report("UC-1", "markdown").unwrap().starts_with("# Sort mail"));
}
