#!/usr/bin/env python3
"""kill -9 at random moments of `sluice run all` into the store of a local deployment, on two inputs in turn.

After each kill every table is complete-old or complete-new and those of one job go together; a rerun gives the right rows
and leaves nothing behind. A reader asks all the while and never sees a mixture or a missing table.
SLUICE_KILL_ROUNDS (50), SLUICE_KILL_SEED."""
import os
import pathlib
import random
import re
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from local_lab import Lab, need  # noqa: E402
from reference_jobs import COLUMNS, TABLES  # noqa: E402
from run_program import GZ, PROGRAM, check, environment, make_sample, run_parts, sluice, tables_in  # noqa: E402

ROUNDS = int(os.environ.get("SLUICE_KILL_ROUNDS", "50"))
SEED = int(os.environ.get("SLUICE_KILL_SEED", str(int(time.time()))))
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # a disk's flushes are not what is tested
FILLED = {job: [t for t in tables if t != "course_program_metadata"] for job, tables in TABLES.items()}


class Input:
    """Logs and LMS tables, and the rows that a clean run makes of them."""

    def __init__(self, name, **options):
        at = make_sample(name, days=8, **options)
        self.name = name
        self.words = ["all", "--interval", "2024-02-05..2024-02-13", "--overwrite-n-days", "8", "--logs", str(at / "tracking"),
                      "--pattern", GZ, "--lms", str(at / "lms"), "--geo", str(at / "geo/country.tsv"), "--date", "2024-03-01"]
        sluice("run", *self.words, "--store", "none", "--warehouse", at / "w", "--tsv", at / "tsv")
        self.tables = {t: sorted(row.replace("\\N", "NULL") for row in rows) for t, (_, rows) in tables_in(at / "tsv").items()}

    def figures(self, job):
        """What the reader asks for: rows and sum of `count` of each table of a job."""
        out = []
        for table in FILLED[job]:
            at = COLUMNS[table].split().index("count")
            out.append(f"{len(self.tables[table])}:{sum(int(row.split(chr(9))[at]) for row in self.tables[table])}")
        return "\t".join(out)


def rows_in_store(lab):
    statement = "".join(f"SELECT '=== {t}'; SELECT {', '.join(f'`{c}`' for c in columns.split())} FROM reports.{t}; "
                        for t, columns in COLUMNS.items())
    parts = re.split(r"^=== (\w+)\n", lab.sql(statement), flags=re.M)[1:]
    return {table: sorted(rows.splitlines()) for table, rows in zip(parts[::2], parts[1::2])}


def wait_for_quiet(lab):
    """The server may still be at the last statement of a client that is gone."""
    while lab.sql("SELECT COUNT(*) FROM information_schema.processlist WHERE user = 'pipeline'").strip() != "0":
        time.sleep(0.01)


class Reader(threading.Thread):
    """A dashboard that never stops asking: one statement over all tables of a job."""

    def __init__(self, lab, inputs):
        super().__init__(daemon=True)
        self.lab, self.over, self.asked, self.fault = lab, False, 0, None
        self.good = {job: {i.figures(job) for i in inputs} for job in FILLED}

    def run(self):
        while not self.over and not self.fault:
            for job, tables in FILLED.items():
                figures = ", ".join(f"(SELECT CONCAT(COUNT(*), ':', SUM(`count`)) FROM reports.{t})" for t in tables)
                try:
                    seen = self.lab.sql("SELECT " + figures).rstrip("\n")
                except AssertionError as error:
                    seen = str(error)
                self.asked += 1
                if seen not in self.good[job]:
                    self.fault = f"{job}: a reader saw {seen!r} instead of one of {self.good[job]}"
            time.sleep(0.02)


def look(lab, inputs, where):
    """After a kill: which input each job's tables show."""
    wait_for_quiet(lab)
    rows = rows_in_store(lab)
    shown = {}
    for job, tables in FILLED.items():
        of = [i.name for i in inputs if all(rows[t] == i.tables[t] for t in tables)]
        check(len(of) == 1, f"{where}: the tables of {job} are neither of the inputs: "
                            f"{ {t: [i.name for i in inputs if rows[t] == i.tables[t]] for t in tables} }")
        shown[job] = of[0]
    return shown


def nothing_left(lab, where):
    tables = set(lab.sql("SELECT TABLE_NAME FROM information_schema.TABLES WHERE TABLE_SCHEMA = 'reports'").split())
    check(tables == {*COLUMNS, "table_updates"}, where, "tables:", sorted(tables))
    markers = sorted(lab.sql("SELECT target_table FROM reports.table_updates").split())
    check(markers == sorted(t for tables in FILLED.values() for t in tables), where, "markers:", markers)
    left = [str(p) for p in pathlib.Path(lab.outputs()["buckets"]["warehouse"]).rglob("*")
            if p.name.endswith((".part", ".run")) or p.name == ".scratch"]
    check(not left, where, "left in the warehouse:", left)


def side_tables(lab):
    return int(lab.sql("SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_NAME RLIKE '_(temp|old)$'"))


def kill_run(lab, words, seconds, when_publishing):
    """Start a run, kill -9 it; True if it was still at work. With `when_publishing` the clock starts at the first side table."""
    child = subprocess.Popen(lab.command("run", *words), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                             stderr=subprocess.DEVNULL, env=environment())
    while when_publishing and child.poll() is None:
        if side_tables(lab):
            break
    try:
        child.wait(seconds)
        return False
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()
        return True


def killed_anywhere():
    chance = random.Random(SEED)
    for job in FILLED:
        check(inputs[0].figures(job) != inputs[1].figures(job), "the inputs differ in", job)
    lab = Lab(PROGRAM, parent=MEMORY)
    try:
        lab.run("apply")
        begin = time.time()
        for each in (*inputs, *inputs):
            lab.run("run", *each.words)
        duration = (time.time() - begin) / 4
        check(look(lab, inputs, "undisturbed") == dict.fromkeys(FILLED, "B"), "a clean run")
        nothing_left(lab, "undisturbed")
        reader = Reader(lab, inputs)
        reader.start()
        hits, half_loaded, seen = 0, 0, {}
        for n in range(ROUNDS):
            new = inputs[n % 2]
            publishing = n % 3 == 2
            moment = chance.uniform(0, 0.3 * duration if publishing else 1.1 * duration)
            where = f"round {n}, killed {moment:.3f} s after {'the first side table' if publishing else 'the start'} (SLUICE_KILL_SEED={SEED})"
            hits += kill_run(lab, new.words, moment, publishing)
            shown = look(lab, inputs, where)
            half_loaded += side_tables(lab) > 0
            state = "new" if set(shown.values()) == {new.name} else "old" if new.name not in shown.values() else "some jobs new"
            seen[state] = seen.get(state, 0) + 1
            lab.run("run", *new.words)
            check(look(lab, inputs, where) == dict.fromkeys(FILLED, new.name), where, "the rerun")
            nothing_left(lab, where)
        reader.over = True
        reader.join()
        check(reader.fault is None, reader.fault)
        check(hits >= ROUNDS // 3, f"only {hits} of {ROUNDS} kills hit a run at work")
        print(f"{hits} of {ROUNDS} kills hit a run at work ({duration:.2f} s each), {half_loaded} in mid-load; then the tables were: {seen}; "
              f"a reader asked {reader.asked} times")
    finally:
        lab.close()


def a_slow_reader():
    """An open transaction holds the swap of one job up, longer than a load waits for another: the others wait their turn."""
    lab = Lab(PROGRAM, parent=MEMORY)
    try:
        lab.run("apply")
        lab.run("run", *inputs[0].words)
        tables = "".join(f"SELECT COUNT(*) FROM reports.{t[0]}; " for t in FILLED.values())
        hold = f"START TRANSACTION; {tables} SELECT SLEEP(14); COMMIT"
        reader = threading.Thread(target=lab.sql, args=(hold,))
        reader.start()
        time.sleep(0.5)
        lab.run("run", *inputs[1].words, "--threads", "3")
        check(look(lab, inputs, "a slow reader") == dict.fromkeys(FILLED, "B"), "the new rows")
        nothing_left(lab, "a slow reader")
        reader.join()
    finally:
        lab.close()


if __name__ == "__main__":
    need("mariadbd", "mariadb-install-db", "mariadb")
    inputs = [Input("A", seed=1, learners=60, courses=4, events_per_day=800),
              Input("B", seed=2, learners=50, courses=3, events_per_day=900)]
    run_parts("run_kill", a_slow_reader, killed_anywhere)
