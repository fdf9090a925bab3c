"""Triangles of matrices, and vectors and matrices on diagonals."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, linear, spelled
from ..engine.tensor import wrap
from .arguments import flat, sampled, wrap_dim
from .choices import kept
from .copies import diagonal_copy
from .parts import diagonal, sliced
from .shape import reshaped, unsafe_view


def _tril(x: Any, diagonal: int = 0) -> Any:
    """Zeros above a diagonal of each matrix: ``(..., n, m) -> (..., n, m)``.

    Raises:
        RuntimeError: less than two dimensions.

    >>> tril(tensor([[1, 2], [3, 4]]))
    tensor([[1, 0],
            [3, 4]])
    """
    _matrices(x, "tril")
    return kept(x, np.tri(*x.shape[-2:], diagonal, bool))


def _triu(x: Any, diagonal: int = 0) -> Any:
    """Zeros below a diagonal of each matrix: ``(..., n, m) -> (..., n, m)``.

    Raises:
        RuntimeError: less than two dimensions.

    >>> triu(tensor([[1, 2], [3, 4]]))
    tensor([[1, 2],
            [0, 4]])
    """
    _matrices(x, "triu")
    return kept(x, ~np.tri(*x.shape[-2:], diagonal - 1, bool))


def _matrices(x: Any, name: str) -> None:
    if x.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")


tril = linear("tril", _tril, lambda g, diagonal: tril(g, diagonal), inplace=True)
triu = linear("triu", _triu, lambda g, diagonal: triu(g, diagonal), inplace=True)


def _diag_embed(x: Any, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """The last dimension on a diagonal of new matrices, zeros elsewhere: ``(..., n) -> (..., n, n)``.

    Raises:
        RuntimeError: the two new dimensions are the same.

    >>> diag_embed(tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    n = x.ndim + 1
    first, second = wrap_dim(dim1, n), wrap_dim(dim2, n)
    if first == second:
        raise RuntimeError(
            f"diagonal dimensions cannot be identical {dim1}, {dim2}: they must differ")
    size = (x.shape[-1] if x.ndim else 1) + abs(offset)
    shape = list(x.shape[:-1])
    for d in sorted((first, second)):
        shape.insert(d, size)
    out = np.zeros(shape, x.dtype)
    place = out.diagonal(offset, first, second)
    place.flags.writeable = True
    place[...] = x
    return out


diag_embed = linear("diag_embed", _diag_embed,
                    lambda g, offset, dim1, dim2: diagonal(g, offset, dim1, dim2))


@composite("diag")
def diag(input: Any, diagonal: int = 0) -> Any:
    """A vector as the diagonal of a matrix, or the diagonal of a matrix: ``(n) -> (n, n)``.

    Raises:
        RuntimeError: neither a vector nor a matrix.

    >>> diag(tensor([1, 2]))
    tensor([[1, 0],
            [0, 2]])
    """
    n = input._data.ndim
    if n == 1:
        return diag_embed(input, diagonal)
    if n == 2:
        return diagonal_copy(input, diagonal)
    raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {n}D")


@composite("diagflat")
def diagflat(input: Any, offset: int = 0) -> Any:
    """All elements on the diagonal of a matrix: ``(n, m) -> (n*m, n*m)``.

    >>> diagflat(tensor([[1], [2]]))
    tensor([[1, 0],
            [0, 2]])
    """
    return diag_embed(reshaped(input, (input._data.size,)), offset)


def _block_diag(tensors: Any) -> Any:
    """Matrices along the diagonal of one, zeros elsewhere: ``(n, m), (k, l) -> (n + k, m + l)``.

    Raises:
        RuntimeError: a tensor of more than two dimensions.

    >>> block_diag(tensor([[1, 2]]), tensor(3))
    tensor([[1, 2, 0],
            [0, 0, 3]])
    """
    for n, x in enumerate(tensors):
        if x.ndim > 2:
            raise RuntimeError("torch.block_diag: Input tensors must have 2 or fewer dimensions. "
                               f"Input {n} has {x.ndim} dimensions")
    shapes = [_block(x.shape) for x in tensors]
    out = np.zeros(tuple(sum(s[d] for s in shapes) for d in (0, 1)), tensors[0].dtype)
    row = column = 0
    for x, (n, m) in zip(tensors, shapes, strict=True):
        out[row:row + n, column:column + m] = x
        row, column = row + n, column + m
    return out


def _block(shape: tuple[int, ...]) -> tuple[int, ...]:
    return (1,) * (2 - len(shape)) + tuple(shape)


def _blocks(g: Any, needs: Any, tensors_shape: Any) -> list[Any]:
    out, row, column = [], 0, 0
    for wanted, shape in zip(needs, tensors_shape, strict=True):
        n, m = _block(shape)
        part = sliced(sliced(g, 0, row, row + n, 1), 1, column, column + m, 1) if wanted else None
        out.append(None if part is None else unsafe_view(part, shape))
        row, column = row + n, column + m
    return out


blocks = linear("block_diag", _block_diag, inputs="*tensors", promote="keep", joint=_blocks,
                method=False)


@spelled(blocks)
def block_diag(*tensors: Any) -> Any:
    return (flat(tensors) or (wrap(np.zeros((1, 0), np.float32)),),)


# Sample inputs, for the tests that check every op.
sampled({
    "tril": lambda make: [((make(3, 3),), {}), ((make(2, 3, 4), 1), {})],
    "triu": lambda make: [((make(3, 3),), {}), ((make(2, 3, 4), -1), {})],
    "diag_embed": lambda make: [((make(3),), {}), ((make(2, 3), 1, 0, -1), {})],
    "block_diag": lambda make: [((make(2, 3), make(2), make()), {})],
})
