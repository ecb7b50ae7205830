#!/usr/bin/env python3
"""Preflight and price with the real program against the AWS lab: a world in which all is well, then one thing broken at a
time and exactly its finding told. Arguments: the program, the source folder.
"""
import json
import os
import sys

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from aws_lab import Lab, check, cluster_file, ensure_lab, make_world, new_folder, run_parts, sluice  # noqa: E402

ensure_lab()
lab = Lab()


def fresh(change=lambda text: text):
    lab.reset()
    return cluster_file(new_folder(), make_world(lab), "ETL", change)


def findings(path, severity="error", code=None):
    done = sluice(lab, "cluster", "preflight", "-f", path, "-o", "json", code=code)
    found = json.loads(done.stdout)
    return [one for one in found["findings"] if one["severity"] == severity]


def expect(path, code, key, words):
    found = findings(path, code=3)
    check([one["code"] for one in found] == [code], code, "was expected:", found)
    check(found[0]["path"].startswith(key) and words in found[0]["message"] and found[0]["line"] > 0, key, words, found)


def all_is_well():
    path = fresh()
    check(findings(path, code=0) == [])
    lab.forget_calls()
    findings(path)
    check(lab.calls(mutating=1)["calls"] == [], "preflight changed something")


def route_is_missing():
    path = fresh()
    ec2 = lab.client("ec2")
    for table in ec2.describe_route_tables()["RouteTables"]:
        for route in table["Routes"]:
            if route.get("DestinationCidrBlock") == "0.0.0.0/0":
                ec2.delete_route(RouteTableId=table["RouteTableId"], DestinationCidrBlock="0.0.0.0/0")
    expect(path, "P09", "vpc_subnet_id", "internet gateway")


def subnet_is_missing():
    expect(fresh(lambda text: text.replace("subnet-", "subnet-0f")), "P09", "vpc_subnet_id", "subnet")


def names_are_off():
    path = fresh()
    ec2 = lab.client("ec2")
    vpc = ec2.describe_subnets()["Subnets"]
    [ours] = [one["VpcId"] for one in vpc if one["CidrBlock"] == "10.0.1.0/24"]
    ec2.modify_vpc_attribute(VpcId=ours, EnableDnsHostnames={"Value": False})
    expect(path, "P10", "vpc_subnet_id", "enableDnsHostnames")


def key_is_missing():
    path = fresh()
    lab.client("ec2").delete_key_pair(KeyName="mykey")
    expect(path, "P12", "keypair_name", "mykey")


def profile_is_empty():
    path = fresh()
    lab.client("iam").remove_role_from_instance_profile(InstanceProfileName="emr", RoleName="emr")
    expect(path, "P13", "role", "Invalid InstanceProfile")


def script_is_missing():
    path = fresh()
    lab.client("s3").delete_object(Bucket="my-packages", Key="install-sqoop")
    expect(path, "P14", "steps[0]", "install-sqoop")


def release_is_unknown():
    expect(fresh(lambda text: text.replace("emr-5.36.0", "emr-5.36.99")), "P04", "release_label", "emr-5.36.99")


def the_account_is_another():
    path = fresh(lambda text: text.replace("user_info: []", "user_info: [],\n  deployment: {account: \"111111111111\"}"))
    expect(path, "P01", "deployment.account", "111111111111")


def the_world_may_come_in():
    ec2 = lab.client("ec2")
    path = fresh()
    [vpc] = [one["VpcId"] for one in ec2.describe_subnets()["Subnets"] if one["CidrBlock"] == "10.0.1.0/24"]
    group = ec2.create_security_group(GroupName="open", Description="d", VpcId=vpc)["GroupId"]
    ec2.authorize_security_group_ingress(GroupId=group, IpPermissions=[
        {"IpProtocol": "tcp", "FromPort": 8080, "ToPort": 8080, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}])
    path.write_text(path.read_text().replace("user_info: []", f"additional_master_security_groups: [{group}], user_info: []"))
    expect(path, "P11", "additional_master_security_groups", group)


def money():
    path = fresh()
    price = json.loads(sluice(lab, "cluster", "price", "-f", path, "-o", "json").stdout)
    check(price["per_hour"] and price["per_hour"] > 0, price)
    sluice(lab, "cluster", "price", "-f", path, "--max-hourly", "100")
    check("more than" in sluice(lab, "cluster", "price", "-f", path, "--max-hourly", "0.01", code=3).stderr)


run_parts("cluster_preflight_test", all_is_well, route_is_missing, subnet_is_missing, names_are_off, key_is_missing,
          profile_is_empty, script_is_missing, release_is_unknown, the_account_is_another, the_world_may_come_in, money)
