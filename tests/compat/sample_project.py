"""Writes a small project with a task graph, as its authors would have it in a git repository."""

import subprocess
import textwrap

TRUST_DOMAIN = "sample"
SHARDS = 3

FILES = {
    ".taskcluster.yml": """
        version: 1
        tasks: []
        """,
    "taskcluster/config.yml": """
        trust-domain: sample
        task-priority: low
        workers:
          aliases:
            linux:
              provisioner: local
              worker-type: worker
              implementation: generic-worker
              os: linux
        taskgraph:
          repositories:
            sample:
              name: sample
        """,
    "taskcluster/kinds/build/kind.yml": """
        loader: taskgraph.loader.transform:loader
        transforms:
          - taskgraph.transforms.task:transforms
        tasks:
          library:
            description: Builds the library.
            worker-type: linux
            worker:
              max-run-time: 300
              command:
                - - /bin/sh
                  - -c
                  - mkdir -p out && echo "built $GREETING" > out/library.txt
              env:
                GREETING: hello
              artifacts:
                - name: public/library.txt
                  path: out/library.txt
                  type: file
        """,
    "taskcluster/kinds/test/kind.yml": """
        loader: taskgraph.loader.transform:loader
        kind-dependencies:
          - build
        transforms:
          - taskgraph.transforms.chunking:transforms
          - taskgraph.transforms.task:transforms
        task-defaults:
          description: Tests the library that was built.
          worker-type: linux
          dependencies:
            build: build-library
          worker:
            max-run-time: 300
            command:
              - - /bin/sh
                - -c
                - grep -q "built hello" library.txt && echo "tested" > result.txt
            mounts:
              - file: library.txt
                content:
                  artifact: public/library.txt
                  task-id:
                    task-reference: <build>
            artifacts:
              - name: public/result.txt
                path: result.txt
                type: file
        tasks:
          "unit-{this_chunk}":
            chunk:
              total-chunks: 3
              substitution-fields:
                - name
        """,
    "taskcluster/kinds/report/kind.yml": """
        loader: taskgraph.loader.transform:loader
        kind-dependencies:
          - test
        transforms:
          - taskgraph.transforms.from_deps:transforms
          - taskgraph.transforms.task:transforms
        tasks:
          all:
            description: Gathers what the tests found.
            from-deps:
              group-by: all
              unique-kinds: false
              set-name: null
            worker-type: linux
            worker:
              max-run-time: 300
              command:
                - - /bin/sh
                  - -c
                  - echo "all good"
        """,
}


def write(folder):
    """Makes the repository; returns the id of its one commit."""
    for name, text in FILES.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(textwrap.dedent(text).lstrip())
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=The whole project")
    return git(folder, "rev-parse", "HEAD").strip()


def git(folder, *arguments):
    identity = ["-c", "user.name=Sample", "-c", "user.email=sample@example.com"]
    return subprocess.run(
        ["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True
    ).stdout
