# libaift for the compatibility tests, through ctypes: only what they need. Objects live
# until the process ends unless they are closed.
import ctypes as C
import functools
import glob
import json
import os
import re

import numpy as np

import common

LIBRARY = os.path.join(os.environ.get("AIFT_COMPAT_BUILD", os.path.join(common.ROOT, "build", "release")), "lib", "libaift.so")
lib = C.CDLL(LIBRARY)
P, SIZE, I32, F64 = C.c_void_p, C.c_size_t, C.c_int32, C.c_double

for name in """aift_last_error aift_encoding_ids aift_encoding_offsets aift_predictions_logits aift_predictions_scores aift_predictions_hidden_state
        aift_tensor_shape aift_tensor_data aift_model_parameter_name aift_model_label aift_evaluation_json aift_train_report_json aift_version aift_text_data""".split():
    getattr(lib, name).restype = P
for name in """aift_encoding_length aift_predictions_num_rows aift_predictions_num_labels aift_tensor_nbytes
        aift_model_num_parameters aift_model_num_labels""".split():
    getattr(lib, name).restype = SIZE


class Error(Exception):
    pass


@functools.cache
def headers():
    return "".join(open(path, encoding="utf-8").read() for path in sorted(glob.glob(os.path.join(common.ROOT, "include", "aift", "*.h"))))


@functools.cache
def num_parameters(name):
    """As the header declares it: ctypes would call with too few as well."""
    declared = re.search(r"^AIFT_API [^;]*?\b%s\(([^;]*)\)[^;)]*;" % name, headers(), re.M).group(1)
    while "(" in declared:
        declared = re.sub(r"\([^()]*\)", "", declared)
    return declared.count(",") + 1


def call(name, *args):
    """Calls a function that returns a status; a failure is raised with the library's message."""
    assert len(args) == num_parameters(name), "%s has %d parameters" % (name, num_parameters(name))
    status = getattr(lib, name)(*args)
    if status:
        raise Error("%s: status %d: %s" % (name, status, text(lib.aift_last_error())))


def make(name, *args):
    """Calls a function whose last argument is an output pointer, and returns that."""
    out = P()
    call(name, *args, C.byref(out))
    return out


def text(address):
    return C.string_at(address).decode("utf-8")


def strings(values):
    return (C.c_char_p * len(values))(*[v.encode("utf-8") for v in values])


class Options(C.Structure):
    """An options struct; the library fills in its defaults and says that its size is the same."""

    def __init__(self, **fields):
        super().__init__()
        getattr(lib, self._init_)(C.byref(self))
        assert self.struct_size == C.sizeof(self), "%s has another size in the library" % type(self).__name__
        for name, value in fields.items():
            setattr(self, name, value)


class ContextOptions(Options):
    _init_ = "aift_context_options_init"
    _fields_ = [("struct_size", SIZE), ("allocator", P * 4), ("log", P), ("log_user", P), ("log_level", C.c_int),
                ("num_threads", I32), ("parallel_for", P), ("parallel_for_user", P)]


class ModelOptions(Options):
    _init_ = "aift_model_options_init"
    _fields_ = [("struct_size", SIZE), ("copy", I32), ("new_head", I32), ("seed", C.c_uint64), ("from_config", I32), ("reserved", I32)]


class EncodeOptions(Options):
    _init_ = "aift_encode_options_init"
    _fields_ = [("struct_size", SIZE), ("add_special_tokens", I32), ("max_length", I32), ("offset_unit", C.c_int)]


class SaveOptions(Options):
    _init_ = "aift_save_options_init"
    _fields_ = [("struct_size", SIZE), ("overwrite", I32)]


class PredictOptions(Options):
    _init_ = "aift_predict_options_init"
    _fields_ = [("struct_size", SIZE), ("batch_size", I32), ("max_length", I32), ("output_hidden_states", I32),
                ("text_column", C.c_char_p), ("label_column", C.c_char_p), ("progress", P), ("user", P),
                ("on_error", C.c_int), ("reserved", I32)]


class ValidateOptions(Options):
    _init_ = "aift_validate_options_init"
    _fields_ = [("struct_size", SIZE), ("text_column", C.c_char_p), ("label_column", C.c_char_p), ("gates", C.c_char_p), ("notebook", C.c_char_p),
                ("data_path", C.c_char_p), ("model_path", C.c_char_p), ("draws", C.c_int64), ("seed", C.c_uint64), ("if_version", C.c_int64),
                ("progress", P), ("user", P), ("source", C.c_char_p)]


class TrainProgress(C.Structure):
    _fields_ = [("struct_size", SIZE), ("step", C.c_int64), ("max_steps", C.c_int64), ("epoch", F64), ("loss", F64),
                ("learning_rate", F64), ("grad_norm", F64), ("tokens_per_second", F64), ("seconds_left", F64), ("evaluation", P),
                ("eval_row", C.c_int64), ("eval_rows", C.c_int64), ("rows_per_second", F64)]


class Media(C.Structure):
    _fields_ = [("kind", C.c_int), ("height", I32), ("width", I32), ("channels", I32), ("path", C.c_char_p), ("data", P), ("size", SIZE)]


FILE, TENSOR = 0, 3


PROGRESS = C.CFUNCTYPE(C.c_int, P, C.POINTER(TrainProgress))
SEQUENTIAL = 1


class TrainOptions(Options):
    _init_ = "aift_train_options_init"
    _fields_ = [("struct_size", SIZE), ("num_train_epochs", F64), ("max_steps", C.c_int64), ("per_device_train_batch_size", I32),
                ("per_device_eval_batch_size", I32), ("gradient_accumulation_steps", I32), ("learning_rate", F64),
                ("weight_decay", F64), ("adam_beta1", F64), ("adam_beta2", F64), ("adam_epsilon", F64), ("max_grad_norm", F64),
                ("lr_scheduler_type", C.c_int), ("warmup_steps", C.c_int64), ("warmup_ratio", F64),
                ("label_smoothing_factor", F64), ("seed", C.c_uint64), ("eval_strategy", C.c_int), ("load_best_model_at_end", I32),
                ("metric_for_best_model", C.c_char_p), ("greater_is_better", I32), ("train_sampling_strategy", C.c_int),
                ("max_length", I32), ("text_column", C.c_char_p), ("label_column", C.c_char_p), ("class_weights", P),
                ("num_class_weights", SIZE), ("freeze", P), ("num_freeze", SIZE), ("progress", PROGRESS), ("user", P),
                ("memory_limit", C.c_int64), ("on_error", C.c_int), ("reserved", I32)]


_context = None


def context():
    """One context with two threads for the whole process."""
    global _context
    if _context is None:
        _context = make("aift_context_create", C.byref(ContextOptions(num_threads=2)))
    return _context


def tensor(t):
    """A numpy copy of a float32 tensor, which is given back."""
    shape = np.ctypeslib.as_array(C.cast(lib.aift_tensor_shape(t), C.POINTER(C.c_int64)), (max(1, lib.aift_tensor_rank(t)),))
    assert lib.aift_tensor_dtype(t) == 0, "the tensor is not float32"
    values = np.frombuffer(C.string_at(lib.aift_tensor_data(t), lib.aift_tensor_nbytes(t)), np.float32)
    values = values.reshape(tuple(shape[:lib.aift_tensor_rank(t)]))
    lib.aift_tensor_release(t)
    return values


def dataset(texts, labels):
    """Rows with the columns `text` and `label`."""
    values = [v for row in zip(texts, labels) for v in row]
    return make("aift_dataset_from_rows", context(), strings(["text", "label"]), SIZE(2), strings(values), SIZE(len(texts)))


def tensors(column, values, labels):
    """Rows of what the model's preprocessing gives, float32, in the column `image` or `audio`."""
    values = [np.ascontiguousarray(v, np.float32) for v in values]
    items = (Media * len(values))(*[Media(kind=TENSOR, data=v.ctypes.data, size=v.nbytes) for v in values])
    return make("aift_dataset_from_media", context(), column.encode(), items, strings(labels), SIZE(len(values)))


def select(data, rows):
    """Some rows of a data set, which is given back."""
    chosen = make("aift_dataset_select", data, (SIZE * len(rows))(*[int(r) for r in rows]), SIZE(len(rows)))
    lib.aift_dataset_release(data)
    return chosen


class Tokenizer:
    def __init__(self, path):
        self.handle = make("aift_tokenizer_load", context(), os.fsencode(path))

    def encode(self, value, options):
        """The token ids as the bytes of int32, and the offsets as the bytes of int64 pairs."""
        data, e = value.encode("utf-8"), P()
        call("aift_tokenizer_encode", self.handle, data, SIZE(len(data)), C.byref(options), C.byref(e))
        n = lib.aift_encoding_length(e)
        ids = C.string_at(lib.aift_encoding_ids(e), 4 * n)
        offsets = C.string_at(lib.aift_encoding_offsets(e), 16 * n)
        lib.aift_encoding_release(e)
        return ids, offsets


class Model:
    def __init__(self, path, **options):
        self.handle = make("aift_model_load", context(), os.fsencode(path), C.byref(ModelOptions(**options)))

    def close(self):
        lib.aift_model_release(self.handle)
        self.handle = None

    def snapshot(self):
        """A copy as it is now, also in the middle of a training."""
        copy = object.__new__(Model)
        copy.handle = make("aift_model_snapshot", self.handle)
        return copy

    def set_labels(self, labels):
        call("aift_model_set_labels", self.handle, strings(labels), SIZE(len(labels)))

    def set_labels_from(self, data):
        """Those of a data set, which is given back."""
        call("aift_model_set_labels_from", self.handle, data, None)
        lib.aift_dataset_release(data)

    def labels(self):
        return [text(lib.aift_model_label(self.handle, SIZE(i))) for i in range(lib.aift_model_num_labels(self.handle))]

    def parameters(self):
        names = [text(lib.aift_model_parameter_name(self.handle, SIZE(i))) for i in range(lib.aift_model_num_parameters(self.handle))]
        return {n: tensor(make("aift_model_parameter", self.handle, n.encode())) for n in names}

    def save(self, path):
        call("aift_model_save", self.handle, os.fsencode(path), C.byref(SaveOptions()))

    def digest(self):
        hexadecimal = C.create_string_buffer(65)
        call("aift_model_digest", self.handle, hexadecimal)
        return hexadecimal.value.decode()

    def predict(self, texts, max_length=0, hidden=False):
        """Logits [rows, labels], and the list of the rows' last hidden states if asked for."""
        options = PredictOptions(max_length=max_length, output_hidden_states=int(hidden))
        p = make("aift_model_predict", self.handle, strings(texts), None, SIZE(len(texts)), C.byref(options))
        width = 4 * lib.aift_predictions_num_labels(p)
        rows = range(lib.aift_predictions_num_rows(p))
        logits = np.stack([np.frombuffer(C.string_at(lib.aift_predictions_logits(p, SIZE(r)), width), np.float32) for r in rows])
        states, n, w = [], SIZE(), SIZE()
        for r in rows if hidden else ():
            at = lib.aift_predictions_hidden_state(p, SIZE(r), C.byref(n), C.byref(w))
            states.append(np.frombuffer(C.string_at(at, 4 * n.value * w.value), np.float32).reshape(n.value, w.value))
        lib.aift_predictions_release(p)
        return logits, states

    def embed(self, texts):
        """float32 [texts, width]."""
        return tensor(make("aift_embed", self.handle, strings(texts), None, SIZE(len(texts)), None))

    def preprocess(self, paths):
        """What the model is given for the files: float32, a row for each."""
        items = (Media * len(paths))(*[Media(kind=FILE, path=os.fsencode(p)) for p in paths])
        return tensor(make("aift_model_preprocess", self.handle, items, SIZE(len(paths))))

    def scores(self, rows):
        """Scores [rows, labels] of what preprocess() gives."""
        items = (Media * len(rows))(*[Media(kind=TENSOR, data=r.ctypes.data, size=r.nbytes) for r in rows])
        p = make("aift_model_predict_media", self.handle, items, SIZE(len(rows)), None)
        width = 4 * lib.aift_predictions_num_labels(p)
        scores = np.stack([np.frombuffer(C.string_at(lib.aift_predictions_scores(p, SIZE(r)), width), np.float32) for r in range(len(rows))])
        lib.aift_predictions_release(p)
        return scores

    def train(self, data, eval_data=None, **options):
        """Trains in one call; gives the data sets back. Returns the report."""
        report = make("aift_train", self.handle, data, eval_data, C.byref(TrainOptions(**options)))
        lib.aift_dataset_release(data)
        lib.aift_dataset_release(eval_data)
        result = json.loads(text(lib.aift_train_report_json(report)))
        lib.aift_train_report_release(report)
        return result

    def evaluate(self, data):
        """Evaluates as in training; gives `data` back. Returns the figures."""
        evaluation = make("aift_model_evaluate", self.handle, data, None)
        lib.aift_dataset_release(data)
        result = json.loads(text(lib.aift_evaluation_json(evaluation)))
        lib.aift_evaluation_release(evaluation)
        return result


class Trainer:
    """A training step by step; `options` are fields of aift_train_options. `data` instead of texts and labels is given back."""

    def __init__(self, model, texts=None, labels=None, data=None, **options):
        if data is None:
            data = dataset(texts, labels)
        self.options = TrainOptions(**options)
        self.handle = make("aift_trainer_create", model.handle, data, C.byref(self.options))
        lib.aift_dataset_release(data)

    def backward(self, rows):
        loss = F64()
        call("aift_trainer_backward", self.handle, (SIZE * len(rows))(*[int(r) for r in rows]), SIZE(len(rows)), C.byref(loss))
        return loss.value

    def step(self):
        norm = F64()
        call("aift_trainer_step", self.handle, C.byref(norm))
        return norm.value

    def gradient(self, name):
        return tensor(make("aift_trainer_gradient", self.handle, name.encode()))

    def close(self):
        """The model has the trained weights afterwards."""
        lib.aift_trainer_release(self.handle)
        self.handle = None


class Store:
    """A store in memory."""

    def __init__(self):
        self.handle = make("aift_store_create", context(), b":memory:", None)

    def answer(self, function, *arguments):
        said = make(function, self.handle, *arguments)
        told = json.loads(text(lib.aift_text_data(said)))
        lib.aift_text_release(said)
        return told

    def add(self, record):
        return self.answer("aift_store_add", b"usecase", json.dumps(record).encode("utf-8"))

    def validate(self, id, **options):
        return self.answer("aift_store_validate", id.encode(), None, None, C.byref(ValidateOptions(**options)), C.byref(I32()))
