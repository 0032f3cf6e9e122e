//! Trains a model on a folder of recordings, which has a folder for each label, and saves it:
//! recordings MODEL-FOLDER DATA-FOLDER OUTPUT-FOLDER
use std::env::args;
use std::process::exit;

use aift::{Context, Dataset, Model, OnError, TrainOptions};

fn run(model_folder: &str, data_folder: &str, output_folder: &str) -> aift::Result<()> {
    let context = Context::new()?;
    let data = Dataset::load(&context, data_folder, &Default::default())?;
    let (train, test) = data.train_test_split(0.1, 42, Some("label"))?;
    let mut model = Model::load(&context, model_folder, &Default::default())?;
    let options = TrainOptions {
        num_train_epochs: 3.0,
        per_device_train_batch_size: 32,
        on_error: OnError::Skip, // a damaged file is left out, and named in the report
        ..Default::default()
    };
    let report = model.train(&train, Some(&test), &options)?;
    model.save(output_folder, &Default::default())?;
    println!("{}", report.json());
    Ok(())
}

fn main() {
    let given: Vec<String> = args().skip(1).collect();
    if given.len() != 3 {
        eprintln!("usage: recordings MODEL-FOLDER DATA-FOLDER OUTPUT-FOLDER");
        exit(2);
    }
    if let Err(error) = run(&given[0], &given[1], &given[2]) {
        eprintln!("{}", error);
        exit(1);
    }
}
