//! Ranks and roadmaps.
use aift::*;

#[test]
fn rank_and_roadmap() {
    let context = Context::new().unwrap();
    let store = Store::create(&context, ":memory:", &StoreOptions::default()).unwrap();
    store.add("usecase", r#"{"title": "A", "people": 1, "scores": {"reach": 9, "impact": 1, "confidence": 1, "effort": 1}}"#).unwrap();
    store.add("usecase", r#"{"title": "B"}"#).unwrap();
    assert!(store.rank(&RankOptions::default()).unwrap().contains(r#""score":9.0"#));
    let options = RoadmapOptions { start: Some("2027-01-04".to_owned()), capacity: 1.0, ..Default::default() };
    let (left_out, told) = store.roadmap(&options).unwrap();
    assert!(left_out == 1 && told.contains(r#""end":"2027-02-03""#));
    let options = RankOptions { method: Some("mice".to_owned()), ..Default::default() };
    assert_eq!(store.rank(&options).unwrap_err().status(), Status::Invalid);
}
