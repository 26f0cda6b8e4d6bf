"""The component documents of image recipes: are they what AWSTOE understands, and what do they run?

    component.py check FILE...                         tells every fault; ends with 1 if there is one
    component.py script FILE PHASE [NAME=VALUE ...]    prints the commands of a phase as one script, with the parameters filled
                                                       in; what would come from S3 is copied from the path given instead
"""

import pathlib
import re
import shlex
import sys

import yaml

DOCUMENT = {"name": str, "description": str, "schemaVersion": float, "parameters": list, "phases": list}
PARAMETER = {"type": str, "description": str, "default": str}
STEP = {"name": str, "action": str, "timeoutSeconds": int, "onFailure": str, "maxAttempts": int, "inputs": (dict, list)}
DOWNLOAD = {"source": str, "destination": str, "expectedBucketOwner": str}
# What Image Builder runs while it builds and while it tests, and the shells of the two kinds of system.
PHASES = ("build", "validate", "test")
SHELLS = {"linux": ("ExecuteBash", "set -e"), "windows": ("ExecutePowerShell", "$ErrorActionPreference = 'Stop'")}
REFERENCE = re.compile(r"\{\{ (\w+) }}")


def read(file):
    return yaml.safe_load(pathlib.Path(file).read_text())


def members(where, value, known, required):
    """Faults of one object: members that are missing, unknown or of the wrong type."""
    if not isinstance(value, dict):
        yield f"{where} is no object"
        return
    for name in sorted(set(value) - set(known)):
        yield f"{where} has a member {name!r}, which AWSTOE does not know; known are {', '.join(known)}"
    for name in sorted(set(required) - set(value)):
        yield f"{where} has no member {name!r}"
    for name, kind in known.items():
        if name in value and not isinstance(value[name], kind):
            yield f"{where}.{name} is {value[name]!r}"


def step_faults(where, step, system, parameters):
    yield from members(where, step, STEP, ("name", "action", "inputs"))
    if step.get("onFailure") != "Abort":
        yield f"{where}.onFailure is not Abort: an image would be made in spite of a failure"
    shell, strict = SHELLS[system]
    inputs = step.get("inputs")
    if step.get("action") == shell:
        yield from members(f"{where}.inputs", inputs, {"commands": list}, ("commands",))
        commands = inputs.get("commands", []) if isinstance(inputs, dict) else []
        if not all(isinstance(command, str) and command for command in commands) or not commands:
            yield f"{where}.inputs.commands is not a list of texts"
        elif len(commands) > 1 and commands[0] != strict:
            yield f"{where}.inputs.commands does not begin with {strict!r}: only the last command's failure would count"
    elif step.get("action") == "S3Download":
        for index, download in enumerate(inputs if isinstance(inputs, list) else [None]):
            yield from members(f"{where}.inputs[{index}]", download, DOWNLOAD, ("source", "destination"))
    else:
        yield f"{where}.action is {step.get('action')!r}; there are {shell} and S3Download"
    for name in REFERENCE.findall(str(inputs)):
        if name not in parameters:
            yield f"{where} refers to {name!r}, which is no parameter"


def faults(file):
    system = pathlib.Path(file).parent.name
    document = read(file)
    yield from members("document", document, DOCUMENT, ("name", "schemaVersion", "phases"))
    if document.get("schemaVersion") != 1.0:
        yield "document.schemaVersion is not 1.0"
    parameters = {}
    for parameter in document.get("parameters", []):
        for name, definition in parameter.items():
            yield from members(f"parameter {name}", definition, PARAMETER, ("type",))
            parameters[name] = definition
    names = set()
    for phase in document["phases"]:
        yield from members("phase", phase, {"name": str, "steps": list}, ("name", "steps"))
        if phase.get("name") not in PHASES or phase["name"] in names:
            yield f"phase {phase.get('name')!r} is none of {', '.join(PHASES)}, or is there twice"
        names.add(phase.get("name"))
        steps = phase.get("steps", [])
        if len({step.get("name") for step in steps}) != len(steps) or not steps:
            yield f"phase {phase.get('name')!r} has no steps, or two of one name"
        for step in steps:
            yield from step_faults(f"{phase.get('name')}.{step.get('name')}", step, system, parameters)


def script(file, phase, values):
    document = read(file)
    fill = lambda text: REFERENCE.sub(lambda reference: values[reference.group(1)], text)
    (found,) = [one for one in document["phases"] if one["name"] == phase]
    for step in found["steps"]:
        print(f"echo '  component {document['name']}: {phase}.{step['name']}'")
        if step["action"] == "S3Download":
            for download in step["inputs"]:
                print(shlex.join(["cp", fill(download["source"]), fill(download["destination"])]))
        else:
            # A shell for each step, whose failure ends the phase.
            print("bash <<'END_OF_STEP' || exit")
            for command in step["inputs"]["commands"]:
                print(fill(command))
            print("END_OF_STEP")


def main():
    if sys.argv[1] == "check":
        found = [f"{file}: {fault}" for file in sys.argv[2:] for fault in faults(file)]
        print("\n".join(found) or f"{len(sys.argv) - 2} component documents are what AWSTOE understands")
        sys.exit(1 if found else 0)
    script(sys.argv[2], sys.argv[3], dict(argument.split("=", 1) for argument in sys.argv[4:]))


if __name__ == "__main__":
    main()
