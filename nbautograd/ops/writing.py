"""Writing in place: masked and scattered values; and views taken in place (`t_` ...)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.inplace import copy_, run_inplace
from ..engine.messages import type_name
from ..engine.state import LOCAL
from ..engine.tensor import Tensor
from ..engine.version import cell_of
from ..engine.writable import check_writable
from .arguments import sizes
from .arrange import as_strided
from .fill import fill_
from .gather import fill_masked, fill_masked_with
from .index import put_at
from .scatter import (
    index_fill_tensor,
    index_fill_value,
    scatter_combined,
    scatter_from,
    scatter_value,
)
from .shape import squeeze, unsqueeze
from .transposes import t, transpose

# -- places ---------------------------------------------------------------------------------------


def masked_fill_(self: Tensor, mask: Any, value: Any) -> Tensor:
    """In-place form of `masked_fill`.

    >>> zeros(2).masked_fill_(tensor([True, False]), 5)
    tensor([5., 0.])
    """
    op = fill_masked_with.op if isinstance(value, Tensor) else fill_masked.op
    return run_inplace(op, (self, mask, value))


def index_fill_(self: Tensor, dim: int, index: Any, value: Any) -> Tensor:
    """In-place form of `index_fill`.

    >>> zeros(2).index_fill_(0, tensor([1]), 5)
    tensor([0., 5.])
    """
    op = index_fill_tensor.op if isinstance(value, Tensor) else index_fill_value.op
    return run_inplace(op, (self, dim, index, value))


def scatter_(self: Tensor, dim: int, index: Any, src: Any = None, *, value: Any = None,
             reduce: str | None = None) -> Tensor:
    """In-place form of `scatter`.

    >>> zeros(2).scatter_(0, tensor([1]), 5)
    tensor([0., 5.])
    """
    source = value if src is None else src
    if reduce is not None:
        if reduce not in ("add", "multiply"):
            raise RuntimeError(f"reduce argument must be either add or multiply, got {reduce!r}")
        return run_inplace(scatter_combined.op, (self, dim, index, source, reduce))
    op = scatter_from.op if isinstance(source, Tensor) else scatter_value.op
    return run_inplace(op, (self, dim, index, source))


def fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """One value on the main diagonal, in place; returns the tensor.

    Raises:
        RuntimeError: less than two dimensions, or of different sizes.

    >>> zeros(2, 2).fill_diagonal_(1)
    tensor([[1., 0.],
            [0., 1.]])
    """
    shape = self._data.shape
    if len(shape) < 2:
        raise RuntimeError("dimensions must larger than 1")
    if len(shape) > 2 and len(set(shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    stride = sum(self.stride())
    count = min(shape)
    if wrap and len(shape) == 2 and shape[0] > shape[1] + 1:
        count = -(-self._data.size // (shape[1] + 1))
    fill_(as_strided(self, (count,), (stride,), self.storage_offset()), fill_value)
    return self


# -- views taken in place -------------------------------------------------------------------------


def _becomes(self: Tensor, out: Tensor, forms: int) -> Tensor:
    """Let the tensor be what a view op made of it: same memory, new shape and history."""
    cell = cell_of(self)
    cell[0] += 1
    self._data = out._data
    if out._requires:
        self._node, self._requires = out._node, True
        name, number = out._node.name().split("Backward")
        # PyTorch counts the in-place forms of an op after its other ones.
        out._node._extra()["name"] = f"{name}Backward{int(number) + forms}"
    if self._view is not None:
        self._view.stamp = cell[0]
    return self


def _in_place(function: Callable[..., Any], name: str, doc: str) -> Callable[..., Tensor]:
    forms = 3 if function is squeeze else 1

    def method(self: Tensor, *args: Any, **kwargs: Any) -> Tensor:
        if LOCAL.mode.grad and self._requires:
            check_writable(self, LOCAL.mode)
        return _becomes(self, function(self, *args, **kwargs), forms)

    method.__name__ = method.__qualname__ = name
    method.__module__ = "nbautograd"
    method.__doc__ = f"In-place form of `{function.__name__}`: the tensor itself changes its " + doc
    method.op = function.op  # type: ignore[attr-defined]  # as declared ops carry theirs
    return method


_VIEWS = {
    "transpose_": (
        transpose, ">>> tensor([[1, 2]]).transpose_(0, 1).shape\n    torch.Size([2, 1])"),
    "swapaxes_": (transpose, ">>> tensor([[1, 2]]).swapaxes_(0, 1).shape\n    torch.Size([2, 1])"),
    "swapdims_": (transpose, ">>> tensor([[1, 2]]).swapdims_(0, 1).shape\n    torch.Size([2, 1])"),
    "as_strided_": (
        as_strided, ">>> tensor([1, 2, 3]).as_strided_((2,), (2,))\n    tensor([1, 3])"),
    "t_": (t, ">>> tensor([[1, 2]]).t_().shape\n    torch.Size([2, 1])"),
    "squeeze_": (squeeze, ">>> tensor([[1, 2]]).squeeze_()\n    tensor([1, 2])"),
    "unsqueeze_": (unsqueeze, ">>> tensor([1, 2]).unsqueeze_(0)\n    tensor([[1, 2]])"),
}


def resize_(self: Tensor, *size: Any, memory_format: Any = None) -> Tensor:
    """Give the tensor another size, in place: what was there stays in order, the rest is zero.

    Raises:
        RuntimeError: a tensor that requires grad.

    >>> tensor([1, 2, 3]).resize_(2)
    tensor([1, 2])
    """
    if self._requires:
        raise RuntimeError("cannot resize variables that require grad")
    shape = sizes(size, "resize_")
    count, data = int(np.prod(shape)), self._data
    if count <= data.size and data.flags.c_contiguous:
        self._data = data.reshape(-1)[:count].reshape(shape)
    else:
        self._data = np.resize(data, count).reshape(shape) if data.size else np.zeros(
            shape, data.dtype)
        self._data.reshape(-1)[data.size:] = 0
    return self


def set_(self: Tensor, source: Any) -> Tensor:
    """Let the tensor share the memory, and take the shape, of `source`.

    Raises:
        TypeError: `source` is no tensor.   RuntimeError: it has another element type.

    >>> zeros(1).set_(tensor([1.0, 2.0]))
    tensor([1., 2.])
    """
    if not isinstance(source, Tensor):
        raise TypeError(f"set_(): argument 'source' must be Tensor, not {type(source).__name__}")
    if source._data.dtype != self._data.dtype:
        raise RuntimeError("Could not set tensor of type "
                           f"{type_name(source._data.dtype)} to a tensor of type "
                           f"{type_name(self._data.dtype)}")
    self._data = source._data
    return self


def resize_as_(self: Tensor, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
    """Give the tensor the size of another, in place; as `resize_`.

    Raises:
        RuntimeError: a tensor that requires grad.

    >>> tensor([1, 2, 3]).resize_as_(zeros(2))
    tensor([1, 2])
    """
    return resize_(self, the_template._data.shape)


METHODS: dict[str, Callable[..., Any]] = {
    f.__name__: f for f in (copy_, masked_fill_, index_fill_, scatter_,
                            fill_diagonal_, resize_, resize_as_, set_)}
METHODS |= {name: _in_place(f, name, f"shape.\n\n    {example}\n    ")
            for name, (f, example) in _VIEWS.items()}
FUNCTIONS = {"as_strided_": METHODS["as_strided_"],
             "resize_as_": resize_as_, "index_put_": put_at.op.twin()}
