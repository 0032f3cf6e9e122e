//! Tells what a model sees in a photograph: photograph MODEL-FOLDER PICTURE
use std::env::args;
use std::path::Path;
use std::process::exit;

use aift::{Context, Media, Model};

fn run(model_folder: &str, picture: &str) -> aift::Result<()> {
    let context = Context::new()?;
    let model = Model::load(&context, model_folder, &Default::default())?;
    let predictions = model.predict_media(&[Media::File(Path::new(picture))], &Default::default())?;
    println!("{}", predictions.json(0).unwrap_or(""));
    Ok(())
}

fn main() {
    let given: Vec<String> = args().skip(1).collect();
    if given.len() != 2 {
        eprintln!("usage: photograph MODEL-FOLDER PICTURE");
        exit(2);
    }
    if let Err(error) = run(&given[0], &given[1]) {
        eprintln!("{}", error);
        exit(1);
    }
}
