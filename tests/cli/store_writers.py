"""Processes that write to one store at a time, and are killed: writers(FOLDER, PROCESSES, CHANGES)."""
import json
import os
import random
import signal
import subprocess
import threading
import time

from cli import AIFT, aift, check


def writer(store, number, changes, seed, told, killed):
    """Changes a record again and again by the command; some commands are killed while they run."""
    draw = random.Random(seed)
    for i in range(changes):
        process = subprocess.Popen([AIFT, "usecase", "set", f"UC-{number}", f"people={i + 1}", f"problem=word {i} of {number}",
                                    "--store", store, "--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        if draw.random() < 0.1:
            time.sleep(draw.uniform(0, 0.03))
            process.kill()
        out, err = process.communicate(timeout=100)
        if process.returncode == 0:
            told[number] = json.loads(out)["version"]
        elif process.returncode == -signal.SIGKILL:
            killed.append(number)
        else:
            told["error"] = err.decode()
            return


def writers(folder, processes, changes):
    store = os.path.join(folder, "aift.db")
    aift("store", "init", "--store", store)
    for i in range(processes):
        aift("usecase", "new", "--title", f"case {i}", "--store", store)
    told, killed = {}, []
    threads = [threading.Thread(target=writer, args=(store, 1 + i, changes // processes, i, told, killed)) for i in range(processes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    check("error" not in told, told.get("error"))
    answer = json.loads(aift("store", "verify", "--store", store, "--json").out)
    check(answer["ok"], answer)
    rows = processes
    for number in range(1, processes + 1):
        version = json.loads(aift("usecase", "get", f"UC-{number}", "--store", store, "--json").out)["version"]
        check(version >= told[number], f"UC-{number} has version {version}, and {told[number]} was acknowledged")
        rows += version - 1
    check(answer["rows"] == rows, f"{answer['rows']} rows of the log, {rows} versions")
    return f"{rows - processes} changes by {processes} processes, {len(killed)} killed"
