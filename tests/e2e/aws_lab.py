"""What the tests against the AWS lab share: its virtual environment, the lab as a process, a world in which the guide's
cluster can live, the program, counted checks. Exit code 77: skipped.
"""
import atexit
import hashlib
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import traceback
import urllib.request

PROGRAM = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(sys.argv[2]).absolute()
LAB = SOURCE / "tests" / "lab"
KEY, SECRET, TOKEN = "AKIALABLABLABLABLAB1", "lab/secret+of/the+tests", "lab-session-token"
SKIPPED = 77


def skip(reason):
    name = pathlib.Path(sys.argv[0]).stem
    if os.environ.get("CI") == "true":
        sys.exit(f"{name}: {reason}; in CI it must run")
    print(f"{name}: skipped: {reason}")
    sys.exit(SKIPPED)


def ensure_lab():
    """Run this script again with the Python of a virtual environment that has moto, boto3 and the aws CLI."""
    if os.environ.get("SLUICE_LAB_VENV"):
        if not sys.executable.startswith(os.environ["SLUICE_LAB_VENV"]):
            python = os.path.join(os.environ["SLUICE_LAB_VENV"], "bin", "python")
            os.execv(python, [python, *sys.argv])
        return
    wanted = (LAB / "requirements.txt").read_text()
    stamp = hashlib.sha256(wanted.encode()).hexdigest()
    venv = pathlib.Path(PROGRAM).parent / "aws_lab_venv"
    lock = open(pathlib.Path(PROGRAM).parent / "aws_lab_venv.lock", "w")
    import fcntl
    fcntl.flock(lock, fcntl.LOCK_EX)
    if not (venv / stamp).exists():
        shutil.rmtree(venv, ignore_errors=True)
        if subprocess.run([sys.executable, "-m", "venv", str(venv)], capture_output=True).returncode:
            skip("no virtual environment can be made here (Debian: python3-venv)")
        try:
            got = subprocess.run([str(venv / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check",
                                  "-r", str(LAB / "requirements.txt")], capture_output=True, text=True, timeout=400)
        except subprocess.TimeoutExpired:
            skip("PyPI does not answer")
        if got.returncode:
            skip("moto cannot be had from PyPI: " + (got.stderr.strip().splitlines() or ["?"])[-1][:200])
        (venv / stamp).touch()
    os.environ["SLUICE_LAB_VENV"] = str(venv)
    os.execv(str(venv / "bin/python"), [str(venv / "bin/python"), *sys.argv])


passed = 0


def check(condition, *why):
    global passed
    if not condition:
        raise AssertionError(" ".join(map(str, why)))
    passed += 1


def run_parts(name, *parts):
    """Call every part, show all that fail, end with one line of summary (and exit code 1)."""
    failed = []
    only = os.environ.get("SLUICE_TEST_PART")
    for part in parts:
        if only and only not in part.__name__:
            continue
        try:
            part()
            print(f"  {part.__name__}: ok", flush=True)
        except Exception:  # noqa: BLE001
            traceback.print_exc()
            failed.append(part.__name__)
    print(f"{name}: {passed} checks passed, {len(failed)} parts failed {' '.join(failed)}")
    sys.exit(1 if failed else 0)


class Lab:
    """The lab as a process of its own; ends with the test."""

    def __init__(self, *arguments, auth=True):
        self.clients = {}
        self.arguments = list(arguments) + (["--auth", f"{KEY}:{SECRET}"] if auth else [])
        self.process = subprocess.Popen([sys.executable, str(LAB / "awslab"), "--port", "0", "--control", "0", *self.arguments],
                                        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        atexit.register(self.stop)
        line = self.process.stdout.readline()
        found = re.match(r"awslab ready (\S+) control (\S+)", line)
        if not found:
            raise AssertionError("the lab did not start: " + line + self.process.stderr.read()[-2000:])
        self.url, self.control = found.groups()
        self.noise = []
        threading.Thread(target=lambda: self.noise.extend(self.process.stderr), daemon=True).start()

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()

    def ask(self, method, path, body=None):
        request = urllib.request.Request(self.control + path, method=method,
                                         data=None if body is None else json.dumps(body).encode(),
                                         headers={"Content-Type": "application/json"})
        with urllib.request.urlopen(request, timeout=60) as reply:
            text = reply.read()
        return json.loads(text) if text else None

    def reset(self):
        self.ask("POST", "/reset")

    def faults(self, *rules):
        self.ask("POST", "/faults", list(rules))

    def script(self, *rules):
        self.ask("DELETE", "/script")
        self.ask("POST", "/script", list(rules))

    def calls(self, **query):
        return self.ask("GET", "/calls?" + "&".join(f"{k}={v}" for k, v in query.items()))

    def forget_calls(self):
        self.ask("DELETE", "/calls")

    def world(self):
        return self.ask("GET", "/world")

    def client(self, service):
        import boto3
        if service not in self.clients:
            self.clients[service] = self.new_client(boto3, service)
        return self.clients[service]

    def new_client(self, boto3, service):
        return boto3.client(service, endpoint_url=self.url, region_name="us-east-1", aws_access_key_id=KEY,
                            aws_secret_access_key=SECRET)

    def environment(self, **more):
        clean = {k: v for k, v in os.environ.items() if not k.startswith("AWS_") and k != "EXTRA_VARS"}
        return {**clean, "AWS_ENDPOINT_URL": self.url, "AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET,
                "AWS_EC2_METADATA_DISABLED": "true", "SLUICE_AWS_RETRY_BASE_MS": "2", **more}


def make_world(lab):
    """All that the guide's file needs; gives the id of the subnet."""
    ec2, iam, s3 = lab.client("ec2"), lab.client("iam"), lab.client("s3")
    vpc = ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    while ec2.describe_vpcs(VpcIds=[vpc])["Vpcs"][0]["State"] != "available":
        pass
    for name in ("EnableDnsSupport", "EnableDnsHostnames"):
        ec2.modify_vpc_attribute(VpcId=vpc, **{name: {"Value": True}})
    subnet = ec2.create_subnet(VpcId=vpc, CidrBlock="10.0.1.0/24", AvailabilityZone="us-east-1a")["Subnet"]["SubnetId"]
    while ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["State"] != "available":
        pass
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", GatewayId=gateway)
    ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)
    ec2.create_key_pair(KeyName="mykey")
    for role, service in (("EMR_DefaultRole", "elasticmapreduce"), ("emr", "ec2")):
        trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
                                                         "Principal": {"Service": service + ".amazonaws.com"}}]}
        iam.create_role(RoleName=role, AssumeRolePolicyDocument=json.dumps(trust))
    iam.create_instance_profile(InstanceProfileName="emr")
    iam.add_role_to_instance_profile(InstanceProfileName="emr", RoleName="emr")
    for bucket in ("my-logs", "my-packages"):
        s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket="my-packages", Key="install-sqoop", Body=b"#!/bin/sh\n")
    s3.put_object(Bucket="my-packages", Key="mysql-connector-java-5.1.35.tar.gz", Body=b"an archive\n")
    return subnet


def cluster_file(folder, subnet, name="ETL", change=lambda text: text):
    """examples/cluster.yml with its placeholders filled in, on a release that can be launched today."""
    text = (SOURCE / "examples" / "cluster.yml").read_text()
    for placeholder, value in (("<your cluster name>", name), ("<your EC2 key pair>", "mykey"),
                               ("<your subnet id>", subnet), ("<your log bucket>", "my-logs"),
                               ("<your package bucket>", "my-packages"), ("emr-4.7.2", "emr-5.36.0"),
                               ("Sqoop-Sandbox", "Sqoop"), ("m3.xlarge", "m5.xlarge")):
        text = text.replace(placeholder, value)
    path = pathlib.Path(folder) / "cluster.yml"
    path.write_text(change(text))
    return path


def new_folder():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="sluice-cluster-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def sluice(lab, *arguments, code=0, timeout=120, **environment):
    done = subprocess.run([PROGRAM, *map(str, arguments)], env=lab.environment(**environment), capture_output=True, text=True,
                          timeout=timeout)
    if code is not None and done.returncode != code:
        raise AssertionError(f"sluice {' '.join(map(str, arguments))} ended with {done.returncode}, not {code}\n"
                             f"{done.stdout}\n{done.stderr}")
    return done


def provision(lab, path, *more, **options):
    return sluice(lab, "cluster", "provision", "-f", path, "--poll", "0.02", "--no-users", *more, **options)
