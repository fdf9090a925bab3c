"""A scene drawn with matplotlib, on one's own axes or on a figure of its own; never through pyplot.

Text is drawn as outlines: it scales with the axes, it cannot be read as mathtext, it is the same
under every ``rcParams``, and it is drawn several times faster than text objects are.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.path import Path

from . import fonts
from .scene import Scene, Shape, Text

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CODES: dict[str, tuple[Any, ...]] = {
    "M": (Path.MOVETO,),
    "L": (Path.LINETO,),
    "C": (Path.CURVE4, Path.CURVE4, Path.CURVE4),
    "Z": (Path.CLOSEPOLY,),
}


# What a reader's settings would change in a finished picture.
_SETTINGS = (
    "agg.path.chunksize",
    "figure.autolayout",
    "figure.constrained_layout.use",
    "figure.frameon",
    "lines.scale_dashes",
    "patch.antialiased",
    "path.effects",
    "path.simplify",
    "path.sketch",
    "path.snap",
    "savefig.bbox",
    "savefig.dpi",
    "savefig.facecolor",
    "savefig.orientation",
    "savefig.transparent",
)
_LONGEST = 32_000  # pixels of a side; Agg draws up to 65,535


@contextmanager
def settings() -> Iterator[None]:
    """matplotlib's own defaults for as long as we draw."""
    defaults = matplotlib.rcParamsDefault
    ours: dict[Any, Any] = {name: value for name, value in defaults.items() if name in _SETTINGS}
    with matplotlib.rc_context(ours):
        yield


def figure(scene: Scene, dpi: float = 72.0) -> Figure:
    """A figure of the scene's size, one unit being one point."""
    with settings():
        size = (scene.width / 72, scene.height / 72)
        result = Figure(figsize=size, dpi=dpi, facecolor=scene.background)
        FigureCanvasAgg(result)
        paint(scene, result.add_axes((0.0, 0.0, 1.0, 1.0)))
    return result


def png(scene: Scene, scale: float) -> bytes:
    """The scene as PNG; nothing in it says when or by which version it was made."""
    scale = min(scale, _LONGEST / max(scene.width, scene.height))
    buffer = io.BytesIO()
    picture = figure(scene, 72 * scale)
    with settings():
        picture.savefig(buffer, format="png", dpi=72 * scale, metadata={"Software": None})
    return buffer.getvalue()


def paint(scene: Scene, axes: Axes) -> None:
    """Draw the scene to fill these axes, in its own proportions."""
    box = axes.get_window_extent()
    inch = axes.figure.dpi
    scale = min(box.width / scene.width, box.height / scene.height) * 72 / inch
    axes.set_axis_off()
    axes.set_aspect("equal")
    axes.set_xlim(0, scene.width)
    axes.set_ylim(scene.height, 0)
    items = [item for group in scene.groups for item in group.items]
    shapes = [item for item in items if isinstance(item, Shape)]
    texts = [item for item in items if isinstance(item, Text) and item.text.strip()]
    if shapes:
        axes.add_collection(_shapes(shapes, scale), autolim=False)
    if texts:
        axes.add_collection(_texts(texts), autolim=False)


def _shapes(shapes: list[Shape], scale: float) -> PathCollection:
    return PathCollection(
        [_path(shape) for shape in shapes],
        facecolors=[shape.fill or "none" for shape in shapes],
        edgecolors=[shape.stroke or "none" for shape in shapes],
        linewidths=[shape.width * scale for shape in shapes],
        linestyles=[_dashes(shape) for shape in shapes],
        joinstyle="miter",
        zorder=1,
    )


def _dashes(shape: Shape) -> tuple[float, tuple[float, float] | None]:
    # matplotlib measures dashes in line widths
    return (
        0.0,
        None if shape.dash is None else (shape.dash[0] / shape.width, shape.dash[1] / shape.width),
    )


def _texts(texts: list[Text]) -> PathCollection:
    return PathCollection(
        [fonts.outline(text.text, text.x, text.y, text.size, text.bold) for text in texts],
        facecolors=[text.color for text in texts],
        edgecolors="none",
        linewidths=0,
        zorder=2,
    )


def _path(shape: Shape) -> Path:
    vertices: list[tuple[float, float]] = []
    codes: list[Any] = []
    for kind, points in shape.path:
        vertices += points or [(0.0, 0.0)]
        codes += _CODES[kind]
    return Path(vertices, codes)
