"""Random values for the memory of an array: parameters checked, drawn, put in order.

Each function takes the array that is to be filled (only its shape, type and strides count), draws
from a stream and returns values of that shape. PyTorch fills a transposed tensor in the order of
its memory, not of its indices; that order is made here.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.generator import Generator as Stream
from ..engine.messages import cpp_name, scalar_name
from ..engine.quiet import quietly

__all__ = [
    "bernoulli", "binomial", "cauchy", "dense_like", "dirichlet", "each_bernoulli", "exponential",
    "geometric", "integers", "log_normal", "normal", "poisson", "standard_gamma", "uniform",
    "whole_numbers",
]

Array = np.ndarray[Any, np.dtype[Any]]

LOWEST, HIGHEST = -2**63, 2**63 - 1


# -- the order of memory ------------------------------------------------------------------------


def _slow_to_fast(data: Array) -> list[int]:
    """The dimensions in the order in which PyTorch's loops nest: largest stride outside."""
    order = list(reversed(range(data.ndim)))
    for i in range(1, data.ndim):
        moving = i
        for other in range(i - 1, -1, -1):
            a, b = (data.strides[order[k]] for k in (other, moving))
            if a == 0 or b == 0:
                continue  # a broadcast dimension has no place of its own
            if a < b:
                break
            if a > b or data.shape[order[other]] > data.shape[order[moving]]:
                order[other], order[moving] = order[moving], order[other]
                moving = other
    return order[::-1]


def _in_memory_order(flat: Array, data: Array) -> Array:
    """`flat`, in the order of the memory of `data`, as an array of its shape."""
    if data.flags.c_contiguous:
        return flat.reshape(data.shape)
    order = _slow_to_fast(data)
    return flat.reshape([data.shape[d] for d in order]).transpose(np.argsort(order))


def dense_like(data: Array, dtype: Any) -> Array:
    """An array of the shape of `data`, without gaps, with its order of memory."""
    order = _slow_to_fast(data)
    return np.empty([data.shape[d] for d in order], dtype).transpose(np.argsort(order))


def _drawn(data: Array, draw: Callable[[tuple[int, ...], np.dtype[Any]], Array]) -> Array:
    return _in_memory_order(quietly(draw, (data.size,), data.dtype), data)


# -- checks ------------------------------------------------------------------------------------


def _not_implemented(kernel: str, data: Array) -> NotImplementedError:
    return NotImplementedError(f"\"{kernel}\" not implemented for '{scalar_name(data.dtype)}'")


def _require(fine: bool, name: str, rule: str, parameter: str, value: float) -> None:
    if not fine:
        raise RuntimeError(f"{name} expects {rule}, but {parameter}{value:g}")


def _require_floating(data: Array, law: str, found: str) -> None:
    if data.dtype.kind != "f":
        raise RuntimeError(
            f"{law} distribution is a continuous probability distribution. dtype must be a "
            f"floating point but you specified {found}")


def _require_inside(name: str, value: float, low: float, high: float, data: Array) -> None:
    if not low <= value <= high:
        raise RuntimeError(f"{name} is out of bounds for {cpp_name(data.dtype)}: {value:g} "
                           f"is not in [{low:g}, {high:g}]")


# -- continuous ---------------------------------------------------------------------------------


def uniform(data: Array, stream: Stream, low: float, high: float) -> Array:
    """Uniform in [low, high); both parts of complex numbers."""
    if data.dtype.kind not in "fc":
        raise _not_implemented("check_uniform_bounds", data)
    limits = np.finfo(data.dtype)
    least, most = float(limits.min), float(limits.max)
    _require_inside("from", low, least, most, data)
    _require_inside("to", high, least, most, data)
    if low > high:
        raise RuntimeError("uniform_ expects to return a [from, to) range, but found "
                           f"from={low:g} > to={high:g}")
    if high - low > most:
        raise RuntimeError(
            f"uniform_ expects to-from <= std::numeric_limits<{scalar_name(data.dtype)}>::max(), "
            f"but found to={high:g} and from={low:g} which result in to-from to exceed the limit")
    return _drawn(data, lambda shape, dtype: stream.uniform(shape, dtype, low, high))


def normal(data: Array, stream: Stream, mean: float, std: float) -> Array:
    """Normal with `mean` and `std`; complex numbers share the variance between their parts."""
    _require(std >= 0, "normal", "std >= 0.0", "found std ", std)
    if data.size and data.dtype.kind not in "fc":
        raise _not_implemented("normal_kernel_cpu", data)
    if not data.size:
        return np.empty_like(data)
    dense = data.flags.c_contiguous
    return _drawn(data, lambda shape, dtype: stream.normal(shape, dtype, mean, std, dense))


def exponential(data: Array, stream: Stream, rate: float) -> Array:
    """Exponential with `rate` events a unit."""
    _require(rate > 0, "exponential_", "lambda > 0.0", "found lambda=", rate)
    if data.size:
        _require_floating(data, "Exponential", scalar_name(data.dtype))
    return _drawn(data, lambda shape, dtype: stream.exponential(shape, dtype, rate))


def cauchy(data: Array, stream: Stream, median: float, sigma: float) -> Array:
    """Cauchy around `median` with half width `sigma`."""
    _require(sigma > 0, "cauchy_", "sigma > 0.0", "found sigma=", sigma)
    _require_floating(data, "Cauchy", cpp_name(data.dtype))
    return _drawn(data, lambda shape, dtype: stream.cauchy(shape, dtype, median, sigma))


def log_normal(data: Array, stream: Stream, mean: float, std: float) -> Array:
    """Numbers whose logarithm is normal."""
    _require(std > 0, "log_normal_", "std > 0.0", "found std=", std)
    if data.size and data.dtype.kind != "f":
        raise _not_implemented("log_normal_cpu", data)
    return _drawn(data, lambda shape, dtype: stream.log_normal(shape, dtype, mean, std))


# -- discrete -----------------------------------------------------------------------------------


def geometric(data: Array, stream: Stream, p: float) -> Array:
    """Trials up to the first success of probability `p`."""
    _require(0 < p < 1, "geometric_", "p to be in (0, 1)", "got p=", p)
    if data.size and data.dtype.kind in "bc":
        raise _not_implemented("geometric_cpu", data)
    return _drawn(data, lambda shape, dtype: stream.geometric(shape, dtype, p))


def bernoulli(data: Array, stream: Stream, p: float) -> Array:
    """1 with probability `p`, else 0."""
    _require(0 <= p <= 1, "bernoulli_", "p to be in [0, 1]", "got p=", p)
    if data.size and data.dtype.kind == "c":
        raise _not_implemented("bernoulli_scalar_cpu_", data)
    return _drawn(data, lambda shape, dtype: stream.bernoulli(shape, dtype, p))


def each_bernoulli(data: Array, stream: Stream, p: Array) -> Array:
    """1 with the probability that `p`, broadcast to the shape, has for each element."""
    if not data.size:
        return np.empty_like(data)
    if data.dtype.kind == "c":
        raise _not_implemented("bernoulli_tensor_cpu_self_", data)
    try:
        each = np.broadcast_to(p, data.shape)
    except ValueError:
        raise RuntimeError(
            f"The expanded size of the tensor must match the existing size: probabilities of shape "
            f"{list(p.shape)} do not expand to {list(data.shape)}") from None
    if p.dtype.kind != "f":
        raise _not_implemented("bernoulli_tensor_cpu_p_", p)
    if not ((p >= 0) & (p <= 1)).all():
        raise RuntimeError("Expected p_in >= 0 && p_in <= 1 to be true, but got false: the "
                           f"probabilities reach from {p.min():g} to {p.max():g}")
    each = each.transpose(_slow_to_fast(data)).ravel()
    return _drawn(data, lambda shape, dtype: stream.bernoulli(shape, dtype, each))


def poisson(data: Array, stream: Stream) -> Array:
    """A number of events for each rate in `data`."""
    from ..engine import poisson as law
    if data.dtype.kind != "f":
        raise _not_implemented("poisson_cpu", data)
    if not (data >= 0).all():
        raise RuntimeError("invalid Poisson rate, expected rate to be non-negative")
    return law.poisson(data.ravel().astype(np.float64), stream).reshape(data.shape).astype(data.dtype)


def standard_gamma(data: Array, stream: Stream) -> Array:
    """A gamma number of rate one for each shape parameter in `data`, above zero."""
    from ..engine import gamma as law
    if data.dtype.kind != "f":
        raise _not_implemented("gamma_cpu", data)
    drawn = quietly(law.standard_gamma, data.ravel(), stream)
    least = np.finfo(data.dtype).tiny
    return np.maximum(drawn.astype(data.dtype), least).reshape(data.shape)


def dirichlet(data: Array, stream: Stream) -> Array:
    """Shares along the last dimension, from gamma numbers of the shape parameters in `data`."""
    from ..engine import gamma as law
    if data.dtype.kind != "f":
        raise _not_implemented("dirichlet", data)
    drawn = quietly(law.standard_gamma, data.ravel().astype(np.float64), stream).reshape(data.shape)
    limits = np.finfo(data.dtype)
    shares = (drawn / drawn.sum(-1, keepdims=True)).astype(data.dtype)
    return shares.clip(limits.tiny, 1 - limits.epsneg)


def binomial(data: Array, chances: Array, stream: Stream) -> Array:
    """Successes in as many trials as `data` says, each with its probability in `chances`."""
    from ..engine import binomial as law
    if data.dtype.kind != "f":
        raise _not_implemented("binomial_cpu", data)
    counts, each = (a.ravel().astype(np.float64) for a in np.broadcast_arrays(data, chances))
    shape = np.broadcast_shapes(data.shape, chances.shape)
    return law.binomial(counts, each, stream).reshape(shape).astype(data.dtype)


def whole_numbers(data: Array, stream: Stream) -> Array:
    """From 0 to the largest number that the type holds without a gap, inclusive."""
    if data.size and data.dtype.kind == "c":
        raise _not_implemented("random_kernel_cpu", data)
    return _drawn(data, stream.whole_numbers)


def integers(data: Array, stream: Stream, low: int, high: int | None) -> Array:
    """Whole numbers in [low, high); without `high`, to the largest of the type, inclusive.

    The smallest `low` without `high` means every integer of 64 bits.
    """
    if high is None and low == LOWEST:
        _require_all_integers(data)
        low, high = LOWEST, 2**63
    else:
        low, high = _range(data, low, high)
    return _drawn(data, lambda shape, dtype: stream.integers(shape, dtype, low, high))


def _require_all_integers(data: Array) -> None:
    kernel = "random_full_64_bits_range_kernel_cpu"
    if data.dtype.name in ("bool", "float16") or data.dtype.kind == "c":
        raise _not_implemented(kernel, data)
    if data.dtype.name not in ("int64", "float32", "float64"):
        raise RuntimeError(f"{kernel} handles only int64, double, float and bfloat16, not "
                           f"{data.dtype.name}")


def _range(data: Array, low: int, high: int | None) -> tuple[int, int]:
    if high is not None and low >= high:
        raise RuntimeError("random_ expects 'from' to be less than 'to', but got "
                           f"from={low} >= to={high}")
    if data.dtype.kind == "c":
        raise RuntimeError("check_random_bounds handles only integral, floating-point and boolean "
                           f"types, not {data.dtype.name}")
    if data.dtype.kind == "f":
        return _floating_range(data, low, high)
    least, most = (0, 1) if data.dtype.kind == "b" else (
        int(np.iinfo(data.dtype).min), int(np.iinfo(data.dtype).max))
    last = most if high is None else high - 1
    _require_inside("from", low, least, most, data)
    _require_inside("to - 1", last, least, most, data)
    return low, last + 1


def _floating_range(data: Array, low: int, high: int | None) -> tuple[int, int]:
    """The range whose ends do not move out of it when they are rounded to the type."""
    limits = np.finfo(data.dtype)
    digits = limits.nmant + 1
    if (next_low := _rounded(low + 1, data)) < low:
        low = next_low + _gap(low + 1, digits)
    last = 2**digits
    if high is not None:
        if (previous := _rounded(high - 1, data)) >= high:
            high = previous - _gap(high - 1, digits)
        last = high - 1
    if low > last:
        raise RuntimeError("random_ expects 'from' casted to dtype to be less than 'to' casted to "
                           f"dtype, but got from={low} >= to={last + 1}")
    for name, value in (("from", low), ("to - 1", last)):
        _require_inside(name, value, float(limits.min), float(limits.max), data)
        if abs(value) > 2**digits:
            warnings.warn(
                f"{name} is out of bounds [-(2^{digits}), 2^{digits}]. Due to precision "
                f"limitations {cpp_name(data.dtype)} can support discrete uniform "
                "distribution only within this range. This warning will become an error in "
                "version 1.7 release, please fix the code in advance", UserWarning, stacklevel=5)
    return low, last + 1


def _rounded(value: int, data: Array) -> int:
    with np.errstate(over="ignore"):
        near = float(np.int64(value).astype(data.dtype))
    return int(near) if math.isfinite(near) else LOWEST


def _gap(value: int, digits: int) -> int:
    """The distance to the next number of that many binary digits."""
    return 1 << max(abs(value).bit_length() - digits, 0)


# -- permutations and samples -------------------------------------------------------------------


def permutation(data: Array, stream: Stream) -> Array:
    """The numbers below the length of `data`, shuffled."""
    if data.dtype.kind in "bc":
        raise _not_implemented("randperm", data)
    if data.dtype.kind == "f":
        most = 2 ** (np.finfo(data.dtype).nmant + 1) + 1
        if data.size > most:
            raise RuntimeError(f"n cannot be greater than {most} for {scalar_name(data.dtype)} "
                               f"type, but is {data.size}")
    elif data.size > np.iinfo(data.dtype).max:
        raise RuntimeError(f"value cannot be converted to type {data.dtype.name}_t without "
                           f"overflow: {data.size}")
    return stream.permutation(data.size).astype(data.dtype)


def multinomial(weights: Array, stream: Stream, n: int, replacement: bool) -> Array:
    """`n` indices for each row of weights, (..., k) -> (..., n)."""
    if 0 in weights.shape:
        return np.empty((*weights.shape[:-1], n), np.int64)
    if replacement and n > 1:
        _require_weights((weights >= 0).all(), "encountering probability entry < 0")
        _require_weights(np.isfinite(weights).all(),
                         "encountering probability entry = infinity or NaN")
    elif not ((weights >= 0) & (weights < np.inf)).all():
        raise RuntimeError("probability tensor contains either `inf`, `nan` or element < 0")
    _require_weights((weights.sum(axis=-1, dtype=np.float64) > 0).all(),
                     "sum of probabilities <= 0")
    return stream.multinomial(weights, n, replacement)


def _require_weights(fine: Any, fault: str) -> None:
    if not fine:
        raise RuntimeError(f"invalid multinomial distribution ({fault})")


def scaled(values: Array, factor: Array) -> Array:
    """``values * factor`` in the common type, in the type of `values`."""
    common = values.dtype if factor.ndim == 0 else np.promote_types(values.dtype, factor.dtype)
    product: Array = values.astype(common) * factor.astype(common)
    return product.astype(values.dtype)
