"""Samples that move with their parameters although no formula makes them: gamma and Dirichlet.

A sample x of the distribution function F(x; a) stays at its level when the parameter moves, so
``dx / da = -(dF / da) / (dF / dx)``. What is below the line is the density; SciPy knows F, and its
change is taken from four values of it.

Source: Figurnov, Mohamed and Mnih, "Implicit reparameterization gradients" (2018).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.apply import apply
from ..engine.declare import op
from ..engine.op import Op
from ..engine.tensor import Tensor
from . import drawing
from .formulas import not_for, underivable
from .random import stream_of

__all__ = ["sample_dirichlet", "standard_gamma"]

Array = np.ndarray[Any, np.dtype[Any]]


def _moved(lower: Callable[[Array], Array], upper: Callable[[Array], Array], log_density: Array,
           a: Array) -> Array:
    """``dx / da`` from the distribution function of `a`, from below and from above."""
    step = 3e-3 * np.minimum(a, np.sqrt(a))

    def change(f: Callable[[Array], Array]) -> Array:
        near, far = f(a + step) - f(a - step), f(a + 2 * step) - f(a - 2 * step)
        return (8 * near - far) / (12 * step)

    # Of the two, the smaller one has more digits.
    return np.where(lower(a) < 0.5, -change(lower), change(upper)) / np.exp(log_density)


def _gamma_slope(a: Any, x: Any) -> Any:
    from scipy import special
    kind, a, x = x.dtype, a.astype(np.float64), x.astype(np.float64)
    return _moved(lambda a: special.gammainc(a, x), lambda a: special.gammaincc(a, x),
                  special.xlogy(a - 1, x) - x - special.gammaln(a), a).astype(kind)


def _beta_slope(x: Any, a: Any, b: Any) -> Any:
    """Of Beta(a, b), over what is left of one."""
    from scipy import special
    kind, x, a, b = x.dtype, *(v.astype(np.float64) for v in (x, a, b))
    log_density = special.xlogy(a - 1, x) + special.xlog1py(b - 1, -x) - special.betaln(a, b)
    return (_moved(lambda a: special.betainc(a, b, x), lambda a: special.betaincc(a, b, x),
                   log_density, a) / (1 - x)).astype(kind)


gamma_slope = op("_standard_gamma_grad", _gamma_slope, *[underivable("_standard_gamma_grad")] * 2,
                 inputs="a x", public=False, method=False,
                 tex=r"\frac{{d {x}}}{{d {a}}}")
beta_slope = op("_dirichlet_grad", _beta_slope, *[underivable("_dirichlet_grad")] * 3,
                inputs="x a b", public=False, method=False,
                tex=r"\frac{{d {x}}}{{d {a}}}")


def _dirichlet_vjp(g: Any, x: Any, out: Any) -> Any:
    slope = beta_slope(out, x, x.sum(-1, keepdims=True) - x)
    return slope * (g - (out * g).sum(-1, keepdims=True))


_GAMMA = Op("_standard_gamma", lambda x, drawn: drawn, (lambda g, x, out: g * gamma_slope(x, out),),
            kind="op", node="StandardGammaBackward0", refuses=not_for("biuc", "gamma_cpu"))
_DIRICHLET = Op("_sample_dirichlet", lambda x, drawn: drawn, (_dirichlet_vjp,), kind="op",
                node="_DirichletBackward", refuses=not_for("biuc", "dirichlet"))


def standard_gamma(shape: Tensor, generator: Any = None) -> Tensor:
    """Gamma numbers of rate one, differentiable by their shape parameters: ``(...) -> (...)``."""
    drawn = drawing.standard_gamma(shape._data, stream_of(generator, "_standard_gamma"))
    return apply(_GAMMA, (shape, drawn))  # type: ignore[no-any-return]  # one output


def sample_dirichlet(concentration: Tensor, generator: Any = None) -> Tensor:
    """Shares that sum to one, differentiable by their concentrations: ``(..., k) -> (..., k)``."""
    drawn = drawing.dirichlet(concentration._data, stream_of(generator, "_sample_dirichlet"))
    return apply(_DIRICHLET, (concentration, drawn))  # type: ignore[no-any-return]  # one output
