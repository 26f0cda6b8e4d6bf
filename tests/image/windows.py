"""Parses what runs on Windows: `windows.py FILE...` tells every place that a grammar does not know, and ends with 1 if there is one.

PowerShell (`.ps1`), the PowerShell in component documents (`.yml`), and C# (`.cs`). The grammars are those of tree-sitter: they find
what is no program, not what a program would do. That of PowerShell is a little stricter than PowerShell: a bare path before a comma
needs quotes.
"""

import pathlib
import sys

import component
import tree_sitter
import tree_sitter_c_sharp
import tree_sitter_powershell

POWERSHELL = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))
C_SHARP = tree_sitter.Parser(tree_sitter.Language(tree_sitter_c_sharp.language()))


def programs(file):
    """(where, parser, text) of each program in a file."""
    if file.endswith(".yml"):
        for phase in component.read(file)["phases"]:
            for step in phase["steps"]:
                if step["action"] == "ExecutePowerShell":
                    yield f"{file}: {phase['name']}.{step['name']}", POWERSHELL, "\n".join(step["inputs"]["commands"])
    else:
        yield file, C_SHARP if file.endswith(".cs") else POWERSHELL, pathlib.Path(file).read_text()


def faults(where, parser, text):
    nodes = [parser.parse(text.encode()).root_node]
    while nodes:
        node = nodes.pop()
        if node.is_error or node.is_missing:
            line = text.splitlines()[node.start_point.row]
            yield f"{where}:{node.start_point.row + 1}:{node.start_point.column + 1}: cannot be parsed: {line.strip()}"
        else:
            nodes.extend(node.children)


def main():
    # A parser that accepts everything would find nothing.
    for parser, wrong in ((POWERSHELL, "if ($x { 'a' }"), (C_SHARP, "class A { void B( }")):
        if not list(faults("", parser, wrong)):
            sys.exit(f"the parser sees no fault in {wrong!r}")
    every = [program for file in sys.argv[1:] for program in programs(file)]
    found = [fault for program in every for fault in faults(*program)]
    print("\n".join(found) or f"{len(every)} programs for Windows can be parsed")
    sys.exit(1 if found or not every else 0)


if __name__ == "__main__":
    main()
