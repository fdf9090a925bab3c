"""From running code to a tape.

``with record() as recording:`` notes every op of the thread, of our engine and of PyTorch if the
user has imported it; `recording.tape()` is the frozen record, `recording.replay(...)` makes the
calls again with other flags.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

from .recording import Recording

__all__ = ["Recording", "record"]


def record(source: str = "", names: Mapping[str, Any] | None = None, filename: str | None = None,
           backend: str | None = None) -> AbstractContextManager[Recording]:
    """Record the ops of this thread until the ``with`` block ends.

    `names` is the namespace that tensors get their names from, `filename` the file whose lines
    steps are counted in (by default the caller's), `source` its text. `backend` is ``"numpy"`` or
    ``"torch"``; by default PyTorch is recorded if `names` holds its tensors or its module.

    >>> with record() as recording:
    ...     x = tensor(2.0, requires_grad=True)
    ...     y = x * x
    >>> recording.tape().steps[0].op
    'mul'
    """
    frame = sys._getframe(1)
    if filename is None:
        filename = frame.f_code.co_filename
    if names is None:
        names = frame.f_locals
    if backend is None:
        backend = "torch" if _uses_torch(names) else "numpy"
    if backend == "torch":
        from .pytorch import recording
    elif backend == "numpy":
        from .native import recording
    else:
        raise ValueError(f"backend must be 'numpy' or 'torch', not {backend!r}")
    return recording(source, names, filename)


def _uses_torch(names: Mapping[str, Any]) -> bool:
    torch = sys.modules.get("torch")
    if torch is None:
        return False
    return any(value is torch or isinstance(value, torch.Tensor) for value in names.values())
