# Writes the small golden files of tests/golden/, which tests/run.sh uses without any Python
# package: a tiny random BERT with its own tokenizer, and what tokenizers, PyTorch and
# transformers make of it. All numbers are calculated in double and stored as float32.
#   make_golden.py [OUT]        (tests/golden/README.md says what each file holds)
import json
import os
import shutil
import sys

import numpy as np
import torch
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertForSequenceClassification

import common

WORDS = """the a of to and in is it you for on we my your this that with not was from please hello how what card money bank pay bill
train hotel rain sun cold warm book ##ing ##ed ##s ##er ##ly ##tion un ##able re light wind snow storm flight cafe naive uber strasse
account number week trip""".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
OTHER = list("!?.,;:'\"()-$%&@#/") + list("中文αβж½ß") + ["##α", "##β", "##ж", "##ß"]
LABELS = ["travel", "bills", "Weather"]
TEXTS = [  # text, label
    ("Please pay my bill, the card number is 4021.", "bills"),
    ("Hello! How warm is it in the sun?", "Weather"),
    ("We booked a hotel and a train for the trip", "travel"),
    ("The café was naïve — not ÜBER re-payable!", "bills"),
    ("Rain, snow; storms.", "Weather"),
    ("flights", "travel"),
    ("Unlighted STRAẞE and straße (cold & windy)", "Weather"),
    ("a bank: 中文 money, 50% of $1200", "bills"),
    ("is this\tthe flight\u00a0to αβ and ж?\r\nThat is what you booked.", "travel"),
    ("What number? My account, your card, this bill, that bank, the money, a book, " * 2, "bills"),
    ("cold \U0001f600 wind \u200b and e\u0301 rain\x01ing", "Weather"),
    ("trips to the [MASK] hotel [SEP] 1/2 ½", "travel"),
]
MORE = ["", " ", "\t\n", "[CLS]", "[PAD][UNK]", "x[MASK]y", "[mask]", "[MA SK]", "[[SEP]]", "a" * 100, "a" * 101, "b" * 99 + " c",
        "e\u0301\u0327", "\u0301", "\u0130stanbul", "I\u0307", "\u01c5", "\ufb01", "\u1e9e", "\u0345", "\uac00\uac01", "\u1100\u1161", "\ufeffpay",
        "pay\u00adable", "pay\u200dable", "\u3000the\u2003card", "中a文b", "\U00020000a", "\u2e80", "\uff0cthe", "pay\ue000able", "pay\ufffdable",
        "pay\x00able", "$1.00", "^`~|<=>+", "\u2014\u2026\u00bf", "\u0e33", "\u09cb", "\u212b\u2126", "\U0001d400", "\U0001f468\u200d\U0001f469",
        "THE Card OF Ñandú", "un\u0338able", "pay\u2028able\u2029x\x85y", "\U000e0001tag", "##ing", "# #ing", "'s", "cards's"]
STEPS, BATCH = 10, 4
TRAINING = dict(steps=STEPS, batch_size=BATCH, learning_rate=2e-3, weight_decay=0.01, adam_beta1=0.9, adam_beta2=0.999, adam_epsilon=1e-8,
                max_grad_norm=1.0, warmup_steps=2, lr_scheduler_type="linear", dropout=0.0)
CLASS_WEIGHTS, SMOOTHING = [0.5, 1.0, 2.0], 0.1


def make_tokenizer():
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + list(LETTERS) + ["##" + c for c in LETTERS] + list("0123456789")
    words += ["##" + c for c in "0123456789"] + OTHER + WORDS
    words = list(dict.fromkeys(words))
    t = Tokenizer(models.WordPiece({w: i for i, w in enumerate(words)}, unk_token="[UNK]", max_input_chars_per_word=100))
    t.add_special_tokens(words[:5])
    t.normalizer = normalizers.BertNormalizer(lowercase=True)
    t.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    t.post_processor = processors.TemplateProcessing(single="[CLS] $A [SEP]", pair="[CLS] $A [SEP] $B:1 [SEP]:1",
                                                     special_tokens=[("[CLS]", 2), ("[SEP]", 3)])
    return t, words


def encoded(tokenizer, text):
    """Ids, and offsets in characters and in UTF-8 bytes."""
    e = tokenizer.encode(text)
    at = np.cumsum([0] + [len(c.encode("utf-8")) for c in text])
    return dict(text=text, ids=e.ids, char_offsets=[list(o) for o in e.offsets],
                byte_offsets=[[int(at[b]), int(at[f])] for b, f in e.offsets])


def make_net(vocab):
    config = BertConfig(vocab_size=vocab, hidden_size=32, num_hidden_layers=2, num_attention_heads=2, intermediate_size=64,
                        max_position_embeddings=64, type_vocab_size=2, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)
    names = common.label_names(LABELS)
    config.id2label, config.label2id = dict(enumerate(names)), {n: i for i, n in enumerate(names)}
    net = BertForSequenceClassification(config)
    rng = np.random.default_rng(20)
    with torch.no_grad():
        for name, p in net.named_parameters():  # spread enough that every part of the network counts
            mean = 1.0 if name.endswith("LayerNorm.weight") else 0.0
            spread = 0.6 if name == "classifier.weight" else 0.5 if "embeddings." in name and p.dim() == 2 else 0.25
            p.copy_(torch.from_numpy(rng.normal(mean, spread, tuple(p.shape)).astype(np.float32)))
    return net


def forward(net, rows):
    """Logits [rows, labels], hidden states of all tokens, pooled states; rows are never padded."""
    out = [net(input_ids=torch.tensor([r]), output_hidden_states=True) for r in rows]
    hidden = [o.hidden_states[-1][0] for o in out]
    return torch.cat([o.logits for o in out]), torch.cat(hidden), torch.stack([net.bert.pooler(h[None])[0] for h in hidden])


def gradients(net):
    return {n: p.grad.numpy().astype(np.float32) for n, p in net.named_parameters()}


def main():
    out = sys.argv[1] if len(sys.argv) > 1 else os.path.join(common.ROOT, "tests", "golden")
    folder = os.path.join(out, "tiny-bert")
    shutil.rmtree(folder, ignore_errors=True)
    os.makedirs(folder)
    tokenizer, words = make_tokenizer()
    net = make_net(len(words))
    net.save_pretrained(folder)
    with open(os.path.join(folder, "vocab.txt"), "w", encoding="utf-8") as f:
        f.write("".join(w + "\n" for w in words))
    common.write_json(os.path.join(folder, "tokenizer_config.json"), dict(
        tokenizer_class="BertTokenizer", do_lower_case=True, strip_accents=None, tokenize_chinese_chars=True, model_max_length=64,
        unk_token="[UNK]", sep_token="[SEP]", pad_token="[PAD]", cls_token="[CLS]", mask_token="[MASK]"))
    more = [encoded(tokenizer, t) for t, _ in TEXTS] + [encoded(tokenizer, t) for t in MORE]
    common.write_json(os.path.join(out, "tokens.json"), more)
    tokenizer.enable_truncation(32)
    tokenizer.save(os.path.join(folder, "tokenizer.json"))
    rows = [encoded(tokenizer, t) for t, _ in TEXTS]
    names = common.label_names(LABELS)
    for row, (_, label) in zip(rows, TEXTS):
        row.update(label=label, class_index=names.index(label))
    ids, y = [r["ids"] for r in rows], torch.tensor([r["class_index"] for r in rows])

    net = net.double().eval()
    expected = {}
    for act in ("gelu_new", "gelu"):  # the exact GELU last: it is the model's own
        net.config.hidden_act = act
        other = BertForSequenceClassification(net.config).double().eval()
        other.load_state_dict(net.state_dict())
        expected["logits_" + act] = forward(other, ids)[0].detach()
    logits, hidden, pooled = forward(net, ids)
    assert torch.equal(logits.detach(), expected.pop("logits_gelu")) and logits.std() >= 1
    offsets = np.cumsum([0] + [len(i) for i in ids]).astype(np.int32)
    mean = torch.stack([hidden[b:e].mean(0) for b, e in zip(offsets, offsets[1:])])
    expected.update(logits=logits, hidden=hidden, pooled=pooled, mean=mean)
    loss = torch.nn.functional.cross_entropy(logits, y)
    x = logits.detach().requires_grad_()
    torch.nn.functional.cross_entropy(x, y).backward()
    expected["logits_gradient"] = x.grad.clone()
    x.grad = None
    weighted = torch.nn.functional.cross_entropy(x, y, weight=torch.tensor(CLASS_WEIGHTS).double(), label_smoothing=SMOOTHING)
    weighted.backward()
    expected["logits_gradient_weighted"] = x.grad
    expected = {n: v.detach().numpy().astype(np.float32) for n, v in expected.items()}
    save_file(dict(expected, offsets=offsets), os.path.join(out, "expected.safetensors"))
    loss.backward()
    save_file(gradients(net), os.path.join(out, "gradients.safetensors"))

    order = common.row_order([len(i) for i in ids], -(-STEPS * BATCH // len(ids)), BATCH, 1)[:STEPS * BATCH].tolist()
    decayed = [n for n, p in net.named_parameters() if not n.endswith("bias") and "LayerNorm" not in n]
    optimizer, schedule = common.hf_optimizer(net, TRAINING["learning_rate"], STEPS, TRAINING["warmup_steps"], TRAINING["weight_decay"])
    steps = []
    for s in range(STEPS):
        batch = order[s * BATCH:(s + 1) * BATCH]
        optimizer.zero_grad()
        step_loss = torch.nn.functional.cross_entropy(forward(net, [ids[r] for r in batch])[0], y[batch])
        step_loss.backward()
        norm = torch.nn.utils.clip_grad_norm_(net.parameters(), TRAINING["max_grad_norm"])
        steps.append(dict(loss=step_loss.item(), gradient_norm=norm.item(), learning_rate=optimizer.param_groups[0]["lr"]))
        optimizer.step()
        schedule.step()
    assert any(s["gradient_norm"] > 1 for s in steps), "clipping was never active"
    save_file({n: p.detach().numpy().astype(np.float32) for n, p in net.named_parameters()}, os.path.join(out, "trained.safetensors"))
    common.write_json(os.path.join(out, "expected.json"), dict(
        loss=loss.item(), loss_weighted=weighted.item(), class_weights=CLASS_WEIGHTS, label_smoothing=SMOOTHING, labels=names, rows=rows,
        training=dict(TRAINING, order=order, weight_decayed=decayed, each_step=steps)))


if __name__ == "__main__":
    main()
