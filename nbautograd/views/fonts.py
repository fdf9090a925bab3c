"""Widths and outlines of text in the two faces that every matplotlib carries.

Text is measured and drawn by the same numbers, so that what was measured to fit a box does fit it,
on every machine and whatever the reader's matplotlib settings are. Nothing here reads mathtext: a
``$`` is a dollar sign. A character that the face lacks is drawn as ``□``.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import matplotlib
from matplotlib.ft2font import FT2Font
from matplotlib.path import Path as Outline

_FILES = {False: "DejaVuSans.ttf", True: "DejaVuSans-Bold.ttf"}
_UNIT = 1000  # outlines are made at this size: hinting has no say in them
ASCENT, DESCENT = 0.76, 0.24  # what a line of text takes above and below its baseline


@lru_cache(maxsize=2)
def _font(bold: bool) -> FT2Font:
    font = FT2Font(str(Path(matplotlib.get_data_path(), "fonts", "ttf", _FILES[bold])))
    font.set_size(_UNIT, 72)
    return font


@lru_cache(maxsize=2000)
def _glyph(character: str, bold: bool) -> tuple[float, Outline]:
    font = _font(bold)
    code = ord(character)
    glyph = font.load_char(code if font.get_char_index(code) else ord("□"))
    vertices, codes = font.get_path()
    return glyph.linearHoriAdvance / 65536 / _UNIT, Outline(vertices / _UNIT, codes)


@lru_cache(maxsize=4000)
def _advance(text: str, bold: bool) -> float:
    return sum(_glyph(character, bold)[0] for character in text)


def width(text: str, size: float, bold: bool = False) -> float:
    """How wide a line of text is at this font size."""
    return _advance(text, bold) * size


def outline(text: str, x: float, y: float, size: float, bold: bool = False) -> Outline:
    """The text as one path whose baseline starts at (x, y), y pointing down."""
    parts = []
    for character in text:
        advance, glyph = _glyph(character, bold)
        points: Any = glyph.vertices  # an array, which its declared type hides
        if len(points):
            parts.append(Outline(points * (size, -size) + (x, y), glyph.codes))
        x += advance * size
    return Outline.make_compound_path(*parts)
