"""With this module one can read about an op: its mathematics, its gradient, what backward needs.

A card is made from the op's entry in the table, so a new op has one without anything written here.
"""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Iterator, Sequence
from typing import Any

from nbautograd.inspector.kinds import entry_of
from nbautograd.inspector.tree import (
    Block,
    Code,
    CodeBlock,
    Field,
    Fields,
    Inline,
    Math,
    MathBlock,
    Section,
    paragraph,
)

_PARTS, _LINES = 3, 20
_BAR = "the gradient of the final scalar"
_KINDS = {
    "elementwise": "Acts on each element; inputs of different shapes are broadcast together.",
    "linear": "Linear in its inputs together: its derivative does not depend on where it is taken.",
    "view": "The result is a view: it shares memory and version with its input.",
}


def card(entry: Any, brief: bool = False) -> tuple[Section, ...]:
    """The section about the gradient of an op or a composite of the table.

    A `brief` one has only the mathematics: on a node's page the node says itself what it saved.
    """
    if not hasattr(entry, "kind"):
        return (Section("Gradient", "gradient", tuple(_composite(entry))),)
    blocks: list[Block] = []
    if (
        not brief
        and entry.kind in _KINDS
        and (entry.kind != "elementwise" or len(entry.inputs) > 1)
    ):
        blocks.append(paragraph(_KINDS[entry.kind]))
    blocks.extend(_mathematics(entry))
    rows = tuple(Field(name, "", (paragraph(*words),)) for name, words in _rows(entry))
    if rows and not brief:
        blocks.append(Fields(rows))
    return (Section("Gradient", "gradient", tuple(blocks)),) if blocks else ()


def _composite(entry: Any) -> Iterator[Block]:
    shown = [(part, lines) for part in parts(entry)[:_PARTS] if (lines := formulas(part))]
    words = "Built from other ops: gradient flows through them, and the graph shows their nodes."
    yield paragraph(words + f" A bar is {_BAR}." * any(len(lines) > 1 for _, lines in shown))
    for part, lines in shown:
        yield paragraph("Through ", Code(part.name), ", with ", *_signs(part, lines), ":")
        yield from (MathBlock(line) for line in lines)


def parts(entry: Any) -> tuple[Any, ...]:
    """The public ops that the code of a composite calls by name."""
    function = entry.function
    names = getattr(getattr(function, "__code__", None), "co_names", ())
    called = (entry_of(function.__globals__.get(name)) for name in names)
    return tuple(op for op in called if hasattr(op, "kind") and op.is_function)


def _mathematics(entry: Any) -> Iterator[Block]:
    lines = formulas(entry)
    if not getattr(entry, "differentiable", True):
        yield paragraph("Not differentiable: its result never requires grad.")
    elif lines:
        bar = f", and a bar for {_BAR}" if len(lines) > 1 else ""
        yield paragraph("With ", *_signs(entry, lines), f"{bar}:")
    yield from (MathBlock(line) for line in lines)
    if not any("bar" in line for line in lines) and (text := declared(entry)):
        yield paragraph(
            "The derivative as it is declared, ", Code("g"), " the gradient of ", Math("z"), ":"
        )
        yield CodeBlock(text, "python")


def _signs(entry: Any, lines: Sequence[str]) -> Iterator[str | Inline]:
    """What the letters in the formulas of an op are."""
    for letter, name in zip(entry.arguments, entry.public_names, strict=True):
        if letter != name and any(re.search(rf"(?<![\\\w]){letter}(?!\w)", s) for s in lines):
            yield from (Math(letter), " for ", Code(name), ", ")
    yield from (Math("z"), " for the result")


def formulas(entry: Any) -> tuple[str, ...]:
    """The op and its derivatives in TeX, as far as they can be written down."""
    from nbautograd.derivation import op_formulas

    return op_formulas(entry)


def declared(entry: Any) -> str:
    """The source of an op's formulas, for those that compute more than can be written in TeX."""
    found: dict[str, None] = {}
    for formula in entry.formulas(entry.mask_of_formulas):
        try:
            text = textwrap.dedent(inspect.getsource(formula.function)).strip()
        except (OSError, TypeError):
            continue
        if text.count("\n") < _LINES:
            found[text] = None
    return "\n\n".join(found)


def _rows(entry: Any) -> Iterator[tuple[str, tuple[str | Inline, ...]]]:
    if getattr(entry, "differentiable", True):
        yield "saved for backward", _saved(entry)
        yield "node", (Code(entry.node_name),)
    for point, value in sorted((entry.edge or {}).items()):
        yield "kink", (f"at {point:g} the derivative is taken as {value:g}",)
    if getattr(entry, "has_inplace", False):
        yield "in place", (Code(f"{entry.name.rpartition('.')[2]}_"),)
    if aliases := getattr(entry, "aliases", ()):
        yield "also called", tuple(_listed(aliases))


def _saved(entry: Any) -> tuple[str | Inline, ...]:
    names = saved_names(entry)
    if not names:
        return ("nothing but shapes and parameters",)
    return (*_listed(names), ": writing to it in place before backward is refused")


def saved_names(entry: Any) -> tuple[str, ...]:
    """What the formulas of an op keep, by the names a user knows."""
    kept = [
        entry.source_name(source)
        for formula in entry.formulas(entry.mask_of_formulas)
        for source in formula.sources
        if source[0] in ("input", "output")
    ]
    public = dict(zip(entry.arguments, entry.public_names, strict=True))
    result = {"out": "the result"} if entry.outputs == ("out",) else {}
    return tuple(dict.fromkeys({**public, **result}.get(name, name) for name in kept))


def _listed(names: tuple[str, ...]) -> Iterator[str | Inline]:
    for at, name in enumerate(names):
        if at:
            yield ", "
        yield name if name.startswith("the ") else Code(name)
