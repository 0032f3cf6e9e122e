# Audio models against PyTorch, in double: logits, gradients and running statistics, two small configurations of each.
import os
import tempfile

import torch
import transformers
from safetensors.numpy import load_file
from torch import nn

import common
import media

ROWS, LABELS, STEPS = 6, 5, 3


def rename(name):
    """transformers 5 renames the parameters when it loads them, and back when it saves."""
    for new, old in ((".layers.", ".encoder.layer."), (".attention.q_proj.", ".attention.attention.query."),
                     (".attention.k_proj.", ".attention.attention.key."), (".attention.v_proj.", ".attention.attention.value."),
                     (".attention.o_proj.", ".attention.output.dense."), (".mlp.fc1.", ".intermediate.dense."), (".mlp.fc2.", ".output.dense.")):
        name = name.replace(new, old)
    return name


def ast(checks):
    config = dict(num_labels=LABELS, hidden_size=32, num_hidden_layers=2, num_attention_heads=4, intermediate_size=48)
    for name, frames, bins, seed, more in (("AST", 64, 32, 1, {}),
                                           ("AST, small patches", 45, 21, 2, dict(patch_size=6, frequency_stride=5, time_stride=4, qkv_bias=False))):
        net = transformers.ASTForAudioClassification(transformers.ASTConfig(max_length=frames, num_mel_bins=bins, **config, **more))
        with tempfile.TemporaryDirectory() as folder:
            media.shake(net, seed).save_pretrained(folder)
            before = {k: v.clone() for k, v in net.state_dict().items()}
            media.compare(checks, name, net, folder, media.batches((frames, bins), ROWS, LABELS, STEPS, seed), media.spectra, rename)
            processor = dict(feature_extractor_type="ASTFeatureExtractor", num_mel_bins=bins, max_length=frames, sampling_rate=16000,
                             feature_size=1, do_normalize=True, mean=-4.2677393, std=4.5689974, padding_value=0.0, return_attention_mask=False)
            out = media.saved(checks, name, folder, load_file(os.path.join(folder, "model.safetensors")), processor)
            again = type(net).from_pretrained(out).state_dict()
            checks.that(set(again) == set(before) and all(torch.equal(again[k], before[k]) for k in before), name + ": transformers loads it", len(again))


# ---- BC-ResNet, written here from its paper: no package has it ----

class SubBands(nn.Module):
    """Normalizes each of `bands` parts of the frequencies by itself."""

    def __init__(self, channels, bands):
        super().__init__()
        self.bands, self.ssnorm = bands, nn.BatchNorm2d(channels * bands)

    def forward(self, x):
        n, c, f, t = x.shape
        return self.ssnorm(x.reshape(n, c * self.bands, f // self.bands, t)).reshape(n, c, f, t)


class Steps(nn.Module):
    def __init__(self, *steps):
        super().__init__()
        self.block = nn.Sequential(*steps)

    def forward(self, x):
        return self.block(x)


class Block(nn.Module):
    def __init__(self, before, after, stride, dilation, bands):
        super().__init__()
        self.same = before == after
        change = [] if self.same else [Steps(nn.Conv2d(before, after, 1, bias=False), nn.BatchNorm2d(after), nn.ReLU())]
        self.f2 = nn.Sequential(*change, Steps(
            nn.Conv2d(after, after, (3, 1), (stride, 1), (1, 0), groups=after, bias=False), SubBands(after, bands)))
        self.f1 = nn.Sequential(Steps(
            nn.Conv2d(after, after, (1, 3), 1, (0, dilation), (1, dilation), groups=after, bias=False), nn.BatchNorm2d(after), nn.SiLU()),
            nn.Conv2d(after, after, 1, bias=False))

    def forward(self, x):
        y = self.f2(x)
        y = y + self.f1(y.mean(2, keepdim=True))
        return torch.relu(y + x if self.same else y)


class BCResNet(nn.Module):
    def __init__(self, tau, bands, labels=LABELS):
        super().__init__()
        base = int(8 * tau)
        sizes = [base * 2, base, int(base * 1.5), base * 2, int(base * 2.5), base * 4]
        self.cnn_head = nn.Sequential(nn.Conv2d(1, sizes[0], 5, (2, 1), 2, bias=False), nn.BatchNorm2d(sizes[0]), nn.ReLU())
        self.BCBlocks = nn.ModuleList()
        for stage, (n, stride) in enumerate(((2, 1), (2, 2), (4, 2), (4, 1))):
            self.BCBlocks.append(nn.ModuleList(
                Block(sizes[stage + (i > 0)], sizes[stage + 1], stride if i == 0 else 1, 2 ** stage, bands) for i in range(n)))
        self.classifier = nn.Sequential(
            nn.Conv2d(sizes[4], sizes[4], 5, padding=(0, 2), groups=sizes[4], bias=False), nn.Conv2d(sizes[4], sizes[5], 1, bias=False),
            nn.BatchNorm2d(sizes[5]), nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Conv2d(sizes[5], labels, 1))

    def forward(self, x):
        x = self.cnn_head(x.transpose(1, 2).unsqueeze(1))
        for stage in self.BCBlocks:
            for block in stage:
                x = block(x)
        return self.classifier(x).flatten(1)


def bc_resnet(checks):
    for tau, frames, bins, bands, seed in ((1, 31, 40, 5, 3), (1.5, 20, 64, 4, 4)):
        net = media.shake(BCResNet(tau, bands), seed)
        config = dict(model_type="bc_resnet", tau=tau, num_mel_bins=bins, max_length=frames, sub_bands=bands, dropout=0)
        with tempfile.TemporaryDirectory() as folder:
            media.save(net, folder, config)
            media.compare(checks, "BC-ResNet-%g" % tau, net, folder, media.batches((frames, bins), ROWS, LABELS, STEPS, seed), media.spectra, large=True)


def main():
    checks = common.Checks()
    ast(checks)
    bc_resnet(checks)
    checks.done()


if __name__ == "__main__":
    main()
