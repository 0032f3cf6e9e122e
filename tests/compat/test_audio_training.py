# Trainings of BC-ResNet beside PyTorch's, from the same drawn weights and the same spectra, batch by batch: losses, running
# statistics, and what an evaluation finds after each epoch, which depends on them.
#
# With small steps the two stay together. With steps as one trains, rounding grows until they are different trainings of the same
# kind; then what is compared is when evaluation sees that the rows are learnt: epochs after the loss does, in both.
import copy
import os
import tempfile

import numpy as np
import torch
from safetensors.torch import load_file

import aift
import common
from pipeline import Pipeline
from test_audio_models import BCResNet

BATCH, SEED = 8, 5
SMALL, SHORT = 1e-5, 4  # learning rate and epochs of the training that must be alike
USUAL, LONG = 0.01, 24
LABELS = ["high", "low"]
CONFIG = {"model_type": "bc_resnet", "tau": 1, "num_mel_bins": 40, "max_length": 101, "dropout": 0}
SPECTRA = {"transforms": [{"type": "mono"}, {"type": "pad_or_trim", "length": 8000},
                          {"type": "log_mel", "sampling_rate": 8000, "n_fft": 256, "hop_length": 80, "n_mels": 40},
                          {"type": "scale_spectrum", "mean": -20.0, "std": 20.0}]}


def tones():
    """Half a second of a tone and noise, 24 times: spectra [rows, frames, bins] and their labels' numbers."""
    rng, t, out = np.random.default_rng(SEED), np.arange(4000) / 8000, []
    with Pipeline(SPECTRA) as pipeline:
        for hertz in (1500, 300):
            for i in range(12):
                sound = 0.3 * np.sin(2 * np.pi * hertz * (1 + i / 50) * t) + rng.uniform(-0.03, 0.03, t.size)
                out.append(pipeline.sound(sound.astype(np.float32)[None], 8000))
    order = rng.permutation(24)
    return np.stack(out)[order], np.repeat([0, 1], 12)[order]


class Theirs:
    """PyTorch's side."""

    def __init__(self, folder, steps, learning_rate, dtype):
        self.net = BCResNet(CONFIG["tau"], 5, len(LABELS))
        self.net.load_state_dict(load_file(os.path.join(folder, "model.safetensors")))
        self.net.to(dtype)
        self.dtype = dtype
        self.optimizer, self.schedule = common.hf_optimizer(self.net, learning_rate, steps)

    def step(self, x, y):
        self.net.train()
        loss = torch.nn.functional.cross_entropy(self.net(torch.tensor(x).to(self.dtype)), torch.tensor(y))
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.net.parameters(), 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.optimizer.zero_grad()
        return loss.item()

    def evaluate(self, x, y, anew=False):
        """Loss and accuracy; `anew`: with statistics of all rows as the weights are now, instead of the running ones."""
        net = copy.deepcopy(self.net) if anew else self.net
        for module in net.modules() if anew else ():
            if isinstance(module, torch.nn.BatchNorm2d):
                module.reset_running_stats()
                module.momentum = None
        with torch.no_grad():
            if anew:
                net.train()(torch.tensor(x).to(self.dtype))
            logits = net.eval()(torch.tensor(x).to(self.dtype))
        return torch.nn.functional.cross_entropy(logits, torch.tensor(y)).item(), np.mean(logits.argmax(1).numpy() == y)

    def statistics(self):
        return {name: b.double().numpy().copy() for name, b in self.net.named_buffers() if "running" in name}


def ours(folder, drawn, x, y, learning_rate, epochs):
    """aift_train: losses of all steps; of each epoch the evaluation's loss and accuracy, and the running statistics."""
    losses, states, model = [], [], aift.Model(drawn)

    def look(_, progress):
        p = progress.contents
        if p.evaluation or p.eval_rows:
            return 0
        losses.append(p.loss)
        if len(losses) % -(-len(y) // BATCH) == 0:
            now = os.path.join(folder, "%g-%d" % (learning_rate, len(losses)))
            kept = model.snapshot()
            kept.save(now)
            kept.close()
            states.append({name: t.double().numpy() for name, t in load_file(os.path.join(now, "model.safetensors")).items() if "running" in name})
        return 0

    data = [aift.tensors("audio", x, [LABELS[i] for i in y]) for _ in range(2)]
    report = model.train(data[0], data[1], num_train_epochs=epochs, per_device_train_batch_size=BATCH, learning_rate=learning_rate,
                         train_sampling_strategy=aift.SEQUENTIAL, load_best_model_at_end=0, progress=aift.PROGRESS(look))
    model.close()
    return losses, [(e["loss"], e["accuracy"]) for e in report["evals"]], states


def theirs(drawn, x, y, learning_rate, epochs, dtype):
    """The same of PyTorch; and the evaluations with statistics anew."""
    starts = range(0, len(y), BATCH)
    net, losses, evaluations, states = Theirs(drawn, epochs * len(starts), learning_rate, dtype), [], [], []
    anew = []
    for _ in range(epochs):
        losses += [net.step(x[i:i + BATCH], y[i:i + BATCH]) for i in starts]
        evaluations.append(net.evaluate(x, y))
        anew.append(net.evaluate(x, y, anew=True))
        states.append(net.statistics())
    return losses, evaluations, states, anew


def relative(a, b):
    return max(abs(i - j) / j for i, j in zip(a, b))


def worst(a, b):
    """The largest differences of the losses, the evaluations' losses and the statistics."""
    # of statistics as a share of each tensor's largest number
    states = max(np.abs(i[n] - j[n]).max() / max(1, np.abs(j[n]).max()) for i, j in zip(a[2], b[2]) for n in j)
    return relative(a[0], b[0]), relative([loss for loss, _ in a[1]], [loss for loss, _ in b[1]]), states


def draw(folder):
    """A saved model with drawn weights."""
    start, drawn = os.path.join(folder, "start"), os.path.join(folder, "drawn")
    os.makedirs(start)
    common.write_json(os.path.join(start, "config.json"), CONFIG)
    common.write_json(os.path.join(start, "preprocessor_config.json"), SPECTRA)
    model = aift.Model(start, from_config=1)
    model.set_labels(LABELS)
    model.save(drawn)
    model.close()
    return drawn


def step_by_step(checks, folder, drawn, x, y):
    exact, single = (theirs(drawn, x, y, SMALL, SHORT, dtype) for dtype in (torch.float64, torch.float32))
    found = worst(ours(folder, drawn, x, y, SMALL, SHORT), exact)
    for value, other, what in zip(found, worst(single, exact), ("relative difference of a step's loss",
                                                                 "relative difference of an evaluation's loss", "difference of running statistics")):
        checks.at_most(value, 1e-3, "BC-ResNet, %d steps: largest %s (PyTorch in float: %.2g)" % (SHORT * 3, what, other))


def learnt(evaluations):
    """The epochs until all rows are right, and stay so."""
    wrong = [i for i, (_, accuracy) in enumerate(evaluations) if accuracy < 1]
    return wrong[-1] + 2 if wrong else 1


def as_one_trains(checks, folder, drawn, x, y):
    found = {"ours": ours(folder, drawn, x, y, USUAL, LONG), "PyTorch in double": theirs(drawn, x, y, USUAL, LONG, torch.float64),
             "PyTorch in float": theirs(drawn, x, y, USUAL, LONG, torch.float32)}
    anew = found["PyTorch in double"][3]
    for name, (losses, evaluations) in [*((k, v[:2]) for k, v in found.items()), ("PyTorch in double, statistics anew", ([], anew))]:
        print("   %s: accuracy after each epoch %s; losses %s" % (name, " ".join("%.0f" % (100 * a) for _, a in evaluations),
                                                                   " ".join("%.2g" % x for x in losses[2::3])), flush=True)
    epochs = [learnt(evaluations) for _, evaluations, *_ in found.values()]
    checks.that(max(epochs) <= LONG and epochs[0] <= 2 * max(epochs[1:]),
                "BC-ResNet, learning rate %g: epochs until an evaluation finds all rows right; PyTorch in double and float; in double with "
                "statistics anew" % USUAL, "%d; %d, %d; %d" % (*epochs, learnt(anew)), "about as PyTorch")


def main():
    checks = common.Checks()
    torch.set_num_threads(1)  # two are slower here
    with tempfile.TemporaryDirectory() as folder:
        drawn, (x, y) = draw(folder), tones()
        step_by_step(checks, folder, drawn, x, y)
        as_one_trains(checks, folder, drawn, x, y)
    checks.done()


if __name__ == "__main__":
    main()
