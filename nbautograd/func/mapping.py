"""`vmap`: a function of one example, applied to every slice along a dimension.

The slices are computed one after the other and stacked: what works on one example works here, also
``item()`` and ``if``, and every derivative.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

import numpy as np

from ..engine.declare import OPS
from ..engine.pytree import broadcast, flatten, rebuild, spelled
from ..engine.tensor import Tensor, wrap
from ..ops.random import default_generator

__all__ = ["vmap"]

IN_ERROR_MODE = (
    "vmap: called random operation while in randomness error mode. Please either use the 'same' or "
    "'different' randomness flags on vmap or perform the randomness operation out of vmap")


def vmap(func: Callable[..., Any], in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error",
         *, chunk_size: int | None = None) -> Callable[..., Any]:
    """A function that maps `func` over a dimension of its arguments, (...) -> (...) to (b, ...).

    `in_dims` and `out_dims` say which dimension, as numbers or nested as arguments and results are;
    None leaves an argument whole. `randomness` is ``"error"``, ``"same"`` (for every slice) or
    ``"different"``.

    Raises:
        ValueError: dimensions that do not exist, or of different sizes.
        RuntimeError: random numbers are drawn and `randomness` does not say how.

    >>> func.vmap(lambda x: x.sum())(tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([3., 7.])
    """
    if randomness not in ("error", "different", "same"):
        raise RuntimeError("Only allowed values for randomness are 'error', 'different', or 'same'. "
                           f"Got {randomness}")
    if chunk_size is not None and chunk_size <= 0:
        raise ValueError(f"vmap: chunk_size should be None or greater than 0. (got {chunk_size})")

    @functools.wraps(func)
    def mapped(*args: Any, **kwargs: Any) -> Any:
        return _Map(func, in_dims, out_dims, randomness).run(args, kwargs)

    return mapped


class _Map:
    """One call of a mapped function."""

    def __init__(self, func: Callable[..., Any], in_dims: Any, out_dims: Any, randomness: str,
                 ) -> None:
        self.func, self.in_dims, self.out_dims = func, in_dims, out_dims
        self.randomness = randomness
        self.name = getattr(func, "__name__", repr(func))

    def run(self, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        """The results of all slices, stacked."""
        leaves, dims = flatten(args), self._dims(args)
        sizes = [t.shape[d] for t, d in zip(leaves, dims, strict=True) if d is not None]
        if not sizes:
            raise ValueError("vmap: Expected at least one Tensor to vmap over")
        if len(set(sizes)) > 1:
            raise ValueError("vmap: Expected all tensors to have the same size in the mapped "
                             f"dimension, got sizes {sizes} for the mapped dimension")
        rows = []
        with _Randomness(self.randomness) as draws:
            for n in range(sizes[0]):
                draws.next_slice()
                one = [t if d is None else t.select(d, n)
                       for t, d in zip(leaves, dims, strict=True)]
                rows.append(self.func(*rebuild(args, iter(one)), **kwargs))
        if not rows:
            return self._empty(args, leaves, dims, kwargs)
        return self._stacked(rows)

    def _dims(self, args: tuple[Any, ...]) -> list[Any]:
        """For each leaf of the arguments the dimension to map over, or None."""
        call = f"vmap({self.name}, in_dims={self.in_dims}, ...)(<inputs>)"
        if not isinstance(self.in_dims, (int, tuple)):
            raise ValueError(f"{call}: expected `in_dims` to be int or a (potentially nested) tuple "
                             f"matching the structure of inputs, got: {type(self.in_dims)}.")
        if not args:
            raise ValueError(
                f"vmap({self.name})(<inputs>): got no inputs. Maybe you forgot to add inputs, or you "
                "are trying to vmap over a function with no inputs. The latter is unsupported.")
        dims = broadcast(self.in_dims, args)
        if dims is None:
            raise ValueError(f"{call}: in_dims is not compatible with the structure of `inputs`. "
                             f"in_dims has structure {spelled(self.in_dims)} but inputs has "
                             f"structure {spelled(args)}.")
        return [self._dim(call, t, d) for t, d in zip(flatten(args), dims, strict=True)]

    @staticmethod
    def _dim(call: str, t: Any, d: Any) -> int | None:
        if d is None:
            return None
        if not isinstance(d, int):
            raise ValueError(f"{call}: Got in_dim={d} for an input but in_dim must be either an "
                             "integer dimension or None.")
        if not isinstance(t, Tensor):
            raise ValueError(f"{call}: Got in_dim={d} for an input but the input is of type "
                             f"{type(t)}. We cannot vmap over non-Tensor arguments, please use None "
                             "as the respective in_dim")
        if not -t.dim() <= d < t.dim():
            raise ValueError(
                f"{call}: Got in_dim={d} for some input, but that input is a Tensor of "
                f"dimensionality {t.dim()} so expected in_dim to satisfy -{t.dim()} <= in_dim < "
                f"{t.dim()}.")
        return d % t.dim()

    def _stacked(self, rows: list[Any]) -> Any:
        """The results put together, each along its dimension."""
        first = rows[0]
        dims = self._out_dims(first)
        columns = zip(*(flatten(row) for row in rows), strict=True)
        return rebuild(first, iter([self._column(values, d)
                                    for values, d in zip(columns, dims, strict=True)]))

    def _out_dims(self, output: Any) -> list[Any]:
        call = f"vmap({self.name}, ..., out_dims={self.out_dims})(<inputs>)"
        if not all(d is None or type(d) is int for d in flatten(self.out_dims)):
            raise ValueError(
                f"vmap({self.name}, ..., out_dims={self.out_dims}): `out_dims` must be an int, None "
                "or a python collection of ints representing where in the outputs the vmapped "
                "dimension should appear.")
        prefix = self.out_dims
        if isinstance(prefix, tuple) and len(prefix) == 1 and not isinstance(output, tuple):
            prefix = prefix[0]
        dims = broadcast(prefix, output)
        if dims is None:
            raise ValueError(f"{call}: out_dims is not compatible with the structure of `outputs`. "
                             f"out_dims has structure {spelled(self.out_dims)} but outputs has "
                             f"structure {spelled(output)}.")
        return dims

    def _column(self, values: tuple[Any, ...], dim: int | None) -> Any:
        if dim is None:
            if any(v is not values[0] and not _equal(v, values[0]) for v in values):
                raise ValueError(f"vmap({self.name}, ...): `{self.name}` can not return a "
                                 "BatchedTensor when out_dim is None: it differs between slices")
            return values[0]
        if not isinstance(values[0], Tensor):
            raise ValueError(
                f"vmap({self.name}, ...): `{self.name}` must only return Tensors, got type "
                f"{type(values[0])}. Did you mean to set out_dims= to None for output?")
        return OPS["stack"].function(list(values), dim)

    def _empty(self, args: tuple[Any, ...], leaves: list[Any], dims: list[Any],
               kwargs: dict[str, Any]) -> Any:
        """No slices: the shapes of the results are those for zeros."""
        one = [t if d is None else wrap(np.zeros(np.delete(t.shape, d).tolist(), t._data.dtype))
               for t, d in zip(leaves, dims, strict=True)]
        sample = self._stacked([self.func(*rebuild(args, iter(one)), **kwargs)])
        found = []
        for t, d in zip(flatten(sample), self._out_dims(sample), strict=True):
            found.append(t if d is None else t.narrow(d, 0, 0))
        return rebuild(sample, iter(found))


def _equal(a: Any, b: Any) -> bool:
    if isinstance(a, Tensor) and isinstance(b, Tensor):
        return a.shape == b.shape and bool(np.array_equal(a._data, b._data, equal_nan=True))
    return type(a) is type(b) and bool(a == b)


class _Randomness:
    """Watches the default generator while slices are computed."""

    def __init__(self, rule: str) -> None:
        self._rule = rule
        self._stream = default_generator._stream

    def __enter__(self) -> _Randomness:
        self._start = self._stream.state()
        return self

    def next_slice(self) -> None:
        """Before each slice: with "same" the numbers start again."""
        if self._rule == "same":
            self._stream.restore(self._start)

    def __exit__(self, kind: Any, *exc: object) -> None:
        if kind is None and self._rule == "error" and not np.array_equal(
                self._start, self._stream.state()):
            self._stream.restore(self._start)
            raise RuntimeError(IN_ERROR_MODE)
