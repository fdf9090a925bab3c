"""The command line: the same without a notebook.

Each command is one module with `add(commands)`, which declares its options and its function.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from nbautograd.cli import kernel, lab, run

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status of the process."""
    parser = argparse.ArgumentParser(
        prog="python -m nbautograd", description="See automatic differentiation."
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (run, lab, kernel):
        command.add(commands)
    found, rest = parser.parse_known_args(arguments)
    if rest and not getattr(found, "passes_on", False):
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    status: int = found.run(found, rest)
    return status
