"""The dev size of the platform, put up by `./spotcluster deploy` on an AWS stand-in, used by the official client, and taken down.

Everything that has to be there is real: CDK's command line, the templates, the Java functions behind API Gateway, streams, queues
and presigned URLs. docs/manual/aws/testing.md says what the stand-in cannot show.
"""

import datetime
import gzip
import json
import pathlib
import re
import subprocess
import sys
import time
import urllib.request
import zipfile

import botocore.session
import pytest
import taskcluster
import taskcluster.exceptions

import emulator
import front

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "compat"))
import surface

DEPLOYMENT = "deploytest"
POOL = "aws/fixed"
MACHINES = "aws/machines"
# The stand-in starts a JVM for each function at its first call.
PATIENCE_SECONDS = 90


MONITORING_TOKEN = "token-of-the-monitoring-0123456789"
TUNNEL_SECRET = "secret-of-the-tunnel-servers-0123456789"
SERVICES = """
auth:
  staticClients:
    - clientId: static/acme/monitoring
      accessToken: {file: monitoring}
      description: asks whether we live
      scopes: ["queue:pending-count:*"]
  websocktunnel: {secret: {environment: TUNNEL_SECRET}}
signIn:
  providers:
    - {name: acme, issuer: "https://login.acme.example/", audience: [taskcluster], jwksUrl: "https://login.acme.example/keys"}
queue:
  retention: [{name: all, tasks: 2 days}]
"""


class Platform:
    def __init__(self, endpoint, folder, deployment=DEPLOYMENT, size="dev"):
        self.endpoint = endpoint
        self.deployment = deployment
        self.port = emulator.free_port()
        self.root_url = f"http://127.0.0.1:{self.port}"
        (folder / "monitoring").write_text(MONITORING_TOKEN + "\n")
        self.services = folder / "services.yml"
        self.services.write_text(SERVICES)
        self.configuration = folder / "deployment.json"
        self.configuration.write_text(
            json.dumps(
                {
                    "deployment": deployment,
                    "region": "us-east-1",
                    "size": size,
                    "ownFront": {"rootUrl": self.root_url},
                    "services": "services.yml",
                    # The stand-in starts no machines, but makes all that they stand on.
                    "workers": {
                        "workerPoolId": MACHINES,
                        "platform": "linux-x86_64",
                        "imagePlatforms": [],
                        "instanceTypes": ["c7i.large"],
                        "regions": [{"region": "us-east-1", "size": 0}],
                    },
                }
            )
        )

    def launcher(self, command, *options):
        return subprocess.run(
            [emulator.ROOT / "spotcluster", command, "--config", self.configuration, *options],
            env=emulator.environment(self.endpoint) | {"TUNNEL_SECRET": TUNNEL_SECRET},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            # The first one builds, which takes minutes on a busy machine.
            timeout=900,
            check=False,
        )

    def aws(self, service):
        return botocore.session.get_session().create_client(
            service,
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def names(self, service, operation, member, field=None, **parameters):
        """Of all that is there, those that are the deployment's."""
        client = self.aws(service)
        found = getattr(client, operation)(**parameters).get(member, [])
        texts = [one if field is None else one[field] for one in found]
        return sorted(text for text in texts if self.deployment in text)

    def left(self):
        """Everything of the deployment that the account holds."""
        listed = {
            "stacks": self.names(
                "cloudformation",
                "list_stacks",
                "StackSummaries",
                "StackName",
                StackStatusFilter=["CREATE_COMPLETE", "UPDATE_COMPLETE", "DELETE_FAILED", "ROLLBACK_COMPLETE"],
            ),
            "tables": self.names("dynamodb", "list_tables", "TableNames"),
            "buckets": self.names("s3", "list_buckets", "Buckets", "Name"),
            "queues": self.names("sqs", "list_queues", "QueueUrls"),
            "functions": self.names("lambda", "list_functions", "Functions", "FunctionName"),
            "buses": self.names("events", "list_event_buses", "EventBuses", "Name"),
            "roles": self.names("iam", "list_roles", "Roles", "RoleName"),
            "rules": self.names("events", "list_rules", "Rules", "Name"),
            "secrets": self.names("secretsmanager", "list_secrets", "SecretList", "Name"),
            "apis": self.names("apigatewayv2", "get_apis", "Items", "Name"),
            "logs": self.names("logs", "describe_log_groups", "logGroups", "logGroupName"),
            "event sources": self.names("lambda", "list_event_source_mappings", "EventSourceMappings", "FunctionArn"),
        }
        return {kind: names for kind, names in listed.items() if names}


@pytest.fixture(scope="module")
def platform(tmp_path_factory):
    with emulator.running() as endpoint:
        platform = Platform(endpoint, tmp_path_factory.mktemp("deploy"))
        with front.serving(platform.port, endpoint) as server:
            platform.services.write_text("auth: {rootAccessToken: a-good-token-of-22-letters}\nqueue: {retention: 5}\n")
            invalid = platform.launcher("deploy", "--json")
            assert invalid.returncode == 4, invalid.stderr
            assert "queue.retention" in invalid.stderr, invalid.stderr
            platform.services.write_text(SERVICES)
            early = platform.launcher("deploy", "--json")
            assert early.returncode == 3, early.stderr
            assert "CDK has not been bootstrapped for account 000000000000" in early.stderr
            deployed = platform.launcher("deploy", "--bootstrap", "--json")
            assert deployed.returncode == 0, deployed.stderr[-20000:]
            platform.outcome = json.loads(deployed.stdout)
            server.api_endpoint = platform.outcome["apiEndpoint"]
            token = platform.aws("secretsmanager").get_secret_value(SecretId=platform.outcome["rootTokenSecret"])
            platform.root_token = token["SecretString"]
            platform.credentials = {
                "clientId": platform.outcome["rootClientId"],
                "accessToken": token["SecretString"],
            }
            yield platform


def service(platform, kind, credentials=None):
    options = {"rootUrl": platform.root_url, "maxRetries": 2}
    if credentials is not False:
        options["credentials"] = credentials or platform.credentials
    return kind(options)


@pytest.fixture(scope="module")
def queue(platform):
    return service(platform, taskcluster.Queue)


def definition(**more):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "taskQueueId": POOL,
        "created": taskcluster.stringDate(now),
        "deadline": taskcluster.stringDate(now + datetime.timedelta(hours=1)),
        "expires": taskcluster.stringDate(now + datetime.timedelta(days=1)),
        "payload": {"command": [["true"]], "maxRunTime": 60},
        "metadata": {
            "name": "deployment test",
            "description": "a task of the deployment test",
            "owner": "deploy@example.com",
            "source": "https://example.com/deploy",
        },
        **more,
    }


def eventually(what, condition):
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline, f"{what} did not happen within {PATIENCE_SECONDS} s"
        time.sleep(0.3)


def test_the_outcome_tells_where_it_is_and_how_to_be_root(platform):
    outcome = platform.outcome
    assert outcome["deployment"] == DEPLOYMENT
    assert outcome["rootUrl"] == platform.root_url
    assert outcome["rootClientId"] == "static/taskcluster/root"
    assert re.fullmatch(r"[A-Za-z0-9_-]{44}", platform.credentials["accessToken"])


def test_functions_answer_through_the_gateway(platform):
    assert service(platform, taskcluster.Auth, False).ping()["alive"] is True
    assert service(platform, taskcluster.Queue, False).ping()["alive"] is True
    assert "*" in service(platform, taskcluster.Auth).currentScopes()["scopes"]


def document(platform, path):
    with urllib.request.urlopen(platform.root_url + path) as reply:
        return json.load(reply)


def test_references_and_schemas_of_all_services_are_served(platform):
    for name in ("auth", "login", "queue"):
        assert document(platform, f"/references/{name}/v1/api.json")["serviceName"] == name
    assert "/references/queue/v1/exchanges.json" in document(platform, "/references/manifest.json")["references"]
    assert document(platform, "/references/openapi.json")["openapi"].startswith("3.1")
    assert document(platform, "/schemas/queue/v1/task.json")["$id"] == "/schemas/queue/v1/task.json#"
    assert "$id" in document(platform, "/schemas/common/metaschema.json")


@pytest.mark.skipif(not surface.CHECKER.exists(), reason="the surface checker is not at hand: ../shared beside the clone")
def test_every_method_is_as_taskclusters_references_have_it(platform):
    assert surface.differences(platform.root_url) == 0


def test_what_the_operator_configured_is_in_force(platform, queue):
    monitoring = {"clientId": "static/acme/monitoring", "accessToken": MONITORING_TOKEN}
    assert "pendingTasks" in service(platform, taskcluster.Queue, monitoring).pendingTasks("test/configured")
    token = service(platform, taskcluster.Auth).websocktunnelToken("tunnel", "worker")
    assert token["wstAudience"] == "tunnel"
    assert document(platform, "/api/login/v1/providers")["providers"][0]["name"] == "acme"
    asked = taskcluster.stringDate(taskcluster.fromNow("20 days"))
    task = definition(taskQueueId="test/configured") | {"expires": asked}
    kept = queue.createTask(taskcluster.slugId(), task)["status"]["expires"]
    assert kept < taskcluster.stringDate(taskcluster.fromNow("3 days"))


def test_machines_find_their_credentials_in_the_secret(platform):
    text = platform.aws("secretsmanager").get_secret_value(SecretId=f"{DEPLOYMENT}/worker")["SecretString"]
    secret = json.loads(text)
    assert secret["rootUrl"] == platform.root_url
    assert secret["apiUrl"] == platform.outcome["apiEndpoint"]
    assert secret["clientId"] == f"static/taskcluster/worker/{MACHINES}"
    credentials = {"clientId": secret["clientId"], "accessToken": secret["accessToken"]}
    machine = service(platform, taskcluster.Queue, credentials)
    request = {"tasks": 1, "workerGroup": "us-east-1", "workerId": "i-1"}
    assert machine.claimWork(MACHINES, request) == {"tasks": []}
    for pool, group in ((POOL, "us-east-1"), (MACHINES, "us-west-2")):
        with pytest.raises(taskcluster.exceptions.TaskclusterRestFailure) as refused:
            machine.claimWork(pool, request | {"workerGroup": group})
        assert refused.value.status_code == 403


def test_no_secret_is_in_what_was_deployed(platform):
    folder = emulator.ROOT / ".spotcluster/cdk.out" / DEPLOYMENT
    templates = list(folder.glob("*.template.json"))
    assert len(templates) == 5
    texts = [template.read_text() for template in templates]
    with zipfile.ZipFile(emulator.ROOT / ".spotcluster/functions" / f"{DEPLOYMENT}.zip") as package:
        texts.append(package.read("configuration.json").decode())
    for secret in (MONITORING_TOKEN, TUNNEL_SECRET, platform.root_token):
        assert not [text for text in texts if secret in text]
    stored = platform.aws("secretsmanager").get_secret_value(SecretId=f"{DEPLOYMENT}/configuration")["SecretString"]
    assert TUNNEL_SECRET in stored


def test_what_waits_is_told_to_cloudwatch(platform, queue):
    pool = "test/figures"
    # Only queues that a worker has asked for are known.
    queue.claimWork(pool, {"tasks": 1, "workerGroup": "test", "workerId": "python"})
    for _ in range(3):
        queue.createTask(taskcluster.slugId(), definition(taskQueueId=pool))
    answer = platform.aws("lambda").invoke(FunctionName=f"{DEPLOYMENT}-queue-metrics")
    assert "FunctionError" not in answer, answer["Payload"].read()
    logs = platform.aws("logs")

    def told():
        events = logs.filter_log_events(logGroupName=f"/aws/lambda/{DEPLOYMENT}-queue-metrics")["events"]
        lines = [line for event in events for line in event["message"].splitlines() if '"_aws"' in line]
        figures = [json.loads(line) for line in lines]
        return [one for one in figures if one.get("TaskQueue") == pool]

    eventually("writing the figures", told)
    figures = told()[-1]
    assert figures["PendingTasks"] == 3
    assert figures["LongestWait"] > 0
    (directive,) = figures["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "Spotcluster"
    assert directive["Dimensions"] == [["Deployment", "TaskQueue"]]


def test_chores_delete_clients_that_have_expired(platform):
    auth = service(platform, taskcluster.Auth)
    auth.createClient(
        "project/deploy/over",
        {
            "expires": taskcluster.stringDate(taskcluster.fromNow("-1 hour")),
            "description": "of the deployment test",
            "deleteOnExpiration": True,
        },
    )
    answer = platform.aws("lambda").invoke(FunctionName=f"{DEPLOYMENT}-auth-chores")
    assert "FunctionError" not in answer, answer["Payload"].read()

    def gone():
        try:
            auth.client("project/deploy/over")
        except taskcluster.exceptions.TaskclusterRestFailure as failure:
            return failure.status_code == 404
        return False

    # Another function may have kept it for some seconds.
    eventually("deleting the client", gone)


def test_a_wrong_signature_is_refused_by_the_function(platform):
    stranger = service(
        platform, taskcluster.Queue, {"clientId": platform.credentials["clientId"], "accessToken": "x" * 44}
    )
    with pytest.raises(taskcluster.exceptions.TaskclusterAuthFailure) as refused:
        stranger.createTask(taskcluster.slugId(), definition())
    assert refused.value.status_code == 401


def test_a_task_runs_and_its_dependent_is_scheduled(platform, queue):
    first, second = taskcluster.slugId(), taskcluster.slugId()
    created = queue.createTask(first, definition(taskGroupId=first))
    assert created["status"]["state"] == "pending"
    dependent = queue.createTask(second, definition(taskGroupId=first, dependencies=[first]))
    assert dependent["status"]["state"] == "unscheduled"

    claimed = queue.claimWork(POOL, {"tasks": 1, "workerGroup": "test", "workerId": "python"})["tasks"]
    assert [task["status"]["taskId"] for task in claimed] == [first]
    assert claimed[0]["task"]["payload"] == {"command": [["true"]], "maxRunTime": 60}
    worker = service(platform, taskcluster.Queue, claimed[0]["credentials"])

    name = "public/a b/+100%.txt"
    upload = worker.createArtifact(
        first, 0, name, {"storageType": "s3", "contentType": "text/plain", "expires": claimed[0]["task"]["expires"]}
    )
    content = gzip.compress(b"made by a task")
    put = urllib.request.Request(
        upload["putUrl"],
        data=content,
        method="PUT",
        headers={"content-type": upload["contentType"], "content-encoding": "gzip"},
    )
    with urllib.request.urlopen(put) as reply:
        assert reply.status == 200
    assert worker.reportCompleted(first, 0)["status"]["state"] == "completed"

    # The official client escapes the slashes of the name, and signs them so.
    found = queue.latestArtifact(first, name)
    assert found["storageType"] == "s3"
    with urllib.request.urlopen(found["url"]) as reply:
        assert gzip.decompress(reply.read()) == b"made by a task"

    # Scheduling a dependent is the stream's work: table, stream, event source and function have to play together.
    eventually("scheduling the dependent", lambda: queue.status(second)["status"]["state"] == "pending")
    (again,) = queue.claimWork(POOL, {"tasks": 1, "workerGroup": "test", "workerId": "python"})["tasks"]
    assert again["status"]["taskId"] == second
    done = service(platform, taskcluster.Queue, again["credentials"]).reportCompleted(second, 0)
    assert done["status"]["state"] == "completed"


def test_clients_with_slashes_in_their_names_can_be_managed(platform):
    auth = service(platform, taskcluster.Auth)
    made = auth.createClient(
        "project/deploy/test",
        {
            "expires": taskcluster.stringDate(taskcluster.fromNow("1 hour")),
            "description": "of the deployment test",
            "scopes": ["queue:claim-work:aws/fixed"],
        },
    )
    assert made["clientId"] == "project/deploy/test"
    own = service(
        platform, taskcluster.Auth, {"clientId": made["clientId"], "accessToken": made["accessToken"]}
    )
    assert "queue:claim-work:aws/fixed" in own.currentScopes()["scopes"]


def test_a_worker_past_the_front_runs_the_example_graph(platform, tmp_path):
    pool = "own/machines"
    machine = service(platform, taskcluster.Auth).createClient(
        "project/deploy/worker",
        {
            "expires": taskcluster.stringDate(taskcluster.fromNow("1 hour")),
            "description": "of the deployment test",
            "scopes": [f"queue:claim-work:{pool}", "queue:worker-id:here/*"],
        },
    )
    port = emulator.free_port()
    configuration = tmp_path / "worker.json"
    configuration.write_text(
        json.dumps(
            {
                "rootUrl": platform.root_url,
                "apiUrl": f"http://127.0.0.1:{port}",
                "clientId": machine["clientId"],
                "accessToken": machine["accessToken"],
                "workerPoolId": pool,
                "workerGroup": "here",
                "workerId": "one",
                "workDir": "work",
                "capacity": 2,
                "pollInterval": "1s",
                "statusInterval": "off",
                "requiredFreeDiskMegabytes": 0,
            }
        )
    )
    # Builds what is to be built: the two programs below would do it both at once.
    subprocess.run([emulator.ROOT / "spotcluster", "worker", "--help"], capture_output=True, timeout=900, check=True)
    with front.serving(port, platform.endpoint, tells_path=False) as server:
        server.api_endpoint = platform.outcome["apiEndpoint"]
        worker = subprocess.Popen(
            [emulator.ROOT / "spotcluster", "worker", "--config", configuration],
            stdin=subprocess.DEVNULL,
            stdout=(tmp_path / "worker.log").open("wb"),
            stderr=subprocess.STDOUT,
        )
        try:
            done = subprocess.run(
                [emulator.ROOT / "spotcluster", "run", "--task-queue", pool, "--artifacts", tmp_path / "made", "--json"],
                env=emulator.environment(platform.endpoint)
                | {
                    "TASKCLUSTER_ROOT_URL": platform.root_url,
                    "TASKCLUSTER_CLIENT_ID": platform.credentials["clientId"],
                    "TASKCLUSTER_ACCESS_TOKEN": platform.credentials["accessToken"],
                },
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=300,
                check=False,
            )
        finally:
            worker.terminate()
            worker.wait(timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr + (tmp_path / "worker.log").read_text()
    assert json.loads(done.stdout.splitlines()[-1])["completed"] == 5
    assert platform.root_url in (tmp_path / "made/report/public/logs/live_backing.log").read_text()


def test_deploying_again_changes_nothing(platform):
    again = platform.launcher("deploy", "--json")
    assert again.returncode == 0, again.stderr[-10000:]
    assert json.loads(again.stdout) == platform.outcome
    assert again.stderr.count("(no changes)") == 5


def test_destroying_asks_first_and_then_leaves_nothing(platform):
    unconfirmed = platform.launcher("destroy")
    assert unconfirmed.returncode == 5, unconfirmed.stderr
    before = platform.left()
    assert {"stacks", "tables", "buckets", "queues", "functions", "event sources"} <= before.keys()

    destroyed = platform.launcher("destroy", "--yes")
    assert destroyed.returncode == 0, destroyed.stderr[-20000:]
    assert platform.left() == {}
