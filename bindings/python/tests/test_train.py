"""Training, plans, steps of one's own, use cases, metrics."""
import copy
import threading

import pytest

import aift

KPI = {"title": "Mails", "problem": "many", "task": "text-classification", "owner": {"name": "A", "email": "a@example.com"},
       "kpis": [{"name": "right", "unit": "share", "target": 0.1, "direction": "higher", "metric": "accuracy"}]}


def test_train(tiny, rows):
    model = aift.Model.load(tiny, new_head=True)
    seen = []
    trainer = aift.Trainer(model, rows, rows, num_train_epochs=2, learning_rate=5e-3, per_device_train_batch_size=6,
                           freeze=["bert.embeddings.*"], class_weights=[1, 1.0, 2], lr_scheduler_type="constant", progress=seen.append)
    report = trainer.train()
    assert not report.interrupted and report.best_epoch in (1, 2)
    assert report.to_dict()["steps"] == 6 and seen[-1].max_steps == 6
    assert any(p.evaluation for p in seen) and seen[0].learning_rate == 5e-3
    assert report.evaluation["accuracy"] == pytest.approx(model.evaluate(rows)["accuracy"])
    evaluation = report.evaluation
    report.close()
    assert 0 <= evaluation["accuracy"] <= 1  # it holds the report
    assert model.labels == ["Weather", "bills", "travel"]


def test_stopping(model, rows):
    report = aift.Trainer(model, rows, num_train_epochs=9, progress=lambda p: p.step < 2).train()
    assert report.interrupted and report.evaluation is None and report.best_epoch is None

    def fail(progress):
        raise ZeroDivisionError("mine")

    with pytest.raises(ZeroDivisionError, match="mine"):
        aift.Trainer(model, rows, progress=fail).train()
    assert aift.Trainer(model, rows, max_steps=1).train().to_dict()["steps"] == 1  # the model is free again


def test_options_are_told_at_once(model, rows):
    with pytest.raises(TypeError, match="did you mean 'learning_rate'"):
        aift.Trainer(model, rows, learning_rat=1)
    with pytest.raises(ValueError, match="linear, constant"):
        aift.Trainer(model, rows, lr_scheduler_type="cosine")
    with pytest.raises(TypeError, match="max_steps"):
        aift.Trainer(model, rows, max_steps="many")
    with pytest.raises(ValueError, match="does not fit"):
        aift.Trainer(model, rows, per_device_train_batch_size=2**40)
    with pytest.raises(aift.RangeError, match="learning_rate"):
        aift.Trainer(model, rows, learning_rate=-1.0).train()


def test_plan(model, rows):
    plan = aift.Trainer(model, rows, memory_limit=1).plan()
    assert not plan.fits and plan.peak_bytes > 0 and plan.steps == plan.to_dict()["steps"]
    assert aift.Trainer(model, rows).plan(calibration_seconds=0.05).seconds > 0
    with pytest.raises(AttributeError):
        plan.nothing


def test_steps_of_ones_own(model, rows):
    numpy = pytest.importorskip("numpy")
    before = model.digest()
    with aift.Trainer(model, rows, learning_rate=1e-2, max_steps=4) as trainer:
        losses = []
        for _ in range(4):
            losses.append(trainer.backward(range(len(rows))))
            gradient = numpy.asarray(trainer.gradient("classifier.weight"))
            assert abs(gradient).sum() > 0
            assert trainer.step() > 0
        with pytest.raises(aift.BusyError):
            model.digest()
        assert model.snapshot().digest() != before
        with pytest.raises(aift.StateError):
            trainer.step()
    assert losses[-1] < losses[0] and model.digest() != before


def test_predicting_on_a_snapshot_beside_training(model, rows):
    snapshot, told = model.snapshot(), []
    thread = threading.Thread(target=lambda: told.append(aift.Trainer(model, rows * 10, num_train_epochs=2).train().to_dict()))
    thread.start()
    want = snapshot.predict("rain")[0]
    while thread.is_alive():
        assert snapshot.predict("rain")[0] == want
    thread.join()
    assert told[0]["interrupted"] is False


def test_closing_in_another_thread_waits_for_the_call(model, rows):
    """close() while a call runs: the object ends when the call does."""
    data, begun = aift.Dataset.of(rows * 20), threading.Event()
    result = []
    thread = threading.Thread(target=lambda: result.append(model.evaluate(data, progress=lambda *_: begun.set(), batch_size=4)["n"]))
    thread.start()
    assert begun.wait(60)
    data.close()
    model.close()
    thread.join()
    assert result == [len(rows) * 20]


def test_usecase(model, rows, tmp_path):
    usecase = aift.UseCase.load(KPI)
    assert usecase["title"] == "Mails" and usecase["owner.email"] == "a@example.com" and usecase["nothing"] is None
    assert usecase.kpis == [aift.Kpi("right", "share", None, 0.1, "higher", "accuracy", None)]
    usecase.save(tmp_path / "case.json")
    again = aift.UseCase.load(tmp_path / "case.json")
    assert again.to_dict() == copy.copy(usecase).to_dict()
    again.check(rows)
    evaluation = model.evaluate(rows)
    value, met = again.judge(0, evaluation)
    assert value == evaluation["accuracy"] and met == (value >= 0.1)
    report = aift.Trainer(model, rows, rows, max_steps=1).train()
    assert again.apply(report) == (report.evaluation["accuracy"] >= 0.1)
    assert report.to_dict()["kpis"][0]["name"] == "right"
    with pytest.raises(aift.FormatError, match="kpis"):
        aift.UseCase.load({**KPI, "kpis": 7})


def test_metrics():
    numpy = pytest.importorskip("numpy")
    metrics, other = aift.Metrics(["a", "b"]), aift.Metrics(["a", "b"])
    metrics.update([0, 1, 1], [0, 1, 0], losses=[0.1, 0.2, 0.3])
    other.update(numpy.array([1], "i4"), numpy.array([1], "i4"))
    metrics.merge(other)
    assert metrics["accuracy"] == 0.75 and metrics["loss"] == pytest.approx(0.2) and metrics.num_labels == 2
    assert metrics.to_dict()["confusion_matrix"] == [[1, 0], [1, 2]]
    several = aift.Metrics(["a", "b"])
    several.update_multilabel(numpy.array([[1, 0], [1, 1]], "u1"), [[1, 0], [0, 1]])
    assert several["accuracy"] == 0.5
    with pytest.raises(ValueError, match="3 values, y_pred 2"):
        metrics.update([0, 1, 1], [0, 1])
    with pytest.raises(ValueError, match="a row has 2"):
        several.update_multilabel([1, 0, 1], [1, 0, 1])
    with pytest.raises(OverflowError):
        metrics.update([2**31], [0])
    with pytest.raises(aift.RangeError):
        metrics.update([2], [0])
