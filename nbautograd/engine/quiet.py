"""NumPy's floating point warnings off: infinities and nan are results here, as in PyTorch.

`np.errstate` takes longer than a product of small arrays. NumPy keeps its setting in a context
variable, so a context in which it is off, made once per thread, can be entered in its place. Only
functions that run no user's code may be called so: they see context variables as they were.
"""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable
from typing import Any

import numpy as np

__all__ = ["quietly"]


class _Quiet(threading.local):
    def __init__(self) -> None:
        self.context = contextvars.copy_context()
        self.context.run(np.seterr, all="ignore")


_QUIET = _Quiet()


def quietly(function: Callable[..., Any], *args: Any) -> Any:
    """``function(*args)`` without floating point warnings.

    >>> quietly(np.log, np.zeros(1))
    array([-inf])
    """
    try:
        return _QUIET.context.run(function, *args)
    except RuntimeError as error:
        trace = error.__traceback__
        if trace is None or trace.tb_next is not None:
            raise       # the function's own
    return function(*args)      # inside already: a context cannot be entered twice
