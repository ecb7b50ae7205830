#!/usr/bin/env python3
"""kill -9 at any moment of `sluice apply` and `sluice destroy`, run again: the same world, nothing doubled, nothing left.

First at every journal line and sub-step (SLUICE_TEST_EXIT_AFTER=N), then at random moments (SLUICE_KILL_ROUNDS, 50)."""
import os
import pathlib
import random
import signal
import sys
import time

PROGRAM = os.path.abspath(sys.argv[1])
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from local_lab import Lab, need, processes  # noqa: E402

ROUNDS = int(os.environ.get("SLUICE_KILL_ROUNDS", "50"))
SEED = int(os.environ.get("SLUICE_KILL_SEED", str(int(time.time()))))
MORE_EFFECTS_THAN_THERE_ARE = 200


def check(condition, *why):
    if not condition:
        raise AssertionError(" ".join(map(str, why)))


def same(have, want, where):
    for rung in want:
        check(have[rung] == want[rung], f"{where}: {rung} differs:\n{have[rung]}\ninstead of\n{want[rung]}")


def finish_apply(lab, want, where):
    """The run after the kill, and one more that must find nothing to do."""
    lab.run("apply")
    same(lab.world(), want, where)
    check(lab.json("apply")["changed"] == 0, where, "a further apply changed something")
    check(not any("data.part" in " ".join(words) for words in processes(str(lab.folder)).values()), where, "an installer is left")


def finish_destroy(lab, where):
    lab.run("destroy", "--yes", "--delete-data")
    check(list(lab.folder.iterdir()) == [lab.file], where, "left over:", list(lab.folder.rglob("*")))
    check(not processes(str(lab.folder)), where, "processes left:", processes(str(lab.folder)))


def every_effect(lab, want, verb, *more):
    """Die after effect 1, 2, … until a run comes through; gives how many there were."""
    for n in range(1, MORE_EFFECTS_THAN_THERE_ARE):
        if verb == "destroy":
            lab.run("apply")
        done = lab.run(verb, *more, code=None, env={"SLUICE_TEST_EXIT_AFTER": str(n)})
        if done.returncode == 0:
            return n - 1
        check(done.returncode == -signal.SIGKILL, f"{verb} at effect {n}: exit {done.returncode}", done.stderr)
        if verb == "apply":
            finish_apply(lab, want, f"apply killed after effect {n}")
        finish_destroy(lab, f"{verb} killed after effect {n}")
    raise AssertionError("it never came through")


def random_moments(lab, want, rounds, verb, seconds, *more):
    """Gives how many kills really hit a running program."""
    hits = 0
    for n in range(rounds):
        moment = random.uniform(0, seconds)
        where = f"{verb} killed at {moment:.3f} s (round {n}, SLUICE_KILL_SEED={SEED})"
        if verb == "destroy":
            lab.run("apply")
        hits += lab.kill_after(moment, verb, *more)
        if verb == "apply":
            finish_apply(lab, want, where)
        finish_destroy(lab, where)
    return hits


def timed(lab, verb, *more):
    begin = time.time()
    lab.run(verb, *more)
    return time.time() - begin


def main():
    need("mariadbd", "mariadb-install-db", "mariadb")
    random.seed(SEED)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # a disk's flushes are not what is tested
    lab = Lab(PROGRAM, parent=memory)
    try:
        up = timed(lab, "apply")
        want = lab.world()
        down = timed(lab, "destroy", "--yes", "--delete-data")
        print(f"undisturbed: apply {up:.2f} s, destroy {down:.2f} s", flush=True)
        print("apply: survived a kill after each of", every_effect(lab, want, "apply"), "effects", flush=True)
        finish_destroy(lab, "between")
        print("destroy: survived a kill after each of", every_effect(lab, want, "destroy", "--yes", "--delete-data"),
              "effects", flush=True)
        hits = random_moments(lab, want, ROUNDS, "apply", up)
        print(f"apply: {hits} of {ROUNDS} random kills hit it at work; all converged", flush=True)
        hits = random_moments(lab, want, max(1, ROUNDS // 4), "destroy", down, "--yes", "--delete-data")
        print(f"destroy: {hits} of {max(1, ROUNDS // 4)} random kills hit it at work; all converged", flush=True)
    finally:
        lab.close()


if __name__ == "__main__":
    main()
