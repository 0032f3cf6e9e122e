#!/usr/bin/env python3
"""The example programs do the same in C and in another language: programs.py PROJECT LIBRARY C-FOLDER python|CARGO [TARGET]

They train on a CSV file, look at a photograph, and train on a folder of recordings, with small models that are made here.
"""
import json
import math
import os
import struct
import subprocess
import sys
import tempfile
import wave

project, library, c_folder = map(os.path.abspath, sys.argv[1:4])
golden = os.path.join(project, "tests", "golden")
environment = {**os.environ, "AIFT_LIBRARY": library, "PYTHONPATH": os.path.join(project, "bindings", "python"),
               "PYTHONDONTWRITEBYTECODE": "1", "LD_LIBRARY_PATH": os.path.dirname(library)}
os.environ["AIFT_LIBRARY"] = library
sys.dont_write_bytecode = True
sys.path.insert(0, environment["PYTHONPATH"])
import aift  # noqa: E402


def commands():
    """How to run an example, in C and in the other language."""
    c = {name: [os.path.join(c_folder, name)] for name in ("classify", "photograph", "recordings")}
    if sys.argv[4] == "python":
        return c, {name: [sys.executable, os.path.join(project, "examples", "python", name + ".py")] for name in c}
    cargo, target = sys.argv[4:6]
    subprocess.run([cargo, "build", "--quiet", "--offline", "--locked", "--examples", "--manifest-path",
                    os.path.join(project, "bindings", "rust", "Cargo.toml"), "--target-dir", target], check=True)
    return c, {name: [os.path.join(target, "debug", "examples", name)] for name in c}


def run(command, *arguments):
    return subprocess.run([*command, *arguments], capture_output=True, text=True, env=environment)


def make_data(folder):
    """Mails, a picture's model, recordings and their model."""
    with open(os.path.join(folder, "notes.csv"), "w", encoding="utf-8") as file:
        file.write("text,label\n" + "rain and wind,Weather\n\"pay, please\",bills\nthe train is late,travel\n" * 6)
    network = {"model_type": "cnn", "num_channels": 3, "image_size": 8, "hidden_sizes": [4], "depths": 1, "id2label": {"0": "cat", "1": "dog"}}
    pixels = {"transforms": [{"type": "resize", "size": 8}, {"type": "center_crop", "crop_size": 8},
                             {"type": "normalize", "image_mean": [0.5], "image_std": [0.5]}]}
    tones = {"model_type": "bc_resnet", "tau": 1, "num_mel_bins": 40, "max_length": 11, "id2label": {"0": "high", "1": "low"}}
    spectra = {"transforms": [{"type": "mono"}, {"type": "pad_or_trim", "length": 800},
                              {"type": "log_mel", "sampling_rate": 8000, "n_fft": 256, "hop_length": 80, "n_mels": 40}]}
    for name, config, prepared in (("pictures", network, pixels), ("sounds", tones, spectra)):
        files = {"config.json": json.dumps(config).encode(), "preprocessor_config.json": json.dumps(prepared).encode()}
        aift.Model.load(files, from_config=True).save(os.path.join(folder, name))
    for label, tone in (("low", 200), ("high", 2000)):
        os.makedirs(os.path.join(folder, "tones", label))
        for i in range(10):
            with wave.open(os.path.join(folder, "tones", label, f"{i}.wav"), "wb") as file:
                file.setparams((1, 2, 8000, 0, "NONE", ""))
                file.writeframes(b"".join(struct.pack("<h", int(20000 * math.sin(2 * math.pi * (tone + 10 * i) * t / 8000))) for t in range(800)))
    with open(os.path.join(folder, "tones", "low", "damaged.wav"), "wb") as file:
        file.write(b"RIFF")


def same(left, right):
    """Equal, whatever was timed; numbers of a training with other threads may differ in the last digits."""
    if isinstance(left, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left if "second" not in key and "rss" not in key)
    if isinstance(left, list):
        return len(left) == len(right) and all(map(same, left, right))
    return math.isclose(left, right, rel_tol=1e-4) if isinstance(left, float) else left == right


def check(name, languages, *arguments):
    """The example says the same in both languages. Returns it."""
    said = []
    for language, all_commands in enumerate(languages):
        given = [argument.replace("OUTPUT", f"output-{language}") for argument in arguments]
        done = run(all_commands[name], *given)
        if done.returncode or done.stderr:
            sys.exit(f"{all_commands[name]} returned {done.returncode}: {done.stderr}")
        said.append(json.loads(done.stdout))
        for wrong, code in (((), 2), (("no such folder", *given[1:]), 1)):
            done = run(all_commands[name], *wrong)
            if done.returncode != code or not done.stderr or (wrong and wrong[0] not in done.stderr):
                sys.exit(f"{all_commands[name]} {wrong} returned {done.returncode}: {done.stderr}")
    if not same(*said):
        sys.exit(f"{name}: {said[0]}\nand {said[1]}")
    print(f"ok: {name}")
    return said[0]


with tempfile.TemporaryDirectory() as folder:
    make_data(folder)
    languages = commands()
    told = check("classify", languages, os.path.join(golden, "tiny-bert"), os.path.join(folder, "notes.csv"), "will it rain")
    assert set(told["scores"]) == {"Weather", "bills", "travel"}, told
    told = check("photograph", languages, os.path.join(folder, "pictures"), os.path.join(golden, "media", "progressive.jpg"))
    assert set(told["scores"]) == {"cat", "dog"}, told
    told = check("recordings", languages, os.path.join(folder, "sounds"), os.path.join(folder, "tones"), os.path.join(folder, "OUTPUT"))
    assert told["epochs"] == 3 and told["skipped"]["count"] == 1 and "damaged.wav" in told["skipped"]["messages"][0], told
    digests = [aift.Model.load(os.path.join(folder, f"output-{i}")).digest() for i in range(2)]
    print(f"digests {digests}")
