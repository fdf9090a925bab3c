"""L-BFGS: a quasi-Newton direction from the last gradients, and a line search if wanted.

Sources: Nocedal and Wright, "Numerical Optimization", chapters 3 and 7; the line search brackets and
zooms by cubic interpolation as in Schmidt's minFunc.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np

from ..engine.state import enable_grad, no_grad
from ..engine.tensor import wrap
from .optimizer import Optimizer, changed

__all__ = ["LBFGS"]

Array = np.ndarray[Any, np.dtype[Any]]
MOST = 25               # evaluations of one line search
DECREASE, SLOPE = 1e-4, 0.9    # the constants of Wolfe's conditions


class Point(NamedTuple):
    """A step along the direction: how far, the loss there, its gradient, its slope."""

    t: float
    loss: float
    gradient: Array
    slope: float


class LBFGS(Optimizer):
    """Several steps at once, each along the inverse of an estimated Hessian.

    `step` needs a closure that computes the loss anew. With ``line_search_fn="strong_wolfe"``, how
    far to go is searched.

    Raises:
        ValueError: several groups of parameters.   RuntimeError: an unknown line search.

    >>> p = tensor([3.0], requires_grad=True)
    >>> opt = optim.LBFGS([p], line_search_fn="strong_wolfe")
    >>> def closure():
    ...     opt.zero_grad()
    ...     loss = ((p - 1) ** 2).sum()
    ...     loss.backward()
    ...     return loss
    >>> _ = opt.step(closure); p
    tensor([1.], requires_grad=True)
    """

    def __init__(self, params: Any, lr: Any = 1, max_iter: int = 20, max_eval: int | None = None,
                 tolerance_grad: float = 1e-7, tolerance_change: float = 1e-9,
                 history_size: int = 100, line_search_fn: str | None = None) -> None:
        if not lr >= 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        super().__init__(params, {
            "lr": lr, "max_iter": max_iter,
            "max_eval": max_iter * 5 // 4 if max_eval is None else max_eval,
            "tolerance_grad": tolerance_grad, "tolerance_change": tolerance_change,
            "history_size": history_size, "line_search_fn": line_search_fn})
        if len(self.param_groups) != 1:
            raise ValueError("LBFGS doesn't support per-parameter options (parameter groups)")
        self._params = self.param_groups[0]["params"]

    # -- all parameters as one vector ------------------------------------------------------------------

    def _gradient(self) -> Array:
        return np.concatenate([np.zeros(p._data.size, p._data.dtype) if p._grad is None
                               else p._grad._data.ravel() for p in self._params])

    def _move(self, by: Array) -> None:
        start = 0
        for p in self._params:
            n = p._data.size
            p._data += by[start:start + n].reshape(p._data.shape)
            changed(p)
            start += n

    def _at(self, start: list[Array], direction: Array, t: float,
            closure: Callable[[], Any]) -> Point:
        """The loss and its gradient at a step from `start`; the parameters stay where they are."""
        self._move(direction * t)
        with enable_grad():
            loss = closure().item()
        gradient = self._gradient()
        for p, values in zip(self._params, start, strict=True):
            p._data[...] = values
        return Point(t, loss, gradient, float(gradient @ direction))

    # -- one call --------------------------------------------------------------------------------------

    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Up to `max_iter` steps; returns the first loss."""
        if closure is None:
            raise TypeError("LBFGS.step() missing 1 required positional argument: 'closure'")
        group = self.param_groups[0]
        state = self.state[self._params[0]]
        state.setdefault("func_evals", 0)
        state.setdefault("n_iter", 0)
        with no_grad():
            with enable_grad():
                first = closure()
            state["func_evals"] += 1
            gradient = self._gradient()
            if not np.abs(gradient).max(initial=0) <= group["tolerance_grad"]:
                self._iterate(closure, group, state, first.item(), gradient)
        return first

    def _iterate(self, closure: Callable[[], Any], group: dict[str, Any], state: dict[str, Any],
                 loss: float, gradient: Array) -> None:
        evaluations, lr = 1, float(group["lr"])
        direction: Array = state.get("d", wrap(np.empty(0)))._data
        t = state.get("t", lr)
        for n in range(1, group["max_iter"] + 1):
            state["n_iter"] += 1
            fresh = state["n_iter"] == 1
            direction = -gradient if fresh else self._direction(
                state, group, gradient, direction * t)
            if fresh:
                state.update({"old_dirs": [], "old_stps": [], "ro": [], "H_diag": 1})
            previous, before = gradient, loss
            t = min(1.0, 1.0 / float(np.abs(gradient).sum())) * lr if fresh else lr
            slope = float(gradient @ direction)
            state.update({"d": wrap(direction), "t": t, "prev_flat_grad": wrap(previous),
                          "prev_loss": before})
            if slope > -group["tolerance_change"]:
                return
            used = 0
            if group["line_search_fn"] is not None:
                loss, gradient, t, used = self._search(closure, group, direction,
                                                       Point(0.0, loss, gradient, slope), t)
                self._move(direction * t)
                state["t"] = t
            else:
                self._move(direction * t)
                if n != group["max_iter"]:
                    with enable_grad():
                        loss = closure().item()
                    gradient, used = self._gradient(), 1
            evaluations += used
            state["func_evals"] += used
            if (evaluations >= group["max_eval"]
                    or np.abs(gradient).max() <= group["tolerance_grad"]
                    or np.abs(direction * t).max() <= group["tolerance_change"]
                    or abs(loss - before) < group["tolerance_change"]):
                return

    def _direction(self, state: dict[str, Any], group: dict[str, Any], gradient: Array,
                   move: Array) -> Array:
        """The two loops: minus the inverse Hessian times the gradient."""
        difference = gradient - state["prev_flat_grad"]._data
        product = float(difference @ move)
        differences, moves, inverse = state["old_dirs"], state["old_stps"], state["ro"]
        if product > 1e-10:
            if len(differences) == group["history_size"]:
                for old in (differences, moves, inverse):
                    old.pop(0)
            differences.append(wrap(difference))
            moves.append(wrap(move))
            inverse.append(1.0 / product)
            state["H_diag"] = product / float(difference @ difference)
        q, weights = -gradient, [0.0] * len(differences)
        for i in reversed(range(len(differences))):
            weights[i] = float(moves[i]._data @ q) * inverse[i]
            q = q - differences[i]._data * weights[i]
        r: Array = q * state["H_diag"]
        for i in range(len(differences)):
            back = float(differences[i]._data @ r) * inverse[i]
            r = r + moves[i]._data * (weights[i] - back)
        return r

    def _search(self, closure: Callable[[], Any], group: dict[str, Any], direction: Array,
                origin: Point, t: float) -> tuple[float, Array, float, int]:
        if group["line_search_fn"] != "strong_wolfe":
            raise RuntimeError("only 'strong_wolfe' is supported, not "
                               f"{group['line_search_fn']!r}")
        start = [p._data.copy() for p in self._params]
        search = _Wolfe(lambda at: self._at(start, direction, at, closure), origin,
                        float(np.abs(direction).max()), group["tolerance_change"])
        found = search.run(t)
        return found.loss, found.gradient, found.t, search.evaluations


class _Wolfe:
    """A search for a step that lowers the loss enough and flattens its slope."""

    def __init__(self, evaluate: Callable[[float], Point], origin: Point, size: float,
                 tolerance: float) -> None:
        self._evaluate, self.origin, self.size, self.tolerance = evaluate, origin, size, tolerance
        self.evaluations = 0

    def _at(self, t: float) -> Point:
        self.evaluations += 1
        return self._evaluate(t)

    def _too_high(self, p: Point) -> bool:
        return p.loss > self.origin.loss + DECREASE * p.t * self.origin.slope

    def _flat(self, p: Point) -> bool:
        return abs(p.slope) <= -SLOPE * self.origin.slope

    def run(self, t: float) -> Point:
        """The step found, starting from `t`."""
        before, now = self.origin, self._at(t)
        for n in range(MOST):
            if self._too_high(now) or (n > 1 and now.loss >= before.loss) or (
                    not self._flat(now) and now.slope >= 0):
                return self._zoom(before, now, n)
            if self._flat(now):
                return now
            low, high = now.t + 0.01 * (now.t - before.t), now.t * 10
            before, now = now, self._at(_cubic(before, now, low, high))
        return min(self.origin, now, key=lambda p: p.loss)

    def _zoom(self, low: Point, high: Point, n: int) -> Point:
        """Between two points, the lower one first, until the conditions hold."""
        if low.loss > high.loss:
            low, high = high, low
        slow = False
        while n < MOST and abs(high.t - low.t) * self.size >= self.tolerance:
            left, right = sorted((low, high), key=lambda p: p.t)
            t = _cubic(left, right, left.t, right.t)
            edge = 0.1 * (right.t - left.t)
            if min(right.t - t, t - left.t) < edge:
                if slow or t >= right.t or t <= left.t:
                    t = right.t - edge if abs(t - right.t) < abs(t - left.t) else left.t + edge
                    slow = False
                else:
                    slow = True
            else:
                slow = False
            now = self._at(t)
            n += 1
            if self._too_high(now) or now.loss >= low.loss:
                high = now
                if high.loss < low.loss:
                    low, high = high, low
                continue
            if self._flat(now):
                return now
            if now.slope * (high.t - low.t) >= 0:
                high = low
            low = now
        return low


def _cubic(a: Point, b: Point, low: float, high: float) -> float:
    """Where the cubic through two points with their slopes is least, between two bounds."""
    if a.t > b.t:
        a, b = b, a
    middle = a.slope + b.slope - 3 * (a.loss - b.loss) / (a.t - b.t)
    square = middle * middle - a.slope * b.slope
    if square < 0:
        return (low + high) / 2
    root = math.sqrt(square)
    least = b.t - (b.t - a.t) * ((b.slope + root - middle) / (b.slope - a.slope + 2 * root))
    return min(max(least, low), high)
