"""Element types and PyTorch's promotion rules.

PyTorch promotes by category (bool < integer < floating < complex): a 0-d tensor or a Python
number only decides when its category is higher than that of the tensors with dimensions.

Source: PyTorch documentation, "Tensor Attributes", section torch.dtype.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .state import LOCAL

__all__ = [
    "DTYPES", "check_differentiable", "default", "dtype", "finfo", "from_numpy_dtype",
    "get_default_dtype", "iinfo", "promote_types", "promoted", "set_default_dtype",
    "to_numpy_dtype",
]


class dtype:  # noqa: N801 (PyTorch's name)
    """An element type: `float32`, `int64`, `bool` ... compared by identity.

    >>> float32.is_floating_point, float32.itemsize
    (True, 4)
    """

    __slots__ = ("category", "itemsize", "name", "numpy")

    def __init__(self, name: str, category: int, absent: int = 0) -> None:
        self.name = name
        self.category = category
        if not absent:
            self.numpy = np.dtype(name)
        self.itemsize = absent or self.numpy.itemsize

    if not TYPE_CHECKING:
        def __getattr__(self, name: str) -> Any:
            if name == "numpy":
                raise TypeError(f"{self} is a type that NumPy does not have, so no tensor can have it "
                                "here: use torch.float32, or torch.float16 for less memory")
            raise AttributeError(f"'dtype' object has no attribute '{name}'")

    @property
    def is_floating_point(self) -> bool:
        """True for float16, float32, float64."""
        return self.category == FLOATING

    @property
    def is_complex(self) -> bool:
        """True for complex64, complex128."""
        return self.category == COMPLEX

    @property
    def is_signed(self) -> bool:
        """True for every type that can hold a negative number."""
        return self.name not in ("bool", "uint8")

    def to_complex(self) -> dtype:
        """The complex type whose parts are of this type."""
        return _TO_COMPLEX.get(self.name, DTYPES["complex64"])

    def to_real(self) -> dtype:
        """The type of the parts of this complex type; itself if real."""
        return {"complex64": DTYPES["float32"], "complex128": DTYPES["float64"]}.get(self.name, self)

    def __repr__(self) -> str:
        return f"torch.{self.name}"

    def __reduce__(self) -> tuple[Any, ...]:
        return _dtype_by_name, (self.name,)


BOOL, INTEGER, FLOATING, COMPLEX = range(4)

DTYPES: dict[str, dtype] = {
    name: dtype(name, category)
    for names, category in (
        ("bool", BOOL), ("uint8 int8 int16 int32 int64", INTEGER),
        ("float16 float32 float64", FLOATING), ("complex64 complex128", COMPLEX))
    for name in names.split()
}
# A type that NumPy lacks: programs may name it and ask about it.
BFLOAT16 = dtype("bfloat16", FLOATING, 2)
_BY_NUMPY = {d.numpy: d for d in DTYPES.values()}
_TO_COMPLEX = {"float64": DTYPES["complex128"], "complex128": DTYPES["complex128"]}
_PYTHON = {bool: DTYPES["bool"], int: DTYPES["int64"], float: None, complex: None}


def _dtype_by_name(name: str) -> dtype:
    return BFLOAT16 if name == "bfloat16" else DTYPES[name]


class _Default:
    """The default floating type; process-wide, as in PyTorch."""

    __slots__ = ("dtype", "numpy")

    def __init__(self) -> None:
        self.dtype = DTYPES["float32"]
        self.numpy = self.dtype.numpy


default = _Default()


def set_default_dtype(d: dtype) -> None:
    """Set the floating type that `tensor([1.0])` gets.

    Raises:
        TypeError: `d` is not a floating point type.

    >>> set_default_dtype(float32)
    """
    words = "only floating-point types are supported as the default type"
    if not isinstance(d, dtype):
        raise TypeError(f"invalid dtype object: {words}; got {d!r}, of type {type(d).__name__}")
    if not d.is_floating_point:
        raise TypeError(f"{words}, got {d}")
    default.dtype, default.numpy = d, d.numpy


def get_default_dtype() -> dtype:
    """The floating type that `tensor([1.0])` gets.

    >>> get_default_dtype()
    torch.float32
    """
    return default.dtype


def from_numpy_dtype(d: np.dtype[Any]) -> dtype:
    """The `dtype` of a NumPy dtype.

    Raises:
        TypeError: PyTorch has no such type (strings, objects, dates).
    """
    found = _BY_NUMPY.get(d) or _BY_NUMPY.get(d.newbyteorder("="))
    if found is None:
        raise TypeError(
            f"can't convert np.ndarray of type numpy.{d.type.__name__}. The only supported types "
            "are: float64, float32, float16, complex64, complex128, int64, int32, int16, int8, "
            "uint8, and bool.")
    return found


def check_differentiable(
        d: np.dtype[Any], which: str = "only Tensors of floating point and complex dtype") -> None:
    """Refuse gradients of a NumPy dtype that has none."""
    if d.kind not in "fc":
        raise RuntimeError(
            f"{which} can require gradients; this one has dtype {from_numpy_dtype(d)}. "
            "Make it floating, e.g. with .float().")


def to_numpy_dtype(d: Any, name: str = "") -> np.dtype[Any]:
    """The NumPy dtype of a `dtype`, of a Python type, or of None (the default).

    Raises:
        TypeError: none of these was given to the function `name`.
    """
    if isinstance(d, dtype):
        return d.numpy
    if d is None or d is float:
        return np.dtype(np.float64) if d is float else default.numpy
    if isinstance(d, type) and d in _PYTHON:
        known = _PYTHON[d]
        return known.numpy if known is not None else DTYPES["complex128"].numpy
    raise TypeError(_not_a_dtype(d, name))


def _not_a_dtype(d: Any, name: str) -> str:
    text = f"{name}(): argument 'dtype' must be torch.dtype, not " if name else (
        "argument 'dtype' must be torch.dtype, not ")
    kind = type(d)
    text += kind.__name__ if kind.__module__ == "builtins" else f"{kind.__module__}.{kind.__name__}"
    meant = getattr(d, "__name__", None) or str(d).removeprefix("torch.")
    return text + (f": write torch.{meant}" if meant in DTYPES else "")


def promote_types(type1: dtype, type2: dtype) -> dtype:
    """The smallest type that both can be converted to without leaving their categories.

    >>> promote_types(int32, float16)
    torch.float16
    """
    if type1 is type2:
        return type1
    if type1.category == type2.category or COMPLEX in (type1.category, type2.category):
        high, low = sorted((type1, type2), key=lambda t: t.category, reverse=True)
        if low.category in (BOOL, INTEGER) and high.category == COMPLEX:
            return high
        return _BY_NUMPY[np.promote_types(high.numpy, low.numpy)]
    return type1 if type1.category > type2.category else type2


def _python_dtype(value: Any) -> dtype:
    if isinstance(value, (bool, np.bool_)):
        return DTYPES["bool"]
    if isinstance(value, (int, np.integer)):
        return DTYPES["int64"]
    if isinstance(value, (float, np.floating)):
        return default.dtype
    return default.dtype.to_complex()


def _combine(high: dtype | None, low: dtype | None) -> dtype | None:
    """`high` unless `low` has a higher category."""
    if high is None or low is None:
        return high if low is None else low
    if low.category <= high.category:
        return high
    if high.category == FLOATING and low.category == COMPLEX:
        return high.to_complex()
    return low


def promoted(operands: list[Any]) -> dtype:
    """The common type of arrays and Python numbers by PyTorch's rule.

    `operands` are NumPy arrays (0-d ones count as zero-dimensional tensors) and Python numbers.
    NumPy's scalars are numbers, too, but in formulas they are arrays of no dimension.
    """
    arrays: Any = (np.ndarray, np.generic) if LOCAL.arrays else np.ndarray
    dimensional: dtype | None = None
    zero: dtype | None = None
    number: dtype | None = None
    for value in operands:
        if isinstance(value, arrays):
            d = _BY_NUMPY[value.dtype]
            if value.ndim:
                dimensional = d if dimensional is None else promote_types(dimensional, d)
            else:
                zero = d if zero is None else promote_types(zero, d)
        else:
            d = _python_dtype(value)
            number = d if number is None else promote_types(number, d)
    result = _combine(dimensional, _combine(zero, number))
    assert result is not None
    return result


def _checked(type: Any, name: str) -> dtype:
    if not isinstance(type, dtype):
        raise TypeError(f"{name}(): argument 'type' (position 1) must be torch.dtype, not "
                        f"{type.__class__.__name__}")
    return type


class finfo:  # noqa: N801 (PyTorch's name)
    """Limits of a floating type: `eps`, `max`, `min`, `tiny`, `resolution`, `bits`.

    >>> finfo(float32).eps
    1.1920928955078125e-07
    """

    def __init__(self, type: dtype | None = None) -> None:
        self.dtype_ = default.dtype if type is None else _checked(type, "finfo")
        if self.dtype_.category not in (FLOATING, COMPLEX):
            raise TypeError(
                f"torch.finfo() requires a floating point input type. Use torch.iinfo to handle "
                f"'{self.dtype_.name}'")
        info = np.finfo(self.dtype_.numpy)
        self.bits, self.dtype = info.bits, self.dtype_.to_real().name
        self.eps, self.max, self.min = float(info.eps), float(info.max), float(info.min)
        self.tiny = self.smallest_normal = float(info.tiny)
        self.resolution = 10.0 ** -info.precision

    def __repr__(self) -> str:
        return (f"finfo(resolution={self.resolution:g}, min={self.min:g}, max={self.max:g}, "
                f"eps={self.eps:g}, smallest_normal={self.tiny:g}, tiny={self.tiny:g}, "
                f"dtype={self.dtype})")


class iinfo:  # noqa: N801 (PyTorch's name)
    """Limits of an integer type: `max`, `min`, `bits`.

    >>> iinfo(int8).max
    127
    """

    def __init__(self, type: dtype) -> None:
        if _checked(type, "iinfo").category != INTEGER:
            raise TypeError(
                f"torch.iinfo() requires an integer input type. Use torch.finfo to handle "
                f"'{type.name}'")
        info = np.iinfo(type.numpy)
        self.bits, self.dtype = info.bits, type.name
        self.max, self.min = int(info.max), int(info.min)

    def __repr__(self) -> str:
        return f"iinfo(min={self.min:g}, max={self.max:g}, dtype={self.dtype})"
