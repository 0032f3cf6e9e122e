//! Tables looked into.
use std::ops::ControlFlow;

use aift::*;

const CSV: &[u8] = b"id,mail\n1,anna@example.com\n2,\n3,bo@example.org\n";

fn table() -> Table<'static> {
    Table::source(Source::bytes("t.csv", CSV).unwrap(), DataFormat::Auto)
}

#[test]
fn profile_scan_and_mask() {
    let context = Context::new().unwrap();
    let told = profile(&context, table(), &Default::default()).unwrap();
    assert!(told.starts_with(r#"{"rows":3,"#));
    assert!(profile_page(&context, "<t>", &told).unwrap().contains("&lt;t&gt;"));
    let mut lines = Vec::new();
    let (findings, report) = scan(&context, table(), &Default::default(), |_, data| {
        lines.extend_from_slice(data);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert!(findings == 2 && report.contains("EMAIL_ADDRESS"));
    assert_eq!(lines.iter().filter(|&&byte| byte == b'\n').count(), 2);
    let mut safe = Vec::new();
    let options = MaskOptions { operators: Some("redact".to_owned()), ..Default::default() };
    mask(&context, table(), &options, |_, data| {
        safe.extend_from_slice(data);
        ControlFlow::Continue(())
    })
    .unwrap();
    assert_eq!(safe, b"id,mail\n1,\n2,\n3,\n");
    let refused = mask(&context, table(), &options, |_, _| ControlFlow::Break(()));
    assert_eq!(refused.unwrap_err().status(), Status::Io);
    let missing = profile(&context, Table::path("/nowhere/t.csv").unwrap(), &Default::default());
    assert_eq!(missing.unwrap_err().status(), Status::Io);
    let query = Table::query("/nowhere/t.db", "SELECT 1").unwrap();
    assert_eq!(profile(&context, query, &Default::default()).unwrap_err().status(), Status::NotFound);
}
