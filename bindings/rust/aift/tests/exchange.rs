//! Use cases from other tools, and for them.
use aift::*;

#[test]
fn other_tools_files() {
    let context = Context::new().unwrap();
    let store = Store::create(&context, ":memory:", &StoreOptions::default()).unwrap();
    let options = ImportOptions { format: Some("jira".to_owned()), ..Default::default() };
    let file = b"Summary,Issue key\nSort mail,AI-1\n,AI-2\n";
    let (rejected, told) = store.import(Source::bytes("issues.csv", file).unwrap(), &options).unwrap();
    assert!(rejected == 1 && told.contains(r#""created":1"#) && told.contains(r#""line":3"#));
    let survey = b"stakeholder,date,channel,pain point\nAda,2026-01-02,survey,slow\n";
    let (rejected, told) = store.survey("UC-1", Source::bytes("survey.csv", survey).unwrap()).unwrap();
    assert!(rejected == 0 && told.contains(r#""count":1"#));
    assert!(store.export("json", Some(&["UC-1"])).unwrap().contains("AI-1"));
    assert!(store.export("markdown", None).unwrap().starts_with("# Sort mail"));
    assert_eq!(store.export("json", Some(&["UC-9"])).unwrap_err().status(), Status::NotFound);
    assert!(Store::template(&context, None).unwrap().contains("robotics-control"));
    assert!(Store::template(&context, Some("text-classification")).unwrap().contains("accuracy"));
}
