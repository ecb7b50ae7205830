#!/usr/bin/env python3
"""Corners of `sluice cluster provision` and `terminate` against the AWS lab, all requests signed: files that use everything
are found again without drift, clusters that others launched are adopted, two at once, budgets, the live line, make's targets.
Arguments: the program, the source folder.
"""
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import (PROGRAM, SOURCE, Lab, check, cluster_file, ensure_lab, make_world, new_folder, provision,  # noqa: E402
                     run_parts, sluice)

ensure_lab()
lab = Lab()

GROUPS = """
name: ETL
keypair_name: mykey
vpc_subnet_id: {subnet}
log_uri: s3://my-logs/clusters/
release_label: emr-5.36.0
instance_groups:
  master: {{num_instances: 1, type: m5.xlarge, volume_size: 64, volume_type: gp3, iops: 3500, throughput: 200}}
  core:
    num_instances: 2
    type: m5.xlarge
    market: SPOT
    bidprice: 0.10
    volume_size: 100
    volumes_per_instance: 2
    configurations: [{{classification: yarn-site, properties: {{yarn.a: 1}}}}]
  task: {{num_instances: 0, type: m5.xlarge}}
applications: [Spark, {{name: hive}}]
configurations:
  - {{classification: hadoop-env, configurations: [{{classification: export, properties: {{HADOOP_HEAPSIZE: 2048}}}}]}}
  - {{classification: core-site, properties: {{a.b: true, c.d: 0.20}}}}
bootstrap_actions:
  first: {{path: s3://my-packages/install-sqoop, args: [1, two]}}
  second: s3://my-packages/install-sqoop
steps:
  - {{type: command, name: hello, step_args: [echo, hello]}}
  - {{name: jar, jar: s3://my-packages/install-sqoop, main_class: a.B, properties: {{k: v}}, action_on_failure: CONTINUE}}
tags: [{{Key: team, Value: data}}, {{Key: empty}}]
auto_terminate_idle_seconds: 3600
step_concurrency: 3
termination_protected: true
scale_down_behavior: TERMINATE_AT_TASK_COMPLETION
ebs_root_volume_size: 20
additional_master_security_groups: [{group}]
"""
FLEETS = """
name: ETL
keypair_name: mykey
vpc_subnet_id: [{subnet}]
log_uri: s3://my-logs
release_label: emr-5.36.0
instance_fleets:
  master: {{use_spot: false, instance_types: [{{type: m5.xlarge}}]}}
  core:
    on_demand_capacity: 1
    spot_capacity: 2
    on_demand_fallback: true
    bid_price_pct: 80
    volume_size: 50
    instance_types: [{{type: m5.xlarge}}, {{type: m5.2xlarge, weight: 2, bid_price_pct: 60}}]
applications: [Hadoop]
"""


def fresh(text=None):
    lab.reset()
    lab.faults()
    subnet = make_world(lab)
    folder = new_folder()
    if not text:
        return cluster_file(folder, subnet)
    ec2 = lab.client("ec2")
    vpc = ec2.describe_subnets(SubnetIds=[subnet])["Subnets"][0]["VpcId"]
    group = ec2.create_security_group(GroupName="own", Description="own", VpcId=vpc)["GroupId"]
    path = folder / "cluster.yml"
    path.write_text(text.format(subnet=subnet, group=group))
    return path


def live():
    return lab.client("emr").list_clusters(ClusterStates=["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"])["Clusters"]


def mutating():
    return [call["operation"] for call in lab.calls(mutating=1)["calls"]]


def start(*arguments, **how):
    return subprocess.Popen([PROGRAM, "cluster", *map(str, arguments), "--poll", "0.05"], env=lab.environment(),
                            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **how)


def wait_for(condition):
    for _ in range(400):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def a_file_with_everything_is_found_again(text=GROUPS):
    path = fresh(text)
    first = json.loads(provision(lab, path, "-o", "json").stdout)
    check(first["changed"] and first["outcome"] == "ready", first)
    lab.forget_calls()
    second = json.loads(provision(lab, path, "-o", "json").stdout)
    check(second["jobflow_id"] == first["jobflow_id"] and not second["changed"], second)
    check(mutating() == [], mutating())


def fleets_are_found_again():
    a_file_with_everything_is_found_again(FLEETS)


def what_the_file_no_longer_says_is_drift():
    path = fresh(GROUPS)
    provision(lab, path)
    for gone in ("  second: s3://my-packages/install-sqoop\n", "    configurations: [{classification: yarn-site, properties: {yarn.a: 1}}]\n",
                 "auto_terminate_idle_seconds: 3600\n", "ebs_root_volume_size: 20\n"):
        text = path.read_text()
        check(gone in text, gone)
        path.write_text(text.replace(gone, ""))
        done = provision(lab, path, "-o", "json", code=4)
        told = json.loads(done.stdout)
        check(told["outcome"] == "drift" and len(told["drift"]) == 1, gone, told)
        path.write_text(text)


def the_playbooks_cluster_is_adopted():
    path = fresh()
    body = json.loads(sluice(lab, "cluster", "render", "-f", path, "--mode", "ansible", "-o", "json").stdout)
    lab.client("emr").run_job_flow(**body)
    lab.forget_calls()
    told = json.loads(provision(lab, path, "-o", "json").stdout)
    check(told["outcome"] == "ready" and not told["changed"] and mutating() == [], told, mutating())
    path.write_text(path.read_text().replace("{ name: Ganglia }", "{ name: Pig }"))
    told = json.loads(provision(lab, path, "-o", "json", code=4).stdout)
    check([each["path"] for each in told["drift"]] == ["Applications"], told)


def two_at_once_make_one_cluster():
    path = fresh()
    lab.script({"match": "ETL", "stuck": "STARTING"})
    first = start("provision", "-f", path, "--no-users")
    wait_for(live)
    second = provision(lab, path, code=4)
    check(f"process {first.pid}" in second.stderr and len(live()) == 1, second.stderr)
    lab.script()
    check(first.wait(30) == 0, first.communicate())


def a_lost_reply_makes_no_second_one():
    path = fresh()
    lab.faults({"match": {"operation": "RunJobFlow", "nth": 1}, "kind": "drop_after"})
    told = json.loads(provision(lab, path, "-o", "json").stdout)
    check([each["Id"] for each in live()] == [told["jobflow_id"]], live())
    check(mutating().count("RunJobFlow") == 1, mutating())


def a_new_service_role_gets_a_second_launch():
    path = fresh()
    lab.script({"match": "ETL", "times": 1, "fail": "role"})
    told = json.loads(provision(lab, path, "-o", "json").stdout)
    check(told["outcome"] == "ready" and len(live()) == 1 and mutating().count("RunJobFlow") == 2, told, mutating())


def a_budget_that_is_not_kept_creates_nothing():
    path = fresh()
    lab.forget_calls()
    done = provision(lab, path, "--max-hourly", "0.01", code=3)
    check(mutating() == [] and not live(), mutating())
    check(not done.stdout, done.stdout)


def a_refusal_speaks_json():
    path = fresh()
    lab.forget_calls()
    told = json.loads(provision(lab, path, "-o", "json", "--max-hourly", "0.01", code=3).stdout)
    check(told["outcome"] == "refused" and not told["changed"] and "more than" in told["findings"][-1]["message"], told)
    path.write_text(path.read_text().replace("release_label", "keep_alive: 7,\n  release_label"))
    told = json.loads(provision(lab, path, "-o", "json", code=2).stdout)
    check([each["path"] for each in told["findings"] if each["severity"] == "error"] == ["keep_alive"], told)
    told = json.loads(provision(lab, path.parent / "none.yml", "-o", "json", code=2).stdout)
    check("none.yml" in told["findings"][0]["message"] and mutating() == [], told)


def one_that_is_not_kept_alive_does_its_work():
    path = fresh()
    path.write_text(path.read_text().replace("release_label", "keep_alive: false,\n  release_label"))
    told = json.loads(provision(lab, path, "-o", "json").stdout)
    check(told["outcome"] == "ready" and told["state"].startswith("TERMINAT"), told)


def a_protected_one_is_not_ended_by_a_timeout():
    path = fresh(GROUPS)
    lab.script({"match": "ETL", "stuck": "STARTING"})
    done = provision(lab, path, "--timeout", "0.3", code=4)
    check(len(live()) == 1 and "terminate --force" in done.stderr and live()[0]["Id"] in done.stderr, done.stderr)


def time_is_up_before_the_old_one_has_ended():
    path = fresh()
    first = json.loads(provision(lab, path, "-o", "json").stdout)["jobflow_id"]
    lab.script({"match": "ETL", "stuck": "TERMINATING"})
    lab.client("emr").terminate_job_flows(JobFlowIds=[first])
    done = provision(lab, path, "--timeout", "0.3", code=4)
    check(first in done.stderr and "nothing was launched" in done.stderr and mutating().count("RunJobFlow") == 1, done.stderr)
    done = sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.05", "--timeout", "0.3", code=4)
    check("still TERMINATING" in done.stderr and "failed=1" in done.stdout, done.stdout, done.stderr)


def a_running_step_of_sluice_is_not_cut_off():
    for name in ("sluice run enrollment", "sluice:enrollment:7"):
        path = fresh()
        path.write_text(path.read_text().replace("Install MySQL connector for Sqoop", f'"{name}"'))
        lab.script({"match": "ETL", "steps": {"sluice*": "RUNNING"}})
        provision(lab, path, "--until", "running")
        done = sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.05", code=4)
        check(name in done.stderr and len(live()) == 1, done.stderr)
        sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.05", "--force")
        check(not live(), live())


def ctrl_c_leaves_the_end_to_emr():
    path = fresh()
    provision(lab, path)
    lab.script({"match": "ETL", "stuck": "TERMINATING"})
    process = start("terminate", "-f", path)
    wait_for(lambda: not live())
    time.sleep(0.2)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    check(process.returncode == 130 and "goes on ending" in err, process.returncode, err)


def a_terminal_gets_a_live_line():
    path = fresh()
    lab.script({"match": "ETL", "polls": {"STARTING": 40, "*": 1}})
    ours, theirs = pty.openpty()
    process = subprocess.Popen([PROGRAM, "cluster", "provision", "-f", str(path), "--no-users", "--poll", "0.05"],
                               env=lab.environment(), stdout=subprocess.DEVNULL, stderr=theirs, stdin=subprocess.DEVNULL)
    os.close(theirs)
    seen = b""
    try:
        while chunk := os.read(ours, 4096):
            seen += chunk
    except OSError:
        pass  # the other side is closed
    check(process.wait(30) == 0, seen)
    text = seen.decode()
    check(re.search(r"\r0:0[1-9] j-\w+ STARTING · master 0/1, core 0/2, task 0/1", text), "no seconds are counted:", text)
    check(text.rsplit("\n", 1)[-1].endswith("\r\x1b[K"), "the line stays:", text[-200:])


def make_passes_everything_on():
    path = fresh()
    words = ["make", "-s", "-C", str(SOURCE), "MAKE=:", f"BUILD={os.path.dirname(PROGRAM)}", "SLUICE_ARGS=--poll 0.05"]
    up = [*words[:-1], "SLUICE_ARGS=--poll 0.05 --no-users", "provision.emr"]
    done = subprocess.run(up, env=lab.environment(EXTRA_VARS=f"@{path}"), capture_output=True, text=True)
    check(done.returncode == 0 and done.stdout.startswith("PLAY [Provision cluster] ***") and "changed=1" in done.stdout, done)
    done = subprocess.run([*words, "terminate.emr", f"EXTRA_VARS=@{path}"], env=lab.environment(), capture_output=True, text=True)
    check(done.returncode == 0 and done.stdout.startswith("PLAY [Terminate cluster] ***") and not live(), done)
    done = subprocess.run(up, env=lab.environment(EXTRA_VARS="@/nowhere.yml"), capture_output=True, text=True)
    check(done.returncode != 0 and "/nowhere.yml" in done.stderr, done)


def all_owned_means_ours():
    path = fresh()
    body = json.loads(sluice(lab, "cluster", "render", "-f", path, "--mode", "ansible", "-o", "json").stdout)
    theirs = lab.client("emr").run_job_flow(**{**body, "Name": "theirs"})["JobFlowId"]
    ours = json.loads(provision(lab, path, "-o", "json").stdout)["jobflow_id"]
    told = json.loads(sluice(lab, "cluster", "terminate", "--all-owned", "--region", "us-east-1", "-o", "json").stdout)
    check([each["id"] for each in told["owned"]] == [ours] and len(live()) == 2, told)
    sluice(lab, "cluster", "terminate", "--all-owned", "--yes", "--region", "us-east-1", "--poll", "0.05")
    check([each["Id"] for each in live()] == [theirs], live())
    sluice(lab, "cluster", "terminate", "--all-owned", "-f", path, code=2)


run_parts("cluster_provision", a_file_with_everything_is_found_again, fleets_are_found_again, what_the_file_no_longer_says_is_drift,
          the_playbooks_cluster_is_adopted, two_at_once_make_one_cluster, a_lost_reply_makes_no_second_one,
          a_new_service_role_gets_a_second_launch, a_budget_that_is_not_kept_creates_nothing, a_refusal_speaks_json, one_that_is_not_kept_alive_does_its_work,
          a_protected_one_is_not_ended_by_a_timeout, time_is_up_before_the_old_one_has_ended, a_running_step_of_sluice_is_not_cut_off,
          ctrl_c_leaves_the_end_to_emr, a_terminal_gets_a_live_line, make_passes_everything_on, all_owned_means_ours)
