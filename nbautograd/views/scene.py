"""What is drawn, as data: shapes and lines of text with their colours, in drawing order.

A scene is what the picture *is*; matplotlib, SVG and whatever comes next are ways to write it down.
The unit is one CSS pixel, y points down.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from . import fonts

Point: TypeAlias = tuple[float, float]
#: A path as ("M" | "L" | "C" | "Z", points...): move, line, cubic curve, close.
Segment: TypeAlias = tuple[str, tuple[Point, ...]]


@dataclass(frozen=True, slots=True)
class Shape:
    """A path with an optional fill and stroke."""

    path: tuple[Segment, ...]
    fill: str | None = None
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, float] | None = None

    def moved(self, dx: float, dy: float) -> Shape:
        """The same shape somewhere else."""
        path = tuple(
            (kind, tuple((x + dx, y + dy) for x, y in points)) for kind, points in self.path
        )
        return replace(self, path=path)


@dataclass(frozen=True, slots=True)
class Text:
    """One line of text; (x, y) is the left end of its baseline."""

    text: str
    x: float
    y: float
    size: float
    color: str
    bold: bool = False

    @property
    def width(self) -> float:
        """How far it reaches to the right."""
        return fonts.width(self.text, self.size, self.bold)

    def moved(self, dx: float, dy: float) -> Text:
        """The same text somewhere else."""
        return replace(self, x=self.x + dx, y=self.y + dy)


Item: TypeAlias = Shape | Text


@dataclass(frozen=True, slots=True)
class Group:
    """Items that belong to one vertex or edge, with a sentence about it for those who point at it.

    ``key`` is the name of the vertex in the NetworkX graph.
    """

    items: tuple[Item, ...]
    title: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """A picture of this size; groups are drawn in order."""

    width: float
    height: float
    background: str
    groups: tuple[Group, ...]
    title: str
    description: str


def rectangle(
    x: float, y: float, width: float, height: float, radius: float = 0.0
) -> list[Segment]:
    """A rectangle, its corners rounded by `radius`."""
    r = min(radius, width / 2, height / 2)
    right, bottom = x + width, y + height
    if r <= 0:
        return polygon([(x, y), (right, y), (right, bottom), (x, bottom)])
    k = r * 0.4477  # a cubic curve is a quarter of a circle when its handles end here
    return [
        ("M", ((x + r, y),)),
        ("L", ((right - r, y),)),
        ("C", ((right - k, y), (right, y + k), (right, y + r))),
        ("L", ((right, bottom - r),)),
        ("C", ((right, bottom - k), (right - k, bottom), (right - r, bottom))),
        ("L", ((x + r, bottom),)),
        ("C", ((x + k, bottom), (x, bottom - k), (x, bottom - r))),
        ("L", ((x, y + r),)),
        ("C", ((x, y + k), (x + k, y), (x + r, y))),
        ("Z", ()),
    ]


def chamfered(x: float, y: float, width: float, height: float, cut: float) -> list[Segment]:
    """A rectangle whose corners are cut off."""
    right, bottom = x + width, y + height
    return polygon(
        [
            (x + cut, y),
            (right - cut, y),
            (right, y + cut),
            (right, bottom - cut),
            (right - cut, bottom),
            (x + cut, bottom),
            (x, bottom - cut),
            (x, y + cut),
        ]
    )


def polygon(points: Sequence[Point]) -> list[Segment]:
    """A closed path through these points."""
    return [*line(points), ("Z", ())]


def line(points: Sequence[Point]) -> list[Segment]:
    """An open path through these points."""
    first, *rest = points
    return [("M", (first,)), *(("L", (point,)) for point in rest)]


@dataclass(frozen=True, slots=True)
class Block:
    """Items with the size of the space they need, their top left corner at (0, 0)."""

    width: float
    height: float
    items: tuple[Item, ...] = ()
    base: float = 0.0  # where the baseline of its text is

    def at(self, x: float, y: float) -> tuple[Item, ...]:
        """The items with the corner moved to (x, y)."""
        return tuple(item.moved(x, y) for item in self.items)


def words(text: str, size: float, color: str, bold: bool = False) -> Block:
    """One line of text as a block."""
    item = Text(text, 0.0, size * 1.02, size, color, bold)
    return Block(item.width, size * 1.3, (item,) if text.strip() else (), size * 1.02)


def beside(blocks: Iterable[Block], gap: float = 0.0) -> Block:
    """Blocks in a row, on one baseline."""
    parts = [block for block in blocks if block.width]
    base = max((block.base for block in parts), default=0.0)
    items: list[Item] = []
    x = height = 0.0
    for block in parts:
        items += block.at(x, base - block.base)
        height = max(height, base - block.base + block.height)
        x += block.width + gap
    return Block(max(0.0, x - gap), height, tuple(items), base)


def above(blocks: Iterable[Block], gap: float = 0.0) -> Block:
    """Blocks in a column, flush left."""
    parts = [block for block in blocks if block.height]
    items: list[Item] = []
    y = 0.0
    for block in parts:
        items += block.at(0.0, y)
        y += block.height + gap
    base = parts[0].base if parts else 0.0
    return Block(max((b.width for b in parts), default=0.0), max(0.0, y - gap), tuple(items), base)
