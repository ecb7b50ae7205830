#!/usr/bin/env python3
"""The activity job by sluice and by DuckDB over the same .gz files, two threads each: duckdb_activity.py BUILD SAMPLE.

DuckDB does less: it takes the course from context.course_id alone and checks neither ids nor times. Skips with one line
when DuckDB cannot be had from PyPI.
"""
import glob
import os
import shutil
import subprocess
import sys
import tempfile
import time

BUILD, SAMPLE = sys.argv[1], sys.argv[2]
ROUNDS = 3
PATTERN = r".*tracking\.log-(?P<date>\d{8}).*\.gz"
QUERY = """
with e as (
  select date_trunc('week', try_cast(substr(time, 1, 10) as date)) as week, event_type, event_source,
         context.course_id as course_id, context.user_id as user_id
  from read_json('{files}', format='newline_delimited', ignore_errors=true, maximum_object_size=33554432,
                 columns={{'time': 'VARCHAR', 'event_type': 'VARCHAR', 'event_source': 'VARCHAR',
                          'context': 'STRUCT(course_id VARCHAR, user_id VARCHAR)'}})),
labelled as (
  select course_id, week, user_id, unnest(['ACTIVE',
    case when event_source = 'server' and event_type = 'problem_check' then 'ATTEMPTED_PROBLEM'
         when event_source = 'server' and event_type like 'edx.forum.%.created' then 'POSTED_FORUM'
         when event_source in ('browser', 'mobile') and event_type = 'play_video' then 'PLAYED_VIDEO' end]) as label
  from e
  where try_cast(user_id as bigint) <> 0 and course_id <> '' and event_source <> 'task'
    and event_type not like 'edx.course.enrollment.%')
select course_id, week, label, count(distinct user_id) from labelled
where label is not null group by all
"""


def python_with_duckdb():
    python = os.path.join(BUILD, "bench-venv", "bin", "python")
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", os.path.join(BUILD, "bench-venv")], check=True)
    if subprocess.run([python, "-c", "import duckdb"], capture_output=True).returncode != 0:
        subprocess.run([python, "-m", "pip", "install", "-q", "duckdb"], capture_output=True)
    return python if subprocess.run([python, "-c", "import duckdb"], capture_output=True).returncode == 0 else None


def by_duckdb():
    import duckdb
    db = duckdb.connect()
    db.execute("set threads to 2")
    begin = time.monotonic()
    rows = db.execute(QUERY.format(files=SAMPLE + "/tracking/**/*.gz")).fetchall()
    return time.monotonic() - begin, {(c, str(w)[:10], l): n for c, w, l, n in rows}


def by_sluice():
    names = sorted(os.path.basename(f) for f in glob.glob(SAMPLE + "/tracking/*/*.gz"))
    days = sorted(n[13:21] for n in names)
    end = time.strftime("%Y-%m-%d", time.gmtime(time.mktime(time.strptime(days[-1], "%Y%m%d")) + 8 * 86400))
    folder = tempfile.mkdtemp()
    try:
        begin = time.monotonic()
        subprocess.run([BUILD + "/sluice", "run", "activity", "--end-date", end, "--weeks", "60", "--overwrite-n-days", "400",
                        "--logs", SAMPLE + "/tracking", "--pattern", PATTERN, "--warehouse", folder + "/w", "--tsv",
                        folder + "/out", "--threads", "2"], check=True, capture_output=True)
        took = time.monotonic() - begin
        with open(folder + "/out/course_activity.tsv", encoding="utf-8") as f:
            rows = [line.rstrip("\n").split("\t") for line in f][1:]
        return took, {(c, a[:10], label): int(n) for c, a, _, label, n in rows}
    finally:
        shutil.rmtree(folder)


def main():
    if len(sys.argv) == 3:
        python = python_with_duckdb()
        if not python:
            print("  skipped: DuckDB cannot be installed from PyPI here")
            return 0
        return subprocess.run([python, __file__, BUILD, SAMPLE, "measure"]).returncode
    ours, theirs = (min((f() for _ in range(ROUNDS)), key=lambda r: r[0]) for f in (by_sluice, by_duckdb))
    same = sum(theirs[1].get(k) == n for k, n in ours[1].items())
    print(f"  sluice run activity  {ours[0]:6.2f} s\n  DuckDB               {theirs[0]:6.2f} s   sluice is {theirs[0] / ours[0]:.1f} times as fast")
    print(f"  {same} of {len(ours[1])} rows are the same (DuckDB takes no course from URLs and checks no ids)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
