"""The official taskgraph library decides on a graph for a sample project, and creates it; Java workers run it to its end.

The project has no `index-search` optimization: taskgraph then asks nothing of the index service, which is not there yet.
"""

import datetime
import gzip
import json
import os
import pathlib
import subprocess
import sys
import time
import urllib.request

import pytest
import taskcluster

import instance
import sample_project

DECISION_POOL = "compat/decision"
SCHEDULER = f"{sample_project.TRUST_DOMAIN}-level-1"
# Only named, never reached: taskgraph makes links of it, and knows how for this host alone.
REPOSITORY = "https://github.com/example/sample"
RESOLVED_WITHIN_SECONDS = 120


@pytest.fixture(scope="module")
def environment_with_workers():
    before = dict(os.environ)
    try:
        with instance.running(workers="2") as variables:
            yield variables
    finally:
        os.environ.clear()
        os.environ.update(before)


@pytest.fixture(scope="module")
def queue(environment_with_workers):
    return taskcluster.Queue(taskcluster.optionsFromEnvironment())


@pytest.fixture(scope="module")
def decision(environment_with_workers, queue, tmp_path_factory):
    """Runs the decision task as its worker would: with the claim's credentials. Gives its id, and the artifacts' folder."""
    task_id = taskcluster.slugId()
    queue.createTask(task_id, decision_task(task_id))
    (claim,) = queue.claimWork(DECISION_POOL, {"tasks": 1, "workerGroup": "compat", "workerId": "decider"})["tasks"]
    project = tmp_path_factory.mktemp("sample")
    revision = sample_project.write(project)
    decide(environment_with_workers, claim, project, revision)
    queue.reportCompleted(task_id, 0)
    return task_id, project / "artifacts"


def decision_task(task_id):
    now = datetime.datetime.now(datetime.timezone.utc)
    return {
        "taskQueueId": DECISION_POOL,
        "taskGroupId": task_id,
        "schedulerId": SCHEDULER,
        "created": taskcluster.stringDate(now),
        "deadline": taskcluster.stringDate(now + datetime.timedelta(hours=1)),
        "expires": taskcluster.stringDate(now + datetime.timedelta(days=400)),
        "scopes": [
            "queue:create-task:low:local/worker",
            "queue:create-task:project:none",
            f"queue:scheduler-id:{SCHEDULER}",
            "queue:route:checks",
        ],
        "payload": {},
        "metadata": {
            "name": "Decision task",
            "description": "Decides what to run.",
            "owner": "sample@example.com",
            "source": REPOSITORY,
        },
    }


def decide(variables, claim, project, revision):
    credentials = claim["credentials"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("TASKCLUSTER_")}
    environment |= {
        "TASKCLUSTER_ROOT_URL": variables["TASKCLUSTER_ROOT_URL"],
        "TASKCLUSTER_CLIENT_ID": credentials["clientId"],
        "TASKCLUSTER_ACCESS_TOKEN": credentials["accessToken"],
        "TASKCLUSTER_CERTIFICATE": credentials["certificate"],
        "TASK_ID": claim["status"]["taskId"],
        "RUN_ID": "0",
    }
    command = [
        pathlib.Path(sys.executable).parent / "taskgraph",
        "decision",
        *("--tasks-for", "github-push"),
        *("--repository-type", "git"),
        *("--project", "sample"),
        *("--level", "1"),
        *("--owner", "sample@example.com"),
        *("--pushlog-id", "1"),
        *("--pushdate", "1760000000"),
        *("--base-repository", REPOSITORY),
        *("--base-rev", revision),
        *("--base-ref", "main"),
        *("--head-repository", REPOSITORY),
        *("--head-rev", revision),
        *("--head-ref", "main"),
    ]
    done = subprocess.run(
        command, cwd=project, env=environment, capture_output=True, text=True, check=False, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


def members(queue, group):
    """The other tasks of the decision task's group, by name."""
    tasks = {}
    for task in queue.listTaskGroup(group)["tasks"]:
        tasks[task["task"]["metadata"]["name"]] = task
    del tasks["Decision task"]
    return tasks


def test_the_graph_is_created_as_it_was_decided(queue, decision):
    group, artifacts = decision
    labels = json.loads((artifacts / "label-to-taskid.json").read_text())
    created = members(queue, group)
    tests = {f"test-unit-{shard}" for shard in range(1, sample_project.SHARDS + 1)}
    assert created.keys() == labels.keys() == {"build-library", "report-all"} | tests
    assert {name: task["status"]["taskId"] for name, task in created.items()} == labels
    assert created["build-library"]["task"]["dependencies"] == [group]
    for name in tests:
        assert created[name]["task"]["dependencies"] == [labels["build-library"]]
    assert set(created["report-all"]["task"]["dependencies"]) == {labels[name] for name in tests}


def test_the_graph_runs_to_its_end(queue, decision):
    group, _ = decision
    deadline = time.monotonic() + RESOLVED_WITHIN_SECONDS
    states = {}
    while time.monotonic() < deadline and set(states.values()) != {"completed"}:
        time.sleep(0.2)
        states = {name: task["status"]["state"] for name, task in members(queue, group).items()}
        assert not set(states.values()) & {"failed", "exception"}, states
    assert set(states.values()) == {"completed"}, states
    for name, task in members(queue, group).items():
        if name.startswith("test-"):
            url = queue.buildUrl("getLatestArtifact", task["status"]["taskId"], "public/result.txt")
            with urllib.request.urlopen(url) as reply:
                assert reply.headers["content-encoding"] == "gzip"
                assert gzip.decompress(reply.read()) == b"tested\n"


def test_no_task_began_before_what_it_depends_on_was_completed(queue, decision):
    group, _ = decision
    tasks = members(queue, group)
    by_id = {task["status"]["taskId"]: task["status"] for task in tasks.values()}
    for task in tasks.values():
        started = task["status"]["runs"][0]["started"]
        for dependency in task["task"]["dependencies"]:
            if dependency in by_id:
                assert by_id[dependency]["runs"][-1]["resolved"] <= started
