"""Pictures and recordings."""
import os
import pathlib

import pytest

import aift
from conftest import GOLDEN

numpy = pytest.importorskip("numpy")


@pytest.fixture
def trained(network, pixels):
    model = aift.Model.load(network, from_config=True)
    data = aift.Dataset.from_media(*pixels)
    aift.Trainer(model, data, num_train_epochs=4, learning_rate=0.02).train()
    return model


def test_train_and_predict_pixels(trained, pixels):
    pictures, labels = pixels
    assert trained.task == "image-classification" and trained.tokenizer is None
    predictions = trained.predict(pictures)
    assert predictions.labels == labels
    assert trained.predict(numpy.stack(pictures)).labels == labels
    assert trained.predict(pictures[0]).labels == labels[:1]
    rows = [{"image": picture, "label": label} for picture, label in zip(pictures, labels)]
    assert trained.evaluate(rows)["accuracy"] == 1


def test_preprocessed_rows_are_shared(trained, pixels):
    tensor = trained.preprocess(pixels[0])
    assert tensor.shape == (20, 8, 8, 3)
    want = trained.predict(pixels[0]).logits
    assert (trained.predict(tensor).logits == want).all()
    assert (trained.predict(numpy.asarray(tensor)).logits == want).all()


def test_files_and_bytes(trained):
    path = pathlib.Path(GOLDEN, "media", "grey.jpg")
    by_path, by_bytes = trained.predict(path), trained.predict([path.read_bytes()])
    assert (by_path.logits == by_bytes.logits).all() and (trained.predict(str(path)).logits == by_path.logits).all()
    predictions = trained.predict([path, b"nothing"], on_error="skip")
    assert predictions.labels[1] is None and predictions.errors[0] is None and predictions.errors[1]
    with pytest.raises(aift.Error):
        trained.predict([b"nothing"])


def test_what_was_left_out_is_told(trained):
    good = pathlib.Path(GOLDEN, "media", "grey.jpg").read_bytes()
    data = aift.Dataset.from_media([good, b"nothing", good], ["dark", "dark", "light"])
    evaluation = trained.evaluate(data, on_error="skip")
    assert len(evaluation.skipped) == 1 and evaluation["n"] == 2
    report = aift.Trainer(trained, data, on_error="skip", max_steps=1).train()
    assert len(report.skipped) == 1 and report.skipped[0].startswith("row 2")


def test_what_no_picture_is_is_refused(trained):
    with pytest.raises(TypeError, match="dict is no picture"):
        trained.predict([{}])
    with pytest.raises(TypeError, match="float64|<f8"):
        trained.predict([numpy.zeros((8, 8, 3))])


def test_folders(tmp_path):
    for label in ("a", "b"):
        (tmp_path / label).mkdir()
        (tmp_path / label / "1.jpg").write_bytes(pathlib.Path(GOLDEN, "media", "grey.jpg").read_bytes())
    os.symlink("nowhere", tmp_path / "a" / "2.jpg")
    data = aift.Dataset.from_folder(tmp_path, on_error="skip")
    assert data.columns == ["image", "label"] and data["label"] == ["a", "b"]
    assert len(data.skipped) == 1 and "2.jpg" in data.skipped[0]


def test_from_media(pixels):
    data = aift.Dataset.from_media([b"x", b"\xff\xd8"], ["a", "b"])
    assert data[1] == {"image": b"\xff\xd8", "label": "b"}
    with pytest.raises(ValueError, match="2 items, but 1 labels"):
        aift.Dataset.from_media([b"x", b"y"], ["a"])
    with pytest.raises(ValueError, match="item 1 has no label"):
        aift.Dataset.from_media([b"x", b"y"], ["a", None])
