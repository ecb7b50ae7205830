#!/usr/bin/env python3
"""Ten times the logs: scaling.py BUILD FOLDER SIZE. Prints time and peak memory of `sluice run all` for SIZE and 10 x SIZE.

The same learners and courses in both, so that only the logs grow. Each run is a process of its own with a fresh warehouse.
"""
import json
import os
import re
import shutil
import subprocess
import sys
import time

BUILD, FOLDER, SIZE = sys.argv[1], sys.argv[2], sys.argv[3]
PATTERN = r".*tracking\.log-(?P<date>\d{8}).*\.gz"


def sample(size, name):
    out = os.path.join(FOLDER, name)
    subprocess.run([BUILD + "/sluice", "sample", "--out", out, "--size", size], check=True, capture_output=True)
    return out


def run(data, memory):
    warehouse = data + "/scaling-warehouse"
    shutil.rmtree(warehouse, ignore_errors=True)
    argv = [BUILD + "/sluice", "run", "all", "--interval", "2024-02-01..2024-03-10", "--end-date", "2024-03-10", "--weeks", "6",
            "--overwrite-n-days", "60", "--logs", data + "/tracking", "--pattern", PATTERN, "--lms", data + "/lms", "--geo",
            data + "/geo/country.tsv", "--warehouse", warehouse, "--tsv", warehouse + "/out", "--memory", memory, "-o", "json"]
    begin = time.monotonic()
    process = subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    report = json.loads(process.stdout.read())
    _, _, usage = os.wait4(process.pid, 0)
    took = time.monotonic() - begin
    shutil.rmtree(warehouse)
    return took, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, report["raw_bytes"] / 1e9, report["spilled_runs"]


def main():
    number, unit = re.fullmatch(r"(\d+)(\w+)", SIZE).groups()
    small, large = sample(SIZE, "small"), sample(f"{int(number) * 10}{unit}", "large")
    for memory in ("256MB", "1GiB"):
        one, ten = run(small, memory), run(large, memory)
        for took, cpu, peak, raw, runs in (one, ten):
            print(f"  --memory {memory:6} {raw:6.2f} GB raw  {took:7.1f} s  {cpu:7.1f} s CPU  peak {peak:6.0f} MB  {runs} spilled runs")
        logs = ten[3] / one[3]
        print(f"  {logs:.2f} times the logs: {ten[0] / one[0]:.2f} times the time, {ten[1] / one[1]:.2f} times the CPU")
    return 0


if __name__ == "__main__":
    sys.exit(main())
