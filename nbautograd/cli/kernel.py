"""``python -m nbautograd kernel install``: a kernel whose notebooks have the extension loaded."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

__all__ = ["add", "kernel_spec", "missing", "write_kernel"]

NAME = "nbautograd"


def add(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "kernel", help="install a kernel whose notebooks have the extension loaded"
    )
    actions = parser.add_subparsers(required=True, metavar="ACTION")
    install = actions.add_parser("install", help="add it to the kernels that Jupyter offers")
    where = install.add_mutually_exclusive_group()
    where.add_argument(
        "--user", action="store_true", help="for this user (without an option too)"
    )
    where.add_argument("--sys-prefix", action="store_true", help="for this Python environment")
    install.set_defaults(run=_install)


def kernel_spec(display_name: str) -> dict[str, Any]:
    """The kernelspec of this interpreter with the extension loaded at start.

    >>> "--IPKernelApp.extra_extensions=nbautograd" in kernel_spec("autograd")["argv"]
    True
    """
    return {
        "argv": [
            *(sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"),
            "--IPKernelApp.extra_extensions=nbautograd",
        ],
        "display_name": display_name,
        "language": "python",
        "metadata": {"debugger": True},
    }


def write_kernel(folder: Path, display_name: str) -> None:
    """Write the kernelspec into a folder, which then can be installed."""
    folder.mkdir(parents=True)
    text = json.dumps(kernel_spec(display_name), indent=1)
    (folder / "kernel.json").write_text(text + "\n", encoding="utf-8")


def missing(module: str, what: str) -> bool:
    """Whether a module of the extra `lab` is not there, which is then said in one line."""
    if find_spec(module) is not None:
        return False
    print(
        f"nbautograd {what}: {module} is not installed; pip install 'nbautograd[lab]'",
        file=sys.stderr,
    )
    return True


def _install(found: argparse.Namespace, rest: list[str]) -> int:
    if missing("ipykernel", "kernel install"):
        return 2
    where = "--sys-prefix" if found.sys_prefix else "--user"
    with tempfile.TemporaryDirectory() as folder:
        write_kernel(Path(folder, NAME), "Python 3 (nbautograd)")
        command = [sys.executable, "-m", "jupyter_client.kernelspecapp", "install"]
        return subprocess.run([*command, str(Path(folder, NAME)), where], check=False).returncode
