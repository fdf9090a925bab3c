"""More views, built from the first ones: other orders of dimensions, common shapes, complex parts."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..engine.declare import composite, spelled, view
from ..engine.memory import strided
from ..engine.messages import scalar_name
from ..engine.structural import as_strided as shown
from ..engine.tensor import Tensor
from .arguments import flat, integers, sampled, sizes, wrap_dim
from .shape import expand_to_size, reshaped, unsqueeze
from .transposes import permuted, transpose
from .unary import imag, real

# -- orders of dimensions -------------------------------------------------------------------------


def _listed(dim: Any) -> tuple[Any, ...]:
    return tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)


@composite("movedim", aliases=("moveaxis",))
def movedim(input: Any, source: Any, destination: Any) -> Any:
    """Dimensions `source` moved to the places `destination`: ``(a, b, c) -> (b, c, a)`` for 0, 2.

    Raises:
        RuntimeError: a dimension twice, or lists of different lengths.

    >>> movedim(zeros(2, 3), 0, 1).shape
    torch.Size([3, 2])
    """
    n = input._data.ndim
    given, wanted = _listed(source), _listed(destination)
    if len(given) != len(wanted):
        raise RuntimeError(
            "movedim: Invalid source or destination dims: source "
            f"({list(given)} dims) should contain the same number of dims as destination "
            f"({list(wanted)} dims)")
    sources = [wrap_dim(d, n) for d in given]
    places = [wrap_dim(d, n) for d in wanted]
    for what, dims, shown_dims in (("source", sources, given), ("destination", places, wanted)):
        if len(set(dims)) < len(dims):
            raise RuntimeError(f"movedim: repeated dim in `{what}` ({list(shown_dims)})")
    rest = iter([d for d in range(n) if d not in sources])
    at = dict(zip(places, sources, strict=True))
    return permuted(input, tuple(at[d] if d in at else next(rest) for d in range(n)))


@composite("adjoint")
def adjoint(input: Any) -> Any:
    """The last two dimensions exchanged, conjugated if complex: ``(..., n, m) -> (..., m, n)``.

    Raises:
        RuntimeError: less than two dimensions.

    >>> adjoint(tensor([[1.0, 2.0]])).shape
    torch.Size([2, 1])
    """
    n = input._data.ndim
    if n < 2:
        raise RuntimeError(f"tensor.adjoint() is only supported on matrices or batches of matrices."
                           f" Got {n}-D tensor.")
    return _adjoint(input)


def _adjoint(x: Any) -> Any:
    out = transpose(x, -2, -1)
    return out.conj() if x._data.dtype.kind == "c" else out


@composite("mH", method=False, public=False)
def matrix_adjoint(self: Any) -> Any:
    """The last two dimensions exchanged, conjugated if complex: ``(..., n, m) -> (..., m, n)``.

    Raises:
        RuntimeError: less than two dimensions.

    >>> tensor([[1.0, 2.0]]).mH.shape
    torch.Size([2, 1])
    """
    n = self._data.ndim
    if n < 2:
        raise RuntimeError(
            f"tensor.mH is only supported on matrices or batches of matrices. Got {n}-D tensor.")
    return _adjoint(self)


@composite("H", method=False, public=False)
def hermitian(self: Any) -> Any:
    """The transpose of a matrix, conjugated if complex: ``(n, m) -> (m, n)``.

    Raises:
        RuntimeError: not a matrix.

    >>> tensor([[1.0, 2.0]]).H.shape
    torch.Size([2, 1])
    """
    n = self._data.ndim
    if n not in (0, 2):
        raise RuntimeError(f"tensor.H is only supported on matrices (2-D tensors). Got {n}-D tensor."
                           " For batches of matrices, consider using tensor.mH")
    if n == 0:
        return self.conj() if self._data.dtype.kind == "c" else self
    return _adjoint(self)


# -- common shapes --------------------------------------------------------------------------------


@composite("expand_as", public=False, method=True)
def expand_as(self: Any, other: Any) -> Any:
    """Stretched, without copying, to the shape of `other`: ``(n, 1), (n, m) -> (n, m)``.

    >>> tensor([[1], [2]]).expand_as(zeros(2, 2))
    tensor([[1, 1],
            [2, 2]])
    """
    return expand_to_size(self, other._data.shape)


@composite("broadcast_to")
def broadcast_to(input: Any, *size: Any, **named: Any) -> Any:
    """Stretched, without copying, to the given size: ``(n, 1) -> (n, m)``.

    Raises:
        RuntimeError: a dimension of another size than one would change.

    >>> broadcast_to(tensor([1, 2]), (2, 2))
    tensor([[1, 2],
            [1, 2]])
    """
    return expand_to_size(input, sizes(size, "broadcast_to", "size", named))


def common_shape(shapes: list[tuple[int, ...]]) -> tuple[int, ...]:
    """The shape all broadcast to.

    Raises:
        RuntimeError: there is none.
    """
    try:
        return np.broadcast_shapes(*shapes)
    except ValueError:
        from ..engine.messages import broadcast
        raise RuntimeError(broadcast(shapes) or f"shapes {shapes} do not broadcast") from None


@composite("broadcast_tensors", method=False)
def broadcast_tensors(*tensors: Any) -> Any:
    """All stretched to their common shape: ``(n, 1), (m) -> (n, m), (n, m)``.

    Raises:
        RuntimeError: there is no common shape.

    >>> broadcast_tensors(tensor([1, 2]), tensor([[3]]))
    (tensor([[1, 2]]), tensor([[3, 3]]))
    """
    tensors = flat(tensors)
    shape = common_shape([x._data.shape for x in tensors])
    return tuple(x if x._data.shape == shape else expand_to_size(x, shape) for x in tensors)


@composite("view_as", public=False, method=True)
def view_as(self: Any, other: Any) -> Any:
    """The same memory under the shape of `other`: ``(n*m), (n, m) -> (n, m)``.

    >>> tensor([1, 2]).view_as(zeros(2, 1))
    tensor([[1],
            [2]])
    """
    from .shape import as_view
    return as_view(self, other._data.shape)


@composite("reshape_as", public=False, method=True)
def reshape_as(self: Any, other: Any) -> Any:
    """The same elements in the shape of `other`, a view where possible: ``(n*m), (n, m) -> (n, m)``.

    >>> tensor([1, 2]).reshape_as(zeros(2, 1))
    tensor([[1],
            [2]])
    """
    return reshaped(self, other._data.shape)


@composite("unflatten")
def unflatten(input: Any, dim: int, sizes: Any) -> Any:
    """One dimension as several; one of their sizes may be -1: ``(n*m) -> (n, m)``.

    Raises:
        RuntimeError: sizes whose product is another.

    >>> unflatten(tensor([1, 2, 3, 4]), 0, (2, -1))
    tensor([[1, 2],
            [3, 4]])
    """
    shape = input._data.shape
    d = wrap_dim(dim, len(shape))
    parts = integers(tuple(sizes), "unflatten", "sizes")
    if not parts:
        raise RuntimeError("unflatten: sizes must be non-empty")
    size = shape[d] if shape else 1
    known = int(np.prod([n for n in parts if n != -1]))
    if parts.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    if (-1 in parts and (known == 0 or size % known)) or (-1 not in parts and known != size):
        raise RuntimeError(
            f"unflatten: Provided sizes {list(parts)} don't multiply up to the size of dim {d} "
            f"({size}) in the input tensor")
    from .shape import as_view
    parts = tuple(size // known if n == -1 else n for n in parts)
    return as_view(input, (*shape[:d], *parts, *shape[d + 1:]))


def _several(tensors: tuple[Any, ...], one: Any) -> Any:
    if len(tensors) == 1 and isinstance(tensors[0], Tensor):
        return one(tensors[0])
    return tuple(one(x) for x in flat(tensors))


@composite("atleast_1d", method=False)
def atleast_1d(*tensors: Any) -> Any:
    """With at least one dimension: ``() -> (1)``.

    >>> atleast_1d(tensor(5))
    tensor([5])
    """
    return _several(tensors, lambda x: x if x._data.ndim else reshaped(x, (1,)))


@composite("atleast_2d", method=False)
def atleast_2d(*tensors: Any) -> Any:
    """With at least two dimensions: ``(n) -> (1, n)``.

    >>> atleast_2d(tensor([5, 6]))
    tensor([[5, 6]])
    """
    return _several(tensors, _matrix)


def _matrix(x: Any) -> Any:
    n = x._data.ndim
    return x if n > 1 else unsqueeze(x, 0) if n else reshaped(x, (1, 1))


@composite("atleast_3d", method=False)
def atleast_3d(*tensors: Any) -> Any:
    """With at least three dimensions: ``(n) -> (1, n, 1)``, ``(n, m) -> (n, m, 1)``.

    >>> atleast_3d(tensor([5, 6])).shape
    torch.Size([1, 2, 1])
    """
    return _several(tensors, solid)


def solid(x: Any) -> Any:
    """One tensor with at least three dimensions."""
    n = x._data.ndim
    if n > 2:
        return x
    if n == 2:
        return unsqueeze(x, -1)
    return unsqueeze(unsqueeze(x, 0), -1) if n else reshaped(x, (1, 1, 1))


# -- memory ---------------------------------------------------------------------------------------


@spelled(shown)
def as_strided(input: Any, size: Any, stride: Any, storage_offset: int | None = None) -> Any:
    """The memory of a tensor seen with any size and strides, from an offset: ``(n) -> (k, m)``.

    Sizes, strides and offset count elements of the storage that the tensor is part of.

    Raises:
        RuntimeError: negative strides; memory beyond the end.

    >>> as_strided(tensor([1, 2, 3]), (2, 2), (1, 1))
    tensor([[1, 2],
            [2, 3]])
    """
    offset = None if storage_offset is None else storage_offset - input.storage_offset()
    return (input, integers(size, "as_strided", "size"), integers(stride, "as_strided", "stride"),
            offset)


def _real_parts(x: Any) -> Any:
    """A complex tensor as its real and imaginary parts in a last dimension: ``(n) -> (n, 2)``.

    Raises:
        RuntimeError: the tensor is not complex.

    >>> view_as_real(tensor([1 + 2j]))
    tensor([[1., 2.]])
    """
    if x.dtype.kind != "c":
        raise RuntimeError("view_as_real is only supported for complex tensors")
    part = np.dtype(f"f{x.itemsize // 2}")
    return strided(x, (*x.shape, 2), (*x.strides, part.itemsize), 0, part)


def _complex_of(x: Any) -> Any:
    """Pairs in the last dimension as complex numbers: ``(n, 2) -> (n)``.

    Raises:
        RuntimeError: the last dimension is not of size two; strides do not allow it.

    >>> view_as_complex(tensor([[1.0, 2.0]]))
    tensor([1.+2.j])
    """
    if x.dtype.kind != "f":
        raise RuntimeError("view_as_complex is only supported for floating point tensors, but got a "
                           f"tensor of scalar type: {scalar_name(x.dtype)}")
    if not x.ndim:
        raise RuntimeError("Input tensor must have one or more dimensions")
    if x.shape[-1] != 2:
        raise RuntimeError("Tensor must have a last dimension of size 2")
    item = x.itemsize
    if item == 2:
        raise RuntimeError("view_as_complex: complex numbers of half precision are not supported, "
                           "NumPy has none; convert the tensor with .float()")
    if x.size and x.strides[-1] != item:
        raise RuntimeError("Tensor must have a last dimension with stride 1")
    if x.size and any(s % (2 * item) for s in x.strides[:-1]):
        raise RuntimeError("Tensor must have a stride divisible by 2 for all but last dimension")
    return strided(x, x.shape[:-1], x.strides[:-1], 0, np.dtype(f"c{2 * item}"))


view_as_real = view("view_as_real", _real_parts, lambda g: pairs_as_complex(g), method=False)
view_as_complex = view("view_as_complex", _complex_of, lambda g: view_as_real(g), method=False)


def pairs_as_complex(g: Any) -> Any:
    """Pairs as complex numbers, copied first where the memory is not fit for a view."""
    return view_as_complex(g.clone() if isinstance(g, Tensor) else np.ascontiguousarray(g))


@composite("resolve_conj")
def resolve_conj(input: Any) -> Any:
    """The tensor itself: conjugates are always computed here.

    >>> resolve_conj(tensor(1.0))
    tensor(1.)
    """
    return input


@composite("resolve_neg")
def resolve_neg(input: Any) -> Any:
    """The tensor itself: negatives are always computed here.

    >>> resolve_neg(tensor(1.0))
    tensor(1.)
    """
    return input


OPERATORS = {"H": property(hermitian), "mH": property(matrix_adjoint), "real": property(real),
             "imag": property(imag)}

# Sample inputs, for the tests that check every op.
sampled({
    "as_strided": lambda make: [
        ((make(6), (2, 2), (3, 1)), {}),
        ((make(4), (3, 2), (1, 1), 0), {})],
    "view_as_real": lambda make: [((make(3, dtype="complex128"),), {})],
    "view_as_complex": lambda make: [((make(3, 2),), {}), ((make(2),), {})],
})
