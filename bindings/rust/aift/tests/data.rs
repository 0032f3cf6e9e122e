//! Contexts, data sets, readers, tensors, tokenizers, metrics.
mod common;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;

use aift::*;
use common::*;

#[test]
fn contexts() {
    let context = Context::new().unwrap();
    assert!(context.clone().num_threads() >= 1);
    let error = Context::builder().num_threads(5000).build().unwrap_err();
    assert_eq!(error.status(), Status::Range);
    assert_eq!(error.status().name(), "AIFT_E_RANGE");
    assert!(!error.status().text().is_empty() && !error.to_string().is_empty());
    assert!(build_info().contains(version()));
    let lines = Arc::new(AtomicUsize::new(0));
    let counted = lines.clone();
    let logging = Context::builder().log(LogLevel::Debug, move |_, line| {
        counted.fetch_add(line.len(), Ordering::Relaxed);
    });
    logging.num_threads(1).build().unwrap();
}

#[test]
fn data_sets() {
    let context = context();
    let data = rows(&context);
    assert_eq!((data.len(), data.columns()), (18, vec!["text", "label"]));
    assert_eq!(data.text(1, data.column_index("label").unwrap()), Some("bills"));
    assert_eq!((data.column_index("nothing"), data.value(99, 0)), (None, None));
    assert_eq!(data.place(6), "row 7");
    let some = data.select(&[2, 0, 2]).unwrap();
    assert_eq!((0..3).map(|row| some.text(row, 1).unwrap()).collect::<Vec<_>>(), ["travel", "Weather", "travel"]);
    assert!(some.digest(None).unwrap().len() == 64 && some.digest(Some("text")).is_ok());
    assert_eq!(data.select(&[18]).unwrap_err().status(), Status::Range);
    let (train, test) = data.train_test_split(1.0 / 3.0, 1, Some("label")).unwrap();
    drop(data);
    assert_eq!((train.len(), test.clone().len()), (12, 6));
    assert!(test.show(None, &ShowOptions { num_rows: 3, ..Default::default() }).unwrap().contains("Weather"));
    let short: &[&[Option<&str>]] = &[&[Some("a")]];
    assert_eq!(Dataset::from_rows(&context, &["a", "b"], short).unwrap_err().status(), Status::Invalid);
    let media = Dataset::from_media(&context, "image", &[Media::Bytes(b"x"), Media::Bytes(b"y")], Some(&["a", "b"])).unwrap();
    assert_eq!(media.value(1, 0), Some(&b"y"[..]));
    assert_eq!((media.num_skipped(), media.skipped(0)), (0, None));
}

#[test]
fn files() {
    let context = context();
    let path = folder("files").join("mails.csv");
    let text = b"text,label\nhello,ham\n\"win, now\",spam\n";
    std::fs::write(&path, text).unwrap();
    let data = Dataset::load(&context, &path, &Default::default()).unwrap();
    assert_eq!(data.text(1, 0), Some("win, now"));
    let mut file = std::fs::File::open(&path).unwrap();
    for source in [Source::bytes("a.csv", text), Source::reader("a.csv", &mut file)] {
        assert_eq!(Dataset::load_source(&context, source.unwrap(), &Default::default()).unwrap().len(), 2);
    }
    let error = Dataset::load(&context, "no such.csv", &Default::default()).unwrap_err();
    assert_eq!(error.status(), Status::Io);
    assert!(error.message().contains("no such.csv"), "{}", error);
    assert_eq!((error.part(ErrorPart::Place), error.part(ErrorPart::Record)), ("no such.csv", ""));
    let opened = Reader::open(&context, &path, &Default::default()).unwrap();
    let read = Reader::new(&context, "a.csv", std::fs::File::open(&path).unwrap(), &Default::default()).unwrap();
    for mut reader in [opened, read] {
        assert!(reader.advance().unwrap());
        assert_eq!((reader.line(), reader.columns()), (2, vec!["text", "label"]));
        assert_eq!((reader.value("text"), reader.text("label").unwrap()), (Some("hello"), "ham"));
        assert_eq!(reader.text("body").unwrap_err().status(), Status::NotFound);
        assert!(reader.advance().unwrap() && !reader.advance().unwrap());
    }
}

struct Panics;

impl std::io::Read for Panics {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        panic!("mine")
    }
}

#[test]
#[should_panic(expected = "mine")]
fn a_panic_comes_through_c() {
    let mut file = Panics;
    let _ = Dataset::load_source(&context(), Source::reader("a.csv", &mut file).unwrap(), &Default::default());
}

#[test]
#[should_panic(expected = "mine")]
fn a_panic_comes_through_a_reader() {
    let _ = Reader::new(&context(), "a.csv", Panics, &Default::default()).and_then(|mut reader| reader.advance());
}

#[test]
fn tensors() {
    let context = context();
    let values = vec![1.0f32, 2.0, 3.0, 4.0, 5.0, 6.0];
    let at = values.as_ptr();
    let tensor = Tensor::from_vec(&context, values, &[2, 3]).unwrap();
    assert_eq!((tensor.shape(), tensor.dtype(), tensor.bytes().len()), (&[2, 3][..], Some(Dtype::F32), 24));
    assert_eq!(tensor.values::<f32>().unwrap()[5], 6.0);
    assert_eq!(tensor.values::<f32>().unwrap().as_ptr(), at); // not copied
    assert!(tensor.values::<i32>().is_none());
    assert_eq!(Dtype::F32.name(), "F32");
    assert_eq!(Tensor::from_vec(&context, vec![0u8; 5], &[2, 3]).unwrap_err().status(), Status::Shape);
}

#[test]
fn tokenizers() {
    let context = context();
    let path = golden("tiny-bert/tokenizer.json");
    let tokenizer = Tokenizer::load(&context, &path).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let same = Tokenizer::load_source(&context, Source::bytes("tokenizer.json", &bytes).unwrap()).unwrap();
    assert_eq!((tokenizer.vocab_size(), same.clone().vocab_size()), (161, 161));
    let encoding = tokenizer.encode("pay", &Default::default()).unwrap();
    assert_eq!((encoding.len(), encoding.is_empty()), (3, false));
    assert_eq!(tokenizer.id_to_token(encoding.ids()[0]), Some("[CLS]"));
    assert_eq!(tokenizer.token_to_id("pay"), Some(encoding.ids()[1]));
    assert_eq!(tokenizer.token_to_id("no token"), None);
    assert_eq!((encoding.offsets()[1], encoding.type_ids(), encoding.special_tokens_mask()), ([0, 3], &[0, 0, 0][..], &[1, 0, 1][..]));
    let bare = EncodeOptions { add_special_tokens: false, ..Default::default() };
    assert_eq!(tokenizer.encode("pay", &bare).unwrap().len(), 1);
}

#[test]
fn metrics() {
    let context = context();
    let (mut metrics, mut other) = (Metrics::new(&context, &["a", "b"]).unwrap(), Metrics::new(&context, &["a", "b"]).unwrap());
    metrics.update(&[0, 1, 1], &[0, 1, 0], Some(&[0.1, 0.2, 0.3])).unwrap();
    other.update(&[1], &[1], None).unwrap();
    metrics.merge(&other).unwrap();
    assert_eq!((metrics.value("accuracy").unwrap(), metrics.num_labels()), (0.75, 2));
    assert!(metrics.json().unwrap().contains("confusion_matrix"));
    assert_eq!(metrics.update(&[0], &[0, 1], None).unwrap_err().status(), Status::Shape);
    let mut several = Metrics::new(&context, &["a", "b"]).unwrap();
    several.update_multilabel(&[1, 0, 1, 1], &[1, 0, 0, 1], None).unwrap();
    assert_eq!(several.value("accuracy").unwrap(), 0.5);
}
