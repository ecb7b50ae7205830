"""Runs of programs, measured: seconds by the clock, seconds of the processors, peak memory; and the sample's run command."""
import datetime
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

PATTERN = r".*tracking\.log-(?P<date>\d{8}).*\.gz"


class Measured:
    def __init__(self, wall, cpu, peak_mb, stdout):
        self.wall, self.cpu, self.peak_mb, self.stdout = wall, cpu, peak_mb, stdout


def run(command, env=None):
    """One run of `command`; its failure ends the benchmark with what it said."""
    with tempfile.TemporaryFile("w+") as errors:
        begin = time.monotonic()
        process = subprocess.Popen([str(part) for part in command], stdout=subprocess.PIPE, stderr=errors, text=True,
                                   env={**os.environ, **(env or {})})
        stdout = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)  # its own figures, not those of all children
        seconds = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.exit(f"{' '.join(map(str, command))} failed ({process.returncode}):\n{stdout}{errors.read()}")
    return Measured(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, stdout)


def best(rounds, command, before=lambda: None, env=None):
    """The least of each figure over some runs: what other work on the machine adds is never less than nothing."""
    runs = []
    for _ in range(rounds):
        before()
        runs.append(run(command, env))
    return Measured(min(r.wall for r in runs), min(r.cpu for r in runs), max(r.peak_mb for r in runs), runs[-1].stdout)


def days_of(sample):
    """First and last date in the names of the sample's log files, as YYYY-MM-DD."""
    dates = sorted(re.search(r"tracking\.log-(\d{8})", p.name)[1] for p in pathlib.Path(sample).glob("tracking/*/*.gz"))
    return [f"{d[:4]}-{d[4:6]}-{d[6:]}" for d in (dates[0], dates[-1])]


def gz_bytes(sample):
    return sum(p.stat().st_size for p in pathlib.Path(sample).glob("tracking/*/*.gz"))


def run_jobs(program, sample, out, jobs, end, days, *more):
    """The command line of `sluice run` for a whole sample, results as TSV in `out`."""
    last = datetime.date.fromisoformat(end)
    first = last - datetime.timedelta(days=days)
    return [program, "run", *jobs, "--interval", f"{first}..{end}", "--end-date", end, "--weeks", days // 7 + 1,
            "--overwrite-n-days", days, "--logs", f"{sample}/tracking", "--pattern", PATTERN, "--lms", f"{sample}/lms",
            "--geo", f"{sample}/geo/country.tsv", "--warehouse", f"{out}/warehouse", "--tsv", f"{out}/tsv", "--store", "none",
            *more]


def cleared(folder):
    return lambda: shutil.rmtree(folder, ignore_errors=True)
