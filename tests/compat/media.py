# What the tests of image and audio models share: random weights and batches, what the library computes of them
# (tests/compat/figures.c), and the comparison with PyTorch in double.
import contextlib
import copy
import os
import subprocess
import tempfile

import numpy as np
import torch
from safetensors.numpy import load_file, save_file

import common
import corners

FIGURES = os.path.join(os.environ.get("AIFT_COMPAT_BUILD", os.path.join(common.ROOT, "build", "release")), "tests", "compat_figures")


def shake(net, seed):
    """Numbers in which nothing hides: normalizations that are not the identity, statistics that are not 0 and 1."""
    draw = torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for name, p in list(net.named_parameters()) + list(net.named_buffers()):
            if name.endswith("num_batches_tracked"):
                p.fill_(3)
            elif name.endswith("running_mean") or (p.dim() == 1 and name.endswith("bias")):
                p.copy_(0.1 * torch.randn(p.shape, generator=draw))
            elif name.endswith("running_var") or p.dim() == 1:
                p.copy_(0.5 + torch.rand(p.shape, generator=draw))
            elif p.dim() == 3:  # tokens and places
                p.copy_(0.2 * torch.randn(p.shape, generator=draw))
            else:
                fan = p[0].numel()
                p.copy_(torch.randn(p.shape, generator=draw) * (1.5 / fan) ** 0.5)
    return net


# Of the values' deviation: how far from a corner numbers must be in a net of some 100,000 of them, where PyTorch's float is off
# by 8e-6 at most; and how far those may be that have another slope than in double, in a net of millions, where it is
# off by 7e-4 in channels of little variance.
CLEAR, RIGHT_AT = 1e-5, 1e-3
MOST_DRAWS = 300


def batches(shape, rows, labels, n, seed, net=None, to_torch=None):
    """`n` batches of inputs as the library has them, and labels. With a net the first one, of which gradients are compared,
    is the first drawn that brings no number near a corner (corners.py) in PyTorch's double: what we compute has no say in it."""
    rng = np.random.default_rng(seed)

    def draw():
        return rng.normal(0, 1, (rows,) + shape).astype(np.float32), rng.integers(0, labels, rows).astype(np.int32)

    out = [draw() for _ in range(n)]
    for _ in range(MOST_DRAWS if net else 0):
        if corners.distance(net, to_torch(out[0][0])) >= CLEAR:
            return out
        out[0] = draw()
    if net:
        raise RuntimeError("%d batches, and each brings a number near a corner" % MOST_DRAWS)
    return out


def mixed(data, labels):
    """The same with probabilities of the labels, as mixup gives them."""
    out = []
    for i, (x, y) in enumerate(data):
        own, before = np.eye(labels)[y], np.eye(labels)[np.roll(y, 1)]
        out.append((x, ((i + 1) / 4 * own + (3 - i) / 4 * before).astype(np.float32)))
    return out


def figures(folder, data, mode=None):
    """What the library computes: name -> array; `predict`: the logits alone; `corners`: slopes of activations too."""
    with tempfile.TemporaryDirectory() as place:
        given, made = os.path.join(place, "in"), os.path.join(place, "out")
        save_file({"%s.%d" % (what, i): pair[k] for i, pair in enumerate(data) for k, what in enumerate(("input", "labels"))}, given)
        done = subprocess.run([FIGURES, folder, given, made] + ([mode] if mode else []), stderr=subprocess.PIPE, text=True)
        if done.returncode:
            raise RuntimeError(done.stderr.strip())
        return load_file(made)


def logits_of(output):
    return output if isinstance(output, torch.Tensor) else output.logits


def reference(net, data, to_torch, dtype=torch.float64, given=None):
    """The same figures of PyTorch; `given` (corners.Given): the slopes of the first batch."""
    net = net.to(dtype).eval()
    out = {}
    with torch.no_grad():
        out["logits"] = logits_of(net(to_torch(data[0][0]).to(dtype))).numpy()
    net.train()
    for i, (x, labels) in enumerate(data):
        labels = torch.from_numpy(labels)
        with given if given and i == 0 else contextlib.nullcontext():
            logits = logits_of(net(to_torch(x).to(dtype)))
        loss = torch.nn.functional.cross_entropy(logits, labels.to(dtype) if labels.dtype == torch.float32 else labels.long())
        if i == 0:
            loss.backward()
            out["loss"] = loss.item()
            out.update(("grad." + name, p.grad.numpy().copy()) for name, p in net.named_parameters())
    out.update((name, b.numpy().copy()) for name, b in net.named_buffers())
    return out


def pictures(x):
    return torch.from_numpy(x).double().permute(0, 3, 1, 2)


def spectra(x):
    return torch.from_numpy(x).double()


def rename_gradient(name, rename):
    return "grad." + rename(name[5:]) if name.startswith("grad.") else rename(name)


def gradient_share(ours, theirs):
    """(The largest difference of a gradient as a share of what is allowed, its name)."""
    gradients = {k: v for k, v in theirs.items() if k.startswith("grad.") and k in ours}
    top = max(np.abs(g).max() for g in gradients.values())
    return max((np.abs(ours[k] - g).max() / (1e-3 * np.abs(g).max() + 1e-6 * top), k) for k, g in gradients.items())


def with_our_slopes(checks, name, net, folder, data, to_torch):
    """PyTorch's gradients with our decisions at corners, which must be its own but for numbers right at them."""
    met = figures(folder, data[:1], "corners")
    slopes = [met["corner.%d" % i] for i in range(sum(k.startswith("corner.") for k in met))]
    given = corners.Given([torch.from_numpy(s).bool().permute(0, 3, 1, 2) for s in slopes])
    theirs = reference(copy.deepcopy(net), data[:1], to_torch, given=given)
    checks.at_most(given.farthest, RIGHT_AT, "%s: %d of %d numbers have another slope than in double; the farthest from a corner" % (
        name, given.count, sum(s.size for s in slopes)))
    return theirs


def compare(checks, name, net, folder, data, to_torch, rename=lambda name: name, large=False):
    """`rename` gives the checkpoint's name of one of PyTorch's. In a `large` network some of a million numbers are
    always at corners (corners.py): its gradients must be those of PyTorch in double with our slopes."""
    gradients = with_our_slopes(checks, name, net, folder, data, to_torch) if large else None
    ours, theirs = figures(folder, data), reference(copy.deepcopy(net), data, to_torch)
    theirs = {rename_gradient(k, rename): v for k, v in theirs.items()}
    gradients = {rename_gradient(k, rename): v for k, v in gradients.items()} if large else theirs
    checks.that(set(ours) == set(theirs), name + ": names of parameters and buffers", len(theirs),
                "" if set(ours) == set(theirs) else str(sorted(set(ours) ^ set(theirs))[:6]))
    deviation = theirs["logits"].std()
    checks.at_most(np.abs(ours["logits"] - theirs["logits"]).max() / deviation, 1e-4, name + ": logits, as a share of their deviation")
    checks.at_most(abs(float(ours["loss"].reshape(-1)[0]) - theirs["loss"]) / theirs["loss"], 1e-5, name + ": relative difference of the loss")
    worst = gradient_share(ours, gradients)
    checks.at_most(worst[0], 1.0, "%s: worst gradient, as a share of 1e-3 of its largest value + 1e-6 of the model's (%s)" % (name, worst[1]))
    buffers = [k for k in theirs if k.endswith(("running_mean", "running_var")) and k in ours]
    if buffers:
        # Behind fifty normalisations floats are no nearer to double, nor are PyTorch's own: those may be met instead.
        floats = reference(copy.deepcopy(net), data, to_torch, dtype=torch.float32)
        floats = {rename_gradient(k, rename): v for k, v in floats.items()}
        own = max(np.abs(floats[k] - theirs[k]).max() for k in buffers)
        worst = max((np.abs(ours[k] - theirs[k]).max(), k) for k in buffers)
        value = float(theirs[worst[1]][np.abs(ours[worst[1]] - theirs[worst[1]]).argmax()])
        checks.at_most(worst[0], max(1e-5, own), "%s: largest difference of running statistics after %d steps (%s, of %.4g, where floats are %.1e "
                       "apart); PyTorch's in float: %.1e" % (name, len(data), worst[1], value, np.spacing(np.float32(abs(value))), own))


def save(net, folder, config):
    """A model that transformers does not know: our config.json and the parameters under their names."""
    os.makedirs(folder, exist_ok=True)
    common.write_json(os.path.join(folder, "config.json"), config)
    save_file({k: v.contiguous().numpy() for k, v in net.state_dict().items()}, os.path.join(folder, "model.safetensors"))


def image_processor(height, width, channels):
    return dict(image_processor_type="ViTImageProcessor", do_resize=True, size=dict(height=height, width=width), resample=2, do_rescale=True,
                rescale_factor=1 / 255, do_normalize=True, image_mean=[0.5] * channels, image_std=[0.5] * channels)


def saved(checks, name, folder, theirs, processor):
    """The folder through aift_model_load and aift_model_save, and the tensors that come out: `theirs`, equal in every bit."""
    import aift

    common.write_json(os.path.join(folder, "preprocessor_config.json"), processor)
    out = os.path.join(folder, "saved")
    model = aift.Model(folder)
    model.save(out)
    model.close()
    ours = load_file(os.path.join(out, "model.safetensors"))
    same = set(ours) == set(theirs) and all(np.array_equal(ours[k], theirs[k]) and ours[k].dtype == theirs[k].dtype for k in theirs)
    checks.that(same, name + ": the tensors of a saved folder", len(ours))
    return out
