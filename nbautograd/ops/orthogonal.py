"""Bessel functions and orthogonal polynomials that PyTorch has without a gradient."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import elementwise
from .formulas import not_for
from .special import scipy_function

__all__: list[str] = []


def _bessel(name: str, function: Any, says: str, result: str) -> Any:
    return elementwise(
        f"special.{name}", scipy_function(function) if isinstance(function, str) else function,
        None, promote="float", inplace=False, refuses=not_for("c", f"{name}_cpu"),
        doc=f"""Elementwise {says}; not differentiable.

Shapes: ``(...) -> (...)``.

>>> special.{name}(tensor([1.0]))
tensor([{result}])
""")


def _airy(x: Any) -> Any:
    from scipy import special
    return np.asarray(special.airy(x)[0], x.dtype)


def _spherical(x: Any) -> Any:
    from scipy import special
    return np.where(np.isinf(x), 0, special.spherical_jn(0, np.abs(x))).astype(x.dtype)


FIRST, SECOND = "Bessel function of the first kind", "Bessel function of the second kind"
_bessel("airy_ai", _airy, "Airy function", "0.1353")
_bessel("bessel_j0", "j0", f"{FIRST}, order 0", "0.7652")
_bessel("bessel_j1", "j1", f"{FIRST}, order 1", "0.4401")
_bessel("bessel_y0", "y0", f"{SECOND}, order 0", "0.0883")
_bessel("bessel_y1", "y1", f"{SECOND}, order 1", "-0.7812")
_bessel("modified_bessel_i0", "i0", f"modified {FIRST}, order 0", "1.2661")
_bessel("modified_bessel_i1", "i1", f"modified {FIRST}, order 1", "0.5652")
_bessel("modified_bessel_k0", "k0", f"modified {SECOND}, order 0", "0.4210")
_bessel("modified_bessel_k1", "k1", f"modified {SECOND}, order 1", "0.6019")
_bessel("scaled_modified_bessel_k0", "k0e", f"scaled modified {SECOND}, order 0", "1.1445")
_bessel("scaled_modified_bessel_k1", "k1e", f"scaled modified {SECOND}, order 1", "1.6362")
_bessel("spherical_bessel_j0", _spherical, f"spherical {FIRST}, order 0", "0.8415")


def _recurrence(first: Any, step: Any, argument: Any) -> Any:
    """Polynomials of all degrees up to the largest, by their three-term recurrence.

    ``p[0] = 1``, ``p[1] = first(x)``, ``p[k + 1] = step(k, x, p[k], p[k - 1])``.
    """
    def forward(x: Any, n: Any) -> Any:
        degree = np.where(np.isfinite(n), np.trunc(n), -1)
        x, degree = np.broadcast_arrays(argument(x), degree)
        out = np.where(degree == 0, np.ones_like(x), np.zeros_like(x))
        before, now = np.ones_like(x), first(x)
        largest = int(degree.max()) if degree.size else 0
        for k in range(1, largest + 1):
            out = np.where(degree == k, now, out)
            before, now = now, step(k, x, now, before)
        return out.astype(x.dtype, copy=False)
    return forward


def _chebyshev(k: int, x: Any, now: Any, before: Any) -> Any:
    return 2 * x * now - before


def _polynomial(name: str, says: str, first: Any, step: Any, result: str,
                argument: Any = lambda x: x) -> None:
    elementwise(
        f"special.{name}", _recurrence(first, step, argument), None, None, promote="float",
        inplace=False, inputs="x n", refuses=not_for("c", f"{name}_cpu"),
        doc=f"""Elementwise {says} of degree `n`; 0 for negative degrees; not differentiable.

Shapes: ``(n, m), (m,) -> (n, m)``.

>>> special.{name}(tensor([0.5]), 2)
tensor([{result}])
""")


KINDS = (("t", "first", lambda x: x, "-0.5000", "-1."),
         ("u", "second", lambda x: 2 * x, "0.", "-1."),
         ("v", "third", lambda x: 2 * x - 1, "-1.", "-1."),
         ("w", "fourth", lambda x: 2 * x + 1, "1.", "-1."))
for _letter, _kind, _first, _result, _shifted in KINDS:
    _polynomial(f"chebyshev_polynomial_{_letter}", f"Chebyshev polynomial of the {_kind} kind",
                _first, _chebyshev, _result)
    _polynomial(f"shifted_chebyshev_polynomial_{_letter}",
                f"shifted Chebyshev polynomial of the {_kind} kind, at ``2 * input - 1``",
                _first, _chebyshev, _shifted, lambda x: 2 * x - 1)
_polynomial("hermite_polynomial_h", "physicists' Hermite polynomial", lambda x: 2 * x,
            lambda k, x, now, before: 2 * x * now - 2 * k * before, "-1.")
_polynomial("hermite_polynomial_he", "probabilists' Hermite polynomial", lambda x: x,
            lambda k, x, now, before: x * now - k * before, "-0.7500")
_polynomial("laguerre_polynomial_l", "Laguerre polynomial", lambda x: 1 - x,
            lambda k, x, now, before: ((2 * k + 1 - x) * now - k * before) / (k + 1), "0.1250")
_polynomial("legendre_polynomial_p", "Legendre polynomial", lambda x: x,
            lambda k, x, now, before: ((2 * k + 1) * x * now - k * before) / (k + 1), "-0.1250")
