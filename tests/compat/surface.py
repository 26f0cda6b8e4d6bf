#!/usr/bin/env python3
"""Holds every API method that we publish against Taskcluster's references, by the checker in ../shared; and every exchange:
its name, its routing key, and which messages its schema accepts.

Prints the counts. Exits 0 when all that we list matches, 1 when something differs, 77 when the checker is not at hand
(a clone without ../shared), which it says aloud.
"""

import importlib.util
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request

from instance import ROOT, running

CHECKER = ROOT.parent / "shared" / "conformance" / "api_surface.py"
SERVICES = ("auth", "queue")


def document(root, path):
    with urllib.request.urlopen(root + path) as reply:
        return json.load(reply)


def exchanges(root, service):
    """Prints how a service's exchanges compare, and returns how much differs."""
    spec = importlib.util.spec_from_file_location("api_surface", CHECKER)
    checker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(checker)
    references = CHECKER.parent.parent / "taskcluster" / "references.json"
    theirs = {entry["filename"]: entry["content"] for entry in json.loads(references.read_text())}
    path = f"references/{service}/v1/exchanges.json"
    wanted = theirs[path]
    try:
        published = document(root, f"/{path}")
    except urllib.error.HTTPError as error:
        print(f"{service}: no exchanges are published ({error.code}); Taskcluster has {len(wanted['entries'])}")
        return 0
    ours = {entry["name"]: entry for entry in published["entries"]}
    faults = []
    if published["exchangePrefix"] != wanted["exchangePrefix"]:
        faults.append(f"the prefix is {published['exchangePrefix']!r}, not {wanted['exchangePrefix']!r}")
    for entry in wanted["entries"]:
        name, mine = entry["name"], ours.get(entry["name"])
        if mine is None:
            faults.append(f"{name} is not published")
            continue
        for field in ("exchange", "type"):
            if mine[field] != entry[field]:
                faults.append(f"{name}: {field} is {mine[field]!r}, not {entry[field]!r}")
        words = [[tuple(word.get(field) for field in ("name", "constant", "multipleWords", "required")) for word in key]
                 for key in (mine["routingKey"], entry["routingKey"])]
        if words[0] != words[1]:
            faults.append(f"{name}: the routing key is {words[0]}, not {words[1]}")
        base = f"/schemas/{service}/"
        schemas = [
            checker.normalise({"$ref": base + mine["schema"]}, lambda at: document(root, at), base),
            checker.normalise({"$ref": base + entry["schema"]}, lambda at: theirs[at.lstrip("/")], base),
        ]
        if checker.canonical(schemas[0]) != checker.canonical(schemas[1]):
            faults.append(f"{name}: the schema accepts other messages")
    print(f"{service}: {len(wanted['entries'])} exchanges, {len(faults)} faults")
    for fault in faults:
        print(f"  DIFFERS {fault}")
    return len(faults)


def differences(root):
    """Checks the deployment or instance at a root URL, prints what it finds, and returns how much differs."""
    faults = 0
    for service in SERVICES:
        ours = {entry["name"] for entry in document(root, f"/references/{service}/v1/api.json")["entries"]}
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
        faults += exchanges(root, service)
    return faults


def main():
    if not CHECKER.exists():
        print(f"SKIPPED: the surface checker is not at hand ({CHECKER.relative_to(ROOT.parent)} beside the clone)")
        return 77
    with running() as environment:
        return 1 if differences(environment["TASKCLUSTER_ROOT_URL"]) else 0


if __name__ == "__main__":
    sys.exit(main())
