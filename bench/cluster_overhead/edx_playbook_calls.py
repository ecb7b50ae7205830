"""The calls that the edX playbook's `emr` module makes to bring a cluster up, with boto3: look by name, run, wait until it is
WAITING and every group RUNNING, find the master. Arguments: file with the RunJobFlow body. AWS_ENDPOINT_URL tells where."""
import json
import sys
import time

import boto3

LIVE = ["STARTING", "BOOTSTRAPPING", "RUNNING", "WAITING", "TERMINATING"]

with open(sys.argv[1], encoding="utf-8") as file:
    body = json.load(file)
emr = boto3.client("emr", region_name="us-east-1")
clusters = emr.get_paginator("list_clusters").paginate(ClusterStates=LIVE).search("Clusters[]")
cluster = next((c["Id"] for c in clusters if c["Name"] == body["Name"]), None)
if cluster is None:
    cluster = emr.run_job_flow(**body)["JobFlowId"]
while True:
    seen = emr.describe_cluster(ClusterId=cluster)["Cluster"]
    groups = emr.list_instance_groups(ClusterId=cluster)["InstanceGroups"]
    if seen["Status"]["State"] == "WAITING" and all(g["Status"]["State"] == "RUNNING" for g in groups):
        break
    time.sleep(30)
masters = emr.list_instances(ClusterId=cluster, InstanceGroupTypes=["MASTER"])["Instances"]
print(cluster, masters[-1]["PrivateIpAddress"] if masters else "")
