"""The tokenizer on one thread, whole mails, against Hugging Face's tokenizers."""
from harness import Worker, against, rate, row, setting_text, try_out, tune
from prepare import mail

CALLS = {"call": ["encode_batch", "encode_batch_fast", "encode"]}


def run(bench):
    p = bench.prepared
    rows = p.rows("mail-test", lambda: mail(p.data, "test"))

    def theirs(setting):
        return Worker([p.python, p.peer("hf_tokenize"), "--model", p.model, "--data", rows, "--call", setting["call"]], bench.log,
                      {"RAYON_NUM_THREADS": "1"})

    def ours():
        return Worker([bench.program("aift_tokenize"), "--model", p.model, "--data", rows], bench.log)

    setting, tried = tune(CALLS, try_out(theirs, (0, 1), rate))
    blocks, _ = against((ours, lambda: theirs(setting)), bench.turns(9), (0, 1))
    a, b = ([rate(block) / 1e6 for block in own] for own in blocks)
    yield row("tokenizer, one thread, mail", "HF tokenizers, one thread", ">= 15", "MB/s", a, b, setting=setting_text(setting),
              tried=tried)
