"""What the tests share: the tiny models of tests/golden, and small data."""
import json
import os

import pytest

import aift

GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "..", "tests", "golden")
TEXTS = {"Weather": "rain and wind", "bills": "pay, please", "travel": "the train is late"}


@pytest.fixture
def tiny():
    """The path of a random BERT with three labels."""
    return os.path.join(GOLDEN, "tiny-bert")


@pytest.fixture
def model(tiny):
    with aift.Model.load(tiny) as made:
        yield made


@pytest.fixture
def rows():
    """18 labelled texts."""
    return [{"text": f"{text} {i}", "label": label} for i in range(6) for label, text in TEXTS.items()]


@pytest.fixture
def pixels():
    """20 pictures uint8 [8, 8, 3] of noise, dark and light in turn, with their labels."""
    numpy = pytest.importorskip("numpy")
    draw = numpy.random.default_rng(1)
    pictures = [draw.integers(130 * (i % 2), 130 * (i % 2) + 120, (8, 8, 3)).astype(numpy.uint8) for i in range(20)]
    return pictures, ["light" if i % 2 else "dark" for i in range(20)]


@pytest.fixture
def network(tmp_path):
    """A small CNN of which there is a configuration only."""
    config = {"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4, 8], "depths": 1}
    prepared = {"transforms": [{"type": "center_crop", "crop_size": 8}, {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}
    folder = tmp_path / "network"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "preprocessor_config.json").write_text(json.dumps(prepared))
    return folder
