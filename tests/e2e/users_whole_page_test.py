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
# From outside of the VPC: the private address leads nowhere, the public one has a group in front of it.
lab.stop()
outside = aws_lab.Lab()
subnet = aws_lab.make_world(outside)
outside.client("ec2").modify_subnet_attribute(SubnetId=subnet, MapPublicIpOnLaunch={"Value": True})
path = aws_lab.cluster_file(aws_lab.new_folder(), subnet, change=lambda text: re.sub(r"user_info: *\[ *\]", users, text))
tools = aws_lab.new_folder()
(tools / "ssh").write_text("#!/bin/sh\necho 'ssh: connect to host x port 22: Connection timed out' >&2\nexit 255\n")
(tools / "ssh").chmod(0o755)
cut_off = aws_lab.sluice(outside, "cluster", "provision", "-f", path, "--poll", "0.02", code=1, PATH=f"{tools}:{os.environ['PATH']}")
cluster = outside.client("emr").list_clusters()["Clusters"][0]["Id"]
group = outside.client("emr").describe_cluster(ClusterId=cluster)["Cluster"]["Ec2InstanceAttributes"]["EmrManagedMasterSecurityGroup"]
public = outside.client("emr").list_instances(ClusterId=cluster, InstanceGroupTypes=["MASTER"])["Instances"][0]["PublicIpAddress"]
check("--bastion" in cut_off.stderr and f"public address {public} too" in cut_off.stderr and f"--group-id {group} --protocol tcp --port 22" in cut_off.stderr, cut_off.stderr)
user_hosts.outputs.extend((first.stdout, first.stderr, again.stdout, again.stderr))
end(key)
