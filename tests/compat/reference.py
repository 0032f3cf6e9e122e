# PyTorch's side of the comparisons: forward pass, gradients and training steps of a
# BertForSequenceClassification folder, without dropout and without padding effects.
import numpy as np
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer

import common

torch.set_num_threads(2)


def load(folder, double=False):
    net = AutoModelForSequenceClassification.from_pretrained(folder, attn_implementation="eager", dtype=torch.float32).eval()
    return net.double() if double else net


def encode(folder, texts, max_length):
    """Token ids of the texts, special tokens included, cut at max_length, not padded."""
    return AutoTokenizer.from_pretrained(folder)(texts, truncation=True, max_length=max_length, padding=False)["input_ids"]


def pad(ids):
    width = max(len(i) for i in ids)
    x, mask = torch.zeros(len(ids), width, dtype=torch.long), torch.zeros(len(ids), width, dtype=torch.long)
    for r, i in enumerate(ids):
        x[r, :len(i)] = torch.tensor(i)
        mask[r, :len(i)] = 1
    return dict(input_ids=x, attention_mask=mask)


def forward(net, ids):
    """Logits of each row, and the list of its last hidden states [tokens, width]. One row at a time: no padding."""
    logits, hidden = [], []
    with torch.inference_mode():
        for i in ids:
            out = net(input_ids=torch.tensor([i]), output_hidden_states=True)
            logits.append(out.logits[0].numpy())
            hidden.append(out.hidden_states[-1][0].numpy())
    return np.stack(logits), hidden


def loss_and_gradients(net, ids, y):
    """Mean cross entropy over the rows, and its gradient by each parameter."""
    net.zero_grad()
    loss = net(**pad(ids), labels=torch.tensor(y)).loss
    loss.backward()
    return loss.item(), {n: p.grad.numpy().copy() for n, p in net.named_parameters()}


def weights(net):
    return {n: p.detach().numpy().copy() for n, p in net.named_parameters()}


def train(net, ids, y, order, batch, learning_rate, weight_decay, max_grad_norm=1.0, warmup=0):
    """AdamW over order's batches. Returns the loss and the gradient's norm at each step; net is changed."""
    steps = -(-len(order) // batch)
    optimizer, schedule = common.hf_optimizer(net, learning_rate, steps, warmup, weight_decay)
    losses, norms = [], []
    for s in range(steps):
        rows = order[s * batch:(s + 1) * batch]
        loss, _ = net(**pad([ids[r] for r in rows]), labels=torch.tensor([y[r] for r in rows])).to_tuple()[:2]
        loss.backward()
        norms.append(torch.nn.utils.clip_grad_norm_(net.parameters(), max_grad_norm).item())
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        losses.append(loss.item())
    return losses, norms


def hf_trainer(net, ids, y, folder, **arguments):
    """transformers' own Trainer over the rows in their order, with a loss that counts num_items_in_batch. Returns loss,
    gradient norm and learning rate of each step; net is changed."""
    from transformers import PrinterCallback, Trainer, TrainingArguments

    def mean_over_the_step(outputs, labels, num_items_in_batch):
        return torch.nn.functional.cross_entropy(outputs["logits"], labels, reduction="sum") / num_items_in_batch

    def collate(rows):
        return dict(pad([r["input_ids"] for r in rows]), labels=torch.tensor([r["labels"] for r in rows]))

    arguments = TrainingArguments(output_dir=folder, logging_steps=1, save_strategy="no", report_to=[], use_cpu=True,
                                  disable_tqdm=True, train_sampling_strategy="sequential", **arguments)
    own = dict(compute_loss_func=mean_over_the_step) if not arguments.label_smoothing_factor else {}  # its smoother counts them
    trainer = Trainer(net, arguments, train_dataset=[dict(input_ids=i, labels=l) for i, l in zip(ids, y)], data_collator=collate, **own)
    trainer.remove_callback(PrinterCallback)
    trainer.train()
    return [[float(step[k]) for k in ("loss", "grad_norm", "learning_rate")] for step in trainer.state.log_history if "loss" in step]


def worst_change(a, b, start):
    """The tensor whose two final values differ most, as a share of its change (both as L2 norms); key biases are
    left out, because their gradient is zero but for rounding."""
    worst = (0.0, "")
    for name in a:
        if name.endswith("attention.self.key.bias"):
            continue
        change = np.linalg.norm((b[name] - start[name]).astype(np.float64))
        worst = max(worst, (np.linalg.norm((a[name] - b[name]).astype(np.float64)) / max(change, 1e-30), name))
    return worst
