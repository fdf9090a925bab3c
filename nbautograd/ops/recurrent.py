"""Recurrent layers over a whole sequence, one op each: `rnn_layer`, `lstm_layer`, `gru_layer`.

A step of a sequence is a dozen small ops; as one op they cost what NumPy's calls cost. The formulas
go back through the sequence. They find the states in the output, so all that is not a recurrence is
computed for all steps at once; a user who may write into the output has to get a copy.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import op
from ..engine.messages import scalar_name
from .join import cat, stack
from .unary import relu_backward, sigmoid, tanh

__all__ = ["gru_layer", "lstm_layer", "rnn_layer"]


def _check(x: Any, *others: Any) -> None:
    if not x.shape[0]:
        raise RuntimeError("Expected sequence length to be larger than 0 in RNN")
    for value in others:
        if value is not None and value.dtype != x.dtype:
            raise RuntimeError("mat1 and mat2 must have the same dtype, but got "
                               f"{scalar_name(value.dtype)} and {scalar_name(x.dtype)}")


def _logistic(x: Any) -> Any:
    """The logistic function, in the memory of `x`."""
    np.negative(x, out=x)
    np.exp(x, out=x)
    x += 1
    return np.reciprocal(x, out=x)


def _before(h: Any, out: Any) -> Any:
    """The state before each step: ``(n, k), (l, n, k) -> (l, n, k)``."""
    return cat([h[None], out[:-1]])


def _across(before: Any, weight: Any, bias: Any) -> Any:
    """What the states give to the gates: ``(l, n, k), (g, k), (g) -> (l, n, g)``."""
    rows = before.reshape(-1, before.shape[-1]) @ weight.mT
    total = rows.reshape(*before.shape[:-1], weight.shape[0])
    return total if bias is None else total + bias


def _by_weights(g: Any, before: Any, bias: Any) -> tuple[Any, Any]:
    """The cotangents of weight and bias from those of the gates at all steps."""
    rows = g.reshape(-1, g.shape[-1])
    return rows.mT @ before.reshape(-1, before.shape[-1]), None if bias is None else rows.sum(0)


def _parts(x: Any, count: int) -> list[Any]:
    """The last dimension in equal parts."""
    k = x.shape[-1] // count
    return [x[..., n * k:(n + 1) * k] for n in range(count)]


def _like(g: Any, like: Any) -> Any:
    """A cotangent, or zeros where none arrived."""
    return like * 0 if g is None else g


# -- a plain state ---------------------------------------------------------------------------------


def _rnn(x: Any, weight: Any, h: Any, bias: Any = None, relu: bool = False) -> Any:
    """``tanh(x_t + weight @ h_(t-1) + bias)``, or a rectifier, at each step.

    Shapes: ``(l, n, k), (k, k), (n, k), (k) -> (l, n, k)``.
    """
    _check(x, weight, h, bias)
    if relu and x.dtype.kind == "c":
        raise NotImplementedError("clamp is not supported for complex types")
    out, across = np.empty(x.shape, x.dtype), weight.T
    given = x if bias is None else x + bias
    for t in range(x.shape[0]):
        total = np.dot(h, across)
        total += given[t]
        h = np.maximum(total, 0, out=out[t]) if relu else np.tanh(total, out=out[t])
    return out


def _rnn_vjp(g: Any, weight: Any, h: Any, bias: Any, out: Any, relu: bool) -> Any:
    slope = None if relu else 1 - out * out
    steps, back = [], None
    for t in reversed(range(out.shape[0])):
        total = g[t] if back is None else g[t] + back
        step = relu_backward(total, out[t]) if slope is None else total * slope[t]
        back = step @ weight
        steps.append(step)
    by_x = stack(steps[::-1])
    by_weight, by_bias = _by_weights(by_x, _before(h, out), bias)
    return by_x, by_weight, back, by_bias


rnn_layer: Any = op(
    "rnn_layer", _rnn, None, joint=_rnn_vjp, inputs="x weight h bias", method=False, public=False,
    holomorphic=True, node="MkldnnRnnLayerBackward0", samples=lambda make: [
        ((make(3, 2, 2), make(2, 2), make(2, 2), make(2)), {}),
        ((make(2, 1, 3), make(3, 3), make(1, 3), make(3), True), {})])


# -- a state and a memory --------------------------------------------------------------------------


def _lstm(x: Any, weight: Any, h: Any, c: Any, bias: Any = None) -> Any:
    """The states at each step, and the memory at the end; the gates are input, forget, new, output.

    Shapes: ``(l, n, 4k), (4k, k), (n, k), (n, k), (4k) -> (l, n, k), (n, k)``.
    """
    _check(x, weight, h, c, bias)
    out, across, k = np.empty((*x.shape[:2], h.shape[-1]), x.dtype), weight.T, h.shape[-1]
    given = x if bias is None else x + bias
    for t in range(x.shape[0]):
        gates = np.dot(h, across)
        gates += given[t]
        new = np.tanh(gates[:, 2 * k:3 * k])
        _logistic(gates)
        new *= gates[:, :k]
        c = c * gates[:, k:2 * k]
        c += new
        h = np.multiply(np.tanh(c), gates[:, 3 * k:], out=out[t])
    return out, c


def _lstm_vjp(g_out: Any, g_cell: Any, x: Any, weight: Any, h: Any, c: Any, bias: Any, out: Any,
              ) -> Any:
    before = _before(h, out)
    into, forget, new, exit = _parts(x + _across(before, weight, bias), 4)
    into, forget, new, exit = sigmoid(into), sigmoid(forget), tanh(new), sigmoid(exit)
    added, cells = into * new, [c]
    for t in range(out.shape[0]):
        cells.append(forget[t] * cells[-1] + added[t])
    memory, shown = stack(cells[:-1]), tanh(stack(cells[1:]))
    none = exit * 0
    # The derivatives of h by c, and of c and h by the four gates.
    by_memory = exit * (1 - shown * shown)
    by_gates = stack([new * into * (1 - into), memory * forget * (1 - forget),
                      into * (1 - new * new), none], 2)
    by_exit = stack([none, none, none, shown * exit * (1 - exit)], 2)
    g_out, back_c, back_h, steps = _like(g_out, out), _like(g_cell, c), None, []
    for t in reversed(range(out.shape[0])):
        back = g_out[t] if back_h is None else g_out[t] + back_h
        back_c = back_c + back * by_memory[t]
        step = back_c[:, None] * by_gates[t] + back[:, None] * by_exit[t]
        step = step.reshape(-1, weight.shape[0])
        back_h = step @ weight
        back_c = back_c * forget[t]
        steps.append(step)
    by_x = stack(steps[::-1])
    by_weight, by_bias = _by_weights(by_x, before, bias)
    return by_x, by_weight, back_h, back_c, by_bias


lstm_layer: Any = op(
    "lstm_layer", _lstm, None, joint=_lstm_vjp, inputs="x weight h c bias",
    outputs=("out", "cell"), method=False, public=False, holomorphic=True,
    node="MkldnnRnnLayerBackward0",
    samples=lambda make: [
        ((make(3, 2, 8), make(8, 2), make(2, 2), make(2, 2), make(8)), {}),
        ((make(1, 1, 4), make(4, 1), make(1, 1), make(1, 1), make(4)), {})])


# -- a state with two gates ------------------------------------------------------------------------


def _gru(x: Any, weight: Any, h: Any, bias: Any = None) -> Any:
    """The states at each step; the gates are reset, update, new.

    Shapes: ``(l, n, 3k), (3k, k), (n, k), (3k) -> (l, n, k)``.
    """
    _check(x, weight, h, bias)
    out, across, k = np.empty((*x.shape[:2], h.shape[-1]), x.dtype), weight.T, h.shape[-1]
    for t in range(x.shape[0]):
        gates = np.dot(h, across)
        if bias is not None:
            gates += bias
        two = _logistic(gates[:, :2 * k] + x[t, :, :2 * k])
        new = gates[:, 2 * k:]
        new *= two[:, :k]
        new += x[t, :, 2 * k:]
        new = np.tanh(new, out=new)
        h = h - new
        h *= two[:, k:]
        h = np.add(h, new, out=out[t])
    return out


def _gru_vjp(g: Any, x: Any, weight: Any, h: Any, bias: Any, out: Any) -> Any:
    before = _before(h, out)
    h_reset, h_update, h_new = _parts(_across(before, weight, bias), 3)
    x_reset, x_update, x_new = _parts(x, 3)
    reset, update = sigmoid(x_reset + h_reset), sigmoid(x_update + h_update)
    new = tanh(x_new + reset * h_new)
    # The derivatives of the state by the three gates, and of these by what the state gives to them.
    by_update, by_new = (before - new) * update * (1 - update), (1 - update) * (1 - new * new)
    by_reset = by_new * h_new * reset * (1 - reset)
    by_gates = stack([by_reset, by_update, by_new], 2)
    by_state = stack([by_reset, by_update, by_new * reset], 2)
    totals, steps, back = [], [], None
    for t in reversed(range(out.shape[0])):
        total = g[t] if back is None else g[t] + back
        step = (total[:, None] * by_state[t]).reshape(-1, weight.shape[0])
        back = total * update[t] + step @ weight
        totals.append(total)
        steps.append(step)
    by_x = (stack(totals[::-1])[:, :, None] * by_gates).reshape(x.shape)
    by_weight, by_bias = _by_weights(stack(steps[::-1]), before, bias)
    return by_x, by_weight, back, by_bias


gru_layer: Any = op(
    "gru_layer", _gru, None, joint=_gru_vjp, inputs="x weight h bias", method=False, public=False,
    holomorphic=True, node="MkldnnRnnLayerBackward0", samples=lambda make: [
        ((make(3, 2, 6), make(6, 2), make(2, 2), make(6)), {}),
        ((make(1, 1, 3), make(3, 1), make(1, 1), make(3)), {})])
