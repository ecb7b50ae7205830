"""What the end-to-end tests of local deployments share: a folder with a cluster file, the program, and a look at the world."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent


def need(*programs):
    """End as skipped (or failed, when CI=true) if a program is missing."""
    missing = [p for p in programs if not shutil.which(p, path=os.environ["PATH"] + ":/usr/sbin:/sbin")]
    if missing:
        print(f"skipped: not installed: {', '.join(missing)} (apt-get install mariadb-server)")
        sys.exit(1 if os.environ.get("CI") == "true" else 77)


def processes(text):
    """Live processes with `text` somewhere in their arguments: {pid: [argument, …]}; this process and its parents aside."""
    found = {}
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes().decode(errors="replace").split("\0")[:-1]
        except OSError:
            continue
        if any(text in word for word in words):
            found[int(entry.name)] = words
    return found


class Lab:
    """One deployment in a folder of its own. Everything the program printed is kept in `said`."""

    def __init__(self, program, name="demo", parent=None, mode=0o755, yaml=None):
        self.program = program
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-e2e-", dir=parent))
        self.folder.chmod(mode)
        self.name = name
        self.file = self.folder / "cluster.yml"
        self.state = self.folder / ".sluice" / name
        self.said = []
        self.write(yaml or "buckets: [tracking, warehouse]")

    def write(self, more=""):
        lines = "".join(f"  {line}\n" for line in more.splitlines())
        self.file.write_text(f"deployment:\n  name: {self.name}\n  target: local\n{lines}")

    def command(self, verb, *more):
        return [self.program, verb, "-f", str(self.file), *more]

    def run(self, verb, *more, code=0, env=None, before=()):
        done = subprocess.run([*before, *self.command(verb, *more)], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              timeout=300, env={**os.environ, **(env or {})})
        self.said += [done.stdout, done.stderr]
        if code is not None and done.returncode != code:
            raise AssertionError(f"sluice {verb} {' '.join(more)}: exit {done.returncode}, not {code}\n"
                                 f"{done.stdout}\n{done.stderr}")
        return done

    def json(self, verb, *more, code=0, **kw):
        return json.loads(self.run(verb, *more, "-o", "json", code=code, **kw).stdout)

    def kill_after(self, seconds, verb, *more):
        """Begin, kill -9 after a while; True if it was still at work."""
        child = subprocess.Popen(self.command(verb, *more), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                 stderr=subprocess.DEVNULL)
        try:
            child.wait(seconds)
            return False
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()
            return True

    def secret(self, name):
        return (self.state / "secrets" / f"{name}.password").read_text().strip()

    def outputs(self):
        return json.loads((self.state / "deployment.json").read_text())

    def sql(self, statement, user="root", secret="admin", fail=False):
        """Run SQL through the client that others wrote, over the port; the password goes by file."""
        with tempfile.NamedTemporaryFile("w", suffix=".cnf") as config:
            config.write(f"[client]\nuser={user}\npassword={self.secret(secret)}\nhost=127.0.0.1\n"
                         f"port={self.outputs()['result_store']['port']}\nprotocol=tcp\n")
            config.flush()
            done = subprocess.run(["mariadb", f"--defaults-file={config.name}", "--batch", "--skip-column-names",
                                   "-e", statement], capture_output=True, text=True, timeout=60)
        if fail:
            assert done.returncode != 0, f"{user} could: {statement}"
            return done.stderr
        assert done.returncode == 0, done.stderr
        return done.stdout

    def server(self):
        """Process ids of all mariadbd that know this folder."""
        return [pid for pid, words in processes(str(self.folder)).items() if "mariadbd" in words[0]]

    def kill_server(self):
        for pid in self.server():
            os.kill(pid, signal.SIGKILL)
        while self.server():
            time.sleep(0.02)

    def world(self):
        """All that an apply makes, in a form that two runs can be compared by."""
        files = {}
        for path in sorted(self.state.rglob("*")):
            name = str(path.relative_to(self.state))
            if name.startswith(("server/data/", "server/mysqld")) or name == "server/error.log":
                continue
            kind = "folder" if path.is_dir() else "file"
            size = path.stat().st_size if name.startswith("secrets/") and kind == "file" else None
            files[name] = (kind, oct(path.stat().st_mode & 0o777), size)
        databases = self.sql("SELECT SCHEMA_NAME, DEFAULT_COLLATION_NAME FROM information_schema.SCHEMATA ORDER BY 1")
        tables = self.sql("SELECT TABLE_SCHEMA, TABLE_NAME, COLUMN_NAME, COLUMN_TYPE, COLLATION_NAME FROM "
                          "information_schema.COLUMNS WHERE TABLE_SCHEMA NOT IN ('mysql', 'sys', 'information_schema', "
                          "'performance_schema') ORDER BY 1, 2, ORDINAL_POSITION")
        users = self.sql("SELECT User, Host FROM mysql.user ORDER BY 1, 2")
        grants = [line.split(" IDENTIFIED")[0] for user in ("pipeline", "api")
                  for line in self.sql(f"SHOW GRANTS FOR '{user}'@'%'").splitlines()]
        logins = [self.sql("SELECT CURRENT_USER()", user, user).strip() for user in ("pipeline", "api")]
        return {"files": files, "databases": databases, "tables": tables, "users": users, "grants": grants,
                "logins": logins, "servers": len(self.server()), "outputs": self.outputs()}

    def close(self):
        for pid in [p for p, words in processes(str(self.folder)).items()
                    if "mariadbd" in words[0] or "mariadb-install-db" in " ".join(words[:2])]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        deadline = time.time() + 10
        while processes(str(self.folder)) and time.time() < deadline:
            time.sleep(0.05)
        shutil.rmtree(self.folder, ignore_errors=True)
