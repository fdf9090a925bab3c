"""The key under a picture: only the signs that occur in it."""

from __future__ import annotations

from collections.abc import Iterator

from nbautograd.tape import Tape, Value
from nbautograd.tape.numbers import NOT_COMPUTED, UNREACHABLE

from .cards import tells_gradient
from .scene import Block, Item, Shape, above, beside, chamfered, line, rectangle, words
from .style import Palette

_KINDS = {
    "leaf": "leaf",
    "constant": "constant",
    "intermediate": "intermediate",
    "untracked": "untracked",
    "output": "target",
}
_SIZE = 10.0
_WIDTH, _HEIGHT = 15.0, 11.0


def legend(tape: Tape, colors: Palette, width: float) -> Block:
    """Entries in rows of at most `width`."""
    rows: list[list[Block]] = [[]]
    used = 0.0
    for entry in _entries(tape, colors):
        if rows[-1] and used + entry.width > width:
            rows.append([])
            used = 0.0
        rows[-1].append(entry)
        used += entry.width + 14.0
    return above([beside(row, 14.0) for row in rows if row], 5.0)


def _entries(tape: Tape, colors: Palette) -> Iterator[Block]:
    kinds = {_kind(value) for value in tape.values}
    for kind, text in _KINDS.items():
        if kind in kinds:
            yield _entry(_swatch(kind, colors), text, colors)
    if "untracked" not in kinds and "constant" in kinds:
        yield _entry(_dash(colors), "no gradient along it", colors)
    if any(map(tape.stops_gradient, tape.forward_steps)):
        yield _entry(words("✂", 10.0, colors.stop), "gradient stops", colors)
    states = {value.gradient.state for value in tape.values if tells_gradient(value)}
    if "none" in states:
        yield _entry(words(NOT_COMPUTED, 10.0, colors.muted), "not computed yet", colors)
    if "unreachable" in states:
        yield _entry(words(UNREACHABLE, 10.0, colors.muted), "no path to it", colors)
    if any(len(value.gradient.addends) > 1 for value in tape.values):
        yield _entry(words("Σ n", _SIZE, colors.muted), "sum of n contributions", colors)
    if any(step.repeats > 1 for step in tape.forward_steps):
        yield _entry(words("×n", _SIZE, colors.muted), "applied n times", colors)


def _kind(value: Value) -> str:
    tracked = value.requires_grad or value.role != "intermediate"
    return value.role if tracked else "untracked"


def _entry(sign: Block, text: str, colors: Palette) -> Block:
    return beside([sign, words(text, _SIZE, colors.muted)], 5.0)


def _swatch(kind: str, colors: Palette) -> Block:
    paint = colors.role(kind)
    path = {
        "leaf": rectangle(0.5, 0.5, _WIDTH, _HEIGHT, 5.0),
        "constant": chamfered(0.5, 0.5, _WIDTH, _HEIGHT, 3.0),
    }.get(kind, rectangle(0.5, 0.5, _WIDTH, _HEIGHT, 1.0))
    dash = (3.0, 2.0) if kind == "untracked" else None
    items: list[Item] = [Shape(tuple(path), paint.fill, paint.stroke, 1.0, dash)]
    if kind == "output":
        inner = rectangle(2.5, 2.5, _WIDTH - 4, _HEIGHT - 4)
        items.append(Shape(tuple(inner), None, paint.stroke, 0.8))
    return Block(_WIDTH + 1, _HEIGHT + 1, tuple(items), _HEIGHT / 2 + 3.5)


def _dash(colors: Palette) -> Block:
    stroke = Shape(tuple(line([(0, 1), (20, 1)])), None, colors.edge_untracked, 1.2, (4.0, 3.0))
    return Block(20.0, 2.0, (stroke,), 4.0)
