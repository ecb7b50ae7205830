#!/usr/bin/env python3
"""The whole page once: `make provision.emr` against the AWS lab, with a disposable host at the address that the cluster
reports as its master. Both plays; again: the cluster is found and nothing changes. Arguments: the program, the source folder.
"""
import os
import re
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import aws_lab  # noqa: E402

aws_lab.ensure_lab()
import user_hosts  # noqa: E402
from user_hosts import HOSTS, HOSTS_DIR, Host, Key, check, end, host_environment, login, need_hosts  # noqa: E402

MASTER = "10.0.1.236"  # the guide's
TASKS_OF_THE_PAGE = 4 + 16

need_hosts()
lab = aws_lab.Lab("--host-for-cluster", MASTER)
host = Host(80)
subprocess.run([HOSTS, "at", host.name, MASTER], env=host_environment(), check=True)
key = Key("anna")
users = f'user_info: [{{name: anna, type: admin, authorized_keys: ["{key.line}"]}}]'
subnet = aws_lab.make_world(lab)
for waiter in ("vpc_available", "subnet_available"):
    lab.client("ec2").get_waiter(waiter).wait(WaiterConfig={"Delay": 0})
lab.client("ec2").delete_key_pair(KeyName="mykey")
lab.client("ec2").import_key_pair(KeyName="mykey", PublicKeyMaterial=open(os.path.join(HOSTS_DIR, "id.pub"), "rb").read())
path = aws_lab.cluster_file(aws_lab.new_folder(), subnet, change=lambda text: re.sub(r"user_info: *\[ *\]", users, text))
check("anna" in path.read_text(), "the guide's file has no user_info to fill in")


def provision():
    """As the page prints it; the program is built already."""
    words = ["make", "-s", "-C", str(aws_lab.SOURCE), "MAKE=:", f"BUILD={os.path.dirname(aws_lab.PROGRAM)}",
             f"SLUICE_ARGS=--poll 0.02 --private-key {os.path.join(HOSTS_DIR, 'id')}", "provision.emr"]
    done = subprocess.run(words, env=lab.environment(EXTRA_VARS=f"@{path}"), capture_output=True, text=True)
    check(done.returncode == 0, done.stdout, done.stderr)
    return done


foreign = Key("foreign")  # a private key that is not the key pair's
refused = aws_lab.sluice(lab, "cluster", "provision", "-f", path, "--private-key", foreign.path, code=3)
check("error P12: keypair_name" in refused.stderr and not lab.client("emr").list_clusters()["Clusters"], refused.stderr)
first = provision()
check(first.stdout.count("TASK: [") == TASKS_OF_THE_PAGE and first.stdout.count("PLAY [") == 2 and first.stdout.count("PLAY RECAP") == 1, first.stdout)
check(first.stdout.index("PLAY [Provision cluster]") < first.stdout.index("PLAY [Configure SSH access to cluster]") < first.stdout.index("PLAY RECAP"))
check(re.search(rf"^{MASTER} +: ok=11 +changed=9 +unreachable=0 +failed=0 *$", first.stdout, re.M), first.stdout)
check(re.search(r"^localhost +: ok=4 +changed=1 +unreachable=0 +failed=0 *$", first.stdout, re.M), first.stdout)
check(login(host, "anna", key, "sudo -n id -u").stdout == "0\n")
again = provision()
check(re.search(rf"^{MASTER} +: ok=11 +changed=0 +unreachable=0 +failed=0 *$", again.stdout, re.M), again.stdout)
check(re.search(r"^localhost +: ok=4 +changed=0 +unreachable=0 +failed=0 *$", again.stdout, re.M), again.stdout)
user_hosts.outputs.extend((first.stdout, first.stderr, again.stdout, again.stderr))
end(key)
