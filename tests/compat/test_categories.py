# Which task a problem is about: 60 problem texts that were written before any result, 5 a task, against what aift_categorize
# proposes with MiniLM. It has no goal but not to become worse.
import collections
import json
import os

import aift
import common

PROBLEMS = os.path.join(common.ROOT, "tests", "compat", "problems.jsonl")
TOP = 12


def proposals(model, text):
    """The tasks, the likeliest first."""
    made = aift.make("aift_categorize", model.handle, text.encode("utf-8"), aift.I32(TOP))
    answer = json.loads(aift.text(aift.lib.aift_text_data(made)))
    aift.lib.aift_text_release(made)
    return [p["task"] for p in answer["proposals"]]


def main():
    checks, model = common.Checks(), aift.Model(common.model_folder())
    with open(PROBLEMS, encoding="utf-8") as f:
        problems = [json.loads(line) for line in f]
    ranks, missed = [], collections.Counter()
    for problem in problems:
        tasks = proposals(model, problem["text"])
        ranks.append(tasks.index(problem["task"]))
        if ranks[-1]:
            missed[problem["task"] + " taken for " + tasks[0]] += 1
    checks.that(len(problems) == 60 and len(set(p["task"] for p in problems)) == TOP, "problems", "60 of 12 tasks")
    for name, n, least in (("first", 1, 0.8), ("among the first three", 3, 0.95)):
        share = sum(rank < n for rank in ranks) / len(ranks)
        checks.that(share >= least, "the right task is %s" % name, "%.1f %%" % (100 * share), ">= %.1f %%" % (100 * least))
    for pair, count in missed.most_common():
        print("   %d %s" % (count, pair))
    checks.done()


if __name__ == "__main__":
    main()
