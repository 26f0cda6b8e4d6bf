#!/usr/bin/env python3
"""Holds every API method that we publish against Taskcluster's references, by the checker in ../shared.

Prints the count. Exits 0 when every method we list matches, 1 when one differs, 77 when the checker is not at hand
(a clone without ../shared), which it says aloud.
"""

import json
import re
import subprocess
import sys
import urllib.request

from instance import ROOT, running

CHECKER = ROOT.parent / "shared" / "conformance" / "api_surface.py"
SERVICES = ("auth", "queue")


def differences(root):
    """Checks the deployment or instance at a root URL, prints what it finds, and returns how much differs."""
    faults = 0
    for service in SERVICES:
        with urllib.request.urlopen(f"{root}/references/{service}/v1/api.json") as reply:
            ours = {entry["name"] for entry in json.load(reply)["entries"]}
        checked = subprocess.run(
            [sys.executable, CHECKER, "--root-url", root, "--service", service, "--verbose"],
            capture_output=True,
            text=True,
            check=False,
        )
        total = re.search(r"^(\d+)/(\d+) methods match", checked.stdout, re.MULTILINE)
        if total is None:
            print(checked.stdout + checked.stderr)
            print(f"FAILED: {service}: the checker gave no count")
            faults += 1
            continue
        found = dict(re.findall(r"^  (\w+): (.*)$", checked.stdout, re.MULTILINE))
        wrong = {name: why for name, why in found.items() if name in ours}
        missing = sorted(name for name in found if name not in ours)
        print(f"{service}: {total[1]} of {total[2]} methods match; {len(ours)} are published")
        if int(total[1]) + len(found) != int(total[2]):
            print(f"FAILED: {service}: the checker's lines do not add up to its count")
            faults += 1
        if missing:
            print(f"  not there yet: {', '.join(missing)}")
        for name, why in wrong.items():
            print(f"  DIFFERS {name}: {why}")
        faults += len(wrong)
    return faults


def main():
    if not CHECKER.exists():
        print(f"SKIPPED: the surface checker is not at hand ({CHECKER.relative_to(ROOT.parent)} beside the clone)")
        return 77
    with running() as environment:
        return 1 if differences(environment["TASKCLUSTER_ROOT_URL"]) else 0


if __name__ == "__main__":
    sys.exit(main())
