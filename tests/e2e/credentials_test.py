#!/usr/bin/env python3
"""Who signs, for which region, at which endpoint: for many environments and files, the client does what botocore does in them.
Both ask one server, which plays EMR, STS and a container's credential server. Arguments: the program, the source folder.
"""
import atexit
import http.server
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import check, ensure_lab, run_parts  # noqa: E402
from aws_program import PROXIES, Caller  # noqa: E402

ensure_lab()
FOLDER = pathlib.Path(tempfile.mkdtemp(prefix="sluice-credentials-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)
(FOLDER / "token").write_text("web-token\n")
(FOLDER / "elsewhere").write_text("[default]\naws_access_key_id = HOME\naws_secret_access_key = s\n")
EXPIRES = "2099-01-01T00:00:00Z"
seen = []


def assume(action, body):
    role = re.search(r"RoleArn=[^&]*%2F(\w+)", body).group(1)
    return role, (f"<{action}Response xmlns='https://sts.amazonaws.com/doc/2011-06-15/'><{action}Result><Credentials><AccessKeyId>"
                  f"OF-{role}</AccessKeyId><SecretAccessKey>s</SecretAccessKey><SessionToken>t-{role}</SessionToken><Expiration>"
                  f"{EXPIRES}</Expiration></Credentials></{action}Result></{action}Response>")


class Aws(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, text):
        self.send_response(200)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    def do_POST(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        signed = re.search(r"Credential=([^/]*)/\d+/([^/]*)/", self.headers.get("Authorization", ""))
        by, at = signed.groups() if signed else (None, None), self.headers["Host"].partition(":")[0]
        if action := re.search(r"Action=(\w+)", body):
            role, text = assume(action.group(1), body)
            outside = re.search(r"ExternalId=(\w+)", body)
            seen.append((action.group(1), role, by, at, outside and outside.group(1), "web-token" in body))
            self.answer(text)
        else:
            seen.append(("EMR", by, at, self.headers.get("X-Amz-Security-Token")))
            self.answer('{"Clusters": []}')

    def do_GET(self):
        seen.append(("container", self.headers.get("Authorization")))
        self.answer(json.dumps({"AccessKeyId": "BOX", "SecretAccessKey": "s", "Token": "of-box", "Expiration": EXPIRES}))


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Aws)
threading.Thread(target=server.serve_forever, daemon=True).start()
URL, OTHER_URL = f"http://127.0.0.1:{server.server_port}", f"http://localhost:{server.server_port}"


def keys(name):
    return f"aws_access_key_id = {name}\naws_secret_access_key = s\n"


def role(name, source):
    return f"[profile {name}]\nrole_arn = arn:aws:iam::1:role/{name}\n{source}\n"


ENV = {"AWS_ACCESS_KEY_ID": "ENV", "AWS_SECRET_ACCESS_KEY": "s"}
BOX = {"AWS_CONTAINER_CREDENTIALS_FULL_URI": URL + "/keys", "AWS_CONTAINER_AUTHORIZATION_TOKEN": "let-me"}
WEB = {"AWS_WEB_IDENTITY_TOKEN_FILE": str(FOLDER / "token"), "AWS_ROLE_ARN": "arn:aws:iam::1:role/web"}
ROLE = {"AWS_PROFILE": "r"}
PROCESS = """credential_process = printf '{"Version": 1, "AccessKeyId": "PROC", "SecretAccessKey": "s"}'\n"""
BASE = "[base]\n" + keys("BASE")
DEFAULT = "[default]\n" + keys("D")
FROM_BASE = role("r", "source_profile = base")
WEB_PROFILE = role("w", f"web_identity_token_file = {FOLDER}/token")

# environment, config file, credentials file
ORDER = [
    (ENV, "", ""), (ENV, "", DEFAULT), ({**ENV, "AWS_PROFILE": "p"}, "[profile p]\n" + keys("P"), ""),
    ({"AWS_ACCESS_KEY_ID": "LONELY"}, "", DEFAULT), ({"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "", DEFAULT),
    ({**ENV, "AWS_SESSION_TOKEN": "T"}, "", ""), ({**ENV, "AWS_SESSION_TOKEN": ""}, "", ""),
    ({**ENV, "AWS_CREDENTIAL_EXPIRATION": "2020-01-01T00:00:00Z"}, "", ""), ({**ENV, "AWS_CREDENTIAL_EXPIRATION": EXPIRES}, "", ""),
    ({}, "[default]\n" + keys("CONFIG"), DEFAULT), ({}, "", "[default]\naws_access_key_id = LONELY\n"),
    ({}, "", DEFAULT + "aws_session_token = T\n"), ({}, "", DEFAULT + "aws_security_token = T\n"),
    ({}, "[default]\n" + PROCESS, ""), ({}, "[default]\n" + PROCESS, DEFAULT), ({}, "[default]\n" + PROCESS + keys("CONFIG"), ""),
    (BOX, "", ""), (BOX, "", DEFAULT), ({}, "", ""), ({"AWS_PROFILE": "nobody"}, "", DEFAULT), ({**ENV, "AWS_PROFILE": "default"}, "", ""),
    ({"AWS_SHARED_CREDENTIALS_FILE": "~/elsewhere", "HOME": str(FOLDER)}, "", ""),
]
ROLES = [
    (ROLE, FROM_BASE, BASE), (ROLE, FROM_BASE + "external_id = E1\n", BASE), ({**ROLE, **WEB}, FROM_BASE, BASE),
    (ROLE, FROM_BASE + role("base", "source_profile = third") + "[profile third]\n" + keys("THIRD"), ""),
    (ROLE, FROM_BASE + role("base", "source_profile = third") + "[profile third]\n" + keys("THIRD"), BASE),
    (ROLE, role("r", "source_profile = r") + keys("OWN"), ""), (ROLE, role("r", "source_profile = r"), ""),
    (ROLE, FROM_BASE + role("base", "source_profile = r"), ""), (ROLE, FROM_BASE + keys("OWN") + role("base", "source_profile = r"), ""),
    (ROLE, FROM_BASE + "[profile base]\n" + PROCESS, ""), (ROLE, FROM_BASE, ""), (ROLE, role("r", "source_profile = default"), DEFAULT),
    ({**ROLE, **BOX}, role("r", "credential_source = EcsContainer"), ""), (ROLE, role("r", "credential_source = Environment"), ""),
    ({**ROLE, **BOX}, role("r", "credential_source = EcsContainer\nsource_profile = r"), ""), (ROLE, role("r", keys("OWN")), ""),
    (ROLE, role("r", "credential_source = ecscontainer"), ""), (ROLE, FROM_BASE + "duration_seconds = long\n", BASE),
    (WEB, "", DEFAULT), ({"AWS_WEB_IDENTITY_TOKEN_FILE": str(FOLDER / "token")}, "", DEFAULT), ({"AWS_PROFILE": "w"}, WEB_PROFILE, ""),
    ({**WEB, "AWS_PROFILE": "w"}, WEB_PROFILE, ""), (ROLE, role("r", "source_profile = w") + WEB_PROFILE, ""),
    ({**WEB, "AWS_WEB_IDENTITY_TOKEN_FILE": "/nonexistent"}, "", DEFAULT),
]
FORMS = [
    ({}, "[default]\nregion: eu-west-1\n", DEFAULT), ({}, "[default]\nregion = eu-west-1\n", "[default]\nregion = ap-south-1\n" + keys("D")),
    ({"AWS_DEFAULT_REGION": "eu-west-3", "AWS_REGION": "eu-west-3"}, "[default]\nregion = eu-west-1\n", DEFAULT),
    ({"AWS_PROFILE": "a b"}, "[profile 'a b']\n" + keys("AB"), ""), ({"AWS_PROFILE": "a b"}, '[profile  "a b" ]\n' + keys("AB"), ""),
    ({"AWS_PROFILE": "a b"}, "", "[a b]\n" + keys("AB")), ({"AWS_PROFILE": "p"}, "[p]\n" + keys("P"), ""),
    ({}, "", "[default]\nno key of anything\n" + keys("D")), ({}, "", keys("D")), ({}, "", "[default\n" + keys("D")),
    ({}, "", "[default]\n  aws_access_key_id = I\n  aws_secret_access_key = s\n"), ({}, "", DEFAULT.replace("aws_", "AWS_")),
    ({}, "", "# c\n; c\n[default]\n" + keys("D") + "#aws_access_key_id = no\n"), ({}, "", DEFAULT.replace("\n", "\r\n")),
    ({"AWS_DEFAULT_PROFILE": "p"}, "[profile\tp]\n" + keys("P"), ""),
]
NO_URL = {"AWS_ENDPOINT_URL": None}
ENDPOINTS = [
    ({**ENV, "AWS_ENDPOINT_URL_EMR": OTHER_URL}, "", ""), ({**ENV, **NO_URL, "AWS_ENDPOINT_URL_EMR": OTHER_URL}, "", ""),
    ({**ENV, **NO_URL, "AWS_PROFILE": "p"}, f"[profile p]\nendpoint_url = {OTHER_URL}\n", ""),
    ({**ENV, **NO_URL, "AWS_PROFILE": "p"}, f"[profile p]\nendpoint_url = {URL}\nservices = lab\n[services lab]\nemr =\n  endpoint_url = {OTHER_URL}\n", ""),
    ({**ROLE, "AWS_ENDPOINT_URL_STS": OTHER_URL}, FROM_BASE, BASE),
    ({**ROLE, **NO_URL}, FROM_BASE + f"services = lab\n[services lab]\nsts =\n  endpoint_url = {URL}\nemr =\n  endpoint_url = {OTHER_URL}\n", BASE),
]
REFERENCE = "import botocore.session\nbotocore.session.Session().create_client('emr').list_clusters()\n"


def asked_by_botocore(environment):
    clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and k.lower() not in PROXIES}
    done = subprocess.run([sys.executable, "-c", REFERENCE], env={**clean, **environment}, capture_output=True, text=True,
                          stdin=subprocess.DEVNULL)
    return done.returncode == 0, (done.stderr.strip().splitlines() or [""])[-1]


def asked_by_us(environment):
    try:
        with Caller({"AWS_REGION": "", **environment}, keys=False) as caller:
            answer = caller.call("emr", "ListClusters")
            return "error" not in answer, answer.get("error")
    except AssertionError as why:
        return False, why


def compare(cases):
    for more, config, credentials in cases:
        (FOLDER / "config").write_text(config, newline="")
        (FOLDER / "credentials").write_text(credentials, newline="")
        environment = {"AWS_CONFIG_FILE": str(FOLDER / "config"), "AWS_SHARED_CREDENTIALS_FILE": str(FOLDER / "credentials"),
                       "AWS_EC2_METADATA_DISABLED": "true", "AWS_ENDPOINT_URL": URL, **more}
        if "region" not in config:
            environment = {"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "us-east-1", **environment}
        environment = {name: value for name, value in environment.items() if value is not None}
        seen.clear()
        theirs_ok, their_words = asked_by_botocore(environment)
        theirs = list(seen)
        seen.clear()
        ours_ok, our_words = asked_by_us(environment)
        check((ours_ok, seen) == (theirs_ok, theirs), f"\n{more}\n{config}\n{credentials}\nours    {seen} {our_words}\n"
              f"botocore {theirs} {their_words}")


def order_of_the_sources():
    compare(ORDER)


def roles_and_their_sources():
    compare(ROLES)


def forms_of_the_files():
    compare(FORMS)


def endpoints():
    compare(ENDPOINTS)


run_parts("credentials", order_of_the_sources, roles_and_their_sources, forms_of_the_files, endpoints)
