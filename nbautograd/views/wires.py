"""The edges of a picture: from a value to each step that reads it.

An edge enters the step from the side that it comes from, so inputs do not cross on their last inch;
where that turns the arguments of an op around whose order matters, the edges carry their numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from nbautograd.tape import Tape

from .cards import Box
from .coordinates import separated
from .layout import Edge, Placement, Point
from .scene import Group, Item, Segment, Shape, line, polygon, rectangle, words
from .style import Palette

if TYPE_CHECKING:
    import networkx

_ARROW = 6.5
_APART = 11.0  # between the ends of two edges on one box
_COMMUTE = {"add", "mul", "eq", "ne", "maximum", "minimum", "logical_and", "logical_or"}


@dataclass(frozen=True, slots=True)
class Wire:
    """One reading of a value by a step."""

    edge: Edge
    argument: int
    flows: bool  # whether gradient can come back along it
    cut: bool  # whether it would, but for the step


def wires(graph: networkx.DiGraph[str], boxes: Sequence[Box]) -> list[Wire]:
    """Edges between the boxes, from the graph's edges between a value and a step."""
    owner = {f"v{id}": (i, out) for i, box in enumerate(boxes) for id, out in box.outs.items()}
    found = []
    for head, box in enumerate(boxes):
        if box.key.startswith("v"):
            continue
        reads = [
            (int(argument), key, data["gradient"])
            for key, _, data in graph.in_edges(box.key, data=True)
            for argument in data["arguments"].split(", ")[:2]
        ]
        for position, (argument, key, flows) in enumerate(sorted(reads)):
            tail, out = owner[key]
            order = (position + 0.5) / len(reads) - 0.5
            cut = box.cut and graph.nodes[key]["requires_grad"]
            found.append(Wire(Edge(tail, head, out, order), argument, flows, cut))
    return found


def draw_wires(
    tape: Tape,
    boxes: Sequence[Box],
    wires: Sequence[Wire],
    placement: Placement,
    colors: Palette,
) -> Iterator[Group]:
    """A group for each value that is read: first a halo, so that crossings can be followed."""
    entries = _entries(boxes, wires, placement)
    lines: dict[tuple[int, float], list[int]] = defaultdict(list)
    for i, wire in enumerate(wires):
        lines[wire.edge.tail, wire.edge.out].append(i)
    for members in lines.values():
        halos: list[Item] = []
        strokes: list[Item] = []
        for i in sorted(members, key=lambda i: wires[i].flows):
            wire = wires[i]
            path = _path(placement.routes[i], entries[i], 2.0 if wire.cut else _ARROW)
            halos.append(Shape(path, None, colors.background, 3.6))
            strokes += _stroke(path, wire, colors)
        yield Group((*halos, *strokes))
    beads = tuple(_numbers(tape, boxes, wires, placement, entries, colors))
    if beads:
        yield Group(beads)


def _entries(boxes: Sequence[Box], wires: Sequence[Wire], placement: Placement) -> dict[int, float]:
    """Where each edge enters its box: on the side it comes from, apart from the others."""
    by_head: dict[int, list[int]] = defaultdict(list)
    for i, wire in enumerate(wires):
        by_head[wire.edge.head].append(i)
    entries: dict[int, float] = {}
    for head, members in by_head.items():
        x, room = placement.x[head], boxes[head].ports if len(members) > 1 else 0.0
        comes = {i: placement.routes[i][-3][0] - x for i in members}
        members.sort(key=lambda i: (comes[i], wires[i].argument))
        apart = min(_APART, 2 * room / max(1, len(members) - 1))
        wishes = [(max(-room, min(room, comes[i] * 0.2)), 1.0) for i in members]
        places = separated(wishes, [apart * i for i in range(len(members))])
        shift = max(0.0, -room - places[0]) - max(0.0, places[-1] - room)
        entries.update((i, x + place + shift) for i, place in zip(members, places, strict=True))
    return entries


def _path(route: Sequence[Point], entry: float, shorten: float) -> tuple[Segment, ...]:
    """Straight through the layers, curved between them, down to the entry of the box."""
    points = [*route[:-2], (entry, route[-2][1]), (entry, route[-1][1] - shorten)]
    points[-2] = (entry, min(points[-2][1], points[-1][1]))
    path: list[Segment] = [("M", (points[0],))]
    for i, ((x0, y0), (x1, y1)) in enumerate(pairwise(points)):
        if i % 2 == 0 or abs(x0 - x1) < 0.5:
            if abs(y1 - y0) > 0.01:
                path.append(("L", ((x1, y1),)))
        else:
            bow = (y1 - y0) * 0.55
            path.append(("C", ((x0, y0 + bow), (x1, y1 - bow), (x1, y1))))
    return tuple(path)


def _stroke(path: tuple[Segment, ...], wire: Wire, colors: Palette) -> Iterator[Item]:
    color = colors.edge if wire.flows else colors.edge_untracked
    yield Shape(path, None, color, 1.4 if wire.flows else 1.1, None if wire.flows else (4.0, 3.0))
    x, y = path[-1][1][-1]
    if wire.cut:
        yield Shape(tuple(line([(x - 6, y), (x + 6, y)])), None, colors.stop, 2.0)
    else:
        tip = polygon([(x, y + _ARROW), (x - 3.4, y - 0.5), (x + 3.4, y - 0.5)])
        yield Shape(tuple(tip), color)


def _numbers(
    tape: Tape,
    boxes: Sequence[Box],
    wires: Sequence[Wire],
    placement: Placement,
    entries: dict[int, float],
    colors: Palette,
) -> Iterator[Item]:
    """Beads with the argument's number on edges that arrive in another order."""
    by_head: dict[int, list[int]] = defaultdict(list)
    for i in sorted(entries, key=lambda i: entries[i]):
        by_head[wires[i].edge.head].append(i)
    for head, members in sorted(by_head.items()):
        arguments = [wires[i].argument for i in members]
        op = tape.step(int(boxes[head].key[1:])).op
        if op in _COMMUTE or arguments == sorted(arguments):
            continue
        for i in members:
            y = placement.top[head] - _ARROW - 8
            x = entries[i]
            bead = rectangle(x - 5, y - 5, 10, 10, 5)
            yield Shape(tuple(bead), colors.background, colors.edge, 0.9)
            number = words(str(wires[i].argument + 1), 7.5, colors.edge, bold=True)
            yield from number.at(x - number.width / 2, y - number.height / 2)
