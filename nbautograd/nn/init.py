"""Initial values of parameters, written in place, from PyTorch's random stream.

Fans are the numbers of inputs and outputs that one unit has; gains keep the variance of what goes
through a nonlinearity.
"""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from ..engine.state import switch
from ..engine.tensor import Tensor, wrap
from ..ops.creation import empty_like
from ..ops.gather import where

__all__ = [
    "calculate_gain", "constant_", "dirac_", "eye_", "kaiming_normal_", "kaiming_uniform_",
    "normal_", "ones_", "orthogonal_", "sparse_", "trunc_normal_", "uniform_", "xavier_normal_",
    "xavier_uniform_", "zeros_",
]

_GAINS = {"linear": 1.0, "conv1d": 1.0, "conv2d": 1.0, "conv3d": 1.0, "conv_transpose1d": 1.0,
          "conv_transpose2d": 1.0, "conv_transpose3d": 1.0, "sigmoid": 1.0, "tanh": 5.0 / 3,
          "relu": math.sqrt(2.0), "selu": 3.0 / 4}


def calculate_gain(nonlinearity: str, param: Any = None) -> float:
    """The recommended gain for a nonlinearity; `param` is the slope of ``leaky_relu``.

    Raises:
        ValueError: there is no such nonlinearity.

    >>> nn.init.calculate_gain("tanh")
    1.6666666666666667
    """
    if nonlinearity in _GAINS:
        return _GAINS[nonlinearity]
    if nonlinearity != "leaky_relu":
        raise ValueError(f"Unsupported nonlinearity {nonlinearity}")
    slope = 0.01 if param is None else param
    if isinstance(slope, bool) or not isinstance(slope, (int, float)):
        raise ValueError(f"negative_slope {param} not a valid number")
    return math.sqrt(2.0 / (1 + slope ** 2))


def creating() -> switch:
    """A block in which tensors get their first values: not tracked, and no steps of a recording."""
    return switch(grad=False, recorder=None)


# -- the same for all shapes ------------------------------------------------------------------------


def uniform_(tensor: Any, a: float = 0.0, b: float = 1.0, generator: Any = None) -> Any:
    """Uniform numbers in [a, b).

    >>> _ = manual_seed(0); nn.init.uniform_(empty(2))
    tensor([0.4963, 0.7682])
    """
    with creating():
        return tensor.uniform_(a, b, generator=generator)


def normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, generator: Any = None) -> Any:
    """Normal numbers.

    >>> _ = manual_seed(0); nn.init.normal_(empty(2))
    tensor([ 1.5410, -0.2934])
    """
    with creating():
        return tensor.normal_(mean, std, generator=generator)


def constant_(tensor: Any, val: float) -> Any:
    """The same number everywhere.

    >>> nn.init.constant_(empty(2), 0.3)
    tensor([0.3000, 0.3000])
    """
    with creating():
        return tensor.fill_(val)


def ones_(tensor: Any) -> Any:
    """Ones.

    >>> nn.init.ones_(empty(2))
    tensor([1., 1.])
    """
    return constant_(tensor, 1.0)


def zeros_(tensor: Any) -> Any:
    """Zeros.

    >>> nn.init.zeros_(empty(2))
    tensor([0., 0.])
    """
    return constant_(tensor, 0.0)


def _cumulative(x: float) -> float:
    """The normal distribution function."""
    return (1.0 + math.erf(x / math.sqrt(2.0))) / 2.0


def trunc_normal_(tensor: Any, mean: float = 0.0, std: float = 1.0, a: float = -2.0,
                  b: float = 2.0, generator: Any = None) -> Any:
    """Normal numbers, none of them outside [a, b].

    >>> _ = manual_seed(0); nn.init.trunc_normal_(empty(2))
    tensor([ 1.5410, -0.2934])
    """
    if mean < a - 2 * std or mean > b + 2 * std:
        warnings.warn(
            "mean is more than 2 std from [a, b] in nn.init.trunc_normal_. The distribution of "
            "values may be incorrect.", stacklevel=2)
    with creating():
        inside = _cumulative((b - mean) / std) - _cumulative((a - mean) / std)
        draw = _normal_inside if inside > 0.3 else _uniform_accepted
        return tensor.copy_(draw(tensor, mean, std, a, b, generator))


def _normal_inside(tensor: Any, mean: float, std: float, a: float, b: float,
                   generator: Any) -> Any:
    """Normal numbers; those outside the bounds are drawn again, as often as it takes."""
    low, high = (np.asarray(limit, tensor._data.dtype).item() for limit in (a, b))
    out = empty_like(tensor).normal_(mean, std, generator=generator)
    while bool((outside := (out < low) | (out > high)).any()):
        out = where(outside, empty_like(out).normal_(mean, std, generator=generator), out)
    return out


def _uniform_accepted(tensor: Any, mean: float, std: float, a: float, b: float,
                      generator: Any) -> Any:
    """Uniform numbers, each kept with its density over the largest one: far tails need it."""
    peak = -0.5 * ((max(a, min(mean, b)) - mean) / std) ** 2

    def proposed() -> tuple[Any, Any]:
        values = empty_like(tensor).uniform_(a, b, generator=generator)
        density = ((values - mean) / std) ** 2 * -0.5 - peak
        return values, empty_like(tensor).uniform_(generator=generator).log() > density

    out, rejected = proposed()
    while bool(rejected.any()):
        values, again = proposed()
        out, rejected = where(rejected, values, out), rejected & again
    return out


# -- by the shape -----------------------------------------------------------------------------------


def _calculate_fan_in_and_fan_out(tensor: Any) -> tuple[int, int]:
    if tensor.dim() < 2:
        raise ValueError("Fan in and fan out can not be computed for tensor with fewer than 2 "
                         f"dimensions: it has {tensor.dim()}")
    field = 1
    for n in tensor.shape[2:]:
        field *= n
    return tensor.size(1) * field, tensor.size(0) * field


def _fan(tensor: Any, mode: str) -> int:
    mode = mode.lower()
    if mode not in ("fan_in", "fan_out"):
        raise ValueError(f"Mode {mode} not supported, please use one of ['fan_in', 'fan_out']")
    return _calculate_fan_in_and_fan_out(tensor)[mode == "fan_out"]


def xavier_uniform_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Uniform numbers of variance ``2 gain^2 / (fan_in + fan_out)``.

    Source: Glorot and Bengio, "Understanding the difficulty of training deep feedforward networks".

    >>> _ = manual_seed(0); nn.init.xavier_uniform_(empty(1, 2))
    tensor([[-0.0106,  0.7586]])
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    bound = math.sqrt(3.0) * (gain * math.sqrt(2.0 / float(fan_in + fan_out)))
    return uniform_(tensor, -bound, bound, generator)


def xavier_normal_(tensor: Any, gain: float = 1.0, generator: Any = None) -> Any:
    """Normal numbers of variance ``2 gain^2 / (fan_in + fan_out)``.

    >>> _ = manual_seed(0); nn.init.xavier_normal_(empty(1, 2))
    tensor([[ 1.2582, -0.2396]])
    """
    fan_in, fan_out = _calculate_fan_in_and_fan_out(tensor)
    return normal_(tensor, 0.0, gain * math.sqrt(2.0 / float(fan_in + fan_out)), generator)


def _nothing_to_do(tensor: Any) -> bool:
    if 0 not in tensor.shape:
        return False
    warnings.warn("Initializing zero-element tensors is a no-op", stacklevel=3)
    return True


def kaiming_uniform_(tensor: Any, a: float = 0, mode: str = "fan_in",
                     nonlinearity: str = "leaky_relu", generator: Any = None) -> Any:
    """Uniform numbers of variance ``gain^2 / fan``, so that rectifiers keep the variance.

    Source: He et al., "Delving Deep into Rectifiers".

    >>> _ = manual_seed(0); nn.init.kaiming_uniform_(empty(1, 2))
    tensor([[-0.0130,  0.9291]])
    """
    if _nothing_to_do(tensor):
        return tensor
    fan = _fan(tensor, mode)
    bound = math.sqrt(3.0) * (calculate_gain(nonlinearity, a) / math.sqrt(fan))
    return uniform_(tensor, -bound, bound, generator)


def kaiming_normal_(tensor: Any, a: float = 0, mode: str = "fan_in",
                    nonlinearity: str = "leaky_relu", generator: Any = None) -> Any:
    """Normal numbers of variance ``gain^2 / fan``, so that rectifiers keep the variance.

    >>> _ = manual_seed(0); nn.init.kaiming_normal_(empty(1, 2))
    tensor([[ 1.5410, -0.2934]])
    """
    if _nothing_to_do(tensor):
        return tensor
    fan = _fan(tensor, mode)
    return normal_(tensor, 0.0, calculate_gain(nonlinearity, a) / math.sqrt(fan), generator)


def eye_(tensor: Any) -> Any:
    """The identity matrix.

    Raises:
        ValueError: not two dimensions.

    >>> nn.init.eye_(empty(2, 2))
    tensor([[1., 0.],
            [0., 1.]])
    """
    if tensor.ndimension() != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported: it has {tensor.ndim}")
    return _copied(tensor, np.eye(*tensor.shape))


def dirac_(tensor: Any, groups: int = 1) -> Any:
    """Filters of a convolution that leave their input as it is.

    Raises:
        ValueError: not three to five dimensions, or a first size that `groups` does not divide.

    >>> nn.init.dirac_(empty(1, 1, 3))
    tensor([[[0., 1., 0.]]])
    """
    sizes = tensor.shape
    if len(sizes) not in (3, 4, 5):
        raise ValueError("Only tensors with 3, 4, or 5 dimensions are supported: it has "
                         f"{len(sizes)}")
    if sizes[0] % groups:
        raise ValueError(f"dim 0 must be divisible by groups: {sizes[0]} by {groups}")
    out, each = np.zeros(sizes), sizes[0] // groups
    middle = tuple(n // 2 for n in sizes[2:])
    for g in range(groups):
        for d in range(min(each, sizes[1])):
            out[(g * each + d, d, *middle)] = 1
    return _copied(tensor, out)


def orthogonal_(tensor: Any, gain: float = 1, generator: Any = None) -> Any:
    """A (semi-)orthogonal matrix, times `gain`; more dimensions count as one.

    Raises:
        ValueError: fewer than two dimensions.

    Source: Saxe et al., "Exact solutions to the nonlinear dynamics of learning in deep linear
    neural networks".

    >>> w = nn.init.orthogonal_(empty(2, 2))
    >>> (w @ w.T).diagonal().round()
    tensor([1., 1.])
    """
    if tensor.ndimension() < 2:
        raise ValueError("Only tensors with 2 or more dimensions are supported: it has "
                         f"{tensor.ndim}")
    if tensor.numel() == 0:
        return tensor
    rows = tensor.size(0)
    columns = tensor.numel() // rows
    drawn = wrap(np.empty((rows, columns), tensor._data.dtype))
    flat = normal_(drawn, 0, 1, generator)._data
    q, r = np.linalg.qr(flat.T if rows < columns else flat)
    q = q * np.sign(np.diag(r))
    return _copied(tensor, (q.T if rows < columns else q).reshape(tensor.shape) * gain)


def sparse_(tensor: Any, sparsity: float, std: float = 0.01, generator: Any = None) -> Any:
    """Normal numbers, but zero in the fraction `sparsity` of each column.

    Raises:
        ValueError: not two dimensions.

    >>> nn.init.sparse_(empty(4, 2), 0.5).count_nonzero()
    tensor(4)
    """
    if tensor.ndimension() != 2:
        raise ValueError(f"Only tensors with 2 dimensions are supported: it has {tensor.ndim}")
    from ..ops.sampling import randperm
    rows, columns = tensor.shape
    zeros = math.ceil(sparsity * rows)
    normal_(tensor, 0, std, generator)
    values = tensor.detach()._data.copy()
    for column in range(columns):
        values[randperm(rows)._data[:zeros], column] = 0
    return _copied(tensor, values)


def _copied(tensor: Any, values: Any) -> Any:
    with creating():
        return tensor.copy_(wrap(np.asarray(values, tensor._data.dtype)))


def _deprecated(name: str) -> Any:
    function = globals()[name + "_"]

    def old(*args: Any, **kwargs: Any) -> Tensor:
        warnings.warn(f"`nn.init.{name}` is now deprecated in favor of `nn.init.{name}_`.",
                      FutureWarning, stacklevel=2)
        return function(*args, **kwargs)  # type: ignore[no-any-return]  # they return the tensor

    old.__name__ = old.__qualname__ = name
    old.__doc__ = f"The old name of `{name}_`."
    return old


for _name in ("constant", "dirac", "eye", "kaiming_normal", "kaiming_uniform", "normal",
              "orthogonal", "sparse", "uniform", "xavier_normal", "xavier_uniform"):
    globals()[_name] = _deprecated(_name)
