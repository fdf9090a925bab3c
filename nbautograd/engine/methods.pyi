"""Written by tests/stubs.py from the op table: not to be edited."""

from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from builtins import type as _type
from collections.abc import Callable, Sequence
from nbautograd.engine import results
from nbautograd.engine.dtypes import dtype
from nbautograd.engine.storage import TypedStorage, UntypedStorage
from nbautograd.engine.tensor import Tensor
from numpy import bool_, number
from typing import Any, TypeAlias, overload

Number: TypeAlias = complex | number[Any] | bool_


class Methods:
    """What the table binds to Tensor: methods, in-place twins and operators."""

    @property
    def H(self) -> Tensor:
        """The transpose of a matrix, conjugated if complex: ``(n, m) -> (m, n)``."""

    @property
    def T(self) -> Tensor:
        """The transpose of a matrix: ``(n, m) -> (m, n)``."""

    def __abs__(self) -> Tensor: ...

    def __add__(self, other: Tensor | Number) -> Tensor: ...

    def __and__(self, other: Tensor | Number) -> Tensor: ...

    def __dlpack__(self, *, stream: Any = None, **options: Any) -> Tensor:
        """The memory of the tensor for another library: ``np.from_dlpack(tensor)``."""

    def __dlpack_device__(self) -> tuple[_int, _int]:
        """The CPU, as other libraries call it."""

    def __eq__(self, other: Any) -> Tensor: ...  # type: ignore[override]  # elementwise

    def __floordiv__(self, other: Tensor | Number) -> Tensor: ...

    def __ge__(self, other: Tensor | Number) -> Tensor: ...

    def __getitem__(self, index: Any) -> Tensor:
        """``x[index]``: integers, slices, None, ``...``, index tensors, lists and masks."""

    def __gt__(self, other: Tensor | Number) -> Tensor: ...

    def __iadd__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `add`: writes the result into the tensor."""

    def __iand__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_and`: writes the result into the tensor."""

    def __ifloordiv__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `floor_divide`: writes the result into the tensor."""

    def __ilshift__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_left_shift`: writes the result into the tensor."""

    def __imod__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `remainder`: writes the result into the tensor."""

    def __imul__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `mul`: writes the result into the tensor."""

    def __invert__(self) -> Tensor: ...

    def __ior__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_or`: writes the result into the tensor."""

    def __ipow__(self, exponent: Tensor | Number) -> Tensor:
        """In-place form of `pow`: writes the result into the tensor."""

    def __irshift__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_right_shift`: writes the result into the tensor."""

    def __isub__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `sub`: writes the result into the tensor."""

    def __itruediv__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `div`: writes the result into the tensor."""

    def __ixor__(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_xor`: writes the result into the tensor."""

    def __le__(self, other: Tensor | Number) -> Tensor: ...

    def __lshift__(self, other: Tensor | Number) -> Tensor: ...

    def __lt__(self, other: Tensor | Number) -> Tensor: ...

    def __matmul__(self, mat2: Tensor) -> Tensor: ...

    def __mod__(self, other: Tensor | Number) -> Tensor: ...

    def __mul__(self, other: Tensor | Number) -> Tensor: ...

    def __ne__(self, other: Any) -> Tensor: ...  # type: ignore[override]  # elementwise

    def __neg__(self) -> Tensor: ...

    def __or__(self, other: Tensor | Number) -> Tensor: ...

    def __pos__(self) -> Tensor: ...

    def __pow__(self, exponent: Tensor | Number) -> Tensor: ...

    def __radd__(self, other: Tensor | Number) -> Tensor: ...

    def __rand__(self, other: Tensor | Number) -> Tensor: ...

    def __rdiv__(self, other: Tensor | Number) -> Tensor: ...

    def __rfloordiv__(self, other: Tensor | Number) -> Tensor: ...

    def __rlshift__(self, other: Tensor | Number) -> Tensor: ...

    def __rmatmul__(self, other: Tensor | Number) -> Tensor:
        """``other @ self``, for an array on the left."""

    def __rmod__(self, other: Tensor | Number) -> Tensor: ...

    def __rmul__(self, other: Tensor | Number) -> Tensor: ...

    def __ror__(self, other: Tensor | Number) -> Tensor: ...

    def __rpow__(self, other: Tensor | Number) -> Tensor: ...

    def __rrshift__(self, other: Tensor | Number) -> Tensor: ...

    def __rshift__(self, other: Tensor | Number) -> Tensor: ...

    def __rsub__(self, other: Tensor | Number) -> Tensor: ...

    def __rtruediv__(self, other: Tensor | Number) -> Tensor: ...

    def __rxor__(self, other: Tensor | Number) -> Tensor: ...

    def __setitem__(self, index: Any, value: Tensor | Number) -> None:
        """``x[index] = value``: a number, or a tensor that broadcasts to ``x[index]``."""

    def __sub__(self, other: Tensor | Number) -> Tensor: ...

    def __truediv__(self, other: Tensor | Number) -> Tensor: ...

    def __xor__(self, other: Tensor | Number) -> Tensor: ...

    def abs(self) -> Tensor:
        """Elementwise absolute value."""

    def abs_(self) -> Tensor:
        """In-place form of `abs`: writes the result into the tensor."""

    def absolute(self) -> Tensor:
        """Elementwise absolute value."""

    def absolute_(self) -> Tensor:
        """In-place form of `abs`: writes the result into the tensor."""

    def acos(self) -> Tensor:
        """Elementwise inverse cosine; nan outside of [-1, 1]."""

    def acos_(self) -> Tensor:
        """In-place form of `acos`: writes the result into the tensor."""

    def acosh(self) -> Tensor:
        """Elementwise inverse hyperbolic cosine; nan below 1."""

    def acosh_(self) -> Tensor:
        """In-place form of `acosh`: writes the result into the tensor."""

    def add(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Elementwise ``input + alpha * other``, with broadcasting."""

    def add_(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """In-place form of `add`: writes the result into the tensor."""

    def addbmm(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    ) -> Tensor:
        """``beta * input + alpha * sum of batch1 @ batch2``: ``(n, m), (b, n, k), (b, k, m) -> (n,
        m)``."""

    def addbmm_(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    ) -> Tensor:
        """In-place form of `addbmm`: writes the result into the tensor."""

    def addcdiv(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """Elementwise ``input + value * tensor1 / tensor2``, with broadcasting."""

    def addcdiv_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """In-place form of `addcdiv`: writes the result into the tensor."""

    def addcmul(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """Elementwise ``input + value * tensor1 * tensor2``, with broadcasting."""

    def addcmul_(self, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1) -> Tensor:
        """In-place form of `addcmul`: writes the result into the tensor."""

    def addmm(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """``beta * input + alpha * mat1 @ mat2``: ``(n, m), (n, k), (k, m) -> (n, m)``."""

    def addmm_(self, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In-place form of `addmm`: writes the result into the tensor."""

    def addmv(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """``beta * input + alpha * mat @ vec``: ``(n), (n, m), (m) -> (n)``."""

    def addmv_(self, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In-place form of `addmv`: writes the result into the tensor."""

    def addr(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """``beta * input + alpha * outer(vec1, vec2)``: ``(n, m), (n), (m) -> (n, m)``."""

    def addr_(self, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1) -> Tensor:
        """In-place form of `addr`: writes the result into the tensor."""

    def adjoint(self) -> Tensor:
        """The last two dimensions exchanged, conjugated if complex: ``(..., n, m) -> (..., m,
        n)``."""

    def all(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Whether every element is nonzero, over all dimensions or over `dim`."""

    def allclose(
        self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False,
    ) -> _bool:
        """Whether all elements are close, by the rule of `isclose`; a Python bool."""

    def amax(
        self, dim: _int | Sequence[_int] = ..., keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Largest element along `dim` (one or several); equal ones share the gradient."""

    def amin(
        self, dim: _int | Sequence[_int] = ..., keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Smallest element along `dim` (one or several); equal ones share the gradient."""

    def aminmax(
        self, *, dim: _int | None = None, keepdim: _bool = False,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> results.aminmax:
        """Smallest and largest element, of all or along `dim`."""

    def angle(self) -> Tensor:
        """Angle of complex numbers in radians; of real ones 0, or pi if negative."""

    def any(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Whether some element is nonzero, over all dimensions or over `dim`."""

    def apply_(self, callable: Callable[[Any], Any]) -> Tensor:
        """Replace every element by ``callable(element)``, one call each; returns the tensor."""

    def arccos(self) -> Tensor:
        """Elementwise inverse cosine; nan outside of [-1, 1]."""

    def arccos_(self) -> Tensor:
        """In-place form of `acos`: writes the result into the tensor."""

    def arccosh(self) -> Tensor:
        """Elementwise inverse hyperbolic cosine; nan below 1."""

    def arccosh_(self) -> Tensor:
        """In-place form of `acosh`: writes the result into the tensor."""

    def arcsin(self) -> Tensor:
        """Elementwise inverse sine; nan outside of [-1, 1]."""

    def arcsin_(self) -> Tensor:
        """In-place form of `asin`: writes the result into the tensor."""

    def arcsinh(self) -> Tensor:
        """Elementwise inverse hyperbolic sine."""

    def arcsinh_(self) -> Tensor:
        """In-place form of `asinh`: writes the result into the tensor."""

    def arctan(self) -> Tensor:
        """Elementwise inverse tangent."""

    def arctan2(self, other: Tensor) -> Tensor:
        """Angle of the point ``(other, input)``, in radians."""

    def arctan2_(self, other: Tensor) -> Tensor:
        """In-place form of `atan2`: writes the result into the tensor."""

    def arctan_(self) -> Tensor:
        """In-place form of `atan`: writes the result into the tensor."""

    def arctanh(self) -> Tensor:
        """Elementwise inverse hyperbolic tangent; nan outside of [-1, 1]."""

    def arctanh_(self) -> Tensor:
        """In-place form of `atanh`: writes the result into the tensor."""

    def argmax(
        self, dim: _int | None = None, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Where the largest element is: in the flattened tensor, or along `dim`."""

    def argmin(
        self, dim: _int | None = None, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Where the smallest element is: in the flattened tensor, or along `dim`."""

    def argsort(
        self, dim: _int = -1, descending: _bool = False, stable: _bool = False, *,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """The indices that sort along `dim`."""

    def argwhere(self) -> Tensor:
        """The indices of the elements that are not zero: ``(n, m) -> (k, 2)``."""

    def as_strided(
        self, size: _int | Sequence[_int], stride: Any, storage_offset: _int | None = None,
    ) -> Tensor:
        """The memory of a tensor seen with any size and strides, from an offset: ``(n) -> (k,
        m)``."""

    def as_strided_(
        self, size: _int | Sequence[_int], stride: Any, storage_offset: _int | None = None,
    ) -> Tensor:
        """In-place form of `as_strided`: the tensor itself changes its shape."""

    def as_strided_scatter(
        self, src: Tensor, size: _int | Sequence[_int], stride: Any,
        storage_offset: _int | None = None,
    ) -> Tensor:
        """With `src` where a view of given size and strides shows the memory: ``(n), (k) ->
        (n)``."""

    def asin(self) -> Tensor:
        """Elementwise inverse sine; nan outside of [-1, 1]."""

    def asin_(self) -> Tensor:
        """In-place form of `asin`: writes the result into the tensor."""

    def asinh(self) -> Tensor:
        """Elementwise inverse hyperbolic sine."""

    def asinh_(self) -> Tensor:
        """In-place form of `asinh`: writes the result into the tensor."""

    def atan(self) -> Tensor:
        """Elementwise inverse tangent."""

    def atan2(self, other: Tensor) -> Tensor:
        """Angle of the point ``(other, input)``, in radians."""

    def atan2_(self, other: Tensor) -> Tensor:
        """In-place form of `atan2`: writes the result into the tensor."""

    def atan_(self) -> Tensor:
        """In-place form of `atan`: writes the result into the tensor."""

    def atanh(self) -> Tensor:
        """Elementwise inverse hyperbolic tangent; nan outside of [-1, 1]."""

    def atanh_(self) -> Tensor:
        """In-place form of `atanh`: writes the result into the tensor."""

    def baddbmm(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    ) -> Tensor:
        """``beta * input + alpha * batch1 @ batch2``: ``(b, n, m), (b, n, k), (b, k, m) -> (b, n,
        m)``."""

    def baddbmm_(
        self, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    ) -> Tensor:
        """In-place form of `baddbmm`: writes the result into the tensor."""

    def bernoulli(
        self, p: Number | None = None, *, generator: Any = None, out: Tensor | None = None,
    ) -> Tensor:
        """1 with the probability that `input` gives for each element, else 0; with `p`, of `p` for
        all."""

    def bernoulli_(self, p: Number = 0.5, *, generator: Any = None) -> Tensor:
        """Fill with 1 of probability `p`, else 0; a tensor `p` has one for each; returns the
        tensor."""

    def bfloat16(self, memory_format: Any = None) -> Tensor:
        """Refused: NumPy has no such type."""

    def bincount(self, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
        """How often each number from 0 up occurs, or the sum of its `weights`."""

    def bitwise_and(self, other: Tensor | Number) -> Tensor:
        """Elementwise: bits that both have."""

    def bitwise_and_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_and`: writes the result into the tensor."""

    def bitwise_left_shift(self, other: Tensor | Number) -> Tensor:
        """Elementwise: bits moved to the left."""

    def bitwise_left_shift_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_left_shift`: writes the result into the tensor."""

    def bitwise_not(self) -> Tensor:
        """Elementwise: each bit turned over."""

    def bitwise_not_(self) -> Tensor:
        """In-place form of `bitwise_not`: writes the result into the tensor."""

    def bitwise_or(self, other: Tensor | Number) -> Tensor:
        """Elementwise: bits that one has."""

    def bitwise_or_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_or`: writes the result into the tensor."""

    def bitwise_right_shift(self, other: Tensor | Number) -> Tensor:
        """Elementwise: bits moved to the right."""

    def bitwise_right_shift_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_right_shift`: writes the result into the tensor."""

    def bitwise_xor(self, other: Tensor | Number) -> Tensor:
        """Elementwise: bits that exactly one has."""

    def bitwise_xor_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `bitwise_xor`: writes the result into the tensor."""

    def bmm(self, mat2: Tensor) -> Tensor:
        """Products of batches of matrices: ``(b, n, k) @ (b, k, m) -> (b, n, m)``."""

    def bool(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type bool; itself if they are."""

    def broadcast_to(self, *size: _int | Sequence[_int], **named: Any) -> Tensor:
        """Stretched, without copying, to the given size: ``(n, 1) -> (n, m)``."""

    def byte(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type uint8; itself if they are."""

    def cauchy_(
        self, median: _float = 0.0, sigma: _float = 1.0, *, generator: Any = None,
    ) -> Tensor:
        """Fill with Cauchy numbers; returns the tensor."""

    def cdouble(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type complex128; itself if they are."""

    def ceil(self) -> Tensor:
        """Elementwise smallest integer that is not less."""

    def ceil_(self) -> Tensor:
        """In-place form of `ceil`: writes the result into the tensor."""

    def cfloat(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type complex64; itself if they are."""

    def char(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type int8; itself if they are."""

    def cholesky(self, upper: _bool = False) -> Tensor:
        """Cholesky factor; `linalg.cholesky`."""

    def cholesky_inverse(self, upper: _bool = False) -> Tensor:
        """Inverse of the matrix whose Cholesky factor is given: ``(*, n, n) -> (*, n, n)``."""

    def cholesky_solve(self, L: Tensor, upper: _bool = False) -> Tensor:
        """Solution of ``A X = B`` from the Cholesky factor of `A`."""

    def chunk(
        self, chunks: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """About `chunks` parts of equal size (the last may be smaller): ``(n, m) -> (k, m),
        ...``."""

    def clamp(
        self, min: Tensor | Number | None = None, max: Tensor | Number | None = None,
    ) -> Tensor:
        """Elementwise value between `min` and `max`, which are numbers or tensors; None is no
        bound."""

    def clamp_(
        self, min: Tensor | Number | None = None, max: Tensor | Number | None = None,
    ) -> Tensor:
        """In-place form of `clamp`: writes the result into the tensor."""

    def clamp_max(self, max: Tensor | Number) -> Tensor:
        """Elementwise value, but at most `max`."""

    def clamp_max_(self, max: Tensor | Number) -> Tensor:
        """In-place form of `clamp_max`: writes the result into the tensor."""

    def clamp_min(self, min: Tensor | Number) -> Tensor:
        """Elementwise value, but at least `min`."""

    def clamp_min_(self, min: Tensor | Number) -> Tensor:
        """In-place form of `clamp_min`: writes the result into the tensor."""

    def clip(
        self, min: Tensor | Number | None = None, max: Tensor | Number | None = None,
    ) -> Tensor:
        """Elementwise value between `min` and `max`, which are numbers or tensors; None is no
        bound."""

    def clip_(
        self, min: Tensor | Number | None = None, max: Tensor | Number | None = None,
    ) -> Tensor:
        """In-place form of `clamp`: writes the result into the tensor."""

    def clone(self, *, memory_format: Any = None) -> Tensor:
        """A copy in memory of its own, part of the graph."""

    def combinations(self, r: _int = 2, with_replacement: _bool = False) -> Tensor:
        """All choices of `r` elements, in order: ``(n) -> (k, r)``."""

    def conj(self) -> Tensor:
        """Complex conjugate; a real tensor itself."""

    def conj_physical(self) -> Tensor:
        """Complex conjugate, as a copy."""

    def conj_physical_(self) -> Tensor:
        """In-place form of `conj_physical`: writes the result into the tensor."""

    def contiguous(self, memory_format: Any = None) -> Tensor:
        """The tensor itself if its elements lie in memory in order, else a copy where they do."""

    def copy_(self, src: Tensor, non_blocking: _bool = False) -> Tensor:
        """Copy the values of `src` into this tensor, broadcasting and converting."""

    def copysign(self, other: Tensor | Number) -> Tensor:
        """Elementwise size of `input` with the sign of `other`."""

    def copysign_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `copysign`: writes the result into the tensor."""

    def corrcoef(self) -> Tensor:
        """Correlation coefficients of the rows, which are variables."""

    def cos(self) -> Tensor:
        """Elementwise cosine (radians)."""

    def cos_(self) -> Tensor:
        """In-place form of `cos`: writes the result into the tensor."""

    def cosh(self) -> Tensor:
        """Elementwise hyperbolic cosine."""

    def cosh_(self) -> Tensor:
        """In-place form of `cosh`: writes the result into the tensor."""

    def count_nonzero(
        self, dim: _int | Sequence[_int] | None = None, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Number of nonzero elements, of all or along `dim` (one or several)."""

    def cov(self, *, correction: _int = 1, fweights: Any = None, aweights: Any = None) -> Tensor:
        """Covariance of the rows, which are variables; columns are observations."""

    def cpu(self, memory_format: Any = None) -> Tensor:
        """The tensor itself: it is on the CPU."""

    def cross(
        self, other: Tensor, dim: _int | None = None, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Vector product along `dim`, by default the first dimension of size 3."""

    def cuda(
        self, device: Any = None, non_blocking: _bool = False, memory_format: Any = None,
    ) -> Tensor:
        """Refused: there is no CUDA device here."""

    def cummax(
        self, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
    ) -> results.cummax:
        """Largest of each element and those before it along `dim`, and where it is."""

    def cummin(
        self, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
    ) -> results.cummin:
        """Smallest of each element and those before it along `dim`, and where it is."""

    def cumprod(
        self, dim: _int = ..., *, dtype: dtype | _type | None = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Product of each element and those before it along `dim`."""

    def cumprod_(
        self, dim: _int = ..., *, dtype: dtype | _type | None = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """In-place form of `cumprod`: writes the result into the tensor."""

    def cumsum(
        self, dim: _int = ..., *, dtype: dtype | _type | None = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Sum of each element and those before it along `dim`."""

    def cumsum_(
        self, dim: _int = ..., *, dtype: dtype | _type | None = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """In-place form of `cumsum`: writes the result into the tensor."""

    def deg2rad(self) -> Tensor:
        """Degrees to radians, elementwise."""

    def deg2rad_(self) -> Tensor:
        """In-place form of `deg2rad`: writes the result into the tensor."""

    def det(self) -> Tensor:
        """Determinant: ``(*, n, n) -> (*)``."""

    def diag(self, diagonal: _int = 0) -> Tensor:
        """A vector as the diagonal of a matrix, or the diagonal of a matrix: ``(n) -> (n, n)``."""

    def diag_embed(self, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
        """The last dimension on a diagonal of new matrices, zeros elsewhere: ``(..., n) -> (..., n,
        n)``."""

    def diagflat(self, offset: _int = 0) -> Tensor:
        """All elements on the diagonal of a matrix: ``(n, m) -> (n*m, n*m)``."""

    def diagonal(self, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
        """A diagonal of each matrix in two dimensions, put last: ``(n, m) -> (min(n, m))``."""

    def diagonal_scatter(
        self, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1,
    ) -> Tensor:
        """With `src` on a diagonal: ``(n, n), (n) -> (n, n)``."""

    def diff(
        self, n: _int = 1, dim: _int = -1, prepend: Any = None, append: Any = None, *,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Differences of neighbours along `dim`, `n` times, with tensors put before or behind."""

    def digamma(self) -> Tensor:
        """Elementwise derivative of the logarithm of the gamma function."""

    def digamma_(self) -> Tensor:
        """In-place form of `digamma`: writes the result into the tensor."""

    def dist(self, other: Tensor, p: Number = 2) -> Tensor:
        """`p`-norm of the difference of two tensors, as one number."""

    def div(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Elementwise ``input / other``, with broadcasting."""

    def div_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """In-place form of `div`: writes the result into the tensor."""

    def divide(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Elementwise ``input / other``, with broadcasting."""

    def divide_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """In-place form of `div`: writes the result into the tensor."""

    def dot(self, tensor: Tensor) -> Tensor:
        """Inner product of two vectors: ``(n), (n) -> ()``."""

    def double(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type float64; itself if they are."""

    def dsplit(
        self, *indices_or_sections: _int | Sequence[_int], sections: Any = None,
        indices: _int | Sequence[_int] | Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """The third dimension split evenly or at positions: ``(n, m, l) -> (n, m, k), ...``."""

    def eq(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input == other``."""

    def eq_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `eq`: writes the result into the tensor."""

    def equal(self, other: Tensor) -> _bool:
        """Whether two tensors have the same size and elements; a Python bool."""

    def erf(self) -> Tensor:
        """Elementwise error function."""

    def erf_(self) -> Tensor:
        """In-place form of `erf`: writes the result into the tensor."""

    def erfc(self) -> Tensor:
        """Elementwise complementary error function, ``1 - erf(input)``."""

    def erfc_(self) -> Tensor:
        """In-place form of `erfc`: writes the result into the tensor."""

    def erfinv(self) -> Tensor:
        """Elementwise inverse of the error function; nan outside of [-1, 1]."""

    def erfinv_(self) -> Tensor:
        """In-place form of `erfinv`: writes the result into the tensor."""

    def exp(self) -> Tensor:
        """Elementwise exponential."""

    def exp2(self) -> Tensor:
        """Elementwise power of two, ``2 ** input``."""

    def exp2_(self) -> Tensor:
        """In-place form of `exp2`: writes the result into the tensor."""

    def exp_(self) -> Tensor:
        """In-place form of `exp`: writes the result into the tensor."""

    def expand(self, *size: _int | Sequence[_int], implicit: _bool = False, **named: Any) -> Tensor:
        """Dimensions of size one stretched without copying: ``(n, 1) -> (n, m)``; -1 keeps a
        size."""

    def expand_as(self, other: Tensor) -> Tensor:
        """Stretched, without copying, to the shape of `other`: ``(n, 1), (n, m) -> (n, m)``."""

    def expm1(self) -> Tensor:
        """Elementwise ``exp(input) - 1``, accurate near zero."""

    def expm1_(self) -> Tensor:
        """In-place form of `expm1`: writes the result into the tensor."""

    def exponential_(self, lambd: _float = 1.0, *, generator: Any = None) -> Tensor:
        """Fill with exponential waiting times of rate `lambd`; returns the tensor."""

    def fill_(self, value: Tensor | Number) -> Tensor:
        """Fill with one value: a number or a 0-d tensor; returns the tensor."""

    def fill_diagonal_(self, fill_value: Any, wrap: _bool = False) -> Tensor:
        """One value on the main diagonal, in place; returns the tensor."""

    def fix(self) -> Tensor:
        """Elementwise integer part, towards zero."""

    def fix_(self) -> Tensor:
        """In-place form of `trunc`: writes the result into the tensor."""

    def flatten(self, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
        """Dimensions `start_dim` to `end_dim` as one: ``(a, b, c) -> (a*b*c)``."""

    def flip(self, *dims: _int | Sequence[_int], **named: Any) -> Tensor:
        """In reverse order along dimensions: ``(n, m) -> (n, m)``."""

    def fliplr(self) -> Tensor:
        """Columns in reverse order: ``(n, m, ...) -> (n, m, ...)``."""

    def flipud(self) -> Tensor:
        """Rows in reverse order: ``(n, ...) -> (n, ...)``."""

    def float(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type float32; itself if they are."""

    def float_power(self, exponent: Tensor | Number) -> Tensor:
        """Elementwise power, computed in double precision whatever the types."""

    def float_power_(self, exponent: Tensor | Number) -> Tensor:
        """In-place form of `float_power`: writes the result into the tensor."""

    def floor(self) -> Tensor:
        """Elementwise largest integer that is not greater."""

    def floor_(self) -> Tensor:
        """In-place form of `floor`: writes the result into the tensor."""

    def floor_divide(self, other: Tensor | Number) -> Tensor:
        """Elementwise quotient rounded down."""

    def floor_divide_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `floor_divide`: writes the result into the tensor."""

    def fmax(self, other: Tensor) -> Tensor:
        """Elementwise larger of the two; a nan is passed over."""

    def fmin(self, other: Tensor) -> Tensor:
        """Elementwise smaller of the two; a nan is passed over."""

    def fmod(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input - other * trunc(input / other)``: the sign is that of `input`."""

    def fmod_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `fmod`: writes the result into the tensor."""

    def frac(self) -> Tensor:
        """Elementwise fractional part, with the sign of the input."""

    def frac_(self) -> Tensor:
        """In-place form of `frac`: writes the result into the tensor."""

    def frexp(self) -> results.frexp:
        """Mantissa in [0.5, 1) and exponent: ``input == mantissa * 2 ** exponent``."""

    def gather(self, dim: _int, index: Tensor, *, sparse_grad: _bool = False) -> Tensor:
        """``out[i, j] = input[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (k, m)``."""

    def gcd(self, other: Tensor) -> Tensor:
        """Elementwise greatest common divisor."""

    def gcd_(self, other: Tensor) -> Tensor:
        """In-place form of `gcd`: writes the result into the tensor."""

    def ge(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input >= other``."""

    def ge_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `ge`: writes the result into the tensor."""

    def geometric_(self, p: Number, *, generator: Any = None) -> Tensor:
        """Fill with the trials up to the first success of probability `p`; returns the tensor."""

    def geqrf(self) -> results.geqrf:
        """Reflections of a QR decomposition, as LAPACK gives them; not differentiable."""

    def ger(self, vec2: Tensor) -> Tensor:
        """All products of the elements of two vectors: ``(n), (m) -> (n, m)``."""

    def get_device(self) -> _int:
        """The number of the device: -1, for the CPU."""

    def greater(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input > other``."""

    def greater_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `gt`: writes the result into the tensor."""

    def greater_equal(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input >= other``."""

    def greater_equal_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `ge`: writes the result into the tensor."""

    def gt(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input > other``."""

    def gt_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `gt`: writes the result into the tensor."""

    def half(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type float16; itself if they are."""

    def hardshrink(self, lambd: _float = 0.5) -> Tensor:
        """Elementwise ``input``, but zero between ``-lambd`` and ``lambd``."""

    def heaviside(self, values: Tensor) -> Tensor:
        """Elementwise step function: 0 below zero, 1 above, `values` at zero."""

    def heaviside_(self, values: Tensor) -> Tensor:
        """In-place form of `heaviside`: writes the result into the tensor."""

    def histc(self, bins: _int = 100, min: _float = 0, max: _float = 0) -> Tensor:
        """How many elements fall into each of `bins` equal intervals from `min` to `max`."""

    def histogram(
        self, bins: Any, *, range: Any = None, weight: Tensor | None = None, density: _bool = False,
    ) -> results.histogram:
        """Histogram with its bin edges; `bins` is a number of equal bins or a tensor of edges."""

    def hsplit(
        self, *indices_or_sections: _int | Sequence[_int], sections: Any = None,
        indices: _int | Sequence[_int] | Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """Columns split evenly or at positions (a vector: its elements): ``(n, m) -> (n, k),
        ...``."""

    def hypot(self, other: Tensor) -> Tensor:
        """Elementwise length of the hypotenuse, ``sqrt(input ** 2 + other ** 2)``."""

    def hypot_(self, other: Tensor) -> Tensor:
        """In-place form of `hypot`: writes the result into the tensor."""

    def i0(self) -> Tensor:
        """Elementwise modified Bessel function of the first kind, order 0."""

    def i0_(self) -> Tensor:
        """In-place form of `i0`: writes the result into the tensor."""

    def igamma(self, other: Tensor) -> Tensor:
        """Elementwise regularised lower incomplete gamma function of order `input` at `other`."""

    def igamma_(self, other: Tensor) -> Tensor:
        """In-place form of `igamma`: writes the result into the tensor."""

    def igammac(self, other: Tensor) -> Tensor:
        """Elementwise regularised upper incomplete gamma function of order `input` at `other`."""

    def igammac_(self, other: Tensor) -> Tensor:
        """In-place form of `igammac`: writes the result into the tensor."""

    @property
    def imag(self) -> Tensor:
        """Imaginary part of a complex tensor: a view of it."""

    def index_add(self, dim: _int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
        """With the rows of `source` added at the positions `index`: ``(n, m), (k), (k, m) -> (n,
        m)``."""

    def index_add_(self, dim: _int, index: Tensor, source: Tensor, *, alpha: Number = 1) -> Tensor:
        """In-place form of `index_add`: writes the result into the tensor."""

    def index_copy(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """With the rows of `source` at the places `index`: ``(n, m), (k), (k, m) -> (n, m)``."""

    def index_copy_(self, dim: _int, index: Tensor, source: Tensor) -> Tensor:
        """In-place form of `index_copy`: writes the result into the tensor."""

    def index_fill(self, dim: _int, index: Any, value: Tensor | Number) -> Tensor:
        """With one value at the positions `index` of a dimension: ``(n, m), (k) -> (n, m)``."""

    def index_fill_(self, dim: _int, index: Any, value: Tensor | Number) -> Tensor:
        """In-place form of `index_fill`."""

    def index_put(
        self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False,
    ) -> Tensor:
        """With `values` put, or added, where index tensors point: ``(n, m), (k), (k, m) -> (n,
        m)``."""

    def index_put_(
        self, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False,
    ) -> Tensor:
        """In-place form of `index_put`: writes the result into the tensor."""

    def index_reduce(
        self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True,
    ) -> Tensor:
        """With the rows of `source` combined at the places `index`: ``(n, m), (k), (k, m) -> (n,
        m)``."""

    def index_reduce_(
        self, dim: _int, index: Tensor, source: Tensor, reduce: str, *, include_self: _bool = True,
    ) -> Tensor:
        """In-place form of `index_reduce`: writes the result into the tensor."""

    def index_select(self, dim: _int, index: Tensor) -> Tensor:
        """The positions of a dimension that `index` lists: ``(n, m), (k) -> (k, m)`` for dim 0."""

    def inner(self, other: Tensor) -> Tensor:
        """Sum of products over the last dimension of both: ``(*a, k), (*b, k) -> (*a, *b)``."""

    def int(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type int32; itself if they are."""

    def inverse(self) -> Tensor:
        """Inverse of square matrices; `linalg.inv`."""

    def is_conj(self) -> _bool:
        """Whether a conjugation is still to be done: never here, it is done at once."""

    def is_neg(self) -> _bool:
        """Whether a negation is still to be done: never here, it is done at once."""

    def is_nonzero(self) -> _bool:
        """Whether the only element is not zero."""

    def is_same_size(self, other: Tensor) -> _bool:
        """Whether two tensors have the same shape."""

    def is_set_to(self, tensor: Tensor) -> _bool:
        """Whether two tensors show the same memory with the same shape and strides."""

    def isclose(
        self, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08, equal_nan: _bool = False,
    ) -> Tensor:
        """Elementwise ``|input - other| <= atol + rtol * |other|``; equal infinities are close."""

    def isfinite(self) -> Tensor:
        """Whether each element is neither infinite nor nan."""

    def isinf(self) -> Tensor:
        """Whether each element is infinite."""

    def isnan(self) -> Tensor:
        """Whether each element is nan."""

    def isneginf(self) -> Tensor:
        """Whether each element is minus infinity."""

    def isposinf(self) -> Tensor:
        """Whether each element is infinity."""

    def isreal(self) -> Tensor:
        """Whether each element has no imaginary part."""

    def istft(
        self, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None,
        window: Any = None, center: _bool = True, normalized: _bool = False,
        onesided: _bool | None = None, length: _int | None = None, return_complex: _bool = False,
    ) -> Tensor:
        """The signal whose `stft` this is: ``(*, frequencies, frames) -> (*, t)``."""

    def kron(self, other: Tensor) -> Tensor:
        """Kronecker product: every element of `input` times all of `other`."""

    def kthvalue(
        self, k: _int, dim: _int = -1, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> results.kthvalue:
        """The `k`-th smallest element along `dim` (the first is 1), and where it is."""

    def lcm(self, other: Tensor) -> Tensor:
        """Elementwise least common multiple."""

    def lcm_(self, other: Tensor) -> Tensor:
        """In-place form of `lcm`: writes the result into the tensor."""

    def ldexp(self, other: Tensor) -> Tensor:
        """Elementwise ``input * 2 ** other``."""

    def ldexp_(self, other: Tensor) -> Tensor:
        """In-place form of `ldexp`: writes the result into the tensor."""

    def le(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input <= other``."""

    def le_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `le`: writes the result into the tensor."""

    def lerp(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """Elementwise ``input + weight * (end - input)``: linear interpolation."""

    def lerp_(self, end: Tensor, weight: Tensor | Number) -> Tensor:
        """In-place form of `lerp`: writes the result into the tensor."""

    def less(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input < other``."""

    def less_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `lt`: writes the result into the tensor."""

    def less_equal(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input <= other``."""

    def less_equal_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `le`: writes the result into the tensor."""

    def lgamma(self) -> Tensor:
        """Elementwise logarithm of the absolute value of the gamma function."""

    def lgamma_(self) -> Tensor:
        """In-place form of `lgamma`: writes the result into the tensor."""

    def log(self) -> Tensor:
        """Elementwise natural logarithm."""

    def log10(self) -> Tensor:
        """Elementwise logarithm to base 10."""

    def log10_(self) -> Tensor:
        """In-place form of `log10`: writes the result into the tensor."""

    def log1p(self) -> Tensor:
        """Elementwise ``log(1 + input)``, accurate near zero."""

    def log1p_(self) -> Tensor:
        """In-place form of `log1p`: writes the result into the tensor."""

    def log2(self) -> Tensor:
        """Elementwise logarithm to base 2."""

    def log2_(self) -> Tensor:
        """In-place form of `log2`: writes the result into the tensor."""

    def log_(self) -> Tensor:
        """In-place form of `log`: writes the result into the tensor."""

    def log_normal_(
        self, mean: _float = 1.0, std: _float = 2.0, *, generator: Any = None,
    ) -> Tensor:
        """Fill with numbers whose logarithm is normal; returns the tensor."""

    def log_softmax(
        self, dim: _int = ..., dtype: dtype | _type | None = None, *,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Logarithm of the softmax along `dim`, without overflow."""

    def logaddexp(self, other: Tensor) -> Tensor:
        """Elementwise ``log(exp(input) + exp(other))``, without overflow."""

    def logaddexp2(self, other: Tensor) -> Tensor:
        """Elementwise ``log2(2 ** input + 2 ** other)``."""

    def logcumsumexp(self, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...) -> Tensor:
        """Logarithm of the running sum of exponentials along `dim`, without overflow."""

    def logdet(self) -> Tensor:
        """Logarithm of the determinant, nan if it is negative: ``(*, n, n) -> (*)``."""

    def logical_and(self, other: Tensor) -> Tensor:
        """Elementwise: are both nonzero?"""

    def logical_and_(self, other: Tensor) -> Tensor:
        """In-place form of `logical_and`: writes the result into the tensor."""

    def logical_not(self) -> Tensor:
        """Elementwise: is the element zero?"""

    def logical_not_(self) -> Tensor:
        """In-place form of `logical_not`: writes the result into the tensor."""

    def logical_or(self, other: Tensor) -> Tensor:
        """Elementwise: is one nonzero?"""

    def logical_or_(self, other: Tensor) -> Tensor:
        """In-place form of `logical_or`: writes the result into the tensor."""

    def logical_xor(self, other: Tensor) -> Tensor:
        """Elementwise: is exactly one nonzero?"""

    def logical_xor_(self, other: Tensor) -> Tensor:
        """In-place form of `logical_xor`: writes the result into the tensor."""

    def logit(self, eps: _float | None = None) -> Tensor:
        """Elementwise ``log(input / (1 - input))``; with `eps` the input is clamped to [eps, 1 -
        eps]."""

    def logit_(self, eps: _float | None = None) -> Tensor:
        """In-place form of `logit`: writes the result into the tensor."""

    def logsumexp(
        self, dim: _int | Sequence[_int] = ..., keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """``log(sum(exp(input)))`` over `dim` (one or several), without overflow."""

    def long(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type int64; itself if they are."""

    def lt(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input < other``."""

    def lt_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `lt`: writes the result into the tensor."""

    def lu(self, pivot: _bool = True, get_infos: _bool = False) -> tuple[Tensor, ...]:
        """Compact LU factors and pivots (and error codes)."""

    def lu_solve(self, LU_data: Tensor, LU_pivots: Tensor) -> Tensor:
        """Solution of ``A X = b`` from the compact LU factors of `A`."""

    @property
    def mH(self) -> Tensor:
        """The last two dimensions exchanged, conjugated if complex: ``(..., n, m) -> (..., m,
        n)``."""

    @property
    def mT(self) -> Tensor:
        """The last two dimensions exchanged: ``(..., n, m) -> (..., m, n)``."""

    def map_(self, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
        """Replace every element by ``callable(element, other)``, `tensor` expanded to the shape."""

    def masked_fill(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """With `value` where the mask is true: ``(n, m), (n, m) -> (n, m)``."""

    def masked_fill_(self, mask: Tensor, value: Tensor | Number) -> Tensor:
        """In-place form of `masked_fill`."""

    def masked_scatter(self, mask: Tensor, source: Tensor) -> Tensor:
        """With the elements of `source`, in order, where the mask is true: ``(n, m), (n, m), (k) ->
        (n, m)``."""

    def masked_scatter_(self, mask: Tensor, source: Tensor) -> Tensor:
        """In-place form of `masked_scatter`: writes the result into the tensor."""

    def masked_select(self, mask: Tensor) -> Tensor:
        """The elements where the mask is true, in one dimension: ``(n, m), (n, m) -> (k)``."""

    def matmul(self, other: Tensor) -> Tensor:
        """Matrix product by the ranks of its operands, leading dimensions broadcast."""

    def matrix_exp(self) -> Tensor:
        """Matrix exponential: ``(*, n, n) -> (*, n, n)``."""

    def matrix_power(self, n: _int) -> Tensor:
        """Product of `n` copies of square matrices; of inverses for negative `n`."""

    @overload
    def max(self) -> Tensor:
        """Largest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""
    @overload
    def max(self, dim: _int, keepdim: _bool = False) -> results.max:
        """Largest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""
    @overload
    def max(self, other: Tensor) -> Tensor:
        """Largest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""
    @overload
    def max(
        self, dim: Any = ..., keepdim: _bool = False, *, other: Any = ...,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Any:
        """Largest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""

    def maximum(self, other: Tensor) -> Tensor:
        """Elementwise larger of the two; nan if one is nan."""

    def mean(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        dtype: dtype | _type | None = None, axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Mean over all dimensions, or over `dim` (one or several)."""

    @overload
    def median(self) -> Tensor:
        """Median of all elements, or along `dim` and where; of two in the middle, the lower."""
    @overload
    def median(self, dim: _int = -1, keepdim: _bool = False) -> results.median:
        """Median of all elements, or along `dim` and where; of two in the middle, the lower."""
    @overload
    def median(
        self, dim: _int | None = None, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Any:
        """Median of all elements, or along `dim` and where; of two in the middle, the lower."""

    @overload
    def min(self) -> Tensor:
        """Smallest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""
    @overload
    def min(self, dim: _int, keepdim: _bool = False) -> results.min:
        """Smallest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""
    @overload
    def min(self, other: Tensor) -> Tensor:
        """Smallest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""
    @overload
    def min(
        self, dim: Any = ..., keepdim: _bool = False, *, other: Any = ...,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Any:
        """Smallest element of all; with `dim`, along it and where; with a second tensor,
        elementwise."""

    def minimum(self, other: Tensor) -> Tensor:
        """Elementwise smaller of the two; nan if one is nan."""

    def mm(self, mat2: Tensor) -> Tensor:
        """Product of two matrices: ``(n, k) @ (k, m) -> (n, m)``."""

    def mode(
        self, dim: _int = -1, keepdim: _bool = False, *, axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> results.mode:
        """The most frequent element along `dim` (of several the smallest), and where it is last."""

    def moveaxis(self, source: Any, destination: Any) -> Tensor:
        """Dimensions `source` moved to the places `destination`: ``(a, b, c) -> (b, c, a)`` for 0,
        2."""

    def movedim(self, source: Any, destination: Any) -> Tensor:
        """Dimensions `source` moved to the places `destination`: ``(a, b, c) -> (b, c, a)`` for 0,
        2."""

    def msort(self) -> Tensor:
        """The elements in ascending order along the first dimension."""

    def mul(self, other: Tensor | Number) -> Tensor:
        """Elementwise product, with broadcasting."""

    def mul_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `mul`: writes the result into the tensor."""

    def multinomial(
        self, num_samples: _int, replacement: _bool = False, *, generator: Any = None,
        out: Tensor | None = None,
    ) -> Tensor:
        """Indices drawn with the weights of each row: ``(k,) -> (n,)``, ``(m, k) -> (m, n)``."""

    def multiply(self, other: Tensor | Number) -> Tensor:
        """Elementwise product, with broadcasting."""

    def multiply_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `mul`: writes the result into the tensor."""

    def mv(self, vec: Tensor) -> Tensor:
        """Product of a matrix and a vector: ``(n, k) @ (k) -> (n)``."""

    def mvlgamma(self, p: _int) -> Tensor:
        """Elementwise logarithm of the multivariate gamma function of dimension `p`."""

    def mvlgamma_(self, p: _int) -> Tensor:
        """In-place form of `mvlgamma`: writes the result into the tensor."""

    def nan_to_num(
        self, nan: _float = 0.0, posinf: _float | None = None, neginf: _float | None = None,
    ) -> Tensor:
        """Elementwise: nan replaced by `nan`, infinities by `posinf` and `neginf` (largest
        numbers)."""

    def nan_to_num_(
        self, nan: _float = 0.0, posinf: _float | None = None, neginf: _float | None = None,
    ) -> Tensor:
        """In-place form of `nan_to_num`: writes the result into the tensor."""

    def nanmean(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        dtype: dtype | _type | None = None, axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Mean of the elements that are not nan."""

    @overload
    def nanmedian(self) -> Tensor:
        """As `median`, of the elements that are not nan."""
    @overload
    def nanmedian(self, dim: _int = -1, keepdim: _bool = False) -> results.nanmedian:
        """As `median`, of the elements that are not nan."""
    @overload
    def nanmedian(
        self, dim: _int | None = None, keepdim: _bool = False, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Any:
        """As `median`, of the elements that are not nan."""

    def nanquantile(
        self, q: Any, dim: _int | None = None, keepdim: _bool = False, *,
        interpolation: str = 'linear', axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """As `quantile`, of the elements that are not nan."""

    def nansum(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        dtype: dtype | _type | None = None, axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Sum in which nan counts as zero."""

    def narrow(self, dim: _int, start: _int, length: _int) -> Tensor:
        """`length` positions of a dimension from `start` on: ``(n, m) -> (length, m)``."""

    def narrow_copy(self, dim: _int, start: _int, length: _int) -> Tensor:
        """A copy of `length` positions of a dimension: ``(n, m) -> (length, m)``."""

    def ne(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input != other``."""

    def ne_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `ne`: writes the result into the tensor."""

    def neg(self) -> Tensor:
        """Elementwise ``-input``."""

    def neg_(self) -> Tensor:
        """In-place form of `neg`: writes the result into the tensor."""

    def negative(self) -> Tensor:
        """Elementwise ``-input``."""

    def negative_(self) -> Tensor:
        """In-place form of `neg`: writes the result into the tensor."""

    def new(self, *args: Any) -> Tensor:
        """As the old constructor of this tensor's type: sizes, or data."""

    def new_empty(
        self, *size: _int | Sequence[_int], dtype: dtype | _type | None = None, device: Any = None,
        layout: Any = None, pin_memory: _bool = False, requires_grad: _bool = False, **named: Any,
    ) -> Tensor:
        """Arbitrary values (here zeros) of the given size in the type of this tensor."""

    def new_empty_strided(
        self, size: _int | Sequence[_int], stride: Any, dtype: dtype | _type | None = None,
        layout: Any = None, device: Any = None, pin_memory: _bool = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """Arbitrary values (here zeros) of the given size and strides in the type of this
        tensor."""

    def new_full(
        self, size: _int | Sequence[_int], fill_value: Any, *, dtype: dtype | _type | None = None,
        device: Any = None, layout: Any = None, pin_memory: _bool = False,
        requires_grad: _bool = False,
    ) -> Tensor:
        """One value in the given size and the type of this tensor."""

    def new_ones(
        self, *size: _int | Sequence[_int], dtype: dtype | _type | None = None, device: Any = None,
        layout: Any = None, pin_memory: _bool = False, requires_grad: _bool = False, **named: Any,
    ) -> Tensor:
        """Ones of the given size in the type of this tensor."""

    def new_tensor(
        self, data: Any, *, dtype: dtype | _type | None = None, device: Any = None,
        layout: Any = None, pin_memory: _bool = False, requires_grad: _bool = False,
    ) -> Tensor:
        """A leaf with a copy of `data` in the type of this tensor."""

    def new_zeros(
        self, *size: _int | Sequence[_int], dtype: dtype | _type | None = None, device: Any = None,
        layout: Any = None, pin_memory: _bool = False, requires_grad: _bool = False, **named: Any,
    ) -> Tensor:
        """Zeros of the given size in the type of this tensor."""

    def nextafter(self, other: Tensor) -> Tensor:
        """Elementwise neighbour of `input` in its type, in the direction of `other`."""

    def nextafter_(self, other: Tensor) -> Tensor:
        """In-place form of `nextafter`: writes the result into the tensor."""

    def nonzero(self, *, out: Tensor | None = None, as_tuple: _bool = False) -> Tensor | Any:
        """The indices of the elements that are not zero: ``(n, m) -> (k, 2)``, or 2 of ``(k)``."""

    def norm(
        self, p: Number | str = 'fro', dim: _int | Sequence[_int] | None = None,
        keepdim: _bool = False, dtype: dtype | _type | None = None, *,
        axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    ) -> Tensor:
        """Norm of all elements, or along `dim`: `p` is a number, ``"fro"`` (2) or ``"nuc"``."""

    def normal_(self, mean: _float = 0.0, std: _float = 1.0, *, generator: Any = None) -> Tensor:
        """Fill with normal numbers; returns the tensor."""

    def not_equal(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input != other``."""

    def not_equal_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `ne`: writes the result into the tensor."""

    def ormqr(
        self, tau: Tensor, other: Tensor, left: _bool = True, transpose: _bool = False,
    ) -> Tensor:
        """Product of the orthogonal matrix of Householder reflections with `other`."""

    def outer(self, vec2: Tensor) -> Tensor:
        """All products of the elements of two vectors: ``(n), (m) -> (n, m)``."""

    def permute(self, *dims: _int | Sequence[_int], **named: Any) -> Tensor:
        """With the dimensions in the order `dims`: ``(a, b, c) -> (c, a, b)`` for (2, 0, 1)."""

    def pin_memory(self, device: Any = None) -> Tensor:
        """Refused: memory is pinned for a GPU, and there is none."""

    def pinverse(self, rcond: _float = 1e-15) -> Tensor:
        """Pseudo-inverse; `linalg.pinv`."""

    def polygamma(self, n: _int) -> Tensor:
        """Elementwise n-th derivative of the digamma function."""

    def polygamma_(self, n: _int) -> Tensor:
        """In-place form of `polygamma`: writes the result into the tensor."""

    def positive(self) -> Tensor:
        """``+input``: the tensor itself."""

    def pow(self, exponent: Tensor | Number) -> Tensor:
        """Elementwise ``input ** exponent``, with broadcasting; either may be a number."""

    def pow_(self, exponent: Tensor | Number) -> Tensor:
        """In-place form of `pow`: writes the result into the tensor."""

    def prelu(self, weight: Tensor) -> Tensor:
        """Elementwise ``input`` above zero, ``weight * input`` below, with a weight for each
        channel."""

    def prod(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        dtype: dtype | _type | None = None, axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Product of all elements, or along `dim`."""

    def put(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """With `source` written (or added) at positions counted through the whole tensor."""

    def put_(self, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
        """In-place form of `put`: writes the result into the tensor."""

    def qr(self, some: _bool = True) -> results.qr:
        """QR factors; `linalg.qr`."""

    def quantile(
        self, q: Any, dim: _int | None = None, keepdim: _bool = False, *,
        interpolation: str = 'linear', axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """The `q`-quantiles of all elements, or along `dim`; several `q` make a first dimension."""

    def rad2deg(self) -> Tensor:
        """Radians to degrees, elementwise."""

    def rad2deg_(self) -> Tensor:
        """In-place form of `rad2deg`: writes the result into the tensor."""

    def random_(
        self, *bounds: _int | Sequence[_int], to: Any = None, generator: Any = None, **named: Any,
    ) -> Tensor:
        """Fill with integers: ``random_()``, ``random_(to)`` or ``random_(from, to)``."""

    def ravel(self) -> Tensor:
        """All elements in one dimension: ``(n, m) -> (n*m)``."""

    @property
    def real(self) -> Tensor:
        """Real part: a view of a complex tensor; a real tensor itself."""

    def reciprocal(self) -> Tensor:
        """Elementwise ``1 / input``."""

    def reciprocal_(self) -> Tensor:
        """In-place form of `reciprocal`: writes the result into the tensor."""

    def relu(self) -> Tensor:
        """Elementwise ``max(input, 0)``."""

    def relu_(self) -> Tensor:
        """In-place form of `relu`: writes the result into the tensor."""

    def remainder(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input - other * floor(input / other)``: the sign is that of `other`."""

    def remainder_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `remainder`: writes the result into the tensor."""

    def renorm(self, p: _float, dim: _int, maxnorm: _float) -> Tensor:
        """Scale down each slice along `dim` whose `p`-norm exceeds `maxnorm`."""

    def renorm_(self, p: _float, dim: _int, maxnorm: _float) -> Tensor:
        """In-place form of `renorm`: writes the result into the tensor."""

    def repeat(self, *repeats: _int | Sequence[_int], **named: Any) -> Tensor:
        """Repeated along each dimension, new ones in front: ``(n, m) -> (a*n, b*m)`` for (a, b)."""

    def repeat_interleave(
        self, repeats: Any = None, dim: _int | None = None, *, output_size: _int | None = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Each element repeated, next to itself: ``(n) -> (k*n)``; `repeats` may differ by
        position."""

    def reshape(self, *shape: _int | Sequence[_int], **named: Any) -> Tensor:
        """The same elements in another shape, a view where possible; one size may be -1."""

    def reshape_as(self, other: Tensor) -> Tensor:
        """The same elements in the shape of `other`, a view where possible: ``(n*m), (n, m) -> (n,
        m)``."""

    def resize_(self, *size: _int | Sequence[_int], memory_format: Any = None) -> Tensor:
        """Give the tensor another size, in place: what was there stays in order, the rest is
        zero."""

    def resize_as_(self, the_template: Tensor, *, memory_format: Any = None) -> Tensor:
        """Give the tensor the size of another, in place; as `resize_`."""

    def resolve_conj(self) -> Tensor:
        """The tensor itself: conjugates are always computed here."""

    def resolve_neg(self) -> Tensor:
        """The tensor itself: negatives are always computed here."""

    def roll(self, shifts: Any, dims: _int | Sequence[_int] = ...) -> Tensor:
        """Moved along dimensions, what leaves at one end enters at the other: ``(n, m) -> (n,
        m)``."""

    def rot90(self, k: _int = 1, dims: _int | Sequence[_int] = ...) -> Tensor:
        """Turned by `k` right angles in the plane of two dimensions: ``(n, m) -> (m, n)``."""

    def round(self, *, decimals: _int = 0) -> Tensor:
        """Elementwise rounding to the nearest integer, half to even; to `decimals` digits if
        given."""

    def round_(self, *, decimals: _int = 0) -> Tensor:
        """In-place form of `round`: writes the result into the tensor."""

    def rsqrt(self) -> Tensor:
        """Elementwise reciprocal of the square root."""

    def rsqrt_(self) -> Tensor:
        """In-place form of `rsqrt`: writes the result into the tensor."""

    def scatter(
        self, dim: _int, index: Any, src: Tensor | Number | None = None, *,
        value: Tensor | Number | None = None, reduce: str | None = None,
    ) -> Tensor:
        """With ``src[i, j]`` written to ``[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (n,
        m)``."""

    def scatter_(
        self, dim: _int, index: Any, src: Tensor | Number | None = None, *,
        value: Tensor | Number | None = None, reduce: str | None = None,
    ) -> Tensor:
        """In-place form of `scatter`."""

    def scatter_add(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """With ``src[i, j]`` added at ``[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (n,
        m)``."""

    def scatter_add_(self, dim: _int, index: Tensor, src: Tensor) -> Tensor:
        """In-place form of `scatter_add`: writes the result into the tensor."""

    def scatter_reduce(
        self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True,
    ) -> Tensor:
        """With the elements of `src` combined at the places `index` names: ``(n), (k), (k) ->
        (n)``."""

    def scatter_reduce_(
        self, dim: _int, index: Tensor, src: Tensor, reduce: str, *, include_self: _bool = True,
    ) -> Tensor:
        """In-place form of `scatter_reduce`: writes the result into the tensor."""

    def select(self, dim: _int, index: _int) -> Tensor:
        """What is at one position of a dimension, which disappears: ``(n, m) -> (m)``."""

    def select_scatter(self, src: Tensor, dim: _int, index: _int) -> Tensor:
        """With `src` at one position of a dimension: ``(n, m), (m) -> (n, m)``."""

    def set_(self, source: Any) -> Tensor:
        """Let the tensor share the memory, and take the shape, of `source`."""

    def sgn(self) -> Tensor:
        """Elementwise sign; for complex numbers ``input / abs(input)``, 0 at 0."""

    def sgn_(self) -> Tensor:
        """In-place form of `sgn`: writes the result into the tensor."""

    def short(self, memory_format: Any = None) -> Tensor:
        """The tensor with elements of type int16; itself if they are."""

    def sigmoid(self) -> Tensor:
        """Elementwise logistic function ``1 / (1 + exp(-input))``."""

    def sigmoid_(self) -> Tensor:
        """In-place form of `sigmoid`: writes the result into the tensor."""

    def sign(self) -> Tensor:
        """Elementwise sign: -1, 0 or 1."""

    def sign_(self) -> Tensor:
        """In-place form of `sign`: writes the result into the tensor."""

    def signbit(self) -> Tensor:
        """Whether each element has its sign bit set; -0.0 has."""

    def sin(self) -> Tensor:
        """Elementwise sine (radians)."""

    def sin_(self) -> Tensor:
        """In-place form of `sin`: writes the result into the tensor."""

    def sinc(self) -> Tensor:
        """Elementwise ``sin(pi x) / (pi x)``, 1 at zero."""

    def sinc_(self) -> Tensor:
        """In-place form of `sinc`: writes the result into the tensor."""

    def sinh(self) -> Tensor:
        """Elementwise hyperbolic sine."""

    def sinh_(self) -> Tensor:
        """In-place form of `sinh`: writes the result into the tensor."""

    def slice_scatter(
        self, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None,
        step: _int = 1, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """With `src` at the positions of a slice: ``(n, m), (k, m) -> (n, m)``."""

    def slogdet(self) -> results.linalg_slogdet:
        """Sign and logarithm of the absolute value of the determinant: ``(*, n, n) -> (*),
        (*)``."""

    def softmax(
        self, dim: _int = ..., dtype: dtype | _type | None = None, *,
        axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """``exp(input) / sum(exp(input))`` along `dim`: positive, and 1 in sum."""

    def sort(
        self, dim: _int = -1, descending: _bool = False, *, stable: _bool = False,
        axis: _int | Sequence[_int] | None = ...,
    ) -> results.sort:
        """The elements in ascending order along `dim`, and where they were; always stable."""

    def split(
        self, split_size_or_sections: Any = None, dim: _int = 0, *, split_size: Any = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """Consecutive parts of one size (the last may be smaller): ``(n, m) -> (k, m), ...``."""

    def split_with_sizes(
        self, split_sizes: Any, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """Consecutive parts of the given sizes: ``(n, m) -> (n1, m), (n2, m), ...``."""

    def sqrt(self) -> Tensor:
        """Elementwise square root; nan for negative numbers."""

    def sqrt_(self) -> Tensor:
        """In-place form of `sqrt`: writes the result into the tensor."""

    def square(self) -> Tensor:
        """Elementwise square."""

    def square_(self) -> Tensor:
        """In-place form of `square`: writes the result into the tensor."""

    def squeeze(
        self, dim: _int | Sequence[_int] | None = None, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """Without dimensions of size one, all or those named: ``(1, n, 1) -> (n)``."""

    def squeeze_(
        self, dim: _int | Sequence[_int] | None = None, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """In-place form of `squeeze`: the tensor itself changes its shape."""

    def std(
        self, dim: _int | Sequence[_int] | None = None, unbiased: Any = ...,
        keepdim: _bool = False, *, correction: Any = ..., axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Standard deviation, the square root of `var`."""

    def stft(
        self, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None,
        window: Any = None, center: _bool = True, pad_mode: str = 'reflect',
        normalized: _bool = False, onesided: _bool | None = None,
        return_complex: _bool | None = None, align_to_window: _bool | None = None,
    ) -> Tensor:
        """Fourier transforms of overlapping windows: ``(*, t) -> (*, frequencies, frames)``."""

    def storage(self) -> TypedStorage:
        """The memory that the tensor and its views share, in elements; deprecated in PyTorch."""

    def sub(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Elementwise ``input - alpha * other``, with broadcasting."""

    def sub_(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """In-place form of `sub`: writes the result into the tensor."""

    def subtract(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """Elementwise ``input - alpha * other``, with broadcasting."""

    def subtract_(self, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
        """In-place form of `sub`: writes the result into the tensor."""

    def sum(
        self, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
        dtype: dtype | _type | None = None, axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Sum over all dimensions, or over `dim` (one or several)."""

    def sum_to_size(self, *size: _int | Sequence[_int]) -> Tensor:
        """Sum over dimensions, so that `size` could be broadcast to the tensor's size."""

    def svd(self, some: _bool = True, compute_uv: _bool = True) -> results.svd:
        """Singular vectors and values, ``input = U diag(S) Vᴴ``: `linalg.svd` with `V` itself."""

    def swapaxes(self, axis0: _int, axis1: _int) -> Tensor:
        """With two dimensions exchanged: ``(n, m) -> (m, n)``; as `transpose`."""

    def swapaxes_(self, axis0: _int, axis1: _int) -> Tensor:
        """In-place form of `transpose`: the tensor itself changes its shape."""

    def swapdims(self, dim0: _int, dim1: _int) -> Tensor:
        """With two dimensions exchanged: ``(n, m) -> (m, n)``."""

    def swapdims_(self, dim0: _int, dim1: _int) -> Tensor:
        """In-place form of `transpose`: the tensor itself changes its shape."""

    def t(self) -> Tensor:
        """The transpose of a matrix (a vector stays as it is): ``(n, m) -> (m, n)``."""

    def t_(self) -> Tensor:
        """In-place form of `t`: the tensor itself changes its shape."""

    def take(self, index: Tensor) -> Tensor:
        """The elements at positions counted through the whole tensor: ``(n, m), (k) -> (k)``."""

    def take_along_dim(
        self, indices: Tensor, dim: _int | None = None, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor:
        """The elements `indices` points to along a dimension, as `argsort` gives them: ``(n, m) ->
        (n, m)``."""

    def tan(self) -> Tensor:
        """Elementwise tangent (radians)."""

    def tan_(self) -> Tensor:
        """In-place form of `tan`: writes the result into the tensor."""

    def tanh(self) -> Tensor:
        """Elementwise hyperbolic tangent."""

    def tanh_(self) -> Tensor:
        """In-place form of `tanh`: writes the result into the tensor."""

    def tensor_split(
        self, indices_or_sections: Any = None, dim: _int = 0, *, sections: Any = None,
        indices: _int | Sequence[_int] | Tensor | None = None,
        axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """Into `n` parts of nearly equal size, or cut at the given positions: ``(n, m) -> ...``."""

    def tile(self, *dims: _int | Sequence[_int], **named: Any) -> Tensor:
        """Repeated along each dimension; missing repeats count as 1: ``(n, m) -> (n, k*m)`` for
        k."""

    def to(
        self, *args: Any, dtype: dtype | _type | None = None, device: Any = None,
        other: Tensor | None = None, non_blocking: _bool = False, copy: _bool = False,
        memory_format: Any = None,
    ) -> Tensor:
        """The tensor in another element type (or of another tensor's): ``(n) -> (n)``."""

    def to_dense(
        self, dtype: dtype | _type | None = None, *, masked_grad: _bool | None = None,
    ) -> Tensor:
        """The tensor itself, all of whose elements are there; or in another type."""

    def topk(
        self, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True, *,
        axis: _int | Sequence[_int] | None = ...,
    ) -> results.topk:
        """The `k` largest (or smallest) elements along `dim` in order, and where they are."""

    def trace(self) -> Tensor:
        """Sum of the diagonal: ``(n, m) -> ()``."""

    def transpose(self, dim0: _int, dim1: _int) -> Tensor:
        """With two dimensions exchanged: ``(n, m) -> (m, n)``."""

    def transpose_(self, dim0: _int, dim1: _int) -> Tensor:
        """In-place form of `transpose`: the tensor itself changes its shape."""

    def triangular_solve(
        self, A: Tensor, upper: _bool = True, transpose: _bool = False,
        unitriangular: _bool = False,
    ) -> results.triangular_solve:
        """Solution of ``A X = input`` for triangular `A`, with `A` itself."""

    def tril(self, diagonal: _int = 0) -> Tensor:
        """Zeros above a diagonal of each matrix: ``(..., n, m) -> (..., n, m)``."""

    def tril_(self, diagonal: _int = 0) -> Tensor:
        """In-place form of `tril`: writes the result into the tensor."""

    def triu(self, diagonal: _int = 0) -> Tensor:
        """Zeros below a diagonal of each matrix: ``(..., n, m) -> (..., n, m)``."""

    def triu_(self, diagonal: _int = 0) -> Tensor:
        """In-place form of `triu`: writes the result into the tensor."""

    def true_divide(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """Elementwise ``input / other``, with broadcasting."""

    def true_divide_(self, other: Tensor | Number, *, rounding_mode: str | None = None) -> Tensor:
        """In-place form of `div`: writes the result into the tensor."""

    def trunc(self) -> Tensor:
        """Elementwise integer part, towards zero."""

    def trunc_(self) -> Tensor:
        """In-place form of `trunc`: writes the result into the tensor."""

    def type(
        self, dtype: dtype | _type | str | None = None, non_blocking: _bool = False,
    ) -> Tensor | Any:
        """The name of the tensor's type, or the tensor in type `dtype`."""

    def type_as(self, other: Tensor) -> Tensor:
        """The tensor in the element type of `other`."""

    def unbind(
        self, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """The slices along a dimension, which disappears: ``(n, m) -> n of (m)``."""

    def unflatten(self, dim: _int, sizes: _int | Sequence[_int]) -> Tensor:
        """One dimension as several; one of their sizes may be -1: ``(n*m) -> (n, m)``."""

    def unfold(self, dimension: _int, size: _int, step: _int) -> Tensor:
        """Windows of `size` positions, `step` apart, as a new last dimension: ``(n) -> (k,
        size)``."""

    def uniform_(
        self, from_: _float = 0.0, to: _float = 1.0, *, generator: Any = None, **named: Any,
    ) -> Tensor:
        """Fill with uniform numbers in [from, to); returns the tensor."""

    def unique(
        self, sorted: _bool = True, return_inverse: _bool = False, return_counts: _bool = False,
        dim: _int | None = None, *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor | Any:
        """The distinct elements in ascending order, or the distinct slices along `dim`."""

    def unique_consecutive(
        self, return_inverse: _bool = False, return_counts: _bool = False, dim: _int | None = None,
        *, axis: _int | Sequence[_int] | None = ...,
    ) -> Tensor | Any:
        """The elements (or slices along `dim`) without those that repeat the one before."""

    def unsafe_chunk(
        self, chunks: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """As `chunk`, but the parts are not views: ``(n, m) -> (k, m), ...``."""

    def unsafe_split(
        self, split_size: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """As `split`, but the parts are not views: ``(n, m) -> (k, m), ...``."""

    def unsafe_split_with_sizes(
        self, split_sizes: Any, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    ) -> tuple[Tensor, ...]:
        """As `split_with_sizes`, but the parts are not views."""

    def unsqueeze(self, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...) -> Tensor:
        """A new dimension of size one at `dim`: ``(n) -> (1, n)``."""

    def unsqueeze_(self, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...) -> Tensor:
        """In-place form of `unsqueeze`: the tensor itself changes its shape."""

    def untyped_storage(self) -> UntypedStorage:
        """The memory that the tensor and its views share, in bytes."""

    def var(
        self, dim: _int | Sequence[_int] | None = None, unbiased: Any = ...,
        keepdim: _bool = False, *, correction: Any = ..., axis: _int | Sequence[_int] | None = ...,
        keepdims: _bool = ...,
    ) -> Tensor:
        """Variance, the sum of squared distances from the mean over ``n - correction``."""

    def vdot(self, other: Tensor) -> Tensor:
        """Inner product of two vectors, the first conjugated: ``(n), (n) -> ()``."""

    def view(self, *size: _int | Sequence[_int], **named: Any) -> Tensor:
        """The same memory under another shape; one size may be -1: ``(2, 3) -> (3, 2)``."""

    def view_as(self, other: Tensor) -> Tensor:
        """The same memory under the shape of `other`: ``(n*m), (n, m) -> (n, m)``."""

    def vsplit(
        self, *indices_or_sections: _int | Sequence[_int], sections: Any = None,
        indices: _int | Sequence[_int] | Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """Rows split evenly or at positions: ``(n, m) -> (k, m), ...``."""

    def where(self, condition: Tensor, other: Tensor | Number | None = None) -> Tensor:
        """The tensor where the condition holds, `other` elsewhere."""

    def xlogy(self, other: Tensor | Number) -> Tensor:
        """Elementwise ``input * log(other)``, 0 where `input` is 0."""

    def xlogy_(self, other: Tensor | Number) -> Tensor:
        """In-place form of `xlogy`: writes the result into the tensor."""

    def zero_(self) -> Tensor:
        """Fill with zeros; returns the tensor."""
