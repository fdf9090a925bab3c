"""In which order the vertices of a layer stand: few crossings, the same ones on every run.

Barycentre sweeps down and up, the best arrangement kept. Ties keep the order that is there, which
starts from a walk up from the results, first argument first: so ``w @ x`` has ``w`` on the left
whenever nothing speaks against it.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from .layers import Arc, Layered

_SWEEPS = 10


def order(graph: Layered) -> None:
    """Fill the rows of the graph."""
    graph.rows = [[] for _ in range(max(graph.rank, default=-1) + 1)]
    for node in _first_visit(graph):
        graph.rows[graph.rank[node]].append(node)
    place = [0.0] * len(graph.rank)
    _number(graph.rows, place)
    best, fewest = [list(row) for row in graph.rows], _crossings(graph, place)
    for sweep in range(_SWEEPS):
        if fewest == 0:
            break
        _sweep(graph, place, downward=sweep % 2 == 0)
        crossings = _crossings(graph, place)
        if crossings < fewest:
            best, fewest = [list(row) for row in graph.rows], crossings
    graph.rows = best


def _first_visit(graph: Layered) -> list[int]:
    seen = [False] * len(graph.rank)
    visited = []
    for end in range(graph.boxes):
        stack = [] if graph.down[end] else [end]
        while stack:
            node = stack.pop()
            if not seen[node]:
                seen[node] = True
                visited.append(node)
                inputs = sorted(graph.up[node], key=lambda arc: arc.order)
                stack.extend(arc.other for arc in reversed(inputs))
    return visited


def _number(rows: Sequence[Sequence[int]], place: list[float]) -> None:
    for row in rows:
        for position, node in enumerate(row):
            place[node] = position


def _sweep(graph: Layered, place: list[float], downward: bool) -> None:
    """Sort each layer by the mean place of its neighbours above (or below)."""
    for row in graph.rows if downward else reversed(graph.rows):
        keys: dict[int, float] = {}
        for node in row:
            arcs = graph.up[node] if downward else graph.down[node]
            if arcs:
                # Inputs of one box stand in the order of its arguments, readers of one box in
                # that of its results.
                total = sum(
                    place[arc.other] + (_side(graph, arc) if downward else arc.order)
                    for arc in arcs
                )
                keys[node] = total / len(arcs)
        moved = iter(sorted(keys, key=lambda node: (keys[node], place[node])))
        row[:] = [next(moved) if node in keys else node for node in row]
        for position, node in enumerate(row):
            place[node] = position


def _side(graph: Layered, arc: Arc) -> float:
    """Where at the bottom of the box above the arc begins, from -0.5 to 0.5."""
    return arc.out / (2 * graph.half(arc.other)) if arc.out else 0.0


def _crossings(graph: Layered, place: Sequence[float]) -> int:
    """Pairs of arcs between neighbouring layers that cross."""
    count = 0
    for row in graph.rows:
        ends = [
            end
            for node in row
            for _, end in sorted(
                (arc.out, place[arc.other] + 0.9 * arc.order) for arc in graph.down[node]
            )
        ]
        count += inversions(ends)
    return count


def inversions(sequence: Sequence[float]) -> int:
    """How many pairs stand in falling order.

    >>> inversions([2, 0, 1, 1])
    3
    """
    if all(a <= b for a, b in pairwise(sequence)):
        return 0
    ranks = {value: i for i, value in enumerate(sorted(set(sequence)), 1)}
    tree = [0] * (len(ranks) + 1)  # Fenwick's: counts of what was seen, by rank
    count = 0
    for seen, value in enumerate(sequence):
        count += seen
        i = ranks[value]
        while i:
            count -= tree[i]
            i &= i - 1
        i = ranks[value]
        while i < len(tree):
            tree[i] += 1
            i += i & -i
    return count
