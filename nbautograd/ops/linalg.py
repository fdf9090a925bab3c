"""Products of matrices and vectors, and what is solved or factorised."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine import messages
from ..engine.declare import composite, op
from ..engine.tensor import Tensor, wrap

# -- products -----------------------------------------------------------------------------------


def _same_dtype(name: str, x: Any, y: Any, first: str, second: str) -> None:
    if x.dtype != y.dtype:
        raise RuntimeError(
            f"expected {first} and {second} to have the same dtype, but got: "
            f"{_c_name(x.dtype)} != {_c_name(y.dtype)}. Convert one with .to(dtype).")


def _c_name(dtype: Any) -> str:
    names = {"float32": "float", "float64": "double", "float16": "c10::Half",
             "int64": "long long", "int32": "int", "int16": "short", "int8": "signed char",
             "uint8": "unsigned char", "bool": "bool", "complex64": "c10::complex<float>",
             "complex128": "c10::complex<double>"}
    return names[dtype.name]


def _mm(x: Any, mat2: Any) -> Any:
    """Product of two matrices: ``(n, k) @ (k, m) -> (n, m)``.

    Raises:
        RuntimeError: not matrices, or inner sizes differ.

    >>> mm(tensor([[1.0, 2.0]]), tensor([[3.0], [4.0]]))
    tensor([[11.]])
    """
    if x.ndim != 2:
        raise RuntimeError(f"self must be a matrix; got {x.ndim} dimensions")
    if mat2.ndim != 2:
        raise RuntimeError(f"mat2 must be a matrix; got {mat2.ndim} dimensions")
    if x.shape[1] != mat2.shape[0]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x.shape[0]}x{x.shape[1]} and "
            f"{mat2.shape[0]}x{mat2.shape[1]}): the second size of the first must equal the first "
            "size of the second")
    _same_dtype("mm", x, mat2, "m1", "m2")
    return np.dot(x, mat2)


def _mv(x: Any, vec: Any) -> Any:
    """Product of a matrix and a vector: ``(n, k) @ (k) -> (n)``.

    >>> mv(tensor([[1.0, 2.0]]), tensor([3.0, 4.0]))
    tensor([11.])
    """
    if x.ndim != 2 or vec.ndim != 1:
        raise RuntimeError(
            f"vector + matrix @ vector expected, got 1, {x.ndim}, {vec.ndim} dimensions")
    if x.shape[1] != vec.shape[0]:
        raise RuntimeError(
            f"size mismatch, got input ({x.shape[0]}), mat ({x.shape[0]}x{x.shape[1]}), vec "
            f"({vec.shape[0]})")
    _same_dtype("mv", x, vec, "mat", "vec")
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
    _same_dtype("bmm", x, mat2, "batch1", "batch2")
    return np.matmul(x, mat2)


mm = op("mm", _mm, lambda g, mat2: g @ mat2.mT, lambda g, x: x.mT @ g, tex="{x}{y}",
        jvp=lambda dx, dmat2, x, mat2: dx @ mat2 + x @ dmat2,
        samples=lambda make: [((make(2, 3), make(3, 4)), {})])
mv = op("mv", _mv, lambda g, vec: _outer(g, vec), lambda g, x: x.mT @ g, tex="{x}{y}",
        jvp=lambda dx, dvec, x, vec: dx @ vec + x @ dvec,
        samples=lambda make: [((make(2, 3), make(3)), {})])
dot = op("dot", _dot, lambda g, tensor: g * tensor, lambda g, x: g * x, tex=r"{x}\cdot {y}",
         jvp=lambda dx, dtensor, x, tensor: dx @ tensor + x @ dtensor,
         samples=lambda make: [((make(3), make(3)), {})])
bmm = op("bmm", _bmm, lambda g, mat2: g @ mat2.mT, lambda g, x: x.mT @ g, tex="{x}{y}",
         jvp=lambda dx, dmat2, x, mat2: dx @ mat2 + x @ dmat2,
         samples=lambda make: [((make(2, 2, 3), make(2, 3, 4)), {})])


def _outer(x: Any, y: Any) -> Any:
    return x[:, None] * y


def _batched(x: Any, y: Any) -> Any:
    """Product of stacks of matrices, the leading dimensions broadcast."""
    if x.dtype != y.dtype:
        _same_dtype("matmul", x, y, "m1", "m2")
    if x.shape[-1] != y.shape[-2]:
        raise RuntimeError(
            f"mat1 and mat2 shapes cannot be multiplied ({x.size // max(x.shape[-1], 1)}x"
            f"{x.shape[-1]} and {y.shape[-2]}x{y.shape[-1]}): the last size of the first must "
            "equal the second-to-last of the second")
    if y.ndim == 2:   # one BLAS call for all rows
        return np.dot(x.reshape(-1, x.shape[-1]), y).reshape(*x.shape[:-1], y.shape[-1])
    return np.matmul(x, y)


matmul_batched = op(
    "matmul_batched", _batched, lambda g, y: g @ y.mT, lambda g, x: x.mT @ g, tex="{x}{y}",
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
    if n == 1:
        return matmul(input[None], other)[..., 0, :]
    if m == 1:
        return matmul_batched(input, other[:, None])[..., 0]
    return matmul_batched(input, other)


def _operator_matmul(self: Any, other: Any) -> Any:
    """``self @ other``; foreign operands get their chance."""
    if isinstance(other, np.ndarray):
        other = wrap(other)
    return matmul(self, other) if isinstance(other, Tensor) else NotImplemented


def _operator_rmatmul(self: Any, other: Any) -> Any:
    """``other @ self`` for an array on the left."""
    return matmul(wrap(other), self) if isinstance(other, np.ndarray) else NotImplemented


OPERATORS = {"__matmul__": _operator_matmul, "__rmatmul__": _operator_rmatmul}
