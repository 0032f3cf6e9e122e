"""A model folder with a fault: exit code 1, one line that names file, field or tensor, and nothing at the output path."""
import json
import os
import struct

from cli import TINY, aift, case, change_json, change_tensors, data, end, fails, model, read_safetensors, write

QUERY = "bert.encoder.layer.1.attention.self.query.weight"


def set_tensor(name, dtype=None, shape=None, values=None):
    def change(tensors):
        old = tensors[name]
        tensors[name] = (dtype or old[0], shape or old[1], old[2] if values is None else values)
    return change


TENSORS = [
    ("tensor_missing", lambda t: t.pop(QUERY), r"%s" % QUERY),
    ("tensor_of_the_head_missing", lambda t: t.pop("classifier.bias"), r"classifier\.bias"),
    ("tensor_of_wrong_shape", set_tensor(QUERY, shape=[16, 64]), r"%s.*16.*32" % QUERY),
    ("tensor_of_wrong_rank", set_tensor(QUERY, shape=[1024]), QUERY),
    ("tensor_of_wrong_dtype", set_tensor(QUERY, dtype="I32"), r"%s.*I32" % QUERY),
    ("vocabulary_too_short", set_tensor("bert.embeddings.word_embeddings.weight", shape=[1, 32], values=b"\0" * 128),
     r"word_embeddings"),
    ("head_of_other_size", set_tensor("classifier.bias", shape=[2], values=b"\0" * 8), r"classifier\.bias"),
]


def bad_tensors(folder, change, pattern):
    path = model(folder)
    change_tensors(path, change)
    fails(folder, path, data(folder), pattern)
    aift("evaluate", "--model", path, "--data", data(folder), code=1, err=pattern)


def header(tree, body=b"", size=None):
    text = tree if isinstance(tree, bytes) else json.dumps(tree).encode()
    return struct.pack("<Q", len(text) if size is None else size) + text + body


def entry(begin, stop, dtype="F32", shape=None):
    return {"dtype": dtype, "shape": [(stop - begin) // 4] if shape is None else shape, "data_offsets": [begin, stop]}


SAFETENSORS = [
    ("empty", b""),
    ("truncated_size", b"\1\2\3"),
    ("truncated_header", header({"a": entry(0, 8)}, b"\0" * 8)[:20]),
    ("header_beyond_the_file", header({}, size=1 << 20)),
    ("oversized_header", header({}, size=1 << 60)),
    ("header_of_no_bytes", struct.pack("<Q", 0)),
    ("no_json", header(b"{not json}")),
    ("no_object", header(b"[]")),
    ("tensor_no_object", header({"a": 1})),
    ("field_missing", header({"a": {"dtype": "F32", "shape": [1]}}, b"\0" * 4)),
    ("unknown_dtype", header({"a": entry(0, 8, "F99")}, b"\0" * 8)),
    ("negative_dimension", header({"a": entry(0, 8, shape=[-2])}, b"\0" * 8)),
    ("dimensions_overflow", header({"a": entry(0, 8, shape=[1 << 40, 1 << 40])}, b"\0" * 8)),
    ("shape_and_bytes_differ", header({"a": entry(0, 8, shape=[3])}, b"\0" * 8)),
    ("overlapping", header({"a": entry(0, 8), "b": entry(4, 12)}, b"\0" * 12)),
    ("hole", header({"a": entry(0, 8), "b": entry(12, 20)}, b"\0" * 20)),
    ("out_of_range", header({"a": entry(0, 4000)}, b"\0" * 8)),
    ("backwards", header({"a": {"dtype": "F32", "shape": [2], "data_offsets": [8, 0]}}, b"\0" * 8)),
    ("bytes_behind", header({"a": entry(0, 8)}, b"\0" * 16)),
]


def bad_safetensors(folder, content):
    path = model(folder)
    write(path, "model.safetensors", content)
    fails(folder, path, data(folder), r"model\.safetensors: ")


def truncated_weights(folder):
    path = model(folder)
    file = os.path.join(path, "model.safetensors")
    os.truncate(file, os.path.getsize(file) - 100)
    fails(folder, path, data(folder), r"model\.safetensors: ")


def checkpoints(folder):
    """A checkpoint that would run a program is refused by what it names, and of two files none is chosen."""
    path = model(folder)
    os.remove(os.path.join(path, "model.safetensors"))
    begins = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}X\r\0\0\0little_endian\x88s."
    write(path, "net.pth", begins + b"\x80\x02cos\nsystem\nX\4\0\0\0true\x85R.")
    fails(folder, path, data(folder), r"net\.pth: .*os\.system, which is refused")
    write(path, "other.pth", b"")
    fails(folder, path, data(folder), r"net\.pth and other\.pth")
    write(path, "pytorch_model.bin", b"no checkpoint")
    fails(folder, path, data(folder), r"pytorch_model\.bin: ")


def setting(key, value):
    return lambda config: config.update({key: value})


CONFIG = [(key + "_missing", lambda c, key=key: c.pop(key), r"config\.json: .*%s" % key) for key in (
    "hidden_size", "num_hidden_layers", "num_attention_heads", "intermediate_size", "vocab_size", "max_position_embeddings",
    "model_type")] + [
    ("hidden_size_zero", setting("hidden_size", 0), r"config\.json: .*hidden_size"),
    ("hidden_size_negative", setting("hidden_size", -32), r"config\.json: .*hidden_size"),
    ("hidden_size_a_text", setting("hidden_size", "32"), r"config\.json: .*hidden_size"),
    ("hidden_size_a_fraction", setting("hidden_size", 32.5), r"config\.json: .*hidden_size"),
    ("hidden_size_huge", setting("hidden_size", 1 << 40), r"config\.json: .*hidden_size"),
    ("heads_do_not_divide", setting("num_attention_heads", 5), r"config\.json: .*num_attention_heads"),
    ("layers_huge", setting("num_hidden_layers", 1 << 30), r"config\.json: .*num_hidden_layers"),
    ("one_layer_more", setting("num_hidden_layers", 3), r"bert\.encoder\.layer\.2\."),
    ("dropout_above_one", setting("hidden_dropout_prob", 1.5), r"config\.json: .*hidden_dropout_prob"),
    ("dropout_negative", setting("attention_probs_dropout_prob", -0.1), r"config\.json: .*attention_probs_dropout_prob"),
    ("epsilon_negative", setting("layer_norm_eps", -1), r"config\.json: .*layer_norm_eps"),
    ("unknown_activation", setting("hidden_act", "laplace"), r'config\.json: .*hidden_act.*"laplace"'),
    ("unknown_architecture", setting("model_type", "gpt2"), r'config\.json: .*"gpt2"'),
    ("labels_no_object", setting("id2label", ["a", "b"]), r"config\.json: .*id2label"),
    ("labels_with_a_gap", setting("id2label", {"0": "a", "2": "b"}), r"config\.json: .*id2label"),
    ("label_twice", setting("id2label", {"0": "a", "1": "a", "2": "b"}), r"config\.json: .*id2label"),
]


def bad_config(folder, change, pattern):
    path = model(folder)
    change_json(os.path.join(path, "config.json"), change)
    fails(folder, path, data(folder), pattern)


TOKENIZER = [
    ("unknown_model", lambda t: t["model"].update(type="BPE"), r'tokenizer\.json: .*model.*"BPE"'),
    ("unknown_normalizer", lambda t: t["normalizer"].update(type="Replace"), r'tokenizer\.json: .*normalizer.*"Replace"'),
    ("unknown_pre_tokenizer", lambda t: t["pre_tokenizer"].update(type="Split"), r'tokenizer\.json: .*pre_tokenizer.*"Split"'),
    ("unknown_post_processor", lambda t: t["post_processor"].update(type="ByteLevel"),
     r'tokenizer\.json: .*post_processor.*"ByteLevel"'),
    ("no_vocabulary", lambda t: t["model"].pop("vocab"), r"tokenizer\.json: .*vocab"),
    ("unknown_token_missing", lambda t: t["model"]["vocab"].pop("[UNK]"), r"tokenizer\.json: .*\[UNK\]"),
    ("id_beyond_the_embedding", lambda t: t["model"]["vocab"].update({"zebra": 5000}), r"5000|5001|vocab"),
]


def bad_tokenizer(folder, change, pattern):
    path = model(folder)
    change_json(os.path.join(path, "tokenizer.json"), change)
    fails(folder, path, data(folder), pattern)


def missing_parts(folder):
    for part in ("config.json", "model.safetensors", "tokenizer.json"):
        path = model(folder, "without-" + part)
        os.remove(os.path.join(path, part))
        fails(folder, path, data(folder), r"%s" % part)
        path = model(folder, "spoiled-" + part)
        write(path, part, b"\xff\xfe{")
        fails(folder, path, data(folder), r"%s: " % part)


def weights_not_finite(folder):
    path = model(folder)
    size = len(read_safetensors(os.path.join(path, "model.safetensors"))[QUERY][2])
    change_tensors(path, set_tensor(QUERY, values=struct.pack("<f", float("nan")) * (size // 4)))
    fails(folder, path, data(folder), r"(step 1|QUERY|not finite)", "--eval-split", "0")


for row in TENSORS:
    case(row[0], bad_tensors, *row[1:])
for row in SAFETENSORS:
    case("safetensors_" + row[0], bad_safetensors, *row[1:])
for row in CONFIG:
    case("config_" + row[0], bad_config, *row[1:])
for row in TOKENIZER:
    case("tokenizer_" + row[0], bad_tokenizer, *row[1:])
for function in (truncated_weights, checkpoints, missing_parts, weights_not_finite):
    case(function.__name__, function)
end()
