"""A function at a point, differentiated three ways: by finite differences, backward and forward.

Jacobians are those of real-linear maps. Of a complex output the real and the imaginary part are two
real outputs (`Part`); of a complex input the two partial derivatives are kept as one complex
number, which is how its gradient is written. In a Jacobian, rows are elements of the input and
columns are elements of the part.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np

from . import forward
from .backward import edge_of, rows
from .tensor import Tensor, wrap

__all__ = ["Part", "Point", "as_tuple", "tracked"]

Array = np.ndarray[Any, Any]


def as_tuple(value: Any) -> tuple[Any, ...]:
    """One value or several, as a tuple."""
    return tuple(value) if isinstance(value, (tuple, list)) else (value,)


def tracked(value: Any) -> list[Tensor]:
    """The tensors among values that require grad."""
    return [t for t in as_tuple(value) if isinstance(t, Tensor) and t.requires_grad]


class Part(NamedTuple):
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


class Point:
    """A function with its inputs and outputs; with `fast` along one random direction only."""

    def __init__(self, func: Callable[..., Any], inputs: tuple[Any, ...], eps: float,
                 fast: bool) -> None:
        self.func, self.inputs, self.eps, self.fast = func, inputs, eps, fast
        self.moving = tracked(inputs)
        self.raw = as_tuple(func(*inputs))
        self.outputs = tracked(self.raw)
        self.parts = [Part(k, imaginary) for k, t in enumerate(self.outputs)
                      for imaginary in ((True, False) if t.is_complex() else (False,))]
        random = np.random.default_rng(0)     # the user's generator is left alone
        self.directions = [_direction(random, x) for x in self.moving] if fast else []
        self.weights = [random.standard_normal(t._data.size) for t in self.outputs] if fast else []

    # -- finite differences --------------------------------------------------------------------

    def values(self) -> list[Array]:
        """All parts, computed anew."""
        outs = tracked(self.func(*self.inputs))
        return [part.of(outs[part.output]).copy() for part in self.parts]

    def shifted(self, x: Tensor, place: Any, step: Any, compute: Callable[[], Any]) -> Any:
        """What `compute` gives while `x` is moved at a place."""
        kept = x._data[place].copy()
        try:
            x._data[place] = kept + step * self.eps
            return compute()
        finally:
            x._data[place] = kept

    def numerical(self, n: int) -> list[Array]:
        """The Jacobian of each part by input `n`, from central differences."""
        x = self.moving[n]

        def along(direction: Array) -> list[Array]:
            low, high = (self.shifted(x, ..., sign * direction, self.values) for sign in (-1, 1))
            return [(b - a) / (2 * self.eps) for a, b in zip(low, high, strict=True)]

        return self._by_directions(n, along)

    # -- forward mode --------------------------------------------------------------------------

    def pushed(self, n: int) -> list[Array]:
        """The Jacobian of each part by input `n`, from forward mode."""
        return self._by_directions(n, lambda direction: self._tangents(n, direction))

    def _tangents(self, n: int, direction: Array) -> list[Array]:
        with forward.level() as level:
            given = []
            for x in self.inputs:
                t = x.detach() if isinstance(x, Tensor) else x
                if x is self.moving[n]:
                    forward.set_tangent(t, level, wrap(np.asarray(direction, x._data.dtype)))
                given.append(t)
            results = as_tuple(self.func(*given))
            kept = [t for t, raw in zip(results, self.raw, strict=True)
                    if isinstance(raw, Tensor) and raw.requires_grad]
            found = [forward.tangent_of(t, level) for t in kept]
        tangents = [wrap(np.zeros_like(t._data)) if dt is None else dt
                    for t, dt in zip(kept, found, strict=True)]
        return [part.of(tangents[part.output]) for part in self.parts]

    def _by_directions(self, n: int, along: Callable[[Array], list[Array]]) -> list[Array]:
        """Jacobians from the derivatives along each unit vector, or along the random direction."""
        x = self.moving[n]
        if self.fast:
            u = self.directions[n]
            found = self._complex(x, along, u.real, u.imag)
            return [np.array([[column @ self.weights[part.output]]])
                    for part, column in zip(self.parts, found, strict=True)]
        units = np.eye(x._data.size).reshape(x._data.size, *x._data.shape)
        columns = [self._complex(x, along, e, e) for e in units]
        return [np.array([column[k] for column in columns]).reshape(
            x._data.size, self.outputs[part.output]._data.size)
            for k, part in enumerate(self.parts)]

    @staticmethod
    def _complex(x: Tensor, along: Callable[[Array], list[Array]], real: Array, imag: Array,
                 ) -> list[Array]:
        found = along(real)
        if not x.is_complex():
            return found
        return [a + 1j * b for a, b in zip(found, along(1j * imag), strict=True)]

    # -- reverse mode --------------------------------------------------------------------------

    def pulled(self, part: Part) -> list[list[Array]]:
        """For each input the gradients of the elements of a part (or of their weighted sum)."""
        edges = [edge_of(x) for x in self.moving]
        found: list[list[Array]] = [[] for _ in self.moving]
        for row in rows([edge_of(self.outputs[part.output])], edges, self._seeds(part), False):
            for n, (x, value) in enumerate(zip(self.moving, row, strict=True)):
                g = np.zeros_like(x._data) if value is None else getattr(value, "_data", value)
                found[n].append(np.array(g))
        return found

    def _seeds(self, part: Part) -> Iterator[tuple[Array]]:
        like = self.outputs[part.output]
        values = [self.weights[part.output]] if self.fast else np.eye(like._data.size)
        for row in values:
            yield (part.seed(like, row),)

    def jacobian(self, n: int, gradients: list[Array]) -> Array:
        """The Jacobian by input `n` from `pulled` gradients."""
        x = self.moving[n]
        if not self.fast:
            return np.array(gradients).reshape(len(gradients), x._data.size).T
        g, u = gradients[0].reshape(-1), self.directions[n].reshape(-1)
        if np.iscomplexobj(u):
            return np.array([[g.real @ u.real + 1j * (g.imag @ u.imag)]])
        return np.array([[g @ u]])


def _direction(random: np.random.Generator, x: Tensor) -> Array:
    """A random vector of length one; for a complex input one for each part."""
    u: Array = np.asarray(random.standard_normal(x._data.shape))
    u = u / max(float(np.linalg.norm(u)), 1e-300)
    if not x.is_complex():
        return u
    v = random.standard_normal(x._data.shape)
    return np.asarray(u + 1j * v / max(float(np.linalg.norm(v)), 1e-300))
