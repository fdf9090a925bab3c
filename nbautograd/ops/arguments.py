"""PyTorch's ways of giving sizes and dimensions: one list, several integers, negative numbers.

With this module an op's public form can take ``x.permute(1, 0)`` and ``x.permute((1, 0))``, and
refuse what PyTorch refuses in its words.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from ..engine.declare import OPS
from ..engine.messages import dim_out_of_range
from ..engine.tensor import Tensor, wrap
from ..errors import suggest

__all__ = ["all_dims", "data_of", "flat", "integer", "integers", "number", "number_as", "places",
           "sampled", "sizes", "wrap_dim", "wrap_dims"]


def flat(args: tuple[Any, ...]) -> tuple[Any, ...]:
    """The arguments themselves, or those of the one sequence among them."""
    if len(args) == 1 and isinstance(args[0], (tuple, list)):
        return tuple(args[0])
    return args


def integer(value: Any, name: str, argument: str, position: int = 0) -> int:
    """`value` as an int; TypeError in PyTorch's words."""
    if type(value) is int:
        return value
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise TypeError(_must_be("int", value, name, argument, position)) from None


def number(value: Any, name: str, argument: str, position: int = 0) -> Any:
    """`value`, or the number in a 0-d tensor without history; TypeError in PyTorch's words."""
    if isinstance(value, (int, float, complex)):
        return value
    if isinstance(value, np.generic) and value.dtype.kind in "biufc":
        return value.item()
    if isinstance(value, Tensor) and value.ndim == 0 and not value.requires_grad:
        return value.item()
    text = _must_be("Number", value, name, argument, position)
    raise TypeError(text + ("; use its .item()" if isinstance(value, Tensor) else ""))


def _must_be(kind: str, value: Any, name: str, argument: str, position: int) -> str:
    place = f" (position {position})" if position else ""
    return f"{name}(): argument '{argument}'{place} must be {kind}, not {type(value).__name__}"


def integers(values: Sequence[Any], name: str, argument: str, place: int = 1) -> tuple[int, ...]:
    """`values`, the argument at a place, as a tuple of ints; TypeError in PyTorch's words."""
    out = []
    for position, value in enumerate(values):
        if type(value) is not int:
            try:
                if isinstance(value, (bool, np.bool_)):
                    raise TypeError
                value = operator.index(value)  # noqa: PLW2901 (the same entry as an int)
            except TypeError:
                raise TypeError(_not_integers(value, position, name, argument, place)) from None
        out.append(value)
    return tuple(out)


def _not_integers(value: Any, position: int, name: str, argument: str, place: int) -> str:
    found = type(value).__name__
    if position:
        return (f"{name}(): argument '{argument}' failed to unpack the object at pos {position + 1} "
                f'with error "type must be tuple of ints,but got {found}"')
    return (f"{name}(): argument '{argument}' (position {place}) must be tuple of ints, but found "
            f"element of type {found} at pos 0")


def sizes(args: tuple[Any, ...], name: str, argument: str = "size",
          named: dict[str, Any] | None = None) -> tuple[int, ...]:
    """Sizes given as ``f(2, 3)``, ``f((2, 3))`` or ``f(size=(2, 3))``, checked to be integers.

    Raises:
        TypeError: none given, given twice, or no integers.
    """
    if named:
        if args or list(named) != [argument]:
            key = next((k for k in named if k != argument), argument)
            raise TypeError(f"{name}() got an unexpected keyword argument {key!r}"
                            + suggest(key, [argument]))
        value = named[argument]
        args = tuple(value) if isinstance(value, (tuple, list)) else (value,)
    elif len(args) == 1 and not isinstance(args[0], (tuple, list)) and not _is_size(args[0]):
        raise TypeError(_must_be("tuple of ints", args[0], name, argument, 1))
    elif not args:
        raise TypeError(f'{name}() missing 1 required positional arguments: "{argument}"')
    return integers(flat(args), name, argument)


def _is_size(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value.ndim == 0 and value._data.dtype.kind in "iu"
    return hasattr(value, "__index__") and not isinstance(value, bool)


def wrap_dim(dim: Any, ndim: int) -> int:
    """`dim` counted from the front; a 0-d tensor takes 0 and -1.

    Raises:
        IndexError: there is no such dimension.
    """
    limit = ndim or 1
    if type(dim) is not int:
        dim = operator.index(dim)
    if not -limit <= dim < limit:
        raise IndexError(dim_out_of_range(dim, ndim))
    return dim % limit  # type: ignore[no-any-return]  # an int by operator.index


def wrap_dims(dims: Sequence[Any], ndim: int) -> tuple[int, ...]:
    """Each of `dims` counted from the front, none twice."""
    out = tuple(wrap_dim(d, ndim) for d in dims)
    for d in out:
        if out.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return out


def all_dims(dim: Any, ndim: int) -> tuple[int, ...]:
    """`dim` as a tuple: one, several, or None for all."""
    if dim is None:
        return tuple(range(ndim))
    return wrap_dims(dim if isinstance(dim, (tuple, list)) else (dim,), ndim)


def data_of(value: Any) -> Any:
    """The array of a tensor; arrays and numbers as they are."""
    return value._data if isinstance(value, Tensor) else value


def sampled(table: dict[str, Callable[[Any], list[tuple[tuple[Any, ...], dict[str, Any]]]]]) -> None:
    """Give ops their sample inputs: `make(*shape)` makes a tensor."""
    for name, samples in table.items():
        OPS[name].samples = samples


def places(*numbers: Any) -> Tensor:
    """An index tensor (or a mask) for a sample."""
    return wrap(np.array(numbers))


NUMBERS = (bool, int, float, complex, np.generic)
C_NAMES = {
    "float16": "at::Half", "float32": "float", "float64": "double", "uint8": "uint8_t",
    "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t",
    "complex64": "c10::complex<float>", "complex128": "c10::complex<double>", "bool": "bool"}


def number_as(value: Any, dtype: np.dtype[Any], name: str = "fill_") -> Any:
    """A Python number (or 0-d array) as an array of type `dtype`, for the function `name`.

    Raises:
        RuntimeError: the type cannot hold it.   TypeError: no number.
    """
    if isinstance(value, np.ndarray):
        return value.real.astype(dtype) if value.dtype.kind == "c" != dtype.kind else (
            value.astype(dtype))
    if type(value) not in (int, float) and not isinstance(value, NUMBERS):
        raise TypeError(f"{name}() received an invalid combination of arguments: the value must be "
                        f"Tensor or Number, not {type(value).__name__}")
    fits = dtype.kind == "c" or not isinstance(value, (complex, np.complexfloating))
    if fits and dtype.kind in "iu":
        info = np.iinfo(dtype)
        negative = dtype.kind == "u" and isinstance(value, (int, np.integer))    # they wrap around
        fits = (-info.max if negative else info.min) <= value <= info.max
    elif fits and dtype.kind == "f" and abs(value) != np.inf:
        fits = not abs(value) > np.finfo(dtype).max
    if not fits:
        raise RuntimeError(f"value cannot be converted to type {C_NAMES[dtype.name]} without "
                           f"overflow: {value}")
    return np.array(value).astype(dtype)
