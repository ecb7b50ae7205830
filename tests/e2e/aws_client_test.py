#!/usr/bin/env python3
"""The AWS client beside boto3: the same calls of every service and protocol against plain moto give the same replies; and
against the lab, signatures, session tokens, faults and lost replies. Arguments: the program, the source folder.
"""
import datetime
import json
import os
import pathlib
import subprocess
import sys
import urllib.parse

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import KEY, PROGRAM, SECRET, Lab, check, ensure_lab, make_world, run_parts  # noqa: E402

ensure_lab()
CALL = str(pathlib.Path(PROGRAM).parent / "tests" / "aws_call")


class Caller:
    """The client of sluice, fed with calls."""

    def __init__(self, lab, **environment):
        self.process = subprocess.Popen([CALL], env=lab.environment(AWS_REGION="us-east-1", **environment), text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def call(self, service, operation, **given):
        self.process.stdin.write(json.dumps({"service": service, "operation": operation, "input": given}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def snake(name):
    import botocore
    return botocore.xform_name(name)


def plain(value):
    """A reply of boto3 in our form: times as seconds, no metadata."""
    if isinstance(value, dict):
        return {key: plain(part) for key, part in value.items() if key != "ResponseMetadata" and part is not None}
    if isinstance(value, (list, tuple)):
        return [plain(part) for part in value]
    if isinstance(value, datetime.datetime):
        return value.timestamp()
    if hasattr(value, "read"):
        return value.read().decode()
    return value


def without_new_members(ours, theirs):
    """boto3's models are newer than ours: what ours do not know cannot be compared."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return {key: without_new_members(ours[key], theirs[key]) for key in theirs if key in ours}
    if isinstance(ours, list) and isinstance(theirs, list):
        return [without_new_members(a, b) for a, b in zip(ours, theirs)]
    return theirs


def same(ours, theirs):
    if isinstance(ours, str) and ours.startswith(("%7B", "{")) and isinstance(theirs, dict):  # a policy, which boto3 decodes
        return json.loads(urllib.parse.unquote(ours)) == theirs
    if isinstance(ours, dict) and isinstance(theirs, dict):
        return all(key in theirs and same(ours[key], theirs[key]) for key in ours)
    if isinstance(ours, list) and isinstance(theirs, list):
        return len(ours) == len(theirs) and all(map(same, ours, theirs))
    if isinstance(ours, (int, float)) and isinstance(theirs, (int, float)) and not isinstance(ours, bool):
        return abs(ours - theirs) < 0.01
    return ours == theirs


CALLS = [
    ("sts", "GetCallerIdentity", {}), ("iam", "GetRole", {"RoleName": "emr"}), ("iam", "ListRoles", {}),
    ("iam", "GetInstanceProfile", {"InstanceProfileName": "emr"}), ("iam", "ListAttachedRolePolicies", {"RoleName": "emr"}),
    ("ec2", "DescribeVpcs", {}), ("ec2", "DescribeSubnets", {"Filters": [{"Name": "cidr-block", "Values": ["10.0.1.0/24"]}]}),
    ("ec2", "DescribeRouteTables", {}), ("ec2", "DescribeSecurityGroups", {}), ("ec2", "DescribeKeyPairs", {"KeyNames": ["mykey"]}),
    ("ec2", "DescribeInternetGateways", {}), ("ec2", "DescribeRegions", {}), ("ec2", "DescribeAvailabilityZones", {}),
    ("s3", "ListBuckets", {}), ("s3", "ListObjectsV2", {"Bucket": "my-packages"}), ("s3", "HeadObject", {"Bucket": "my-packages", "Key": "a b/ü+c"}),
    ("s3", "GetObject", {"Bucket": "my-packages", "Key": "a b/ü+c"}), ("s3", "GetBucketLocation", {"Bucket": "my-logs"}),
    ("s3", "GetBucketTagging", {"Bucket": "my-logs"}), ("emr", "ListClusters", {}), ("emr", "ListSteps", {"ClusterId": "ID"}),
    ("emr", "DescribeCluster", {"ClusterId": "ID"}), ("emr", "ListInstanceGroups", {"ClusterId": "ID"}),
    ("ssm", "GetParameter", {"Name": "/p", "WithDecryption": True}), ("secretsmanager", "GetSecretValue", {"SecretId": "s"}),
    ("secretsmanager", "DescribeSecret", {"SecretId": "s"}), ("rds", "DescribeDBSubnetGroups", {}),
    ("rds", "DescribeDBInstances", {}), ("resourcegroupstaggingapi", "GetResources", {}),
    ("service-quotas", "ListServiceQuotas", {"ServiceCode": "vpc"}),
    # refusals
    ("iam", "GetRole", {"RoleName": "nobody"}), ("ec2", "DescribeSubnets", {"SubnetIds": ["subnet-0nothing"]}),
    ("s3", "HeadBucket", {"Bucket": "no-such-bucket-here"}), ("s3", "GetObject", {"Bucket": "my-logs", "Key": "none"}),
    ("ssm", "GetParameter", {"Name": "/none"}), ("secretsmanager", "GetSecretValue", {"SecretId": "none"}),
    ("rds", "DescribeDBInstances", {"DBInstanceIdentifier": "none"}),
]


def fill(lab, caller):
    """Made by our client, so that its writing is tested, too."""
    subnet = make_world(lab)
    for service, operation, given in [
            ("s3", "PutObject", {"Bucket": "my-packages", "Key": "a b/ü+c", "Body": "höhe\n", "Metadata": {"k": "v"}}),
            ("s3", "PutBucketTagging", {"Bucket": "my-logs", "Tagging": {"TagSet": [{"Key": "a", "Value": "b & <c>"}]}}),
            ("secretsmanager", "CreateSecret", {"Name": "s", "SecretString": "{\"password\": \"p\"}"}),
            ("rds", "CreateDBSubnetGroup", {"DBSubnetGroupName": "g", "DBSubnetGroupDescription": "d", "SubnetIds": [subnet]}),
            ("ec2", "CreateTags", {"Resources": [subnet], "Tags": [{"Key": "Name", "Value": "a & b"}]})]:
        reply = caller.call(service, operation, **given)
        check("error" not in reply, service, operation, reply)
    lab.client("ssm").put_parameter(Name="/p", Value="v", Type="SecureString")
    made = caller.call("emr", "RunJobFlow", Name="c", ReleaseLabel="emr-5.36.0", JobFlowRole="emr", ServiceRole="EMR_DefaultRole",
                       Instances={"InstanceGroups": [{"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}],
                                  "KeepJobFlowAliveWhenNoSteps": True})
    return made["JobFlowId"]


def the_same_as_boto3():
    import botocore.exceptions
    lab = Lab("--plain-moto", auth=False)
    caller = Caller(lab)
    cluster = fill(lab, caller)
    for service, operation, given in CALLS:
        given = {key: cluster if value == "ID" else value for key, value in given.items()}
        ours = caller.call(service, operation, **given)
        try:
            theirs = plain(getattr(lab.client(service), snake(operation))(**given))
            check("error" not in ours, service, operation, ours, theirs)
            known = without_new_members(ours, theirs)
            check(same(ours, known), service, operation, "\nours  ", json.dumps(ours), "\nboto3 ", json.dumps(known, default=str))
        except botocore.exceptions.ClientError as refusal:
            check(ours.get("error", {}).get("code") == refusal.response["Error"]["Code"], service, operation, ours, refusal)
    lab.stop()


def signatures_tokens_and_faults():
    lab = Lab()
    caller = Caller(lab)
    make_world(lab)
    check("Account" in caller.call("sts", "GetCallerIdentity"), "not signed as AWS wants it")
    role = caller.call("sts", "AssumeRole", RoleArn="arn:aws:iam::123456789012:role/emr", RoleSessionName="tests")["Credentials"]
    with_token = Caller(lab, AWS_ACCESS_KEY_ID=role["AccessKeyId"], AWS_SECRET_ACCESS_KEY=role["SecretAccessKey"],
                        AWS_SESSION_TOKEN=role["SessionToken"])
    check("assumed-role/emr" in with_token.call("sts", "GetCallerIdentity")["Arn"], "the session token is not sent")
    wrong = Caller(lab, AWS_SECRET_ACCESS_KEY="wrong").call("emr", "ListClusters")["error"]
    check(wrong["kind"] == "permission" or "permission" in wrong["kind"].lower(), wrong)
    put = caller.call("s3", "PutObject", Bucket="my-logs", Key="a b/+c ü", Body="x", Metadata={"n": "v  w"})
    check("error" not in put, "S3's own signature rules:", put)
    for kind in ("throttle", "error503", "error500", "drop_before", "drop_after", "cut_body"):
        lab.faults({"match": {"operation": "ListClusters"}, "kind": kind, "times": 2})
        check("error" not in caller.call("emr", "ListClusters"), kind, "is not tried again")
    body = {"Name": "once", "ReleaseLabel": "emr-5.36.0", "JobFlowRole": "emr", "ServiceRole": "EMR_DefaultRole",
            "Instances": {"InstanceGroups": [{"InstanceRole": "MASTER", "InstanceType": "m5.xlarge", "InstanceCount": 1}],
                          "KeepJobFlowAliveWhenNoSteps": True}}
    for kind in ("drop_after", "error500", "cut_body"):
        lab.faults({"match": {"operation": "RunJobFlow"}, "kind": kind, "times": 1})
        lost = caller.call("emr", "RunJobFlow", **body)
        check(lost["error"]["effect_unknown"], kind, lost)
        sent = [call for call in lab.calls()["calls"] if call["operation"] == "RunJobFlow"]
        check(len(sent) == 1, kind, "was sent", len(sent), "times")
        lab.forget_calls()
    lab.faults()
    lab.ask("POST", "/clock", {"skew": 1200})
    check("error" not in caller.call("emr", "ListClusters"), "a clock that is off is not corrected")


run_parts("aws_client", the_same_as_boto3, signatures_tokens_and_faults)
