"""With this module one can find the documentation that belongs to a name, wherever it is kept.

`torch.relu` has no docstring and `Tensor.exp_` says "see `exp`": the text is one step away, under
the same name in a neighbouring namespace or under the name that is referred to.
"""

from __future__ import annotations

import re
import types
from dataclasses import dataclass
from itertools import product
from typing import Any

from nbautograd.inspector.docstrings import split_signatures
from nbautograd.inspector.kinds import is_attribute, is_inplace_name
from nbautograd.inspector.static import MISSING, doc_of, loaded, owner_of, static, stored

_POINTER = re.compile(
    r"(?:See(?: also)?|Alias (?:for|of)|(?:In|Out-of)-place (?:version|variant) of|Same as"
    r"|Equivalent to|This is an alias for)\b.*?:(?:func|meth|class|attr):`~?\.?([\w.]+)(?:\(\))?`",
    re.DOTALL,
)
_HOPS, _POINTER_LENGTH = 4, 200
_PLACES = ("", "Tensor", "nn.functional", "special", "linalg", "fft")


@dataclass(frozen=True, slots=True)
class Found:
    """A docstring and, when it is not the object's own, the name it was found under."""

    doc: str
    source: str = ""


def documentation(obj: Any, name: str, package: str) -> Found | None:
    """The docstring that says most about an object: its own, or the one its own points to.

    >>> documentation(abs, "abs", "builtins")
    Found(doc='Return the absolute value of the argument.', source='')
    """
    own = doc_of(obj)
    found = Found(own) if own.strip() else _namesake(obj, name, package)
    for _ in range(_HOPS):
        following = _pointed(found.doc, package) if found else None
        if following is None:
            break
        found = following
    return found


def _pointed(doc: str, package: str) -> Found | None:
    if len(doc) > 2 * _POINTER_LENGTH:
        return None
    lines = doc.strip().split("\n")
    _, start = split_signatures(lines)
    text = " ".join(line.strip() for line in lines[start:]).strip()
    pointer = _POINTER.match(text)
    if not pointer or len(text) > _POINTER_LENGTH:
        return None
    target = pointer[1]
    found = lookup(target, package)
    if found is MISSING:
        found = lookup(f"Tensor.{target}", package)
    other = doc_of(found) if found is not MISSING else ""
    if not other.strip() or other == doc:
        return None
    return Found(other, target if target.startswith(f"{package}.") else f"{package}.{target}")


def _namesake(obj: Any, name: str, package: str) -> Found | None:
    last = name.rpartition(".")[2].lstrip("_")
    names = [last, last[:-1]] if is_inplace_name(last) else [last]
    # PyTorch's attributes without a docstring have the meaning of ours.
    packages = [package, "nbautograd"] if package == "torch" else [package]
    places = ("Tensor",) if is_attribute(obj) else _PLACES
    for where, place in product(packages, places):
        holder = _holder(where, place)
        for candidate in names if holder is not None else ():
            found = _member(holder, candidate)
            if found is not MISSING and found is not obj and doc_of(found).strip():
                return Found(doc_of(found), ".".join(filter(None, [where, place, candidate])))
    return None


def _holder(package: str, place: str) -> Any:
    if place == "Tensor":
        return stored(loaded(package)).get(place)
    return loaded(f"{package}.{place}" if place else package)


def lookup(path: str, package: str) -> Any:
    """What a dotted name stands for in a package that is already imported, or `MISSING`."""
    module = loaded(package)
    if module is None or not path:
        return MISSING
    found: Any = module
    for part in path.removeprefix(f"{package}.").split("."):
        found = _member(found, part)
        if found is MISSING:
            return MISSING
    return found


def _member(holder: Any, name: str) -> Any:
    if isinstance(holder, type):
        owner = owner_of(holder, name)
        return MISSING if owner is None else stored(owner)[name]
    if isinstance(holder, types.ModuleType):
        return stored(holder).get(name, MISSING)
    return static(holder, name)
