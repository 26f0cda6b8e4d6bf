#!/usr/bin/env python3
"""Cold starts of the functions, measured on one core.

    mvn -pl functions/lambda -am package -DskipTests
    .spotcluster/venv/bin/python functions/lambda/with_runtime.py
    .spotcluster/venv/bin/python bench/coldstart/measure.py [--rounds N]

Plays Lambda's Runtime API for both packages, with ministack for DynamoDB, KMS and Secrets Manager on another core, and measures
in turns:

  init    from the start of the process until it asks for its first event
  first   the first event: a signed createTask (client and roles read, key unwrapped, schema compiled, task written)
  primed  the second one of another task: what a snapshot that was taken after priming would leave of `first`
  warm    ping, p50 of 200: what runtime, gateway adapter and kernel add to the work of a method

Each cell is minimum/median in ms. The processor time tells, on a machine that others use too, what init and first event take
where the core is theirs alone; the answers of the stand-ins come on top.

Needs taskset, two cores, ministack's virtual environment (.ci/ministack) and JAVA_HOME.
"""

import argparse
import os
import pathlib
import shutil
import statistics
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "functions/lambda"))
from with_runtime import PLAIN, WHOLE, Function, create_task, gateway_event, ok, start_ministack, unpacked


def run(function, warm=200):
    started = function.cpu()
    first, answer = function.api.call(create_task())
    ok(answer)
    cpu = function.cpu()
    primed, answer = function.api.call(create_task())
    ok(answer)
    pings = []
    for _ in range(warm):
        taken, answer = function.api.call(gateway_event("GET", "/api/queue/v1/ping", {}))
        ok(answer)
        pings.append(taken)
    return {"init": function.init, "first": first, "primed": primed, "cpu": cpu, "cpu init": started, "warm": statistics.median(pings) if pings else 0}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=7)
    arguments = parser.parse_args()
    work = pathlib.Path(tempfile.mkdtemp(prefix="coldstart"))
    ministack = None
    try:
        unpacked(PLAIN, work / "plain")
        unpacked(WHOLE, work / "whole")
        ministack, environment = start_ministack(work, prefix=("taskset", "-c", "0"))
        setup = Function(work / "whole", {**environment, "SPOTCLUSTER_FUNCTION": "setup"})
        setup.api.call({})
        setup.stop()
        queue = {**environment, "SPOTCLUSTER_FUNCTION": "queue-api", "JAVA_HOME": os.environ["JAVA_HOME"]}
        shapes = {
            "as on managed java25": (work / "plain", {}),
            "own runtime + AOT cache": (work / "whole", {"SPOTCLUSTER_JAVA_OPTIONS": "-XX:AOTMode=on"}),
        }
        results = {name: [] for name in shapes}
        for round_number in range(arguments.rounds):
            for name, (home, more) in shapes.items():
                function = Function(home, {**queue, **more}, prefix=("taskset", "-c", "1"))
                results[name].append(run(function))
                function.stop()
            print(f"round {round_number + 1}, load {os.getloadavg()[0]:.1f}", file=sys.stderr)
        print(f"package {PLAIN.stat().st_size / 1e6:.1f} MB, with runtime and cache {WHOLE.stat().st_size / 1e6:.1f} MB")
        print("| shape | init | first | init + first | its processor time (init) | primed | warm p50 |\n"
              "| --- | --- | --- | --- | --- | --- | --- |")
        for name, runs in results.items():
            cell = lambda value: f"{min(map(value, runs)):.0f}/{statistics.median(map(value, runs)):.0f}"
            print(f"| {name} | {cell(lambda r: r['init'])} | {cell(lambda r: r['first'])} | {cell(lambda r: r['init'] + r['first'])} "
                  f"| {cell(lambda r: r['cpu'])} ({cell(lambda r: r['cpu init'])}) | {cell(lambda r: r['primed'])} "
                  f"| {statistics.median(r['warm'] for r in runs):.1f} |")
    finally:
        if ministack:
            ministack.terminate()
            ministack.wait()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
