"""Tensors of random numbers: ``rand``, ``randn``, ``randint`` ... and samples from given weights.

What is made from nothing is a leaf. `bernoulli` and `normal` of tensors are steps of the graph
whose gradient is zero, as in PyTorch: a sample does not move with its parameters.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.apply import apply
from ..engine.device import check_device
from ..engine.messages import broadcast, scalar_name
from ..engine.op import Op
from ..engine.out import into
from ..engine.tensor import Tensor
from . import drawing
from .arguments import flat, integer
from .creation import _shape, _typed, created, type_of_out
from .formulas import underivable
from .random import stream_of

__all__ = [
    "bernoulli", "binomial", "multinomial", "normal", "poisson", "rand", "rand_like", "randint",
    "randint_like", "randn", "randn_like", "randperm",
]

_MOST_CATEGORIES = 2**24  # as many as float32 can count


def _new(size: tuple[Any, ...], named: dict[str, Any], name: str, dtype: Any,
         device: Any) -> np.ndarray[Any, Any]:
    """Memory to be filled, of a size given as ``f(2, 3)``, ``f((2, 3))`` or ``f(size=(2, 3))``."""
    given = named.pop("size", None)
    if named:
        raise TypeError(f"{name}() received an invalid combination of arguments - got an "
                        f"unexpected keyword argument '{next(iter(named))}'")
    if given is not None and size:
        raise TypeError(f"{name}() received an invalid combination of arguments - got the size "
                        f"twice, {flat(size)} and size={given}")
    return np.empty(_shape(size, given, name), _typed(dtype, device, name))


def _like(input: Any, name: str, dtype: Any, device: Any,
          memory_format: Any) -> np.ndarray[Any, Any]:
    """Memory of the shape of `input`, laid out as it unless a format is asked for."""
    data = _tensor(input, name)._data
    target = data.dtype if dtype is None else _typed(dtype, device, name)
    check_device(device)
    if memory_format is None or "preserve" in str(memory_format):
        return drawing.dense_like(data, target)
    return np.empty(data.shape, target)


def _tensor(value: Any, name: str, argument: str = "input", position: int = 1) -> Tensor:
    if not isinstance(value, Tensor):
        raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be Tensor, "
                        f"not {type(value).__name__}")
    return value


def bound(value: Any, name: str, argument: str, position: int = 0) -> int:
    """An end of a range of integers, a number or a tensor of one.

    Raises:
        TypeError: not an integer.   ValueError: more than 64 bits.
    """
    whole = integer(value, name, argument, position)
    if not drawing.LOWEST <= whole <= drawing.HIGHEST:
        raise ValueError(f"Overflow when unpacking long long: {argument}={whole} has more than 64 "
                         "bits")
    return whole


# -- from nothing -------------------------------------------------------------------------------


def rand(*size: Any, generator: Any = None, out: Tensor | None = None, dtype: Any = None,
         layout: Any = None, device: Any = None, pin_memory: bool = False,
         requires_grad: bool = False, **named: Any) -> Tensor:
    """Uniform numbers in [0, 1) of the given size: ``rand(2, 3)`` or ``rand((2, 3))``.

    Raises:
        RuntimeError: a negative size.
        NotImplementedError: a type without fractions.

    >>> _ = manual_seed(0); rand(3)
    tensor([0.4963, 0.7682, 0.0885])
    """
    if out is not None:
        dtype = type_of_out("rand", out, dtype)
    data = _new(size, named, "rand", dtype, device)
    values = drawing.uniform(data, stream_of(generator, "rand"), 0.0, 1.0)
    return created(values, "rand", requires_grad, out)


def rand_like(input: Tensor, *, generator: Any = None, dtype: Any = None, layout: Any = None,
              device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
              memory_format: Any = None) -> Tensor:
    """Uniform numbers in [0, 1) in the shape and type of `input`.

    Raises:
        NotImplementedError: a type without fractions.

    >>> _ = manual_seed(0); rand_like(tensor([[1.0, 2.0]]))
    tensor([[0.4963, 0.7682]])
    """
    data = _like(input, "rand_like", dtype, device, memory_format)
    values = drawing.uniform(data, stream_of(generator, "rand_like"), 0.0, 1.0)
    return created(values, "rand_like", requires_grad)


def randn(*size: Any, generator: Any = None, out: Tensor | None = None, dtype: Any = None,
          layout: Any = None, device: Any = None, pin_memory: bool = False,
          requires_grad: bool = False, **named: Any) -> Tensor:
    """Normal numbers with mean 0 and variance 1 of the given size.

    Raises:
        RuntimeError: a negative size.
        NotImplementedError: a type without fractions.

    >>> _ = manual_seed(0); randn(3)
    tensor([ 1.5410, -0.2934, -2.1788])
    """
    if out is not None:
        dtype = type_of_out("randn", out, dtype)
    data = _new(size, named, "randn", dtype, device)
    values = drawing.normal(data, stream_of(generator, "randn"), 0.0, 1.0)
    return created(values, "randn", requires_grad, out)


def randn_like(input: Tensor, *, generator: Any = None, dtype: Any = None, layout: Any = None,
               device: Any = None, pin_memory: bool = False, requires_grad: bool = False,
               memory_format: Any = None) -> Tensor:
    """Normal numbers with mean 0 and variance 1 in the shape and type of `input`.

    Raises:
        NotImplementedError: a type without fractions.

    >>> _ = manual_seed(0); randn_like(tensor([[1.0, 2.0]]))
    tensor([[ 1.5410, -0.2934]])
    """
    data = _like(input, "randn_like", dtype, device, memory_format)
    values = drawing.normal(data, stream_of(generator, "randn_like"), 0.0, 1.0)
    return created(values, "randn_like", requires_grad)


def randint(*bounds: Any, low: Any = 0, high: Any = None, size: Any = None, generator: Any = None,
            out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
            pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """Integers in [low, high): ``randint(high, size)`` or ``randint(low, high, size)``.

    Raises:
        RuntimeError: an empty range, or one that the type does not hold.

    >>> _ = manual_seed(0); randint(10, (5,))
    tensor([4, 9, 3, 0, 3])
    """
    if out is not None:
        dtype = type_of_out("randint", out, dtype)
    rest = list(bounds)
    if rest and size is None:
        size = rest.pop()
    if rest and high is None:
        high = rest.pop()
    if rest:
        low = rest.pop()
    if rest or size is None or high is None:
        raise TypeError("randint() received an invalid combination of arguments - got "
                        f"({', '.join(type(b).__name__ for b in bounds)}), but expected (high, size) "
                        "or (low, high, size)")
    if not isinstance(size, (tuple, list)):
        raise TypeError(f"randint(): argument 'size' (position {max(len(bounds), 2)}) must be "
                        f"tuple of ints, not {type(size).__name__}: give ({size},) for one size")
    first = bound(low, "randint", "low", 1)
    last = bound(high, "randint", "high", max(len(bounds) - 1, 1))
    data = np.empty(_shape(tuple(size), None, "randint") if size else (),
                    np.int64 if dtype is None else _typed(dtype, device, "randint"))
    check_device(device)
    values = drawing.integers(data, stream_of(generator, "randint"), first, last)
    return created(values, "randint", requires_grad, out)


def randint_like(input: Tensor, *bounds: Any, low: Any = 0, high: Any = None,
                 generator: Any = None, dtype: Any = None, layout: Any = None, device: Any = None,
                 pin_memory: bool = False, requires_grad: bool = False,
                 memory_format: Any = None) -> Tensor:
    """Integers in [low, high) in the shape and type of `input`, as `randint`.

    Raises:
        RuntimeError: an empty range, or one that the type does not hold.

    >>> _ = manual_seed(0); randint_like(tensor([1.0, 2.0]), 10)
    tensor([4., 9.])
    """
    rest = list(bounds)
    if rest and high is None:
        high = rest.pop()
    if rest:
        low = rest.pop()
    if rest or high is None:
        raise TypeError("randint_like() received an invalid combination of arguments - got "
                        f"{bounds}, but expected (high) or (low, high)")
    first, last = bound(low, "randint_like", "low"), bound(high, "randint_like", "high")
    data = _like(input, "randint_like", dtype, device, memory_format)
    values = drawing.integers(data, stream_of(generator, "randint_like"), first, last)
    return created(values, "randint_like", requires_grad)


def randperm(n: int, *, generator: Any = None, out: Tensor | None = None, dtype: Any = None,
             layout: Any = None, device: Any = None, pin_memory: bool = False,
             requires_grad: bool = False) -> Tensor:
    """The numbers from 0 to n - 1 in random order: () -> (n,).

    Raises:
        RuntimeError: `n` is negative, or more than the type holds.

    >>> _ = manual_seed(0); randperm(4)
    tensor([0, 1, 3, 2])
    """
    if out is not None:
        dtype = type_of_out("randperm", out, dtype)
    data = np.empty(_shape((bound(n, "randperm", "n", 1),), None, "randperm"),
                    np.int64 if dtype is None else _typed(dtype, device, "randperm"))
    check_device(device)
    stream = stream_of(generator, "randperm")
    return created(drawing.permutation(data, stream), "randperm", requires_grad, out)


# -- from tensors -------------------------------------------------------------------------------


def _refuse(g: Any) -> Any:
    raise RuntimeError("derivative for aten::bernoulli is not implemented: a sample does not move "
                       "with the tensor whose shape it took")


# What was drawn is an argument, so that a recorded call can be made again with the same numbers.
_BERNOULLI = Op("bernoulli", lambda x, drawn: drawn, (lambda g: g * 0,), kind="op")
_BERNOULLI_LIKE = Op("bernoulli", lambda x, drawn: drawn, (_refuse,), kind="op",
                     node="NotImplemented")
_POISSON = Op("poisson", lambda x, drawn: drawn, (lambda g: g * 0,), kind="op")
_BINOMIAL = Op("binomial", lambda count, prob, drawn: drawn,
               (underivable("binomial"), underivable("binomial")), kind="op", node="NotImplemented")
_MULTINOMIAL = Op("multinomial", lambda x, drawn: drawn, (None,), kind="op")
_NORMAL_OF_MEAN = Op("normal", lambda mean, drawn: drawn, (lambda g: g * 0,), kind="op",
                     node="NormalBackward1")
_NORMAL_OF_STD = Op("normal", lambda std, drawn: drawn, (lambda g: g * 0,), kind="op",
                    node="NormalBackward2")
_NORMAL = Op("normal", lambda mean, std, drawn: drawn, (lambda g: g * 0, lambda g: g * 0),
             kind="op", node="NormalBackward3")


def _sample(op: Op, out: Any, *arguments: Any) -> Tensor:
    result = apply(op, arguments)
    return result if out is None else into(op, result, out, ())  # type: ignore[no-any-return]  # one output


def bernoulli(input: Tensor, p: Any = None, *, generator: Any = None,
              out: Tensor | None = None) -> Tensor:
    """1 with the probability that `input` gives for each element, else 0; with `p`, of `p` for all.

    Raises:
        RuntimeError: a probability outside [0, 1].

    >>> _ = manual_seed(0); bernoulli(tensor([0.2, 0.5, 0.9]))
    tensor([0., 0., 1.])
    """
    data, stream = _tensor(input, "bernoulli")._data, stream_of(generator, "bernoulli")
    memory = np.empty(data.shape, data.dtype)
    if p is None:
        drawn = drawing.each_bernoulli(memory, stream, data)
        return _sample(_BERNOULLI, out, input, drawn)
    if not _is_real(p):
        raise TypeError("bernoulli() received an invalid combination of arguments - got (Tensor, "
                        f"{type(p).__name__}), but expected one probability, p: float")
    drawn = drawing.bernoulli(memory, stream, real(p, "bernoulli", "p", 2))
    return _sample(_BERNOULLI_LIKE, out, input, drawn)


def real(value: Any, name: str, argument: str, position: int) -> float:
    """A parameter of a distribution, a number or a tensor of one.

    Raises:
        TypeError: not a number.
    """
    if _is_real(value):
        return float(value.item() if isinstance(value, Tensor) else value)
    raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be float, not "
                    f"{type(value).__name__}")


def _is_real(value: Any) -> bool:
    if isinstance(value, Tensor):
        return value._data.ndim == 0 and not value.is_complex()
    return isinstance(value, (int, float, np.floating, np.integer))


def multinomial(input: Tensor, num_samples: int, replacement: bool = False, *,
                generator: Any = None, out: Tensor | None = None) -> Tensor:
    """Indices drawn with the weights of each row: ``(k,) -> (n,)``, ``(m, k) -> (m, n)``.

    Raises:
        RuntimeError: negative or no weights; more samples than weights without `replacement`.

    >>> _ = manual_seed(0); multinomial(tensor([0.0, 10.0, 3.0, 0.0]), 2)
    tensor([1, 2])
    """
    data = _tensor(input, "multinomial")._data
    n = bound(num_samples, "multinomial", "num_samples")
    _check_weights(data, n, replacement)
    drawn = drawing.multinomial(data, stream_of(generator, "multinomial"), n, bool(replacement))
    return _sample(_MULTINOMIAL, out, input, drawn)


def _check_weights(data: np.ndarray[Any, Any], n: int, replacement: bool) -> None:
    if data.ndim not in (1, 2):
        raise RuntimeError(f"prob_dist must be 1 or 2 dim, but its shape is {list(data.shape)}")
    if data.dtype.kind != "f":
        raise RuntimeError("multinomial only supports floating-point dtypes for input, got: "
                           f"{scalar_name(data.dtype)}")
    if n <= 0:
        raise RuntimeError(f"cannot sample n_sample <= 0 samples: {n}")
    if not replacement and n > data.shape[-1]:
        raise RuntimeError("cannot sample n_sample > prob_dist.size(-1) samples without "
                           f"replacement: {n} of {data.shape[-1]}")
    if data.shape[-1] > _MOST_CATEGORIES:
        raise RuntimeError(f"number of categories cannot exceed 2^24, but is {data.shape[-1]}")


def binomial(count: Tensor, prob: Tensor, generator: Any = None) -> Tensor:
    """Numbers of successes in `count` trials, each of probability `prob`; the two broadcast.

    Raises:
        RuntimeError: element types differ.   ValueError: counts of a type without fractions.

    >>> _ = manual_seed(0); binomial(tensor([10.0, 100.0]), tensor(0.5))
    tensor([ 7., 51.])
    """
    counts, chances = _tensor(count, "binomial", "count")._data, _tensor(
        prob, "binomial", "prob", 2)._data
    if counts.dtype.kind != "f":
        raise ValueError("binomial only supports floating-point dtypes for count, got: "
                         f"{scalar_name(counts.dtype)}")
    if chances.dtype != counts.dtype:
        raise RuntimeError(f"Found dtype {scalar_name(chances.dtype)} but expected "
                           f"{scalar_name(counts.dtype)}: count and prob must have one type")
    if message := broadcast([counts.shape, chances.shape]):
        raise RuntimeError(message)
    drawn = drawing.binomial(counts, chances, stream_of(generator, "binomial"))
    return _sample(_BINOMIAL, None, count, prob, drawn)


def poisson(input: Tensor, generator: Any = None) -> Tensor:
    """Numbers of events, each with the rate that `input` has for it.

    Raises:
        RuntimeError: a negative rate.   NotImplementedError: a type without fractions.

    >>> _ = manual_seed(0); poisson(tensor([0.5, 5.0, 50.0]))
    tensor([ 2.,  6., 49.])
    """
    data = _tensor(input, "poisson")._data
    return _sample(_POISSON, None, input, drawing.poisson(data, stream_of(generator, "poisson")))


def normal(mean: Any, std: Any = 1.0, size: Any = None, *, generator: Any = None,
           out: Tensor | None = None, dtype: Any = None, layout: Any = None, device: Any = None,
           pin_memory: bool = False, requires_grad: bool = False) -> Tensor:
    """Normal numbers with a mean and a deviation for each, tensors that broadcast or numbers.

    Two numbers need a size: ``normal(0.0, 1.0, (2, 3))``.

    Raises:
        RuntimeError: a negative deviation; shapes that do not broadcast.

    >>> _ = manual_seed(0); normal(tensor([0.0, 100.0]), tensor([1.0, 2.0]))
    tensor([ 1.5410, 99.4131])
    """
    if out is not None:
        dtype = type_of_out("normal", out, dtype)
    stream = stream_of(generator, "normal")
    if size is not None:
        data = _new((), {"size": size}, "normal", dtype, device)
        centre, spread = real(mean, "normal", "mean", 1), real(std, "normal", "std", 2)
        return created(drawing.normal(data, stream, centre, spread), "normal", requires_grad, out)
    if isinstance(std, Tensor):
        return _normal_of_std(mean, std, stream, out)
    centre_of_each = _tensor_or_size(mean)
    memory = np.empty(centre_of_each._data.shape, centre_of_each._data.dtype)
    drawn = drawing.normal(memory, stream, 0.0, real(std, "normal", "std", 2))
    return _sample(_NORMAL_OF_MEAN, out, mean, drawn + centre_of_each._data)


def _tensor_or_size(mean: Any) -> Tensor:
    if not isinstance(mean, Tensor):
        raise TypeError("normal() received an invalid combination of arguments - got numbers only, "
                        "but expected a size with them: normal(mean, std, size)")
    return mean


def _normal_of_std(mean: Any, std: Tensor, stream: Any, out: Any) -> Tensor:
    spread = std._data
    if spread.dtype.kind == "c":
        raise RuntimeError("normal expects standard deviation to be non-complex")
    if spread.size and not spread.min() >= 0:
        raise RuntimeError("normal expects all elements of std >= 0.0, but the least is "
                           f"{spread.min()}")
    several = isinstance(mean, Tensor)
    like = mean._data if several else spread
    if several and (refusal := broadcast([like.shape, spread.shape])):
        raise RuntimeError(refusal)
    memory = np.empty(np.broadcast_shapes(like.shape, spread.shape), like.dtype)
    drawn = drawing.normal(memory, stream, 0.0, 1.0)
    drawn = drawing.scaled(drawn, spread)
    if several:
        return _sample(_NORMAL, out, mean, std, drawn + like)
    drawn += drawn.dtype.type(real(mean, "normal", "mean", 1))
    return _sample(_NORMAL_OF_STD, out, std, drawn)


FUNCTIONS = {name: globals()[name] for name in __all__}
METHODS = {"bernoulli": bernoulli, "multinomial": multinomial}
