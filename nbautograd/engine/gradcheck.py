"""`gradcheck` and `gradgradcheck`: derivatives against finite differences."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .backward import grad
from .differences import Part, Point, as_tuple, tracked
from .function import Function
from .tensor import Tensor, wrap

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]

Array = np.ndarray[Any, Any]


class GradcheckError(RuntimeError):
    """A derivative differs from finite differences; raised by `gradcheck` and `gradgradcheck`."""


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
    given = as_tuple(inputs)
    _check_inputs(given)
    point = Point(func, given, eps, fast_mode)
    check = _Check(point, atol, rtol)
    try:
        if not point.outputs:
            check.constant()
        if check_backward_ad:
            check.backward(nondet_tol, check_grad_dtypes)
        if check_forward_ad:
            check.forward()
        if check_backward_ad and point.outputs:
            check.zero_cotangents()
            if check_undefined_grad:
                check.undefined_cotangents()
    except GradcheckError:
        if raise_exception:
            raise
        return False
    return True


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
    if not tracked(inputs):
        raise ValueError("gradcheck expects at least one input tensor to require gradient, but none "
                         "of them have requires_grad=True.")


class _Check:
    """The single checks of a function at a point; each raises a GradcheckError."""

    def __init__(self, point: Point, atol: float, rtol: float) -> None:
        self.point, self.atol, self.rtol = point, atol, rtol

    def _agree(self, part: Part, n: int, numerical: Array, found: Array, mode: str) -> None:
        if not np.allclose(found, numerical, self.rtol, self.atol, equal_nan=True):
            raise GradcheckError(self._mismatch(part, n, numerical, found, mode))

    def _mismatch(self, part: Part, n: int, numerical: Array, found: Array, mode: str) -> str:
        point = self.point
        text = f"Jacobian {mode}mismatch for output {part.output} with respect to input {n},\n"
        if point.outputs[part.output].is_complex():
            which = "imaginary" if part.imaginary else "real"
            text = f"While considering the {which} part of complex outputs only, {text}"
        elif any(x.is_complex() for x in point.moving):
            text = f"While testing complex inputs and real outputs, {text}"
        text += f"numerical:{wrap(numerical)!r}\nanalytical:{wrap(found)!r}\n"
        if point.fast:
            return text + ("\nThe above quantities relating the numerical and analytical jacobians "
                           "are computed in fast mode: one random direction. Run with "
                           "fast_mode=False to see the whole Jacobian.")
        gap = np.abs(numerical - found)
        i, j = np.unravel_index(int(np.argmax(np.nan_to_num(gap, nan=np.inf))), gap.shape)
        return text + (f"The largest difference is {gap[i, j]:.3g}, at element {i} of the input and "
                       f"element {j} of the output.")

    def backward(self, nondet_tol: float, dtypes: bool) -> None:
        """Reverse mode agrees with finite differences, and with itself."""
        point = self.point
        numerical = [point.numerical(n) for n in range(len(point.moving))]
        for k, part in enumerate(point.parts):
            pairs = zip(point.pulled(part), point.pulled(part), strict=True)
            for n, (gradients, again) in enumerate(pairs):
                self._check_kind(point.moving[n], gradients, dtypes)
                found = point.jacobian(n, gradients)
                self._agree(part, n, numerical[n][k], found, "")
                apart = np.abs(found - point.jacobian(n, again))
                if apart.size and apart.max() > nondet_tol:
                    raise GradcheckError(
                        "Backward is not reentrant, i.e., running backward with same input and "
                        "grad_output multiple times gives different values, although analytical "
                        "gradient matches numerical gradient."
                        f"The tolerance for nondeterminism was {nondet_tol}.")

    @staticmethod
    def _check_kind(x: Tensor, gradients: list[Array], dtypes: bool) -> None:
        for g in gradients:
            if g.shape != x._data.shape:
                raise GradcheckError(f"Analytical gradient has incorrect size: {list(g.shape)} for "
                                     f"an input of {list(x._data.shape)}")
            if dtypes and g.dtype != x._data.dtype:
                raise GradcheckError(f"Gradient has dtype mismatch: {g.dtype.name} for an input of "
                                     f"{x._data.dtype.name}")

    def forward(self) -> None:
        """Forward mode agrees with finite differences."""
        point = self.point
        for n in range(len(point.moving)):
            numerical, found = point.numerical(n), point.pushed(n)
            for k, part in enumerate(point.parts):
                self._agree(part, n, numerical[k], found[k], "computed with forward mode ")

    def constant(self) -> None:
        """Outputs that do not require grad do not depend on the inputs."""
        point = self.point
        for x in point.moving:
            for place in np.ndindex(x._data.shape):
                moved = as_tuple(point.shifted(x, place, 1, lambda: point.func(*point.inputs)))
                for before, after in zip(point.raw, moved, strict=True):
                    if isinstance(before, Tensor) and before._data.dtype.kind in "fc" and (
                            not np.allclose(before._data, after._data, 0, self.atol * point.eps)):
                        raise GradcheckError("Numerical gradient for function expected to be zero: "
                                             "the output does not require grad, but changes")

    def zero_cotangents(self) -> None:
        """The gradients for zero cotangents are zero, and of the inputs' types."""
        outputs, inputs = self.point.outputs, self.point.moving
        seeds = [wrap(np.zeros_like(t._data)) for t in outputs]
        found = grad(outputs, inputs, seeds, retain_graph=True, allow_unused=True)
        for x, g in zip(inputs, found, strict=True):
            if g is not None and g._data.any():
                raise GradcheckError("backward not multiplied by grad_output: it is not zero for a "
                                     "zero cotangent")
            if g is not None and g._data.dtype != x._data.dtype:
                raise GradcheckError(f"grad is incorrect type: {g.dtype} for an input of {x.dtype}")

    def undefined_cotangents(self) -> None:
        """Cotangents that are missing count as zeros."""
        outputs = self.point.outputs
        every = list(range(len(outputs)))
        for missing in [every, *([k] for k in every if len(every) > 1)]:
            outs = [_Undefined.apply(t) if k in missing else t for k, t in enumerate(outputs)]
            seeds = [wrap(np.zeros_like(t._data)) for t in outs]
            try:
                found = grad(outs, self.point.moving, seeds, retain_graph=True, allow_unused=True)
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
    given = as_tuple(inputs)
    seeds = (_random_seeds(tracked(func(*given)), gen_non_contig_grad_outputs)
             if grad_outputs is None else as_tuple(grad_outputs))
    flags = [isinstance(x, Tensor) and x.requires_grad for x in (*given, *seeds)]

    def gradients(*args: Any) -> tuple[Tensor, ...]:
        # Forward mode hands over detached inputs.
        args = tuple(x.requires_grad_() if t else x for x, t in zip(args, flags, strict=True))
        xs, gs = args[:len(given)], args[len(given):]
        moving = [x for x, t in zip(xs, flags, strict=False) if t]
        found = grad(tracked(func(*xs)), moving, gs, create_graph=True, allow_unused=True)
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


