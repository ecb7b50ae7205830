#!/usr/bin/env python3
"""The published client of the API (PyPI edx-analytics-data-api-client) against the real program and a real MariaDB.

Called with two arguments: the program, the source folder. Exit 77: skipped. The calls and what they must give are those of
spec data-api.md section 13, on the golden fixture of section 11.
"""
import logging
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

CLIENT = "edx-analytics-data-api-client==0.18.3"
BUILD_STAMP = "installed"
SKIPPED = 77


def skip(reason):
    if os.environ.get("CI") == "true":
        sys.exit(f"real_client: {reason}; in CI it must run")
    print(f"real_client: skipped: {reason}")
    sys.exit(SKIPPED)


def ensure_client(build):
    """Run this script again with the Python of a virtual environment that has the client."""
    if os.environ.get("SLUICE_REAL_CLIENT_VENV"):
        return
    venv = build / "real_client_venv"
    python = venv / "bin" / "python"
    if not (venv / BUILD_STAMP).exists():
        shutil.rmtree(venv, ignore_errors=True)
        made = subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True, text=True)
        if made.returncode:
            skip("no virtual environment can be made here (Debian: python3-venv)")
        try:
            got = subprocess.run([str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check", CLIENT,
                                  "setuptools"], capture_output=True, text=True, timeout=240)
        except subprocess.TimeoutExpired:
            skip("PyPI does not answer")
        if got.returncode:
            skip("the client cannot be had from PyPI: " + (got.stderr.strip().splitlines() or ["?"])[-1][:200])
        (venv / BUILD_STAMP).touch()
    os.environ["SLUICE_REAL_CLIENT_VENV"] = str(venv)
    os.execv(str(python), [str(python), *sys.argv])


# ---- peers -----------------------------------------------------------------------------------------------------------

def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Mariadb:
    """A private server with the golden fixture and an `api` user that may only read."""

    def __init__(self, folder, source):
        if not shutil.which("mariadbd") and not os.path.exists("/usr/sbin/mariadbd"):
            skip("no MariaDB server is installed (Debian: mariadb-server)")
        self.folder, self.port, self.process = folder, free_port(), None
        self.user = "mysql" if os.getuid() == 0 else os.environ.get("USER", "")
        os.chmod(folder, 0o755)
        (folder / "data").mkdir()
        if os.getuid() == 0:
            shutil.chown(folder / "data", "mysql")
            shutil.chown(folder, "mysql")
        self.cnf = folder / "my.cnf"
        self.cnf.write_text(f"""[mysqld]
datadir={folder}/data
tmpdir={folder}
socket={folder}/s.sock
port={self.port}
bind-address=127.0.0.1
pid-file={folder}/pid
log-error={folder}/server.log
innodb_flush_log_at_trx_commit=0
""")
        subprocess.run(["mariadb-install-db", f"--defaults-file={self.cnf}", f"--user={self.user}",
                        "--auth-root-authentication-method=normal", "--skip-test-db", "--force"], check=True,
                       capture_output=True)
        self.start()
        self.sql("CREATE DATABASE reports CHARACTER SET utf8 COLLATE utf8_bin;"
                 "CREATE USER api@'127.0.0.1' IDENTIFIED BY 'only-read'; GRANT SELECT, SHOW VIEW ON reports.* TO api@'127.0.0.1'")
        self.sql((source / "tests/fixtures/golden.sql").read_text(), "reports")

    def start(self):
        daemon = shutil.which("mariadbd") or "/usr/sbin/mariadbd"
        self.process = subprocess.Popen([daemon, f"--defaults-file={self.cnf}", f"--user={self.user}"],
                                        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        for _ in range(300):
            if subprocess.run(self.shell() + ["-e", "SELECT 1"], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        sys.exit("real_client: MariaDB did not start:\n" + (self.folder / "server.log").read_text()[-2000:])

    def shell(self):
        return ["mariadb", "--no-defaults", "-uroot", "-S", f"{self.folder}/s.sock"]

    def sql(self, text, database=""):
        subprocess.run(self.shell() + ([database] if database else []), input=text, text=True, check=True)

    def stop(self):
        self.process.terminate()
        self.process.wait(60)


class Serve:
    """The real `sluice serve` on a free port."""

    def __init__(self, program, folder, database_port):
        self.program, self.folder = program, folder
        (folder / "password").write_text("only-read\n")
        os.chmod(folder / "password", 0o600)
        self.tokens = folder / "tokens"
        self.key = self.token("set", "insights").strip()
        self.log_path = folder / "serve.log"
        self.process = subprocess.Popen(
            [program, "serve", "--port", "0", "--tokens", str(self.tokens), "--store",
             f"mysql://api@127.0.0.1:{database_port}/reports?password=file:{folder}/password"],
            stdout=subprocess.PIPE, stderr=open(self.log_path, "w"), text=True)
        line = self.process.stdout.readline()
        found = re.search(r"http://[^/]+", line)
        if not found:
            sys.exit("real_client: sluice serve did not start:\n" + self.log())
        self.url = found.group(0)

    def token(self, *words):
        done = subprocess.run([self.program, "token", *words, "--tokens", str(self.tokens)], capture_output=True,
                              text=True)
        if done.returncode:
            sys.exit("real_client: sluice token failed: " + done.stderr)
        return done.stdout

    def log(self):
        return self.log_path.read_text()

    def end(self):
        """Ctrl-C, as a person would; gives the exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(30)


# ---- checks ----------------------------------------------------------------------------------------------------------

passed, failed = 0, []


def check(what, got, wanted=True):
    global passed
    if got == wanted:
        passed += 1
    else:
        failed.append(what)
        print(f"FAILED {what}\n   got    {got!r:.600}\n   wanted {wanted!r:.600}")


def check_raises(what, kind, call, ends_with=""):
    try:
        got = call()
    except Exception as error:  # noqa: BLE001: the kind is what is checked
        check(what, (type(error).__name__, str(error).endswith(ends_with)), (kind.__name__, True))
    else:
        check(what, got, kind.__name__)


COURSES = ["edX/DemoX/Demo_Course", "course-v1:edX+DemoX+Demo_2014", "ccx-v1:edx+1.005x-CCX+rerun+ccx@15"]
CREATED = "2014-12-10T193146"
ZERO = {"count": 0, "cumulative_count": 0, "count_change_7_days": 0, "passing_users": 0}
LOCATIONS = [(None, None, "UNKNOWN", 14), ("CA", "CAN", "Canada", 356), ("GB", "GBR", "United Kingdom", 8),
             ("KR", "KOR", "South Korea", 3), ("TW", "TWN", "Taiwan", 9),
             ("US", "USA", "United States of America", 458)]


def times(n, count=5, cumulative=10):
    return {"count": count * n, "cumulative_count": cumulative * n, "count_change_7_days": n, "passing_users": n}


def summary(course):
    return {"course_id": course, "catalog_course_title": "Demo", "catalog_course": "edX+DemoX",
            "start_date": "2016-10-11T000000", "end_date": "2016-12-18T000000", "pacing_type": "instructor_paced",
            "availability": "Upcoming", "count": 20, "cumulative_count": 40, "count_change_7_days": 4,
            "recent_count_change": None, "passing_users": 4, "created": CREATED,
            "enrollment_modes": {"audit": times(1), "credit": ZERO, "honor": ZERO, "professional": times(2),
                                 "verified": times(1), "masters": ZERO}}


def check_enrollment(client, c):
    at = {"course_id": c, "date": "2014-12-10", "created": CREATED}
    course = client.courses(c)
    check(f"{c} enrollment", course.enrollment(), [{**at, "count": 1892}])
    check(f"{c} from", [d["count"] for d in course.enrollment(start_date="2014-12-09")], [1891, 1892])
    check(f"{c} until", [d["count"] for d in course.enrollment(end_date="2014-12-10")], [1890, 1891])
    check(f"{c} between", [d["count"] for d in course.enrollment(start_date="2014-12-09", end_date="2014-12-10")],
          [1891])
    check(f"{c} mode", course.enrollment("mode"),
          [{**at, "count": 2000, "cumulative_count": 2021, "audit": 102, "credit": 0, "honor": 947,
            "professional": 193, "verified": 758, "masters": 0}])
    check(f"{c} birth_year", course.enrollment("birth_year"),
          [{**at, "birth_year": 1960, "count": 11}, {**at, "birth_year": 1961, "count": 58}])
    check(f"{c} education", [(d["education_level"], d["count"]) for d in course.enrollment("education")],
          [("bachelors", 634), ("doctorate", 88), ("none", 3), (None, 7)])
    check(f"{c} gender", course.enrollment("gender"),
          [{**at, "female": 732, "male": 1155, "other": 4, "unknown": 5}])
    check(f"{c} location", course.enrollment("location"),
          [{**at, "country": {"alpha2": a, "alpha3": b, "name": n}, "count": k} for a, b, n, k in LOCATIONS])


def check_csv(client, c):
    course = client.courses(c)
    text = course.enrollment(data_format="csv")
    check(f"{c} CSV is text", type(text), str)
    check(f"{c} CSV", text, f"count,course_id,created,date\r\n1892,{c},{CREATED},2014-12-10\r\n")
    check(f"{c} location CSV", course.enrollment("location", data_format="csv"),
          "count,country.alpha2,country.alpha3,country.name,course_id,created,date\r\n" +
          "".join(f"{k},{a or ''},{b or ''},{n},{c},{CREATED},2014-12-10\r\n" for a, b, n, k in LOCATIONS))
    check(f"{c} activity CSV", course.activity("any", data_format="csv"),
          "any,attempted_problem,course_id,created,interval_end,interval_start,played_video\r\n"
          f"302,202,{c},{CREATED},2014-12-22T000000,2014-12-15T000000,102\r\n")


def check_activity(client, c, errors):
    course = client.courses(c)
    week = {"interval_start": "2014-12-15T000000", "interval_end": "2014-12-22T000000", "course_id": c, "any": 302,
            "attempted_problem": 202, "played_video": 102, "created": CREATED}
    check(f"{c} activity", course.activity(), [week])
    check(f"{c} activity of a type", course.activity("played_video"), [week])
    check(f"{c} activity from", [d.get("posted_forum") for d in course.activity(start_date="2014-12-08")], [5, None])
    check(f"{c} activity until 15", [d["any"] for d in course.activity(end_date="2014-12-15")], [300])
    check(f"{c} activity until 16", [d["any"] for d in course.activity(end_date="2014-12-16")], [300, 301])
    check_raises(f"{c} activity of none", errors.InvalidRequestError, lambda: course.activity(None))
    check(f"{c} recent", course.recent_activity("any"),
          {"interval_start": "2014-12-15T00:00:00Z", "interval_end": "2014-12-22T00:00:00Z", "activity_type": "any",
           "count": 302, "course_id": c})
    check(f"{c} recent video", course.recent_activity("played_video")["count"], 102)


def check_lists(client, errors):
    api = client.course_summaries()
    ordered = sorted(COURSES)
    check("all summaries", api.course_summaries(), [summary(c) for c in ordered])
    check("one summary", api.course_summaries(course_ids=[COURSES[1]], fields=["course_id", "count"]),
          [{"course_id": COURSES[1], "count": 20}])
    many = COURSES + [f"course-v1:SomeUniversity+Course{n:03}+2014_T1" for n in range(147)]
    check("150 ids by POST", [s["course_id"] for s in api.course_summaries(course_ids=many)], ordered)
    check("150 ids, excluded",
          sorted(api.course_summaries(course_ids=many, exclude=["count", "programs"])[0]["enrollment_modes"]["audit"]),
          ["count_change_7_days", "cumulative_count", "passing_users"])
    check("recent_date", api.course_summaries(course_ids=[COURSES[0]], recent_date="2014-12-09",
                                              fields=["count", "recent_count_change"]),
          [{"count": 20, "recent_count_change": -1871}])
    check("recent_date by POST", api.course_summaries(course_ids=many, recent_date="2014-12-09",
                                                      fields=["recent_count_change"]),
          [{"recent_count_change": -1871}] * 3)
    check_raises("bad id", errors.InvalidRequestError, lambda: api.course_summaries(course_ids=["bad"]))
    check_raises("no such course", errors.NotFoundError, lambda: api.course_summaries(course_ids=["not/real/course"]))
    programs = client.programs().programs()
    check("programs", [(p["program_id"], p["course_ids"], p["created"]) for p in programs],
          [(p, ordered, "2014-12-10T19:31:46Z") for p in ("482dee71", "71c14f59")])
    check("one program", [p["program_title"] for p in client.programs().programs(program_ids=["71c14f59"])],
          ["T 71c14f59"])
    check_raises("totals are not built", errors.NotFoundError, lambda: client.course_totals().course_totals())


def check_errors(client, errors):
    check_raises("unknown course", errors.NotFoundError, lambda: client.courses("course-v1:a+b+c").enrollment())
    check_raises("no course id", errors.NotFoundError, lambda: client.courses("bad").enrollment())
    check_raises("no rows", errors.NotFoundError,
                 lambda: client.courses(COURSES[0]).enrollment(start_date="2015-01-01"))
    check_raises("bad date", errors.InvalidRequestError,
                 lambda: client.courses(COURSES[0]).enrollment(start_date="yesterday"))


def check_all(base, key, timeout):
    from analyticsclient.client import Client
    from analyticsclient import exceptions as errors
    client = Client(base, key, **({"timeout": timeout} if timeout else {}))
    check(f"{base} alive", client.status.alive, True)
    check(f"{base} authenticated", client.status.authenticated, True)
    check(f"{base} healthy", client.status.healthy, True)
    for c in COURSES:
        check_enrollment(client, c)
        check_csv(client, c)
        check_activity(client, c, errors)
    check_lists(client, errors)
    check_errors(client, errors)
    stranger = Client(base, "no-such-key", timeout=10)
    check(f"{base} stranger", stranger.status.authenticated, False)
    check_raises(f"{base} wrong token", errors.ClientError, lambda: stranger.courses(COURSES[0]).enrollment(),
                 "returned status code 401")


def check_store_stopped(server, database):
    """The store goes away under the running API, and comes back."""
    from analyticsclient.client import Client
    from analyticsclient import exceptions as errors
    client = Client(server.url + "/api/v0", server.key, timeout=10)
    os.kill(database.process.pid, signal.SIGSTOP)  # it hangs: connections open, nothing answers
    begin = time.monotonic()
    check("hanging store", client.status.healthy, False)
    check("health within 2 s of a hanging store", time.monotonic() - begin < 2)
    check_raises("hanging store, quick client", errors.TimeoutError,
                 lambda: Client(server.url + "/api/v0", server.key).courses(COURSES[0]).enrollment())
    os.kill(database.process.pid, signal.SIGCONT)
    check("it goes on", client.courses(COURSES[0]).enrollment()[0]["count"], 1892)
    database.stop()
    check("stopped store", client.status.healthy, False)
    check("alive without a store", client.status.alive, True)
    check_raises("stopped store is 503", errors.ClientError, lambda: client.courses(COURSES[0]).enrollment(),
                 "returned status code 503")
    database.start()
    check("healthy again", client.status.healthy, True)
    check("answers again", client.courses(COURSES[0]).enrollment()[0]["count"], 1892)


def check_tokens(server):
    """The running server follows the token file."""
    from analyticsclient.client import Client
    alive = lambda key: Client(server.url + "/api/v1", key, timeout=10).status.authenticated  # noqa: E731
    server.token("set", "ann", "a-key-of-ann")
    check("new token", alive("a-key-of-ann"), True)
    server.token("set", "ann", "another-key")
    check("replaced token", (alive("a-key-of-ann"), alive("another-key")), (False, True))
    server.token("disable", "ann")
    check("disabled", alive("another-key"), False)
    server.token("enable", "ann")
    check("enabled", alive("another-key"), True)
    server.token("delete", "ann")
    check("deleted", alive("another-key"), False)
    check("no keys in the list", "key" in server.token("list"), False)


def main():
    program, source = os.path.abspath(sys.argv[1]), pathlib.Path(sys.argv[2])
    ensure_client(pathlib.Path(program).parent)
    os.environ["NO_PROXY"] = "127.0.0.1"
    logging.disable(logging.CRITICAL)  # the client logs every error that is provoked here
    with tempfile.TemporaryDirectory(prefix="sluice-client-") as name:
        folder = pathlib.Path(name)
        (folder / "db").mkdir()
        (folder / "api").mkdir()
        os.chmod(folder, 0o755)
        database = Mariadb(folder / "db", source)
        server = None
        try:
            server = Serve(program, folder / "api", database.port)
            for version in ("v0", "v1"):
                for timeout in (10, None):  # None: the client's default of a quarter of a second
                    check_all(f"{server.url}/api/{version}", server.key, timeout)
            check_tokens(server)
            check_store_stopped(server, database)
            check("exit code at Ctrl-C", server.end(), 0)
            check("keys never reach the log", server.key in server.log(), False)
            check("one line a request", 'insights "GET /api/v0/health/" 200' in server.log())
        finally:
            if server and server.process.poll() is None:
                server.process.kill()
            if failed and server:
                print("---- the end of the log\n" + server.log()[-3000:])
            database.stop()
    print(f"real_client: {passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
