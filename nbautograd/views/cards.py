"""The boxes of a picture: a value as a card with its name, shape, numbers and gradient.

A step is a pill with the op's name on the upper edge of its result's card (several results hang on
one rail), and over it, if gradient stops there, a tag with the reason. In a long tape the cards are compact: an intermediate shows its
name and shape, only leaves and targets their numbers.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from nbautograd.tape import Step, Tape, Value
from nbautograd.tape.listing import op_name
from nbautograd.tape.numbers import ELLIPSIS, NOT_COMPUTED, UNREACHABLE, array, elide, shape_text

from .matrix import SMALL, numbers
from .scene import (
    Block,
    Item,
    Point,
    Segment,
    Shape,
    above,
    beside,
    chamfered,
    line,
    rectangle,
    words,
)
from .style import Paint, Palette, Style

PILL = 19.0  # height of an op's pill
_NAME, _OP, _TAG = 12.0, 11.0, 10.0  # font sizes
_LONGEST = 24  # characters of a name, of an op's parameters
_PAD_X, _PAD_Y = 9.0, 6.0
_WIDE = 160.0  # value and gradient stand side by side up to here
_STACK = 3.0  # how far the cards behind a repeated one look out


@dataclass(frozen=True, slots=True)
class Box:
    """A block with the sentence shown to who points at it, and where edges leave and enter."""

    key: str  # of its vertex in the NetworkX graph
    block: Block
    title: str
    outs: dict[int, float]  # value id -> offset from the centre at the bottom
    spots: dict[str, Point]  # centres of what it shows, by vertex, from its corner
    ports: float = 0.0  # half the width that edges may enter by
    cut: bool = False  # whether gradient stops at this box


@dataclass(frozen=True, slots=True)
class Cards:
    """Makes the boxes of one tape in one style."""

    tape: Tape
    style: Style
    compact: bool

    @property
    def colors(self) -> Palette:
        """The palette of the style."""
        return self.style.colors

    def value(self, value: Value) -> Box:
        """A leaf or a constant by itself."""
        block = self._card(value, head=0.0)
        key, centre = f"v{value.id}", (block.width / 2, block.height / 2)
        return Box(key, block, _value_title(self.tape, value), {value.id: 0.0}, {key: centre})

    def step(self, step: Step, values: Sequence[Value]) -> Box:
        """A step with the cards of its results, and above them why gradient stops, if it does."""
        pill = _pill(step, self.colors)
        cut = self.tape.stops_gradient(step)
        # Where no input requires grad, nothing stops: a dashed box says enough.
        told = step.boundary is not None and (cut or step.boundary != "frozen")
        tag = _tag(step, self.colors, cut) if told else Block(0.0, 0.0)
        head = PILL / 2 + 1
        least = pill.width + 12.0 if len(values) == 1 else 0.0
        cards = [self._card(v, head, step.repeats, (least, 0.0)) for v in values]
        if len(cards) > 1:
            tallest = max(card.height for card in cards)
            cards = [self._card(v, head, step.repeats, (least, tallest)) for v in values]
        row = beside(cards, 10.0)
        width = max(row.width, pill.width, tag.width)
        top = tag.height + 8.0 if told else 0.0
        y, centre = top + PILL / 2, width / 2
        items = [*tag.at(centre - tag.width / 2, 0.0), *row.at(centre - row.width / 2, y)]
        if told:
            stem = line([(centre, tag.height), (centre, top)])
            items.append(_dashed(stem, self.colors.edge_untracked))
        outs: dict[int, float] = {}
        spots: dict[str, Point] = {f"s{step.id}": (centre, y)}
        left = centre - row.width / 2
        for card, value in zip(cards, values, strict=True):
            outs[value.id] = left + card.width / 2 - centre
            spots[f"v{value.id}"] = (left + card.width / 2, y + card.height / 2)
            left += card.width + 10.0
        if len(outs) > 1:
            ends = [(centre + min(outs.values()), y), (centre + max(outs.values()), y)]
            items.append(_rail(line(ends), step, self.colors))
        items += pill.at(centre - pill.width / 2, top)
        block = Block(width, y + max(row.height, PILL / 2), tuple(items))
        entry = max(pill.width, tag.width) / 2 - 9
        title = _step_title(self.tape, step)
        return Box(f"s{step.id}", block, title, outs, spots, entry, cut)

    def _card(
        self,
        value: Value,
        head: float,
        repeats: int = 1,
        least: tuple[float, float] = (46.0, 0.0),
    ) -> Block:
        """The card, of at least this size; `head` is what a pill on its upper edge takes."""
        paint = self._paint(value)
        inner = above(self._lines(value, paint), 2.5)
        behind = 2 if repeats > 1 or value.more else 0
        total = behind * _STACK
        width = max(inner.width + 2 * _PAD_X, least[0] - total)
        pad = 4.0 if self.compact else _PAD_Y
        height = max(inner.height + 2 * pad + head, least[1] - total)
        items: list[Item] = []
        for depth in range(behind, 0, -1):
            shift = depth * _STACK
            items += _frame(value, paint, (shift, shift, width, height))[:1]
        items += _frame(value, paint, (0.0, 0.0, width, height))
        items += inner.at((width - inner.width) / 2, pad + head)
        return Block(width + total, height + total, tuple(items))

    def _paint(self, value: Value) -> Paint:
        if value.role == "intermediate" and not value.requires_grad:
            return self.colors.untracked
        return self.colors.role(value.role)

    def _lines(self, value: Value, paint: Paint) -> list[Block]:
        named = value.name is not None
        plain = self.compact and value.role == "intermediate"
        label = elide(self.tape.label(value.id), _LONGEST)
        name = words(label, _NAME, paint.text if named else paint.muted, bold=named)
        more = words(f"+{value.more} more" if value.more else "", SMALL, paint.muted, bold=True)
        kind = shape_text(value.shape)
        kind += "" if value.dtype == "float32" else f" {value.dtype}"
        shape = words(kind if self.style.shapes else "", SMALL, paint.muted)
        head = beside([more, shape] if plain and not named and kind else [name, more, shape], 7.0)
        if plain:
            return [head]
        parts = []
        few = math.prod(value.shape) <= 4 and value.data is not None
        if self.style.values and (few or not self.compact):
            parts.append(numbers(value.data, value.summary, paint.text, paint.muted, self.compact))
        if self.style.gradients and tells_gradient(value):
            parts.append(self._gradient(value, paint))
        together = beside(parts, 12.0)
        return [head, together] if together.width <= _WIDE else [head, *parts]

    def _gradient(self, value: Value, paint: Paint) -> Block:
        gradient, color = value.gradient, self.colors.gradient
        label = words("grad", SMALL, paint.muted)
        parts = len(gradient.addends)
        count = words(f"Σ {parts}" if parts > 1 else "", SMALL, paint.muted)
        if gradient.state == "value":
            shown = numbers(gradient.data, gradient.summary, color, paint.muted, self.compact)
            shown = shown if shown.width else words("computed", SMALL, color)
        else:
            sign = UNREACHABLE if gradient.state == "unreachable" else NOT_COMPUTED
            shown = words(sign, 11.0, paint.muted)
        return beside([label, shown, count], 6.0)


def tells_gradient(value: Value) -> bool:
    """Whether there is something to say of a gradient: integers and truth values never have one."""
    differentiable = value.dtype.startswith(("float", "complex", "bfloat"))
    return value.requires_grad or (differentiable and value.gradient.state != "none")


def _rail(path: Sequence[Segment], step: Step, colors: Palette) -> Shape:
    if not step.tracked:
        return _dashed(path, colors.op_untracked.stroke)
    return Shape(tuple(path), None, colors.op.stroke, 2.4)


def _dashed(path: Sequence[Segment], color: str) -> Shape:
    return Shape(tuple(path), None, color, 1.1, (3.0, 2.5))


def _frame(value: Value, paint: Paint, box: tuple[float, float, float, float]) -> list[Item]:
    """The outline that tells the role: round, cut, plain, or double."""
    if value.role == "leaf":
        return [Shape(tuple(rectangle(*box, 10.0)), paint.fill, paint.stroke, 1.8)]
    if value.role == "constant":
        return [Shape(tuple(chamfered(*box, 6.0)), paint.fill, paint.stroke, 1.1)]
    dash = None if value.requires_grad or value.role == "output" else (4.0, 3.0)
    plain = Shape(tuple(rectangle(*box, 2.5)), paint.fill, paint.stroke, 1.1, dash)
    if value.role != "output":
        return [plain]
    x, y, width, height = box
    inner = rectangle(x + 3, y + 3, width - 6, height - 6, 1.0)
    return [plain, Shape(tuple(inner), None, paint.stroke, 1.1)]


def _pill(step: Step, colors: Palette) -> Block:
    paint = colors.op if step.tracked else colors.op_untracked
    name = words(elide(op_name(step), _LONGEST), _OP, paint.text, bold=True)
    notes = [f"{key}={text}" for key, text in step.params]
    notes += ["in place"] * step.inplace
    more = words(_fitting(notes), SMALL, paint.muted)
    times = words(f"×{step.repeats}" if step.repeats > 1 else "", _OP, paint.text, bold=True)
    inner = beside([name, more, times], 6.0)
    width = max(inner.width + 20, 12.0 * min(12, max(1, len(step.inputs))), 34.0)
    dash = None if step.tracked else (3.0, 2.5)
    frame = Shape(
        tuple(rectangle(0, 0, width, PILL, PILL / 2)), paint.fill, paint.stroke, 1.1, dash
    )
    text = inner.at((width - inner.width) / 2, (PILL - inner.height) / 2)
    return Block(width, PILL, (frame, *text))


def _fitting(notes: Sequence[str]) -> str:
    """As many of the notes as a pill has room for; a first one that is too long is elided."""
    text = ", ".join(notes)
    while len(text) > _LONGEST and len(notes) > 1:
        notes = notes[:-1]
        text = ", ".join([*notes, ELLIPSIS])
    return elide(text, _LONGEST)


def _tag(step: Step, colors: Palette, cut: bool) -> Block:
    color = colors.stop if cut else colors.muted
    where = "" if step.line is None else f" · line {step.line}"
    text = words(("✂ " if cut else "") + elide(str(step.boundary), _LONGEST) + where, _TAG, color)
    width, height = text.width + 12, 16.0
    frame = Shape(tuple(rectangle(0, 0, width, height, 3.0)), colors.background, color, 1.0)
    return Block(width, height, (frame, *text.at(6, (height - text.height) / 2)))


def _value_title(tape: Tape, value: Value) -> str:
    label, data = elide(tape.label(value.id), 60), array(value.data, 60)
    parts = [label, value.role, shape_text(value.shape), value.dtype, data]
    return "  ".join(part for part in parts if part)


def _step_title(tape: Tape, step: Step) -> str:
    arguments = [tape.label(id) for id in step.inputs] + [f"{k}={text}" for k, text in step.params]
    outputs = ", ".join(elide(tape.label(id), 60) for id in step.outputs)
    call = f"{outputs} = {op_name(step)}({elide(', '.join(arguments), 80)})"
    where = "" if step.line is None else f"line {step.line}"
    reason = f"no gradient: {step.boundary}" if step.boundary else ""
    return "\n".join(part for part in (call, where, elide(step.source, 80), reason) if part)
