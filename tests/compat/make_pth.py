# Writes tests/golden/pth: one set of tensors in both formats of torch.save, and as safetensors.
#   python make_pth.py
import os
from collections import OrderedDict

import torch
from safetensors.torch import save_file

import common

FOLDER = os.path.join(common.ROOT, "tests", "golden", "pth")


def checkpoint():
    g = torch.Generator().manual_seed(1)
    table = torch.randn(4, 6, generator=g)
    state = torch.nn.Sequential(torch.nn.Conv2d(2, 3, 2), torch.nn.BatchNorm2d(3)).state_dict()  # an OrderedDict with _metadata
    for name in list(state):
        state[name] = torch.randn(state[name].shape, generator=g) if state[name].is_floating_point() else state[name] + 7
    kinds = {str(t)[6:]: (table * 10).to(t) for t in (torch.float64, torch.float16, torch.bfloat16, torch.int64, torch.int32, torch.int16, torch.int8)}
    kinds["uint8"], kinds["bool"] = (table * 10).abs().to(torch.uint8), table > 0
    return {
        "epoch": 3, "loss": 0.25, "note": "text", "best": None, "flag": True, "big": -(1 << 40), "sizes": (1, 2), "empty": {},
        "state_dict": state,
        "kinds": OrderedDict(kinds),
        "views": [table, table.t(), table[1:3, 2:5], table[2], table[0, 0], table[:, :0]],
        "parameter": torch.nn.Parameter(table.clone()),
        "state": {0: {"step": torch.tensor(5.0)}, 1: (table.clone(),)},
    }


def flat(value, name=""):
    if isinstance(value, torch.Tensor):
        yield name, value.detach().contiguous().clone()
    elif isinstance(value, (dict, list, tuple)):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from flat(item, "%s.%s" % (name, key) if name else str(key))


def main():
    os.makedirs(FOLDER, exist_ok=True)
    torch.manual_seed(0)
    data = checkpoint()
    torch.save(data, os.path.join(FOLDER, "zip.pth"))
    torch.save(data, os.path.join(FOLDER, "older.pth"), _use_new_zipfile_serialization=False)
    save_file(dict(flat(data)), os.path.join(FOLDER, "expected.safetensors"))


if __name__ == "__main__":
    main()
