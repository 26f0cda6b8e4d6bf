"""The size prod on an AWS stand-in: what protects it, restoring a table, and taking it down by hand, as docs/manual/aws/operations.md says."""

import json
import time

import botocore.exceptions
import pytest

import emulator
import front
from test_deployment import Platform

DEPLOYMENT = "prodtest"
STACKS = ["workers-us-east-1", "observability", "api", "events", "data"]


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    with emulator.running() as endpoint:
        platform = Platform(endpoint, tmp_path_factory.mktemp("prod"), DEPLOYMENT, "prod")
        with front.serving(platform.port, endpoint):
            deployed = platform.launcher("deploy", "--bootstrap", "--json")
            assert deployed.returncode == 0, deployed.stderr[-20000:]
            platform.outcome = json.loads(deployed.stdout)
            yield platform


def items(dynamo, table):
    found = dynamo.scan(TableName=table, ConsistentRead=True)["Items"]
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in found}


def test_a_table_is_restored_beside_itself_and_copied_back(platform):
    dynamo = platform.aws("dynamodb")
    table, restored = f"{DEPLOYMENT}-auth-clients", f"{DEPLOYMENT}-restored-auth-clients"
    before = items(dynamo, table)
    lost = next(key for key in before if key[1] == "static/taskcluster/root")
    dynamo.restore_table_to_point_in_time(
        SourceTableName=table, TargetTableName=restored, UseLatestRestorableTime=True
    )
    while dynamo.describe_table(TableName=restored)["Table"]["TableStatus"] != "ACTIVE":
        time.sleep(0.5)
    dynamo.delete_item(TableName=table, Key={"pk": {"S": lost[0]}, "sk": {"S": lost[1]}})
    assert lost not in items(dynamo, table)

    for item in items(dynamo, restored).values():
        try:
            dynamo.put_item(TableName=table, Item=item, ConditionExpression="attribute_not_exists(pk)")
        except dynamo.exceptions.ConditionalCheckFailedException:
            pass  # It is there, and may be newer.

    assert items(dynamo, table) == before
    dynamo.delete_table(TableName=restored)


def test_it_is_not_destroyed_by_a_command_nor_by_a_mistake(platform):
    refused = platform.launcher("destroy", "--yes")
    assert refused.returncode == 3, refused.stderr
    assert "operations.md" in refused.stderr
    with pytest.raises(botocore.exceptions.ClientError, match="(?i)protect"):
        platform.aws("dynamodb").delete_table(TableName=f"{DEPLOYMENT}-queue-tasks")
    with pytest.raises(botocore.exceptions.ClientError, match="(?i)protect"):
        platform.aws("cloudformation").delete_stack(StackName=f"{DEPLOYMENT}-data")


def test_it_can_be_taken_down_by_hand(platform):
    formation = platform.aws("cloudformation")
    for stack in STACKS:
        name = f"{DEPLOYMENT}-{stack}"
        formation.update_termination_protection(StackName=name, EnableTerminationProtection=False)
        formation.delete_stack(StackName=name)
        formation.get_waiter("stack_delete_complete").wait(StackName=name, WaiterConfig={"Delay": 1, "MaxAttempts": 120})
    left = platform.left()
    assert {"tables", "buckets", "queues", "secrets"} == left.keys(), "what holds data outlives its stack"

    dynamo = platform.aws("dynamodb")
    for table in left["tables"]:
        dynamo.update_table(TableName=table, DeletionProtectionEnabled=False)
        dynamo.delete_table(TableName=table)
    storage = platform.aws("s3")
    for bucket in left["buckets"]:
        for kept in storage.list_objects_v2(Bucket=bucket).get("Contents", []):
            storage.delete_object(Bucket=bucket, Key=kept["Key"])
        storage.delete_bucket(Bucket=bucket)
    for queue in left["queues"]:
        platform.aws("sqs").delete_queue(QueueUrl=queue)
    for secret in left["secrets"]:
        platform.aws("secretsmanager").delete_secret(SecretId=secret, ForceDeleteWithoutRecovery=True)
    assert platform.left() == {}
