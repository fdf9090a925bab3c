"""Parameters of a call as short, deterministic text."""

from __future__ import annotations

from typing import Any

import numpy as np

__all__ = ["described"]


def described(value: Any) -> str:
    """`repr` for what has a stable one; type and shape for arrays and tensors; else the type."""
    if value is None or isinstance(value, (bool, int, float, complex, str)):
        return repr(value)
    if isinstance(value, (tuple, list)):
        inner = ", ".join(described(v) for v in value)
        if isinstance(value, list):
            return f"[{inner}]"
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, slice):
        parts = [value.start, value.stop] + ([value.step] if value.step is not None else [])
        return ":".join("" if p is None else described(p) for p in parts)
    if value is Ellipsis:
        return "..."
    if isinstance(value, np.generic):
        return repr(value.item())
    if hasattr(value, "shape") and hasattr(value, "dtype"):
        return f"tensor{tuple(value.shape)}"
    if type(value).__name__ == "dtype":
        return str(value).removeprefix("torch.")
    return type(value).__name__
