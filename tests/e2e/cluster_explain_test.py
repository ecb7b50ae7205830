#!/usr/bin/env python3
"""What became of a cluster, with the real program against the AWS lab: each way to fail is scripted, and explain has to
tell its cause, the line that shows it and the fix; list, show, steps, step add, logs and ssh. Arguments: the program, the
source folder.
"""
import gzip
import json
import os
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import PROGRAM, Lab, check, ensure_lab, make_world, new_folder, run_parts, sluice  # noqa: E402

ensure_lab()
lab = Lab()
RUNNER = "s3://elasticmapreduce/libs/script-runner/script-runner.jar"
REGION = ("--region", "us-east-1")


def step(name, *arguments, jar="command-runner.jar", action="CONTINUE"):
    return {"Name": name, "ActionOnFailure": action, "HadoopJarStep": {"Jar": jar, "Args": list(arguments)}}


def launch(name="ETL", subnet=None, until=("WAITING", "TERMINATED", "TERMINATED_WITH_ERRORS"), keep=True, **more):
    """A cluster launched by boto3, watched until it is in one of the states."""
    emr = lab.client("emr")
    instances = {"KeepJobFlowAliveWhenNoSteps": keep, "Ec2SubnetId": subnet, "Ec2KeyName": "mykey", "InstanceGroups": [
        {"Name": "m", "InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1},
        {"Name": "c", "InstanceRole": "CORE", "InstanceType": "m5.xlarge", "InstanceCount": 2}]}
    wanted = {"Name": name, "ReleaseLabel": "emr-5.36.0", "ServiceRole": "EMR_DefaultRole", "JobFlowRole": "emr",
              "LogUri": "s3://my-logs/emr/", "Instances": instances, **more}
    cluster = emr.run_job_flow(**{key: value for key, value in wanted.items() if value is not None})["JobFlowId"]
    for _ in range(60):
        if emr.describe_cluster(ClusterId=cluster)["Cluster"]["Status"]["State"] in until:
            return cluster
    raise AssertionError("the cluster does not end")


def explain(cluster, *more):
    return json.loads(sluice(lab, "cluster", "explain", cluster, *REGION, "-o", "json", *more).stdout)


def expect(cluster, code, evidence, fix, *more, cause=""):
    said = explain(cluster, *more)
    check(said["code"] == code, code, "was expected:", said)
    check(any(evidence in line for line in said["evidence"]), evidence, "is not shown:", said)
    check(fix in said["fix"] and cause in said["cause"] and said["cause"], fix, cause, said)
    text = sluice(lab, "cluster", "explain", cluster, *REGION, *more).stdout
    check(said["cause"] in text and code in text and said["fix"] in text, text)
    return said


def fresh(*rules):
    lab.reset()
    subnet = make_world(lab)
    lab.script(*rules)
    return subnet


def launches_that_fail():
    subnet = fresh()
    for fail, code, evidence, fix in (
            ("instance", "node-lost", "INSTANCE_FAILURE", "ON_DEMAND"),
            ("spot", "spot-bid-too-low", "bid price is below", "bidprice"),
            ("capacity", "no-capacity", "sufficient m5.xlarge capacity", "several subnets"),
            ("fleet_timeout", "fleet-timeout", "INSTANCE_FLEET_TIMEOUT", "on_demand_fallback"),
            ("dns", "vpc-dns-off", "DNS hostnames is disabled", "modify-vpc-attribute --vpc-id vpc-"),
            ("validation", "instance-type-unsupported", "not supported", "sluice cluster advise"),
            ("role", "service-role", "insufficient EC2 permissions", "service_role"),
            ("internal", "internal-error", "INTERNAL_ERROR", "provision again"),
            ("user", "terminated-by-user", "USER_REQUEST", "lookup-events")):
        lab.script({"match": fail, "fail": fail})
        expect(launch(fail, subnet, until=("TERMINATED", "TERMINATED_WITH_ERRORS")), code, evidence, fix)


def a_world_that_is_wrong():
    subnet = fresh()
    ec2, iam = lab.client("ec2"), lab.client("iam")
    for table in ec2.describe_route_tables()["RouteTables"]:
        for route in table["Routes"]:
            if route.get("DestinationCidrBlock") == "0.0.0.0/0":
                ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
                gone = table["RouteTableId"]
    expect(launch("route", subnet), "no-route", gone, "--route-table-id " + gone)
    subnet = fresh()
    ec2.delete_key_pair(KeyName="mykey")
    expect(launch("key", subnet), "key-pair-missing", "SSH key name was invalid", "import-key-pair")
    subnet = fresh()
    iam.delete_role(RoleName="EMR_DefaultRole")
    expect(launch("role", subnet), "service-role", "EMR_DefaultRole is invalid", "service_role", cause="EMR_DefaultRole")


def bootstrap_actions():
    subnet = fresh({"match": "loud", "fail": "bootstrap", "logs": {
        "node/{master}/bootstrap-actions/1/stderr.gz": "unpacking\ncurl: (6) no such host\npassword=geheim\n",
        "node/{master}/bootstrap-actions/1/controller.gz": "Command returned with return code 6\n",
        "node/i-00000000000000000/bootstrap-actions/1/stderr.gz": "another node, all well\n"}})
    actions = [{"Name": "agent", "ScriptBootstrapAction": {"Path": "s3://my-packages/install-sqoop"}}]
    said = expect(launch("loud", subnet, BootstrapActions=actions), "bootstrap-exit-code", "curl: (6) no such host", "mend",
                  cause="exit code 6")
    check("geheim" not in json.dumps(said) and "bootstrap-actions/1/stderr" in said["log"], said)
    actions[0]["ScriptBootstrapAction"]["Path"] = "s3://my-packages/not-there.sh"
    expect(launch("missing", subnet, BootstrapActions=actions), "bootstrap-script-missing", "failed to download",
           "aws s3 cp FILE s3://my-packages/not-there.sh")
    lab.script({"match": "silent", "fail": "bootstrap"})
    actions[0]["ScriptBootstrapAction"]["Path"] = "s3://my-packages/install-sqoop"
    expect(launch("silent", subnet, LogUri=None, BootstrapActions=actions), "bootstrap-exit-code", "log_uri", "mend")


def steps_that_fail():
    subnet = fresh({"match": "*", "steps": {
        "exit": {"state": "FAILED", "stderr": "Traceback\nValueError: boom --password geheim\n"},
        "memory": {"state": "FAILED", "syslog": "x\nContainer killed: running beyond physical memory limits\n"},
        "database": {"state": "FAILED", "stderr": "Access denied for user 'p'@'h' (using password: YES)\n"}}})
    cluster = launch("steps", subnet, Steps=[
        step("fine", "true"), step("exit", "false"), step("memory", "job"), step("database", "sqoop"),
        step("script", "s3://my-packages/gone", jar=RUNNER), step("jar", jar="s3://my-packages/gone.jar")])
    said = expect(cluster, "step-exit-code", "ValueError: boom --password ***", "sluice cluster logs", cause="exit code 1")
    check("geheim" not in json.dumps(said), said)
    expect(cluster, "step-out-of-memory", "beyond physical memory", "mapreduce.map.memory.mb", "--step", "memory")
    expect(cluster, "step-database", "(using password: YES)", "password", "--step", "database")
    expect(cluster, "step-script-missing", "s3://my-packages/gone", "aws s3 cp FILE s3://my-packages/gone)", "--step", "script")
    expect(cluster, "step-script-missing", "gone.jar", "s3://my-packages/gone.jar", "--step", "jar")
    check(explain(cluster, "--step", "fine")["code"] == "step-completed")
    sluice(lab, "cluster", "explain", cluster, *REGION, "--step", "none", code=1)
    ended = launch("over", subnet, Steps=[step("exit", "x", action="TERMINATE_CLUSTER"), step("after", "true")],
                   until=("TERMINATED_WITH_ERRORS",))
    expect(ended, "step-exit-code", "ValueError", "--step")
    said = explain(ended, "--step", "after")
    check(said["code"] == "step-cancelled" and "'exit'" in said["cause"], said)
    bare = launch("bare", subnet, LogUri=None, Steps=[step("exit", "false")])
    check(any("log_uri" in line for line in explain(bare)["evidence"]))


def a_cluster_is_lost_in_the_middle_of_a_step():
    subnet = fresh({"match": "*", "fail": "instance", "at": "RUNNING", "steps": {"early": "FAILED", "long": "RUNNING"},
                    "polls": {"RUNNING": 5}})
    cluster = launch("lost", subnet, Steps=[step("early", "false"), step("long", "sleep")], until=("TERMINATED_WITH_ERRORS",))
    expect(cluster, "node-lost", "terminated unexpectedly", "provision again")


def ends_that_are_well():
    subnet = fresh()
    said = explain(launch("done", subnet, keep=False, Steps=[step("one", "true")], until=("TERMINATED",)))
    check(said["code"] == "all-steps-completed" and not said["failed"], said)
    said = explain(launch("well", subnet))
    check(said["code"] == "waiting" and not said["failed"], said)
    idle = launch("idle", subnet, AutoTerminationPolicy={"IdleTimeout": 60})
    lab.ask("POST", "/clock", {"advance": 3600})
    for _ in range(5):
        state = lab.client("emr").describe_cluster(ClusterId=idle)["Cluster"]["Status"]["State"]
    said = explain(idle)
    check(state == "TERMINATED" and said["code"] == "idle-termination" and not said["failed"], state, said)


def many_clusters():
    subnet = fresh({"match": "other-*", "stuck": "STARTING"})  # without nodes the lab is quick
    for number in range(60):
        launch(f"other-{number}", subnet, until=("STARTING",))
    ours = launch("ETL", subnet)
    rows = json.loads(sluice(lab, "cluster", "list", *REGION, "-o", "json").stdout)
    check(len(rows) == 61 and len({row["id"] for row in rows}) == 61, len(rows))
    [row] = [one for one in rows if one["name"] == "ETL"]
    check(row["id"] == ours and row["nodes"] == 3 and row["owned"] is False, row)
    table = sluice(lab, "cluster", "list", *REGION).stdout
    check(len(table.strip().splitlines()) >= 62 and ours in table, table)
    check(ours in sluice(lab, "cluster", "show", "ETL", *REGION).stdout)
    launch("ETL", subnet)
    twice = sluice(lab, "cluster", "show", "ETL", *REGION, code=None)
    check(twice.returncode != 0 and "E210" in twice.stderr and ours in twice.stderr, twice)
    lab.client("emr").terminate_job_flows(JobFlowIds=[ours])
    for _ in range(3):
        lab.client("emr").describe_cluster(ClusterId=ours)
    check(ours not in sluice(lab, "cluster", "list", *REGION).stdout)
    check(ours in sluice(lab, "cluster", "list", "--all", *REGION).stdout)
    none = sluice(lab, "cluster", "show", "nobody", *REGION, code=1)
    check("there is no cluster 'nobody'" in none.stderr and "sluice cluster list" in none.stderr, none.stderr)


def steps_are_added():
    subnet = fresh({"match": "*", "steps": {"bad": {"state": "FAILED", "stderr": "no luck\n"}, "long": "RUNNING"}})
    cluster = launch("ETL", subnet)
    add = ("cluster", "step", "add", "--cluster", "ETL", *REGION, "--poll", "0.02")
    done = json.loads(sluice(lab, *add, "--name", "hello", "--wait", "-o", "json", "--", "echo", "--hello").stdout)
    check(done["state"] == "COMPLETED" and done["cluster"] == cluster, done)
    [sent] = lab.client("emr").list_steps(ClusterId=cluster)["Steps"]
    check(sent["Config"]["Args"] == ["echo", "--hello"] and sent["ActionOnFailure"] == "CONTINUE", sent)
    bad = sluice(lab, *add, "--name", "bad", "--wait", "--", "false", code=6)
    check("no luck" in bad.stderr, bad.stderr)
    sluice(lab, *add, "--name", "long", "--", "sleep", "9")
    again = sluice(lab, *add, "--name", "long", "--", "sleep", "9", code=None)
    check(again.returncode and "--again" in again.stderr, again)
    sluice(lab, *add, "--name", "long", "--again", "--", "sleep", "9")
    lab.faults({"match": {"operation": "AddJobFlowSteps", "nth": 1}, "kind": "drop_after"})
    sluice(lab, *add, "--name", "once", "--", "true")
    lab.faults()
    steps = json.loads(sluice(lab, "cluster", "steps", "ETL", *REGION, "-o", "json").stdout)
    check([one["Name"] for one in steps] == ["hello", "bad", "long", "long", "once"], steps)
    table = sluice(lab, "cluster", "steps", "ETL", *REGION).stdout
    check("FAILED" in table and "COMPLETED" in table, table)
    sluice(lab, "cluster", "step", "add", "--cluster", "nobody", *REGION, "--name", "x", "--", "true", code=1)


def logs_are_read():
    subnet = fresh({"match": "*", "steps": {"bad": {"state": "FAILED", "stderr": "".join(f"line {n}\n" for n in range(50))}}})
    cluster = launch("ETL", subnet, Steps=[step("bad", "false")])
    logs = ("cluster", "logs", "ETL", *REGION)
    files = json.loads(sluice(lab, *logs, "-o", "json").stdout)
    check(any(one["uri"].endswith("/stderr.gz") and cluster in one["uri"] for one in files), files)
    text = sluice(lab, *logs, "--step", "bad", "--log", "stderr", "--tail", "2").stdout
    check("line 49" in text and "line 48" in text and "line 47" not in text and "syslog" not in text, text)
    check("line 0" in sluice(lab, *logs, "--step", "bad").stdout)
    lab.client("s3").put_object(Bucket="my-logs", Key=f"emr/{cluster}/node/i-0a/daemon.log.gz", Body=gzip.compress(b"up\n"))
    check("up" in sluice(lab, *logs, "--node", "i-0a").stdout)
    none = sluice(lab, *logs, "--node", "i-0b", code=1)
    check("every few minutes" in none.stderr, none.stderr)
    check("is not a number above 0" in sluice(lab, *logs, "--tail", "0", code=2).stderr)
    check("line 30" in sluice(lab, *logs, "--step", "bad", "--tail").stdout, "a bare --tail")
    launch("bare", subnet, LogUri=None)
    none = sluice(lab, "cluster", "logs", "bare", *REGION, code=1)
    check("log_uri" in none.stderr, none.stderr)


def logs_are_followed():
    subnet = fresh({"match": "*", "steps": {"long": "RUNNING"}})
    cluster = launch("ETL", subnet, until=("RUNNING",), Steps=[step("long", "sleep")])
    s3, emr = lab.client("s3"), lab.client("emr")
    [running] = emr.list_steps(ClusterId=cluster)["Steps"]
    written = []

    def write(text):
        written.append(text)
        s3.put_object(Bucket="my-logs", Key=f"emr/{cluster}/steps/{running['Id']}/stderr.gz", Body=gzip.compress("".join(written).encode()))

    follow = subprocess.Popen([PROGRAM, "cluster", "logs", "ETL", *REGION, "--step", "long", "--follow", "--poll", "0.1"],
                              env=lab.environment(), stdout=subprocess.PIPE, text=True)
    try:
        said = iter(follow.stdout.readline, "")
        write("one\ntw")
        check("stderr.gz" in next(said) and next(said) == "one\n")
        write("o\nthree\nfo")
        check("stderr.gz" in next(said) and [next(said), next(said)] == ["two\n", "three\n"])
        write("ur")
        emr.terminate_job_flows(JobFlowIds=[cluster])
        rest = list(said)
        check(follow.wait(30) == 0 and rest[-1] == "four\n" and len(rest) == 2, rest)
    finally:
        follow.kill()
        follow.wait()


def the_command_for_ssh():
    subnet = fresh()
    cluster = launch("ETL", subnet)
    folder = new_folder()
    os.chdir(folder)
    shown = sluice(lab, "cluster", "ssh", "--cluster", "ETL", *REGION, "--print", "--", "echo", "it's").stdout
    [master] = lab.client("emr").list_instances(ClusterId=cluster, InstanceGroupTypes=["MASTER"])["Instances"]
    check("hadoop@" + master["PrivateIpAddress"] in shown or "-l hadoop" in shown, shown)
    check("known_hosts-" + cluster in shown and r"'it'\''s'" in shown and "BatchMode=yes" not in shown, shown)
    check(master["PrivateIpAddress"] in shown, shown)


run_parts("cluster_explain_test", launches_that_fail, a_world_that_is_wrong, bootstrap_actions, steps_that_fail,
          a_cluster_is_lost_in_the_middle_of_a_step, ends_that_are_well, many_clusters, steps_are_added, logs_are_read, logs_are_followed,
          the_command_for_ssh)
