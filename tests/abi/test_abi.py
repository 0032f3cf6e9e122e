#!/usr/bin/env python3
"""The comparison of ABIs finds what breaks a program, and lets pass what does not: changes tried on a copy of the headers."""
import os
import re
import shutil
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import abi

NEW_FUNCTION = "AIFT_API int32_t aift_dataset_is_new(const aift_dataset *dataset);\n\nAIFT_END_DECLS"
LAST_SAVED = r"(overwrite AIFT_FLAG;.*?)(int32_t reserved;)"
LAST_FIGURE = r"(int64_t proposed_peak_bytes;)"

# (what, header, what is replaced, by what); of the first list each breaks programs, of the second none does.
BREAKS = [
    ("a function is removed", "dataset.h", r"AIFT_API size_t aift_dataset_num_columns\(.*?;", ""),
    ("a function is renamed", "tensor.h", r"\baift_tensor_nbytes\(const", "aift_tensor_num_bytes(const"),
    ("a parameter is added", "tensor.h", r"\baift_tensor_rank\(const aift_tensor \*tensor", r"\g<0>, int32_t more"),
    ("a parameter is narrowed", "dataset.h", r"uint64_t seed, const char \*stratify_column", "uint32_t seed, const char *stratify_column"),
    ("a result is narrowed", "dataset.h", r"AIFT_API int64_t aift_reader_line", "AIFT_API int32_t aift_reader_line"),
    ("a field is narrowed", "model.h", r"uint64_t seed;", "uint32_t seed;"),
    ("a float field is narrowed", "train.h", r"double learning_rate; ( *)/\*\*< >= 0", r"float learning_rate; \1/**< >= 0"),
    ("two fields change places", "tokenizer.h", r"int32_t max_length;(.*?)aift_offset_unit offset_unit;",
     r"aift_offset_unit offset_unit;\1int32_t max_length;"),
    ("fields change places, and one is added", "tokenizer.h", r"int32_t max_length;(.*?)aift_offset_unit offset_unit;(.*?)int32_t reserved;",
     r"aift_offset_unit offset_unit;\1int32_t max_length;\2int32_t reserved; int64_t added;"),
    ("a field is added in the middle", "model.h", LAST_SAVED, r"\1 int64_t added; \2"),
    ("a field is narrowed, and one is added", "model.h", r"uint64_t seed;(.*?)int32_t reserved;", r"uint32_t seed;\1int32_t reserved; int64_t added;"),
    ("a field is removed", "plan.h", LAST_FIGURE, ""),
    ("a struct without a size grows", "media.h", r"size_t size; ", "size_t size; int64_t added; "),
    ("an enumerator changes its number", "dataset.h", r"AIFT_DATA_JSONL = 2", "AIFT_DATA_JSONL = 3"),
    ("an enumerator is removed", "tensor.h", r",\s*AIFT_DTYPE_U64 = 12", ""),
    ("a status changes its number", "status.h", r"X\(E_STATE, 13,", "X(E_STATE, 15,"),
    ("a callback gets a parameter", "predict.h", r"int64_t done, int64_t total\)", "int64_t done, int64_t total, int64_t more)"),
    ("the soname changes", "version.h", r"AIFT_ABI_VERSION 0", "AIFT_ABI_VERSION 1"),
]
FITS = [
    ("nothing is changed", "aift.h", r"everything", "everything there is"),
    ("a function is added", "dataset.h", r"AIFT_END_DECLS", NEW_FUNCTION),
    ("an options struct grows at its end", "model.h", LAST_SAVED, r"\1\2 int64_t added; void *more;"),
    ("figures grow at their end", "plan.h", LAST_FIGURE, r"\1 double added;"),
    ("a source grows at its end", "io.h", r"(void \*user AIFT_NULLABLE;)( +/\*\*< first argument of read)", r"\1 int64_t added;\2"),
    ("an enum that is returned gets one more", "tensor.h", r"AIFT_DTYPE_U64 = 12", "AIFT_DTYPE_U64 = 12, AIFT_DTYPE_F8 = 13"),
    ("an enum gets one more", "dataset.h", r"AIFT_DATA_JSONL = 2", "AIFT_DATA_JSONL = 2, AIFT_DATA_PARQUET = 3"),
    ("a function is deprecated", "tensor.h", r"(aift_tensor_nbytes\(const aift_tensor \*tensor\));", r'\1 AIFT_DEPRECATED("0.2", "another");'),
]


def attempt(case):
    """What the comparison says of the headers with a change, or None if there is nothing to change."""
    what, header, old, new = case
    with tempfile.TemporaryDirectory() as work:
        include = os.path.join(work, "include")
        shutil.copytree(os.path.join(abi.ROOT, "include"), include)
        path = os.path.join(include, "aift", header)
        before = abi.read(path)
        after = re.sub(old, new, before, count=1, flags=re.S)
        if after == before:
            return None
        with open(path, "w", encoding="utf-8") as file:
            file.write(after)
        abi.dump(include, os.path.join(work, "new.abi"))
        return abi.compare(BASE, os.path.join(work, "new.abi"))


try:
    with tempfile.TemporaryDirectory() as folder:
        BASE = os.path.join(folder, "base.abi")
        abi.dump(os.path.join(abi.ROOT, "include"), BASE)
        with ThreadPoolExecutor(max_workers=2) as pool:
            said = list(pool.map(attempt, BREAKS + FITS))
except abi.Missing as missing:
    print(f"skipped: {missing} is not there")
    sys.exit(77)
faults = 0
for number, ((what, header, *_), found) in enumerate(zip(BREAKS + FITS, said)):
    breaks = number < len(BREAKS)
    if found is None:
        print(f"FAULT: {what}: {header} has nothing like that")
    elif bool(found) != breaks:
        print(f"FAULT: {what}: the comparison {'finds nothing' if breaks else 'finds ' + found}")
    else:
        print(f"ok: {what}: {'found' if breaks else 'let pass'}")
        continue
    faults += 1
print(f"{len(said)} changes tried, {faults} faults")
sys.exit(1 if faults else 0)
