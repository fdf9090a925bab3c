"""``python -m nbautograd lab``: JupyterLab on the chapters, with the extension loaded."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from nbautograd.cli.kernel import missing, write_kernel

__all__ = ["add", "chapters"]

_PACKAGE = Path(__file__).parent.parent


def add(commands: Any) -> None:
    """Declare the command."""
    parser: argparse.ArgumentParser = commands.add_parser(
        "lab",
        help="open JupyterLab on the chapters, extension loaded",
        description="Open JupyterLab on the chapters. Other options are JupyterLab's own: "
        "--no-browser, --port=8889 ...",
        add_help=True,
    )
    parser.set_defaults(run=_run, passes_on=True)


def _run(found: argparse.Namespace, rest: list[str]) -> int:
    if missing("jupyterlab", "lab"):
        return 2
    folder_of_chapters = chapters(Path.cwd())
    with tempfile.TemporaryDirectory() as folder:
        # Found before the installed ones, and gone with the server: nothing stays installed.
        write_kernel(Path(folder, "kernels", "python3"), "Python 3 (nbautograd)")
        paths = [folder, os.environ.get("JUPYTER_PATH", "")]
        environment = os.environ | {"JUPYTER_PATH": os.pathsep.join(filter(None, paths))}
        command = [sys.executable, "-m", "jupyterlab", *rest, str(folder_of_chapters)]
        server = subprocess.Popen(command, env=environment)
        signal.signal(signal.SIGTERM, lambda *_: server.terminate())
        while True:
            try:
                return server.wait()
            except KeyboardInterrupt:
                continue  # the server has it too: it asks first, or stops


def chapters(here: Path) -> Path:
    """The folder with the chapters: the checkout's own, or a copy in `here` that can be edited."""
    checkout = _PACKAGE.parent / "notebooks"
    if checkout.is_dir():
        return checkout
    copy = here / "nbautograd-notebooks"
    if not copy.exists():
        shutil.copytree(_PACKAGE / "notebooks", copy)
        print(f"the chapters are now in {copy}", file=sys.stderr)
    return copy
