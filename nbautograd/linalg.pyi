"""Written by tests/stubs.py from the op table: not to be edited."""

from collections.abc import Sequence
from nbautograd.engine import results
from nbautograd.engine.dtypes import dtype
from nbautograd.engine.methods import Number
from nbautograd.engine.tensor import Tensor
from nbautograd.errors import LinAlgError as LinAlgError
from typing import Any

def cholesky(input: Tensor, upper: bool = False, *, out: Tensor | None = None) -> Tensor:
    """Cholesky factor of positive definite matrices: ``(*, n, n) -> (*, n, n)``."""

def cholesky_ex(
    A: Tensor, *, upper: bool = False, check_errors: bool = False,
    out: tuple[Tensor, ...] | None = None,
) -> results.linalg_cholesky_ex:
    """`cholesky` and an error code of each matrix."""

def cond(A: Tensor, p: Number | None = None, *, out: Tensor | None = None) -> Tensor:
    """Condition number in a norm; by default the ratio of the extreme singular values."""

def cross(
    input: Tensor, other: Tensor | Number, *, dim: int = -1,
    axis: int | Sequence[int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Vector product of 3-vectors along `dim`: ``(*, 3), (*, 3) -> (*, 3)``."""

def det(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Determinant: ``(*, n, n) -> (*)``."""

def diagonal(A: Tensor, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Diagonal of matrices, a view: ``(*, n, m) -> (*, min(n, m))``."""

def eig(input: Tensor, *, out: tuple[Tensor, ...] | None = None) -> results.linalg_eig:
    """Complex eigenvalues and vectors of square matrices: ``(*, n, n) -> (*, n), (*, n,
    n)``."""

def eigh(
    input: Tensor, UPLO: str = 'L', *, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_eigh:
    """Eigenvalues (ascending) and vectors of symmetric matrices: ``(*, n, n) -> (*, n), (*, n,
    n)``."""

def eigvals(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex eigenvalues of square matrices: ``(*, n, n) -> (*, n)``."""

def eigvalsh(A: Tensor, UPLO: str = 'L', *, out: Tensor | None = None) -> Tensor:
    """Eigenvalues of symmetric matrices, ascending: ``(*, n, n) -> (*, n)``."""

def householder_product(A: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """First columns of the product of Householder reflections ``1 - tau v vᴴ``."""

def inv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse of square matrices: ``(*, n, n) -> (*, n, n)``."""

def inv_ex(
    A: Tensor, *, check_errors: bool = False, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_inv_ex:
    """`inv` and an error code of each matrix: 0, or the number of the zero pivot."""

def ldl_factor(
    A: Tensor, *, hermitian: bool = False, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_ldl_factor:
    """Compact LDL factors of symmetric matrices, and pivots."""

def ldl_factor_ex(
    A: Tensor, *, hermitian: bool = False, check_errors: bool = False,
    out: tuple[Tensor, ...] | None = None,
) -> results.linalg_ldl_factor_ex:
    """`ldl_factor` and an error code of each matrix. Not differentiable, as in PyTorch."""

def ldl_solve(
    LD: Tensor, pivots: Tensor, B: Tensor, *, hermitian: bool = False, out: Tensor | None = None,
) -> Tensor:
    """Solution of ``A X = B`` from the LDL factors of `A`."""

def lstsq(
    A: Tensor, B: Tensor, rcond: Any = None, *, driver: str | None = None,
    out: tuple[Tensor, ...] | None = None,
) -> results.linalg_lstsq:
    """Least squares solution of ``A X = B`` with residuals, rank and singular values."""

def lu(
    A: Tensor, *, pivot: bool = True, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_lu:
    """The factors ``P, L, U`` with ``A = P L U``."""

def lu_factor(
    A: Tensor, *, pivot: bool = True, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_lu_factor:
    """Compact LU factors and pivots: ``(*, m, n) -> (*, m, n), (*, min(m, n))``."""

def lu_factor_ex(
    A: Tensor, *, pivot: bool = True, check_errors: bool = False,
    out: tuple[Tensor, ...] | None = None,
) -> results.linalg_lu_factor_ex:
    """`lu_factor` and an error code of each matrix."""

def lu_solve(
    LU: Tensor, pivots: Tensor, B: Tensor, *, left: bool = True, adjoint: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Solution of ``A X = B`` from the compact LU factors of `A`."""

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """`matmul`."""

def matrix_exp(input: Tensor) -> Tensor:
    """Matrix exponential: ``(*, n, n) -> (*, n, n)``."""

def matrix_norm(
    A: Tensor, ord: str = 'fro', dim: int | Sequence[int] = ..., keepdim: bool = False, *,
    dtype: dtype | type | None = None, axis: int | Sequence[int] | None = ...,
    keepdims: bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Norm of matrices: ``"fro"``, ``"nuc"``, 1, -1, 2, -2, inf or -inf."""

def matrix_power(A: Tensor, n: int, *, out: Tensor | None = None) -> Tensor:
    """Product of `n` copies of square matrices; of inverses for negative `n`."""

def matrix_rank(
    A: Tensor, tol: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """Number of singular values above the tolerance: ``(*, m, n) -> (*)`` of int64."""

def multi_dot(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Product of several matrices in the cheapest order; the ends may be vectors."""

def norm(
    A: Tensor, ord: Any = None, dim: int | Sequence[int] | None = None, keepdim: bool = False, *,
    dtype: dtype | type | None = None, axis: int | Sequence[int] | None = ...,
    keepdims: bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Vector or matrix norm, by the number of dimensions it is taken over."""

def pinv(
    A: Tensor, rcond: Any = None, hermitian: bool = False, *, atol: Any = None, rtol: Any = None,
    out: Tensor | None = None,
) -> Tensor:
    """Moore-Penrose pseudo-inverse: ``(*, m, n) -> (*, n, m)``."""

def qr(
    input: Tensor, mode: str = 'reduced', *, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_qr:
    """Orthogonal and upper triangular factor: ``(*, m, n) -> (*, m, k), (*, k, n)``."""

def slogdet(input: Tensor, *, out: tuple[Tensor, ...] | None = None) -> results.linalg_slogdet:
    """Sign and logarithm of the absolute value of the determinant: ``(*, n, n) -> (*),
    (*)``."""

def solve(A: Tensor, B: Tensor, *, left: bool = True, out: Tensor | None = None) -> Tensor:
    """Solution of ``A X = B`` (of ``X A = B`` with ``left=False``)."""

def solve_ex(
    A: Tensor, B: Tensor, *, left: bool = True, check_errors: bool = False,
    out: tuple[Tensor, ...] | None = None,
) -> results.linalg_solve_ex:
    """`solve` and an error code of each matrix: 0, or the number of the zero pivot."""

def solve_triangular(
    A: Tensor, B: Tensor, *, upper: bool, left: bool = True, unitriangular: bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """Solution of ``A X = B`` for triangular `A`; only that triangle is read."""

def svd(
    input: Tensor, full_matrices: bool = True, *, out: tuple[Tensor, ...] | None = None,
) -> results.linalg_svd:
    """Singular vectors and values: ``A = U diag(S) Vh``."""

def svdvals(A: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Singular values, descending: ``(*, m, n) -> (*, min(m, n))``."""

def tensorinv(A: Tensor, ind: int = 2, *, out: Tensor | None = None) -> Tensor:
    """Inverse of the linear map that `tensordot` with the last dimensions of `A` is."""

def tensorsolve(
    A: Tensor, B: Tensor, dims: int | Sequence[int] | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """The `X` with ``tensordot(A, X, X.ndim) = B``."""

def vander(x: Any, *, N: int | None = None) -> Tensor:
    """Powers 0 to N-1 of each element: ``(*, n) -> (*, n, N)``."""

def vecdot(
    x: Any, y: Any, *, dim: int = -1, axis: int | Sequence[int] | None = ...,
    out: Tensor | None = None,
) -> Tensor:
    """Sum of products along `dim`, the first conjugated: ``(*, n), (*, n) -> (*)``."""

def vector_norm(
    input: Tensor, ord: int = 2, dim: int | Sequence[int] | None = None, keepdim: bool = False, *,
    dtype: dtype | type | None = None, axis: int | Sequence[int] | None = ...,
    keepdims: bool = ..., out: Tensor | None = None,
) -> Tensor:
    """``sum(abs(input) ** ord) ** (1 / ord)``; the largest element for inf, a count for 0."""
