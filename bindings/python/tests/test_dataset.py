"""Data sets and readers."""
import copy
import io

import pytest

import aift


@pytest.fixture
def csv(tmp_path):
    path = tmp_path / "mails.csv"
    path.write_text("text,label\nhello,ham\n\"win, now\",spam\nbye,ham\n", encoding="utf-8")
    return path


def test_csv(csv):
    data = aift.Dataset.from_csv(csv)
    assert len(data) == 3 and data.columns == ["text", "label"]
    assert data[1] == {"text": "win, now", "label": "spam"} == data[-2]
    assert data["label"] == ["ham", "spam", "ham"]
    assert data.place(1).endswith("mails.csv: line 3") and data.skipped == []
    assert len(data.digest()) == 64 and data.digest() == data[:].digest() != data[1:].digest()
    with pytest.raises(aift.NotFoundError, match="no.such"):
        data.digest("no.such")
    assert list(data[1:])[0]["text"] == "win, now"
    with pytest.raises(IndexError):
        data[3]
    with pytest.raises(KeyError, match="text, label"):
        data["texts"]


def test_bytes_and_files(csv):
    for given in (csv.read_bytes(), io.BytesIO(csv.read_bytes()), open(csv, "rb")):
        data = aift.Dataset.load(given, name="mails.csv")
        assert [row["label"] for row in data] == ["ham", "spam", "ham"]
        if hasattr(given, "close"):
            given.close()
    lines = aift.Dataset.from_jsonl(b'{"a": 1, "b": null}\n{"a": "x\\u0000y"}\n')
    assert list(lines) == [{"a": "1", "b": None}, {"a": "x\0y", "b": None}]
    with open(csv, encoding="utf-8") as file, pytest.raises(TypeError, match="for reading bytes"):
        aift.Dataset.load(file, name="mails.csv")


def test_a_failing_read_is_raised():
    class Broken:
        def read(self, size):
            raise ConnectionError("gone")

    with pytest.raises(ConnectionError, match="gone"):
        aift.Dataset.load(Broken(), name="a.csv")


def test_rows_and_columns(rows):
    data = aift.Dataset.from_rows([{"text": "a", "n": 7}, {"text": None, "tags": ["x", "ü"]}, {"text": float("nan")}])
    assert data.columns == ["text", "n", "tags"]
    assert list(data) == [{"text": "a", "n": "7", "tags": None}, {"text": None, "n": None, "tags": '["x","ü"]'},
                          {"text": None, "n": None, "tags": None}]
    assert data.place(0) == "row 1"
    assert len(aift.Dataset.of(rows)) == len(aift.Dataset.of({"text": ["a"] * 18})) == 18
    with pytest.raises(ValueError, match="a: 2, b: 1"):
        aift.Dataset.from_columns({"a": [1, 2], "b": [1]})
    with pytest.raises(ValueError, match="NUL"):
        aift.Dataset.from_rows([{"text": "a\0b"}])


def test_pandas():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"text": ["a", None, "c"], "n": [1.5, float("nan"), 2]})
    data = aift.Dataset.of(frame)
    assert list(data) == [{"text": "a", "n": "1.5"}, {"text": None, "n": None}, {"text": "c", "n": "2.0"}]


def test_select_and_split(rows):
    data = aift.Dataset.of(rows)
    assert [row["label"] for row in data.select([2, 0, 2])] == ["travel", "Weather", "travel"]
    numpy = pytest.importorskip("numpy")
    assert len(data.select(numpy.arange(4, dtype=numpy.uint64))) == len(data.select(numpy.arange(4))) == 4
    with pytest.raises(aift.RangeError):
        data.select([18])
    with pytest.raises(OverflowError):
        data.select([-1])
    train, test = data.train_test_split(test_size=1 / 3, seed=1, stratify="label")
    assert len(train) == 12 and sorted(test["label"]) == ["Weather"] * 2 + ["bills"] * 2 + ["travel"] * 2
    second = copy.copy(data)
    data.close()
    assert train[0]["text"] and len(second) == 18  # they hold what they need
    with pytest.raises(ValueError, match="closed"):
        data[0]


def test_reader(csv):
    with aift.Reader(csv) as reader:
        assert next(reader) == {"text": "hello", "label": "ham"} and reader.line == 2 and reader.text("label") == "ham"
        assert [row["text"] for row in reader] == ["win, now", "bye"]
    with pytest.raises(aift.NotFoundError, match='line 2: there is no column "body"'):
        reader = aift.Reader(io.BytesIO(csv.read_bytes()), name="a.csv")
        next(reader)
        reader.text("body")


def test_parts_of_an_error(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "hello", "label": "ham"}\n{"text": 3, "label": "ham"\n')
    with pytest.raises(aift.FormatError) as caught:
        aift.Dataset.load(path)
    assert caught.value.parts["line"] == "2" and caught.value.parts["place"].endswith("a.jsonl")
    assert "record" not in caught.value.parts and aift.Error("made by hand").parts == {}


def test_show(rows, tmp_path, model):
    page = aift.Dataset.of(rows).show(num_rows=3)
    assert page.startswith("<!") and "Weather" in page
    aift.Dataset.of(rows).show(tmp_path / "page.html", model=model)
    assert (tmp_path / "page.html").stat().st_size > 500


def test_options_are_checked(csv):
    with pytest.raises(TypeError, match="did you mean 'on_error'"):
        aift.Dataset.load(csv, on_eror="skip")
    with pytest.raises(ValueError, match="auto, csv, jsonl"):
        aift.Dataset.load(csv, format="xml")
    with pytest.raises(aift.FileError, match="no such"):
        aift.Dataset.load("no such.csv")
    with pytest.raises(OSError):
        aift.Dataset.load("no such.csv")
