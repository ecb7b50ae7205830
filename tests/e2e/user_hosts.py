"""What the tests of `sluice users` share: disposable hosts with sshd, people's keys, a stand-in for GitHub, counted checks."""
import atexit
import http.server
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = os.path.abspath(sys.argv[2])
HOSTS = os.path.join(SOURCE, "tests/lab/hosts")
HOSTS_DIR = os.path.join(os.path.dirname(PROGRAM), "hosts")

folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-users-"))
atexit.register(shutil.rmtree, folder, ignore_errors=True)
passed = 0
outputs = []  # everything that sluice ever said


def check(condition, *why):
    global passed
    if not condition:
        raise AssertionError(" ".join(map(str, why)))
    passed += 1


def need_hosts():
    """Skip (77) where no host can be made; under CI a machine with root must make them."""
    must = os.environ.get("CI") == "true"
    if os.geteuid() != 0:
        print("skipped: disposable hosts need root")
        sys.exit(77)
    missing = [tool for tool in ("debootstrap", "ip", "nsenter", "ssh", "ssh-keygen", "openssl") if not shutil.which(tool)]
    if missing:
        print(f"{'FAILED' if must else 'skipped'}: not installed: {', '.join(missing)} (tools/install_packages)")
        sys.exit(1 if must else 77)
    probe = f"sluice-probe-{os.getpid()}"
    tried = subprocess.run(["sh", "-c", f"ip netns add {probe} && ip netns del {probe} && unshare --mount --pid --net --uts --ipc --fork true"],
                           capture_output=True, text=True)
    if tried.returncode:  # a container that is not allowed to: nothing that a package could mend
        print(f"skipped: no namespaces can be made here: {tried.stderr.strip()[-200:]}")
        sys.exit(77)
    made = subprocess.run([HOSTS, "base"], env=host_environment(), capture_output=True, text=True)
    if made.returncode:
        print(f"{'FAILED' if must else 'skipped'}: no base root for hosts: {made.stderr.strip()[-300:]}")
        sys.exit(1 if must else 77)


def host_environment():
    return {**os.environ, "HOSTS_DIR": HOSTS_DIR}


class Host:
    """A machine of its own; everything on it is gone at the end."""

    def __init__(self, number, prepare=""):
        self.name, self.number = f"su{os.getpid() % 10000}x{number}", number
        for _ in range(60):  # another run may hold the number
            up = subprocess.run([HOSTS, "up", self.name, str(self.number)], env=host_environment(), capture_output=True, text=True)
            if up.returncode == 0:
                break
            subprocess.run([HOSTS, "down", self.name], env=host_environment(), capture_output=True)
            self.number += 1
        check(up.returncode == 0, "no host came up:", up.stderr)
        self.address = up.stdout.strip()
        atexit.register(self.down)
        if prepare:
            self.run(prepare)

    def down(self):
        if self.name:
            subprocess.run([HOSTS, "down", self.name], env=host_environment(), capture_output=True)
        self.name = None

    def try_run(self, script):
        return subprocess.run([HOSTS, "exec", self.name, "sh", "-c", script], env=host_environment(), capture_output=True, text=True)

    def run(self, script):
        done = self.try_run(script)
        check(done.returncode == 0, script, "failed on the host:", done.stdout, done.stderr)
        return done.stdout

    def stat(self, path):
        return self.run(f"stat -c '%U:%G %a' {path}").strip()

    def snapshot(self):
        """Accounts, rules, and every file of homes and of sudo with owner, mode and content."""
        return self.run("cd /; cat etc/passwd etc/group etc/gshadow; cut -d: -f1,2,8 etc/shadow;"
                        "find etc/sudoers etc/sudoers.d home usr/local bin/rbash var/mail -not -path '*/.bash_histor*' -printf '%p %y %u %g %m %l\\n' | sort;"
                        "find etc/sudoers etc/sudoers.d home usr/local -type f -not -path '*/.bash_histor*' -exec sha256sum {} + | sort -k 2")


class Key:
    def __init__(self, name, kind="ed25519", bits=None):
        self.path = folder / name
        subprocess.run(["ssh-keygen", "-q", "-t", kind, *(["-b", str(bits)] if bits else []), "-N", "", "-C", f"{name}@test", "-f", str(self.path)], check=True)
        self.line = self.path.with_suffix(".pub").read_text().strip()
        self.blob = self.line.split()[1]
        self.fingerprint = subprocess.run(["ssh-keygen", "-lf", str(self.path)], capture_output=True, text=True).stdout.split()[1]


def login(host, user, key, *command, options=(), tty=False, text=None, seconds=20):
    """A second login, as that user."""
    words = ["ssh", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "LogLevel=ERROR", "-o", "StrictHostKeyChecking=no",
             "-o", "UserKnownHostsFile=/dev/null", "-F", "/dev/null", *options, *(["-tt"] if tty else []), "-i", str(key.path), f"{user}@{host.address}", *command]
    return subprocess.run(words, input=text, capture_output=True, text=True, timeout=seconds, stdin=None if text is not None else subprocess.DEVNULL)


class GitHub:
    """https://127.0.0.1:PORT/LOGIN.keys with a certificate of its own; `answers[login]` is (status, body, headers)."""

    def __init__(self):
        self.answers, self.asked = {}, []
        self.certificate = folder / "github.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", str(folder / "github.key"), "-out",
                        str(self.certificate), "-days", "2", "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"], check=True, capture_output=True)
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                name = self.path.strip("/").removesuffix(".keys")
                outer.asked.append(name)
                answer = outer.answers.get(name, (404, "Not Found", {}))
                if isinstance(answer, list):  # one after the other, the last for ever
                    answer = answer.pop(0) if len(answer) > 1 else answer[0]
                status, body, headers = answer
                self.send_response(status)
                for key, value in headers.items():
                    self.send_header(key, value)
                self.send_header("Content-Length", str(len(body.encode())))
                self.end_headers()
                self.wfile.write(body.encode())

            def log_message(self, *_):
                pass

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.certificate, folder / "github.key")
        class Server(http.server.ThreadingHTTPServer):
            request_queue_size = 64  # all fetch at once, and a full queue costs a second

        self.server = Server(("127.0.0.1", 0), Handler)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.url = f"https://127.0.0.1:{self.server.server_address[1]}"

    def keys(self, login, *keys):
        self.answers[login] = (200, "".join(" ".join(key.line.split()[:2]) + "\n" for key in keys), {})


def write_users(users, name="cluster.yml", more=""):
    """A cluster file; `users` are lines of YAML, one a user."""
    lines = "".join(f"  - {user}\n" for user in users)
    path = folder / name
    path.write_text("name: ETL\nkeypair_name: k\nvpc_subnet_id: subnet-1\nlog_uri: s3://logs\nrelease_label: emr-5.36.0\n"
                    "instance_groups: {master: {num_instances: 1, type: m5.xlarge}}\n" + more +
                    (f"user_info:\n{lines}" if users else "user_info: []\n"))
    return str(path)


def arguments(file, *hosts, options=()):
    words = [PROGRAM, "users", "apply", "-f", file, "--private-key", os.path.join(HOSTS_DIR, "id"), "--known-hosts", str(folder / "known_hosts")]
    for host in hosts:
        words += ["--host", host if isinstance(host, str) else host.address]
    return words + list(options)


def apply(users, *hosts, code=0, options=(), github=None, more=""):
    """Run `sluice users apply`; its streams, the exit code checked."""
    environment = {**os.environ, "SLUICE_AWS_RETRY_BASE_MS": "20"}
    for name in ("SSL_CERT_FILE", "CURL_CA_BUNDLE"):
        environment.pop(name, None)
    if github:
        environment["SSL_CERT_FILE"] = str(github.certificate)
        options = ["--github-url", github.url, *options]
    done = subprocess.run(arguments(write_users(users, more=more), *hosts, options=options), capture_output=True, text=True, env=environment,
                          stdin=subprocess.DEVNULL, timeout=120)
    outputs.extend((done.stdout, done.stderr))
    check(done.returncode == code, f"exit {done.returncode} instead of {code}\n{done.stdout}\n{done.stderr}")
    return done


def recap(done, host):
    found = re.search(rf"^{re.escape(host.address)} +: ok=(\d+) +changed=(\d+) +unreachable=(\d+) +failed=(\d+) *$", done.stdout, re.M)
    check(found, "no recap of", host.address, "in", done.stdout, done.stderr)
    return tuple(map(int, found.groups()))


def settle(users, host, **more):
    """Apply, then again: the second run changes nothing."""
    first = apply(users, host, **more)
    second = apply(users, host, **more)
    check(recap(second, host)[1] == 0, "the second run changed something:\n", second.stdout)
    check(not re.search(r"^changed:", second.stdout, re.M), second.stdout)
    return first


def item(done, task, user):
    """The status of a user in a task of the transcript."""
    part = done.stdout.split(f"TASK: [user | {task}]", 1)
    check(len(part) == 2, "no task", task, "in", done.stdout)
    part = part[1].split("TASK:")[0]
    found = re.search(rf"^(\w+): \[[^]]*\] => \(item={user}\)", part, re.M)
    return found.group(1) if found else "skipping"


def end(*keys):
    """No word of sluice holds a key; then the count."""
    for key in keys:
        check(not any(key.blob in output for output in outputs), "a key was printed")
    print(f"{passed} checks passed")
