"""A task for the worker that was installed: `create` prints its taskId, `check TASKID WORKERID` says how it went."""

import datetime
import gzip
import sys
import urllib.request

import taskcluster

queue = taskcluster.Queue(taskcluster.optionsFromEnvironment())


def create():
    now = datetime.datetime.now(datetime.timezone.utc)
    task_id = taskcluster.slugId()
    queue.createTask(
        task_id,
        {
            "taskQueueId": "image/linux",
            "created": taskcluster.stringDate(now),
            "deadline": taskcluster.stringDate(now + datetime.timedelta(hours=1)),
            "expires": taskcluster.stringDate(now + datetime.timedelta(days=1)),
            "payload": {
                "command": [["sh", "-ec", "id -un; echo made in the image >made.txt; test ! -w /opt/spotcluster/worker"]],
                "maxRunTime": 60,
                "artifacts": [{"type": "file", "path": "made.txt", "name": "public/made.txt"}],
            },
            "metadata": {
                "name": "image",
                "description": "a task of the image's test",
                "owner": "image@example.com",
                "source": "https://example.com/image",
            },
        },
    )
    print(task_id)


def check(task_id, worker_id):
    status = queue.status(task_id)["status"]
    if status["state"] != "completed":
        ended = status["state"] in ("failed", "exception")
        sys.exit(f"the task is {status['state']}:\n{read(task_id, 'public/logs/live_backing.log') if ended else ''}")
    log = read(task_id, "public/logs/live_backing.log")
    assert status["runs"][0]["workerId"] == worker_id, status
    assert "\nspotcluster\n" in log, log
    assert read(task_id, "public/made.txt") == "made in the image\n"
    print("  the task completed, run by the user spotcluster, and its artifact is there")


def read(task_id, name):
    request = urllib.request.Request(
        queue.buildUrl("getLatestArtifact", task_id, name), headers={"accept-encoding": "identity"}
    )
    with urllib.request.urlopen(request) as reply:
        content = reply.read()
        if reply.headers.get("content-encoding") == "gzip":
            content = gzip.decompress(content)
        return content.decode()


if __name__ == "__main__":
    create() if sys.argv[1] == "create" else check(*sys.argv[2:])
