"""In which layer each box stands, and how an edge passes the layers between its ends.

A leaf stands just above its first reader: longest paths from the top alone would put every
parameter of a network into one crowded first row. A value that is read again far below gets *one*
line down, from which its readers branch, and the number of bends is bounded: longest lines first
leave the layers for the right margin, so a tape full of far references stays cheap to lay out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Edge:
    """From the bottom of box `tail` at `out` right of its centre to the top of box `head`.

    `order` says where among the inputs of `head` the edge belongs, from -0.5 to 0.5.
    """

    tail: int
    head: int
    out: float = 0.0
    order: float = 0.0


@dataclass(slots=True)
class Line:
    """One value's way down: the bend by which it passes each layer below its box."""

    tail: int
    out: float
    last: int = 0  # the layer of its last reader
    bends: list[int] = field(default_factory=list)
    margin: bool = False


@dataclass(frozen=True, slots=True)
class Arc:
    """A piece of an edge between neighbouring layers; `other` is its end in the other one."""

    other: int
    out: float
    order: float


@dataclass(slots=True)
class Layered:
    """Boxes and bends (numbered after the boxes) in layers, joined by arcs."""

    sizes: Sequence[tuple[float, float]]
    rank: list[int]
    depth: list[int]  # of boxes: steps from the furthest leaf
    lines: dict[tuple[int, float], Line]
    up: list[list[Arc]]
    down: list[list[Arc]]
    rows: list[list[int]] = field(default_factory=list)

    @property
    def boxes(self) -> int:
        """How many of the vertices are boxes."""
        return len(self.sizes)

    def half(self, node: int) -> float:
        """Half the width of a vertex; a bend has none."""
        return self.sizes[node][0] / 2 if node < len(self.sizes) else 0.0

    def is_source(self, node: int) -> bool:
        """Whether nothing leads to this vertex."""
        return not self.up[node]


def layers(count: int, edges: Iterable[tuple[int, int]]) -> list[int]:
    """A layer for each vertex: longest path from above, then pulled down towards its readers.

    >>> layers(5, [(0, 1), (1, 2), (3, 4), (2, 4)])
    [0, 1, 2, 2, 3]
    """
    above: list[list[int]] = [[] for _ in range(count)]
    below: list[list[int]] = [[] for _ in range(count)]
    for tail, head in edges:
        above[head].append(tail)
        below[tail].append(head)
    rank = depths(above)
    for node in reversed(range(count)):
        # Leaves do not hold it back: they follow, or have a line down that is drawn once for all.
        held = sum(1 for tail in above[node] if above[tail])
        if below[node] and (held == 0 or held < len(below[node])):
            rank[node] = max(rank[node], min(rank[head] for head in below[node]) - 1)
    while _slide(rank, below):
        pass
    top = min(rank, default=0)
    return [layer - top for layer in rank]


def depths(above: Sequence[Sequence[int]]) -> list[int]:
    """How many edges the longest path to each vertex has."""
    depth = [0] * len(above)
    for node, tails in enumerate(above):
        depth[node] = max((depth[tail] + 1 for tail in tails), default=0)
    return depth


def _slide(rank: list[int], below: Sequence[Sequence[int]]) -> bool:
    """Move down what stands close together and would be closer to its readers; whether any did.

    A value with two readers, of which one leads nowhere, cannot go alone: they go as a group. Every
    such move closes at least one gap, so there are fewer groups after it.
    """
    group = list(range(len(rank)))

    def root(node: int) -> int:
        while group[node] != node:
            group[node] = group[group[node]]
            node = group[node]
        return node

    loose = []
    for tail, heads in enumerate(below):
        for head in heads:
            if rank[head] - rank[tail] == 1:
                group[root(head)] = root(tail)
            else:
                loose.append((tail, head))
    gain: dict[int, int] = defaultdict(int)
    room: dict[int, int] = {}
    for tail, head in loose:
        a, b = root(tail), root(head)
        if a != b:
            gain[a] += 1
            gain[b] -= 1
            room[a] = min(room.get(a, len(rank)), rank[head] - rank[tail] - 1)
    moves = {a: room[a] for a in room if gain[a] > 0}
    for node in range(len(rank)):
        rank[node] += moves.get(root(node), 0)
    return bool(moves)


def layered(sizes: Sequence[tuple[float, float]], edges: Sequence[Edge]) -> Layered:
    """Boxes in layers, long edges as lines with bends; the rows are not ordered yet."""
    rank = layers(len(sizes), ((edge.tail, edge.head) for edge in edges))
    lines: dict[tuple[int, float], Line] = {}
    for edge in edges:
        line = lines.setdefault((edge.tail, edge.out), Line(edge.tail, edge.out))
        line.last = max(line.last, rank[edge.head])
    _to_margin(lines.values(), rank, budget=60 + 2 * len(sizes))
    for line in lines.values():
        if not line.margin:
            first = rank[line.tail] + 1
            line.bends = list(range(len(rank), len(rank) + line.last - first))
            rank += range(first, line.last)
    total = len(rank)
    above: list[list[int]] = [[] for _ in sizes]
    for edge in edges:
        above[edge.head].append(edge.tail)
    graph = Layered(
        sizes, rank, depths(above), lines, [[] for _ in range(total)], [[] for _ in range(total)]
    )
    _join(graph, edges)
    return graph


def _to_margin(lines: Iterable[Line], rank: Sequence[int], budget: int) -> None:
    def length(line: Line) -> int:
        return line.last - rank[line.tail] - 1

    for line in sorted(lines, key=length):
        budget -= length(line)
        line.margin = budget < 0 < length(line)


def _join(graph: Layered, edges: Iterable[Edge]) -> None:
    def arc(upper: int, lower: int, out: float, order: float) -> None:
        graph.up[lower].append(Arc(upper, out, order))
        graph.down[upper].append(Arc(lower, out, order))

    for line in graph.lines.values():
        upper, out = line.tail, line.out
        for bend in line.bends:
            arc(upper, bend, out, 0.0)
            upper, out = bend, 0.0
    for edge in edges:
        line = graph.lines[edge.tail, edge.out]
        between = graph.rank[edge.head] - graph.rank[edge.tail] - 1
        if between == 0:
            arc(edge.tail, edge.head, edge.out, edge.order)
        elif not line.margin:
            arc(line.bends[between - 1], edge.head, 0.0, edge.order)
