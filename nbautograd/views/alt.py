"""A picture in words, for those who do not see it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nbautograd.tape import Tape, Value
from nbautograd.tape.numbers import elide

_NAMED = 6


def alt_text(tape: Tape) -> str:
    """One or two sentences: what was computed from what, and where gradient goes and stops."""
    steps = tape.forward_steps
    if not tape.values and not steps:
        return "Computation graph: nothing was recorded."
    targets = [tape.value(id) for id in tape.outputs]
    given = [
        _some(tape, tape.leaves, "leaf", "leaves"),
        _some(tape, tape.constants, "constant", "constants"),
    ]
    start = " and ".join(text for text in given if text)
    count = sum(step.repeats for step in steps)
    text = f"Computation graph: {count} step{'s' * (count != 1)}"
    text += f" from {start}" if start else ""
    text += f" to {_some(tape, targets, 'target', 'targets')}" if targets else ""
    return f"{text}. {_gradients(tape)}".strip()


def _gradients(tape: Tape) -> str:
    parts = []
    reached = [leaf for leaf in tape.leaves if leaf.gradient.state == "value"]
    lost = [leaf for leaf in tape.leaves if leaf.gradient.state == "unreachable"]
    if reached:
        parts.append(f"gradient reaches {_names(tape, reached)}")
    if lost:
        parts.append(f"no gradient reaches {_names(tape, lost)}")
    if tape.leaves and not reached and not lost:
        parts.append("no gradient is computed yet")
    places = Counter(
        f"{step.boundary}{'' if step.line is None else f' on line {step.line}'}"
        for step in tape.forward_steps
        if tape.stops_gradient(step)
    )
    stops = [text if n == 1 else f"{text} ({n} times)" for text, n in places.items()]
    if stops:
        more = f" and {len(stops) - 3} more" if len(stops) > 3 else ""
        parts.append(f"it stops at {', '.join(stops[:3])}{more}")
    if tape.error:
        parts.append(f"the cell stopped with {elide(tape.error, 80)}")
    text = "; ".join(parts)
    return f"{text[0].upper()}{text[1:]}." if text else ""


def _some(tape: Tape, values: Sequence[Value], noun: str, plural: str) -> str:
    if not values:
        return ""
    return f"{noun if len(values) == 1 else plural} {_names(tape, values)}"


def _names(tape: Tape, values: Sequence[Value]) -> str:
    names = [elide(tape.label(value.id), 24) for value in values[:_NAMED]]
    if len(values) > _NAMED:
        return f"{', '.join(names)} and {len(values) - _NAMED} more"
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]
