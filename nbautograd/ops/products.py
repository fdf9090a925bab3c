"""Products of matrices, vectors and tensors."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine import messages
from ..engine.declare import composite, linear, op
from ..engine.state import LOCAL
from ..engine.tensor import Tensor, wrap
from .shape import _expand, unsafe_view, unsqueeze

# -- products -----------------------------------------------------------------------------------


def _same_dtype(x: Any, y: Any, words: str) -> None:
    """Refuse two types, in words with places for PyTorch's names of them."""
    if x.dtype != y.dtype:
        names = {"cpp": [messages.cpp_name(a.dtype) for a in (x, y)],
                 "name": [messages.scalar_name(a.dtype) for a in (x, y)]}
        raise RuntimeError(words.format(**names) + "; convert one with .to(dtype)")


_MM = "expected m1 and m2 to have the same dtype, but got: {cpp[0]} != {cpp[1]}"
_MV = "addmv input tensors must have the same dtype, but got {name[1]}, {name[0]}, and {name[1]}"
_BMM = "expected scalar type {name[0]} but found {name[1]}"
_SELF = "self and mat2 must have the same dtype, but got {name[0]} and {name[1]}"
_ADDMV = "addmv input tensors must have the same dtype, but got {name[0]}, {name[1]}, and {name[1]}"
_BADDBMM_INPUT = ("Input dtypes must be the same, got: input {cpp[0]}, batch1: {cpp[1]}, batch2: "
                  "{cpp[1]}")
_ADDMM = "mat1 and mat2 must have the same dtype, but got {name[0]} and {name[1]}"
_BADDBMM = "Input dtypes must be the same, got: input {cpp[1]}, batch1: {cpp[0]}, batch2: {cpp[1]}"


def _mm(x: Any, mat2: Any) -> Any:
    """Product of two matrices: ``(n, k) @ (k, m) -> (n, m)``.

    Raises:
        RuntimeError: not matrices, or inner sizes differ.

    >>> mm(tensor([[1.0, 2.0]]), tensor([[3.0], [4.0]]))
    tensor([[11.]])
    """
    if x.ndim == 2 == mat2.ndim and x.dtype is mat2.dtype:
        try:
            return x.dot(mat2)
        except ValueError:   # said in PyTorch's words below
            pass
    if x.ndim != 2:
        raise RuntimeError(f"self must be a matrix; got {x.ndim} dimensions")
    if mat2.ndim != 2:
        raise RuntimeError(f"mat2 must be a matrix; got {mat2.ndim} dimensions")
    if x.shape[1] != mat2.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x.shape[0]}x{x.shape[1]} and "
            f"{mat2.shape[0]}x{mat2.shape[1]}): the second size of the first must equal the first "
            "size of the second")
    _same_dtype(x, mat2, _MM)
    return np.dot(x, mat2)


def _mv(x: Any, vec: Any) -> Any:
    """Product of a matrix and a vector: ``(n, k) @ (k) -> (n)``.

    >>> mv(tensor([[1.0, 2.0]]), tensor([3.0, 4.0]))
    tensor([11.])
    """
    if not (x.ndim and vec.ndim):
        raise IndexError("Dimension specified as 0 but tensor has no dimensions")
    return _mat_vec(x, vec)


def _mat_vec(x: Any, vec: Any) -> Any:
    if x.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {x.ndim}, {vec.ndim} dimensions")
    if x.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({x.shape[0]}), mat ({x.shape[0]}x{x.shape[1]}), vec "
            f"({vec.shape[0]})")
    _same_dtype(x, vec, _MV)
    return np.dot(x, vec)


def _dot(x: Any, tensor: Any) -> Any:
    """Inner product of two vectors: ``(n), (n) -> ()``.

    Raises:
        RuntimeError: not vectors, or of different sizes.

    >>> dot(tensor([1.0, 2.0]), tensor([3.0, 4.0]))
    tensor(11.)
    """
    if x.ndim != 1 or tensor.ndim != 1:
        raise RuntimeError(
            f"1D tensors expected, but got {x.ndim}D and {tensor.ndim}D tensors")
    if x.dtype != tensor.dtype:
        raise RuntimeError(
            f"dot : expected both vectors to have same dtype, but found "
            f"{messages.scalar_name(x.dtype)} and {messages.scalar_name(tensor.dtype)}")
    if x.shape != tensor.shape:
        raise RuntimeError(
            f"inconsistent tensor size, expected tensor [{x.shape[0]}] and src "
            f"[{tensor.shape[0]}] to have the same number of elements, but got {x.shape[0]} and "
            f"{tensor.shape[0]} elements respectively")
    return np.dot(x, tensor)


def _bmm(x: Any, mat2: Any) -> Any:
    """Products of batches of matrices: ``(b, n, k) @ (b, k, m) -> (b, n, m)``.

    >>> bmm(ones(2, 1, 3), ones(2, 3, 1))
    tensor([[[3.]],
    <BLANKLINE>
            [[3.]]])
    """
    if x.ndim != 3 or mat2.ndim != 3:
        raise RuntimeError(f"batch1 must be a 3D tensor; got {x.ndim} and {mat2.ndim} dimensions")
    if x.shape[0] != mat2.shape[0] or x.shape[2] != mat2.shape[1]:
        raise RuntimeError(
            f"Expected size for first two dimensions of batch2 tensor to be: [{x.shape[0]}, "
            f"{x.shape[2]}] but got: [{mat2.shape[0]}, {mat2.shape[1]}].")
    _same_dtype(x, mat2, _BMM)
    return np.matmul(x, mat2)


mm = op("mm", _mm, lambda g, mat2: mm(g, mat2.mT), lambda g, x: mm(x.mT, g), tex=r"{x}\,{mat2}", holomorphic=True,
        jvp=lambda dx, dmat2, x, mat2: dx @ mat2 + x @ dmat2,
        samples=lambda make: [((make(2, 3), make(3, 4)), {})])
mv = op("mv", _mv, lambda g, vec: _outer(g, vec), lambda g, x: x.mT @ g, tex=r"{x}\,{vec}", holomorphic=True,
        jvp=lambda dx, dvec, x, vec: dx @ vec + x @ dvec,
        samples=lambda make: [((make(2, 3), make(3)), {})])
dot = op("dot", _dot, lambda g, tensor: g * tensor, lambda g, x: g * x, tex=r"{x}\cdot {tensor}", holomorphic=True,
         jvp=lambda dx, dtensor, x, tensor: dx @ tensor + x @ dtensor,
         samples=lambda make: [((make(3), make(3)), {})])
bmm = op("bmm", _bmm, lambda g, mat2: g @ mat2.mT, lambda g, x: x.mT @ g, tex=r"{x}\,{mat2}", holomorphic=True,
         jvp=lambda dx, dmat2, x, mat2: dx @ mat2 + x @ dmat2,
         samples=lambda make: [((make(2, 2, 3), make(2, 3, 4)), {})])


def _outer(x: Any, y: Any) -> Any:
    return x[:, None] * y


def _batched(x: Any, y: Any) -> Any:
    """Product of stacks of matrices, the leading dimensions broadcast."""
    if x.dtype != y.dtype:
        _same_dtype(x, y, _BMM if y.ndim > 2 else _MM)
    if x.shape[-1] != y.shape[-2]:
        raise RuntimeError(_mismatch(x, y))
    if y.ndim == 2:   # one BLAS call for all rows
        rows = x.size // x.shape[-1] if x.shape[-1] else math.prod(x.shape[:-1])
        return np.dot(x.reshape(rows, x.shape[-1]), y).reshape(*x.shape[:-1], y.shape[-1])
    if y.shape[-1] > 1 and y.strides[-1] != y.itemsize and y.size <= _SMALL:
        y = np.ascontiguousarray(y)   # BLAS takes small transposed matrices at half the speed
    try:
        return np.matmul(x, y)
    except ValueError:
        raise RuntimeError(_mismatch(x, y)) from None


def _mismatch(x: Any, y: Any) -> str:
    """Why stacks of matrices cannot be multiplied: the stacks or the matrices do not fit."""
    (*left, _, k), (*right, n, m) = x.shape, y.shape
    if not right:
        return (f"mat1 and mat2 shapes cannot be multiplied ({math.prod(x.shape[:-1])}x{k} and "
                f"{n}x{m}): the last size of the first must equal the second-to-last of the second")
    if fault := messages.broadcast([tuple(left), tuple(right)]):
        return fault
    count = math.prod(np.broadcast_shapes(tuple(left), tuple(right)))
    return (f"Expected size for first two dimensions of batch2 tensor to be: [{count}, {k}] but "
            f"got: [{count}, {n}].")


_SMALL = 1 << 20   # elements

matmul_batched = op(
    "matmul_batched", _batched, lambda g, y: matmul_batched(g, y.mT),
    lambda g, x: matmul_batched(x.mT, g), tex=r"{x}\,{y}", holomorphic=True,
    jvp=lambda dx, dy, x, y: dx @ y + x @ dy, node="UnsafeViewBackward0", method=False,
    public=False, samples=lambda make: [((make(2, 2, 3), make(3, 4)), {}),
                                        ((make(2, 2, 3), make(2, 3, 4)), {})])


@composite("matmul")
def matmul(input: Any, other: Any) -> Any:
    """Matrix product by the ranks of its operands, leading dimensions broadcast.

    Shapes: ``(n), (n) -> ()``; ``(n, k), (k, m) -> (n, m)``; ``(n, k), (k) -> (n)``;
    ``(k), (k, m) -> (m)``; ``(*b, n, k), (*b, k, m) -> (*b, n, m)``.

    Raises:
        RuntimeError: an operand is 0-d, or inner sizes differ.

    >>> matmul(tensor([[0.5, 0.5]]), tensor([[1.0], [2.0]]))
    tensor([[1.5000]])
    """
    if not isinstance(input, Tensor) or not isinstance(other, Tensor):
        position = int(isinstance(input, Tensor))
        raise TypeError(messages.argument_must_be_tensor(
            "matmul", ("input", "other")[position], position + 1, (input, other)[position]))
    n, m = input._data.ndim, other._data.ndim
    if n == 2 and m == 2:
        return mm(input, other)
    if n == 1 and m == 1:
        return dot(input, other)
    if n == 0 or m == 0:
        raise RuntimeError(
            f"both arguments to matmul need to be at least 1D, but they are {n}D and {m}D")
    if n == 2 and m == 1:
        return mv(input, other)
    if n == 1 and m == 2:
        return mm(unsqueeze(input, 0), other).squeeze_(0)
    if n == 1:
        out = matmul_batched(unsqueeze(input, 0), other)
        return unsafe_view(out, (*out.shape[:-2], out.shape[-1]))
    if m == 1:
        rows, size = math.prod(input._data.shape[:-1]), input._data.shape[-1]
        if size != other._data.shape[0]:
            raise RuntimeError(f"size mismatch, got input ({rows}), mat ({rows}x{size}), vec "
                               f"({other._data.shape[0]})")
        out = matmul_batched(input, unsqueeze(other, 1))
        return unsafe_view(out, out.shape[:-1])
    return matmul_batched(input, other)


def _matmul_operator(_mm: Any, operands: tuple[Any, Any]) -> Any:
    """``self @ other`` unless both are plain matrices; foreign operands get their chance."""
    self, other = operands
    if isinstance(other, np.ndarray):
        other = wrap(other)
    if not isinstance(other, Tensor):
        return NotImplemented
    recorder = LOCAL.mode.recorder
    if recorder is not None:        # as `matmul` itself would, a call later
        return recorder.composite(matmul.op, (self, other), {})  # type: ignore[attr-defined]  # declared
    return matmul(self, other)


def _operator_rmatmul(self: Any, other: Any) -> Any:
    """``other @ self``, for an array on the left."""
    if isinstance(other, np.ndarray):
        other = wrap(other)
    return matmul(other, self) if isinstance(other, Tensor) else NotImplemented


mm.op.plain, mm.op.rank, mm.op.operator = np.ndarray.dot, 2, _matmul_operator
OPERATORS = {"__rmatmul__": _operator_rmatmul}


# -- sums of products ---------------------------------------------------------------------------


def _addmm(x: Any, mat1: Any, mat2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """``beta * input + alpha * mat1 @ mat2``: ``(n, m), (n, k), (k, m) -> (n, m)``.

    Raises:
        RuntimeError: inner sizes differ, or `input` does not broadcast to the product.

    >>> addmm(tensor([1.0]), tensor([[1.0, 2.0]]), tensor([[3.0], [4.0]]))
    tensor([[12.]])
    """
    for name, m in (("mat1", mat1), ("mat2", mat2)):
        if m.ndim != 2:
            raise RuntimeError(f"{name} must be a matrix, got {m.ndim}-D tensor")
    if mat1.shape[1] != mat2.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({mat1.shape[0]}x{mat1.shape[1]} and "
            f"{mat2.shape[0]}x{mat2.shape[1]})")
    _same_dtype(mat1, mat2, _ADDMM)
    _same_dtype(x, mat2, _SELF)
    return _blended(x, np.dot(mat1, mat2), beta, alpha)


def _blended(x: Any, product: Any, beta: Any, alpha: Any) -> Any:
    """``beta * x + alpha * product`` in the shape and type of the product, which is ours alone."""
    try:
        if beta == 1 and alpha == 1 and x.dtype == product.dtype and product.flags.owndata:
            product += x
            return product
        np.broadcast_to(x, product.shape)
    except ValueError:
        _expand(x, product.shape)      # says what does not fit
        raise
    if product.dtype.kind in "biu":     # factors lose their fractions among integers
        alpha, beta = int(alpha), int(beta)
    if alpha != 1:
        product = (product * alpha).astype(product.dtype, copy=False)
    if beta == 0:      # nan in `input` does not count then
        return product
    if beta != 1:
        x = (x * beta).astype(product.dtype, copy=False)
    return product + x


def _scaled_by(g: Any, factor: Any) -> Any:
    return g if factor == 1 else g * factor


addmm = op("addmm", _addmm, lambda g, beta: _scaled_by(g, beta),
           lambda g, mat2, alpha: _scaled_by(g @ mat2.mT, alpha),
           lambda g, mat1, alpha: _scaled_by(mat1.mT @ g, alpha), tex=r"{x} + {mat1}\,{mat2}",
           holomorphic=True, inplace=True,
           samples=lambda make: [((make(2, 4), make(2, 3), make(3, 4)), {}),
                                 ((make(4), make(2, 3), make(3, 4)), {"beta": 0.5, "alpha": 2.0})])


def _addmv(x: Any, mat: Any, vec: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """``beta * input + alpha * mat @ vec``: ``(n), (n, m), (m) -> (n)``.

    >>> addmv(tensor([1.0]), tensor([[1.0, 2.0]]), tensor([3.0, 4.0]))
    tensor([12.])
    """
    product = _mat_vec(mat, vec)
    _same_dtype(x, product, _ADDMV)
    return _blended(x, product, beta, alpha)


addmv = op("addmv", _addmv, lambda g, beta: _scaled_by(g, beta),
           lambda g, vec, alpha: _scaled_by(_outer(g, vec), alpha),
           lambda g, mat, alpha: _scaled_by(mat.mT @ g, alpha), holomorphic=True, inplace=True,
           samples=lambda make: [((make(2), make(2, 3), make(3)), {})])


def _baddbmm(x: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """``beta * input + alpha * batch1 @ batch2``: ``(b, n, m), (b, n, k), (b, k, m) -> (b, n, m)``.

    >>> baddbmm(zeros(1), ones(1, 1, 2), ones(1, 2, 1))
    tensor([[[2.]]])
    """
    for b in (batch1, batch2):
        if b.ndim < 3:
            raise IndexError(messages.dim_out_of_range(b.ndim, b.ndim) if b.ndim else
                             "Dimension specified as 0 but tensor has no dimensions")
    _same_dtype(batch1, batch2, _BADDBMM)
    _same_dtype(x, batch1, _BADDBMM_INPUT)
    return _blended(x, _bmm(batch1, batch2), beta, alpha)


baddbmm = op("baddbmm", _baddbmm, lambda g, beta: _scaled_by(g, beta),
             lambda g, batch2, alpha: _scaled_by(g @ batch2.mT, alpha),
             lambda g, batch1, alpha: _scaled_by(batch1.mT @ g, alpha), holomorphic=True,
             inplace=True,
             samples=lambda make: [((make(2, 2, 4), make(2, 2, 3), make(2, 3, 4)), {})])


@composite("addbmm", inplace=True)
def addbmm(input: Any, batch1: Any, batch2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """``beta * input + alpha * sum of batch1 @ batch2``: ``(n, m), (b, n, k), (b, k, m) -> (n, m)``.

    >>> addbmm(zeros(1, 1), ones(2, 1, 2), ones(2, 2, 1))
    tensor([[4.]])
    """
    product = bmm(batch1, batch2).sum(0)
    _same_dtype(input, product, _SELF)
    if alpha != 1:
        product = product * alpha
    return product if beta == 0 else product + (input if beta == 1 else input * beta)


@composite("addr", inplace=True)
def addr(input: Any, vec1: Any, vec2: Any, *, beta: Any = 1, alpha: Any = 1) -> Any:
    """``beta * input + alpha * outer(vec1, vec2)``: ``(n, m), (n), (m) -> (n, m)``.

    >>> addr(zeros(1, 2), tensor([2.0]), tensor([3.0, 4.0]))
    tensor([[6., 8.]])
    """
    if vec1.ndim != 1 or vec2.ndim != 1:
        raise RuntimeError(f"addr: Expected 1-D argument vec1 and vec2, but got {vec1.ndim}-D and "
                           f"{vec2.ndim}-D")
    product = vec1[:, None] * vec2
    if alpha != 1:
        product = product * alpha
    return product if beta == 0 else product + (input if beta == 1 else input * beta)


@composite("outer", aliases=("ger",))
def outer(input: Any, vec2: Any) -> Any:
    """All products of the elements of two vectors: ``(n), (m) -> (n, m)``.

    Raises:
        RuntimeError: not vectors.

    >>> outer(tensor([1.0, 2.0]), tensor([3.0, 4.0]))
    tensor([[3., 4.],
            [6., 8.]])
    """
    for name, v in (("self", input), ("vec2", vec2)):
        if v.ndim != 1:
            raise RuntimeError(f"outer: Expected 1-D argument {name}, but got {v.ndim}-D")
    return input.view(-1, 1) * vec2 if input.is_contiguous() else input[:, None] * vec2


@composite("vdot")
def vdot(input: Any, other: Any) -> Any:
    """Inner product of two vectors, the first conjugated: ``(n), (n) -> ()``.

    >>> vdot(tensor([1.0, 2.0]), tensor([3.0, 4.0]))
    tensor(11.)
    """
    return dot(input.conj() if input.is_complex() else input, other)


@composite("inner")
def inner(input: Any, other: Any) -> Any:
    """Sum of products over the last dimension of both: ``(*a, k), (*b, k) -> (*a, *b)``.

    >>> inner(tensor([1.0, 2.0]), tensor([[3.0, 4.0], [5.0, 6.0]]))
    tensor([11., 17.])
    """
    if input.ndim == 0 or other.ndim == 0:
        return input * other
    if input.shape[-1] != other.shape[-1]:
        raise RuntimeError(
            f"inner() the last dimension must match on both input tensors but got shapes "
            f"{list(input.shape)} and {list(other.shape)}")
    return tensordot(input, other, ([-1], [-1]))


@composite("tensordot", method=False)
def tensordot(a: Any, b: Any, dims: Any = 2) -> Any:
    """Contract the last `dims` of `a` with the first of `b`, or the two given lists of dims.

    >>> tensordot(ones(2, 3), ones(3, 4), dims=1).shape
    torch.Size([2, 4])
    """
    if isinstance(dims, Tensor):
        dims = dims.tolist()
    if isinstance(dims, int):
        if dims < 0:
            raise RuntimeError(f"tensordot expects dims >= 0, but got dims={dims}")
        if dims > min(a.ndim, b.ndim):
            raise RuntimeError(
                f"tensordot expects dims < ndim_a or ndim_b, but got dims={dims}")
        left, right = list(range(a.ndim - dims, a.ndim)), list(range(dims))
    else:
        left, right = ([d] if isinstance(d, int) else list(d) for d in dims)
    if len(left) != len(right):
        raise RuntimeError("both dimension lists should have same length")
    left, right = [d % a.ndim for d in left], [d % b.ndim for d in right]
    for d, e in zip(left, right, strict=True):
        if 1 in (a.shape[d], b.shape[e]) and a.shape[d] != b.shape[e]:
            # a contracted dimension of size 1 broadcasts: sum the other first
            a, b = (a, b.sum(e, keepdim=True)) if a.shape[d] == 1 else (a.sum(d, keepdim=True), b)
        if a.shape[d] != b.shape[e]:
            raise RuntimeError(
                f"contracted dimensions need to match, but first has size {a.shape[d]} in dim {d} "
                f"and second has size {b.shape[e]} in dim {e}")
    free_a = [d for d in range(a.ndim) if d not in left]
    free_b = [d for d in range(b.ndim) if d not in right]
    k = math.prod(a.shape[d] for d in left)
    shape = tuple(a.shape[d] for d in free_a) + tuple(b.shape[d] for d in free_b)
    n, m = math.prod(a.shape[d] for d in free_a), math.prod(b.shape[d] for d in free_b)
    x = a.permute(*free_a, *left).reshape(n, k) if a.ndim else a.reshape(1, 1)
    y = b.permute(*right, *free_b).reshape(k, m) if b.ndim else b.reshape(1, 1)
    return mm(x, y).reshape(shape)


@composite("kron")
def kron(input: Any, other: Any) -> Any:
    """Kronecker product: every element of `input` times all of `other`.

    Shapes: ``(n, m), (p, q) -> (n*p, m*q)``; missing dimensions count as 1.

    >>> kron(tensor([1.0, 2.0]), tensor([1.0, 10.0]))
    tensor([ 1., 10.,  2., 20.])
    """
    n = max(input.ndim, other.ndim)
    a = input.reshape((1,) * (n - input.ndim) + tuple(input.shape))
    b = other.reshape((1,) * (n - other.ndim) + tuple(other.shape))
    shape = tuple(p * q for p, q in zip(a.shape, b.shape, strict=True))
    spread_a = tuple(s for p in a.shape for s in (p, 1))
    spread_b = tuple(s for q in b.shape for s in (1, q))
    return (a.reshape(spread_a) * b.reshape(spread_b)).reshape(shape)


@composite("chain_matmul", method=False)
def chain_matmul(*matrices: Any) -> Any:
    """Product of several matrices; `linalg.multi_dot` chooses the best order.

    >>> chain_matmul(ones(1, 2), ones(2, 1)).item()
    2.0
    """
    from .linalg import multi_dot
    return multi_dot(list(matrices))


def _trace(x: Any) -> Any:
    """Sum of the diagonal: ``(n, m) -> ()``.

    Raises:
        RuntimeError: not a matrix.

    >>> trace(tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(5.)
    """
    if x.ndim != 2:
        raise RuntimeError(f"trace: expected a matrix, but got tensor with dim {x.ndim}")
    return np.trace(x, dtype=np.int64 if x.dtype.kind in "iu" else None)


def _eye_like(g: Any, size: Any) -> Any:
    from ..engine.structural import expand_to
    from .formulas import keep
    diagonal = np.eye(*size, dtype=bool)
    return keep(expand_to(g, size), wrap(diagonal) if isinstance(g, Tensor) else diagonal)


trace = linear("trace", _trace, lambda g, x_shape: _eye_like(g, x_shape), tex=r"\mathrm{{tr}}\,{x}",
               samples=lambda make: [((make(3, 3),), {}), ((make(2, 3),), {})])
