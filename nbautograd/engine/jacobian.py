"""Whole Jacobians: one backward pass for each output element, or one forward for each input's."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy as np

from . import forward
from .backward import edge_of, rows
from .declare import OPS
from .state import LOCAL
from .tensor import Tensor, wrap

__all__ = ["forward_jacobian", "reverse_jacobian"]

Tensors = tuple[Tensor, ...]


def reverse_jacobian(outputs: Tensors, inputs: Tensors, create: bool, strict: bool = False,
                     ) -> tuple[Tensors, ...]:
    """For each output, for each input, the Jacobian: output shape + input shape."""
    edges = [edge_of(x) for x in inputs]
    return tuple(_by_rows(k, out, inputs, edges, create, strict) for k, out in enumerate(outputs))


def _by_rows(k: int, out: Tensor, inputs: Tensors, edges: list[Any], create: bool,
             strict: bool) -> Tensors:
    if not (out.requires_grad and out._data.size):
        return tuple(_zeros(out, x) for x in inputs)
    tensors = create or bool(LOCAL.mode.dual)
    found = rows([edge_of(out)], edges, _basis(out, tensors), create)
    jacobians = []
    for i, (x, column) in enumerate(zip(inputs, zip(*found, strict=True), strict=True)):
        if strict:
            _refuse_independent(i, k, column, create)
        jacobians.append(_stacked(out, x, column, tensors))
    return tuple(jacobians)


def _refuse_independent(i: int, k: int, column: tuple[Any, ...], create: bool) -> None:
    for g in column:
        if g is None:
            raise RuntimeError(f"Output {k} of the user-provided function is independent of input "
                               f"{i}. This is not allowed in strict mode.")
        if create and not g.requires_grad:
            raise RuntimeError(
                "The jacobian of the user-provided function is independent of input "
                f"{i}. This is not allowed in strict mode when create_graph=True.")


def _stacked(out: Tensor, x: Tensor, column: tuple[Any, ...], tensors: bool) -> Tensor:
    shape = (*out._data.shape, *x._data.shape)
    if not tensors:
        result = np.zeros((len(column), *x._data.shape), x._data.dtype)
        for n, g in enumerate(column):
            if g is not None:
                result[n] = g
        return wrap(result.reshape(shape))
    stack = OPS["stack"].function
    return stack([_zero(x) if g is None else g for g in column]).reshape(shape)  # type: ignore[no-any-return]  # an op's result


def _zero(t: Tensor) -> Tensor:
    return wrap(np.zeros_like(t._data))


def _zeros(out: Tensor, x: Tensor) -> Tensor:
    return wrap(np.zeros((*out._data.shape, *x._data.shape), x._data.dtype))


def _basis(out: Tensor, tensors: bool) -> Iterator[tuple[Any]]:
    """Each unit vector of the output space, in its shape."""
    shape, size = out._data.shape, out._data.size
    for n in range(size):
        e = np.zeros(size, out._data.dtype)
        e[n] = 1
        yield (wrap(e.reshape(shape)) if tensors else e.reshape(shape),)


def forward_jacobian(func: Callable[..., Tensors], inputs: Tensors, which: Sequence[int],
                     ) -> tuple[Tensors, ...]:
    """As `reverse_jacobian`, for the inputs `which`, by pushing forward each of their unit vectors.

    `func` takes and returns tensors; it runs once for each input element.
    """
    by_input: list[list[list[Any]]] = []     # input, element -> tangents of the outputs
    outputs: Tensors = ()
    for k in which:
        columns = []
        for (e,) in _basis(inputs[k], True):
            with forward.level() as level:
                moved = [forward.alias(t) for t in inputs]
                forward.set_tangent(moved[k], level, e)
                outputs = func(*moved)
                columns.append([forward.tangent_of(t, level) for t in outputs])
        by_input.append(columns)
    outputs = outputs if by_input and any(by_input) else func(*inputs)
    return tuple(
        tuple(_columns(out, inputs[k], [c[j] for c in columns])
              for k, columns in zip(which, by_input, strict=True))
        for j, out in enumerate(outputs))


def _columns(out: Tensor, x: Tensor, tangents: list[Any]) -> Tensor:
    if not tangents:
        return _zeros(out, x)
    stack = OPS["stack"].function
    columns = [_zero(out) if t is None else t for t in tangents]
    return stack(columns, dim=-1).reshape((*out._data.shape, *x._data.shape))  # type: ignore[no-any-return]  # an op's result
