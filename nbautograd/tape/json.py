"""A tape as JSON text and back, exactly.

One line a value and a step, so that two tapes can be compared by ``git diff``. JSON has no NaN and
no infinity: inside numbers they are written as the strings ``"nan"``, ``"inf"`` and ``"-inf"``,
complex numbers as ``{"re": .., "im": ..}``.
"""

from __future__ import annotations

import json
import math
from dataclasses import fields
from typing import Any, cast

from .model import Contribution, Data, Gradient, Step, Summary, Tape, Value

FORMAT = "nbautograd tape"
VERSION = 1
_PUBLIC = ("backend", "outputs", "source", "error")


def dumps(tape: Tape) -> str:
    """The text form of a tape; equal tapes give equal text."""
    head = {"format": FORMAT, "version": VERSION}
    head |= {name: _encode(getattr(tape, name)) for name in _PUBLIC}
    rows = [f" {_line(name)}: {_line(item)}" for name, item in head.items()]
    for name, items in (("values", tape.values), ("steps", tape.steps)):
        body = ",\n  ".join(_line(_encode(item)) for item in items)
        rows.append(f' "{name}": [\n  {body}\n ]' if body else f' "{name}": []')
    return "{\n" + ",\n".join(rows) + "\n}\n"


def loads(text: str) -> Tape:
    """The tape that ``dumps`` wrote; ValueError if the text is something else."""
    try:
        record = json.loads(text)
    except json.JSONDecodeError as error:
        raise ValueError(f"this is not a tape: {error}") from None
    if not isinstance(record, dict) or record.get("format") != FORMAT:
        raise ValueError(f'this is not a tape: it does not say "format": {FORMAT!r}')
    if record.get("version") != VERSION:
        raise ValueError(
            f"this tape has version {record.get('version')!r}, this package reads {VERSION}"
        )
    try:
        return Tape(
            backend=record["backend"],
            values=tuple(_value(row) for row in record["values"]),
            steps=tuple(_step(row) for row in record["steps"]),
            outputs=tuple(record["outputs"]),
            source=record["source"],
            error=record["error"],
        )
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ValueError(f"this tape is damaged: {type(error).__name__}: {error}") from None


def _line(item: Any) -> str:
    return json.dumps(item, ensure_ascii=False, allow_nan=False, separators=(", ", ": "))


def _encode(item: Any) -> Any:
    if isinstance(item, float) and not math.isfinite(item):
        return str(item)
    if isinstance(item, complex):
        return {"re": _encode(item.real), "im": _encode(item.imag)}
    if isinstance(item, list | tuple):
        return [_encode(part) for part in item]
    if isinstance(item, Summary | Contribution | Gradient | Value | Step):
        return {part.name: _encode(getattr(item, part.name)) for part in fields(item)}
    return item


def _number(item: Any) -> Data:
    if isinstance(item, str):
        return float(item)
    if isinstance(item, list):
        return [_number(part) for part in item]
    if isinstance(item, dict):
        return complex(cast(float, _number(item["re"])), cast(float, _number(item["im"])))
    return cast(Data, item)


def _summary(row: dict[str, Any] | None) -> Summary | None:
    if row is None:
        return None
    numbers: dict[str, Any] = {name: _number(part) for name, part in row.items()}
    return Summary(**numbers)


def _contribution(row: dict[str, Any]) -> Contribution:
    numbers = {"data": _number(row["data"]), "summary": _summary(row["summary"])}
    return Contribution(**row | numbers | {"summed": tuple(row["summed"])})


def _gradient(row: dict[str, Any]) -> Gradient:
    numbers = {"data": _number(row["data"]), "summary": _summary(row["summary"])}
    return Gradient(**row | numbers | {"ledger": tuple(map(_contribution, row["ledger"]))})


def _value(row: dict[str, Any]) -> Value:
    numbers = {"data": _number(row["data"]), "summary": _summary(row["summary"])}
    shape = {"shape": tuple(row["shape"]), "gradient": _gradient(row["gradient"])}
    return Value(**row | numbers | shape)


def _step(row: dict[str, Any]) -> Step:
    params = tuple((name, text) for name, text in row["params"])
    lists = {name: tuple(row[name]) for name in ("inputs", "outputs", "saved")}
    return Step(**row | lists | {"params": params})
