"""A scene as SVG text: small, self-contained, the same bytes on every run.

It carries a title and a description for those who do not see it, a sentence on each box for those
who point at it, and on each box the name of its vertex (``data-vertex``). There is no id and no
style sheet in it: several pictures in one page do not meddle with each other. Each text is told its
width, so it stays in its box in whatever face the reader has.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import groupby

from .scene import Group, Item, Point, Scene, Shape, Text

_FACES = "DejaVu Sans, Verdana, sans-serif"


def svg(scene: Scene) -> str:
    """The scene as an ``<svg>`` element."""
    width, height = _number(scene.width), _number(scene.height)
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}"'
        f' height="{height}" role="img" aria-label="{_text(scene.description)}"'
        f' font-family="{_FACES}">'
    )
    rows = [
        head,
        f"<title>{_text(scene.title)}</title>",
        f"<desc>{_text(scene.description)}</desc>",
        f'<rect width="{width}" height="{height}" fill="{scene.background}"/>',
        *map(_group, scene.groups),
        "</svg>",
    ]
    return "\n".join(rows) + "\n"


def _group(group: Group) -> str:
    vertex = f' data-vertex="{_text(group.key)}"' if group.key else ""
    title = f"<title>{_text(group.title)}</title>" if group.title else ""
    items = "".join(_run(look, list(run)) for look, run in groupby(group.items, _look))
    return f"<g{vertex}>{title}{items}</g>"


def _look(item: Item) -> str:
    """The attributes that neighbours share when one path can hold them all."""
    if isinstance(item, Text):
        return ""
    stroke = ""
    if item.stroke:
        stroke = f' stroke="{item.stroke}"'
        stroke += f' stroke-width="{_number(item.width)}"' if item.width != 1 else ""
        dash = " ".join(map(_number, item.dash or ()))
        stroke += f' stroke-dasharray="{dash}"' if dash else ""
    return f' fill="{item.fill or "none"}"{stroke}'


def _run(look: str, items: Sequence[Item]) -> str:
    shapes = [item for item in items if isinstance(item, Shape)]
    # What is filled and outlined covers what lies behind it; in one path it would not.
    apart = [[shape] for shape in shapes] if shapes and shapes[0].fill else [shapes]
    paths = [f'<path d="{"".join(map(_path, part))}"{look}/>' for part in apart if part]
    return "".join([*paths, *(_line(item) for item in items if isinstance(item, Text))])


def _line(text: Text) -> str:
    weight = ' font-weight="bold"' if text.bold else ""
    return (
        f'<text x="{_number(text.x)}" y="{_number(text.y)}" font-size="{_number(text.size)}"'
        f' fill="{text.color}"{weight} textLength="{_number(text.width)}">{_text(text.text)}</text>'
    )


def _path(shape: Shape) -> str:
    """The path in relative coordinates, which are short; errors of rounding do not add up."""
    here = start = (0.0, 0.0)
    parts = []
    for kind, points in shape.path:
        ends = [(round(x, 1), round(y, 1)) for x, y in points]
        if kind == "M":
            parts.append(f"M{_number(ends[0][0])} {_number(ends[0][1])}")
            start = ends[0]
        elif kind == "Z":
            parts.append("z")
            ends = [start]
        else:
            parts.append(_piece(kind, here, ends))
        here = ends[-1]
    return "".join(parts)


def _piece(kind: str, here: Point, ends: Sequence[Point]) -> str:
    steps = [(x - here[0], y - here[1]) for x, y in ends]
    if kind == "L" and _number(steps[0][0]) == "0":
        return f"v{_number(steps[0][1])}"
    if kind == "L" and _number(steps[0][1]) == "0":
        return f"h{_number(steps[0][0])}"
    numbers = " ".join(_number(part) for step in steps for part in step)
    return kind.lower() + numbers.replace(" -", "-")


def _number(x: float) -> str:
    text = f"{x:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def _text(text: str) -> str:
    """Text without anything that XML would read, or would not allow."""
    allowed = "".join(
        c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text
    )
    return escape(allowed, quote=True)
