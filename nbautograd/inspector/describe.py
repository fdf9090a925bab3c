"""With this module one can read about an op, a tensor, an attribute, a class, a module ..."""

from __future__ import annotations

import inspect
import textwrap
from collections.abc import Iterator, Mapping
from typing import Any

from nbautograd.inspector.cards import card
from nbautograd.inspector.docstrings import parse
from nbautograd.inspector.facts import facts, node_name
from nbautograd.inspector.kinds import (
    GROUPS,
    entry_of,
    is_inplace_name,
    is_tensor,
)
from nbautograd.inspector.members import members
from nbautograd.inspector.nodes import node_sections, op_name
from nbautograd.inspector.page import Page
from nbautograd.inspector.references import Found, documentation, lookup
from nbautograd.inspector.resolve import Target, public_name, resolve
from nbautograd.inspector.signatures import folded, signatures
from nbautograd.inspector.static import (
    MISSING,
    bases_of,
    doc_of,
    shown,
    stored,
)
from nbautograd.inspector.tensors import attribute_state, shape, tensor_sections
from nbautograd.inspector.tree import (
    Admonition,
    Block,
    Code,
    CodeBlock,
    Field,
    Fields,
    Inline,
    Section,
    paragraph,
)

_FEW = 8
_LATE = {"example", "other"}


def describe(
    obj: Any,
    name: str | None = None,
    parent: Any = None,
    *,
    names: Mapping[str, Any] | None = None,
    source: bool = False,
) -> Page:
    """The page about an object: what it is, its signature, mathematics, gradient and example.

    `name` is how the user wrote it and `parent` the object it was reached through, so that
    `describe(t.grad, "t.grad", t)` is about the attribute. `names` are the variables around, so
    that a tensor's inputs are called by their names; `source` adds the Python source. Nothing of
    `obj` is run.

    >>> describe(abs).title
    'abs'
    """
    target = resolve(obj, name, parent)
    sections = tuple(_SECTIONS[target.kind](target, names or {}))
    if source and (text := _source(target.obj)):
        sections += (Section("Source", "source", (CodeBlock(text, "python"),)),)
    return Page(target.title, sections)


def _routine(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    found = documentation(target.obj, target.name, target.package)
    documented = parse(doc_of(target.obj)).signatures
    calls = signatures(target.obj, target.name, documented, target.package)
    if not calls and found:
        calls = parse(found.doc).signatures
    entry = entry_of(target.obj) or _table(target)
    yield _head(target, entry, calls)
    if is_inplace_name(target.name):
        yield Section("", "description", (_in_place(target.name),))
    early, late = _split(_documents(found))
    yield from early
    if entry is not None:
        yield from card(entry)
    yield from late


def _head(target: Target, entry: Any, calls: tuple[str, ...]) -> Section:
    words: list[str | Inline] = ["Function"]
    if target.owner is not None:
        words = ["Method of ", Code(public_name(target.owner))]
    if entry is not None and getattr(entry, "differentiable", True):
        words.append(", differentiable")
    if target.called != target.title.rpartition(".")[2]:
        words += [", here called ", Code(target.called)]
    blocks: list[Block] = [paragraph(*words, ".")]
    if calls:
        blocks.append(CodeBlock("\n".join(map(folded, calls)), "python"))
    return Section("", "signature", tuple(blocks))


def _in_place(name: str) -> Block:
    words = paragraph(
        *("Writes the result of ", Code(name[:-1]), " into the tensor itself and returns it. "),
        "A leaf that requires grad refuses it outside of no_grad, and backward refuses to use a ",
        "value that an op had saved and that was overwritten.",
    )
    return Admonition("In place", (words,))


def _documents(found: Found | None) -> Iterator[Section]:
    if found is None:
        return
    if found.source:
        words = paragraph("Documented as ", Code(found.source), ":")
        yield Section("", "description", (words,))
    yield from parse(found.doc).sections


def _split(sections: Iterator[Section]) -> tuple[list[Section], list[Section]]:
    # The gradient belongs between the description and the examples.
    early: list[Section] = []
    late: list[Section] = []
    for section in sections:
        (late if late or section.kind in _LATE else early).append(section)
    return early, late


def _table(target: Target) -> Any:
    """The entry of the table for PyTorch's function of the same name."""
    if target.package != "torch":
        return None
    from nbautograd.ops import OPS

    name = target.name.rstrip("_").lstrip("_")
    place = target.title.removeprefix("torch.").rpartition(".")[0]
    full = name if place in {"", "Tensor", "nn.functional"} else f"{place}.{name}"
    return OPS.get(full)


def _attribute(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    owner = f" of {public_name(target.owner)}" if target.owner is not None else ""
    yield Section("", "signature", (paragraph(f"Attribute{owner}."),))
    if now := tuple(_value(target, names)):
        yield Section("Now", "state", now)
    yield from _documents(documentation(target.obj, target.name, target.package))
    if target.name == "grad_fn" and target.parent is not None:
        node = facts(target.parent).node
        if node is not None:
            yield from _about_node(node)


def _value(target: Target, names: Mapping[str, Any]) -> Iterator[Block]:
    state = attribute_state(target.parent, target.name, names)
    if state is not None:
        yield state
    elif target.value is MISSING:
        return
    elif is_tensor(target.value):
        yield from tensor_sections(target.value, names)[0].blocks
    else:
        yield paragraph(Code(shown(target.value)))


def _class(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    found = documentation(target.obj, target.name or target.obj.__name__, target.package)
    short = target.title.rpartition(".")[2]
    calls = signatures(target.obj, short, parse(doc_of(target.obj)).signatures, "")
    bases = [public_name(base) for base in bases_of(target.obj) if not _is_internal(base)]
    blocks: list[Block] = [paragraph(f"Class, based on {', '.join(bases)}." if bases else "Class.")]
    if calls:
        blocks.append(CodeBlock("\n".join(map(folded, calls)), "python"))
    yield Section("", "signature", tuple(blocks))
    yield from _documents(found)
    yield from _overview(target.obj)


def _is_internal(cls: type) -> bool:
    """Whether a class of ours is found in the file that defines it and nowhere else."""
    ours = cls.__module__.startswith("nbautograd.") and cls.__module__.count(".") > 1
    return ours and public_name(cls).rpartition(".")[0] in (cls.__module__, "")


def _module(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    yield Section("", "signature", (paragraph("Module."),))
    yield from parse(doc_of(target.obj)).sections
    yield from _overview(target.obj)


def _overview(obj: Any) -> Iterator[Section]:
    """How many members of each kind, and the first names."""
    grouped: dict[str, list[str]] = {}
    for entry in members(obj):
        if not entry.private and entry.kind != "special" and not entry.inherited:
            grouped.setdefault(entry.kind, []).append(entry.name)
    fields = []
    for kind, title in GROUPS.items():
        if found := grouped.get(kind):
            fields.append(_few(title, found))
    if fields:
        yield Section("Members", "members", (Fields(tuple(fields)),))


def _tensor(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    yield from tensor_sections(target.obj, names)


def _node(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    yield from _about_node(target.obj)


def _about_node(node: Any) -> Iterator[Section]:
    name = node_name(node)
    yield from node_sections(node)
    entry = getattr(getattr(node, "plan", None), "op", None)
    package = "nbautograd" if entry is not None else "torch"
    op = op_name(name)
    function = getattr(entry, "function", MISSING)
    if function is MISSING:
        function = lookup(op, package)
        entry = _table(Target("routine", op, function, op, package=package))
    if entry is not None:
        yield from card(entry, brief=True)
    found = documentation(function, op, package) if function is not MISSING else None
    if found is not None:
        title = public_name(function) or op
        yield Section("", "description", (paragraph("The op is ", Code(title), ":"),))
        yield from _documents(found)


def _instance(target: Target, names: Mapping[str, Any]) -> Iterator[Section]:
    kind = type(target.obj)
    text = shown(target.obj)
    blocks: list[Block] = [paragraph("Instance of ", Code(public_name(kind)), ".")]
    if not text.startswith("<"):
        blocks.append(paragraph("Value: ", Code(text)))
    yield Section("", "signature", tuple(blocks))
    if kind.__module__ != "builtins":
        yield from parse(doc_of(kind)).sections
        if held := tuple(_held(target.obj)):
            yield Section("Holds", "members", (Fields(held),))


def _held(obj: Any) -> Iterator[Field]:
    """What is stored in an object: parameters, buffers and modules if it is a module, the rest."""
    state = stored(obj)
    for key, title in (
        ("_parameters", "Parameters"),
        ("_buffers", "Buffers"),
        ("_modules", "Modules"),
    ):
        found = state.get(key)
        parts = found.items() if isinstance(found, dict) else ()
        if words := [f"{name} {_kind(part)}" for name, part in parts if part is not None]:
            yield _few(title, words)
    if words := sorted(key for key in state if not key.startswith("_")):
        yield _few("Attributes", words)


def _kind(part: Any) -> str:
    return shape(facts(part).shape) if is_tensor(part) else type(part).__name__


def _few(title: str, words: list[str]) -> Field:
    text = ", ".join(words[:_FEW]) + (", ..." if len(words) > _FEW else "")
    return Field(f"{title} ({len(words)})", "", (paragraph(text),))


def _source(obj: Any) -> str:
    try:
        return textwrap.dedent(inspect.getsource(obj)).rstrip()
    except (OSError, TypeError):
        return ""


_SECTIONS = {
    "routine": _routine,
    "attribute": _attribute,
    "class": _class,
    "module": _module,
    "tensor": _tensor,
    "node": _node,
    "value": _instance,
}
