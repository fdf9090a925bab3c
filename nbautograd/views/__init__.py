"""A tape as a picture or as text: ``draw(tape)``.

matplotlib and NetworkX are loaded with this package, so the rest of ``nbautograd`` imports it late.
"""

from .base import View, ViewError, draw
from .layout import layered_layout
from .style import PALETTES, Style

__all__ = ["PALETTES", "Style", "View", "ViewError", "draw", "layered_layout"]
