#!/usr/bin/env python3
"""The life of a cluster with the real program against the AWS lab, all requests signed: provision, again, show, a step,
drift, terminate; then boto3 and the aws CLI are asked what there is. Arguments: the program, the source folder.
"""
import json
import os
import re
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import (KEY, PROGRAM, SECRET, SOURCE, Lab, check, cluster_file, ensure_lab, make_world, new_folder, provision,  # noqa: E402
                     run_parts, sluice)

ensure_lab()
lab = Lab()


def fresh(name="ETL", change=lambda text: text):
    lab.reset()
    lab.faults()
    return cluster_file(new_folder(), make_world(lab), name, change)


def live(name="ETL"):
    clusters = lab.client("emr").get_paginator("list_clusters").paginate(
        ClusterStates=["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING"]).search("Clusters[]")
    return [cluster for cluster in clusters if cluster["Name"] == name]


def mutating():
    return [call["operation"] for call in lab.calls(mutating=1)["calls"]]


def whole_life():
    path = fresh()
    lab.forget_calls()
    first = provision(lab, path)
    check(mutating() == ["RunJobFlow"], "calls that change things:", mutating())
    check("changed: [localhost]" in first.stdout and "ok=4    changed=1    unreachable=0    failed=0" in first.stdout, first.stdout)
    for line in ("PLAY [Provision cluster] ****", "TASK: [provision EMR cluster] ****", "TASK: [add master to group] ****",
                 "TASK: [display master IP address] ****", "TASK: [display job flow ID] ****", "PLAY RECAP ****"):
        check(line in first.stdout, line, "is missing in", first.stdout)
    check(all(len(line) == 79 for line in first.stdout.splitlines() if line.endswith("***")), first.stdout)
    lab.forget_calls()
    again = json.loads(provision(lab, path, "-o", "json").stdout)
    check(mutating() == [], "the second run changed something:", mutating())
    [cluster] = live()
    check(again["jobflow_id"] == cluster["Id"] and not again["changed"], again)
    shown = json.loads(sluice(lab, "cluster", "show", "-f", path, "-o", "json").stdout)
    check(shown["id"] == cluster["Id"] and shown["state"] == "WAITING", shown)
    check(shown["master_private_ip"] == again["master_private_ip"] != "", shown)
    sluice(lab, "cluster", "step", "add", "-f", path, "--name", "hello", "--wait", "--poll", "0.02", "--", "echo", "hello")
    steps = lab.client("emr").list_steps(ClusterId=cluster["Id"])["Steps"]
    check([step["Name"] for step in steps] == ["hello", "Install MySQL connector for Sqoop"], steps)
    check(steps[0]["Config"]["Args"] == ["echo", "hello"], steps[0])
    provision(lab, path)  # a step that was added is no drift
    ended = sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.02")
    check("changed: [localhost]" in ended.stdout, ended.stdout)
    check(live() == [], "boto3 still sees a live cluster")
    lab.forget_calls()
    ended = sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.02")
    check("ok=1    changed=0" in ended.stdout and mutating() == [], ended.stdout, mutating())
    # The aws command line has the last word; it starts slowly, so it is asked once.
    python = os.path.join(os.environ["SLUICE_LAB_VENV"], "bin", "python")
    by_cli = subprocess.run([python, "-m", "awscli", "emr", "list-clusters", "--region", "us-east-1", "--output", "json"],
                            env=lab.environment(), capture_output=True, text=True)
    check(by_cli.returncode == 0, by_cli)
    seen = [(one["Id"], one["Status"]["State"]) for one in json.loads(by_cli.stdout)["Clusters"]]
    check(seen == [(cluster["Id"], "TERMINATED")], seen)



def the_guides_own_file():
    """Release, types and applications of the page as they are; a bootstrap action's path is found as well as the step's."""
    lab.reset()
    path = cluster_file(new_folder(), make_world(lab))
    text = (SOURCE / "examples" / "cluster-filled.yml").read_text()
    subnet = re.search(r"subnet-[0-9a-f]+", path.read_text())[0]
    path.write_text(text.replace("subnet-0abc1234", subnet)
                    .replace("steps: [", "bootstrap_actions: { first: \"s3://my-packages/first.sh\" },\n  steps: [", 1))
    done = provision(lab, path, code=3)
    check("first.sh" in done.stderr and "install-sqoop" not in done.stderr and live() == [], done.stderr)
    lab.client("s3").put_object(Bucket="my-packages", Key="first.sh", Body=b"#!/bin/sh\n")
    out = json.loads(provision(lab, path, "-o", "json").stdout)
    check(out["changed"] and out["state"] == "WAITING", out)
    groups = lab.client("emr").list_instance_groups(ClusterId=out["jobflow_id"])["InstanceGroups"]
    have = sorted((g["InstanceGroupType"], g["InstanceType"], g["RequestedInstanceCount"], g["Market"]) for g in groups)
    check(have == [("CORE", "m3.xlarge", 2, "SPOT"), ("MASTER", "m3.xlarge", 1, "ON_DEMAND"), ("TASK", "m3.xlarge", 1, "SPOT")], have)
    lab.forget_calls()
    check(not json.loads(provision(lab, path, "-o", "json").stdout)["changed"] and mutating() == [], mutating())


def tags_tell_whose_it_is():
    path = fresh()
    out = json.loads(provision(lab, path, "-o", "json").stdout)
    tags = {tag["Key"]: tag["Value"] for tag in
            lab.client("emr").describe_cluster(ClusterId=out["jobflow_id"])["Cluster"]["Tags"]}
    check(tags["ansible:emr:name"] == "ETL" and tags["sluice:deployment"] == "ETL" and len(tags["sluice:spec"]) == 16, tags)
    listed = sluice(lab, "cluster", "terminate", "--all-owned", "--region", "us-east-1")
    check(out["jobflow_id"] in listed.stdout and len(live()) == 1, listed.stdout)
    sluice(lab, "cluster", "terminate", "--all-owned", "--yes", "--region", "us-east-1", "--poll", "0.02")
    check(live() == [], "all-owned left it")


def sixty_others_do_not_hide_it():
    path = fresh()
    emr = lab.client("emr")
    out = json.loads(provision(lab, path, "-o", "json").stdout)
    body = {"Instances": {"KeepJobFlowAliveWhenNoSteps": True, "InstanceGroups": [
        {"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}]}, "ReleaseLabel": "emr-5.36.0",
        "JobFlowRole": "emr", "ServiceRole": "EMR_DefaultRole"}
    for number in range(60):
        emr.run_job_flow(Name=f"other-{number}", **body)
    lab.forget_calls()
    check(json.loads(provision(lab, path, "-o", "json").stdout)["jobflow_id"] == out["jobflow_id"], "another cluster")
    check(mutating() == [], mutating())
    listed = json.loads(sluice(lab, "cluster", "list", "--region", "us-east-1", "-o", "json").stdout)
    check(len(listed) == 61, len(listed))


def drift_is_told_and_left_alone():
    path = fresh()
    provision(lab, path)
    path.write_text(path.read_text().replace("num_instances: 2", "num_instances: 3"))
    lab.forget_calls()
    done = provision(lab, path, code=4)
    check("InstanceCount" in done.stderr and "- 2" in done.stderr and "+ 3" in done.stderr, done.stderr)
    check(mutating() == [], mutating())


def two_of_one_name_are_an_error():
    path = fresh()
    provision(lab, path)
    lab.client("emr").run_job_flow(Name="ETL", ReleaseLabel="emr-5.36.0", JobFlowRole="emr", ServiceRole="EMR_DefaultRole",
                                   Instances={"KeepJobFlowAliveWhenNoSteps": True, "InstanceGroups": [
                                       {"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}]})
    done = provision(lab, path, code=4)
    check("E210" in done.stderr and all(cluster["Id"] in done.stderr for cluster in live()), done.stderr)


def one_on_its_way_out_is_waited_for():
    path = fresh()
    lab.script({"match": "ETL", "polls": {"TERMINATING": 4, "*": 1}})
    first = json.loads(provision(lab, path, "-o", "json").stdout)
    lab.client("emr").terminate_job_flows(JobFlowIds=[first["jobflow_id"]])
    second = json.loads(provision(lab, path, "-o", "json").stdout)
    check(second["changed"] and second["jobflow_id"] != first["jobflow_id"], first, second)
    check(len(live()) == 1, live())


def protected_ones_need_force():
    path = fresh(change=lambda text: text.replace("release_label", "termination_protected: true,\n  release_label"))
    provision(lab, path)
    done = sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.02", code=4)
    check("E211" in done.stderr and len(live()) == 1, done.stderr)
    sluice(lab, "cluster", "terminate", "-f", path, "--force", "--poll", "0.02")
    check(live() == [], live())


def timeout_ends_only_its_own():
    path = fresh()
    lab.script({"match": "ETL", "stuck": "STARTING"})
    done = provision(lab, path, "--timeout", "0.3", code=4)
    check("Timeout waiting for job flow to initialize." in done.stdout and "was ended" in done.stderr, done.stdout, done.stderr)
    check(live() == [], "its own cluster goes on")


def timeout_leaves_a_foreign_one():
    path = fresh()
    lab.script({"match": "ETL", "stuck": "BOOTSTRAPPING"})
    process = start(path)
    wait_for(lambda: live() and live()[0]["Status"]["State"] == "BOOTSTRAPPING")
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = provision(lab, path, "--timeout", "0.3", code=4)
    check(len(live()) == 1, "a cluster that an earlier run launched was ended:", done.stderr)


def start(path):
    return subprocess.Popen([PROGRAM, "cluster", "provision", "-f", str(path), "--poll", "0.05", "--no-users"],
                            env=lab.environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for(condition):
    for _ in range(200):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it never came to that")


def interrupt_leaves_it():
    path = fresh()
    lab.script({"match": "ETL", "stuck": "BOOTSTRAPPING"})
    process = start(path)
    wait_for(lambda: live() and live()[0]["Status"]["State"] == "BOOTSTRAPPING")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    check(process.returncode == 130 and f"sluice cluster provision -f {path}" in err and live()[0]["Id"] in err, out, err)
    lab.script()
    check(json.loads(provision(lab, path, "-o", "json").stdout)["jobflow_id"] == live()[0]["Id"], "it made another one")


def running_is_enough_if_asked():
    path = fresh()
    lab.script({"match": "ETL", "steps": {"*": "RUNNING"}})
    out = json.loads(provision(lab, path, "--until", "running", "-o", "json").stdout)
    check(out["state"] == "RUNNING", out)


FAILURES = [
    ({"fail": "bootstrap"}, "bootstrap-exit-code", 4),
    ({"fail": "spot"}, "spot-bid-too-low", 4),
    ({"fail": "capacity"}, "no-capacity", 4),
    ({"fail": "fleet_timeout"}, "fleet-timeout", 4),
    ({"fail": "dns"}, "vpc-dns-off", 4),
    ({"fail": "validation"}, "instance-type-unsupported", 4),
    ({"fail": "role"}, "service-role", 4),
    ({"fail": "instance"}, "node-lost", 4),
    ({"fail": "internal"}, "internal-error", 4),
    ({"fail": "user", "at": "STARTING"}, "terminated-by-user", 4),
    ({"code": "VALIDATION_ERROR", "message": "Invalid InstanceProfile: emr."}, "instance-profile-invalid", 4),
    ({"code": "VALIDATION_ERROR", "message": "The VPC/subnet configuration was invalid: No route to any external sources detected "
      "in Route Table rtb-0a1b for Subnet subnet-1 for VPC vpc-1"}, "no-route", 4),
    ({"code": "VALIDATION_ERROR", "message": "The given SSH key name was invalid"}, "key-pair-missing", 4),
    ({"steps": {"*": {"state": "FAILED", "message": "boom", "stderr": "line one\npassword=hunter2\nNo space left on device\n"}}},
     "step-disk-full", 4),
]


def every_failure_is_explained():
    for rule, code, exit_code in FAILURES:
        path = fresh(change=lambda text: text.replace("steps: [", "bootstrap_actions: { first: \"s3://my-packages/install-sqoop\" },\n  steps: ["))
        lab.script({"match": "ETL", **rule})
        done = provision(lab, path, "-o", "json", code=exit_code)
        told = json.loads(done.stdout)["explanation"]
        check(told["code"] == code, rule, told)
        check(told["evidence"] and told["fix"], told)
        check("hunter2" not in done.stdout + done.stderr, done.stdout, done.stderr)


def a_failed_step_keeps_the_cluster():
    path = fresh(change=lambda text: text.replace("TERMINATE_JOB_FLOW", "CANCEL_AND_WAIT"))
    lab.script({"match": "ETL", "steps": {"Install*": {"state": "FAILED", "stderr": "Exception: exit\n"}}})
    done = provision(lab, path, "-o", "json", code=6)
    check(json.loads(done.stdout)["explanation"]["code"] == "step-exit-code" and len(live()) == 1, done.stdout)
    told = sluice(lab, "cluster", "explain", "-f", path)
    check("Exception: exit" in told.stdout and "s3://my-logs/" in told.stdout, told.stdout)


def a_missing_script_is_named():
    path = fresh()
    lab.client("s3").delete_object(Bucket="my-packages", Key="install-sqoop")
    cluster = lab.client("emr").run_job_flow(
        Name="by-hand", ReleaseLabel="emr-5.36.0", JobFlowRole="emr", ServiceRole="EMR_DefaultRole", LogUri="s3://my-logs",
        Instances={"KeepJobFlowAliveWhenNoSteps": True, "InstanceGroups": [
            {"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}]},
        Steps=[{"Name": "sqoop", "ActionOnFailure": "CONTINUE", "HadoopJarStep": {
            "Jar": "s3://elasticmapreduce/libs/script-runner/script-runner.jar",
            "Args": ["s3://my-packages/install-sqoop"]}}])["JobFlowId"]
    for _ in range(8):
        lab.client("emr").describe_cluster(ClusterId=cluster)
        lab.client("emr").list_steps(ClusterId=cluster)
    told = json.loads(sluice(lab, "cluster", "explain", cluster, "--region", "us-east-1", "-o", "json").stdout)
    check(told["code"] == "step-script-missing" and "s3://my-packages/install-sqoop" in told["cause"], told)
    done = provision(lab, path, code=3)
    check("install-sqoop" in done.stderr and "cluster.yml:" in done.stderr, done.stderr)
    check(live() == [], "something was created all the same")


def plain_moto_is_a_world_too():
    global lab
    strict, lab = lab, Lab("--plain-moto", auth=False)
    try:
        path = cluster_file(new_folder(), make_world(lab))
        first = json.loads(provision(lab, path, "-o", "json").stdout)
        second = json.loads(provision(lab, path, "-o", "json").stdout)
        check(first["changed"] and not second["changed"] and first["jobflow_id"] == second["jobflow_id"], first, second)
        sluice(lab, "cluster", "terminate", "-f", path, "--poll", "0.02")
        check(live() == [], live())
    finally:
        lab.stop()
        lab = strict


def secrets_are_nowhere():
    path = fresh()
    done = sluice(lab, "-v", "cluster", "provision", "-f", path, "--poll", "0.02", "--no-users")
    check(SECRET not in done.stdout + done.stderr and "Signature" not in done.stderr, "a secret was told")
    check("request " in done.stderr and "RunJobFlow" in done.stderr, done.stderr)
    wrong = sluice(lab, "cluster", "list", "--region", "us-east-1", code=1, AWS_SECRET_ACCESS_KEY="wrong-secret-value")
    check("wrong-secret-value" not in wrong.stderr and "secret access key" in wrong.stderr, wrong.stderr)
    unknown = sluice(lab, "cluster", "list", "--region", "us-east-1", code=1, AWS_ACCESS_KEY_ID="AKIAUNKNOWN")
    check(KEY not in unknown.stderr and unknown.stderr, unknown.stderr)


run_parts("cluster_life", whole_life, the_guides_own_file, tags_tell_whose_it_is, sixty_others_do_not_hide_it, drift_is_told_and_left_alone,
          two_of_one_name_are_an_error, one_on_its_way_out_is_waited_for, protected_ones_need_force, timeout_ends_only_its_own,
          timeout_leaves_a_foreign_one, interrupt_leaves_it, running_is_enough_if_asked, every_failure_is_explained,
          a_failed_step_keeps_the_cluster, a_missing_script_is_named, plain_moto_is_a_world_too, secrets_are_nowhere)
