"""Pictures of tapes: where things stand, what is told apart by what, and what a file holds."""

import doctest
import hashlib
import importlib
import math
import os
import pkgutil
import random
import struct
import subprocess
import sys
import zlib
from dataclasses import replace
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path
from xml.etree import ElementTree

import matplotlib
import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from tapes import (
    SAMPLES,
    Builder,
    attention,
    boundaries,
    chain,
    empty,
    hostile,
    linear,
    mlp,
    probe,
    rebound,
)

import nbautograd.views
from nbautograd.tape import Gradient, Tape, Value
from nbautograd.views import (
    PALETTES,
    Style,
    View,
    ViewError,
    draw,
    fonts,
    graph,
    layered_layout,
    paint,
)
from nbautograd.views.layers import layered, layers
from nbautograd.views.layout import Edge, Spacing, place
from nbautograd.views.ordering import order
from nbautograd.views.scene import Shape, Text

MODULES = [
    importlib.import_module(f"nbautograd.views.{module.name}")
    for module in pkgutil.iter_modules(nbautograd.views.__path__)
]
ROLES = ("leaf", "constant", "intermediate", "output")
every_sample = pytest.mark.parametrize("name", SAMPLES)


@pytest.mark.parametrize("module", [nbautograd.views, *MODULES], ids=lambda module: module.__name__)
def test_examples_in_docstrings_run(module):
    assert doctest.testmod(module).failed == 0


# -- layout ---------------------------------------------------------------------------------------


@st.composite
def graphs(draw_from):
    """Boxes of all sizes and edges between them, also from far away and several times."""
    count = draw_from(st.integers(1, 24))
    side = st.floats(10, 200)
    sizes = [(draw_from(side), draw_from(side)) for _ in range(count)]
    edges = []
    for head in range(1, count):
        tails = draw_from(st.lists(st.integers(0, head - 1), max_size=4))
        for i, tail in enumerate(tails):
            out = draw_from(st.sampled_from([0.0, 0.0, sizes[tail][0] / 4]))
            edges.append(Edge(tail, head, out, (i + 0.5) / len(tails) - 0.5))
    return sizes, edges


def boxes_of(sizes, placed):
    """Left, top, right, bottom of each box."""
    return [
        (x - w / 2, y, x + w / 2, y + h)
        for (w, h), x, y in zip(sizes, placed.x, placed.top, strict=True)
    ]


def overlap(a, b, slack=1e-6):
    return min(a[2], b[2]) - max(a[0], b[0]) > slack and min(a[3], b[3]) - max(a[1], b[1]) > slack


def assert_sound(sizes, edges, placed):
    boxes = boxes_of(sizes, placed)
    for a, b in combinations(boxes, 2):
        assert not overlap(a, b)
    for box in boxes:
        assert box[0] >= -1e-6
        assert box[1] >= -1e-6
        assert box[2] <= placed.width + 1e-6
        assert box[3] <= placed.height + 1e-6
    for edge, route in zip(edges, placed.routes, strict=True):
        assert len(route) % 2 == 0
        assert placed.layer[edge.tail] < placed.layer[edge.head]
        assert route[0] == pytest.approx((placed.x[edge.tail] + edge.out, boxes[edge.tail][3]))
        assert route[-1] == pytest.approx((placed.x[edge.head], boxes[edge.head][1]))
        for i, ((x0, y0), (x1, y1)) in enumerate(pairwise(route)):
            assert y0 <= y1 + 1e-6  # edges point down
            assert i % 2 or x0 == pytest.approx(x1)
            # a curve stays in the rectangle between its ends
            leg = (min(x0, x1) - 0.01, y0, max(x0, x1) + 0.01, y1)
            for other, box in enumerate(boxes):
                if other not in (edge.tail, edge.head):
                    assert not overlap(leg, box, 0.005)


@settings(deadline=None, max_examples=150)
@given(graphs())
def test_boxes_never_overlap_and_no_edge_crosses_one(graph):
    sizes, edges = graph
    placed = place(sizes, edges)
    assert_sound(sizes, edges, placed)
    assert place(sizes, edges) == placed


def far_readers(count=60):
    """Every third value is read again at the end: more long lines than the layers will take."""
    sizes = [(50.0, 20.0)] * count
    edges = [Edge(i, i + 1) for i in range(count - 1)]
    edges += [Edge(i, count - 1) for i in range(count - 2)]
    return sizes, edges


def test_lines_over_budget_run_along_the_margin():
    sizes, edges = far_readers()
    placed = place(sizes, edges)
    assert_sound(sizes, edges, placed)
    right = max(box[2] for box in boxes_of(sizes, placed))
    beyond = {route[2][0] for route in placed.routes if route[2][0] > right}
    assert 10 < len(beyond) < 60
    assert placed.width > max(beyond)


def mlp_edges(layers_):
    """A chain of products, sums and relus with a weight and a bias each."""
    edges, count, h = [], 1, 0
    for _ in range(layers_):
        w, m, b, a, r = range(count, count + 5)
        edges += [Edge(h, m, 0, -0.25), Edge(w, m, 0, 0.25), Edge(m, a, 0, -0.25)]
        edges += [Edge(b, a, 0, 0.25), Edge(a, r)]
        count, h = count + 5, r
    return [(80.0, 40.0)] * count, edges


@pytest.mark.parametrize("depth", [1, 4, 20, 200])
def test_a_network_is_a_straight_chain_with_its_parameters_beside_it(depth):
    sizes, edges = mlp_edges(depth)
    placed = place(sizes, edges)
    widest = max(placed.layer.count(layer) for layer in set(placed.layer))
    assert widest == 2
    chain_ = [i for i in range(len(sizes)) if i % 5 in (0, 2, 4) and i]
    assert max(abs(placed.x[i] - placed.x[2]) for i in chain_) < 2
    assert placed.width < 250


@settings(deadline=None, max_examples=100)
@given(graphs())
def test_a_leaf_stands_just_above_its_first_reader(graph):
    sizes, edges = graph
    rank = layers(len(sizes), ((edge.tail, edge.head) for edge in edges))
    heads = {edge.head for edge in edges}
    for node in range(len(sizes)):
        below = [rank[edge.head] for edge in edges if edge.tail == node]
        if node not in heads and below:
            assert rank[node] == min(below) - 1


def test_arguments_stand_in_their_order():
    placed = place([(40.0, 20.0)] * 3, [Edge(0, 2, 0, 0.25), Edge(1, 2, 0, -0.25)])
    assert placed.x[1] < placed.x[0]


def test_crossings_that_can_be_avoided_are():
    # two chains, joined crosswise in the order of their numbers
    edges = [Edge(0, 3), Edge(1, 2), Edge(2, 5), Edge(3, 4), Edge(4, 6), Edge(5, 6)]
    placed = place([(40.0, 20.0)] * 7, edges)
    left = {i for i in range(6) if placed.x[i] < placed.x[6]}
    assert left in ({0, 3, 4}, {1, 2, 5})


def test_readers_of_several_results_stand_in_the_order_of_the_results():
    # one box with three results: the first has a reader of its own, the others share one
    edges = [Edge(0, 2, -50.0), Edge(0, 1, 0.0, -0.25), Edge(0, 1, 50.0, 0.25)]
    edges += [Edge(1, 3, 0.0, -0.25), Edge(2, 3, 0.0, 0.25)]
    placed = place([(150.0, 20.0)] + [(40.0, 20.0)] * 3, edges)
    assert placed.x[2] < placed.x[1]


@pytest.mark.parametrize(("seed", "most"), [(0, 8), (1, 20), (2, 10), (3, 15)])
def test_a_random_tape_has_few_crossings(seed, most):
    choose = random.Random(seed)
    edges = set()
    for head in range(1, 40):
        for _ in range(choose.choice((1, 2))):
            far = choose.choice((3, 3, 10, 60))
            edges.add((choose.randrange(max(0, head - far), head), head))
    graph_ = layered([(80.0, 50.0)] * 40, [Edge(*edge) for edge in sorted(edges)])
    order(graph_)
    spot = {node: place_ for row in graph_.rows for place_, node in enumerate(row)}
    arcs = [
        (graph_.rank[tail], spot[tail], spot[arc.other])
        for tail in range(len(graph_.rank))
        for arc in graph_.down[tail]
    ]
    cross = [
        a for a, b in combinations(arcs, 2) if a[0] == b[0] and (a[1] - b[1]) * (a[2] - b[2]) < 0
    ]
    assert len(cross) <= most


def test_unconnected_groups_stand_side_by_side_and_then_below():
    placed = place([(300.0, 50.0)] * 7, [], Spacing(width=1000))
    assert_sound([(300.0, 50.0)] * 7, [], placed)
    assert len(set(placed.top)) == 3
    assert placed.width <= 1000


def test_an_edge_that_closes_a_cycle_is_refused():
    with pytest.raises(ValueError, match="edge 1 -> 0 does not point forward"):
        place([(1.0, 1.0)] * 2, [Edge(0, 1), Edge(1, 0)])


def test_layout_of_any_networkx_graph():
    graph = networkx.DiGraph([("b", "c"), ("a", "c"), ("c", "d")])
    positions = layered_layout(graph)
    assert set(positions) == set("abcd")
    assert positions["a"][1] == positions["b"][1] > positions["c"][1] > positions["d"][1]
    with pytest.raises(networkx.NetworkXUnfeasible):
        layered_layout(networkx.DiGraph([("a", "b"), ("b", "a")]))


# -- what stands in the picture -------------------------------------------------------------------


def corners(item):
    if isinstance(item, Text):
        top, bottom = item.y - fonts.ASCENT * item.size, item.y + fonts.DESCENT * item.size
        return item.x, top, item.x + item.width, bottom
    points = [point for _, points in item.path for point in points]
    xs, ys = zip(*points, strict=True)
    return min(xs), min(ys), max(xs), max(ys)


def inside(inner, outer, slack=0.5):
    return (
        outer[0] <= inner[0] + slack
        and outer[1] <= inner[1] + slack
        and inner[2] <= outer[2] + slack
        and inner[3] <= outer[3] + slack
    )


def texts(tape, **options):
    scene = draw(tape, **options).scene
    return [item.text for group in scene.groups for item in group.items if isinstance(item, Text)]


@every_sample
def test_every_text_is_inside_a_frame_and_apart_from_other_text(name):
    scene = draw(SAMPLES[name]()).scene
    for group in scene.groups:
        words = [corners(item) for item in group.items if isinstance(item, Text)]
        frames = [corners(i) for i in group.items if isinstance(i, Shape) and i.fill]
        for word in words:
            assert not group.key or any(inside(word, frame) for frame in frames)
            assert inside(word, (0, 0, scene.width, scene.height), 0)
        for a, b in combinations(words, 2):
            assert not overlap(a, b, 0.3)


@every_sample
def test_no_text_is_too_small_to_read(name):
    scene = draw(SAMPLES[name]()).scene
    sizes = {i.size for g in scene.groups for i in g.items if isinstance(i, Text) and g.title}
    assert min(sizes, default=10) >= 10


@every_sample
def test_boxes_of_a_picture_do_not_overlap(name):
    scene = draw(SAMPLES[name]()).scene
    boxes = []
    for group in scene.groups:
        if group.key:
            found = [corners(item) for item in group.items]
            lows, highs = [c[:2] for c in found], [c[2:] for c in found]
            boxes.append((*map(min, *lows), *map(max, *highs)) if len(found) > 1 else found[0])
    for a, b in combinations(boxes, 2):
        assert not overlap(a, b)


def test_the_picture_of_the_example_has_everything_in_it():
    shown = texts(linear())
    for word in ("w", "x", "b", "z", "y", "loss", "matmul", "add", "sub", "pow", "exponent=2"):
        assert word in shown
    assert {"(1, 2)", "(2, 1)", "()", "0.5", "0.36", "2.4", "0.6"} <= set(shown)
    assert shown.count("∅") == 2  # of z, and in the legend


def test_states_of_a_gradient_do_not_look_alike():
    def signs(state):
        x = Value(0, "x", (), "float32", "leaf", True, 1.0, None, state)
        return texts(Tape("numpy", (x,)), legend=False)

    zero, not_yet, never = map(signs, (Gradient("value", 0.0), Gradient(), Gradient("unreachable")))
    assert (zero[-1], not_yet[-1], never[-1]) == ("0.", "—", "∅")


def test_what_cannot_have_a_gradient_says_nothing_of_one():
    shown = Gradient("unreachable")
    values = [Value(i, "n", (), t, "constant", False, 1, None, shown) for i, t in enumerate(DTYPES)]
    found = [texts(Tape("numpy", (value,)), legend=False) for value in values]
    assert ["grad" in words for words in found] == [True, True, False, False]
    assert draw(Tape("numpy", tuple(values))).dot().count("grad ∅") == 2


DTYPES = ("float16", "complex64", "int64", "bool")


def test_the_boundary_is_drawn_with_its_reason():
    shown = texts(probe())
    assert "✂ detach · line 1" in shown
    assert "✂ no_grad · line 3" in shown
    for word in ("detach", "no_grad", "data", "item", "integer", "frozen", "nondifferentiable"):
        assert any(text.startswith(f"✂ {word} · line") for text in texts(boundaries()))


def test_where_nothing_requires_grad_a_dashed_box_says_enough():
    b = Builder()
    b.op("mul", b.constant("a"), boundary="frozen", line=2)
    assert not any("frozen" in text for text in texts(b.tape()))


def test_only_edges_that_gradient_would_take_are_cut():
    b = Builder()
    b.op("mul", b.leaf("w"), b.constant("a"), boundary="no_grad", line=2)
    strokes = [
        item for group in draw(b.tape()).scene.groups if not group.key for item in group.items
    ]
    bars = [item for item in strokes if isinstance(item, Shape) and item.stroke == LIGHT.stop]
    tips = [
        item for item in strokes if isinstance(item, Shape) and item.fill == LIGHT.edge_untracked
    ]
    assert (len(bars), len(tips)) == (1, 1)


def test_several_results_hang_on_one_rail():
    b = Builder()
    x = b.leaf("x", (3, 2))
    first = b.op("unbind", x, shape=(2,))
    rest = [b.value(None, (2,), "intermediate", requires_grad=True) for _ in range(2)]
    b.steps[-1] = replace(b.steps[-1], outputs=(first, *rest))
    [box] = [group for group in draw(b.tape()).scene.groups if group.key == "s0"]
    shapes = [item for item in box.items if isinstance(item, Shape)]
    [rail] = [corners(item) for item in shapes if item.width == 2.4]
    cards = [corners(item) for item in shapes if item.fill == LIGHT.intermediate.fill]
    assert len(cards) == 3
    assert all(rail[0] < card[2] and card[0] < rail[2] for card in cards)
    assert {card[1] for card in cards} == {rail[1]}


def test_a_constant_under_no_grad_is_no_cut():
    b = Builder()
    b.op("mul", b.constant("a"), boundary="no_grad", line=2)
    assert "no_grad · line 2" in texts(b.tape())
    assert not any("✂" in text for text in texts(b.tape()))


def test_the_untracked_lane_is_dashed():
    scene = draw(probe()).scene
    by_key = {group.key: group.items for group in scene.groups if group.key}
    assert any(item.dash for item in by_key["s1"] if isinstance(item, Shape))  # detach
    assert not any(item.dash for item in by_key["s3"] if isinstance(item, Shape))  # x * u
    strokes = [item for group in scene.groups if not group.key for item in group.items]
    edges = [item for item in strokes if isinstance(item, Shape) and item.stroke == LIGHT.edge]
    assert edges
    assert not any(edge.dash for edge in edges)
    muted = [item for item in strokes if isinstance(item, Shape)]
    muted = [item for item in muted if (item.fill, item.stroke) == (None, LIGHT.edge_untracked)]
    assert len(muted) == 4
    assert all(edge.dash for edge in muted)
    tags = [item for item in by_key["s1"] if isinstance(item, Text) and "✂" in item.text]
    assert [tag.color for tag in tags] == [LIGHT.stop]


LIGHT = PALETTES["light"]


def test_in_place_steps_repeats_sums_and_both_arguments_are_marked():
    assert {"add_", "other=1, in place"} <= set(texts(rebound()))
    assert {"×100", "applied n times"} <= set(texts(chain()))
    assert "Σ 3" in texts(SAMPLES["accumulated"]())
    edges = draw(rebound()).scene.groups[0].items
    assert sum(item.fill == LIGHT.edge for item in edges) == 2  # y * y: two arrow heads


def test_turned_arguments_carry_their_numbers():
    b = Builder()
    x, y = b.leaf("x"), b.leaf("y")
    p, q = b.op("exp", x), b.op("exp", y)
    b.op("add", p, q)
    b.op("sub", q, p)
    assert {"1", "2"} <= set(texts(b.tape(), values=False, gradients=False))
    b.steps[-1] = replace(b.steps[-1], op="add")
    assert not {"1", "2"} & set(texts(b.tape(), values=False, gradients=False))


def test_the_legend_explains_only_what_is_there():
    shown = texts(linear())
    assert {"leaf", "constant", "intermediate", "target"} <= set(shown)
    assert not {"untracked", "gradient stops", "not computed yet", "applied n times"} & set(shown)
    assert {"untracked", "gradient stops"} <= set(texts(probe()))
    assert "constant" not in texts(probe())
    assert "leaf" not in texts(linear(), legend=False)


GRID = [[float(10 * i + j) for j in range(6)] for i in range(6)]


@pytest.mark.parametrize(
    ("shape", "data", "shown"),
    [
        ((2, 2), [[1.0, 2.0], [3.0, 4.0]], "1. 2. 3. 4."),
        ((6, 6), GRID, "0. 1. … 5. 10. 11. … 15. ⋮ ⋮ ⋮ ⋮ 50. 51. … 55."),
        ((5, 1), [[1.0], [2.0], [3.0], [4.0], [5.0]], "1. 2. ⋮ 5."),
        ((2, 3, 6), [GRID[:3], GRID[3:]], "0. to 55.|mean 27.5"),
        ((2, 2, 1), [[[1.0], [2.0]], [[3.0], [4.0]]], "[[[1.], [2.]], [[3.], [4.]]]"),
        ((2, 2, 6), [[[0.5] * 6] * 2] * 2, "all 0.5"),
        ((2, 2, 6), [[[math.nan, math.inf, 1, 2, 3, 4]] * 2] * 2, "1 to 4|mean 2.5, 4 nan, 4 inf"),
        ((3, 0), [[], [], []], "[[], [], []]"),
    ],
)
def test_numbers_are_a_matrix_or_a_range(shape, data, shown):
    found = texts(Tape("numpy", (Value(0, "x", shape, "float32", "constant", False, data),)))
    values = found[found.index(str(shape)) + 1 : found.index("constant")]
    assert values == (shown.split("|") if "|" in shown or shown[0] in "[a" else shown.split())


def test_params_end_after_a_whole_one():
    b = Builder()
    params = (("kernel_size", "3"), ("stride", "(1, 1)"), ("padding", "(1, 1)"))
    b.op("conv2d", b.leaf("x"), params=params)
    assert "kernel_size=3, …" in texts(b.tape())


def test_options_leave_things_out():
    assert "0.36" not in texts(linear(), values=False)
    assert "grad" not in texts(linear(), gradients=False)
    assert "(2, 1)" not in texts(linear(), shapes=False)
    assert draw(linear(), values=False).size[1] <= draw(linear()).size[1]


def test_what_stopped_the_cell_stands_below():
    assert any(
        text.startswith("stopped by RuntimeError: mat1") for text in texts(SAMPLES["failed"]())
    )
    assert texts(empty()) == ["nothing recorded"]
    lines = texts(Builder().tape(error="ValueError: " + "many words " * 60))
    assert len(lines) == 4
    assert lines[1].startswith("stopped by ValueError: many words")
    assert lines[3].endswith("…")


def test_long_tapes_are_collapsed_and_say_so():
    assert len(draw(chain(5000)).scene.groups) < 8
    assert "×5000" in texts(chain(5000))
    assert "+19 more" in texts(mlp(20), limit=12)
    assert len(draw(attention(6)).scene.groups) < len(draw(attention(3)).scene.groups) / 2


def test_names_and_values_are_elided():
    name = "a_very_long_name_" * 20
    tape = Tape("numpy", (Value(0, name, (64,), "float32", "leaf", True, [1.5] * 64),))
    assert max(map(len, texts(tape))) <= 30
    assert draw(tape).size[0] < 500


def test_the_size_follows_the_content():
    assert draw(empty()).size < (200, 100)
    small, large = draw(linear()).size, draw(attention()).size
    assert small[1] < 600 < 2000 < large[1]


# -- colours --------------------------------------------------------------------------------------


def channels(color):
    return [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]


def linear_light(color):
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(color)]


def luminance(color):
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear_light(color), strict=True))


def contrast(a, b):
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB
BLINDNESS = {
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216),
                   (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413),
                     (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602),
                   (0.004733, 0.691367, 0.303900)),
}  # fmt: skip


@pytest.mark.parametrize("palette", PALETTES.values(), ids=PALETTES)
@pytest.mark.parametrize("role", [*ROLES, "untracked", "op", "op_untracked"])
def test_text_can_be_read_on_its_box(palette, role):
    look = palette.role(role)
    shown = [look.text, look.muted, *([] if role.startswith("op") else [palette.gradient])]
    assert min(contrast(color, look.fill) for color in shown) >= 4.5
    assert contrast(look.stroke, palette.background) >= 2.8
    assert min(contrast(c, palette.background) for c in (palette.muted, palette.stop)) >= 4.5


@pytest.mark.parametrize("palette", ["light", "grey"])
def test_roles_keep_their_order_of_lightness_on_a_grey_printer(palette):
    fills = [luminance(PALETTES[palette].role(role).fill) for role in ("output", *ROLES[:3])]
    assert fills == sorted(fills)
    assert min(b - a for a, b in pairwise(fills)) > 0.08


@pytest.mark.parametrize("blindness", BLINDNESS)
def test_roles_stay_apart_for_colour_blind_eyes(blindness):
    def seen(color):
        light = linear_light(color)
        rows = BLINDNESS[blindness]
        return [sum(m * c for m, c in zip(row, light, strict=True)) for row in rows]

    for a, b in combinations(ROLES, 2):
        assert math.dist(seen(LIGHT.role(a).fill), seen(LIGHT.role(b).fill)) > 0.15


def test_roles_differ_in_shape_too():
    def start(role):
        return frame(role)[0].path[0][1][0]

    def outline(role):
        return [[kind for kind, _ in item.path] for item in frame(role)]

    def frame(role):
        value = Value(0, "x", (), "float32", role, True, 1.0, None, Gradient("value", 1.0))
        scene = draw(Tape("numpy", (value,)), legend=False).scene
        return [item for item in scene.groups[0].items if isinstance(item, Shape)]

    leaf, constant, intermediate, output = map(outline, ROLES)
    assert constant != leaf  # cut corners, round ones
    assert len(output) == 2 * len(intermediate)  # a double line, a single one
    starts = [start(role)[0] for role in ("leaf", "intermediate")]
    assert starts[0] - starts[1] > 5  # round corners begin later on the edge


# -- matplotlib -----------------------------------------------------------------------------------


def pixels(png):
    """Width and height from the header, after checking every chunk."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    place_, names = 8, []
    while place_ < len(png):
        (length,) = struct.unpack(">I", png[place_ : place_ + 4])
        kind, data = png[place_ + 4 : place_ + 8], png[place_ + 8 : place_ + 8 + length]
        assert zlib.crc32(kind + data) == int.from_bytes(png[place_ + 8 + length :][:4], "big")
        names.append(kind.decode())
        place_ += 12 + length
    return struct.unpack(">II", png[16:24]), set(names)


def test_png_has_the_size_asked_for_and_no_metadata():
    view = draw(linear())
    for scale in (1, 2, 3):
        (width, height), chunks = pixels(view.png(scale))
        assert width == pytest.approx(view.scene.width * scale, abs=1.1)
        assert height == pytest.approx(view.scene.height * scale, abs=1.1)
        assert chunks <= {"IHDR", "IDAT", "IEND", "pHYs", "sBIT"}
    for scale in (0, -1, math.nan):
        with pytest.raises(ValueError, match="scale must be above 0"):
            view.png(scale)


def test_a_picture_for_a_wall_is_scaled_down_rather_than_refused(monkeypatch):
    monkeypatch.setattr(paint, "_LONGEST", 400)
    (_, height), _ = pixels(draw(linear()).png(scale=1000))
    assert height == pytest.approx(400, abs=1)


def test_the_figure_is_made_late_and_without_pyplot():
    source = (
        "import sys; from tapes import linear; from nbautograd.views import draw\n"
        "view = draw(linear()); assert 'figure' not in vars(view)\n"
        "view.png(); view.figure; view.pdf()\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    run(source)
    view = draw(linear())
    assert view.figure is view.figure
    assert isinstance(view.figure, Figure)


def run(source, **environment):
    """Run a program in a fresh interpreter that finds the sample tapes; what it prints."""
    path = os.pathsep.join([str(Path(__file__).parent), *filter(None, sys.path)])
    result = subprocess.run(
        [sys.executable, "-W", "error", "-c", source],
        env=os.environ | {"PYTHONPATH": path} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert result.returncode == 0, result.stderr
    return result.stdout


DIGEST = """
import hashlib, sys
from tapes import SAMPLES
from nbautograd.views import draw
for name in ("linear", "probe", "hostile", "attention"):
    view = draw(SAMPLES[name]())
    for form in (view.png(), view.pdf(), view.svg(), view.dot(), view.mermaid(), view.html(),
                 view.text, view.alt_text, view.tape.to_json()):
        data = form if isinstance(form, bytes) else form.encode()
        print(name, hashlib.sha256(data).hexdigest())
"""


def test_every_form_has_the_same_bytes_in_every_process():
    assert run(DIGEST, PYTHONHASHSEED="1") == run(DIGEST, PYTHONHASHSEED="2")


def test_the_readers_settings_do_not_show():
    view = draw(hostile())
    png, pdf = view.png(), view.pdf()
    odd = {
        "text.usetex": True, "text.color": "red", "path.sketch": (3, 100, 2),
        "figure.autolayout": True, "savefig.bbox": "tight", "savefig.transparent": True,
        "axes.facecolor": "black", "font.family": "monospace", "font.size": 30,
        "lines.scale_dashes": False, "patch.antialiased": False, "figure.dpi": 33,
    }  # fmt: skip
    with matplotlib.rc_context(odd):
        again = draw(hostile())
        assert again.png() == png
        assert again.pdf() == pdf


def test_text_is_never_mathtext():
    tape = Tape("numpy", (Value(0, r"$\frac{$", (), "float32", "leaf"),), error=r"E: $\undefined$")
    assert r"$\frac{$" in texts(tape)
    assert draw(tape).png()


def test_drawing_on_ones_own_axes():
    figure = Figure(figsize=(8, 4))
    FigureCanvasAgg(figure)
    left, right = figure.subplots(1, 2)
    view = draw(linear(), ax=left)
    draw(probe(), right)
    figure.canvas.draw()
    assert len(left.collections) == len(right.collections) == 2
    assert left.get_xlim() == (0, view.scene.width)
    thin, thick = left.collections[0].get_linewidths(), view.figure.axes[0].collections[0]
    assert max(thin) < max(thick.get_linewidths())


def test_a_character_that_the_face_lacks_is_a_box():
    assert fonts.width("权", 10) == fonts.width("□", 10)
    assert draw(hostile()).png()


# -- files and bundles ----------------------------------------------------------------------------


@every_sample
def test_svg_is_xml_with_title_and_description(name):
    view = draw(SAMPLES[name]())
    root = ElementTree.fromstring(view.svg())
    space = "{http://www.w3.org/2000/svg}"
    assert root.find(f"{space}title").text == "Computation graph"
    assert root.find(f"{space}desc").text == view.alt_text == root.get("aria-label")
    assert root.get("role") == "img"
    kinds = {element.tag.removeprefix(space) for element in root.iter()}
    assert kinds <= {"svg", "title", "desc", "rect", "g", "path", "text"}
    shown = [element.text for element in root.iter(f"{space}text")]
    assert shown == [text for text in texts(view.tape) if text.strip()]
    vertices = [element.get("data-vertex") for element in root.iter(f"{space}g")]
    assert set(filter(None, vertices)) <= set(view.graph)


def test_svg_is_small():
    assert len(draw(linear()).svg()) < 15_000


class Tags(HTMLParser):
    def __init__(self, page):
        super().__init__()
        self.tags, self.text = [], []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        assert not any(name.startswith("on") for name, _ in attrs)

    def handle_data(self, data):
        self.text.append(data)


def test_html_holds_the_names_as_text():
    page = Tags(draw(hostile()).html())
    assert not {"script", "img", "b", "link", "iframe"} & set(page.tags)
    assert page.tags.count("svg") == 1
    assert str(hostile()) in "".join(page.text)


def test_dot_quotes_everything():
    text = draw(hostile()).dot()
    inner = text.replace("\\\\", "").replace('\\"', "")
    assert inner.count('"') % 2 == 0
    outside = "".join(inner.split('"')[::2])
    assert "script" not in outside
    assert "frac" not in outside
    assert (
        'v2 -> s1 [color="#8b939c", style=dashed, arrowhead=tee, label=" detach · line 2"];' in text
    )
    assert draw(linear()).dot().count(" -> ") == linear().to_networkx().number_of_edges()


@pytest.mark.parametrize("palette", PALETTES)
def test_dot_has_the_colours_and_the_face_of_the_picture(palette):
    text, colors = draw(hostile(), palette=palette).dot(), PALETTES[palette]
    assert f'graph [bgcolor="{colors.background}"]' in text
    assert f'edge [fontname="DejaVu Sans", fontsize=9, fontcolor="{colors.stop}"]' in text
    assert 's1 [label="权重_ex$p", shape=box, style="rounded,dashed,filled"' in text


def test_mermaid_writes_entities():
    rows = draw(hostile()).mermaid().splitlines()
    assert rows[0] == "flowchart TD"
    assert "#60;script#62;" in rows[1]
    body = [row for row in rows if "classDef" not in row]
    for row in body:
        assert row.count('"') in (0, 2)
        assert not set("$`%\\") & set(row)
        assert not {"<script", "<img", "<b>"} & set(row.split('"'))
    assert '  v2 -. "detach · line 2" .-x s1' in rows
    assert any("1#46;" in row for row in draw(linear()).mermaid().splitlines())


def test_the_graph_has_the_positions_of_the_picture():
    view = draw(probe())
    places = networkx.get_node_attributes(view.graph, "pos")
    assert set(places) == set(view.graph)
    assert all(places[tail][1] > places[head][1] for tail, head in view.graph.edges)


def test_bundle_has_text_and_a_described_picture():
    view = draw(linear())
    data, metadata = view._repr_mimebundle_()
    assert list(data) == ["text/plain", "image/png"]
    assert data["text/plain"] == str(linear()) == repr(view)
    assert data["image/png"] == view.png(2)
    width, height = view.size
    assert metadata == {"image/png": {"width": width, "height": height, "alt": view.alt_text}}
    assert view._repr_mimebundle_(exclude=["image/png"]) == ({"text/plain": view.text}, {})
    assert list(view._repr_mimebundle_(include={"image/png"})[0]) == ["image/png"]


def test_a_wide_picture_scrolls_rather_than_shrinks():
    b = Builder()
    wide = [b.leaf(f"a{i}") for i in range(30)]
    b.op("stack", *wide)
    assert draw(b.tape())._repr_mimebundle_()[1]["image/png"]["unconfined"] is True
    assert "unconfined" not in draw(linear())._repr_mimebundle_()[1]["image/png"]


def test_alt_text_says_once_where_gradient_stops():
    b = Builder()
    for _ in range(3):
        b.op("mul", b.leaf("w"), boundary="no_grad", line=7)
    assert "it stops at no_grad on line 7 (3 times)." in draw(b.tape()).alt_text


def test_alt_text_is_a_description():
    assert draw(linear()).alt_text == (
        "Computation graph: 4 steps from leaves x, w and b and constant z to target loss. "
        "Gradient reaches x, w and b."
    )
    assert draw(probe()).alt_text.endswith(
        "Gradient reaches x and u; no gradient reaches w; it stops at detach on line 1, "
        "no_grad on line 3."
    )
    assert "no gradient is computed yet" in draw(linear(False)).alt_text.lower()
    assert draw(empty()).alt_text == "Computation graph: nothing was recorded."
    assert draw(mlp(9)).alt_text.count("and 12 more") == 2


@pytest.mark.parametrize(
    ("suffix", "start"),
    [
        ("png", b"\x89PNG"), ("svg", b"<svg"), ("pdf", b"%PDF"), ("json", b"{"), ("txt", b"tape: "),
        ("dot", b"digraph"), ("mmd", b"flowchart"), ("html", b"<!DOCTYPE html>"), ("SVG", b"<svg"),
    ],
)  # fmt: skip
def test_save_writes_what_the_suffix_says(tmp_path, suffix, start):
    path = draw(linear()).save(tmp_path / f"tape.{suffix}")
    assert path.read_bytes().startswith(start)
    assert hashlib.sha256(draw(linear()).save(path).read_bytes()).digest()


def test_a_saved_tape_can_be_read_again(tmp_path):
    path = draw(probe()).save(str(tmp_path / "tape.json"))
    assert Tape.from_json(path.read_text("utf-8")) == probe()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("tape.pgn", r"Did you mean '\.png'\?"),
        ("tape", r"one of \.png, \.svg"),
        ("t.xyz", "one of"),
    ],
)
def test_another_suffix_is_refused(tmp_path, name, says):
    with pytest.raises(ValueError, match=says):
        draw(linear()).save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_unknown_options_are_refused_with_a_suggestion():
    with pytest.raises(
        TypeError, match=r"unexpected option 'gradient'\. Did you mean 'gradients'\?"
    ):
        draw(linear(), gradient=False)
    with pytest.raises(
        TypeError, match="Options: values, gradients, shapes, legend, limit, palette"
    ):
        draw(linear(), zzz=1)
    with pytest.raises(ValueError, match=r"no palette 'drak'.*Did you mean 'dark'\?"):
        draw(linear(), palette="drak")
    with pytest.raises(TypeError, match="legend must be True or False, not 'no'"):
        draw(linear(), legend="no")
    with pytest.raises(TypeError, match="limit must be a number of steps"):
        draw(linear(), limit=True)
    with pytest.raises(ValueError, match="limit must be at least 1"):
        draw(linear(), limit=0)
    with pytest.raises(TypeError, match="draw\\(\\) takes a tape, not 'list'"):
        draw([])


def test_what_cannot_be_drawn_is_one_kind_of_error(monkeypatch):
    def broken(*_):
        raise IndexError("no room")

    monkeypatch.setattr(graph, "place", broken)
    view = draw(linear())
    for form in (view.png, view.svg, view.pdf, view.html, view._repr_mimebundle_):
        with pytest.raises(ViewError, match=r"could not be drawn \(IndexError: no room\)"):
            form()
    assert view.text == str(linear())
    assert view.dot().startswith("digraph")


def test_a_style_is_plain_data():
    assert Style() == View(linear()).style
    assert replace(Style(), palette="dark").colors is PALETTES["dark"]
