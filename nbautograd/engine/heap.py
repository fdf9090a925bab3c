"""Freed memory stays at hand: why importing the engine allocates a block and drops it.

GNU malloc gives blocks beyond 128 KiB back to the system when they are freed, and the next array of
that size costs a page fault for every 4 KiB: a step of training on half a megabyte took three times
as long for it. When it frees one large block it takes that for a sign, and from then on keeps
blocks up to that size (at most 32 MiB) for reuse, and as many as twice that in all. Any program
that frees one large array comes to this; here it happens at once. The block is never touched, so
it takes no memory. Other systems' allocators are not concerned.

Source: mallopt(3), M_MMAP_THRESHOLD, on the dynamic threshold.
"""

from __future__ import annotations

import numpy as np

__all__ = ["keep_freed_memory"]

_LARGE = 31 << 20   # bytes: with malloc's own header below the most that it takes for a sign


def keep_freed_memory() -> None:
    """Let arrays of up to 31 MiB reuse the memory of freed ones, where malloc would return it.

    >>> keep_freed_memory()
    """
    np.empty(_LARGE, np.uint8)
