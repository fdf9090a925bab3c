"""The files a tape can be written to, known before anything heavy is imported or run."""

from __future__ import annotations

import argparse
from pathlib import Path

from nbautograd.errors import suggest

__all__ = ["FORMATS", "tape_file"]

FORMATS = (".png", ".svg", ".pdf", ".json", ".txt", ".dot", ".mmd", ".html")


def tape_file(path: str) -> str:
    """The path, if its suffix names a format; the type of an option.

    Raises ArgumentTypeError, which names the nearest format.
    """
    suffix = Path(path).suffix.lower()
    if suffix not in FORMATS:
        known = suggest(suffix, FORMATS) or f" There are {' '.join(FORMATS)}"
        raise argparse.ArgumentTypeError(f"no format {suffix!r}.{known}")
    return path
