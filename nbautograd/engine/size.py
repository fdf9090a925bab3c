"""Size: the shape of a tensor, a tuple of ints that prints and behaves as PyTorch's ``torch.Size``.

A plain tuple would do for the arithmetic. The class exists because a shape is what people print
most, and because slices and sums of shapes must stay shapes.
"""

from __future__ import annotations

import math
import operator
from collections.abc import Iterable
from typing import Any, SupportsIndex, overload

__all__ = ["Size"]


class Size(tuple[int, ...]):
    """A tensor's shape: a tuple of ints whose slices, sums and repeats are shapes again.

    Raises TypeError for an entry that is not an integer.

    >>> Size([2, 1]) + (3,)
    torch.Size([2, 1, 3])
    >>> Size([2, 3, 4])[1:].numel()
    12
    """

    __slots__ = ()

    def __new__(cls, sizes: Iterable[SupportsIndex] = (), /, *more: object) -> Size:
        if more:
            raise TypeError(
                f"tuple expected at most 1 argument, got {1 + len(more)}: "
                f"put the sizes in one list, Size({[sizes, *more]!r})"
            )
        entries = _entries(sizes)
        try:
            return tuple.__new__(cls, map(operator.index, entries))
        except TypeError:
            raise _not_an_int(entries) from None

    def numel(self) -> int:
        """Number of elements of a tensor of this shape, 1 for the empty shape of a scalar.

        >>> Size([2, 3]).numel()
        6
        """
        return math.prod(self)

    @overload
    def __getitem__(self, index: SupportsIndex, /) -> int: ...
    @overload
    def __getitem__(self, index: slice, /) -> Size: ...
    def __getitem__(self, index: SupportsIndex | slice, /) -> int | Size:
        part = tuple.__getitem__(self, index)
        return tuple.__new__(Size, part) if isinstance(part, tuple) else part

    def __add__(self, other: Any, /) -> Size:
        if isinstance(other, tuple):
            return Size((*self, *other))
        # An array on the right takes over; everything else cannot follow a shape.
        if hasattr(other, "__array_ufunc__"):
            return NotImplemented
        raise TypeError(
            f"can only concatenate tuple (not {type(other).__name__}) to torch.Size: "
            f"{self!r} + {other!r}; make the right side a tuple"
        )

    def __radd__(self, other: Any, /) -> Size:
        return Size((*other, *self)) if isinstance(other, tuple) else NotImplemented

    def __mul__(self, count: SupportsIndex, /) -> Size:
        return tuple.__new__(Size, tuple(self) * count)

    __rmul__ = __mul__

    def __repr__(self) -> str:
        return f"torch.Size({list(self)})"


def _entries(sizes: Iterable[SupportsIndex]) -> tuple[SupportsIndex, ...]:
    try:
        return tuple(sizes)
    except TypeError as error:
        raise TypeError(f"{error}: put the sizes in a list, Size([{sizes!r}])") from None


def _not_an_int(entries: tuple[object, ...]) -> TypeError:
    position, entry = next(
        (position, entry) for position, entry in enumerate(entries) if not _is_index(entry)
    )
    return TypeError(
        f"torch.Size() takes an iterable of 'int' (item {position} is '{type(entry).__name__}'): "
        f"{entry!r} is no integer"
    )


def _is_index(entry: Any) -> bool:
    try:
        operator.index(entry)
    except TypeError:  # a tensor has __index__, but only an integer one with one element works
        return False
    return True
