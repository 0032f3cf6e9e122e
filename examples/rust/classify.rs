//! Fine-tunes a model on labelled texts, and classifies one more: classify MODEL-FOLDER DATA-FILE TEXT
use std::env::args;
use std::process::exit;

use aift::{Context, Dataset, Model, TrainOptions};

fn run(model_folder: &str, data_file: &str, text: &str) -> aift::Result<()> {
    let context = Context::new()?;
    let data = Dataset::load(&context, data_file, &Default::default())?;
    let mut model = Model::load(&context, model_folder, &Default::default())?;
    model.train(&data, None, &TrainOptions { num_train_epochs: 1.0, ..Default::default() })?;
    println!("{}", model.predict(&[text], &Default::default())?.json(0).unwrap_or(""));
    Ok(())
}

fn main() {
    let given: Vec<String> = args().skip(1).collect();
    if given.len() != 3 {
        eprintln!("usage: classify MODEL-FOLDER DATA-FILE TEXT");
        exit(2);
    }
    if let Err(error) = run(&given[0], &given[1], &given[2]) {
        eprintln!("{}", error);
        exit(1);
    }
}
