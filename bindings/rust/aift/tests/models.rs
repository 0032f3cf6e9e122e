//! Models: trained, saved, asked, shared; plans and use cases.
mod common;

use std::collections::BTreeMap;
use std::ops::ControlFlow::{Break, Continue};

use aift::*;
use common::*;

#[test]
fn parts_and_predictions() {
    let context = context();
    let model = tiny(&context);
    assert_eq!((model.architecture(), model.task(), model.problem_type()), ("bert", "text-classification", "single_label_classification"));
    assert_eq!((model.labels(), model.has_new_head()), (vec!["Weather", "bills", "travel"], false));
    assert!(model.max_length() > 2 && model.tokenizer().unwrap().vocab_size() == 161);
    assert_eq!((model.text_column(), model.label_column()), ("text".to_owned(), "label".to_owned()));
    assert!(model.parameter_names().contains(&"classifier.weight"));
    assert_eq!(model.parameter("classifier.weight").unwrap().shape(), [3, 32]);
    let options = PredictOptions { output_hidden_states: true, ..Default::default() };
    let predictions = model.predict(&["rain", "", "a\0b"], &options).unwrap();
    assert_eq!((predictions.len(), predictions.num_labels(), predictions.is_empty()), (3, 3, false));
    let scores = predictions.scores(0);
    let best = predictions.label(0).unwrap();
    assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-5 && scores.iter().all(|score| *score <= scores[best]));
    assert_eq!(predictions.label_text(0), Some(model.labels()[best]));
    assert!(predictions.json(0).unwrap().contains("\"scores\"") && predictions.json(3).is_none());
    assert_eq!((predictions.logits(0).len(), predictions.scores(3).len(), predictions.error(0)), (3, 0, None));
    assert_eq!(predictions.hidden_state(0).unwrap().1, 32);
    let vectors = model.embed(&["rain", "", "a\0b"], &Default::default()).unwrap();
    assert_eq!((vectors.shape(), vectors.values::<f32>().unwrap().len()), (&[3, 32][..], 96));
    let stopped = model.predict_with(&["rain"; 40], &PredictOptions { batch_size: 8, ..Default::default() }, |_, _| Break(()));
    assert_eq!(stopped.unwrap_err().status(), Status::Cancelled);
}

#[test]
fn a_tiny_model_is_trained() {
    let context = context();
    let data = rows(&context);
    let mut model = Model::load(&context, golden("tiny-bert"), &ModelOptions { new_head: true, ..Default::default() }).unwrap();
    assert!(model.labels().is_empty());
    model.set_labels_from(&data, None).unwrap();
    assert!(model.has_new_head());
    let options = TrainOptions {
        num_train_epochs: 20.0,
        learning_rate: 5e-3,
        lr_scheduler_type: LrSchedulerType::Constant,
        class_weights: Some(vec![1.0, 1.0, 2.0]),
        freeze: Some(vec!["bert.embeddings.*".to_owned()]),
        ..Default::default()
    };
    let mut plan = model.plan(&data, None, &options, &Default::default()).unwrap();
    assert!(plan.fits == 1 && plan.peak_bytes > 0 && plan.json().contains("peak_bytes"));
    let steps = plan.steps;
    let outline = model.check_training(data.len(), &options).unwrap();
    assert!(outline.steps == steps && outline.trainable_parameters < outline.parameters);
    plan = model.plan(&data, None, &TrainOptions { memory_limit: 1, ..options.clone() }, &PlanOptions { calibration_seconds: 0.0 }).unwrap();
    assert_eq!(plan.fits, 0);
    let mut seen = Vec::new();
    let mut evaluations = 0;
    let report = model.train_with(&data, Some(&data), &options, |progress| {
        seen.push(progress.step);
        evaluations += usize::from(progress.evaluation_json().is_some());
        Continue(())
    });
    let report = report.unwrap();
    assert!(!report.interrupted() && seen.last() == Some(&steps) && evaluations == 20 && report.best_epoch().is_some());
    assert_eq!(report.metric("accuracy").unwrap().unwrap(), 1.0, "{}", report.json());
    let evaluation = model.evaluate(&data, &Default::default()).unwrap();
    assert_eq!(evaluation.metric("accuracy").unwrap(), 1.0);
    assert!(evaluation.json().contains("per_label"));
    assert_eq!((evaluation.num_skipped(), evaluation.skipped(0)), (0, None));
    assert_eq!((report.num_skipped(), report.skipped(0)), (0, None));
    for (text, label) in TEXTS {
        assert_eq!(model.predict(&[text], &Default::default()).unwrap().label_text(0), Some(label));
    }
    let stopped = model.train_with(&data, None, &options, |_| Break(())).unwrap();
    assert!(stopped.interrupted() && stopped.metric("accuracy").is_none());
}

#[test]
fn saved_and_shared() {
    let context = context();
    let mut model = tiny(&context);
    let digest = model.digest().unwrap();
    let path = folder("saved").join("model");
    model.check_save(&path, &Default::default()).unwrap();
    model.save(&path, &Default::default()).unwrap();
    assert_eq!(model.save(&path, &Default::default()).unwrap_err().status(), Status::Exists);
    model.save(&path, &SaveOptions { overwrite: true, ..Default::default() }).unwrap();
    assert_eq!(Model::file_digest(&context, &path).unwrap().len(), 64);
    assert_eq!(Model::load(&context, &path, &Default::default()).unwrap().digest().unwrap(), digest);
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let taken = model.write(|name, data| {
        files.entry(name.to_owned()).or_default().extend_from_slice(data);
        Continue(())
    });
    taken.unwrap();
    let sources = files.iter().map(|(name, data)| Source::bytes(name, data).unwrap()).collect();
    assert_eq!(Model::load_sources(&context, sources, &Default::default()).unwrap().digest().unwrap(), digest);
    assert_eq!(model.write(|_, _| Break(())).unwrap_err().status(), Status::Io);
    let copy = model.snapshot().unwrap();
    model.set_labels(&["a", "b"]).unwrap();
    assert_eq!((model.labels(), copy.labels().len()), (vec!["a", "b"], 3));
    let shared = copy.into_shared();
    let want = shared.predict(&["rain"], &Default::default()).unwrap().json(0).unwrap().to_owned();
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let shared = shared.clone();
            std::thread::spawn(move || shared.predict(&["rain"], &Default::default()).unwrap().json(0).unwrap().to_owned())
        })
        .collect();
    drop(shared);
    for thread in threads {
        assert_eq!(thread.join().unwrap(), want);
    }
}

#[test]
fn steps_of_ones_own() {
    let context = context();
    let (mut model, data) = (tiny(&context), rows(&context));
    let before = model.digest().unwrap();
    let all: Vec<usize> = (0..data.len()).collect();
    let options = TrainOptions { learning_rate: 1e-2, max_steps: 4, ..Default::default() };
    let mut trainer = Trainer::new(&mut model, &data, &options).unwrap();
    let first = trainer.backward(&all).unwrap();
    assert!(trainer.gradient("classifier.weight").unwrap().values::<f32>().unwrap().iter().any(|value| *value != 0.0));
    assert!(trainer.step().unwrap() > 0.0);
    assert!(trainer.backward(&all).unwrap() < first);
    trainer.step().unwrap();
    assert_eq!(trainer.step().unwrap_err().status(), Status::State);
    assert_ne!(trainer.snapshot().unwrap().digest().unwrap(), before);
    drop(trainer);
    assert_ne!(model.digest().unwrap(), before);
}

#[test]
fn pictures() {
    let context = context();
    let mut model = network(&context);
    let pixels: Vec<Vec<u8>> = (0..20).map(|i| vec![if i % 2 == 1 { 200 + i } else { 20 + i }; 192]).collect();
    let items: Vec<Media> = pixels.iter().map(|data| Media::Pixels { data, height: 8, width: 8, channels: 3 }).collect();
    let labels: Vec<&str> = (0..20).map(|i| if i % 2 == 1 { "light" } else { "dark" }).collect();
    let data = Dataset::from_media(&context, "image", &items, Some(&labels)).unwrap();
    model.train(&data, None, &TrainOptions { num_train_epochs: 6.0, learning_rate: 0.02, ..Default::default() }).unwrap();
    let predictions = model.predict_media(&items, &Default::default()).unwrap();
    assert!((0..20).all(|row| predictions.label_text(row) == Some(labels[row])));
    let tensor = model.preprocess(&items).unwrap();
    assert_eq!(tensor.shape(), [20, 8, 8, 3]);
    let row = Media::Tensor(&tensor.values::<f32>().unwrap()[..192]);
    assert_eq!(model.predict_media(&[row], &Default::default()).unwrap().logits(0), predictions.logits(0));
    let path = golden("media/grey.jpg");
    let bytes = std::fs::read(&path).unwrap();
    let files = model.predict_media(&[Media::File(&path), Media::Bytes(&bytes)], &Default::default()).unwrap();
    assert_eq!(files.logits(0), files.logits(1));
    assert!(model.tokenizer().is_none());
}

#[test]
fn use_cases() {
    let context = context();
    let json = br#"{"title": "Mails", "problem": "many", "task": "text-classification",
        "owner": {"name": "A", "email": "a@example.com"}, "kpis": [
        {"name": "right", "unit": "share", "target": 0.1, "direction": "higher", "metric": "accuracy"}]}"#;
    let usecase = UseCase::load_source(&context, Source::bytes("usecase.json", json).unwrap()).unwrap();
    assert_eq!((usecase.field("title"), usecase.field("nothing"), usecase.num_kpis()), (Some("Mails"), None, 1));
    let kpi = usecase.kpi(0).unwrap();
    assert_eq!((kpi.name, kpi.target, kpi.baseline, kpi.direction), ("right", Some(0.1), None, KpiDirection::Higher));
    let path = folder("usecase").join("case.json");
    usecase.clone().save(&path).unwrap();
    let again = UseCase::load(&context, &path).unwrap();
    assert_eq!(again.json(), usecase.json());
    let (mut model, data) = (tiny(&context), rows(&context));
    again.check(&data, None).unwrap();
    let evaluation = model.evaluate(&data, &Default::default()).unwrap();
    let (value, met) = again.judge(0, &evaluation).unwrap();
    assert_eq!(met, value >= 0.1);
    let mut report = model.train(&data, Some(&data), &TrainOptions { max_steps: 1, ..Default::default() }).unwrap();
    let met = again.apply(&mut report).unwrap();
    assert_eq!(met, report.metric("accuracy").unwrap().unwrap() >= 0.1);
    assert!(report.json().contains("\"right\""));
}

#[test]
fn what_threads_may_share() {
    fn shared<T: Send + Sync>() {}
    fn moved<T: Send>() {}
    shared::<Context>();
    shared::<Dataset>();
    shared::<Model>();
    shared::<SharedModel>();
    shared::<Tensor>();
    shared::<Tokenizer>();
    shared::<Predictions>();
    shared::<UseCase>();
    moved::<Reader>();
    moved::<Metrics>();
    moved::<Trainer>();
}
