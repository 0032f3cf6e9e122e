//! What the tests share: the tiny models of tests/golden, and small data.
#![allow(dead_code)]
use std::path::PathBuf;

use aift::{Context, Dataset, Model, ModelOptions, Source};

pub const TEXTS: [(&str, &str); 3] = [("rain and wind", "Weather"), ("pay, please", "bills"), ("the train is late", "travel")];

pub fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../tests/golden").join(name)
}

pub fn context() -> Context {
    Context::builder().num_threads(2).build().unwrap()
}

pub fn tiny(context: &Context) -> Model {
    Model::load(context, golden("tiny-bert"), &Default::default()).unwrap()
}

/// 18 labelled texts.
pub fn rows(context: &Context) -> Dataset {
    let rows: Vec<[Option<&str>; 2]> = (0..18).map(|i| [Some(TEXTS[i % 3].0), Some(TEXTS[i % 3].1)]).collect();
    let rows: Vec<&[Option<&str>]> = rows.iter().map(|row| &row[..]).collect();
    Dataset::from_rows(context, &["text", "label"], &rows).unwrap()
}

/// A small CNN of which there is a configuration only.
pub fn network(context: &Context) -> Model {
    let config = br#"{"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4, 8], "depths": 1}"#;
    let prepared = br#"{"transforms": [{"type": "center_crop", "crop_size": 8},
                        {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}"#;
    let mut reader = &prepared[..];
    let files = vec![
        Source::bytes("config.json", config).unwrap(),
        Source::reader("preprocessor_config.json", &mut reader).unwrap(),
    ];
    Model::load_sources(context, files, &ModelOptions { from_config: true, ..Default::default() }).unwrap()
}

/// A new empty folder.
pub fn folder(name: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("aift-rust-{}-{}", name, std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}
