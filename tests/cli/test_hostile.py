"""Hostile model folders and data through the command: each is refused by predict, evaluate, tokenize and train with exit code 1
and one line that names the file, in bounded time and memory, and nothing is run or written."""
import os
import resource
import struct
import time

from cli import AIFT, TINY, aift, case, change_tensors, check, data, end, fails, model, read, train_arguments, write

MILLION = 1000000
SANITIZED = b"__asan" in read(AIFT) or b"__tsan" in read(AIFT)
MOST_SECONDS, MOST_BYTES = 60 if SANITIZED else 15, 2 << 30
BEGINS = b"\x80\x02\x8a\nl\xfc\x9cF\xf9 j\xa8P\x19.\x80\x02M\xe9\x03.\x80\x02}X\r\0\0\0little_endian\x88s."


def bounded():
    if not SANITIZED:  # a sanitizer maps terabytes
        resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def header(text, body=b"", size=None):
    return struct.pack("<Q", len(text) if size is None else size) + text + body


def tensor(name, shape, offsets):
    return b'"%s":{"dtype":"F32","shape":%s,"data_offsets":%s}' % (name, shape, offsets)


def pickled(text):
    return BEGINS + b"\x80\x02" + text


def storage(elements=b"K\4"):
    return b"(X\7\0\0\0storagectorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpu" + elements + b"NtQ"


def laid_out(layout, of=None):
    """A checkpoint of one tensor over a storage of four floats."""
    made = b"ctorch._utils\n_rebuild_tensor_v2\n(" + (of or storage()) + layout + b"\x89ccollections\nOrderedDict\n)RtR"
    return pickled(b"}X\1\0\0\0w" + made + b"s.\x80\x02]X\1\0\0\0000a." + struct.pack("<q4f", 4, 1, 2, 3, 4))


DEEP, LONG = b'{"a":' + b"[" * MILLION, b'{"a":[0' + b",0" * (5 * MILLION) + b"]}"
LAST = b"\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f"

# name of the file in the model folder, its bytes, pattern of the message
FILES = [
    ("header_of_2_63", "model.safetensors", header(b"{}", size=1 << 63), r"model\.safetensors: the header's length is 9223372036854775808"),
    ("overlapping", "model.safetensors", header(b"{" + tensor(b"a", b"[2]", b"[0,8]") + b"," + tensor(b"b", b"[2]", b"[4,12]") + b"}", b"\0" * 12),
     r'tensor "b": its bytes from 4 on overlap those of "a"'),
    ("dimensions_of_10_9", "model.safetensors", header(b"{" + tensor(b"a", b"[1000000000,1000000000,1000000000]", b"[0,4]") + b"}", b"\0" * 4),
     r'tensor "a": the product of its shape overflows'),
    ("many_dimensions", "model.safetensors", header(b"{" + tensor(b"a", b"[1" + b",1" * (MILLION - 1) + b"]", b"[0,4]") + b"}", b"\0" * 4),
     r"it has 1000000 dimensions; 8 are the most"),
    ("deep_header", "model.safetensors", header(DEEP), r"model\.safetensors: .*nested too deep"),
    ("long_header", "model.safetensors", header(LONG), r"model\.safetensors: .*more values than the maximum"),
    ("key_twice", "model.safetensors", header(b"{" + tensor(b"a", b"[1]", b"[0,4]") + b"," + tensor(b"a", b"[1]", b"[4,8]") + b"}", b"\0" * 8),
     r"duplicate key"),
    ("name_with_control", "model.safetensors", header(b'{"\\u001b[31m\\r":1}'), r'tensor " \[31m ": it is a number'),
    ("deep_config", "config.json", DEEP, r"config\.json: .*nested too deep"),
    ("long_config", "config.json", LONG, r"config\.json: .*more values than the maximum"),
    ("config_twice", "config.json", b'{"model_type":"bert","model_type":"bert"}', r"config\.json: .*duplicate key"),
    ("deep_tokenizer", "tokenizer.json", DEEP, r"tokenizer\.json: .*nested too deep"),
    ("tokenizer_twice", "tokenizer.json", b'{"model":{},"model":{}}', r"tokenizer\.json: .*duplicate key"),
    ("runs_system", "net.pth", pickled(b"cos\nsystem\nX\x0e\0\0\0touch MARK-FILE\x85R."), r"net\.pth: .*os\.system, which is refused"),
    ("runs_eval", "net.pth", pickled(b"cbuiltins\neval\nX\1\0\0\0001\x85R."), r"net\.pth: .*builtins\.eval, which is refused"),
    ("runs_reduce_ex", "net.pth", b"\x80\x04\x95\x14\0\0\0\0\0\0\0\x8c\5posix\x94\x8c\6system\x94\x93.", r"net\.pth: .*os\.system"),
    ("stride_beyond", "net.pth", laid_out(b"K\0K\2\x85" + LAST + b"\x85"), r'net\.pth: tensor "w": its elements are out of the range'),
    ("stride_of_zero", "net.pth", laid_out(b"K\0J\xff\xff\xff\x7f\x85K\0\x85"), r"net\.pth: .*the copies would have more bytes than the file"),
    ("sizes_beyond", "net.pth", laid_out(b"K\0" + LAST + LAST + b"\x86K\0K\0\x86"), r"net\.pth: .*out of the range"),
    ("begins_beyond", "net.pth", laid_out(LAST + b"K\1\x85K\1\x85"), r"net\.pth: .*out of the range"),
    ("storage_beyond", "net.pth", laid_out(b"K\0K\1\x85K\1\x85", storage(LAST)), r"net\.pth: .*more than the file can hold"),
    ("storage_missing", "net.pth", laid_out(b"K\0K\1\x85K\1\x85", storage(b"K\5")), r"net\.pth: .*elements"),
    ("deep_pickle", "net.pth", pickled(b"]" * MILLION + b"a" * (MILLION - 1) + b".\x80\x02]."), r"net\.pth: .*32 deep"),
]


def timed(*arguments, **more):
    begin = time.monotonic()
    aift(*arguments, before=bounded, **more)
    check(time.monotonic() - begin < MOST_SECONDS, "it took too long")


def hostile_file(folder, name, content, pattern):
    path, here = model(folder), os.path.join(folder, "here")
    if name.endswith(".pth"):
        os.remove(os.path.join(path, "model.safetensors"))
    write(path, name, content)
    os.mkdir(here)
    timed("predict", "--model", path, "--text", "x", code=1, err=pattern, folder=here)
    timed("evaluate", "--model", path, "--data", data(folder), code=1, err=pattern, folder=here)
    if name == "tokenizer.json":
        timed("tokenize", "--model", path, code=1, err=pattern, folder=here, stdin=b"x\n")
    fails(folder, path, data(folder), pattern)
    check(not os.listdir(here), "made: %s" % os.listdir(here))


def planted_output(folder):
    """A link that somebody put at the output's place, and in the place where it is made, costs no file beside it."""
    victim = os.path.join(folder, "victim")
    os.mkdir(victim)
    write(victim, "thesis.tex", "mine")
    os.symlink(victim, os.path.join(folder, "out"))
    for number in range(100, 110):
        os.symlink(os.path.join(victim, "thesis.tex"), os.path.join(folder, ".rows.aift-%d-0" % number))
    for more in ((), ("--overwrite",)):
        aift(*train_arguments(TINY, data(folder), os.path.join(folder, "out"), *more), code=1, err=r"out: ")
    aift("predict", "--model", TINY, "--text", "x", "--output", os.path.join(folder, "rows"))
    check(os.listdir(victim) == ["thesis.tex"] and read(victim, "thesis.tex") == b"mine", "the victim was changed")


def paths_in_names(folder):
    """A tensor that is called ../../evil is a tensor."""
    path = model(folder)
    change_tensors(path, lambda t: t.update({"../../evil": ("F32", [1], b"\0" * 4), "/evil": ("F32", [1], b"\0" * 4)}))
    before = sorted(os.listdir(folder))
    timed("predict", "--model", path, "--text", "x")
    check(sorted(os.listdir(folder)) == before and not os.path.exists("/evil"), "written: %s" % os.listdir(folder))


for row in FILES:
    case(row[0], hostile_file, *row[1:])
for function in (planted_output, paths_in_names):
    case(function.__name__, function)
end()
