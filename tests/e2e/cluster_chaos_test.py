#!/usr/bin/env python3
"""A provision that is throttled, refused, cut off or killed at call N, for every N: after a rerun there is exactly one
cluster, and the world equals that of an undisturbed run. Arguments: the program, the source folder.

Every call is hit by those faults after which something may have been done (500, reply dropped after the effect, killed
after it); the others (throttle, 503, dropped before, killed before, body cut, delay) take turns, each on every sixth call. The one
call that creates something is hit by all of them. SLUICE_CHAOS=all hits every call with every fault. A provision also survives the loss of its own records.
"""
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import PROGRAM, Lab, check, cluster_file, ensure_lab, make_world, new_folder, run_parts  # noqa: E402

ensure_lab()

ALWAYS = [{"kind": "error500"}, {"kind": "drop_after"}, {"kind": "kill_pid", "when": "after"}]
IN_TURN = [{"kind": "throttle"}, {"kind": "error503"}, {"kind": "drop_before"}, {"kind": "cut_body"}, {"kind": "delay_ms", "ms": 50},
           {"kind": "kill_pid", "when": "before"}]


class Runner:
    """A lab, and what a provision in it leads to."""

    def __init__(self):
        self.lab = Lab()

    def fresh(self):
        self.lab.faults()
        self.lab.reset()
        self.path = cluster_file(new_folder(), make_world(self.lab))

    def start_stopped(self):
        """The program before its first instruction, so that its process id is known to the fault."""
        command = [PROGRAM, "cluster", "provision", "-f", str(self.path), "--poll", "0.01", "--no-users", "-o", "json"]
        process = subprocess.Popen(["sh", "-c", 'kill -STOP $$; exec "$@"', "sh", *command], env=self.lab.environment(),
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        os.waitpid(process.pid, os.WUNTRACED)
        return process

    def run(self, fault=None):
        process = self.start_stopped()
        if fault:
            self.lab.faults({**fault, "pid": process.pid} if fault["kind"] == "kill_pid" else fault)
        os.kill(process.pid, signal.SIGCONT)
        out, err = process.communicate(timeout=300)
        self.lab.faults()
        return process.returncode, out, err

    def world(self):
        # Looking moves instances that are starting on by one state.
        before, text = None, ""
        while text != before:
            before, text = text, json.dumps(self.lab.world(), sort_keys=True)
        # The run's name is random; the digest holds the id of the subnet, which is another one in every world.
        return re.sub(r'("Key": "sluice:(?:run|spec)", "Value": )"[0-9a-f]+"', r'\1"…"', text)

    def clusters(self):
        found = self.lab.client("emr").get_paginator("list_clusters").paginate().search("Clusters[]")
        return [cluster for cluster in found if cluster["Name"] == "ETL"]


def difference(wanted, have, path=""):
    """The first place where two worlds differ."""
    if isinstance(wanted, dict) and isinstance(have, dict) and wanted.keys() == have.keys():
        return next((found for key in wanted if (found := difference(wanted[key], have[key], f"{path}.{key}"))), None)
    if isinstance(wanted, list) and isinstance(have, list) and len(wanted) == len(have):
        return next((found for i, pair in enumerate(zip(wanted, have)) if (found := difference(*pair, f"{path}[{i}]"))), None)
    return None if wanted == have else f"{path}: wanted {json.dumps(wanted)[:300]}, have {json.dumps(have)[:300]}"


def undisturbed(runner):
    runner.fresh()
    runner.lab.forget_calls()
    code, out, err = runner.run()
    check(code == 0, out, err)
    return len(runner.lab.calls()["calls"]), runner.world()


def cases(calls):
    for fault in ALWAYS + IN_TURN:
        yield {"match": {"operation": "RunJobFlow", "nth": 1}, **fault}
    for number in range(1, calls + 1):
        turn = IN_TURN if os.environ.get("SLUICE_CHAOS") == "all" else [IN_TURN[number % len(IN_TURN)]]
        for fault in ALWAYS + turn:
            yield {"match": {"call": number}, **fault}


def one_case(runner, fault, wanted):
    runner.fresh()
    code, out, err = runner.run(fault)
    again, out2, err2 = runner.run()
    story = f"{fault}: first {code}\n{out}\n{err}\nagain {again}\n{out2}\n{err2}"
    check(again == 0, story)
    clusters, doubles = runner.clusters(), runner.lab.ask("GET", "/duplicates")
    check(len(clusters) == 1, len(clusters), "clusters after", story)
    check(doubles == [], doubles, "after", story)
    have = runner.world()
    check(have == wanted, difference(json.loads(wanted), json.loads(have)), "after", story)


def every_call_and_every_fault():
    runners = [Runner(), Runner()]
    calls, wanted = undisturbed(runners[0])
    todo, problems, lock = list(cases(calls)), [], threading.Lock()
    total = len(todo)

    def work(runner):
        while not problems:
            with lock:
                if not todo:
                    return
                fault = todo.pop(0)
            try:
                one_case(runner, fault, wanted)
            except Exception as problem:  # noqa: BLE001
                problems.append(problem)

    threads = [threading.Thread(target=work, args=(runner,)) for runner in runners]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if problems:
        raise problems[0]
    print(f"  {calls} calls of a provision, {total} faults", flush=True)


def records_are_lost_too():
    """Killed when EMR had launched it; then the rerun has no folder with what was intended."""
    runner = Runner()
    runner.fresh()
    runner.run({"match": {"operation": "RunJobFlow"}, "kind": "kill_pid", "when": "after", "times": 1})
    shutil.rmtree(runner.path.parent / ".sluice")
    code, out, err = runner.run()
    check(code == 0 and len(runner.clusters()) == 1 and not json.loads(out)["changed"], code, out, err)


run_parts("cluster_chaos", records_are_lost_too, every_call_and_every_fault)
