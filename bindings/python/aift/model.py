"""Models: loaded, saved, asked, and used."""
import ctypes as C
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Unpack

from . import _raw
from ._handle import Shared, call, strings, text
from ._handle import path as encoded
from ._keywords import Options, Sink, Source
from ._media import batch, is_media, media
from ._options import ModelOptions, PredictOptions, SaveOptions
from .context import Context, owner_of
from .dataset import Dataset
from .predict import Evaluation, Predictions
from .tensor import Tensor
from .tokenizer import Tokenizer


class Model(Shared):
    """A model. Any number of threads may use one; while a trainer holds it, other calls raise BusyError."""

    _type = _raw.aift_model

    @classmethod
    def load(cls, path, *, context: Context | None = None, **options: Unpack[ModelOptions]) -> "Model":
        """Loads a folder as Hugging Face's transformers writes it; in place of its path a dict of file name to bytes or
        to a file open for reading."""
        owner = owner_of(context)
        with Options(_raw.aift_model_options, options) as made:
            if not isinstance(path, Mapping):
                return cls._make("aift_model_load", owner, encoded(path), made, keeps=(owner,))
            sources = [Source(name, given) for name, given in path.items()]
            array = (_raw.aift_source * len(sources))(*(source.struct for source in sources))
            try:
                return cls._make("aift_model_load_sources", owner, array, len(sources), made, keeps=(owner,))
            finally:
                for source in sources:
                    source.__exit__()

    def save(self, path, **options: Unpack[SaveOptions]) -> None:
        """Writes a folder that this library and transformers load; `overwrite=True` replaces a model that is there."""
        with Options(_raw.aift_save_options, options) as made:
            call("aift_model_save", self, encoded(path), made)

    def check_save(self, path, **options: Unpack[SaveOptions]) -> None:
        """Raises what save() would raise of the path, before hours of training."""
        with Options(_raw.aift_save_options, options) as made:
            call("aift_model_check_save", self, encoded(path), made)

    def write(self, take: Callable[[str, bytes], Any]) -> None:
        """Gives the model's files to take(name, bytes), piece by piece, one file after the other."""
        with Sink(take) as sink:
            call("aift_model_write", self, sink, None)

    def files(self) -> dict[str, bytes]:
        """The model's files in memory, as load() takes them."""
        pieces: dict[str, list[bytes]] = {}
        self.write(lambda name, data: pieces.setdefault(name, []).append(data))
        return {name: b"".join(parts) for name, parts in pieces.items()}

    def snapshot(self) -> "Model":
        """A copy of the present weights, to be used while the model is trained."""
        return self._make("aift_model_snapshot", self, keeps=self.owner().keeps)

    @property
    def architecture(self) -> str:
        """For example "bert"."""
        return text(call("aift_model_architecture", self))

    @property
    def task(self) -> str:
        """For example "text-classification"."""
        return text(call("aift_model_task", self))

    @property
    def problem_type(self) -> str:
        """"single_label_classification" or "multi_label_classification"."""
        return text(call("aift_model_problem_type", self))

    @property
    def tokenizer(self) -> Tokenizer | None:
        """The tokenizer; None if the model takes no texts."""
        owner = self.owner()
        pointer = call("aift_model_tokenizer", owner)
        return Tokenizer._take(call("aift_tokenizer_retain", pointer), *owner.keeps) if pointer else None

    @property
    def labels(self) -> list[str]:
        """The labels, in the order of the outputs; empty before they are known."""
        return [text(call("aift_model_label", self, i)) for i in range(call("aift_model_num_labels", self))]

    @labels.setter
    def labels(self, labels: Iterable[str]) -> None:
        array = strings(labels)
        call("aift_model_set_labels", self, array, len(array))

    def set_labels_from(self, data, label_column: str | None = None) -> None:
        """Gives a model without labels those of a data set."""
        column = None if label_column is None else strings([label_column])[0]
        call("aift_model_set_labels_from", self, Dataset.of(data), column)

    @property
    def has_new_head(self) -> bool:
        """True if the head was drawn and has not been trained yet."""
        return bool(call("aift_model_has_new_head", self))

    @property
    def max_length(self) -> int:
        """The longest encoding, in tokens."""
        return call("aift_model_max_length", self)

    @property
    def text_column(self) -> str:
        """The column of the texts."""
        return text(call("aift_model_text_column", self))

    @property
    def label_column(self) -> str:
        """The column of the labels."""
        return text(call("aift_model_label_column", self))

    @property
    def parameter_names(self) -> list[str]:
        """The parameters' names in the checkpoint."""
        count = call("aift_model_num_parameters", self)
        return [text(call("aift_model_parameter_name", self, i)) for i in range(count)]

    def parameter(self, name: str) -> Tensor:
        """A copy of a parameter's present values."""
        return Tensor._make("aift_model_parameter", self, *strings([name]), keeps=self.owner().keeps)

    def digest(self) -> str:
        """SHA-256 over all parameters."""
        digits = C.create_string_buffer(65)
        call("aift_model_digest", self, digits)
        return digits.value.decode()

    @staticmethod
    def file_digest(path, *, context: Context | None = None) -> str:
        """SHA-256 of the file of weights in a model's folder."""
        digits = C.create_string_buffer(65)
        call("aift_model_file_digest", owner_of(context), encoded(path), digits)
        return digits.value.decode()

    def predict(self, inputs, **options: Unpack[PredictOptions]) -> Predictions:
        """Labels and scores of texts, or of pictures or recordings (see Dataset.from_media); of one or of many.

        progress(done, total) is called now and then; if it returns False, CancelledError is raised.
        """
        inputs = batch(inputs)
        keeps = self.owner().keeps
        with Options(_raw.aift_predict_options, options) as made:
            if self.task != "text-classification" or any(is_media(value) for value in inputs):
                items, _held = media(inputs)
                return Predictions._make("aift_model_predict_media", self, items, len(inputs), made, keeps=keeps)
            data = [value.encode("utf-8") for value in inputs]
            texts = (C.c_char_p * len(data))(*data)
            sizes = (C.c_size_t * len(data))(*map(len, data))
            return Predictions._make("aift_model_predict", self, texts, sizes, len(data), made, keeps=keeps)

    def embed(self, texts, **options: Unpack[PredictOptions]) -> Tensor:
        """Vectors of texts, of one or of many: float32, a row for each, pooled as the model's folder says."""
        data = [value.encode("utf-8") for value in batch(texts)]
        pointers = (C.c_char_p * len(data))(*data)
        sizes = (C.c_size_t * len(data))(*map(len, data))
        with Options(_raw.aift_predict_options, options) as made:
            return Tensor._make("aift_embed", self, pointers, sizes, len(data), made, keeps=self.owner().keeps)

    def evaluate(self, data, **options: Unpack[PredictOptions]) -> Evaluation:
        """Predicts every row of a data set and compares with its labels."""
        with Options(_raw.aift_predict_options, options) as made:
            return Evaluation._make("aift_model_evaluate", self, Dataset.of(data), made, keeps=self.owner().keeps)

    def preprocess(self, items) -> Tensor:
        """What the model is given for pictures or recordings: float32, a row for each."""
        items = batch(items)
        array, _held = media(items)
        return Tensor._make("aift_model_preprocess", self, array, len(items), keeps=self.owner().keeps)

    def __repr__(self):
        return super().__repr__() if self.closed else f"<aift.Model {self.architecture}, {self.task}>"

