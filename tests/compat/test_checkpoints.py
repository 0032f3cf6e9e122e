# Checkpoints of torch.save read by libaift (decode.c) against torch: every byte of every tensor, in both formats. Files in
# AIFT_COMPAT_PTH (a list with colons between) are read too.
import os
import tempfile

import torch

import common
import make_pth
from test_decoders import decode

NAMES = {"F32": torch.float32, "F64": torch.float64, "F16": torch.float16, "BF16": torch.bfloat16, "I64": torch.int64, "I32": torch.int32,
         "I16": torch.int16, "I8": torch.int8, "U8": torch.uint8, "BOOL": torch.bool}


def tensors(data):
    at, out = 0, {}
    while at < len(data):
        end = data.index(b"\n", at)
        name, dtype, shape, size = data[at:end].decode().split("|")
        at = end + 1
        shape = [int(s) for s in shape.split(",") if s]
        raw = bytearray(data[at:at + int(size)])
        out[name] = torch.frombuffer(raw, dtype=NAMES[dtype]).reshape(shape) if raw else torch.empty(shape, dtype=NAMES[dtype])
        at += int(size)
    return out


def compare(checks, name, path, expected):
    ours = decode("pth", [path])[0]
    if isinstance(ours, str):
        return checks.that(False, name, ours)
    ours, expected = tensors(ours[3]), dict(make_pth.flat(expected))
    as_bytes = lambda t: t.contiguous().reshape(-1).view(torch.uint8)
    wrong = sorted(set(ours) ^ set(expected)) + [
        n for n in expected if n in ours and (ours[n].dtype != expected[n].dtype or ours[n].shape != expected[n].shape or
                                              not torch.equal(as_bytes(ours[n]), as_bytes(expected[n])))]
    checks.that(not wrong, name, "%d of %d tensors differ%s" % (len(wrong), len(expected), "".join("; " + w for w in wrong[:5])), "0")


class Evil:
    def __reduce__(self):
        return os.system, ("true",)


def main():
    checks = common.Checks()
    with tempfile.TemporaryDirectory() as folder:
        path, data = os.path.join(folder, "a.pth"), make_pth.checkpoint()
        big = {"big": torch.randn(3000, 1000), "turned": torch.randn(64, 500).t(), "channels_last": torch.randn(8, 3, 9, 9).to(
            memory_format=torch.channels_last)}
        model = torch.nn.TransformerEncoderLayer(32, 4)
        optimizer = torch.optim.AdamW(model.parameters())
        model(torch.randn(2, 3, 32)).sum().backward()
        optimizer.step()
        trained = {"model": model.state_dict(), "optimizer": optimizer.state_dict(), "epoch": 1}
        for name, value in (("every kind", data), ("large", big), ("model and optimizer", trained), ("a list", [torch.ones(2), torch.zeros(3)])):
            for zipped in (True, False):
                for protocol in (2, 4):
                    torch.save(value, path, _use_new_zipfile_serialization=zipped, pickle_protocol=protocol)
                    compare(checks, "%s, %s, protocol %d" % (name, "zip" if zipped else "older", protocol), path, value)
        for zipped in (True, False):
            torch.save({"weight": torch.ones(2), "x": Evil()}, path, _use_new_zipfile_serialization=zipped)
            said = decode("pth", [path])[0]
            checks.that(isinstance(said, str) and "names os.system, which is refused" in said, "os.system is refused", said)
        torch.save(model, path)
        said = decode("pth", [path])[0]
        checks.that(isinstance(said, str) and "names torch.nn.modules" in said, "a whole module is refused", said)
    files = [f for f in os.environ.get("AIFT_COMPAT_PTH", "").split(":") if f]
    for path in files:
        compare(checks, os.path.basename(path), path, torch.load(path, map_location="cpu", weights_only=True))
    if not files:
        checks.skip("published checkpoints", "AIFT_COMPAT_PTH names none")
    checks.done()


if __name__ == "__main__":
    main()
