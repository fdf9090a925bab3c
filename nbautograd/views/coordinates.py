"""Where in its layer each vertex stands: as straight above its reader as the others allow.

Each layer in turn moves to where its neighbours would have it. That is a weighted least-squares
problem with minimal distances as constraints, which becomes isotonic regression when the distances
are subtracted, and pooling adjacent violators solves it exactly in one pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import inf
from statistics import median

from .layers import Layered

_BEND = 8.0  # a long line that is straight matters more than one that is short
_PARAMETER = 1e-4  # a chain goes straight down, and its parameters come to it


def coordinates(graph: Layered, boxes: float, lines: float) -> list[float]:
    """An x for each vertex; `boxes` and `lines` are the distances to keep between neighbours."""
    x = [0.0] * len(graph.rank)
    offsets = [_offsets(graph, row, boxes, lines) for row in graph.rows]
    for row, offset in zip(graph.rows, offsets, strict=True):
        for node, left in zip(row, offset, strict=True):
            x[node] = left - offset[-1] / 2
    turns = 12 if len(graph.rank) <= 400 else 4
    layers = list(zip(graph.rows, offsets, strict=True))
    for turn in range(turns):
        downward = turn % 2 == 0
        looks = (True, True) if turn >= turns - 2 else (downward, not downward)
        for row, offset in layers if downward else reversed(layers):
            wishes = [_wish(graph, x, node, *looks) for node in row]
            _move(x, row, wishes, offset)
    for row, offset in layers:
        _move(x, row, [_straight(graph, x, node) for node in row], offset)
    for row, offset in reversed(layers):
        _move(x, row, [_beside_reader(graph, x, node) for node in row], offset)
    _straighten(graph, x, offsets)
    return x


def _move(
    x: list[float], row: Sequence[int], wishes: Sequence[tuple[float, float]], offset: list[float]
) -> None:
    for node, new in zip(row, separated(wishes, offset), strict=True):
        x[node] = new


def _offsets(graph: Layered, row: Sequence[int], boxes: float, lines: float) -> list[float]:
    """The least distance of each vertex of a layer from the first."""
    offsets = [0.0] * bool(row)
    for a, b in pairwise(row):
        space = boxes if max(a, b) < graph.boxes else lines
        offsets.append(offsets[-1] + graph.half(a) + graph.half(b) + space)
    return offsets


def _wish(
    graph: Layered, x: Sequence[float], node: int, above: bool, below: bool
) -> tuple[float, float]:
    """Where a vertex would stand best for its neighbours above or below, and its weight."""
    bend = node >= graph.boxes
    total = weight = 0.0
    if above or not graph.down[node]:
        chained = any(graph.up[arc.other] for arc in graph.up[node])
        for arc in graph.up[node]:
            pull = _PARAMETER if chained and not graph.up[arc.other] else 1.0
            pull *= _BEND if bend and arc.other >= graph.boxes else 1.0
            total += pull * (x[arc.other] + arc.out)
            weight += pull
    if below or not graph.up[node]:
        for arc in graph.down[node]:
            pull = _BEND if bend and arc.other >= graph.boxes else 1.0
            total += pull * (x[arc.other] - arc.out)
            weight += pull
    if not weight:
        return x[node], _PARAMETER
    return total / weight, _PARAMETER if graph.is_source(node) else weight


def _straight(graph: Layered, x: Sequence[float], node: int) -> tuple[float, float]:
    """Exactly below what leads here, a box before a bend, the end of the longest chain first."""
    arcs = [arc for arc in graph.up[node] if graph.up[arc.other]]
    above = [arc for arc in arcs if arc.other < graph.boxes]
    longest = max((graph.depth[arc.other] for arc in above), default=0)
    boxes = [x[arc.other] + arc.out for arc in above if graph.depth[arc.other] == longest]
    weight = 1.0
    if node >= graph.boxes:  # a chain of boxes goes on straight, the lines beside it turn aside
        weight = _PARAMETER * 10
    if boxes:
        return sum(boxes) / len(boxes), weight
    if arcs:
        return min(
            (x[arc.other] + arc.out for arc in arcs), key=lambda at: abs(at - x[node])
        ), weight
    if node >= graph.boxes:
        return x[graph.up[node][0].other] + graph.up[node][0].out, weight
    return x[node], _PARAMETER if graph.is_source(node) else 0.5


def _straighten(graph: Layered, x: list[float], offsets: Sequence[Sequence[float]]) -> None:
    """Give the bends of a line one x for as far down as their neighbours leave room for it."""
    spot = {node: (row, i) for row, nodes in enumerate(graph.rows) for i, node in enumerate(nodes)}

    def room(bend: int) -> tuple[float, float]:
        row, i = spot[bend]
        nodes, offset = graph.rows[row], offsets[row]
        low, high = -inf, inf
        if i:
            low = x[nodes[i - 1]] + offset[i] - offset[i - 1]
        if i + 1 < len(nodes):
            high = x[nodes[i + 1]] - offset[i + 1] + offset[i]
        return low, max(low, high)  # they differ by an error of rounding when there is no room

    for line in graph.lines.values():
        at = x[line.tail] + line.out
        run: list[int] = []
        low, high = -inf, inf
        for bend in [*line.bends, None]:
            lower, upper = room(bend) if bend is not None else (inf, -inf)
            if max(low, lower) > min(high, upper):
                at = min(max(at, low), high)
                for done in run:
                    x[done] = at
                run, low, high = [], -inf, inf
            if bend is not None:
                run.append(bend)
                low, high = max(low, lower), min(high, upper)


def _beside_reader(graph: Layered, x: Sequence[float], node: int) -> tuple[float, float]:
    if not graph.is_source(node) or not graph.down[node]:
        return x[node], 1.0
    return median(x[arc.other] - arc.out for arc in graph.down[node]), _PARAMETER


def separated(wishes: Sequence[tuple[float, float]], offsets: Sequence[float]) -> list[float]:
    """Positions nearest to the wishes (x, weight) that keep the distances of the offsets.

    >>> separated([(0.0, 1.0), (0.0, 1.0), (9.0, 1.0)], [0.0, 2.0, 4.0])
    [-1.0, 1.0, 9.0]
    """
    blocks: list[tuple[float, float, int]] = []  # weighted sum, weight, members
    for (wish, own), offset in zip(wishes, offsets, strict=True):
        total, weight, members = own * (wish - offset), own, 1
        while blocks and blocks[-1][0] * weight > total * blocks[-1][1]:
            above = blocks.pop()
            total, weight, members = total + above[0], weight + above[1], members + above[2]
        blocks.append((total, weight, members))
    level = [total / weight for total, weight, members in blocks for _ in range(members)]
    return [shift + offset for shift, offset in zip(level, offsets, strict=True)]
