"""`gradcheck` and `gradgradcheck`: derivatives against finite differences.

Both Jacobians are taken as real-linear maps. Of a complex output the real and the imaginary part
are two real outputs; of a complex input the two partial derivatives are kept as one complex number,
which is how its gradient is written.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from . import forward
from .backward import edge_of, grad, rows
from .function import Function
from .tensor import Tensor, wrap

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]

Array = np.ndarray[Any, Any]


class GradcheckError(RuntimeError):
    """A derivative differs from finite differences; raised by `gradcheck` and `gradgradcheck`."""


class Tolerance(NamedTuple):
    """How far apart numbers may be, and how far inputs are moved."""

    eps: float
    atol: float
    rtol: float

    def close(self, a: Array, b: Array) -> bool:
        """Whether the analytical `a` agrees with the numerical `b`."""
        return bool(np.allclose(a, b, self.rtol, self.atol, equal_nan=True))


def gradcheck(
    func: Callable[..., Any], inputs: Any, *, eps: float = 1e-6, atol: float = 1e-5,
    rtol: float = 1e-3, raise_exception: bool = True, nondet_tol: float = 0.0,
    check_undefined_grad: bool = True, check_grad_dtypes: bool = False,
    check_batched_grad: bool = False, check_batched_forward_grad: bool = False,
    check_forward_ad: bool = False, check_backward_ad: bool = True, fast_mode: bool = False,
    masked: bool | None = None,
) -> bool:
    """Whether the gradients of `func` agree with finite differences of step `eps`.

    Checks inputs that require grad; they should be float64 or complex128. `fast_mode` compares one
    random direction instead of the whole Jacobian.

    Raises:
        GradcheckError: they do not (False is returned instead without `raise_exception`).
        ValueError: no input requires grad.

    >>> x = tensor([0.5, 2.0], dtype=float64, requires_grad=True)
    >>> autograd.gradcheck(lambda x: x * x, (x,))
    True
    """
    assert check_forward_ad or check_backward_ad, (
        "Expected at least one of check_forward_ad or check_backward_ad to be True")
    assert check_backward_ad or not check_batched_grad, (
        "Setting check_batched_grad=True requires check_backward_ad to be True")
    assert check_forward_ad or not check_batched_forward_grad, (
        "Setting check_batched_forward_grad=True requires check_forward_ad to be True")
    given = _as_tuple(inputs)
    _check_inputs(given)
    check = _Check(func, given, Tolerance(eps, atol, rtol), fast_mode)
    try:
        if not check.outputs:
            check.no_gradient()
        if check_backward_ad:
            check.backward(nondet_tol, check_grad_dtypes)
        if check_forward_ad:
            check.forward()
        if check_backward_ad and check.outputs:
            check.zero_cotangents()
            if check_undefined_grad:
                check.undefined_cotangents()
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


def _as_tuple(value: Any) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def _differentiable(value: Any) -> list[Tensor]:
    return [t for t in _as_tuple(value) if isinstance(t, Tensor) and t.requires_grad]


def _check_inputs(inputs: tuple[Any, ...]) -> None:
    for n, x in enumerate(inputs):
        if not (isinstance(x, Tensor) and x.requires_grad):
            continue
        if x._data.dtype.name not in ("float64", "complex128"):
            warnings.warn(
                f"Input #{n} requires gradient and is not a double precision floating point or "
                "complex. This check will likely fail if all the inputs are not of double precision "
                "floating point or complex. ", UserWarning, stacklevel=3)
        if any(s == 0 and size > 1 for s, size in zip(x.stride(), x._data.shape, strict=True)):
            raise RuntimeError(
                f"The {n}th input has a dimension with stride 0. gradcheck only supports inputs that "
                "are non-overlapping to be able to compute the numerical gradients correctly. You "
                "should call .contiguous on the input before passing it to gradcheck.")
    if not _differentiable(inputs):
        raise ValueError("gradcheck expects at least one input tensor to require gradient, but none "
                         "of them have requires_grad=True.")


class _Part(NamedTuple):
    """The real or imaginary part of an output, as a real function."""

    output: int
    imaginary: bool

    def of(self, t: Tensor) -> Array:
        """Its values, flat."""
        data = t._data.imag if self.imaginary else t._data.real
        return np.array(data, dtype=np.float64).reshape(-1)

    def seed(self, like: Tensor, values: Array) -> Array:
        """The cotangent of the whole output that has `values` in this part."""
        return np.asarray((1j if self.imaginary else 1) * values).astype(
            like._data.dtype).reshape(like._data.shape)


class _Check:
    """One function at one point: its outputs, and ways to find their derivatives."""

    def __init__(self, func: Callable[..., Any], inputs: tuple[Any, ...], tolerance: Tolerance,
                 fast: bool) -> None:
        self.func, self.inputs, self.tolerance, self.fast = func, inputs, tolerance, fast
        self.moving = _differentiable(inputs)
        self.raw = func(*inputs)
        self.outputs = _differentiable(self.raw)
        self.parts = [_Part(k, imaginary) for k, t in enumerate(self.outputs)
                      for imaginary in ((True, False) if t.is_complex() else (False,))]
        random = np.random.default_rng(0)     # the user's generator is left alone
        self.directions = [_direction(random, x) for x in self.moving] if fast else []
        self.weights = [random.standard_normal(t._data.size) for t in self.outputs] if fast else []

    # -- finite differences --------------------------------------------------------------------

    def _values(self) -> list[Array]:
        outs = _differentiable(self.func(*self.inputs))
        return [part.of(outs[part.output]).copy() for part in self.parts]

    def _difference(self, x: Tensor, place: Any, step: Any) -> list[Array]:
        """Central difference of all parts for a step of `x` at a place."""
        kept, eps = x._data[place].copy(), self.tolerance.eps
        try:
            x._data[place] = kept - step * eps
            low = self._values()
            x._data[place] = kept + step * eps
            high = self._values()
        finally:
            x._data[place] = kept
        return [(b - a) / (2 * eps) for a, b in zip(low, high, strict=True)]

    def numerical(self, x: Tensor, n: int) -> list[Array]:
        """For each part, the derivatives of its elements (columns) by those of `x` (rows)."""
        complex_ = x.is_complex()
        if self.fast:
            u = self.directions[n]
            found = self._difference(x, ..., u.real if complex_ else u)
            if complex_:
                imaginary = self._difference(x, ..., 1j * u.imag)
                found = [a + 1j * b for a, b in zip(found, imaginary, strict=True)]
            return [np.array([[column @ self.weights[part.output]]])
                    for part, column in zip(self.parts, found, strict=True)]
        by_element: list[list[Array]] = []
        for place in np.ndindex(x._data.shape):
            found = self._difference(x, place, 1)
            if complex_:
                imaginary = self._difference(x, place, 1j)
                found = [a + 1j * b for a, b in zip(found, imaginary, strict=True)]
            by_element.append(found)
        return [np.array([found[k] for found in by_element]).reshape(
            x._data.size, self.outputs[part.output]._data.size)
            for k, part in enumerate(self.parts)]

    # -- reverse mode --------------------------------------------------------------------------

    def _seeds(self, part: _Part) -> Iterator[tuple[Array]]:
        like = self.outputs[part.output]
        values = [self.weights[part.output]] if self.fast else np.eye(like._data.size)
        for row in values:
            yield (part.seed(like, row),)

    def analytical(self, part: _Part, dtypes: bool) -> list[Array]:
        """For each input, the derivatives of the elements of `part` (columns) by its (rows)."""
        edges = [edge_of(x) for x in self.moving]
        found: list[list[Array]] = [[] for _ in self.moving]
        for row in rows([edge_of(self.outputs[part.output])], edges, self._seeds(part), False):
            for n, (x, value) in enumerate(zip(self.moving, row, strict=True)):
                g = np.zeros_like(x._data) if value is None else getattr(value, "_data", value)
                if g.shape != x._data.shape:
                    raise GradcheckError("Analytical gradient has incorrect size: "
                                         f"{list(g.shape)} for input {list(x._data.shape)}")
                if dtypes and g.dtype != x._data.dtype:
                    raise GradcheckError(f"Gradient has dtype mismatch: {g.dtype.name} for an input "
                                         f"of {x._data.dtype.name}")
                found[n].append(g.reshape(-1).copy())
        if self.fast:
            return [self._along(n, np.array(g[0])) for n, g in enumerate(found)]
        return [np.array(g).reshape(len(g), x._data.size).T
                for x, g in zip(self.moving, found, strict=True)]

    def _along(self, n: int, g: Array) -> Array:
        u = self.directions[n].reshape(-1)
        if np.iscomplexobj(u):
            return np.array([[g.real @ u.real + 1j * (g.imag @ u.imag)]])
        return np.array([[g @ u]])

    def backward(self, nondet_tol: float, dtypes: bool) -> None:
        """Compare reverse mode with finite differences, and with itself."""
        numerical = [self.numerical(x, n) for n, x in enumerate(self.moving)]
        for k, part in enumerate(self.parts):
            analytical = self.analytical(part, dtypes)
            again = self.analytical(part, dtypes)
            for n, (a, b) in enumerate(zip(analytical, again, strict=True)):
                if not self.tolerance.close(a, numerical[n][k]):
                    raise GradcheckError(self._mismatch(part, n, numerical[n][k], a, ""))
                if a.size and np.abs(a - b).max() > nondet_tol:
                    raise GradcheckError(
                        "Backward is not reentrant, i.e., running backward with same input and "
                        "grad_output multiple times gives different values, although analytical "
                        "gradient matches numerical gradient."
                        f"The tolerance for nondeterminism was {nondet_tol}.")

    def _mismatch(self, part: _Part, n: int, numerical: Array, analytical: Array, mode: str) -> str:
        text = f"Jacobian {mode}mismatch for output {part.output} with respect to input {n},\n"
        if self.outputs[part.output].is_complex():
            which = "imaginary" if part.imaginary else "real"
            text = f"While considering the {which} part of complex outputs only, {text}"
        elif any(x.is_complex() for x in self.moving):
            text = f"While testing complex inputs and real outputs, {text}"
        text += f"numerical:{_shown(numerical)}\nanalytical:{_shown(analytical)}\n"
        if self.fast:
            return text + ("\nThe above quantities relating the numerical and analytical jacobians "
                           "are computed in fast mode: one random direction. Run with "
                           "fast_mode=False to see the whole Jacobian.")
        gap = np.abs(numerical - analytical)
        i, j = np.unravel_index(int(np.nanargmax(gap)) if gap.size else 0, gap.shape)
        return text + (f"The largest difference is {gap[i, j]:.3g}, at element {i} of the input and "
                       f"element {j} of the output.")

    # -- forward mode --------------------------------------------------------------------------

    def forward(self) -> None:
        """Compare forward mode with finite differences."""
        for n, x in enumerate(self.moving):
            numerical = self.numerical(x, n)
            found = self._tangents(n, x)
            for k, part in enumerate(self.parts):
                if not self.tolerance.close(found[k], numerical[k]):
                    raise GradcheckError(self._mismatch(
                        part, n, numerical[k], found[k], "computed with forward mode "))

    def _tangents(self, n: int, x: Tensor) -> list[Array]:
        if self.fast:
            u = self.directions[n]
            found = self._moved(n, u.real if x.is_complex() else u)
            if x.is_complex():
                imaginary = self._moved(n, 1j * u.imag)
                found = [a + 1j * b for a, b in zip(found, imaginary, strict=True)]
            return [np.array([[column @ self.weights[part.output]]])
                    for part, column in zip(self.parts, found, strict=True)]
        by_element = []
        for row in np.eye(x._data.size).reshape(x._data.size, *x._data.shape):
            found = self._moved(n, row)
            if x.is_complex():
                imaginary = self._moved(n, 1j * row)
                found = [a + 1j * b for a, b in zip(found, imaginary, strict=True)]
            by_element.append(found)
        return [np.array([found[k] for found in by_element]).reshape(
            x._data.size, self.outputs[part.output]._data.size)
            for k, part in enumerate(self.parts)]

    def _moved(self, n: int, direction: Array) -> list[Array]:
        """The tangents of all parts when input `n` moves in a direction."""
        with forward.level() as level:
            moved = []
            for x in self.inputs:
                t = x.detach() if isinstance(x, Tensor) else x
                if x is self.moving[n]:
                    forward.set_tangent(t, level, wrap(
                        np.asarray(direction).astype(x._data.dtype)))
                moved.append(t)
            results = _as_tuple(self.func(*moved))
            kept = [t for t, raw in zip(results, _as_tuple(self.raw), strict=True)
                    if isinstance(raw, Tensor) and raw.requires_grad]
            tangents = [forward.tangent_of(t, level) for t in kept]
        zeros = [wrap(np.zeros_like(t._data)) for t in self.outputs]
        found = [zero if t is None else t for t, zero in zip(tangents, zeros, strict=True)]
        return [part.of(found[part.output]) for part in self.parts]

    # -- cotangents that are zero, or missing ------------------------------------------------------

    def no_gradient(self) -> None:
        """Outputs that do not require grad must not depend on the inputs."""
        outs = [t for t in _as_tuple(self.raw) if isinstance(t, Tensor)
                and (t.is_floating_point() or t.is_complex())]
        kept, self.outputs = self.outputs, outs
        for x in self.moving:
            for place in np.ndindex(x._data.shape):
                value, eps = x._data[place].copy(), self.tolerance.eps
                x._data[place] = value + eps
                moved = _as_tuple(self.func(*self.inputs))
                x._data[place] = value
                for before, after in zip(_as_tuple(self.raw), moved, strict=True):
                    if any(before is t for t in outs) and not np.allclose(
                            before._data, after._data, 0, self.tolerance.atol * eps):
                        raise GradcheckError("Numerical gradient for function expected to be zero: "
                                             "the output does not require grad, but changes")
        self.outputs = kept

    def zero_cotangents(self) -> None:
        """The gradients for zero cotangents are zero, of the inputs' types and shapes."""
        seeds = [wrap(np.zeros_like(t._data)) for t in self.outputs]
        found = grad(self.outputs, self.moving, seeds, retain_graph=True, allow_unused=True)
        for x, g in zip(self.moving, found, strict=True):
            if g is None:
                continue
            if g._data.any():
                raise GradcheckError("backward not multiplied by grad_output")
            if g._data.dtype != x._data.dtype:
                raise GradcheckError(f"grad is incorrect type: {g.dtype} for an input of {x.dtype}")

    def undefined_cotangents(self) -> None:
        """Cotangents that are missing count as zeros."""
        every = range(len(self.outputs))
        for missing in ([*every], *([k] for k in every if len(self.outputs) > 1)):
            outs = [_Undefined.apply(t) if k in missing else t for k, t in enumerate(self.outputs)]
            seeds = [wrap(np.zeros_like(t._data)) for t in outs]
            try:
                found = grad(outs, self.moving, seeds, retain_graph=True, allow_unused=True)
            except Exception as error:
                raise GradcheckError("Expected backward function to handle undefined output grads: "
                                     f"it raised {type(error).__name__}: {error}") from error
            if any(g is not None and g._data.any() for g in found):
                raise GradcheckError("Expected all input grads to be undefined or zero when all "
                                     "output grads are undefined or zero.")


class _Undefined(Function):
    """The identity, whose cotangent is missing."""

    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        return wrap(x._data)

    @staticmethod
    def backward(ctx: Any, *grad_outputs: Any) -> Any:
        return None


def _direction(random: np.random.Generator, x: Tensor) -> Array:
    """A random vector of length one; for a complex input one for each part."""
    u = random.standard_normal(x._data.shape)
    if x.is_complex():
        v = random.standard_normal(x._data.shape)
        return np.asarray(u / np.linalg.norm(u) + 1j * v / np.linalg.norm(v))
    return np.asarray(u / max(float(np.linalg.norm(u)), 1e-300))


def _shown(values: Array) -> str:
    return repr(wrap(values))


def gradgradcheck(
    func: Callable[..., Any], inputs: Any, grad_outputs: Any = None, *, eps: float = 1e-6,
    atol: float = 1e-5, rtol: float = 1e-3, gen_non_contig_grad_outputs: bool = False,
    raise_exception: bool = True, nondet_tol: float = 0.0, check_undefined_grad: bool = True,
    check_grad_dtypes: bool = False, check_batched_grad: bool = False,
    check_fwd_over_rev: bool = False, check_rev_over_rev: bool = True, fast_mode: bool = False,
    masked: bool = False,
) -> bool:
    """Whether the gradients of the gradients of `func` agree with finite differences.

    `grad_outputs` are the cotangents at which the gradients are taken; random ones if left out.

    Raises:
        GradcheckError: they do not (False is returned instead without `raise_exception`).

    >>> x = tensor([0.5, 2.0], dtype=float64, requires_grad=True)
    >>> autograd.gradgradcheck(lambda x: x ** 3, (x,))
    True
    """
    assert check_fwd_over_rev or check_rev_over_rev, (
        "Expected at least one of check_fwd_over_rev or check_rev_over_rev to be True")
    assert check_rev_over_rev or not check_undefined_grad, (
        "Setting check_undefined_grad=True requires check_rev_over_rev to be True")
    assert check_rev_over_rev or not check_batched_grad, (
        "Setting check_batched_grad=True requires check_rev_over_rev to be True")
    given = _as_tuple(inputs)
    seeds = (_random_seeds(_differentiable(func(*given)), gen_non_contig_grad_outputs)
             if grad_outputs is None else _as_tuple(grad_outputs))
    tracked = [isinstance(x, Tensor) and x.requires_grad for x in (*given, *seeds)]

    def gradients(*args: Any) -> tuple[Tensor, ...]:
        # Forward mode hands over detached inputs.
        args = tuple(x.requires_grad_() if t else x for x, t in zip(args, tracked, strict=True))
        xs, gs = args[:len(given)], args[len(given):]
        moving = [x for x, t in zip(xs, tracked, strict=False) if t]
        found = grad(_differentiable(func(*xs)), moving, gs, create_graph=True, allow_unused=True)
        return tuple(g for g in found if g is not None)

    return gradcheck(
        gradients, (*given, *seeds), eps=eps, atol=atol, rtol=rtol, raise_exception=raise_exception,
        nondet_tol=nondet_tol, check_undefined_grad=check_undefined_grad,
        check_grad_dtypes=check_grad_dtypes, check_batched_grad=check_batched_grad,
        check_forward_ad=check_fwd_over_rev, check_backward_ad=check_rev_over_rev,
        fast_mode=fast_mode, masked=masked)


def _random_seeds(outputs: list[Tensor], strided: bool) -> tuple[Tensor, ...]:
    random = np.random.default_rng(1)
    found = []
    for t in outputs:
        shape = (*t._data.shape, 2) if strided else t._data.shape
        values = random.uniform(-1, 1, shape)
        if t.is_complex():
            values = values + 1j * random.uniform(-1, 1, shape)
        data = np.asarray(values).astype(t._data.dtype)
        seed = wrap(data[..., 0] if strided else data)
        found.append(seed.requires_grad_())
    return tuple(found)


