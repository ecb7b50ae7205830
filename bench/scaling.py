#!/usr/bin/env python3
"""Ten times the logs: how the time grows, and how much memory is used at most.

  scaling.py PROGRAM SIZE [FOLDER]       e.g. scaling.py build/sluice 1GB; the samples are made in FOLDER and stay there

Two pairs of samples, SIZE and ten times SIZE of raw JSON each: ten times the days, and ten times the learners (whose logs
compress less, so that there is more than ten times as much to inflate). All three jobs, two threads, best of three.
"""
import json
import pathlib
import re
import sys
import tempfile

import measure

END = "2024-03-04"  # behind the last day of every sample
DAYS = 28
UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9}


def bytes_of(text):
    number, unit = re.fullmatch(r"(\d+)([KMG]B)", text).groups()
    return int(number) * UNITS[unit]


def make(program, folder, size, days, learners=None):
    start = measure.datetime.date.fromisoformat(END) - measure.datetime.timedelta(days=days)
    if not (folder / "tracking").exists():
        measure.run([program, "sample", "--out", folder, "--days", days, "--start", start, "--size", size,
                     *(["--learners", learners] if learners else [])])
    return folder


def learners_of(sample):
    return sum(1 for p in (sample / "lms" / "auth_user").iterdir() for _ in p.open("rb"))


def measured(program, sample, days, memory, rounds):
    out = sample / "scaling-out"
    command = measure.run_jobs(program, sample, out, ["all"], END, days, "--threads", 2, "--memory", memory, "-o", "json")
    result = measure.best(rounds, command, measure.cleared(out))
    measure.cleared(out)()
    return result, json.loads(result.stdout)


def compare(program, title, small, small_days, large, large_days):
    gz = measure.gz_bytes(large) / measure.gz_bytes(small)
    print(f"{title}: {gz:.1f} times the gzip bytes")
    print(f"  {'--memory':>9} {'raw JSON':>10} {'clock':>9} {'CPU':>9} {'peak':>8} {'spilled':>8}   times the clock, the CPU")
    good = True
    for memory, limit in (("1GiB", 1024), ("256MiB", 256)):
        before = None
        for sample, days, rounds in ((small, small_days, 3), (large, large_days, 1)):
            result, report = measured(program, sample, days, memory, rounds)
            ratio = f"{result.wall / before.wall:8.2f} {result.cpu / before.cpu:8.2f}" if before else ""
            print(f"  {memory:>9} {report['raw_bytes'] / 1e9:7.2f} GB {result.wall:7.2f} s {result.cpu:7.2f} s"
                  f" {result.peak_mb:5.0f} MB {report['spilled_runs']:8}   {ratio}", flush=True)
            good &= result.peak_mb < limit + 300
            before = result
    print(f"  peak memory {'stays' if good else 'DOES NOT STAY'} under --memory plus 300 MB")
    return good


def main():
    program, size = sys.argv[1], sys.argv[2]
    large_size = bytes_of(size) * 10
    with tempfile.TemporaryDirectory(prefix="sluice-bench.") as temporary:
        folder = pathlib.Path(sys.argv[3] if len(sys.argv) > 3 else temporary)
        small = make(program, folder / "small", size, DAYS)
        long = make(program, folder / "long", large_size, DAYS * 10, learners_of(small))
        good = compare(program, "ten times the days", small, DAYS, long, DAYS * 10)
        crowd = make(program, folder / "crowd", large_size, DAYS)
        good &= compare(program, "ten times the learners", small, DAYS, crowd, DAYS)
    sys.exit(0 if good else 1)


main()
