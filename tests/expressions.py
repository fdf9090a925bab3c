"""One expression, evaluated on our package and on PyTorch: values, strides, views, gradients, errors.

The names are ``m`` (the engine), ``x`` (3, 4) and ``s`` (a number), both computed from leaves, the
leaf ``w`` (3, 4), integers ``i``, ``L`` (`tensor`) and ``np``. After ``@`` come statements that
leave their result in ``x``.
"""

import warnings
from typing import Any

import numpy as np
from both import alike, described

import nbautograd

SHARED = 20   # characters at the beginning of a message that must be PyTorch's


def compare(text: str) -> None:
    """Fail unless both engines do the same."""
    import torch
    ours, theirs = outcome(nbautograd, text), outcome(torch, text)
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        a, b = ((kind, message[:SHARED]) for kind, message in (ours, theirs))
        assert a == b, f"ours: {ours}\nPyTorch's: {theirs}"
    else:
        assert alike(ours, theirs), f"ours: {ours}\nPyTorch's: {theirs}"


def outcome(m: Any, text: str) -> Any:
    """A list of what came out and its gradients; a tuple of an error's type and message."""
    w = m.ones(3, 4, requires_grad=True)
    x = m.arange(12.0).reshape(3, 4).requires_grad_().clone()
    s = m.tensor(5.0, requires_grad=True).clone()
    names = {"m": m, "x": x, "w": w, "s": s, "i": m.arange(12).reshape(3, 4), "L": m.tensor,
             "np": np}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            if text.startswith("@"):
                exec(text[1:], names)
                result, leaves = names["x"], [w, s]
            else:
                result, leaves = eval(text, names), [x, s]
            return [seen(m, result), gradients(m, result, leaves)]
        except Exception as error:  # noqa: BLE001 (compared between the engines)
            return type(error).__name__, str(error)


def seen(m: Any, value: Any) -> Any:
    """A value as it is compared: of tensors also strides and whether they are views."""
    if isinstance(value, (tuple, list)) and not isinstance(value, m.Size):
        return [seen(m, v) for v in value]
    if isinstance(value, m.Tensor):
        # Of an empty tensor NumPy does not keep the strides.
        strides = list(value.stride()) if value.numel() else None
        return [described(value), strides, value._is_view()]
    return str(value)


def gradients(m: Any, result: Any, leaves: list[Any]) -> Any:
    """The gradients of all results together, None where there is none."""
    several = result if isinstance(result, (tuple, list)) else [result]
    outputs = [t for t in several if isinstance(t, m.Tensor) and t.requires_grad]
    if not outputs:
        return None
    seeds = [(m.arange(float(t.numel())).reshape(t.shape) * 1.5 + 1).to(t.dtype) for t in outputs]
    found = m.autograd.grad(outputs, leaves, seeds, allow_unused=True)
    return [None if g is None else described(g) for g in found]
