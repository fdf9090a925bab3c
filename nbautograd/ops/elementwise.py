"""The elementwise ops: one line of mathematics each."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, elementwise

# -- arithmetic ---------------------------------------------------------------------------------


def _scaled(y: Any, alpha: Any) -> Any:
    return y if alpha == 1 else np.multiply(y, alpha).astype(np.result_type(y), copy=False)


def _add(x: Any, y: Any, *, alpha: Any = 1) -> Any:
    """Elementwise ``input + alpha * other``, with broadcasting.

    >>> add(tensor([1.0, 2.0]), 10)
    tensor([11., 12.])
    """
    return np.add(x, _scaled(y, alpha))


def _sub(x: Any, y: Any, *, alpha: Any = 1) -> Any:
    """Elementwise ``input - alpha * other``, with broadcasting.

    >>> sub(tensor([1.0, 2.0]), tensor([1.0]))
    tensor([0., 1.])
    """
    return np.subtract(x, _scaled(y, alpha))


def _rsub(x: Any, y: Any, *, alpha: Any = 1) -> Any:
    """Elementwise ``other - alpha * input``.

    >>> 1 - tensor([1.0, 3.0])
    tensor([ 0., -2.])
    """
    return np.subtract(y, _scaled(x, alpha))


add = elementwise("add", _add, lambda g: g, lambda g, alpha: g * alpha, tex="{x} + {y}")
sub = elementwise("sub", _sub, lambda g: g, lambda g, alpha: g * -alpha, tex="{x} - {y}",
                  aliases=("subtract",))
rsub = elementwise("rsub", _rsub, lambda g, alpha: g * -alpha, lambda g: g, tex="{y} - {x}",
                   node="RsubBackward1")
mul = elementwise("mul", np.multiply, lambda g, y: g * y, lambda g, x: g * x, tex=r"{x}\,{y}",
                  aliases=("multiply",), doc="""Elementwise product, with broadcasting.

    >>> mul(tensor([1.0, 2.0]), 3)
    tensor([3., 6.])
    """)
neg = elementwise("neg", np.negative, lambda g: -g, tex="-{x}", aliases=("negative",))
exp = elementwise("exp", np.exp, lambda g, out: g * out, promote="float", tex="e^{{{x}}}")


@composite("square", inplace=True)
def square(input: Any) -> Any:
    """Elementwise square.

    >>> square(tensor([1.0, -2.0]))
    tensor([1., 4.])
    """
    return input ** 2
