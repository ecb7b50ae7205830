#!/usr/bin/env python3
"""`sluice run` and input that is not as it should be, as a user meets it: damaged and missing files, wrong flags and YAML,
full disks, two runs at once, Ctrl-C; and what the streams, exit codes and TSV files promise."""
import fcntl
import gzip
import json
import os
import pathlib
import shutil
import signal
import stat
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from run_program import (GZ, PROGRAM, SOURCE, check, environment, folder, make_sample, report_of, run_parts, same_tables, skip,  # noqa: E402
                         sluice, tables_in, write)

A, B = "2024-02-05", "2024-02-13"
DAYS = ["--interval", f"{A}..{B}", "--overwrite-n-days", 8]


sample = make_sample("sample", days=8, learners=60, courses=4, events_per_day=250)


class Case:
    """One warehouse and one folder for results."""
    count = 0

    def __init__(self):
        Case.count += 1
        self.at = folder / f"case-{Case.count}"

    def run(self, *words, **how):
        return sluice("run", *words, "--warehouse", self.at / "w", "--tsv", self.at / "tsv", **how)

    def tables(self):
        return tables_in(self.at / "tsv")


def says(done, *texts):
    for text in texts:
        check(text in done.stderr, f"stderr does not say '{text}' but:\n{done.stderr}")


def event(**changes):
    out = {"time": "2024-02-06T10:00:00+00:00", "event_type": "page_close", "event_source": "browser", "ip": "",
           "context": {"course_id": "A/B/C", "user_id": 1}}
    return json.dumps(out | changes) + "\n"


# ---- log files ----

def damaged_gzip():
    lines = "".join(event(context={"course_id": "A/B/C", "user_id": i}) for i in range(1, 20001))
    whole = gzip.compress(lines.encode(), 1)
    logs = folder / "cut"
    broken = write(logs / "tracking.log-20240206.gz", b"")
    write(logs / "tracking.log-20240207.gz", event(context={"course_id": "A/B/other", "user_id": 5}))
    for what, data in (("cut off", whole[:len(whole) // 2]), ("changed", whole[:40000] + b"\xff" * 8 + whole[40008:])):
        broken.write_bytes(data)
        case = Case()
        done = case.run("activity", *DAYS, "--end-date", "2024-02-19", "--weeks", 2, "--overwrite-n-days", 19, "--logs", logs,
                        "-o", "json")
        says(done, "tracking.log-20240206.gz", "what could be read counts")
        report = report_of(done)
        check(len(report["damaged_files"]) == 1 and "tracking.log-20240206.gz" in report["damaged_files"][0], report)
        rows = dict(row.split("\t", 1) for row in case.tables()["course_activity"][1])
        readers = int(rows["A/B/C"].split("\t")[-1])
        check(1000 < readers < 20000 and "A/B/other" in rows, what, rows)
        check(report["counters"]["unparseable lines"] == 0, "a line that the damage cuts does not count", report["counters"])
        before = case.tables()
        done = case.run("activity", *DAYS, "--logs", logs, "--fail-on-damage", code=6)
        says(done, "tracking.log-20240206.gz", "--fail-on-damage")
        same_tables(case.tables(), before, "a failed run leaves the results")
    broken.write_bytes(b"this is no gzip")
    says(Case().run("activity", *DAYS, "--logs", logs), "tracking.log-20240206.gz")
    broken.write_bytes(b"")
    done = Case().run("activity", *DAYS, "--logs", logs, "-o", "json")
    check(report_of(done)["files"] == 2, "an empty file is harmless")
    broken.write_bytes(whole + b"\0" * 512)
    check(report_of(Case().run("activity", *DAYS, "--logs", logs, "-o", "json"))["damaged_files"] == [], "padded with zeros")


def permissions():
    if os.getuid() != 0:
        user = {}
    else:
        user = {"user": 65534, "group": 65534, "extra_groups": []}
    place = folder / "nobody"
    place.mkdir()
    place.chmod(0o777)
    program = shutil.copy(PROGRAM, place / "sluice")
    def run(*words, results=place / "tsv"):
        return subprocess.run([program, "run", "activity", *map(str, DAYS), *words, "--warehouse", place / "w", "--tsv", results],
                              cwd=place, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=environment(), **user)
    logs = folder / "closed"
    secret = write(logs / "secret/tracking.log-20240206", event())
    for path, mode in ((secret.parent, 0o000), (secret, 0o000)):
        path.chmod(mode)
        done = run("--logs", logs)
        check(done.returncode == 6, "no permission", done.returncode, done.stderr)
        says(done, "Permission denied", str(logs))
        path.chmod(0o755)
    closed = write(folder / "closed-results/x", "").parent
    closed.chmod(0o555)
    done = run("--logs", logs, results=closed)
    check(done.returncode == 6, "results may not be written", done.returncode, done.stderr)
    says(done, "Permission denied", str(closed / "course_activity.tsv"))
    check(run("--logs", logs).returncode == 0, "and with permission")


def missing_files():
    done = Case().run("activity", *DAYS, "--logs", folder / "nowhere")
    says(done, f"the log source {folder}/nowhere does not exist", "no log file matches")
    logs = write(folder / "names/tracking.log-20240206", event()).parent
    write(logs / "tracking.log-20249999", event())
    done = Case().run("activity", *DAYS, "--logs", logs, "--pattern", GZ)
    says(done, "no log file matches", "--pattern")
    done = Case().run("activity", *DAYS, "--logs", logs, "--pattern", r".*tracking\.log-(?P<date>\d{8})", "-o", "json")
    says(done, "'20249999'", "left out")
    check(report_of(done)["files"] == 1, "one file is read")
    for source in ("s3://bucket/logs", "hdfs:///logs"):
        check(Case().run("activity", *DAYS, "--logs", source, code=2).stderr.count(source) >= 1, "no remote sources yet")
    check(report_of(Case().run("activity", *DAYS, "--logs", f"file://{logs}", "-o", "json"))["files"] == 2, "file://")


# ---- flags ----

def wrong_flags():
    logs = folder / "names"
    for words, texts in (
            (("activty", *DAYS), ("activty",)), ((), ("JOB",)), (("activity", "--no-such-flag"), ("--no-such-flag",)),
            (("activity", *DAYS, "--logs", logs, "--pattern", "(open"), ("'(open' is no regular expression", "at character 6")),
            (("activity", *DAYS, "--logs", logs, "--pattern", "(?P<date>"), ("is no regular expression",)),
            (("activity", "--weeks", "0", "--logs", logs), ("--weeks", "'0'")),
            (("activity", "--end-date", "2024-02-30", "--logs", logs), ("--end-date", "'2024-02-30' is no day")),
            (("enrollment", "--logs", logs), ("no interval is given", "--interval")),
            (("enrollment", "--logs", logs, "--interval", "2024-02-30..2024-03-01"), ("2024-02-30",)),
            (("enrollment", "--logs", logs, "--interval", "2024-03-02..2024-03-01"), ("2024-03-02",)),
            (("enrollment", "--logs", logs, "--interval-start", "2024-03-02", "--interval-end", "2024-03-01"), ("ends before it begins",)),
            (("enrollment", *DAYS), ("no logs are given", "--logs")),
            (("activity", *DAYS, "--logs", logs, "--expand-interval", "soon"), ("soon",)),
            (("activity", *DAYS, "--logs", logs, "--overwrite-n-days", "-1"), ("'-1'",)),
            (("activity", *DAYS, "--logs", logs, "--memory", "lots"), ("--memory",)),
            (("activity", *DAYS, "--logs", logs, "--threads", "0"), ("--threads",)),
            (("location", *DAYS, "--logs", logs), ("no LMS tables are given (--lms)",)),
            (("location", *DAYS, "--logs", logs, "--lms", folder), ("no GeoIP file is given (--geo)",)),
            (("location", *DAYS, "--logs", logs, "--lms", folder, "--geo", folder / "no.mmdb"), (f"{folder}/no.mmdb",)),
            (("enrollment", *DAYS, "--logs", logs, "--lms", folder / "no-dumps"), ("no-dumps",)),
            (("activity", *DAYS, "--logs", logs, "--config", folder / "no.yml"), ("no.yml",))):
        done = Case().run(*words, code=2)
        says(done, *texts)
        check(done.stdout == "", "nothing on stdout", words, done.stdout)
    done = sluice("run", "activity", *DAYS, "--logs", logs, code=2)
    says(done, "no warehouse is given", "--warehouse", "there is nowhere to put results", "--tsv")
    # All at once: values that cannot be read, and what is missing.
    done = sluice("run", "enrollment", "location", "--interval", "x", "--weeks", "none", "--pattern", "(", code=2)
    says(done, "'none'", "--interval", "no warehouse is given", "nowhere to put results", "no logs are given", "no LMS tables are given",
         "no GeoIP file is given", "'(' is no regular expression")
    check("no interval is given" not in done.stderr, "one was given, though a bad one", done.stderr)


def secrets():
    logs = folder / "names"
    for flag in ("--store", "--lms"):
        for dsn in ("mysql://me:hunter2@127.0.0.1/reports", "mysql://me@127.0.0.1/reports?password=hunter2",
                    "mysql://me:hunter2@/", "mysql://me:hunter2@127.0.0.1:port/reports"):
            done = Case().run("enrollment", *DAYS, "--logs", logs, flag, dsn, code=2)
            check("hunter2" not in done.stdout + done.stderr, "the password is shown", done.stderr)
            says(done, "env:")
    dsn = "mysql://me@127.0.0.1:1/reports?timeout=1&password=env:"
    done = Case().run("activity", *DAYS, "--logs", logs, "--store", dsn + "PASSWORD", env={"PASSWORD": "hunter2"}, code=6)
    check("hunter2" not in done.stdout + done.stderr, "the password is shown", done.stderr)
    says(done, "127.0.0.1:1")
    says(Case().run("activity", *DAYS, "--logs", logs, "--store", dsn + "NOT_SET", code=6), "NOT_SET")


# ---- YAML ----

def yaml():
    logs = folder / "yaml-logs"
    for day in range(5, 13):
        write(logs / f"tracking.log-202402{day:02}", event(time=f"2024-02-{day:02}T10:00:00"))
    file = folder / "jobs.yml"

    def run(text, *words, job=("all",), **how):
        file.write_text(text)
        case = Case()
        case.done = case.run(*job, "-f", file, *words, **how)
        return case

    good = f"""jobs:
  source: {logs}
  pattern: ['.*nothing', '.*tracking\\.log-(?P<date>\\d{{8}})']
  interval_start: 2024-02-05
  interval_end: 2024-02-13
  overwrite_n_days: 30
  activity: {{ end_date: 2024-02-12, weeks: 1 }}
  enrollment:
    overwrite_n_days: 8
    allow_empty_insert: yes
"""
    def report(case):
        return {job["job"]: (job["interval"], job["window"]) for job in report_of(case.done)["jobs"]}
    case = run(good, "-o", "json")
    check(report(case) == {"enrollment": ("2024-02-05..2024-02-13", "2024-02-05..2024-02-13"),
                           "activity": ("2024-02-05..2024-02-12", "2024-02-05..2024-02-12")}, case.done.stdout)
    check(case.tables()["course_activity"][1] == ["A/B/C\t2024-02-05 00:00:00\t2024-02-12 00:00:00\tACTIVE\t1"], case.tables())
    check(report_of(case.done)["left_out"] == ["location: no LMS tables are given (--lms), no GeoIP file is given (--geo)"], case.done.stdout)
    case = run(good, "-o", "json", "--overwrite-n-days", 2, "--end-date", "2024-02-19")
    check(report(case) == {"enrollment": ("2024-02-05..2024-02-13", "2024-02-11..2024-02-13"),
                           "activity": ("2024-02-12..2024-02-19", "2024-02-17..2024-02-19")}, "flags win", case.done.stdout)
    check(report(run(good.replace(f"source: {logs}", f"source: [{logs}, {folder}/names]"), "-o", "json"))["activity"][0]
          == "2024-02-05..2024-02-12", "a list of sources")

    says(run("jobs:\n  overwrite_n_dayz: 3\n  sourc: x\n", code=2).done, f"{file}:2:3", "overwrite_n_dayz",
         "did you mean 'overwrite_n_days'", f"{file}:3:3", "did you mean 'source'")
    for job in ("enrollment", "activity", "location"):
        says(run(good.replace("  activity: { end_date: 2024-02-12, weeks: 1 }\n  enrollment:\n", f"  {job}:\n    weaks: 3\n"), code=2).done,
             f"{file}:8:5", "did you mean 'weeks'")
        says(run(good.replace("  activity: { end_date: 2024-02-12, weeks: 1 }\n  enrollment:\n", f"  {job}:\n    weeks: three\n"), code=2).done,
             f"{file}:8:12", "'three'")
    done = run("jobs:\n  weeks: 0\n  interval: soon\n  expand_interval: [1]\n  activity: 5\n", code=2).done
    says(done, f"{file}:2:10", f"{file}:3:13", f"{file}:4:20", f"{file}:5:13", "activity must be a map")
    check(done.stderr.count("'0'") == 1 and done.stderr.count("soon") == 1, "each fault once", done.stderr)
    says(run("jobs: 5\n", code=2).done, "jobs must be a map")
    says(run("jobs:\n  weeks: 3\n  weeks: 4\n", code=2).done, f"{file}:3")
    says(run("jobs: {\n", code=2).done, str(file))
    says(run("jobs:\n  pattern: '('\n  interval: 2024\n", "--logs", logs, code=2).done, "'(' is no regular expression")


# ---- other inputs ----

def left_out_and_lms():
    logs = ["--logs", sample / "tracking"]
    case = Case()
    done = case.run("all", *DAYS, *logs)
    check("left out: location: no LMS tables are given (--lms), no GeoIP file is given (--geo)\n" in done.stdout, done.stdout)
    check(set(case.tables()) == {"course_enrollment_daily", "course_enrollment_mode_daily", "course_meta_summary_enrollment",
                                 "course_program_metadata", "course_activity"}, case.tables().keys())
    check("left as it is" in done.stdout, done.stdout)
    done = Case().run("all", *DAYS, *logs, "--lms", sample / "lms")
    check("left out: location: no GeoIP file is given (--geo)" in done.stdout, done.stdout)

    # Bad rows of a dump: the file and the line; the other jobs' results are there all the same.
    for table, row, texts in (("auth_userprofile", "7\x01too few", (":3", "2 fields instead of 11")),
                              ("student_courseenrollment", "1\x01x\x01C\x01\\N\x011\x01audit", ("student_courseenrollment", ":3")),
                              ("auth_userprofile", "x\x01" * 10 + "x", ("auth_userprofile", ":3"))):
        lms = folder / "bad-lms"
        shutil.rmtree(lms, ignore_errors=True)
        shutil.copytree(sample / "lms", lms)
        dump = lms / table / "part-00000"
        lines = dump.read_text().split("\n")
        dump.write_text("\n".join(lines[:2] + [row] + lines[2:]))
        case = Case()
        done = case.run("all", *DAYS, *logs, "--lms", lms, "--geo", sample / "geo/country.tsv", code=6)
        says_somewhere = done.stdout + done.stderr
        for text in (str(dump), *texts):
            check(text in says_somewhere, f"'{text}' is not said", says_somewhere)
        failed = {"auth_userprofile": "course_enrollment_daily", "student_courseenrollment": "course_enrollment_location_current"}[table]
        check("course_activity" in case.tables() and failed not in case.tables(), case.tables().keys())
    shutil.rmtree(lms)
    lms.mkdir()
    done = Case().run("location", *DAYS, *logs, "--lms", lms, "--geo", sample / "geo/country.tsv", code=6)
    check(f"there is no dump of table student_courseenrollment in {lms}" in done.stdout + done.stderr, done.stdout, done.stderr)
    case = Case()
    case.run("enrollment", *DAYS, *logs, "--lms", lms)
    check("course_enrollment_gender_daily" not in case.tables(), "without auth_userprofile its tables are left out")
    bad = write(folder / "bad-geo.tsv", "1.0.0.0/8\tFR\n1.2.3.4/99\tDE\n")
    says(Case().run("location", *DAYS, *logs, "--lms", sample / "lms", "--geo", bad, code=2), f"{bad}:2", "CIDR")
    bad = write(folder / "bad.mmdb", "1.0.0.0/8\tFR\n")
    says(Case().run("location", *DAYS, *logs, "--lms", sample / "lms", "--geo", bad, code=2), str(bad))


def mmdb():
    have = subprocess.run(["perl", "-MMaxMind::DB::Writer::Tree", "-e", "1"], capture_output=True).returncode == 0
    if not have:
        return skip("no .mmdb file without the Debian package libmaxmind-db-writer-perl")
    text = sample / "geo/country.tsv"
    binary = folder / "country.mmdb"
    subprocess.run(["perl", f"{SOURCE}/tools/make_mmdb.pl", text, binary], check=True)
    logs = shutil.copytree(sample / "tracking", folder / "geo-logs")
    odd = ("1", "2130706433", "81.1600", "0x51.0x60.0.1", "81.96.0.1 ", "81.96.0.1%eth0", "fe80::1%lo", "::1", "2a01:e00::1", "x", "10.0.0.7")
    write(logs / "tracking.log-20240208.gz",
          "".join(event(time="2024-02-12T23:59:59.9", ip=ip, context={"user_id": 500000 + i}) for i, ip in enumerate(odd)))
    lms = shutil.copytree(sample / "lms", folder / "geo-lms")
    with open(lms / "student_courseenrollment/part-00000", "a") as dump:
        for i, ip in enumerate(odd):
            dump.write("\x01".join(["9", str(500000 + i), f"Odd/address/{ip}", "\\N", "1", "audit"]) + "\n")
    results = []
    for geo in (text, binary):
        case = Case()
        case.run("location", *DAYS, "--logs", logs, "--pattern", GZ, "--lms", lms, "--geo", geo, "--date", "2024-03-01")
        results.append(case.tables())
    same_tables(results[1], results[0], ".mmdb against text")
    rows = results[0]["course_enrollment_location_current"][1]
    check(len({row.split("\t")[2] for row in rows}) > 8, "countries", rows)
    check("2024-03-01\tOdd/address/2a01:e00::1\tFR\t1\t1" in rows and "2024-03-01\tOdd/address/1\tUNKNOWN\t1\t1" in rows, rows)


def escaping():
    mode = "tab\tnl\ncr\rback\\slash \\N \u2028é"
    log = "".join(event(event_type="edx.course.enrollment.activated", event={"course_id": f"A/B/{i}", "user_id": 5, "mode": m})
                  for i, m in enumerate((mode, "\\N", "", "NULL")))
    write(folder / "escaping/tracking.log-20240206", log)
    lms = write(folder / "escaping-lms/auth_userprofile/part-0", "").parent.parent
    case = Case()
    case.run("enrollment", "--interval", "2024-02-06", "--overwrite-n-days", 1, "--logs", folder / "escaping", "--lms", lms)
    data = (case.at / "tsv/course_enrollment_mode_daily.tsv").read_bytes().decode()
    check(data == "date\tcourse_id\tmode\tcount\tcumulative_count\n"
                  "2024-02-06\tA/B/0\ttab\\tnl\\ncr\\rback\\\\slash \\\\N \u2028é\t1\t1\n"
                  "2024-02-06\tA/B/1\t\\\\N\t1\t1\n2024-02-06\tA/B/2\t\t1\t1\n2024-02-06\tA/B/3\tNULL\t1\t1\n", repr(data))
    gender = (case.at / "tsv/course_enrollment_gender_daily.tsv").read_text()
    check("2024-02-06\tA/B/0\t\\N\t1\t1\n" in gender, gender)
    check(case.tables()["course_program_metadata"] == ("course_id\tprogram_id\tprogram_type\tprogram_title", []), "created empty")
    mode = stat.S_IMODE((case.at / "tsv/course_program_metadata.tsv").stat().st_mode)
    check(mode & 0o444 == 0o444 & ~current_umask(), "others may read results", oct(mode))


def current_umask():
    old = os.umask(0)
    os.umask(old)
    return old


# ---- the machine ----

def left_behind(*places):
    return [str(p) for place in places for p in pathlib.Path(place).rglob("*")
            if p.name.endswith(".part") or p.name == ".scratch" or p.name.endswith(".run")]


def full_disk():
    if os.getuid() != 0:
        return skip("a full disk needs root to mount one")
    disk = folder / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        return skip("a full disk needs the right to mount one")
    try:
        words = ["run", "enrollment", "activity", *DAYS, "--end-date", "2024-02-12", "--weeks", 1, "--logs", sample / "tracking",
                 "--lms", sample / "lms"]
        want = Case()
        sluice(*words, "--warehouse", want.at / "w", "--tsv", want.at / "tsv")
        # The warehouse is full: at once, and after some of the day files; then the results' folder.
        for what, warehouse, results, rooms in (("warehouse", disk / "w", folder / "full-tsv", (0, 8192, 40960)),
                                                ("results", folder / "full-w", disk / "tsv", (0, 4096, 12288))):
            for free in rooms:
                ballast = disk / "ballast"
                room = os.statvfs(disk)
                ballast.write_bytes(b"x" * max(0, room.f_bavail * room.f_frsize - free))
                done = sluice(*words, "--warehouse", warehouse, "--tsv", results, code=None)
                said = done.stdout + done.stderr
                check(done.returncode in (1, 6) and "No space left on device" in said and str(disk) in said,
                      f"full {what}, {free} bytes left: exit {done.returncode}", said)
                for path in list(warehouse.rglob("*_2024-02-*")) + list(results.rglob("*.tsv")):
                    check(path.stat().st_size == 0 or path.read_bytes().endswith(b"\n"), "half a file", path)
                ballast.unlink()
                check(left_behind(warehouse, results) == [], "left behind", left_behind(warehouse, results))
            sluice(*words, "--warehouse", warehouse, "--tsv", results)
            same_tables(tables_in(results), want.tables(), f"the run after a full {what}")
            shutil.rmtree(warehouse)
            shutil.rmtree(results)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def second_run_and_interrupt():
    logs = folder / "many"
    one = gzip.decompress(next((sample / "tracking").rglob("*20240207*.gz")).read_bytes())
    for i in range(40):
        write(logs / f"tracking.log-20240207-{i}.gz", one * 8)
    case = Case()
    words = ["activity", "enrollment", *DAYS, "--end-date", "2024-02-12", "--weeks", 1, "--logs", logs, "--threads", 1]
    begin = time.time()
    case.run(*words)
    duration, want = time.time() - begin, case.tables()

    warehouse = case.at / "w"
    with open(warehouse / ".sluice.lock", "r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = case.run(*words, code=6)
        says(done, "another sluice", ".sluice.lock")
    same_tables(case.tables(), want, "the second run changed nothing")

    hits = 0
    for number in (signal.SIGINT, signal.SIGTERM):
        for part in (0.1, 0.3, 0.6):
            fresh = Case()
            child = subprocess.Popen([PROGRAM, "run", *map(str, words), "--warehouse", fresh.at / "w", "--tsv", fresh.at / "tsv"],
                                     cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                     env=environment())
            time.sleep(max(0.03, duration * part))
            child.send_signal(number)
            out, err = child.communicate(timeout=60)
            if child.returncode != 0:
                hits += 1
                check(child.returncode == 130, f"exit {child.returncode} after signal {number}", err)
                check("interrupted" in err and out == "", err, out)
                check(not (fresh.at / "tsv").exists() or tables_in(fresh.at / "tsv").keys() <= want.keys(), "half results")
                check(not fresh.at.exists() or left_behind(fresh.at) == [], "left behind", left_behind(fresh.at))
            fresh.run(*words)
            same_tables(fresh.tables(), want, "the run after an interrupt")
            shutil.rmtree(fresh.at)
    check(hits >= 2, "no run was interrupted at work", duration)


def streams():
    """stdout is the result alone; exit codes; what a dead run left is removed."""
    case = Case()
    words = ["activity", *DAYS, "--logs", sample / "tracking"]
    done = case.run(*words, "-o", "json")
    check(report_of(done)["ok"] and report_of(done)["jobs"][0]["job"] == "activity", done.stdout)
    check("\x1b" not in done.stdout + done.stderr and "\r" not in done.stderr, "no terminal, no escapes", repr(done.stderr))
    pid = subprocess.Popen(["true"])
    pid.wait()
    dead = [case.at / f"w/user_activity_by_user/dt=2023-01-01/.user_activity_2023-01-01.{pid.pid}.part",
            case.at / f"tsv/.course_activity.tsv.{pid.pid}.part", case.at / "w/.scratch/x.run"]
    for path in dead:
        write(path, "half")
    other = write(case.at / "tsv/.of-somebody-else.part", "")
    case.run(*words)
    check(not any(path.exists() for path in dead) and other.exists(), "what a dead run left is removed, nothing else",
          [str(p) for p in dead if p.exists()])
    # Without rows: refused where it would empty a table of a store, but a TSV shows what there is.
    empty = Case()
    empty.run("activity", "--end-date", "2001-01-01", "--weeks", 1, "--overwrite-n-days", 1, "--logs", sample / "tracking")
    check(empty.tables()["course_activity"][1] == [], "an empty table is a header")


if __name__ == "__main__":
    run_parts("run_input", damaged_gzip, permissions, missing_files, wrong_flags, secrets, yaml, left_out_and_lms, mmdb, escaping,
              full_disk, second_run_and_interrupt, streams)
