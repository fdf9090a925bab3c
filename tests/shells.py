"""A real InteractiveShell for a test, what it displayed, and what a %%grad cell left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
from traitlets.config import Config

from nbautograd.notebook import load_ipython_extension, unload_ipython_extension
from nbautograd.notebook.grad import Request, grad_cell
from nbautograd.tape import Tape


@contextmanager
def interactive_shell() -> Iterator[InteractiveShell]:
    """The process's shell, without colours and without a history file."""
    config = Config()
    config.HistoryManager.enabled = False
    InteractiveShell.clear_instance()
    shell = InteractiveShell.instance(config=config)
    shell.run_line_magic("colors", "nocolor")
    try:
        yield shell
    finally:
        unload_ipython_extension(shell)
        InteractiveShell.clear_instance()


@contextmanager
def loaded_shell() -> Iterator[InteractiveShell]:
    """A shell with the extension, and `torch` in its namespace."""
    with interactive_shell() as shell:
        load_ipython_extension(shell)
        shell.run_cell("import nbautograd as torch", silent=True)
        yield shell


@dataclass
class Ran:
    """What a cell did, however it was run."""

    value: Any
    error: BaseException | None
    tape: Tape | None
    text: str = ""  # standard output, a traceback included
    stderr: str = ""
    bundles: list[dict[str, Any]] = field(default_factory=list)


def run_cell(shell: InteractiveShell, source: str) -> Ran:
    """Run one cell as a front end does."""
    with capture_output() as captured:
        result = shell.run_cell(source, store_history=True)
    error = result.error_in_exec or result.error_before_exec
    tape = shell.user_ns.get("_tape")
    bundles = [output.data for output in captured.outputs]
    return Ran(result.result, error, tape, captured.stdout, captured.stderr, bundles)


def by_magic(shell: InteractiveShell, line: str, source: str) -> Ran:
    """``%%grad line`` as a cell, without the picture."""
    return run_cell(shell, f"%%grad --no-plot {line}\n{source}")


def by_function(shell: InteractiveShell, line: str, source: str) -> Ran:
    """The same without IPython's magics."""
    target, _, gradient = line.partition(" --gradient ")
    request = Request(target or None, gradient or None, line=line)
    outcome = grad_cell(shell, request, source)
    return Ran(outcome.value, outcome.error, outcome.tape)
