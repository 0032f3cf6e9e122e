"""Models: loading, saving, predicting; tokenizers."""
import copy
import hashlib
import io
import json
import os
import threading

import pytest

import aift
from conftest import GOLDEN, TEXTS


def test_parts(model):
    assert model.architecture == "bert" and model.task == "text-classification"
    assert model.problem_type == "single_label_classification"
    assert model.labels == list(TEXTS) and not model.has_new_head
    assert model.max_length > 2 and model.text_column == "text" and model.label_column == "label"
    assert "classifier.weight" in model.parameter_names
    with model.parameter("classifier.weight") as weight:
        assert weight.shape == (3, 32) and weight.dtype == "F32" and weight.nbytes == 384
    assert len(model.digest()) == 64
    with pytest.raises(aift.NotFoundError, match="no.such"):
        model.parameter("no.such")
    with pytest.raises(TypeError, match="class methods"):
        aift.Model()


def test_predict(model):
    numpy = pytest.importorskip("numpy")
    texts = ["rain", "", "a\0b", "ü " * 9]
    predictions = model.predict(texts)
    assert len(predictions) == 4 and predictions.labels == [row["label"] for row in predictions]
    assert predictions.scores.shape == predictions.logits.shape == (4, 3)
    assert numpy.allclose(predictions.scores.sum(axis=1), 1) and not predictions.scores.flags.writeable
    assert [int(i) for i in predictions.scores.argmax(axis=1)] == predictions.label_ids
    assert predictions[0]["scores"][predictions.labels[0]] == pytest.approx(float(predictions.scores[0].max()))
    assert predictions.errors == [None] * 4 and predictions.hidden_state(0) is None
    scores = predictions.scores
    predictions.close()
    assert numpy.allclose(scores.sum(axis=1), 1)  # the array holds its memory
    assert model.predict("rain", output_hidden_states=True).hidden_state(0).shape[1] == 32
    with pytest.raises(IndexError):
        model.predict("rain")[1]


def test_embed(model):
    numpy = pytest.importorskip("numpy")
    vectors = numpy.asarray(model.embed(["rain", "", "a\0b"]))
    assert vectors.shape == (3, 32) and vectors.dtype == numpy.float32
    hidden = model.predict("rain", output_hidden_states=True).hidden_state(0)
    assert numpy.allclose(vectors[0], numpy.asarray(hidden).mean(axis=0), atol=1e-6)
    assert model.embed("rain").shape == (1, 32) and model.embed([]).shape == (0, 32)
    with pytest.raises(aift.CancelledError):
        model.embed(["rain"] * 40, batch_size=8, progress=lambda done, total: False)


def test_predicts_the_golden_logits(model):
    numpy = pytest.importorskip("numpy")
    with open(os.path.join(GOLDEN, "expected.json"), encoding="utf-8") as file:
        rows = json.load(file)["rows"]
    predictions = model.predict([row["text"] for row in rows], max_length=32)
    losses = -numpy.log(predictions.scores[range(len(rows)), [row["class_index"] for row in rows]])
    with open(os.path.join(GOLDEN, "expected.json"), encoding="utf-8") as file:
        assert losses.mean() == pytest.approx(json.load(file)["loss"], rel=1e-4)
    evaluation = model.evaluate([{"text": row["text"], "label": row["label"]} for row in rows], batch_size=5, max_length=32)
    assert evaluation["loss"] == pytest.approx(losses.mean(), rel=1e-5)
    assert evaluation.to_dict()["n"] == len(rows)


def test_saving(model, tmp_path):
    path = tmp_path / "saved"
    model.check_save(path)
    model.save(path)
    with pytest.raises(aift.ExistsError) as caught:
        model.save(path)
    assert isinstance(caught.value, FileExistsError)
    model.save(path, overwrite=True)
    assert aift.Model.file_digest(path) == hashlib.sha256((path / "model.safetensors").read_bytes()).hexdigest()
    assert aift.Model.load(path).digest() == model.digest()
    files = model.files()
    assert {"config.json", "model.safetensors", "tokenizer.json"} <= set(files)
    assert aift.Model.load(files).digest() == model.digest()
    assert aift.Model.load({name: io.BytesIO(data) for name, data in files.items()}).digest() == model.digest()

    def refuse(name, data):
        raise BlockingIOError(name)

    with pytest.raises(BlockingIOError):
        model.write(refuse)


def test_labels(tiny, rows):
    model = aift.Model.load(tiny, new_head=True)
    assert model.labels == []
    with pytest.raises(aift.StateError):
        model.predict("rain")
    model.set_labels_from(rows)
    assert model.labels == list(TEXTS) and model.has_new_head
    other = aift.Model.load(tiny, new_head=True, seed=7)
    other.labels = ["a", "b"]
    assert other.labels == ["a", "b"]


def test_sharing(model):
    second, snapshot = copy.copy(model), model.snapshot()
    digest = model.digest()
    model.close()
    model.close()
    assert model.closed and second.digest() == snapshot.digest() == digest
    with pytest.raises(ValueError, match="Model is closed"):
        model.predict("rain")


def test_tokenizer(model):
    tokenizer = model.tokenizer
    model.close()
    encoding = tokenizer.encode("pay, ü")
    ids = [int(i) for i in encoding.ids]
    assert len(encoding) == len(ids) and tokenizer.id_to_token(ids[0]) == "[CLS]"
    assert tokenizer.token_to_id("[CLS]") == ids[0] and tokenizer.token_to_id("no token") is None
    assert [int(i) for i in encoding.special_tokens_mask] == [1] + [0] * (len(ids) - 2) + [1]
    assert [int(i) for i in encoding.type_ids] == [0] * len(ids)
    assert [[int(i) for i in pair] for pair in encoding.offsets][-2] == [5, 6]
    assert [int(i) for i in tokenizer.encode("pay, ü", offset_unit="byte").offsets[-2]] == [5, 7]
    assert len(tokenizer.encode("pay", add_special_tokens=False)) == len(tokenizer.encode("pay")) - 2
    assert tokenizer.vocab_size == 161 and copy.copy(tokenizer).vocab_size == 161
    assert tokenizer.id_to_token(100000) is None
    path = os.path.join(GOLDEN, "tiny-bert", "tokenizer.json")
    with open(path, "rb") as file:
        assert aift.Tokenizer.load(file).vocab_size == aift.Tokenizer.load(path).vocab_size == 161


def test_progress_and_cancel(model):
    seen = []
    model.predict(["rain"] * 40, batch_size=8, progress=lambda done, total: seen.append((done, total)))
    assert seen[-1] == (40, 40)
    with pytest.raises(aift.CancelledError):
        model.predict(["rain"] * 40, batch_size=8, progress=lambda done, total: False)

    def fail(done, total):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        model.predict(["rain"] * 40, batch_size=8, progress=fail)


def test_other_threads_run_meanwhile(model):
    """A thread that counts goes on while C predicts: the interpreter's lock is free."""
    counted, done = [0], threading.Event()

    def count():
        while not done.is_set():
            counted[0] += 1

    thread = threading.Thread(target=count)
    reached = []
    thread.start()
    # No callback runs in this call but the last one: what was counted meanwhile was counted while C ran.
    before = counted[0]
    model.predict(["rain and wind and rain"] * 4000, batch_size=4000, progress=lambda *_: reached.append(counted[0] - before))
    done.set()
    thread.join()
    assert reached[0] > 100


def test_many_threads_one_model(model):
    want = model.predict("rain")[0]
    got = []
    threads = [threading.Thread(target=lambda: got.extend(model.predict(["rain"] * 8))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert got == [want] * 64


def test_context(tiny):
    lines = []
    context = aift.Context(num_threads=1, log=lambda level, line: lines.append((level.name, line)), log_level="debug")
    assert context.num_threads == 1 and copy.copy(context).num_threads == 1
    model = aift.Model.load(tiny, context=context)
    context.close()
    del context
    assert len(model.predict("rain")) == 1  # what the context needs lives on
    calls = []

    def parallel_for(n, grain, run):
        calls.append(n)
        for begin in range(0, n, grain):
            run(begin, min(n, begin + grain))

    texts = ["rain and wind"] * 64
    with aift.Context(parallel_for=parallel_for, num_threads=2) as own:
        assert aift.Model.load(tiny, context=own).predict(texts)[63] == model.predict(texts)[63]
    assert calls
    with pytest.raises(aift.RangeError):
        aift.Context(num_threads=5000)
    assert aift.default_context() is aift.default_context()
