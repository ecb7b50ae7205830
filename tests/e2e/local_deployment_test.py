#!/usr/bin/env python3
"""The local deployment with the real program and a real MariaDB: plan, apply, status, destroy, and what may go wrong."""
import json
import os
import pathlib
import pty
import select
import signal
import socket
import subprocess
import shutil
import sys
import threading
import time
import unittest

PROGRAM, SOURCE = os.path.abspath(sys.argv[1]), sys.argv[2]
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "support"))
from local_lab import Lab, need, processes  # noqa: E402


def at_terminal(command, answer, env=None):
    """Run on a pseudo-terminal, type `answer` at the first question; (exit code, all that was shown)."""
    main, side = pty.openpty()
    child = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, start_new_session=True,
                             env={**os.environ, "TERM": "xterm", **(env or {})})
    os.close(side)
    shown, asked = b"", False
    while True:
        ready, _, _ = select.select([main], [], [], 60)
        if not ready:
            child.kill()
            break
        try:
            piece = os.read(main, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
        if b"[y/N]" in shown and not asked:
            asked = True
            os.write(main, answer.encode() + b"\n")
    os.close(main)
    return child.wait(), shown.decode()


class Watch(threading.Thread):
    """Collects the arguments and environments of all processes while it runs."""

    def __init__(self):
        super().__init__(daemon=True)
        self.seen, self.over = set(), False

    def run(self):
        while not self.over:
            for entry in pathlib.Path("/proc").iterdir():
                if entry.name.isdigit():
                    for name in ("cmdline", "environ"):
                        try:
                            self.seen.add((entry / name).read_bytes())
                        except OSError:
                            pass
            time.sleep(0.01)


class LocalDeployment(unittest.TestCase):
    def lab(self, **how):
        lab = Lab(PROGRAM, **how)
        self.addCleanup(lab.close)
        return lab

    def test_life_of_a_deployment(self):
        lab = self.lab()
        plan = lab.run("plan").stdout
        self.assertIn("+ start   store.server", plan)
        self.assertIn("Plan: 11 to create.", plan)
        self.assertFalse(lab.state.exists(), "a plan changes nothing")
        lab.run("plan", "--detailed-exitcode", code=5)

        begin = time.time()
        first = lab.json("apply")
        print(f"\n  apply from nothing: {time.time() - begin:.1f} s", file=sys.stderr)
        self.assertEqual(first["changed"], 11)
        self.assertTrue(first["self_test"] and all(line["passed"] for line in first["self_test"]))
        self.assertEqual(first["outputs"], lab.outputs())
        self.assertEqual(first["outputs"]["result_store"]["users"]["api"]["password"],
                         f"file:{lab.state}/secrets/api.password")
        journal = (lab.state / "journal.jsonl").read_text()

        begin = time.time()
        again = lab.run("apply")
        print(f"  apply again: {time.time() - begin:.2f} s", file=sys.stderr)
        self.assertIn("Nothing to do: 11 as wanted.", again.stdout)
        self.assertIn("changed=0", again.stdout)
        self.assertEqual(journal, (lab.state / "journal.jsonl").read_text(), "nothing done, nothing written")
        lab.run("plan", "--detailed-exitcode", code=0)

        status = lab.json("status")
        self.assertTrue(status["complete"])
        self.assertEqual({r["state"] for r in status["resources"]}, {"ok"})
        text = lab.run("status").stdout
        self.assertRegex(text, r"ok +store.server +up \(process \d+\), 127.0.0.1:\d+, 10\.")
        self.assertRegex(text, r"ok +store.database +9 tables, [\d.]+ MB, utf8(mb3)?_bin")

        lab.sql("INSERT INTO reports.course_activity (course_id, interval_start, interval_end, label, count) VALUES "
                "('a', '2024-01-01', '2024-01-08', 'any', 3)", "pipeline", "pipeline")
        (lab.state / "buckets/tracking/kept.log").write_text("x")
        port = lab.outputs()["result_store"]["port"]

        refused = lab.run("destroy", code=2)
        self.assertIn("add --yes", refused.stderr)
        self.assertEqual(len(lab.server()), 1)
        down = lab.run("destroy", "--yes")
        self.assertIn("- stop  store.server", down.stdout)
        self.assertIn("= keep  store.data", down.stdout)
        self.assertEqual(lab.server(), [])
        self.assertFalse((lab.state / "deployment.json").exists())
        self.assertEqual(lab.json("destroy", "--yes")["changed"], 0)
        self.assertFalse(lab.json("status")["complete"])

        back = lab.json("apply")
        self.assertEqual(back["changed"], 1)
        self.assertEqual(lab.sql("SELECT count FROM reports.course_activity", "api", "api").strip(), "3")
        self.assertEqual(lab.outputs()["result_store"]["port"], port, "the port is kept")
        self.assertTrue((lab.state / "buckets/tracking/kept.log").exists())

        gone = lab.run("destroy", "--yes", "--delete-data")
        self.assertIn("- delete  store.data", gone.stdout)
        self.assertEqual(list(lab.folder.iterdir()), [lab.file], "nothing is left")
        self.assertEqual(processes(str(lab.folder)), {})
        self.assertIn("nothing is there", lab.run("destroy", "--yes", "--delete-data").stdout)

    def test_users_can_do_what_they_must_and_no_more(self):
        lab = self.lab()
        lab.run("apply")
        for statement in ("INSERT INTO reports.course_activity (course_id) VALUES ('x')", "DROP TABLE reports.course_activity",
                          "CREATE TABLE reports.t (a INT)", "DELETE FROM reports.course_activity"):
            self.assertIn("1142", lab.sql(statement, "api", "api", fail=True))
        self.assertIn("1044", lab.sql("USE mysql", "api", "api", fail=True))
        lab.sql("CREATE DATABASE reports_old; DROP DATABASE reports_old; CREATE TABLE reports.t (a INT); "
                "RENAME TABLE reports.t TO reports.u; DROP TABLE reports.u", "pipeline", "pipeline")
        self.assertIn("1044", lab.sql("CREATE DATABASE reportsx", "pipeline", "pipeline", fail=True))
        self.assertEqual(lab.sql("SELECT COUNT(*) FROM mysql.user WHERE User = ''").strip(), "0")

        # Drift in grants, password and TLS is seen, told and mended.
        lab.sql("GRANT INSERT ON reports.* TO api@'%'; ALTER USER pipeline@'%' IDENTIFIED BY 'other'")
        plan = lab.json("plan")
        changed = {s["id"]: [d["property"] for d in s["differences"]] for s in plan["steps"] if s["action"] == "update"}
        self.assertEqual(changed, {"store.user.api": ["grants"], "store.user.pipeline": ["password"]})
        self.assertEqual(lab.json("apply")["changed"], 2)
        self.assertIn("1142", lab.sql("INSERT INTO reports.course_activity (course_id) VALUES ('x')", "api", "api", fail=True))
        self.assertEqual(lab.sql("SELECT 1", "pipeline", "pipeline").strip(), "1")

        # A table that is gone comes back; one without a declared column is told by name and left alone.
        lab.sql("DROP TABLE reports.course_activity; ALTER TABLE reports.course_enrollment_daily DROP COLUMN date")
        text = lab.run("plan").stdout
        self.assertIn("table course_activity: (none) -> as declared", text)
        self.assertIn("column course_enrollment_daily.date: (none) -> as declared", text)
        lab.run("apply")
        self.assertIn("! drift  store.tables", lab.run("plan", "--detailed-exitcode", code=0).stdout)
        self.assertEqual(lab.json("apply")["changed"], 0)

    def test_a_killed_server_is_seen_and_started(self):
        lab = self.lab()
        lab.run("apply")
        lab.sql("INSERT INTO reports.course_activity (course_id, interval_start, interval_end, label) VALUES "
                "('a', '2024-01-01', '2024-01-08', 'any')", "pipeline", "pipeline")
        lab.kill_server()  # as a reboot does: socket and pid file are left behind
        (lab.state / "server/mysqld.pid").write_text(f"{os.getpid()}\n")
        plan = lab.run("plan", "--detailed-exitcode", code=5).stdout
        self.assertIn("+ start    store.server", plan)
        self.assertIn("? unknown  store.database", plan)
        self.assertIn("absent   store.server", lab.run("status").stdout)
        self.assertEqual(lab.json("apply")["changed"], 1)
        self.assertEqual(len(lab.server()), 1)
        self.assertEqual(lab.sql("SELECT COUNT(*) FROM reports.course_activity", "api", "api").strip(), "1")

    def test_lost_secrets_are_made_anew_and_put_in_place(self):
        lab = self.lab()
        lab.run("apply")
        for name in ("api", "admin", "pipeline"):
            (lab.state / "secrets" / f"{name}.password").unlink()
            self.assertEqual(lab.json("apply")["changed"], 2, name)
            self.assertEqual(lab.json("apply")["changed"], 0, name)
        lab.sql("SELECT 1")
        os.chmod(lab.state / "secrets/api.password", 0o644)
        self.assertIn("mode: 0644 -> 0600", lab.run("apply").stdout)

    def test_changes_of_the_file(self):
        lab = self.lab()
        lab.run("apply")
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        lab.write(f"buckets: [tracking, extra]\nresult_store: {{port: {port}, collation: utf8mb4_bin}}")
        text = lab.run("plan").stdout
        self.assertRegex(text, rf"port: \d+ -> {port}")
        self.assertIn("! drift   store.database", text)
        self.assertIn("= keep    bucket.warehouse", text)
        self.assertEqual(lab.json("apply")["changed"], 2)  # the bucket, the server
        self.assertEqual(lab.outputs()["result_store"]["port"], port)
        self.assertEqual(sorted(lab.outputs()["buckets"]), ["extra", "tracking"])
        self.assertTrue((lab.state / "buckets/warehouse").is_dir())
        self.assertEqual(lab.json("apply")["changed"], 0)
        self.assertIn("add --yes", lab.run("apply", "--delete-data", code=2).stderr)
        self.assertEqual(lab.json("apply", "--delete-data", "--yes")["changed"], 1)
        self.assertFalse((lab.state / "buckets/warehouse").exists())

    def test_another_collation_from_the_start(self):
        lab = self.lab(yaml="result_store: {collation: utf8mb4_bin}")
        lab.run("apply")
        self.assertEqual(lab.sql("SELECT DISTINCT TABLE_COLLATION FROM information_schema.TABLES "
                                 "WHERE TABLE_SCHEMA = 'reports'").strip(), "utf8mb4_bin")
        self.assertEqual(lab.json("apply")["changed"], 0)

    def test_a_port_that_is_taken(self):
        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            port = other.getsockname()[1]
            lab = self.lab(yaml=f"result_store: {{port: {port}}}")
            done = lab.run("apply", code=3)
            self.assertIn(f"port {port} of 127.0.0.1 is taken by another program", done.stderr)
            self.assertFalse((lab.state / "server").exists(), "nothing was begun")
            lab.run("plan", code=3)
        lab.run("apply")
        # One that we chose ourselves and that somebody else has meanwhile: another is chosen.
        lab.write("")
        lab.run("destroy", "--yes")
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
            lab.run("apply")
        self.assertNotEqual(lab.outputs()["result_store"]["port"], port)

    def test_wrong_files(self):
        lab = self.lab()
        lab.file.write_text("deployment:\n  name: demo\n  target: local\n  bucketts: [a]\n  result_store:\n    port: 3\n")
        err = lab.run("apply", code=2).stderr
        self.assertIn("cluster.yml:4:3: error: unknown key 'bucketts' (did you mean 'buckets'?)", err)
        self.assertIn("cluster.yml:6:11: error: result_store: port", err)
        lab.file.write_text("deployment: {name: demo\n  target: local\n")
        self.assertRegex(lab.run("plan", code=2).stderr, r"cluster.yml:\d+:\d+: broken YAML")
        lab.file.write_text("name: ETL\n")
        self.assertIn("there is no map 'deployment:'", lab.run("status", code=2).stderr)
        lab.file.write_text("deployment: {name: demo, target: aws}\n")
        for verb in ("plan", "apply", "status", "destroy"):
            self.assertIn("target aws is not available yet", lab.run(verb, code=2).stderr)
        lab.file.unlink()
        self.assertIn("No such file", lab.run("plan", code=2).stderr)
        self.assertFalse(lab.state.exists())

    def test_folders_of_others_are_never_deleted(self):
        lab = self.lab()
        logs = lab.folder / "logs"
        logs.mkdir()
        (logs / "tracking.log").write_text("x")
        lab.write("buckets:\n  tracking: {path: logs}\n  warehouse:")
        self.assertIn("= adopt   bucket.tracking", lab.run("apply").stdout)
        self.assertEqual(lab.json("apply")["changed"], 0)
        text = lab.run("destroy", "--yes", "--delete-data").stdout
        self.assertIn("adopted, not ours to delete", text)
        self.assertEqual((logs / "tracking.log").read_text(), "x")
        self.assertFalse(lab.state.exists())

    def test_no_password_anywhere(self):
        lab = self.lab()
        watch = Watch()
        watch.start()
        lab.run("apply", "-v")
        (lab.state / "secrets/api.password").unlink()
        lab.run("apply", "-o", "json")
        lab.run("status")
        lab.run("plan", "-o", "json")
        watch.over = True
        watch.join()
        secrets = [lab.secret(name) for name in ("admin", "pipeline", "api")]
        places = {"output": "\n".join(lab.said), "processes": b"\n".join(watch.seen).decode(errors="replace")}
        for path in lab.state.rglob("*"):
            if path.is_file() and not path.is_relative_to(lab.state / "secrets") and not path.is_relative_to(lab.state / "server/data"):
                places[str(path)] = path.read_text(errors="replace")
        for place, text in places.items():
            for secret in secrets:
                self.assertNotIn(secret, text, place)
        self.assertIn("--init-file=", places["processes"], "the watch saw the server")

    def test_terminal(self):
        lab = self.lab()
        code, shown = at_terminal(lab.command("apply"), "n")
        self.assertEqual(code, 1)
        self.assertIn("Nothing was done.", shown)
        self.assertIn("\033[32m+ create", shown)
        self.assertFalse((lab.state / "buckets").exists())
        _, plain = at_terminal(lab.command("plan"), "", {"NO_COLOR": "1"})
        self.assertNotIn("\033", plain)
        code, shown = at_terminal(lab.command("apply"), "y")
        self.assertEqual(code, 0, shown)
        code, _ = at_terminal(lab.command("destroy"), "no")
        self.assertEqual(code, 1)
        self.assertEqual(len(lab.server()), 1, "the server outlives the terminal that started it")
        code, _ = at_terminal(lab.command("destroy"), "yes")
        self.assertEqual((code, lab.server()), (0, []))

    def test_one_at_a_time(self):
        lab = self.lab()
        children = [subprocess.Popen(lab.command("apply"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                     stderr=subprocess.PIPE, text=True) for _ in range(3)]
        ends = [(child.communicate()[1], child.returncode) for child in children]
        self.assertEqual(sorted(code for _, code in ends)[0], 0)
        for err, code in ends:
            if code:
                self.assertEqual(code, 3)
                self.assertRegex(err, r"another sluice \(process \d+\) is at work here")
        self.assertEqual(lab.json("apply")["changed"], 0)
        self.assertEqual(len(lab.server()), 1)

    def test_an_interrupt_finishes_the_call_and_says_how_to_go_on(self):
        lab = self.lab()
        child = subprocess.Popen(lab.command("apply"), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                 text=True, start_new_session=True)
        while "store.data" not in (lab.state / "journal.jsonl").read_text() if (lab.state / "journal.jsonl").exists() else True:
            time.sleep(0.01)
        os.killpg(child.pid, signal.SIGINT)
        _, err = child.communicate(timeout=60)
        self.assertEqual(child.returncode, 130, err)
        self.assertIn("interrupted", err)
        self.assertIn("sluice apply -f", err)
        self.assertTrue((lab.state / "server/data").exists(), "the call in flight was finished")
        lab.run("apply")
        self.assertEqual(lab.json("apply")["changed"], 0)

    def test_a_server_that_does_not_come_up_shows_its_log(self):
        lab = self.lab()
        lab.run("apply")
        lab.run("destroy", "--yes")
        with open(lab.state / "server/data/ibdata1", "r+b") as file:
            whole = file.read()
            file.seek(0)
            file.write(b"\xff" * 65536)
        err = lab.run("apply", code=4).stderr
        self.assertIn("MariaDB did not come up", err)
        self.assertIn("error.log", err)
        self.assertRegex(err, r"InnoDB|ERROR")
        self.assertIn("sluice apply", err)
        self.assertIn("not reached: store.database" if "not reached" in err else "changed=0", err)
        self.assertEqual(lab.server(), [])
        (lab.state / "server/data/ibdata1").write_bytes(whole)
        lab.run("apply")

    def test_odd_places(self):
        deep = self.lab(name="deep")
        odd = "/".join(['a rather long folder\'s name # with "odd" letters'] * 3)
        deep.write("state: " + json.dumps(odd))
        deep.state = state = deep.folder / odd
        deep.run("apply")
        self.assertEqual(deep.outputs()["result_store"]["socket"], "", "too long for a socket: clients use the port")
        self.assertEqual(deep.json("apply")["changed"], 0)
        self.assertEqual(deep.sql("SELECT 1", "api", "api").strip(), "1")
        deep.run("destroy", "--yes", "--delete-data")
        self.assertFalse(state.exists())

    @unittest.skipUnless(os.geteuid() == 0, "needs root")
    def test_as_root_where_the_mysql_user_may_not_go(self):
        lab = self.lab(mode=0o700)
        self.assertIn("MariaDB will run as root", lab.run("apply").stderr)
        self.assertEqual(lab.json("apply")["changed"], 0)
        lab.run("destroy", "--yes", "--delete-data")

    @unittest.skipUnless(os.geteuid() == 0, "needs root to become somebody else")
    def test_as_a_normal_user(self):
        lab = self.lab()
        os.chown(lab.folder, 65534, 65534)
        lab.program = shutil.copy(lab.program, lab.folder / "sluice")  # where nobody may look
        user = ("runuser", "-u", "nobody", "--")
        lab.run("apply", before=user)
        self.assertEqual(lab.json("apply", before=user)["changed"], 0)
        (pid,) = lab.server()
        self.assertEqual(os.stat(f"/proc/{pid}").st_uid, 65534)
        lab.run("destroy", "--yes", "--delete-data", before=user)
        self.assertFalse(lab.state.exists())
        os.chmod(lab.folder, 0o555)
        err = lab.run("apply", before=user, code=3).stderr
        self.assertIn("cannot be written to", err)

    def test_the_example(self):
        lab = self.lab()
        lab.file.write_text((pathlib.Path(SOURCE) / "examples/local/cluster.yml").read_text())
        self.assertEqual(lab.json("apply")["outputs"]["buckets"].keys(), {"tracking", "warehouse"})

    def test_temporary_tables_of_other_servers_stay(self):
        # A starting server deletes all of them in its tmpdir, so it must have one of its own, the installer's too.
        other = pathlib.Path(f"/tmp/#sql-temptable-{os.getpid()}-1-1.MAI")
        self.addCleanup(other.unlink, missing_ok=True)
        other.touch()
        if os.geteuid() == 0:
            shutil.chown(other, "mysql")
        lab = self.lab()
        lab.run("apply")
        self.assertTrue(other.exists())

    def test_a_folder_with_blanks_and_quotes(self):
        lab = self.lab()
        lab.write("buckets: [tracking]\nstate: \"it's \\\"my\\\" state\"")
        self.assertEqual(lab.json("apply")["changed"], 10)
        self.assertEqual(lab.json("apply")["changed"], 0)
        lab.run("destroy", "--yes", "--delete-data")

    def test_programs_that_are_missing_are_named(self):
        lab = self.lab()
        empty = lab.folder / "empty"
        empty.mkdir()
        if os.geteuid() != 0:
            self.skipTest("needs root to hide /usr/sbin")
        if subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode != 0:
            self.skipTest("needs mount namespaces")
        hide = ["unshare", "-m", "sh", "-c", f"mount --bind {empty} /usr/sbin && mount --bind /dev/null /usr/bin/mariadb-install-db && exec \"$@\"", "sh"]
        err = lab.run("apply", code=3, before=hide, env={"PATH": "/usr/bin:/bin"}).stderr
        self.assertIn("the program mariadbd is not installed", err)
        self.assertIn("the program mariadb-install-db is not installed", err)
        self.assertIn("apt-get install mariadb-server", err)


if __name__ == "__main__":
    need("mariadbd", "mariadb-install-db", "mariadb")
    unittest.main(argv=[sys.argv[0], *sys.argv[3:]], verbosity=2)
