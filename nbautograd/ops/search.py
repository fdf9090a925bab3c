"""Where elements are: indices of the nonzero ones."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, op
from .join import unbind


def _nonzero(x: Any) -> Any:
    return np.argwhere(x) if x.ndim else np.zeros((int(bool(x)), 0), np.int64)


places = op("argwhere", _nonzero, None, doc="""The indices of the elements that are not zero: ``(n, m) -> (k, 2)``.

    >>> argwhere(tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """)


@composite("nonzero")
def nonzero(input: Any, *, out: Any = None, as_tuple: bool = False) -> Any:
    """The indices of the elements that are not zero: ``(n, m) -> (k, 2)``, or 2 of ``(k)``.

    >>> nonzero(tensor([0, 5, 7]))
    tensor([[1],
            [2]])
    """
    if not as_tuple:
        return places(input)
    return unbind(places(input if input._data.ndim else input[None]), 1)
