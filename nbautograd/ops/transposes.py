"""The dimensions of a tensor in another order: transposes and permutations, all views."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, spelled, view, wraps_op
from ..engine.notice import warn_once
from .arguments import sampled, sizes, wrap_dim


def _transpose(x: Any, dim0: int, dim1: int) -> Any:
    """With two dimensions exchanged: ``(n, m) -> (m, n)``.

    Raises:
        IndexError: there is no such dimension.

    >>> transpose(tensor([[1, 2]]), 0, 1)
    tensor([[1],
            [2]])
    """
    try:
        return x.swapaxes(dim0, dim1)
    except np.exceptions.AxisError:
        wrap_dim(dim0, x.ndim), wrap_dim(dim1, x.ndim)
        return x[...]


transpose = view("transpose", _transpose, lambda g, dim0, dim1: transpose(g, dim0, dim1),
                 aliases=("swapdims",), tex=r"{x}^\top")


@wraps_op("swapaxes", transpose)
def swapaxes(input: Any, axis0: int, axis1: int) -> Any:
    """With two dimensions exchanged: ``(n, m) -> (m, n)``; as `transpose`.

    Raises:
        IndexError: there is no such dimension.

    >>> swapaxes(tensor([[1, 2]]), 0, 1)
    tensor([[1],
            [2]])
    """
    return transpose(input, axis0, axis1)


def _t(x: Any) -> Any:
    """The transpose of a matrix (a vector stays as it is): ``(n, m) -> (m, n)``.

    Raises:
        RuntimeError: more than two dimensions.

    >>> t(tensor([[1, 2]]))
    tensor([[1],
            [2]])
    """
    if x.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {x.ndim}D; "
                           "use .mT or .transpose(dim0, dim1)")
    return x.T


t = view("t", _t, lambda g: t(g), tex=r"{x}^\top")


def _permute(x: Any, dims: Any) -> Any:
    """With the dimensions in the order `dims`: ``(a, b, c) -> (c, a, b)`` for (2, 0, 1).

    Raises:
        RuntimeError: not one entry for each dimension.

    >>> permute(tensor([[1, 2]]), (1, 0))
    tensor([[1],
            [2]])
    """
    try:
        return x.transpose(dims)
    except ValueError:
        if len(dims) != x.ndim:
            raise RuntimeError(
                "permute(sparse_coo): number of dimensions in the tensor input does not match the "
                f"length of the desired ordering of dimensions i.e. input.dim() = {x.ndim} is not "
                f"equal to len(dims) = {len(dims)}") from None
        wrapped = [wrap_dim(d, x.ndim) for d in dims]
        if len(set(wrapped)) < len(wrapped):
            raise RuntimeError("permute(): duplicate dims are not allowed.") from None
        raise


def inverse_order(dims: tuple[int, ...]) -> tuple[int, ...]:
    """The permutation that undoes `dims`."""
    n = len(dims)
    out = [0] * n
    for place, d in enumerate(dims):
        out[d % n] = place
    return tuple(out)


permuted = view("permute", _permute, lambda g, dims: permuted(g, inverse_order(dims)))


@spelled(permuted)
def permute(input: Any, *dims: Any, **named: Any) -> Any:
    return input, sizes(dims, "permute", "dims", named)


@composite("T", method=False, public=False)
def reversed_dims(self: Any) -> Any:
    """The transpose of a matrix: ``(n, m) -> (m, n)``.

    >>> tensor([[1, 2]]).T
    tensor([[1],
            [2]])
    """
    n = self._data.ndim
    if n == 2:
        return permuted(self, (1, 0))
    warn_once(
        "Tensor.T is deprecated on 0-D tensors. This function is the identity in these cases."
        if n == 0 else
        "The use of `x.T` on tensors of dimension other than 2 to reverse their shape is deprecated "
        "and it will throw an error in a future release. Consider `x.mT` to transpose batches of "
        "matrices or `x.permute(*torch.arange(x.ndim - 1, -1, -1))` to reverse the dimensions of a "
        "tensor.")
    return permuted(self, tuple(range(n))[::-1])


@composite("mT", method=False, public=False)
def matrix_transpose(self: Any) -> Any:
    """The last two dimensions exchanged: ``(..., n, m) -> (..., m, n)``.

    Raises:
        RuntimeError: less than two dimensions.

    >>> tensor([[1, 2]]).mT.shape
    torch.Size([2, 1])
    """
    n = self._data.ndim
    if n < 2:
        raise RuntimeError("tensor.mT is only supported on matrices or batches of matrices. Got "
                           f"{n}-D tensor.")
    return transpose(self, -2, -1)

OPERATORS = {"T": property(reversed_dims), "mT": property(matrix_transpose)}

# Sample inputs, for the tests that check every op.
sampled({
    "transpose": lambda make: [((make(2, 3), 0, 1), {}), ((make(2, 3, 4), -1, 0), {})],
    "t": lambda make: [((make(2, 3),), {}), ((make(3),), {}), ((make(),), {})],
    "permute": lambda make: [((make(2, 3, 4), 2, 0, 1), {}), ((make(2, 3), (-1, 0)), {})],
})
