"""PyTorch's names for what is declared: of a function's module, of its nodes, of its results.

All follow from the name of the op, so that pickle and a reader of a graph find what they know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

__all__ = ["namespace_of", "node_name_of", "return_type"]


def namespace_of(name: str) -> str:
    """The module in which the public function of this name is found (and by pickle, too)."""
    return ".".join(("nbautograd", *name.split(".")[:-1]))


def return_type(name: str, fields: Sequence[str]) -> Any:
    """A named tuple that prints as PyTorch's ``torch.return_types.max(values=..., ...)``."""
    short = name.replace(".", "_")

    def text(self: Any) -> str:
        lines = [f"{n}={value!r}" for n, value in zip(fields, self, strict=True)]
        return f"torch.return_types.{short}(\n" + ",\n".join(lines) + ")"

    from collections import namedtuple
    base = namedtuple(short, fields)  # type: ignore[misc]  # fields are data here
    return type(short, (base,), {"__slots__": (), "__repr__": text,
                                 "__module__": "nbautograd.return_types"})


def node_name_of(name: str) -> str:
    """PyTorch's name of the nodes of an op: ``linalg.det`` makes a ``LinalgDetBackward0``."""
    return "".join(part.title() for part in name.replace(".", "_").split("_")) + "Backward0"
