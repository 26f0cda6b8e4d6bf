"""`./spotcluster run` against an instance that is there, as a user would call it."""

import json
import os
import subprocess

import pytest

import instance


@pytest.fixture(scope="module")
def with_workers():
    before = dict(os.environ)
    with instance.running(workers="2") as variables:
        yield variables
    os.environ.clear()
    os.environ.update(before)


def run(environment, *options):
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TASKCLUSTER_")}
    return subprocess.run(
        [instance.ROOT / "spotcluster", "run", *options],
        env=kept | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )


def test_the_example_graph_runs_to_its_end(with_workers, tmp_path):
    older = tmp_path / "made/package/public/SHA256SUMS"
    older.parent.mkdir(parents=True)
    older.write_text("of an earlier run")
    done = run(
        with_workers, "--task-queue", "local/worker", "--artifacts", tmp_path / "made", "--look-every", "1", "--json"
    )
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert lines[0] == {"event": "begin", "rootUrl": with_workers["TASKCLUSTER_ROOT_URL"], "tasks": 5}
    assert lines[-1]["completed"] == 5
    assert (tmp_path / "made/package/public/SHA256SUMS").read_text().splitlines()[0].endswith("  words")
    assert "passed: '2 be 2 to" in (tmp_path / "made/test-1/public/logs/live_backing.log").read_text()


def test_what_is_missing_is_said(with_workers, tmp_path):
    nowhere = run({})
    assert nowhere.returncode == 2
    assert "TASKCLUSTER_ROOT_URL is not set" in nowhere.stderr
    nobody = run({"TASKCLUSTER_ROOT_URL": with_workers["TASKCLUSTER_ROOT_URL"]})
    assert nobody.returncode == 2
    assert "TASKCLUSTER_CLIENT_ID and TASKCLUSTER_ACCESS_TOKEN are not set" in nobody.stderr
    (tmp_path / "file").write_text("")
    no_folder = run(with_workers, "--artifacts", tmp_path / "file" / "below")
    assert no_folder.returncode == 2
    assert "--artifacts: the folder cannot be made" in no_folder.stderr
    gone = run(with_workers | {"TASKCLUSTER_ROOT_URL": "http://127.0.0.1:1"})
    assert gone.returncode == 3
    wrong = run(with_workers | {"TASKCLUSTER_ACCESS_TOKEN": "x" * 44})
    assert wrong.returncode == 3
    assert "AuthenticationFailed" in wrong.stderr
