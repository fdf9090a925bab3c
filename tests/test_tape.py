"""The record itself: what it says as text, that it survives JSON, what may be left out of it."""

import doctest
import importlib
import json
import math
import pkgutil
from dataclasses import FrozenInstanceError, replace

import networkx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tapes import SAMPLES, Builder, accumulated, attention, chain, grad, linear, mlp, probe, rebound

import nbautograd.tape
from nbautograd.errors import UnknownName
from nbautograd.tape import (
    Contribution,
    Gradient,
    Step,
    Summary,
    Tape,
    Value,
    collapse,
    diff,
    plain,
    prune,
)
from nbautograd.tape.numbers import array, elide, number, shortened, summary_text

MODULES = [
    importlib.import_module(f"nbautograd.tape.{module.name}")
    for module in pkgutil.iter_modules(nbautograd.tape.__path__)
]


@pytest.mark.parametrize("module", [nbautograd.tape, *MODULES], ids=lambda module: module.__name__)
def test_examples_in_docstrings_run(module):
    assert doctest.testmod(module).failed == 0


# -- numbers and the listing ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "text"),
    [
        (1.0, "1."),
        (0.3600000143, "0.36"),
        (-0.0, "0."),
        (-1e-30, "-1e-30"),
        (0.00001, "1e-05"),
        (123456.7, "123457."),
        (6e4, "60000."),
        (1e30, "1e+30"),
        (math.nan, "nan"),
        (-math.inf, "-inf"),
        (7, "7"),
        (True, "True"),
        (complex(1, -2), "1.-2.j"),
        (complex(0.5, 0), "0.5+0.j"),
    ],
)
def test_numbers_are_short(x, text):
    assert number(x) == text


@pytest.mark.parametrize("width", range(8, 60))
def test_arrays_and_names_fit_their_width(width):
    data = [[[math.sin(i + j + k) for i in range(5)] for j in range(4)] for k in range(3)]
    assert len(array(data, width)) <= width
    assert len(elide("a_name_of_many_words " * 5, width)) <= width
    assert len(summary_text(Summary(-0.9987, 0.9991, 0.01234, 0.7071), max(width, 20))) <= max(
        width, 20
    )


def test_what_is_not_finite_is_never_left_out():
    assert summary_text(Summary(0.0, 1.0, 0.5, 0.1, nans=3, infs=1), 1) == "0. to 1., 3 nan, 1 inf"


def test_listing_of_the_linear_example():
    assert str(linear()) == (
        "tape: 3 leaves, 1 constant, 4 steps, 4 backward steps, numpy\n"
        "\n"
        "  x  leaf      (2, 1)  float32  [[1.], [2.]]  grad [[0.6], [0.6]]\n"
        "  w  leaf      (1, 2)  float32  [[0.5, 0.5]]  grad [[1.2, 2.4]]\n"
        "  b  leaf      ()      float32  0.1           grad 1.2\n"
        "        1.2  backward 1, line 8  through add, line 5  summed over dims 0, 1\n"
        "  z  constant  ()      float32  1.            grad ∅\n"
        "\n"
        "  %3   = matmul(w, x)         (1, 2) (2, 1) -> (1, 1)  [[1.5]]   grad [[1.2]]"
        "  saved w, x  line 5\n"
        "  y    = add(%3, b)           (1, 1) () -> (1, 1)      [[1.6]]   grad [[1.2]]"
        "              line 5\n"
        "  %6   = sub(y, z)            (1, 1) () -> (1, 1)      [[0.6]]   grad [[1.2]]"
        "              line 7\n"
        "  loss = pow(%6, exponent=2)  (1, 1) -> (1, 1)         [[0.36]]  grad [[1.]] "
        "  saved %6    line 7\n"
        "\n"
        "  backward 1, line 8: pow, sub, add, matmul"
    )


def test_listing_says_why_there_is_no_gradient():
    text = str(probe())
    assert "h     = detach(%3)" in text
    assert "no gradient: detach   line 1" in text
    assert "no gradient: no_grad  line 3" in text
    assert "w  leaf  (2,)  float32  [0.5, 0.25]  grad ∅" in text


def test_listing_has_the_three_states_of_a_gradient():
    states = [Gradient(), Gradient("value", 0.0), Gradient("unreachable")]
    values = [
        Value(i, f"w{i}", (), "float32", "leaf", True, 1.0, None, g) for i, g in enumerate(states)
    ]
    lines = str(Tape("numpy", tuple(values))).splitlines()[2:]
    assert [line.split("grad ")[1] for line in lines] == ["—", "0.", "∅"]


def test_listing_shows_the_ledger():
    assert (
        "        [[1.2, 2.4]]  backward 1, line 8   through norm, line 7\n"
        "      + [[1., 1.]]    backward 2, line 11  through sum, line 10\n"
        "      + [[1., 1.]]    backward 3, line 14  through sum, line 13\n"
    ) in str(accumulated())


def test_listing_names_every_binding_and_output():
    text = str(rebound())
    assert "y#2     = mul(y#1, y#1)" in text
    assert "y       = add_(y#2, other=1)" in text
    assert "values  = max(y, dim=1)[0]" in text
    assert "indices = max(y, dim=1)[1]" in text


def test_a_message_is_shortened_after_a_word():
    assert shortened("RuntimeError: shapes [2]\nand [3]", 80) == "RuntimeError: shapes [2] and [3]"
    assert shortened("RuntimeError: shapes [2] and [3]", 27) == "RuntimeError: shapes [2]…"
    assert shortened("x" * 40, 10) == "x" * 9 + "…"
    assert shortened("a\x1b[31mb", 80) == "a\N{REPLACEMENT CHARACTER}[31mb"


def test_long_listing_is_elided_in_the_middle():
    tape = mlp(30)
    text = tape.listing(limit=12)
    assert "… 51 more values …" in text
    assert "… 82 more steps …" in text
    assert "loss" in text
    assert len(text.splitlines()) < 32
    assert len(tape.listing(limit=None).splitlines()) > 150


@pytest.mark.parametrize("name", SAMPLES)
def test_listing_is_printable_lines(name):
    text = str(SAMPLES[name]())
    assert all(c.isprintable() or c == "\n" for c in text)
    assert not any(line.endswith(" ") for line in text.splitlines())


def test_listing_tames_control_characters():
    tape = Tape("numpy", (Value(0, "a\x1b[31m\ud800b", (), "float32", "leaf"),), error="E: \x07")
    assert all(c.isprintable() or c == "\n" for c in str(tape))


def test_an_empty_tape_says_so():
    assert str(Tape("numpy")) == "tape: nothing recorded, numpy"


# -- looking things up ----------------------------------------------------------------------------


def test_a_value_is_found_by_name_and_by_label():
    tape = rebound()
    assert tape["y"].id == 2
    assert tape["y#1"].id == 0
    assert tape["%5"].id == 5
    with pytest.raises(UnknownName, match=r"no value named 'los'\. Did you mean 'loss'\?"):
        linear()["los"]
    with pytest.raises(KeyError, match="It has b, loss, w, x, y, z"):
        linear()["q"]
    with pytest.raises(IndexError, match="no value 99 on this tape of 8 values"):
        linear().value(99)
    with pytest.raises(IndexError, match="no step 99"):
        linear().step(99)


def test_producers_and_consumers():
    tape = linear()
    y = tape["y"]
    assert tape.producer(y.id).op == "add"
    assert [step.op for step in tape.consumers(y.id)] == ["sub"]
    assert tape.producer(tape["w"].id) is None
    assert tape.consumers(tape["loss"].id) == ()
    assert [value.name for value in tape.leaves] == ["x", "w", "b"]
    assert [step.op for step in tape.backward_steps] == ["pow", "sub", "add", "matmul"]


def test_a_tape_is_frozen():
    with pytest.raises(FrozenInstanceError):
        linear().source = ""
    with pytest.raises(FrozenInstanceError):
        linear()["w"].name = "v"


def test_skeleton_counts_values_by_first_use():
    assert linear().skeleton() == (
        ("matmul", (0, 1), ((1, 1),)),
        ("add", (2, 3), ((1, 1),)),
        ("sub", (4, 5), ((1, 1),)),
        ("pow", (6,), ((1, 1),)),
    )


def test_skeleton_ignores_ids_names_numbers_and_backward():
    a = linear()
    shift = {value.id: 100 - value.id for value in a.values}
    b = replace(
        a,
        values=tuple(replace(v, id=shift[v.id], name=None, data=None) for v in a.values),
        steps=tuple(
            replace(
                s, inputs=tuple(map(shift.get, s.inputs)), outputs=tuple(map(shift.get, s.outputs))
            )
            for s in a.forward_steps
        ),
    )
    assert a.skeleton() == b.skeleton()
    assert a.skeleton() != linear(False).skeleton()[::-1]


def test_plain_takes_tuples_and_refuses_foreign_numbers():
    assert plain(((1.0, True), (2, None))) == [[1.0, True], [2, None]]
    with pytest.raises(TypeError, match="plain Python numbers, not str"):
        plain(["1"])


# -- JSON -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_json_round_trip_is_exact(name):
    tape = SAMPLES[name]()
    text = tape.to_json()
    again = Tape.from_json(text)
    assert again.to_json() == text
    assert repr(again.values) == repr(tape.values)  # NaN is not equal to itself
    assert again.steps == tape.steps
    assert (again.backend, again.outputs, again.source, again.error) == (
        tape.backend,
        tape.outputs,
        tape.source,
        tape.error,
    )


DATA = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.complex_numbers(),
    lambda inner: st.lists(inner, max_size=3),
    max_leaves=8,
)


@given(DATA, DATA, st.none() | st.text(), st.floats())
def test_json_keeps_every_number_and_every_name(data, gradient, name, low):
    entry = Contribution(1, None, -1, 0, gradient, Summary(low, nans=2), (0, 1))
    value = Value(0, name, (2,), "float64", "leaf", True, data, Summary(low), grad(data, entry))
    text = Tape("torch", (value,)).to_json()
    assert repr(Tape.from_json(text).values[0]) == repr(value)
    json.loads(text, parse_constant=pytest.fail)  # strict readers have no NaN
    text.encode("utf-8")


def test_json_has_a_line_for_each_value_and_step():
    assert sum('{"id": ' in line for line in linear().to_json().splitlines()) == 8 + 8


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("{", "not a tape"),
        ("[1]", "not a tape"),
        ('{"format": "nbautograd tape", "version": 99}', "version 99"),
        ('{"format": "nbautograd tape", "version": 1}', "damaged: KeyError"),
        (linear().to_json().replace('"op"', '"Op"'), "damaged: TypeError"),
        (linear().to_json().replace('"data": 1.0', '"data": "one"'), "damaged: ValueError"),
    ],
)
def test_what_is_not_a_tape_is_refused(text, says):
    with pytest.raises(ValueError, match=says):
        Tape.from_json(text)


# -- prune, collapse, diff ------------------------------------------------------------------------


def test_prune_keeps_what_leads_to_the_target():
    small = prune(probe(), ["h"])
    assert [step.op for step in small.steps] == ["mul", "detach"]
    assert [value.name for value in small.leaves] == ["x", "w"]
    assert small.outputs == (probe()["h"].id,)
    assert prune(probe()).forward_steps == probe().forward_steps
    assert prune(probe(), "h") == small
    with pytest.raises(UnknownName, match="Did you mean 'total'"):
        prune(probe(), ["totals"])


def test_prune_keeps_the_backward_of_what_it_keeps():
    assert [step.op for step in prune(accumulated(), ["loss"]).steps] == ["norm", "norm"]
    assert "a step that is not shown" in str(prune(accumulated(), ["loss"]))


def test_a_short_tape_is_not_collapsed():
    tape = chain(60)
    assert collapse(tape, 60) is tape
    with pytest.raises(ValueError, match="at least 1"):
        collapse(tape, 0)


def test_a_loop_becomes_one_round():
    small = collapse(chain(100), 60)
    (step,) = small.forward_steps
    assert (step.op, step.repeats, step.line) == ("mul", 100, 3)
    assert [value.name for value in small.values] == ["a", "y", "y"]
    assert small["y"].role == "output"
    assert small["y"].data == chain(100)["y"].data
    assert "y = mul(y#1, a) ×100" in str(small)


def test_equal_layers_become_one_and_count_their_parameters():
    small = collapse(mlp(20), 12)
    assert [(s.op, s.repeats) for s in small.forward_steps] == [
        ("matmul", 20),
        ("add", 20),
        ("relu", 20),
        ("sub", 1),
        ("pow", 1),
        ("mean", 1),
    ]
    assert small["W1"].more == small["b1"].more == 19
    assert small["x"].more == 0


def test_one_line_with_three_products_is_no_loop():
    small = collapse(attention(3), 20)
    names = [small.label(step.outputs[0]) for step in small.forward_steps if step.op == "matmul"]
    assert {"q", "k", "v"} <= set(names)


def test_a_round_begins_where_the_fewest_values_cross():
    first, second, *_ = collapse(attention(3), 21).forward_steps
    assert (first.op, first.repeats) == ("add", 1)  # the positions are added once
    assert (second.op, second.repeats) == ("layer_norm", 3)


def test_nested_loops_collapse():
    b = Builder()
    y, a, c = b.leaf("y"), b.constant("a"), b.constant("c")
    for _ in range(7):
        for _ in range(9):
            y = b.op("mul", y, a, name="y", line=3)
        y = b.op("add", y, c, name="y", line=4)
    small = collapse(b.tape(y), 10)
    assert [(s.op, s.repeats) for s in small.forward_steps] == [("mul", 63), ("add", 7)]


def test_what_has_no_pattern_is_folded_in_the_middle():
    b = Builder()
    y = b.leaf("y")
    ops = ["exp", "sin", "cos", "tanh", "log", "sqrt", "abs"]
    for i in range(90):
        y = b.op(ops[(i * i + i // 7) % 7] + "x" * (i % 11), y, name=f"y{i}", line=i)
    small = collapse(b.tape(y), 10)
    assert len(small.forward_steps) == 10
    (folded,) = [step for step in small.forward_steps if step.op == "steps"]
    assert sum(step.repeats for step in small.forward_steps) == 90
    assert folded.params[0][0] == "ops"
    assert folded.repeats == 81


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 8, 13, 21, 34, 55])
@pytest.mark.parametrize("name", ["chain", "mlp", "attention", "probe", "rebound", "boundaries"])
def test_a_collapsed_tape_is_a_tape(name, limit):
    tape = SAMPLES[name]()
    small = collapse(tape, limit)
    assert len(small.forward_steps) <= max(limit, 1)
    assert sum(step.repeats for step in small.forward_steps) == len(tape.forward_steps)
    ids = {value.id for value in small.values}
    assert all(ids.issuperset(step.inputs + step.outputs) for step in small.steps)
    assert ids.issuperset(small.outputs)
    assert networkx.is_directed_acyclic_graph(small.to_networkx())
    assert Tape.from_json(small.to_json()) == small


def test_diff_lists_changed_gradients():
    change = diff(linear(False), linear())
    assert bool(change)
    assert str(change).splitlines()[:3] == [
        "gradients: 8 changed, 0 the same",
        "  x     — -> [[0.6], [0.6]]",
        "  w     — -> [[1.2, 2.4]]",
    ]
    assert not diff(linear(), linear())
    assert str(diff(linear(), linear())) == "gradients: 0 changed, 8 the same"


def test_diff_matches_values_around_an_inserted_detach():
    def tape(cut):
        b = Builder()
        x = b.leaf("x", (), 2.0, Gradient("unreachable") if cut else grad(4.0))
        h = b.op("exp", x, data=7.4, gradient=Gradient() if cut else grad(2.0), line=1)
        if cut:
            h = b.op("detach", h, data=7.4, boundary="detach", line=1)
        b.op("mul", h, name="y", data=14.8, gradient=grad(1.0), line=2, tracked=not cut)
        return b.tape()

    change = diff(tape(False), tape(True))
    assert [c.label for c in change.changes] == ["x", "%1"]
    assert change.same == 1  # y; the detached copy is on one tape only
    assert change.tracking == (("mul, line 2", "tracked", "not tracked"),)


def test_diff_does_not_count_nan_as_a_change():
    value = Value(0, "x", (), "float32", "leaf", True, 1.0, None, Gradient("value", math.nan))
    again = replace(value, gradient=Gradient("value", float("nan")))
    assert not diff(Tape("numpy", (value,)), Tape("numpy", (again,)))


# -- NetworkX -------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SAMPLES)
def test_the_graph_is_bipartite_acyclic_and_plain(name, tmp_path):
    graph = SAMPLES[name]().to_networkx()
    assert networkx.is_directed_acyclic_graph(graph)
    kinds = networkx.get_node_attributes(graph, "kind")
    assert all({kinds[a], kinds[b]} == {"value", "step"} for a, b in graph.edges)
    attributes = [*graph.nodes.values(), *graph.edges.values(), graph.graph]
    assert {type(x) for found in attributes for x in found.values()} <= {str, int, bool}


def test_the_graph_can_be_written_and_read(tmp_path):
    networkx.write_graphml(probe().to_networkx(), tmp_path / "tape.graphml")
    again = networkx.read_graphml(tmp_path / "tape.graphml")
    assert again.nodes["s1"]["boundary"] == "detach"


def test_the_graph_knows_where_gradient_flows():
    graph = probe().to_networkx()
    assert graph.edges["v0", "s0"]["gradient"]
    assert not graph.edges["v3", "s1"]["gradient"]
    assert rebound().to_networkx().edges["v0", "s0"]["arguments"] == "0, 1"


def test_an_in_place_step_that_reuses_its_value_makes_no_cycle():
    x = Value(0, "x", (), "float32", "leaf", True)
    tape = Tape("numpy", (x,), (Step(0, "add", (0,), (0,), inplace=True),))
    assert networkx.is_directed_acyclic_graph(tape.to_networkx())


def test_a_step_without_its_value_is_no_tape():
    x = Value(0, "x", (), "float32", "leaf", True)
    with pytest.raises(ValueError, match=r"step 3 \(exp\) has no value 7 on the tape"):
        Tape("numpy", (x,), (Step(3, "exp", (7,), (0,)),))


def test_gradient_stops_only_where_it_could_have_come():
    tape = probe()
    assert [step.op for step in tape.forward_steps if tape.stops_gradient(step)] == [
        "detach",
        "mul",
    ]
    b = Builder()
    b.op("mul", b.constant("a"), boundary="no_grad")
    assert not b.tape().stops_gradient(b.tape().steps[0])
