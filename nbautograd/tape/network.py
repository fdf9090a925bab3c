"""The forward computation as a NetworkX graph, for pictures and for the reader's own algorithms.

Values and steps are both vertices (a step with two outputs or a value with three consumers needs no
convention then). NetworkX is imported when a graph is asked for, not before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .model import Step, Tape, Value
from .numbers import data_text, gradient_text, shape_text

if TYPE_CHECKING:
    import networkx


def to_networkx(tape: Tape) -> networkx.DiGraph[str]:
    """A ``DiGraph`` with vertices ``v<id>`` (values) and ``s<id>`` (forward steps).

    An edge into a step has ``arguments`` (the positions, ``"0, 1"`` for ``x * x``); every edge has
    ``gradient``: whether a gradient can flow back along it.
    """
    import networkx

    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.graph["backend"] = tape.backend  # as a keyword it would choose NetworkX's own backend
    for value in tape.values:
        graph.add_node(f"v{value.id}", **_value(tape, value))
    for step in tape.forward_steps:
        here = f"s{step.id}"
        graph.add_node(here, **_step(step))
        positions: dict[int, list[int]] = {}
        for position, id in enumerate(step.inputs):
            positions.setdefault(id, []).append(position)
        for id, places in positions.items():
            flows = step.tracked and tape.value(id).requires_grad
            arguments = ", ".join(map(str, places))
            graph.add_edge(f"v{id}", here, arguments=arguments, gradient=flows)
        for position, id in enumerate(step.outputs):
            if id not in positions:  # a value cannot come before itself
                flows = step.tracked and tape.value(id).requires_grad
                graph.add_edge(here, f"v{id}", arguments=str(position), gradient=flows)
    return graph


def _value(tape: Tape, value: Value) -> dict[str, Any]:
    return {
        "kind": "value",
        "id": value.id,
        "label": tape.label(value.id),
        "role": value.role,
        "shape": shape_text(value.shape),
        "dtype": value.dtype,
        "requires_grad": value.requires_grad,
        "data": data_text(value.data, value.summary),
        "gradient": gradient_text(value.gradient),
        "more": value.more,
    }


def _step(step: Step) -> dict[str, Any]:
    return {
        "kind": "step",
        "id": step.id,
        "label": step.op,
        "params": ", ".join(f"{name}={text}" for name, text in step.params),
        "line": -1 if step.line is None else step.line,
        "source": step.source,
        "tracked": step.tracked,
        "boundary": step.boundary or "",
        "inplace": step.inplace,
        "repeats": step.repeats,
    }
