"""Fine-tunes with transformers' BERT and PyTorch, batch after batch of a file; a worker whose unit is a real token.

The loop is the bare one: no Trainer, rows tokenized before. Dropout as in the config, AdamW, clipping at 1, float32.
"""
import argparse
import itertools

import torch
from transformers import BertForSequenceClassification, get_linear_schedule_with_warmup

import worker

parser = argparse.ArgumentParser()
parser.add_argument("--model", required=True)
parser.add_argument("--data", required=True)
parser.add_argument("--batch", type=int, default=32)
parser.add_argument("--max-length", type=int, default=256)
parser.add_argument("--threads", type=int, default=0)
parser.add_argument("--attention", default="sdpa")
parser.add_argument("--optimizer", default="foreach")
parser.add_argument("--compile", default="no")
args = parser.parse_args()
if args.threads:
    torch.set_num_threads(args.threads)
torch.manual_seed(42)

texts, labels = worker.rows(args.data)
ids = worker.token_ids(args.model, texts, args.max_length)
y = worker.label_numbers(args.model, labels)
net = BertForSequenceClassification.from_pretrained(args.model, attn_implementation=args.attention, dtype=torch.float32).train()
forward = torch.compile(net, dynamic=True) if args.compile == "yes" else net
decayed = [p for n, p in net.named_parameters() if not (n.endswith("bias") or "LayerNorm" in n)]
plain = [p for n, p in net.named_parameters() if n.endswith("bias") or "LayerNorm" in n]
optimizer = torch.optim.AdamW([dict(params=decayed), dict(params=plain)], lr=5e-5, weight_decay=0.0,
                              foreach=args.optimizer == "foreach" or None, fused=args.optimizer == "fused" or None)
schedule = get_linear_schedule_with_warmup(optimizer, 0, 1000000)
batches = itertools.cycle(range(0, len(ids), args.batch))


def collate(first):
    """A batch padded to its longest row."""
    chosen = ids[first:first + args.batch]
    width = max(map(len, chosen))
    x = torch.tensor([i + [0] * (width - len(i)) for i in chosen])
    mask = torch.tensor([[1] * len(i) + [0] * (width - len(i)) for i in chosen])
    return dict(input_ids=x, attention_mask=mask, labels=torch.tensor(y[first:first + args.batch])), sum(map(len, chosen))


def step():
    batch, tokens = collate(next(batches))
    forward(**batch).loss.backward()
    torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
    optimizer.step()
    schedule.step()
    optimizer.zero_grad()
    return tokens


step()
worker.serve(step)
