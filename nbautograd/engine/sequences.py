"""Numbers and nested lists as arrays, in the types PyTorch gives them.

PyTorch looks at every element to find the type, takes the shape from the first elements and then
fills it in. NumPy makes the array here; where it cannot, that order decides what is refused, and
in which words.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import numpy as np

from .dtypes import DTYPES, default, dtype, from_numpy_dtype, promote_types
from .size import Size

__all__ = ["array_of", "check_fits", "old_array"]

NUMBERS = (bool, int, float, complex)
PLAIN = frozenset(NUMBERS)
INT64 = DTYPES["int64"]
OVERFLOW = "Overflow when unpacking long long: {} has more than 64 bits"


def array_of(data: Any, target: np.dtype[Any] | None = None) -> np.ndarray[Any, Any]:
    """A fresh array of a number or a nested sequence, of type `target` or of its elements'.

    Raises:
        TypeError, RuntimeError: an element is no number.
        ValueError: rows of different lengths, an integer of more than 64 bits.
    """
    if type(data) is int and target is None and -2**63 <= data < 2**63:
        return np.array(data)
    found: set[dtype] = set()
    data = _numbers(data, found)
    try:
        array = np.array(data)
    except ValueError as error:
        raise _refusal(data, target) from error
    if array.dtype.kind in "OUSMmV" or (array.dtype == np.uint64 and not found):
        if not _floats_only(data, target):
            raise _refusal(data, target)
        array = np.array(data, np.float64)      # among floats, integers may be of any size
    if target is None:
        target = _type_of(array, data, found)
    else:
        check_fits(array, target)
    return array.astype(target, copy=False)


def _numbers(data: Any, found: set[dtype]) -> Any:
    """`data` with tensors of one element replaced by numbers; `found` gets their types."""
    if isinstance(data, (list, tuple)):
        return [v if type(v) in PLAIN else _numbers(v, found) for v in data]
    if isinstance(data, (np.ndarray, np.generic)):
        found.add(from_numpy_dtype(data.dtype))
    elif hasattr(data, "grad_fn"):
        return _number(data._data, found)
    return data


def _number(data: np.ndarray[Any, Any], found: set[dtype]) -> Any:
    if data.size != 1:
        if data.dtype.kind in "iub":
            raise TypeError("only integer tensors of a single element can be converted to an index; "
                            "join several with torch.stack or torch.cat")
        raise ValueError("only one element tensors can be converted to Python scalars; join "
                         "several with torch.stack or torch.cat")
    found.add(from_numpy_dtype(data.dtype))
    return data.item()


def _type_of(array: np.ndarray[Any, Any], data: Any, found: set[dtype]) -> np.dtype[Any]:
    if found:
        _python_types(data, found)
        return reduce(promote_types, found).numpy
    kind = array.dtype.kind
    if kind == "f" or not array.size:
        return default.numpy
    return default.dtype.to_complex().numpy if kind == "c" else array.dtype


def _python_types(data: Any, found: set[dtype]) -> None:
    if isinstance(data, list):
        for value in data:
            _python_types(value, found)
    elif type(data) in PLAIN:
        found.add({bool: DTYPES["bool"], int: INT64, float: default.dtype}.get(
            type(data), default.dtype.to_complex()))


def _floats_only(data: Any, target: np.dtype[Any] | None) -> bool:
    """Whether these are numbers, in rows of one length, of which floats are to be made."""
    leaves = list(_leaves(data))
    floats = any(isinstance(v, float) for v in leaves) if target is None else target.kind == "f"
    return floats and all(type(v) in (bool, int, float) for v in leaves) and (
        _misplaced(data, _first_sizes(data), 0, 0, True) is None)


def _leaves(data: Any) -> Any:
    if isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    else:
        yield data


# -- what does not fit ----------------------------------------------------------------------------


def check_fits(array: np.ndarray[Any, Any], target: np.dtype[Any]) -> None:
    """Refuse numbers that the type cannot hold; unsigned ones may be given as negative integers.

    Raises:
        RuntimeError: too large for an integer type.
        TypeError: complex numbers for a real type.
    """
    kind = array.dtype.kind
    if kind == "c" and target.kind in "iuf":
        raise TypeError("must be real number, not complex" if target.kind == "f" else
                        "'complex' object cannot be interpreted as an integer")
    if target.kind not in "iu" or kind not in "iuf" or not array.size or array.dtype == target:
        return
    limits = np.iinfo(target)
    lowest = -limits.max if kind != "f" and target.kind == "u" else limits.min
    bad = array[~((array >= lowest) & (array <= limits.max))]
    if bad.size:
        raise RuntimeError(f"value cannot be converted to type {target.name} without overflow: "
                           f"{bad.flat[0]} is not in [{limits.min}, {limits.max}]")


def _refusal(data: Any, target: np.dtype[Any] | None) -> Exception:
    """Why PyTorch makes no tensor of this."""
    sizes = _first_sizes(data)
    error = _without_type(data) if target is None or isinstance(data, str) else None
    if error is not None:
        return error
    leaves = list(_leaves(data))
    floats = (any(isinstance(v, (float, complex)) for v in leaves) if target is None else
              target.kind in "fc")
    error = _misplaced(data, sizes, 0, 0, floats)
    large = next((v for v in leaves if isinstance(v, int) and not -2**63 <= v < 2**63), None)
    return error or ValueError(OVERFLOW.format(large))


def _without_type(data: Any) -> Exception | None:
    if isinstance(data, list):
        return next((e for e in map(_without_type, data) if e is not None), None)
    name = type(data).__name__
    if isinstance(data, (str, bytes)):
        return TypeError(f"new(): invalid data type '{name}'")
    if isinstance(data, (*NUMBERS, np.ndarray, np.generic)):
        return None
    return RuntimeError(f"Could not infer dtype of {name}")


def _first_sizes(data: Any) -> list[int]:
    """The shape, as the first elements tell it."""
    sizes: list[int] = []
    while isinstance(data, list):
        sizes.append(len(data))
        data = data[0] if data else None
    if sizes and isinstance(data, str):     # a string is a sequence of strings, without end
        raise ValueError("too many dimensions 'str'")
    return sizes


def _misplaced(data: Any, sizes: list[int], dim: int, row: int, floats: bool) -> Exception | None:
    """The first element that does not fit into the shape."""
    if dim == len(sizes):
        if isinstance(data, (*NUMBERS, np.generic)):
            return None
        name = type(data).__name__
        return TypeError(f"must be real number, not {name}" if floats else
                         f"'{name}' object cannot be interpreted as an integer")
    if not isinstance(data, (list, np.ndarray)):
        return TypeError(f"not a sequence: element {row} of dimension {dim - 1} is "
                         f"{data!r}, the first one has {sizes[dim]}")
    if len(data) != sizes[dim]:
        return ValueError(f"expected sequence of length {sizes[dim]} at dim {dim} "
                          f"(got {len(data)}): row {row} differs from row 0")
    errors = (_misplaced(v, sizes, dim + 1, n, floats) for n, v in enumerate(data))
    return next((e for e in errors if e is not None), None)


def old_array(args: tuple[Any, ...], target: np.dtype[Any]) -> np.ndarray[Any, Any]:
    """What the old constructors make: of sizes, or of one sequence (``FloatTensor([1, 2])``).

    Raises:
        TypeError: a number that is no size, a string.
    """
    if not args:
        return np.zeros(0, target)
    data = args[0]
    if len(args) > 1 or type(data) is Size or type(data) is int or isinstance(data, np.integer):
        return np.zeros(_old_sizes(data if type(data) is Size else args), target)
    if isinstance(data, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(data, np.ndarray):
        from_numpy_dtype(data.dtype)
        return np.asarray(data, target)
    if not isinstance(data, Sequence):
        raise TypeError(f"new(): data must be a sequence (got {type(data).__name__}); for a single "
                        "number write torch.tensor")
    return array_of(list(data), target)


def _old_sizes(sizes: tuple[Any, ...]) -> tuple[int, ...]:
    for n in sizes:
        if not isinstance(n, (int, np.integer)):
            kinds = ", ".join(type(v).__name__ for v in sizes)
            raise TypeError(f"new() received an invalid combination of arguments - got ({kinds}); "
                            "sizes are integers, and data is given as one list")
        if n < 0:
            raise RuntimeError(
                f"Trying to create tensor with negative dimension {n}: {list(sizes)}")
    return sizes
