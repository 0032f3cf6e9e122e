"""The tokenizer on one thread, whole mails, against Hugging Face's tokenizers."""
from harness import Worker, alternate, rate, row, setting_text, tune
from prepare import mail

CALLS = {"call": ["encode_batch", "encode_batch_fast", "encode"]}


def run(bench):
    p = bench.prepared
    rows = p.rows("mail-test", lambda: mail(p.data, "test"))

    def theirs(setting):
        return Worker([p.python, p.peer("hf_tokenize"), "--model", p.model, "--data", rows, "--call", setting["call"]], bench.log,
                      {"RAYON_NUM_THREADS": "1"})

    def measure(setting):
        worker = theirs(setting)
        try:
            return rate(worker.turn(0, 1))
        finally:
            worker.end()

    setting, tried = tune(CALLS, measure)
    workers = []
    try:
        workers.append(Worker([bench.program("aift_tokenize"), "--model", p.model, "--data", rows], bench.log))
        workers.append(theirs(setting))
        blocks = alternate(workers, bench.turns(9), 0, 1)
    finally:
        for worker in workers:
            worker.end()
    a, b = ([rate(block) / 1e6 for block in own] for own in blocks)
    yield row("tokenizer, one thread, mail", "HF tokenizers, one thread", ">= 15", "MB/s", a, b, setting=setting_text(setting),
              tried=tried)
