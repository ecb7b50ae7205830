"""What the tests of `sluice run` share: the program in a folder of its own, sample inputs, result tables, counted checks."""
import atexit
import difflib
import gzip
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import traceback

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])
GZ = r".*tracking\.log-(?P<date>\d{8}).*\.gz"

folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-run-"))
folder.chmod(0o755)  # some checks run as another user
atexit.register(shutil.rmtree, folder, ignore_errors=True)
passed, skipped = 0, []


def check(condition, *why):
    global passed
    if not condition:
        raise AssertionError(" ".join(map(str, why)))
    passed += 1


def skip(why):
    """One part cannot be had here: one line, or a failure where everything must be there."""
    if os.environ.get("CI") == "true":
        raise AssertionError(f"cannot be skipped here: {why}")
    skipped.append(why)
    print(f"skipped: {why}")


def run_parts(name, *parts):
    """Call every part, show all that fail, end with one line of summary (and exit code 1)."""
    failed = []
    for part in parts:
        try:
            part()
        except Exception:  # a broken part must not hide the others
            failed.append(part.__name__)
            print(f"--- {part.__name__}\n{traceback.format_exc()}", flush=True)
    if failed:
        sys.exit(f"{name}: {len(failed)} of {len(parts)} parts failed: {', '.join(failed)}")
    print(f"{name}: {passed} checks passed" + (f", {len(skipped)} skipped" if skipped else ""))


def environment(more=None):
    return {**{k: v for k, v in os.environ.items() if k != "SLUICE_DEPLOYMENT"}, **(more or {})}


def sluice(*words, code=0, env=None, **how):
    """Run the program in the test's folder; its outcome. `code` is what it must exit with (None: anything)."""
    done = subprocess.run([PROGRAM, *map(str, words)], cwd=folder, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=120, env=environment(env), **how)
    if code is not None and done.returncode != code:
        raise AssertionError(f"sluice {' '.join(map(str, words))}\nexit {done.returncode}, not {code}\n{done.stdout}{done.stderr}")
    return done


def make_sample(name, **options):
    words = [word for key, value in options.items() for word in (f"--{key.replace('_', '-')}", str(value))]
    sluice("sample", "--out", folder / name, *words)
    return folder / name


def write(path, text):
    """Text or bytes, gzipped if the name says so."""
    path = pathlib.Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    data = text if isinstance(text, bytes) else text.encode()
    path.write_bytes(gzip.compress(data, 1) if path.name.endswith(".gz") else data)
    return path


def tables_in(place):
    """{table: (header, sorted rows)} of a --tsv folder."""
    out = {}
    for path in pathlib.Path(place).iterdir():
        lines = path.read_bytes().decode().split("\n")
        assert path.name.endswith(".tsv") and lines.pop() == "", path
        out[path.name[:-4]] = (lines[0], sorted(lines[1:]))
    return out


def same_tables(have, want, where):
    check(have.keys() == want.keys(), f"{where}: tables {sorted(have)} instead of {sorted(want)}")
    for table in want:
        if have[table] != want[table]:
            difference = difflib.unified_diff([want[table][0], *want[table][1]], [have[table][0], *have[table][1]],
                                              "expected", "sluice", lineterm="", n=0)
            raise AssertionError(f"{where}: {table} differs\n" + "\n".join(list(difference)[:40]))
    check(True)


def report_of(done):
    return json.loads(done.stdout)
