#!/usr/bin/env python3
"""The activity job beside DuckDB: distinct learners by course, ISO week and label, from the same gzip files, two threads.

  duckdb_activity.py PROGRAM SAMPLE BUILD       SAMPLE is a folder made by `sluice sample`; BUILD takes a virtual environment

First both must give the same rows on clean input: the lines of a small sample that are strict JSON and hold a plain course id
and user id, where DuckDB's simple query and the rules of the job mean the same. Then both are timed on the whole SAMPLE.
"""
import gzip
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import measure

DUCKDB = "duckdb>=1.1"
ROUNDS = 3
SKIPPED = 77
END = "2024-03-04"
DAYS = 28

COURSE = re.compile(r"course-v1:[\w.-]+([+][\w.-]+){2}|[\w.-]+(/[\w.-]+){2}", re.A)
QUERY = """
WITH events AS (
  SELECT try_cast(context.user_id AS BIGINT) AS user_id, context.course_id AS course, event_type AS type,
         event_source AS source, date_trunc('week', try_cast(substr(time, 1, 10) AS DATE)) AS week
  FROM read_json('{files}', format='newline_delimited', ignore_errors=true, columns={{
       time: 'VARCHAR', event_type: 'VARCHAR', event_source: 'VARCHAR',
       context: 'STRUCT(user_id VARCHAR, course_id VARCHAR)'}})
  WHERE time >= '{first}' AND time < '{end}'
), active AS (
  SELECT * FROM events
  WHERE week IS NOT NULL AND user_id IS NOT NULL AND user_id <> 0 AND course <> '' AND type IS NOT NULL AND source IS DISTINCT FROM 'task'
        AND NOT starts_with(type, 'edx.course.enrollment.')
), counts AS (
  SELECT course, week, count(DISTINCT user_id) AS ACTIVE,
    count(DISTINCT user_id) FILTER (source = 'server' AND type = 'problem_check') AS ATTEMPTED_PROBLEM,
    count(DISTINCT user_id) FILTER (source = 'server' AND starts_with(type, 'edx.forum.') AND ends_with(type, '.created'))
      AS POSTED_FORUM,
    count(DISTINCT user_id) FILTER (source IN ('browser', 'mobile') AND type = 'play_video') AS PLAYED_VIDEO
  FROM active GROUP BY course, week
)
SELECT course, strftime(week, '%Y-%m-%d'), label, n FROM (UNPIVOT counts ON ACTIVE, ATTEMPTED_PROBLEM, POSTED_FORUM, PLAYED_VIDEO
  INTO NAME label VALUE n) WHERE n > 0 ORDER BY ALL
"""


def skip(reason):
    if os.environ.get("CI") == "true":
        sys.exit(f"duckdb_activity: {reason}; in CI it must run")
    print(f"duckdb_activity: skipped: {reason}")
    sys.exit(SKIPPED)


def python_with_duckdb(build):
    venv = build / "duckdb_venv"
    python = venv / "bin" / "python"
    if not (venv / "installed").exists():
        shutil.rmtree(venv, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", venv], capture_output=True).returncode:
            skip("no virtual environment can be made here (Debian: python3-venv)")
        got = subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", DUCKDB],
                             capture_output=True, text=True)
        if got.returncode:
            skip("DuckDB cannot be had from PyPI: " + (got.stderr.strip().splitlines() or ["?"])[-1][:200])
        (venv / "installed").touch()
    return python


def query(sample):
    """Run in the virtual environment: the rows as TSV."""
    import duckdb
    first = measure.datetime.date.fromisoformat(END) - measure.datetime.timedelta(days=DAYS)
    connection = duckdb.connect(config={"threads": 2})
    for row in connection.execute(QUERY.format(files=f"{sample}/tracking/*/*.gz", first=first, end=END)).fetchall():
        print(*row, sep="\t")


def is_clean(line):
    try:
        event = json.loads(line)
        context = event["context"]
        return (type(context["user_id"]) is int and COURSE.fullmatch(context["course_id"])
                and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00", event["time"])
                and type(event["event_type"]) is str and type(event["event_source"]) is str)
    except (ValueError, KeyError, TypeError):
        return False


def make_clean(program, folder):
    """A small sample without the lines that need the job's rules; the number of lines kept."""
    measure.run([program, "sample", "--out", folder, "--size", "20MB"])
    kept = 0
    for path in folder.glob("tracking/*/*.gz"):
        lines = [line for line in gzip.open(path, "rb") if is_clean(line)]
        kept += len(lines)
        with gzip.open(path, "wb", compresslevel=1) as out:
            out.writelines(lines)
    return kept


def sluice_command(program, sample, out):
    return measure.run_jobs(program, sample, out, ["activity"], END, DAYS, "--threads", 2)


def rows_of(out):
    """Rows of course_activity as the query prints them."""
    lines = (out / "tsv" / "course_activity.tsv").read_text().splitlines()[1:]
    cells = [line.split("\t") for line in lines]
    return sorted((course, begin[:10], label, n) for course, begin, _, label, n in cells)


def check_same(program, python, folder):
    kept = make_clean(program, folder)
    measure.run(sluice_command(program, folder, folder / "out"))
    theirs = sorted(tuple(line.split("\t")) for line in measure.run([python, __file__, "--query", folder]).stdout.splitlines())
    ours = rows_of(folder / "out")
    if ours != theirs or not ours:
        different = sorted(set(ours) ^ set(theirs))[:10]
        sys.exit(f"DuckDB and sluice differ on clean input ({len(ours)} and {len(theirs)} rows), first: {different}")
    print(f"the same {len(ours)} rows from both on {kept} clean lines")


def main():
    if sys.argv[1] == "--query":
        return query(sys.argv[2])
    program, sample, build = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    python = python_with_duckdb(build)
    version = measure.run([python, "-c", "import duckdb; print(duckdb.__version__)"]).stdout.strip()
    with tempfile.TemporaryDirectory(prefix="sluice-bench.") as folder:
        check_same(program, python, pathlib.Path(folder) / "clean")
        out = pathlib.Path(folder) / "out"
        ours = measure.best(ROUNDS, sluice_command(program, sample, out), measure.cleared(out))
    theirs = measure.best(ROUNDS, [python, __file__, "--query", sample])
    print(f"  {'activity alone, 2 threads':<36} {'clock':>8} {'CPU':>9} {'peak':>9}")
    for name, m in ((f"DuckDB {version}, read_json", theirs), ("sluice run activity", ours)):
        print(f"  {name:<36} {m.wall:6.2f} s {m.cpu:7.2f} s {m.peak_mb:6.0f} MB")
    print(f"  sluice is {theirs.wall / ours.wall:.1f} times as fast by the clock, {theirs.cpu / ours.cpu:.1f} times by CPU time"
          " (goal: 2)")


main()
