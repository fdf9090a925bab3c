"""Where boxes go: a layered layout of a directed acyclic graph, without any drawing.

Boxes never overlap, every edge points down, and no edge crosses a box. The method is Sugiyama's
(layers, order, coordinates: one module each) with what a tape asks for: leaves beside their first
reader, one shared line for a value that is read far below, straight chains.

>>> placement = place([(40, 20), (40, 20), (40, 20)], [Edge(0, 2), Edge(1, 2)])
>>> placement.layer
(0, 0, 1)
>>> placement.x
(20.0, 82.0, 51.0)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import networkx

from .coordinates import coordinates
from .layers import Edge, Layered, layered
from .ordering import order

__all__ = ["Edge", "Placement", "Point", "Spacing", "layered_layout", "place"]

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spacing:
    """Distances, in the unit of the boxes."""

    boxes: float = 22.0
    lines: float = 12.0
    layers: float = 26.0
    slope: float = 0.1  # layers stand further apart by this part of what an edge goes sideways
    steep: float = 30.0  # but at most by so much
    groups: float = 36.0
    width: float = 900.0  # unconnected groups stand side by side up to here


@dataclass(frozen=True, slots=True)
class Placement:
    """Centres, tops and layers of the boxes, a route for each edge, and the size of it all.

    A route has an even number of points. Its odd legs are vertical, through a layer; its even ones
    cross the free space between two layers, where a curve can be drawn.
    """

    x: tuple[float, ...]
    top: tuple[float, ...]
    layer: tuple[int, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


def place(
    sizes: Sequence[tuple[float, float]], edges: Sequence[Edge], spacing: Spacing | None = None
) -> Placement:
    """Lay out boxes of these sizes, given in an order in which every edge points forward.

    Raises ValueError for an edge that does not: it would close a cycle.
    """
    spacing = spacing or Spacing()
    for edge in edges:
        if not 0 <= edge.tail < edge.head < len(sizes):
            raise ValueError(f"edge {edge.tail} -> {edge.head} does not point forward")
    groups = _groups(len(sizes), edges)
    if len(groups) == 1:
        return _group(sizes, edges, spacing)
    where = {node: (g, i) for g, nodes in enumerate(groups) for i, node in enumerate(nodes)}
    own: list[list[Edge]] = [[] for _ in groups]
    for edge in edges:
        group, tail = where[edge.tail]
        own[group].append(Edge(tail, where[edge.head][1], edge.out, edge.order))
    parts = [
        _group([sizes[node] for node in nodes], part, spacing)
        for nodes, part in zip(groups, own, strict=True)
    ]
    corners, width, height = _shelves(parts, spacing)
    moved = [_moved(part, *corner) for part, corner in zip(parts, corners, strict=True)]
    spots = [where[node] for node in range(len(sizes))]
    routes = [iter(part.routes) for part in moved]
    return Placement(
        tuple(moved[g].x[i] for g, i in spots),
        tuple(moved[g].top[i] for g, i in spots),
        tuple(moved[g].layer[i] for g, i in spots),
        tuple(next(routes[where[edge.tail][0]]) for edge in edges),
        width,
        height,
    )


def _groups(count: int, edges: Iterable[Edge]) -> list[list[int]]:
    """Boxes that hang together, each group in order, groups by their first box."""
    parent = list(range(count))

    def root(node: int) -> int:
        while parent[node] != node:
            parent[node] = parent[parent[node]]
            node = parent[node]
        return node

    for edge in edges:
        a, b = root(edge.tail), root(edge.head)
        parent[max(a, b)] = min(a, b)
    groups: dict[int, list[int]] = defaultdict(list)
    for node in range(count):
        groups[root(node)].append(node)
    return list(groups.values())


def _shelves(parts: Sequence[Placement], spacing: Spacing) -> tuple[list[Point], float, float]:
    """Corners of the groups, side by side and then below, and the size of it all."""
    limit = max([spacing.width, *(part.width for part in parts)])
    corners: list[Point] = []
    x = y = shelf = width = 0.0
    for part in parts:
        if x and x + part.width > limit:
            x, y, shelf = 0.0, y + shelf + spacing.groups, 0.0
        corners.append((x, y))
        width, shelf = max(width, x + part.width), max(shelf, part.height)
        x += part.width + spacing.groups
    return corners, width, y + shelf


def _moved(part: Placement, dx: float, dy: float) -> Placement:
    return Placement(
        tuple(x + dx for x in part.x),
        tuple(y + dy for y in part.top),
        part.layer,
        tuple(tuple((x + dx, y + dy) for x, y in route) for route in part.routes),
        part.width,
        part.height,
    )


def _group(
    sizes: Sequence[tuple[float, float]], edges: Sequence[Edge], spacing: Spacing
) -> Placement:
    graph = layered(sizes, edges)
    order(graph)
    x = coordinates(graph, spacing.boxes, spacing.lines)
    left = min((x[i] - graph.half(i) for i in range(len(x))), default=0.0)
    x = [value - left for value in x]
    right = max((x[i] + graph.half(i) for i in range(len(x))), default=0.0)
    levels = _levels(graph, x, spacing)
    lanes = _lanes(graph, right, spacing.lines)
    boxes = range(graph.boxes)
    top = [
        levels[graph.rank[i]][1] - sizes[i][1] if graph.is_source(i) else levels[graph.rank[i]][0]
        for i in boxes
    ]
    return Placement(
        tuple(x[: graph.boxes]),
        tuple(top),
        tuple(graph.rank[: graph.boxes]),
        tuple(_route(graph, edge, x, top, levels, lanes) for edge in edges),
        max([right, *(lane + spacing.lines / 2 for lane in lanes.values())]),
        levels[-1][1] if levels else 0.0,
    )


def _levels(graph: Layered, x: Sequence[float], spacing: Spacing) -> list[tuple[float, float]]:
    """Top and bottom of each layer; further apart where an edge goes far sideways."""
    levels: list[tuple[float, float]] = []
    y = 0.0
    for row in graph.rows:
        if levels:
            far = max(
                (abs(x[node] - x[a.other] - a.out) for node in row for a in graph.up[node]),
                default=0.0,
            )
            y += spacing.layers + min(spacing.slope * max(0.0, far - 80), spacing.steep)
        height = max((graph.sizes[node][1] for node in row if node < graph.boxes), default=0.0)
        levels.append((y, y + height))
        y += height
    return levels


def _lanes(graph: Layered, right: float, distance: float) -> dict[tuple[int, float], float]:
    """An x in the right margin for each line over budget; lines share a lane if they can."""
    free: list[int] = []  # from which layer on a lane is free
    lanes = {}
    for line in sorted(graph.lines.values(), key=lambda line: (graph.rank[line.tail], line.tail)):
        if line.margin:
            first = graph.rank[line.tail]
            lane = next((i for i, until in enumerate(free) if until <= first), len(free))
            free[lane : lane + 1] = [line.last]
            lanes[line.tail, line.out] = right + distance * (lane + 1)
    return lanes


def _route(
    graph: Layered,
    edge: Edge,
    x: Sequence[float],
    top: Sequence[float],
    levels: Sequence[tuple[float, float]],
    lanes: dict[tuple[int, float], float],
) -> tuple[Point, ...]:
    upper, lower = graph.rank[edge.tail], graph.rank[edge.head]
    start, end = x[edge.tail] + edge.out, x[edge.head]
    points = [(start, top[edge.tail] + graph.sizes[edge.tail][1]), (start, levels[upper][1])]
    line = graph.lines[edge.tail, edge.out]
    if line.margin and lower - upper > 1:
        lane = lanes[edge.tail, edge.out]
        points += [(lane, levels[upper + 1][0]), (lane, levels[lower - 1][1])]
    else:
        for layer, bend in zip(range(upper + 1, lower), line.bends, strict=False):
            points += [(x[bend], levels[layer][0]), (x[bend], levels[layer][1])]
    return (*points, (end, levels[lower][0]), (end, top[edge.head]))


def layered_layout(
    graph: networkx.DiGraph[str], sizes: dict[str, tuple[float, float]] | None = None
) -> dict[str, Point]:
    """Positions for ``networkx.draw(graph, layered_layout(graph))``, results at the bottom.

    Raises networkx.NetworkXUnfeasible if the graph has a cycle.
    """
    nodes = list(networkx.lexicographical_topological_sort(graph, key=_Order(graph)))
    number = {node: i for i, node in enumerate(nodes)}
    boxes = [(sizes or {}).get(node, (60.0, 24.0)) for node in nodes]
    edges = [Edge(number[tail], number[head]) for tail, head in graph.edges]
    placed = place(boxes, edges)
    return {node: (placed.x[i], -(placed.top[i] + boxes[i][1] / 2)) for i, node in enumerate(nodes)}


class _Order:
    """Sort key: the order in which vertices were added, whatever their type."""

    def __init__(self, graph: networkx.DiGraph[str]) -> None:
        self.number = {node: i for i, node in enumerate(graph)}

    def __call__(self, node: str) -> int:
        return self.number[node]
