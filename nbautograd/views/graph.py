"""A tape as a scene: its NetworkX graph laid out, its boxes and edges drawn.

A solid edge is one along which gradient flows back, a dashed one carries a number only. Where
tracking stops, the edge ends in a bar above the reason: ``✂ detach · line 3``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

import networkx  # with the package, not in the first picture: it takes a tenth of a second

from nbautograd.tape import Tape, Value, collapse
from nbautograd.tape.numbers import shortened

from .alt import alt_text
from .cards import Box, Cards
from .layout import Placement, Spacing, place
from .legend import legend
from .scene import Block, Group, Item, Scene, above, words
from .style import Style
from .wires import draw_wires, wires

_MARGIN = 16.0
_COMPACT = 20  # steps; more than that are drawn with small cards


def scene(tape: Tape, style: Style) -> Scene:
    """The picture of a tape, collapsed if it is longer than the style's limit."""
    return _drawn(tape, style)[0]


def positioned(tape: Tape, style: Style) -> networkx.DiGraph[str]:
    """The tape's NetworkX graph; each vertex has its ``pos`` in the picture, y upwards.

    ``networkx.draw(graph, networkx.get_node_attributes(graph, "pos"))`` draws the same layout.
    """
    return _drawn(tape, style)[1]


def _drawn(tape: Tape, style: Style) -> tuple[Scene, networkx.DiGraph[str]]:
    description = alt_text(tape)
    tape = collapse(tape, style.limit)
    graph = tape.to_networkx()
    compact = len(tape.forward_steps) > _COMPACT
    boxes = list(_boxes(tape, Cards(tape, style, compact)))
    reads = wires(graph, boxes)
    sizes = [(box.block.width, box.block.height) for box in boxes]
    spacing = Spacing(layers=20.0) if compact else Spacing()
    placement = place(sizes, [wire.edge for wire in reads], spacing)
    groups = [*draw_wires(tape, boxes, reads, placement, style.colors)]
    for box, x, top in zip(boxes, placement.x, placement.top, strict=True):
        left = x - box.block.width / 2
        groups.append(Group(box.block.at(left, top), box.title, box.key))
        for key, (dx, dy) in box.spots.items():
            graph.nodes[key]["pos"] = (left + dx, -(top + dy))
    return _framed(tape, style, groups, placement, description), graph


def _boxes(tape: Tape, cards: Cards) -> Iterator[Box]:
    """Boxes in an order in which every value comes before its readers."""
    seen: set[int] = set()

    def new(ids: Sequence[int]) -> list[Value]:
        fresh = [id for id in dict.fromkeys(ids) if id not in seen]
        seen.update(fresh)
        return [tape.value(id) for id in fresh]

    for step in tape.forward_steps:
        for value in new(step.inputs):
            yield cards.value(value)
        yield cards.step(step, new(step.outputs))
    for value in new([value.id for value in tape.values]):
        yield cards.value(value)


def _framed(
    tape: Tape, style: Style, groups: list[Group], placement: Placement, description: str
) -> Scene:
    """The drawing with a margin, what stopped it, and the legend under it."""
    colors = style.colors
    width, y = placement.width, placement.height
    notes: list[Block] = []
    if not groups:
        notes.append(words("nothing recorded", 11.0, colors.muted))
    if tape.error:
        text = shortened(f"stopped by {tape.error}", 500)
        lines = wrap(text, max(90, int(width / 5.2)), max_lines=3, placeholder="…")
        notes.append(above([words(line, 10.0, colors.stop) for line in lines]))
    if style.legend and groups:
        notes.append(legend(tape, colors, max(width, 330.0)))
    width = max([width, *(note.width for note in notes)])
    left = _MARGIN + (width - placement.width) / 2
    shifted = [
        Group(tuple(item.moved(left, _MARGIN) for item in group.items), group.title, group.key)
        for group in groups
    ]
    for note in notes:
        if not note.height:
            continue
        y += 16.0 if y else 0.0
        items: tuple[Item, ...] = note.at(_MARGIN + (width - note.width) / 2, _MARGIN + y)
        shifted.append(Group(items))
        y += note.height
    return Scene(
        width + 2 * _MARGIN,
        y + 2 * _MARGIN,
        colors.background,
        tuple(shifted),
        "Computation graph",
        description,
    )
