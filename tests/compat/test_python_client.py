"""The official Python client drives an instance: what its users do, unchanged."""

import datetime
import gzip
import json
import urllib.error
import urllib.request

import pytest
import taskcluster
import taskcluster.exceptions

POOL = "compat/python"


@pytest.fixture(scope="session")
def queue(environment):
    return taskcluster.Queue(taskcluster.optionsFromEnvironment())


@pytest.fixture(scope="session")
def auth(environment):
    return taskcluster.Auth(taskcluster.optionsFromEnvironment())


@pytest.fixture(scope="session")
def anonymous(environment):
    return taskcluster.Queue({"rootUrl": environment["TASKCLUSTER_ROOT_URL"]})


def definition(pool=POOL, **more):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "taskQueueId": pool,
        "created": taskcluster.stringDate(now),
        "deadline": taskcluster.stringDate(now + datetime.timedelta(hours=1)),
        "expires": taskcluster.stringDate(now + datetime.timedelta(days=1)),
        "payload": {"command": [["true"]], "maxRunTime": 60},
        "metadata": {
            "name": "compat",
            "description": "a task of the compatibility tests",
            "owner": "compat@example.com",
            "source": "https://example.com/compat",
        },
        **more,
    }


def claim(queue, pool):
    reply = queue.claimWork(pool, {"tasks": 1, "workerGroup": "compat", "workerId": "python"})
    (task,) = reply["tasks"]
    return task


def as_task(environment, claimed):
    return taskcluster.Queue({"rootUrl": environment["TASKCLUSTER_ROOT_URL"], "credentials": claimed["credentials"]})


def put(url, body, content_type, **headers):
    request = urllib.request.Request(url, data=body, method="PUT", headers={"content-type": content_type, **headers})
    with urllib.request.urlopen(request) as reply:
        assert reply.status == 200


def test_ping_and_current_scopes(auth):
    assert auth.ping()["alive"] is True
    assert "*" in auth.currentScopes()["scopes"]


def test_a_task_lives_from_create_to_completed(environment, queue, anonymous):
    task_id = taskcluster.slugId()
    created = queue.createTask(task_id, definition())
    assert created["status"]["state"] == "pending"
    assert queue.createTask(task_id, definition() | queue.task(task_id))["status"]["taskId"] == task_id

    claimed = claim(queue, POOL)
    assert claimed["status"]["taskId"] == task_id
    assert claimed["task"]["payload"] == {"command": [["true"]], "maxRunTime": 60}
    worker = as_task(environment, claimed)

    reclaimed = worker.reclaimTask(task_id, 0)
    worker = as_task(environment, reclaimed)
    expires = claimed["task"]["expires"]
    upload = worker.createArtifact(
        task_id, 0, "public/hello.txt", {"storageType": "s3", "contentType": "text/plain", "expires": expires}
    )
    put(upload["putUrl"], gzip.compress(b"hello"), upload["contentType"], **{"content-encoding": "gzip"})
    worker.createArtifact(
        task_id,
        0,
        "public/link.txt",
        {"storageType": "link", "artifact": "public/hello.txt", "contentType": "text/plain", "expires": expires},
    )
    assert worker.reportCompleted(task_id, 0)["status"]["state"] == "completed"

    names = {artifact["name"] for artifact in queue.listLatestArtifacts(task_id)["artifacts"]}
    assert names == {"public/hello.txt", "public/link.txt"}
    content = anonymous.latestArtifact(task_id, "public/link.txt")
    assert content["storageType"] == "s3"
    with urllib.request.urlopen(content["url"]) as reply:
        assert reply.headers["content-encoding"] == "gzip"
        assert gzip.decompress(reply.read()) == b"hello"
    assert anonymous.status(task_id)["status"]["runs"][0]["workerId"] == "python"


def test_an_artifact_comes_by_plain_url_with_raw_or_encoded_slashes(environment, queue):
    task_id = taskcluster.slugId()
    queue.createTask(task_id, definition("compat/urls"))
    claimed = claim(queue, "compat/urls")
    worker = as_task(environment, claimed)
    upload = worker.createArtifact(
        task_id,
        0,
        "public/a b/+100%.json",
        {"storageType": "s3", "contentType": "application/json", "expires": claimed["task"]["expires"]},
    )
    put(upload["putUrl"], b'{"answer": 42}', upload["contentType"])
    worker.reportCompleted(task_id, 0)
    root = environment["TASKCLUSTER_ROOT_URL"]
    for name in ("public/a%20b/%2B100%25.json", "public%2Fa%20b%2F%2B100%25.json"):
        with urllib.request.urlopen(f"{root}/api/queue/v1/task/{task_id}/artifacts/{name}") as reply:
            assert json.load(reply) == {"answer": 42}


def test_a_dependent_becomes_pending_when_its_dependency_completed(environment, queue):
    pool = "compat/dependencies"
    first, second = taskcluster.slugId(), taskcluster.slugId()
    queue.createTask(first, definition(pool, taskGroupId=first))
    created = queue.createTask(second, definition(pool, taskGroupId=first, dependencies=[first]))
    assert created["status"]["state"] == "unscheduled"
    claimed = claim(queue, pool)
    assert claimed["status"]["taskId"] == first
    as_task(environment, claimed).reportCompleted(first, 0)
    for _ in range(100):
        if queue.status(second)["status"]["state"] == "pending":
            break
    assert claim(queue, pool)["status"]["taskId"] == second
    members = [entry["status"]["taskId"] for entry in queue.listTaskGroup(first)["tasks"]]
    assert sorted(members) == sorted([first, second])


def test_cancel_and_rerun(queue):
    task_id = taskcluster.slugId()
    queue.createTask(task_id, definition("compat/cancel"))
    canceled = queue.cancelTask(task_id)["status"]
    assert (canceled["state"], canceled["runs"][0]["reasonResolved"]) == ("exception", "canceled")
    again = queue.rerunTask(task_id)["status"]
    assert (again["state"], len(again["runs"])) == ("pending", 2)


def test_temporary_credentials_are_cut_to_their_scopes(environment, queue):
    options = taskcluster.optionsFromEnvironment()
    now = datetime.datetime.now(datetime.timezone.utc)
    temporary = taskcluster.createTemporaryCredentials(
        options["credentials"]["clientId"],
        options["credentials"]["accessToken"],
        now - datetime.timedelta(minutes=1),
        now + datetime.timedelta(hours=1),
        ["queue:create-task:lowest:compat/narrow", "queue:create-task:project:none", "queue:scheduler-id:-"],
        name="compat/narrow-client",
    )
    narrow = taskcluster.Queue({"rootUrl": environment["TASKCLUSTER_ROOT_URL"], "credentials": temporary})
    assert narrow.createTask(taskcluster.slugId(), definition("compat/narrow"))["status"]["state"] == "pending"
    with pytest.raises(taskcluster.exceptions.TaskclusterRestFailure) as refused:
        narrow.createTask(taskcluster.slugId(), definition("compat/wide"))
    assert refused.value.status_code == 403
    assert refused.value.body["code"] == "InsufficientScopes"


def test_clients_and_roles_serve_their_owner(environment, auth):
    client = auth.createClient(
        "compat/client", {"expires": definition()["expires"], "description": "of a test", "scopes": ["assume:compat"]}
    )
    auth.createRole("compat", {"description": "of a test", "scopes": ["compat:use-it:*"]})
    owner = taskcluster.Auth({
        "rootUrl": environment["TASKCLUSTER_ROOT_URL"],
        "credentials": {"clientId": "compat/client", "accessToken": client["accessToken"]},
    })
    assert "compat:use-it:*" in owner.currentScopes()["scopes"]
    auth.disableClient("compat/client")
    with pytest.raises(taskcluster.exceptions.TaskclusterAuthFailure):
        owner.currentScopes()
    auth.deleteClient("compat/client")
    auth.deleteRole("compat")


def test_authentication_as_the_client_library_tests_itself(environment):
    tester = taskcluster.Auth({
        "rootUrl": environment["TASKCLUSTER_ROOT_URL"],
        "credentials": {"clientId": "tester", "accessToken": "no-secret"},
    })
    reply = tester.testAuthenticate({"clientScopes": ["test:*"], "requiredScopes": ["test:it"]})
    assert reply["clientId"] == "tester"
    assert "test:*" in reply["scopes"]
    with pytest.raises(taskcluster.exceptions.TaskclusterRestFailure) as refused:
        tester.testAuthenticate({"clientScopes": ["other:*"], "requiredScopes": ["test:it"]})
    assert refused.value.status_code == 403


def test_a_bewit_signed_url_opens_a_private_artifact(environment, queue):
    task_id = taskcluster.slugId()
    queue.createTask(task_id, definition("compat/bewit"))
    claimed = claim(queue, "compat/bewit")
    worker = as_task(environment, claimed)
    upload = worker.createArtifact(
        task_id,
        0,
        "private/secret.txt",
        {"storageType": "s3", "contentType": "text/plain", "expires": claimed["task"]["expires"]},
    )
    put(upload["putUrl"], b"for me", upload["contentType"])
    worker.reportCompleted(task_id, 0)
    url = queue.buildSignedUrl("getLatestArtifact", task_id, "private/secret.txt")
    with urllib.request.urlopen(url) as reply:
        assert reply.read() == b"for me"
    with pytest.raises(urllib.error.HTTPError) as refused:
        urllib.request.urlopen(queue.buildUrl("getLatestArtifact", task_id, "private/secret.txt"))
    assert refused.value.code == 403


def test_a_mistake_is_named(queue):
    with pytest.raises(taskcluster.exceptions.TaskclusterRestFailure) as refused:
        queue.createTask(taskcluster.slugId(), definition(retries="many"))
    assert refused.value.status_code == 400
    assert refused.value.body["code"] == "InputValidationError"
    assert "retries" in str(refused.value)
