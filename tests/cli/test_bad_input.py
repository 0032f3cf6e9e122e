"""Bad input: exit code 1, one line that names the place, no half-written model, and sanitizers that say nothing."""
import gzip
import json
import os
import struct

from cli import (ROWS, TINY, aift, case, change_json, change_tensors, check, data, end, file_size_limit, json_lines, leftovers, model,
                 read_safetensors, safetensors_bytes, skip, train_arguments, trained, without_head, write)


def fails(folder, model_path, data_path, pattern, *more):
    """Training fails so, and leaves nothing at the output path."""
    out = os.path.join(folder, "out")
    aift(*train_arguments(model_path, data_path, out, *more), code=1, err=pattern)
    check(not leftovers(out), "left at the output path: %s" % leftovers(out))


# ---- data files: name of the file, its bytes, pattern of the message ----

GOOD = json_lines(ROWS * 4)
CSV = "text,label\n" + "".join('"%s",%s\n' % row for row in ROWS * 4)
ZIPPED = gzip.compress(GOOD.encode(), mtime=0)

DATA = [
    ("csv_too_many_fields", "a.csv", CSV + "one,two,three\n", r"a\.csv: line 14: .*3.*2"),
    ("csv_too_few_fields", "a.csv", CSV + "one\n" + CSV, r"a\.csv: line 14: .*1.*2"),
    ("csv_unclosed_quote", "a.csv", CSV + '"begun,bills\nand so on\n', r"a\.csv: line 14: .*quote"),
    ("csv_text_behind_a_quote", "a.csv", CSV + '"the"sun,bills\n', r"a\.csv: line 14: .*quote"),
    ("csv_line_after_a_long_row", "a.csv", 'text,label\n"one\ntwo\nthree",bills\nonly\n', r"a\.csv: line 5: "),
    ("csv_column_twice", "a.csv", "text,text\na,b\n", r'a\.csv: .*"text"'),
    ("csv_nul", "a.csv", CSV + "a\0b,bills\n", r"a\.csv: line 14: .*NUL"),
    ("csv_invalid_utf8", "a.csv", CSV.encode() + b"caf\xe9,bills\n", r"a\.csv: line 14: .*UTF-8"),
    ("csv_header_only", "a.csv", "text,label\n", r"a\.csv: .*no row"),
    ("empty_file", "a.csv", "", r"a\.csv: "),
    ("empty_json_lines", "a.jsonl", "", r"a\.jsonl: .*no row"),
    ("json_line_cut", "a.jsonl", GOOD + '{"text": "the sun", "lab\n', r"a\.jsonl: line 13"),
    ("json_line_no_object", "a.jsonl", GOOD + '["the sun", "Weather"]\n', r"a\.jsonl: line 13: .*object"),
    ("json_text_a_number", "a.jsonl", GOOD + '{"text": 7, "label": "bills"}\n', r'a\.jsonl: line 13: .*"text".*number'),
    ("json_text_an_object", "a.jsonl", GOOD + '{"text": {}, "label": "bills"}\n', r'a\.jsonl: line 13: .*"text".*object'),
    ("json_key_twice", "a.jsonl", GOOD + '{"text": "a", "text": "b", "label": "bills"}\n', r"a\.jsonl: line 13"),
    ("json_nul_byte", "a.jsonl", GOOD + '{"text": "a\0b", "label": "bills"}\n', r"a\.jsonl: line 13: .*NUL"),
    ("json_invalid_utf8", "a.jsonl", GOOD.encode() + b'{"text": "caf\xe9", "label": "bills"}\n', r"a\.jsonl: line 13: .*UTF-8"),
    ("json_lone_surrogate", "a.jsonl", GOOD + '{"text": "\\ud800", "label": "bills"}\n', r"a\.jsonl: line 13"),
    ("json_text_missing", "a.jsonl", GOOD + '{"label": "bills"}\n', r"a\.jsonl: line 13"),
    ("json_text_null", "a.jsonl", GOOD + '{"text": null, "label": "bills"}\n', r"a\.jsonl: line 13"),
    ("label_missing", "a.jsonl", GOOD + '{"text": "the sun"}\n', r'a\.jsonl: line 13: .*"label"'),
    ("label_empty", "a.csv", CSV + "the sun,\n", r'a\.csv: line 14: .*"label"'),
    ("deep_json", "a.jsonl", GOOD + "[" * 100000 + "\n", r"a\.jsonl: line 13"),
    ("gzip_truncated", "a.jsonl.gz", ZIPPED[:-12], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_header_only", "a.jsonl.gz", ZIPPED[:6], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_corrupt", "a.jsonl.gz", ZIPPED[:40] + b"\xff\xff\xff\xff" + ZIPPED[44:], r"a\.jsonl\.gz: .*gzip"),
    ("gzip_checksum", "a.jsonl.gz", ZIPPED[:-8] + b"\0\0\0\0" + ZIPPED[-4:], r"a\.jsonl\.gz: .*gzip"),
    ("unknown_ending", "a.txt", GOOD, r"a\.txt: .*(\.csv|\.jsonl)"),
    ("no_text_column", "a.csv", "subject,label\na,bills\nb,travel\nc,bills\nd,travel\n", r'a\.csv: .*no column "text".*"subject", "label"'),
    ("no_label_column", "a.csv", "text,kind\na,bills\nb,travel\nc,bills\nd,travel\n", r'a\.csv: .*no column "label".*"text", "kind"'),
]


def bad_data(folder, name, content, pattern):
    path = write(folder, name, content)
    fails(folder, TINY, path, pattern, "--eval-split", "0")
    if name == "a.txt" or "label" in pattern.split(":")[-1]:
        return
    # Prediction reads row by row, and evaluation names the same place.
    aift("predict", "--model", TINY, "--data", path, code=1 if "row" not in pattern else 0)
    aift("evaluate", "--model", TINY, "--data", path, code=1, err=pattern)


def missing_files(folder):
    rows = data(folder)
    nothing = os.path.join(folder, "none.jsonl")
    fails(folder, TINY, nothing, r"none\.jsonl: .*No such file")
    fails(folder, TINY, rows, r"none\.jsonl: .*No such file", "--eval-data", nothing)
    fails(folder, TINY, folder, r"%s: .*(directory|folder)" % folder)
    fails(folder, os.path.join(folder, "nowhere"), rows, r"nowhere")
    fails(folder, rows, rows, r"rows\.jsonl")
    aift("predict", "--model", TINY, "--data", nothing, code=1, err=r"none\.jsonl: .*No such file")
    aift("tokenize", "--model", nothing, code=1, err=r"none\.jsonl")


def unreadable_files(folder):
    rows, spoiled = data(folder), model(folder)
    os.chmod(rows, 0)
    fails(folder, TINY, rows, r"rows\.jsonl: .*Permission denied")
    os.chmod(rows, 0o600)
    os.chmod(os.path.join(spoiled, "model.safetensors"), 0)
    fails(folder, spoiled, rows, r"model\.safetensors: .*Permission denied")


def replaced_utf8(folder):
    rows = write(folder, "a.jsonl", GOOD.encode() + b'{"text": "caf\xe9", "label": "bills"}\n')
    out = os.path.join(folder, "out")
    aift(*train_arguments(TINY, rows, out, "--invalid-utf8", "replace"))
    aift("evaluate", "--model", TINY, "--data", rows, "--invalid-utf8", "replace")
    lines = aift("predict", "--model", TINY, "--data", rows, "--invalid-utf8", "replace").out.splitlines()
    got, want = json.loads(lines[-1]), json.loads(aift("predict", "--model", TINY, "--text", "caf\ufffd").out)
    check(abs(got["score"] - want["score"]) < 1e-5 and got["label"] == want["label"], "U+FFFD in its place")


def empty_text(folder):
    """It is its special tokens."""
    rows = write(folder, "a.jsonl", GOOD + '{"text": "", "label": "bills"}\n{"text": "  ", "label": "bills"}\n')
    aift(*train_arguments(TINY, rows, os.path.join(folder, "out"), "--eval-split", "0"))
    aift("predict", "--model", TINY, "--text", "", out=r'^\{"label":')
    check(len(aift("predict", "--model", TINY, "--data", rows).out.splitlines()) == 14, "a line for each row")


def one_class_only(folder):
    rows = write(folder, "a.jsonl", json_lines([ROWS[1]] * 8))
    fails(folder, without_head(folder), rows, r'"bills".*two', "--eval-split", "0")
    fails(folder, without_head(folder, "again"), rows, r'"bills"')


def strange_label(folder):
    rows = write(folder, "a.jsonl", GOOD + '{"text": "the sun", "label": "weather"}\n')
    aift("evaluate", "--model", TINY, "--data", rows, code=1, err=r'a\.jsonl: line 13: .*"weather".*Weather, bills, travel')
    fails(folder, TINY, data(folder), r'a\.jsonl: line 13: .*"weather"', "--eval-data", rows)
    fails(folder, without_head(folder), data(folder), r'a\.jsonl: line 13: .*"weather"', "--eval-data", rows)


def strange_predict_column(folder):
    rows = write(folder, "a.csv", "subject,body\na,b\n")
    aift("predict", "--model", TINY, "--data", rows, code=1, err=r'a\.csv: line 2: .*"text".*subject, body')
    out = os.path.join(folder, "out.jsonl")
    aift("predict", "--model", TINY, "--data", rows, "--output", out, code=1)
    check(not leftovers(out), "left: %s" % leftovers(out))


def rows_before_a_fault(folder):
    """A fault in row 300: what is before it was predicted, but the file is not published."""
    rows, out = write(folder, "a.jsonl", GOOD * 30 + "{\n"), os.path.join(folder, "out.jsonl")
    aift("predict", "--model", TINY, "--data", rows, "--output", out, code=1, err=r"a\.jsonl: line 361")
    check(not leftovers(out), "left: %s" % leftovers(out))


# ---- the model folder ----

def first(tensors):
    return "bert.embeddings.word_embeddings.weight" if "bert.embeddings.word_embeddings.weight" in tensors else next(iter(tensors))


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
    ("unknown_activation", setting("hidden_act", "swish"), r'config\.json: .*hidden_act.*"swish"'),
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
    ("unknown_post_processor", lambda t: t["post_processor"].update(type="ByteLevel"), r'tokenizer\.json: .*post_processor.*"ByteLevel"'),
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


# ---- options that the library judges by the model, the use case ----

def library_ranges(folder):
    rows = data(folder)
    for length in ("1", "2", "65"):
        fails(folder, TINY, rows, r"max_length", "--max-length", length)
    fails(folder, TINY, rows, r"nothing to train", "--freeze", "*")
    fails(folder, TINY, rows, r'"bleu".*accuracy', "--metric-for-best-model", "bleu")


USECASES = [
    ("missing_file", None, r"case\.json: .*No such file"),
    ("no_json", "{", r"case\.json: line 1"),
    ("no_title", "{}", r"case\.json: title is missing"),
    ("direction", '{"title":"x","kpis":[{"name":"k","metric":"n","direction":"up"}]}',
     r'case\.json: kpis\[0\]\.direction is "up": expected "higher" or "lower"'),
    ("unknown_metric", '{"title":"x","kpis":[{"name":"k","metric":"f1","direction":"lower"}]}',
     r'case\.json: kpis\[0\]\.metric: .*"f1"; it has n, accuracy, loss, .*LABEL one of Weather, bills, travel'),
]


def bad_usecase(folder, content, pattern):
    path = os.path.join(folder, "case.json")
    if content is not None:
        write(folder, "case.json", content)
    fails(folder, TINY, data(folder), pattern, "--usecase", path)


# ---- the output ----

def existing_output(folder):
    out = trained(folder)
    before = {n: open(os.path.join(out, n), "rb").read() for n in os.listdir(out)}
    aift(*train_arguments(TINY, data(folder), out), code=1, err=r"trained: .*--overwrite")
    check({n: open(os.path.join(out, n), "rb").read() for n in os.listdir(out)} == before, "the old model was changed")


def output_no_model(folder):
    mine = os.path.join(folder, "mine")
    os.mkdir(mine)
    write(mine, "notes.txt", "important")
    aift(*train_arguments(TINY, data(folder), mine), code=1, err=r"mine: ")
    aift(*train_arguments(TINY, data(folder), mine, "--overwrite"), code=1, err=r"mine: .*not a model")
    check(os.listdir(mine) == ["notes.txt"], "the folder was changed")
    aift(*train_arguments(TINY, data(folder), os.path.join(mine, "notes.txt"), "--overwrite"), code=1, err=r"notes\.txt: .*not a model")
    check(open(os.path.join(mine, "notes.txt")).read() == "important", "the file was changed")


def output_cannot_be_made(folder):
    rows = data(folder)
    for out, pattern in ((os.path.join(folder, "no", "such"), r"no/such: .*No such file"), (os.path.join(rows, "out"), r"Not a directory|no folder"),
                         ("/proc/out", r"/proc")):
        aift(*train_arguments(TINY, rows, out), code=1, err=pattern)
    aift("predict", "--model", TINY, "--text", "x", "--output", os.path.join(folder, "no", "out.jsonl"), code=1, err=r"out\.jsonl: No such file")
    aift("predict", "--model", TINY, "--text", "x", "--output", folder, code=1, err=r"is a folder")


def output_not_writable(folder):
    locked = os.path.join(folder, "locked")
    os.mkdir(locked, 0o500)
    aift(*train_arguments(TINY, data(folder), os.path.join(locked, "out")), code=1, err=r"locked.*Permission denied")


def full_while_saving(folder):
    rows, limit = data(folder), file_size_limit(20000)
    fresh, old = os.path.join(folder, "fresh"), trained(folder)
    before = open(os.path.join(old, "model.safetensors"), "rb").read()
    aift(*train_arguments(TINY, rows, fresh), code=1, err=r"model\.safetensors.*File too large", before=limit)
    check(not leftovers(fresh), "left: %s" % leftovers(fresh))
    aift(*train_arguments(TINY, rows, old, "--overwrite"), code=1, err=r"File too large", before=limit)
    check(leftovers(old) == ["trained"] and open(os.path.join(old, "model.safetensors"), "rb").read() == before, "the old model was changed")
    many, out = data(folder, 200, "many.jsonl"), os.path.join(folder, "out.jsonl")
    aift("predict", "--model", TINY, "--data", many, "--output", out, code=1, err=r"out\.jsonl: File too large", before=limit)
    check(not leftovers(out), "left: %s" % leftovers(out))


def full_standard_output(folder):
    for arguments in (["version"], ["help", "train"], ["predict", "--model", TINY, "--text", "x"],
                      ["evaluate", "--model", TINY, "--data", data(folder), "--json"]):
        with open("/dev/full", "wb") as full:
            aift(*arguments, code=1, err=r"standard output: No space left", stdout=full)


def failure_as_json(folder):
    got = aift(*train_arguments(TINY, os.path.join(folder, "none.csv"), os.path.join(folder, "out"), "--json"), code=1)
    error = json.loads(got.out)["error"]
    check(error["code"] == "AIFT_E_IO" and "none.csv" in error["message"] and got.lines()[-1].endswith(error["message"]), got.out)


for row in DATA:
    case("data_" + row[0], bad_data, *row[1:])
for row in TENSORS:
    case(row[0], bad_tensors, *row[1:])
for row in SAFETENSORS:
    case("safetensors_" + row[0], bad_safetensors, *row[1:])
for row in CONFIG:
    case("config_" + row[0], bad_config, *row[1:])
for row in TOKENIZER:
    case("tokenizer_" + row[0], bad_tokenizer, *row[1:])
for row in USECASES:
    case("usecase_" + row[0], bad_usecase, *row[1:])
for function in (missing_files, replaced_utf8, empty_text, one_class_only, strange_label, strange_predict_column, rows_before_a_fault,
                 truncated_weights, missing_parts, weights_not_finite, library_ranges, existing_output, output_no_model,
                 output_cannot_be_made, full_while_saving, full_standard_output, failure_as_json):
    case(function.__name__, function)
for function in (unreadable_files, output_not_writable):
    if os.geteuid() == 0:
        skip(function.__name__, "root may read and write everything")
    else:
        case(function.__name__, function)
end()
