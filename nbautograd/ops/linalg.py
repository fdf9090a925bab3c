"""Linear algebra: determinants, inverses, solvers and what is built from them (torch.linalg).

Formulas: M. Giles, "An extended collection of matrix derivative results for forward and reverse
mode automatic differentiation" (2008). Matrices are the last two dimensions; the others are
batches.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import OPS, composite, op
from ..engine.tensor import Tensor
from ..errors import LinAlgError
from .arguments import data_of, wrap_dim
from .formulas import not_for, symbolic


def _t(x: Any) -> Any:
    """Conjugate transpose of the last two dimensions."""
    return x.mT.conj()


def _matrix(name: str, x: Any, argument: str = "A") -> None:
    if x.ndim < 2:
        raise RuntimeError(
            f"{name}: The input tensor {argument} must have at least 2 dimensions; it has "
            f"{x.ndim}")


def _square(name: str, x: Any, argument: str = "A") -> None:
    _matrix(name, x, argument)
    if x.shape[-1] != x.shape[-2]:
        raise RuntimeError(
            f"{name}: {argument} must be batches of square matrices, but they are "
            f"{x.shape[-2]} by {x.shape[-1]} matrices")


def _floating(name: str, x: Any, half: str = "", whole: str = "") -> None:
    """Refuse integers and half precision; `half` and `whole`: PyTorch's loops that lack them."""
    if x.dtype.kind not in "fc" or x.dtype == np.float16:
        from ..engine.messages import scalar_name
        lacking = half if x.dtype == np.float16 else whole
        if lacking:
            raise NotImplementedError(f"\"{lacking}\" not implemented for '{scalar_name(x.dtype)}'; "
                                      "convert the tensor with .float()")
        if x.dtype == np.float16:
            raise RuntimeError(f"{name}: Low precision dtypes not supported. Got Half")
        raise RuntimeError(f"{name}: Expected a floating point or complex tensor as input. Got "
                           f"{scalar_name(x.dtype)}. Convert it with .float().")


def _batch_of(x: Any) -> str:
    return "(Batch element 0): " if x.ndim > 2 else ""


def _singular(name: str, x: Any) -> Exception:
    """The error for singular matrices, naming the first one and its zero pivot."""
    flat = x.reshape(-1, *x.shape[-2:])
    for k, matrix in enumerate(flat):
        pivot = _zero_pivot(matrix)
        if pivot:
            where = f"(Batch element {k}): " if x.ndim > 2 else ""
            what = ("The solver failed because the input matrix is singular."
                    if "solve" in name else
                    f"The diagonal element {pivot} is zero, the inversion could not be completed "
                    "because the input matrix is singular.")
            return LinAlgError(f"{name}: {where}{what}")
    return LinAlgError(f"{name}: the input matrix is singular.")


def _zero_pivot(matrix: Any) -> int:
    lu, _, info = _getrf(matrix)
    zero = np.flatnonzero(np.diag(lu) == 0)
    return int(info) or (int(zero[0]) + 1 if zero.size else 0)


def _samples_square(make: Any) -> Any:
    eye = np.eye(3) * 3
    return [((make(3, 3) * 0.5 + make.constant(eye),), {}),
            ((make(2, 3, 3) * 0.5 + make.constant(eye),), {})]


# -- inverse and determinant ---------------------------------------------------------------------


def _inv(x: Any) -> Any:
    """Inverse of square matrices: ``(*, n, n) -> (*, n, n)``.

    Raises:
        LinAlgError: a matrix is singular.

    >>> linalg.inv(tensor([[2.0, 0.0], [0.0, 4.0]]))
    tensor([[0.5000, 0.0000],
            [0.0000, 0.2500]])
    """
    _floating("linalg.inv", x)
    _square("linalg.inv", x)
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError:
        raise _singular("linalg.inv", x) from None


inv = op("linalg.inv", _inv, lambda g, out: -(out.mT @ g @ out.mT), holomorphic=True,
         tex="{x}^{{-1}}", node="LinalgInvExBackward0", samples=_samples_square)


@composite("inverse")
def inverse(input: Any) -> Any:
    """Inverse of square matrices; `linalg.inv`.

    >>> inverse(tensor([[2.0]]))
    tensor([[0.5000]])
    """
    return inv(input)


def _det(x: Any) -> Any:
    """Determinant: ``(*, n, n) -> (*)``.

    >>> linalg.det(tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor(-2.)
    """
    _floating("linalg.det", x, half="lu_cpu")
    _square("linalg.det", x)
    return np.linalg.det(x)


def _cofactor(x: Any) -> Any:
    """Matrix of cofactors, the derivative of the determinant; defined for singular matrices too."""
    if x.shape[-1] == 0:
        return np.zeros_like(x)
    u, s, vh = np.linalg.svd(x)
    n = s.shape[-1]
    others = np.repeat(s[..., None, :], n, axis=-2)
    others[..., np.arange(n), np.arange(n)] = 1
    sign = np.linalg.det(u) * np.linalg.det(vh)
    product = np.prod(others, axis=-1)
    return (sign[..., None, None] * (u * product[..., None, :]).conj() @ vh.conj()).astype(x.dtype)


def _cofactor_vjp(g: Any, x: Any, out: Any) -> Any:
    inverse_t = inv(x).mT
    weight = (g * out).sum((-2, -1))
    return weight[..., None, None] * inverse_t - inverse_t @ g.mT @ out


def _det_vjp(g: Any, x: Any, out: Any) -> Any:
    if not symbolic(out) and (out == 0).any():      # a singular matrix has no inverse
        return g[..., None, None] * cofactor(x)
    return (g * out)[..., None, None] * inv(x).mT


cofactor = op("cofactor", _cofactor, _cofactor_vjp, method=False, public=False, holomorphic=True,
              samples=_samples_square)
det = op("linalg.det", _det, _det_vjp, tex=r"\det {x}",
         node="LinalgDetBackward0", samples=_samples_square, aliases=("det",), method=True,
         holomorphic=True)


def _slogdet(x: Any) -> Any:
    """Sign and logarithm of the absolute value of the determinant: ``(*, n, n) -> (*), (*)``.

    >>> linalg.slogdet(tensor([[2.0, 0.0], [0.0, -1.0]])).sign
    tensor(-1.)
    """
    _floating("linalg.slogdet", x)
    _square("linalg.slogdet", x)
    sign, logabs = np.linalg.slogdet(x)
    return np.asarray(sign, x.dtype), np.asarray(logabs, x.real.dtype)


def _slogdet_vjp(g_sign: Any, g_logabsdet: Any, sign: Any, x: Any) -> Any:
    g = g_logabsdet
    if g_sign is not None and data_of(x).dtype.kind == "c":      # a complex sign turns
        turned = (g_sign.conj() * sign).imag * -1j
        g = turned if g is None else g + turned
    return None if g is None else g[..., None, None] * _t(inv(x))


slogdet = op("linalg.slogdet", _slogdet, _slogdet_vjp,
             outputs=("sign", "logabsdet"), samples=_samples_square,
             aliases=("slogdet",), method=True, node="LinalgSlogdetBackward0")


@composite("logdet")
def logdet(input: Any) -> Any:
    """Logarithm of the determinant, nan if it is negative: ``(*, n, n) -> (*)``.

    >>> logdet(tensor([[2.0, 0.0], [0.0, 2.0]]))
    tensor(1.3863)
    """
    sign, value = slogdet(input)
    return value.masked_fill(sign == -1, math.nan)


# -- solving ---------------------------------------------------------------------------------------


def _is_vector(a: Any, b: Any) -> bool:
    """Whether `b` is a batch of vectors for the matrices `a`, as torch decides."""
    return b.ndim == 1 or (a.ndim - 1 == b.ndim and tuple(b.shape) == tuple(a.shape[:-1]))


def _solve(x: Any, y: Any, left: bool = True) -> Any:
    """Solution of ``A X = B`` for matrices: ``(*, n, n), (*, n, k) -> (*, n, k)``."""
    try:
        return np.linalg.solve(x, y)
    except np.linalg.LinAlgError:
        raise _singular("torch.linalg.solve", x) from None


solve_matrices = op(
    "solve_matrices", _solve, lambda g, x, out: -solve_matrices(x.mT, g) @ out.mT,
    lambda g, x: solve_matrices(x.mT, g), inputs="x y", holomorphic=True, method=False,
    public=False, node="LinalgSolveExBackward0", tex=r"{x}^{{-1}}\,{y}",
    samples=lambda make: [((make(3, 3) * 0.3 + make.constant(np.eye(3) * 2), make(3, 2)), {})])


solve_vector = op(
    "solve_vector", lambda x, y: _solve(x, y[..., None])[..., 0],
    lambda g, x, out: -solve_vector(x.mT, g)[..., :, None] * out[..., None, :],
    lambda g, x: solve_vector(x.mT, g), inputs="x y", holomorphic=True, method=False,
    public=False, node="LinalgSolveExBackward0", tex=r"{x}^{{-1}}\,{y}",
    samples=lambda make: [((make(3, 3) * 0.3 + make.constant(np.eye(3) * 2), make(3)), {})])


@composite("linalg.solve")
def solve(A: Any, B: Any, *, left: bool = True) -> Any:
    """Solution of ``A X = B`` (of ``X A = B`` with ``left=False``).

    Shapes: ``(*, n, n), (*, n, k) -> (*, n, k)``; ``(*, n, n), (*, n) -> (*, n)``.

    Raises:
        LinAlgError: a matrix is singular.
        RuntimeError: sizes differ.

    >>> linalg.solve(tensor([[2.0, 0.0], [0.0, 4.0]]), tensor([2.0, 4.0]))
    tensor([1., 1.])
    """
    _floating("linalg.solve", A._data)
    _square("linalg.solve", A)
    if A.dtype is not B.dtype:
        raise RuntimeError(
            f"linalg.solve: Expected A and B to have the same dtype, but found A of type {A.dtype} "
            f"and B of type {B.dtype} instead")
    vector = _is_vector(A, B)
    if vector:
        if not left:
            raise RuntimeError("linalg.solve: Vector broadcasting of the left hand side is not "
                               "supported for left=False. In this case linalg.solve is equivalent "
                               "to B / A.squeeze(-1)")
    elif not left:
        return solve_matrices(A.mT, B.mT).mT
    rows, columns = (B.shape[-1], 1) if vector else B.shape[-2:]
    if A.shape[-1] != rows:
        raise RuntimeError(
            f"linalg.solve: Incompatible shapes of A and B for the equation AX = B "
            f"({A.shape[-2]}x{A.shape[-1]} and {rows}x{columns})")
    return solve_vector(A, B) if vector else solve_matrices(A, B)


def _info(x: Any) -> Any:
    return _new(np.zeros(tuple(x.shape[:-2]), np.int32))


def _new(array: Any) -> Any:
    from ..engine.tensor import wrap
    return wrap(np.asarray(array))


def _pair(name: str, fields: tuple[str, ...], values: Any) -> Any:
    from ..engine.naming import return_type
    kind = _PAIRS.get(name)
    if kind is None:
        kind = _PAIRS[name] = return_type(name, fields)
    return kind(*values)


_PAIRS: dict[str, Any] = {}


@composite("linalg.solve_ex")
def solve_ex(A: Any, B: Any, *, left: bool = True, check_errors: bool = False) -> Any:
    """`solve` and an error code of each matrix: 0, or the number of the zero pivot.

    >>> linalg.solve_ex(tensor([[2.0]]), tensor([[4.0]])).result
    tensor([[2.]])
    """
    return _pair("linalg_solve_ex", ("result", "info"), (solve(A, B, left=left), _info(A)))


@composite("linalg.inv_ex")
def inv_ex(A: Any, *, check_errors: bool = False) -> Any:
    """`inv` and an error code of each matrix: 0, or the number of the zero pivot.

    >>> linalg.inv_ex(tensor([[2.0]])).inverse
    tensor([[0.5000]])
    """
    try:
        return _pair("linalg_inv_ex", ("inverse", "info"), (inv(A), _info(A)))
    except LinAlgError:
        if check_errors:
            raise
    codes = np.array([_zero_pivot(m) for m in A._data.reshape(-1, *A.shape[-2:])], np.int32)
    return _pair("linalg_inv_ex", ("inverse", "info"),
                 (A.detach().clone(), _new(codes.reshape(A.shape[:-2]))))


def _tri(x: Any, upper: bool, unit: bool) -> Any:
    full = np.triu(x) if upper else np.tril(x)
    if unit:
        n = x.shape[-1]
        full[..., np.arange(n), np.arange(n)] = 1
    return full


def _solve_triangular(x: Any, y: Any, upper: bool, unitriangular: bool) -> Any:
    """Solution of ``A X = B`` for triangular matrices."""
    with np.errstate(all="ignore"):
        return np.linalg.solve(_tri(x, upper, unitriangular), y)


def _triangle(g: Any, upper: bool, unit: bool) -> Any:
    return (g.triu(1 if unit else 0) if upper else g.tril(-1 if unit else 0))


def _solve_triangular_vjp(g: Any, x: Any, out: Any, upper: bool, unitriangular: bool) -> Any:
    gb = _transposed_solve(x, g, upper, unitriangular)
    full = -(gb @ out.mT)
    triangle = OPS["triu" if upper else "tril"].function
    return triangle(full, (1 if upper else -1) if unitriangular else 0)


def _transposed_solve(x: Any, g: Any, upper: bool, unit: bool) -> Any:
    return solve_triangles(x.mT, g, not upper, unit)


solve_triangles = op(
    "solve_triangles", _solve_triangular, _solve_triangular_vjp,
    lambda g, x, upper, unitriangular: _transposed_solve(x, g, upper, unitriangular),
    inputs="x y", holomorphic=True, method=False, public=False,
    node="LinalgSolveTriangularBackward0",
    samples=lambda make: [
        ((make(3, 3) * 0.3 + make.constant(np.eye(3) * 2), make(3, 2), True, False), {})])


@composite("linalg.solve_triangular")
def solve_triangular(A: Any, B: Any, *, upper: bool, left: bool = True,
                     unitriangular: bool = False) -> Any:
    """Solution of ``A X = B`` for triangular `A`; only that triangle is read.

    Shapes: ``(*, n, n), (*, n, k) -> (*, n, k)``.

    >>> linalg.solve_triangular(tensor([[2.0]]), tensor([[4.0]]), upper=True)
    tensor([[2.]])
    """
    _square("linalg.solve_triangular", A)
    _matrix("linalg.solve_triangular", B, "B")
    if not left:
        return solve_triangles(A.mT, B.mT, not upper, unitriangular).mT
    if A.shape[-2] != B.shape[-2]:
        raise RuntimeError(
            f"linalg.solve_triangular: Incompatible shapes of A and B for the equation AX = B "
            f"({A.shape[-2]}x{A.shape[-1]} and {B.shape[-2]}x{B.shape[-1]})")
    return solve_triangles(A, B, upper, unitriangular)


@composite("triangular_solve")
def triangular_solve(input: Any, A: Any, upper: bool = True, transpose: bool = False,
                     unitriangular: bool = False) -> Any:
    """Solution of ``A X = input`` for triangular `A`, with `A` itself.

    >>> triangular_solve(tensor([[4.0]]), tensor([[2.0]])).solution
    tensor([[2.]])
    """
    matrix, up = (A.mT, not upper) if transpose else (A, upper)
    solution = solve_triangles(matrix, input, up, unitriangular)
    return _pair("triangular_solve", ("solution", "cloned_coefficient"),
                 (solution, A.clone()))


# -- Cholesky --------------------------------------------------------------------------------------


def _cholesky(x: Any, upper: bool = False) -> Any:
    """Cholesky factor of positive definite matrices: ``(*, n, n) -> (*, n, n)``.

    Raises:
        LinAlgError: a matrix is not positive definite.

    >>> linalg.cholesky(tensor([[4.0]]))
    tensor([[2.]])
    """
    _floating("linalg.cholesky", x, half="cholesky_cpu")
    _square("linalg.cholesky", x)
    source = x.mT.conj() if upper else x
    try:
        lower = np.linalg.cholesky(source)
    except np.linalg.LinAlgError:
        raise _not_positive(source) from None
    return np.ascontiguousarray(lower.mT.conj()) if upper else lower


def _not_positive(x: Any) -> Exception:
    for k, matrix in enumerate(x.reshape(-1, *x.shape[-2:])):
        for order in range(1, matrix.shape[0] + 1):
            try:
                np.linalg.cholesky(matrix[:order, :order])
            except np.linalg.LinAlgError:
                where = f"(Batch element {k}): " if x.ndim > 2 else ""
                return LinAlgError(
                    f"linalg.cholesky: {where}The factorization could not be completed because "
                    f"the input is not positive-definite (the leading minor of order {order} is "
                    "not positive-definite).")
    return LinAlgError("linalg.cholesky: the input is not positive-definite.")


def _half_lower(x: Any) -> Any:
    """Lower triangle with half the diagonal, plus its mirror."""
    tril = OPS["tril"].function
    low = tril(x, -1)
    diagonal = tril(x, 0) - low
    return low + _t(low) + diagonal


def _cholesky_vjp(g: Any, out: Any, upper: bool) -> Any:
    lower, glower = (_t(out), _t(g)) if upper else (out, g)
    middle = _half_lower(_t(lower) @ glower) * 0.5
    left = solve_triangles(_t(lower), middle, True, False)
    return _t(solve_triangles(_t(lower), _t(left), True, False))


cholesky_op = op("linalg.cholesky", _cholesky, _cholesky_vjp, node="LinalgCholeskyExBackward0",
                 samples=lambda make: [((_positive(make),), {}, lambda f, x: f((x + x.mH) / 2))])


def _positive(make: Any) -> Any:
    a = make(3, 3)
    return a @ a.mH + make.constant(np.eye(3))


@composite("cholesky")
def cholesky(input: Any, upper: bool = False) -> Any:
    """Cholesky factor; `linalg.cholesky`.

    >>> cholesky(tensor([[4.0]]))
    tensor([[2.]])
    """
    try:
        return cholesky_op(input, upper)
    except LinAlgError as error:
        raise LinAlgError(str(error)) from None


@composite("linalg.cholesky_ex")
def cholesky_ex(A: Any, *, upper: bool = False, check_errors: bool = False) -> Any:
    """`cholesky` and an error code of each matrix.

    >>> linalg.cholesky_ex(tensor([[4.0]])).L
    tensor([[2.]])
    """
    _square("linalg.cholesky", A)
    try:
        return _pair("linalg_cholesky_ex", ("L", "info"), (cholesky_op(A, upper), _info(A)))
    except LinAlgError:
        if check_errors:
            raise
    codes = []
    for matrix in A._data.reshape(-1, *A.shape[-2:]):
        message = str(_not_positive(matrix))
        digits = message.partition("of order ")[2].partition(" ")[0]
        codes.append(int(digits) if digits else 0)
    info = np.array(codes, np.int32).reshape(A.shape[:-2])
    return _pair("linalg_cholesky_ex", ("L", "info"), (A.detach().tril(), _new(info)))


@composite("cholesky_inverse")
def cholesky_inverse(L: Any, upper: bool = False) -> Any:
    """Inverse of the matrix whose Cholesky factor is given: ``(*, n, n) -> (*, n, n)``.

    >>> cholesky_inverse(tensor([[2.0]]))
    tensor([[0.2500]])
    """
    factor = L.triu() if upper else L.tril()
    product = _t(factor) @ factor if upper else factor @ _t(factor)
    return inv(product)


@composite("cholesky_solve")
def cholesky_solve(B: Any, L: Any, upper: bool = False) -> Any:
    """Solution of ``A X = B`` from the Cholesky factor of `A`.

    Shapes: ``(*, n, k), (*, n, n) -> (*, n, k)``.

    >>> cholesky_solve(tensor([[4.0]]), tensor([[2.0]]))
    tensor([[1.]])
    """
    _square("cholesky_solve", L, "A")
    low = _t(L) if upper else L
    return solve_matrices(low @ _t(low), B)


# -- LU --------------------------------------------------------------------------------------------


def _getrf(matrix: Any) -> Any:
    from scipy.linalg import lapack
    if matrix.size == 0:
        return matrix.copy(), np.zeros(0, np.int32), 0
    routine = lapack.get_lapack_funcs("getrf", (matrix,))
    lu, pivots, info = routine(matrix)
    return lu, pivots + 1, info


def _lu_factor(x: Any) -> Any:
    """Compact LU factors with 1-based row exchanges: ``(*, m, n) -> (*, m, n), (*, min(m, n))``."""
    _matrix("linalg.lu_factor", x)
    batch, (m, n) = x.shape[:-2], x.shape[-2:]
    lu = np.empty_like(x, order="C")
    pivots = np.empty((*batch, min(m, n)), np.int32)
    for i in np.ndindex(*batch):
        lu[i], pivots[i], _ = _getrf(x[i])
    return lu, pivots


def _permutation(pivots: Any, m: int) -> Any:
    """Permutation matrices of row exchanges: ``(*, k) -> (*, m, m)``, with ``A = P L U``."""
    out = np.zeros((*pivots.shape[:-1], m, m))
    for i in np.ndindex(*pivots.shape[:-1]):
        order = np.arange(m)
        for k, p in enumerate(pivots[i]):
            order[k], order[p - 1] = order[p - 1], order[k]
        out[i][order, np.arange(m)] = 1
    return out


def _lu_factor_vjp(g_LU: Any, LU: Any, pivots: Any) -> Any:
    m, n = LU.shape[-2], LU.shape[-1]
    k = min(m, n)
    tril, triu = OPS["tril"].function, OPS["triu"].function
    cat = OPS["cat"].function
    p = _as(LU, _permutation(_array(pivots), m))
    square, gsquare = LU[..., :k, :k], g_LU[..., :k, :k]
    lower = tril(square, -1) + _as(LU, np.eye(k))
    upper = triu(square, 0)
    inner = tril(_t(lower) @ tril(gsquare, -1), -1) + triu(triu(gsquare, 0) @ _t(upper), 0)
    extra = None
    if m > n:
        low, glow = LU[..., k:, :], g_LU[..., k:, :]
        inner = inner - triu(_t(low) @ glow, 0)
        extra = _t(solve_triangles(upper, _t(glow), True, False))
    elif m < n:
        right, gright = LU[..., :, k:], g_LU[..., :, k:]
        inner = inner - tril(gright @ _t(right), -1)
        extra = solve_triangles(_t(lower), gright, True, True)
    first = solve_triangles(_t(lower), inner, True, True)
    first = _t(solve_triangles(upper, _t(first), True, False))
    if extra is not None:
        first = cat([first, extra], -2 if m > n else -1)
    return p @ first


def _array(value: Any) -> Any:
    return value._data if isinstance(value, Tensor) else np.asarray(value)


def _as(like: Any, array: Any) -> Any:
    """`array` in the type of `like`: an array for arrays, a tensor for tensors."""
    data = array.astype(_array(like).dtype)
    return _new(data) if isinstance(like, Tensor) else data


lu_compact = op("lu_compact", _lu_factor, _lu_factor_vjp, outputs=("LU", "pivots"), method=False,
                public=False, constant=("pivots",), node="LinalgLuFactorExBackward0",
                samples=_samples_square)


@composite("linalg.lu_factor")
def lu_factor(A: Any, *, pivot: bool = True) -> Any:
    """Compact LU factors and pivots: ``(*, m, n) -> (*, m, n), (*, min(m, n))``.

    >>> linalg.lu_factor(tensor([[2.0]])).LU
    tensor([[2.]])
    """
    _no_pivot_less(pivot)
    return _pair("linalg_lu_factor", ("LU", "pivots"), lu_compact(A))


def _no_pivot_less(pivot: bool) -> None:
    if not pivot:
        raise RuntimeError(
            "linalg.lu_factor: LU without pivoting is not implemented on the CPU; use pivot=True")


@composite("linalg.lu_factor_ex")
def lu_factor_ex(A: Any, *, pivot: bool = True, check_errors: bool = False) -> Any:
    """`lu_factor` and an error code of each matrix.

    >>> linalg.lu_factor_ex(tensor([[2.0]])).info
    tensor(0, dtype=torch.int32)
    """
    _no_pivot_less(pivot)
    lu, pivots = lu_compact(A)
    diagonal = np.diagonal(lu._data, axis1=-2, axis2=-1) == 0
    codes = (np.where(diagonal.any(-1), diagonal.argmax(-1) + 1, 0) if diagonal.shape[-1]
             else np.zeros(diagonal.shape[:-1]))
    info = np.asarray(codes, np.int32)
    if check_errors and info.any():
        raise LinAlgError("torch.linalg.lu_factor_ex: "
                          f"U[{int(info.max())},{int(info.max())}] is zero")
    return _pair("linalg_lu_factor_ex", ("LU", "pivots", "info"), (lu, pivots, _new(info)))


@composite("lu", method=True)
def lu(input: Any, pivot: bool = True, get_infos: bool = False) -> Any:
    """Compact LU factors and pivots (and error codes).

    >>> lu(tensor([[2.0]]))[0]
    tensor([[2.]])
    """
    factors = lu_factor_ex(input, pivot=pivot)
    return tuple(factors) if get_infos else tuple(factors[:2])


@composite("lu_unpack", method=False)
def lu_unpack(LU_data: Any, LU_pivots: Any, unpack_data: bool = True,
              unpack_pivots: bool = True) -> Any:
    """The factors ``P, L, U`` of compact LU data.

    >>> lu_unpack(*linalg.lu_factor(tensor([[2.0]]))).U
    tensor([[2.]])
    """
    if LU_pivots._data.dtype != np.int32:
        raise RuntimeError(
            "torch.lu_unpack: LU_pivots is expected to be a contiguous tensor of torch.int32 dtype."
            "\nNote: this function is intended to be used with the output produced by "
            "torch.linalg.lu_factor")
    m, n = LU_data.shape[-2], LU_data.shape[-1]
    k = min(m, n)
    empty = _new(np.zeros(0, LU_data._data.dtype))
    p, low, up = empty, empty, empty
    if unpack_pivots:
        p = _as(LU_data, _permutation(LU_pivots._data, m))
    if unpack_data:
        low = LU_data[..., :, :k].tril(-1) + _as(LU_data, np.eye(m, k))
        up = LU_data[..., :k, :].triu()
    return _pair("lu_unpack", ("P", "L", "U"), (p, low, up))


@composite("linalg.lu")
def linalg_lu(A: Any, *, pivot: bool = True) -> Any:
    """The factors ``P, L, U`` with ``A = P L U``.

    >>> linalg.lu(tensor([[2.0]])).U
    tensor([[2.]])
    """
    _no_pivot_less(pivot)
    return _pair("linalg_lu", ("P", "L", "U"), lu_unpack(*lu_compact(A)))


@composite("linalg.lu_solve")
def linalg_lu_solve(LU: Any, pivots: Any, B: Any, *, left: bool = True,
                    adjoint: bool = False) -> Any:
    """Solution of ``A X = B`` from the compact LU factors of `A`.

    >>> linalg.lu_solve(*linalg.lu_factor(tensor([[2.0]])), tensor([[4.0]]))
    tensor([[2.]])
    """
    _square("torch.linalg.lu_solve", LU, "LU")
    if not left:
        return _t(linalg_lu_solve(LU, pivots, _t(B), adjoint=not adjoint))
    p = _as(LU, _permutation(pivots._data, LU.shape[-1]))
    if adjoint:
        half = solve_triangles(_t(LU), B, False, False)
        return p @ solve_triangles(_t(LU), half, True, True)
    half = solve_triangles(LU, p.mT @ B, False, True)
    return solve_triangles(LU, half, True, False)


@composite("lu_solve", method=True)
def lu_solve(b: Any, LU_data: Any, LU_pivots: Any) -> Any:
    """Solution of ``A X = b`` from the compact LU factors of `A`.

    >>> lu_solve(tensor([[4.0]]), *linalg.lu_factor(tensor([[2.0]])))
    tensor([[2.]])
    """
    return linalg_lu_solve(LU_data, LU_pivots, b)


def _sytrf(matrix: Any) -> Any:
    from scipy.linalg import lapack
    routine = lapack.get_lapack_funcs("sytrf", (matrix,))
    return routine(matrix, lower=1)


@composite("linalg.ldl_factor")
def ldl_factor(A: Any, *, hermitian: bool = False) -> Any:
    """Compact LDL factors of symmetric matrices, and pivots.

    >>> linalg.ldl_factor(tensor([[2.0]])).LD
    tensor([[2.]])
    """
    return _pair("linalg_ldl_factor", ("LD", "pivots"), ldl_factor_ex(A, hermitian=hermitian)[:2])


@composite("linalg.ldl_factor_ex")
def ldl_factor_ex(A: Any, *, hermitian: bool = False, check_errors: bool = False) -> Any:
    """`ldl_factor` and an error code of each matrix. Not differentiable, as in PyTorch.

    >>> linalg.ldl_factor_ex(tensor([[2.0]])).info
    tensor(0, dtype=torch.int32)
    """
    _square("torch.linalg.ldl_factor_ex", A)
    data = A._data
    ld = np.empty_like(data, order="C")
    pivots, info = np.empty(data.shape[:-1], np.int32), np.empty(data.shape[:-2], np.int32)
    for i in np.ndindex(*data.shape[:-2]):
        factor, pivots[i], info[i] = _sytrf(data[i])
        ld[i] = np.tril(factor)
    return _pair("linalg_ldl_factor_ex", ("LD", "pivots", "info"),
                 (_new(ld), _new(pivots), _new(info)))


@composite("linalg.ldl_solve")
def ldl_solve(LD: Any, pivots: Any, B: Any, *, hermitian: bool = False) -> Any:
    """Solution of ``A X = B`` from the LDL factors of `A`.

    >>> linalg.ldl_solve(*linalg.ldl_factor(tensor([[2.0]])), tensor([[4.0]]))
    tensor([[2.]])
    """
    from scipy.linalg import lapack
    data = LD._data
    out = np.empty(np.broadcast_shapes(data.shape[:-2], B.shape[:-2]) + tuple(B.shape[-2:]),
                   data.dtype)
    solver = lapack.get_lapack_funcs("sytrs", (data,))
    for i in np.ndindex(*out.shape[:-2]):
        j = i[len(i) - (data.ndim - 2):]
        k = i[len(i) - (B.ndim - 2):]
        out[i] = solver(data[j], pivots._data[j], B._data[k], lower=1)[0]
    return _new(out)


# -- powers, exponentials, products ---------------------------------------------------------------


@composite("linalg.matrix_power", aliases=("matrix_power",), method=True)
def matrix_power(A: Any, n: int) -> Any:
    """Product of `n` copies of square matrices; of inverses for negative `n`.

    >>> linalg.matrix_power(tensor([[2.0]]), 3)
    tensor([[8.]])
    """
    _square("linalg.matrix_power", A)
    if n == 0:
        eye = np.broadcast_to(np.eye(A.shape[-1], dtype=A._data.dtype), tuple(A.shape)).copy()
        return A.clone().copy_(_new(eye))
    base = inv(A) if n < 0 else A
    result, n = None, abs(n)
    while True:
        if n & 1:
            result = base if result is None else result @ base
        n >>= 1
        if not n:
            return result.clone() if result is A else result
        base = base @ base


def _matrix_exp(x: Any) -> Any:
    """Matrix exponential: ``(*, n, n) -> (*, n, n)``.

    >>> linalg.matrix_exp(tensor([[0.0]]))
    tensor([[1.]])
    """
    _square("linalg.matrix_exp", x)
    if x.dtype != np.float16:
        _floating("linalg.matrix_exp", x)
    import scipy.linalg
    if x.size == 0:
        return x.copy()
    return np.asarray(scipy.linalg.expm(x), x.dtype)


def _matrix_exp_vjp(g: Any, x: Any) -> Any:
    # exp of [[Aᵀ, G], [0, Aᵀ]] has the wanted product in its upper right block (Al-Mohy and
    # Higham, "Computing the Fréchet derivative of the matrix exponential", 2009).
    cat = OPS["cat"].function
    top = cat([x.mT, g], -1)
    bottom = cat([x.mT * 0, x.mT], -1)
    n = x.shape[-1]
    return matrix_exp(cat([top, bottom], -2))[..., :n, n:]


matrix_exp = op("linalg.matrix_exp", _matrix_exp, _matrix_exp_vjp, holomorphic=True,
                aliases=("matrix_exp",), method=True, node="LinalgMatrixExpBackward0",
                samples=_samples_square)


@composite("linalg.multi_dot")
def multi_dot(tensors: Any) -> Any:
    """Product of several matrices in the cheapest order; the ends may be vectors.

    Source: dynamic programming over the split points (Cormen et al., "Introduction to
    Algorithms", matrix-chain multiplication).

    >>> linalg.multi_dot([ones(1, 2), ones(2, 3), ones(3, 1)])
    tensor([[6.]])
    """
    if len(tensors) < 2:
        raise RuntimeError("multi_dot(): expected at least 2 tensors but got "
                           f"{len(tensors)}")
    for k, t in enumerate(tensors):
        ends = k in (0, len(tensors) - 1)
        if t.ndim != 2 and not (ends and t.ndim == 1):
            raise RuntimeError(
                f"multi_dot(): tensor {k} must be {'1D or 2D' if ends else '2D'} but got {t.ndim}D")
    first, last = tensors[0].ndim == 1, tensors[-1].ndim == 1
    items = list(tensors)
    if first:
        items[0] = items[0].unsqueeze(0)
    if last:
        items[-1] = items[-1].unsqueeze(-1)
    for k in range(len(items) - 1):
        if items[k].shape[1] != items[k + 1].shape[0]:
            raise RuntimeError(
                f"multi_dot(): tensors {k} and {k + 1} with shapes {list(items[k].shape)} and "
                f"{list(items[k + 1].shape)} cannot be multiplied")
    out = _chain(items, _splits([t.shape[0] for t in items] + [items[-1].shape[1]]),
                 0, len(items) - 1)
    if first:
        out = out.squeeze(0)
    return out.squeeze(-1) if last else out


def _splits(sizes: list[int]) -> dict[tuple[int, int], int]:
    n = len(sizes) - 1
    cost = {(i, i): 0 for i in range(n)}
    split = {}
    for span in range(1, n):
        for i in range(n - span):
            j = i + span
            options = [(cost[i, k] + cost[k + 1, j] + sizes[i] * sizes[k + 1] * sizes[j + 1], k)
                       for k in range(i, j)]
            cost[i, j], split[i, j] = min(options)
    return split


def _chain(items: Any, split: Any, i: int, j: int) -> Any:
    if i == j:
        return items[i]
    k = split[i, j]
    return _chain(items, split, i, k) @ _chain(items, split, k + 1, j)


@composite("linalg.tensorinv")
def tensorinv(A: Any, ind: int = 2) -> Any:
    """Inverse of the linear map that `tensordot` with the last dimensions of `A` is.

    >>> linalg.tensorinv(eye(4).reshape(2, 2, 4), ind=2).shape
    torch.Size([4, 2, 2])
    """
    if ind <= 0:
        raise RuntimeError("Expected a strictly positive integer for 'ind'")
    head, tail = tuple(A.shape[:ind]), tuple(A.shape[ind:])
    if math.prod(head) != math.prod(tail):
        raise RuntimeError(
            f"Expected self to satisfy the requirement prod(self.shape[ind:]) == "
            f"prod(self.shape[:ind]), but got {math.prod(tail)} != {math.prod(head)}")
    return inv(A.reshape(math.prod(head), math.prod(tail))).reshape(tail + head)


@composite("linalg.tensorsolve")
def tensorsolve(A: Any, B: Any, dims: Any = None) -> Any:
    """The `X` with ``tensordot(A, X, X.ndim) = B``.

    >>> linalg.tensorsolve(eye(4).reshape(2, 2, 4), ones(2, 2))
    tensor([1., 1., 1., 1.])
    """
    if dims is not None:
        dims = [d % A.ndim for d in dims]
        A = A.permute(*[d for d in range(A.ndim) if d not in dims], *dims)
    shape = tuple(A.shape[B.ndim:])
    if math.prod(shape) != math.prod(A.shape[:B.ndim]):
        raise RuntimeError(
            "Expected self to satisfy the requirement prod(self.shape[other.ndim:]) == "
            f"prod(self.shape[:other.ndim]), but got {math.prod(shape)} != "
            f"{math.prod(A.shape[:B.ndim])}")
    return solve(A.reshape(B.numel(), math.prod(shape)), B.reshape(-1)).reshape(shape)


@composite("linalg.vecdot", method=False)
def vecdot(x: Any, y: Any, *, dim: int = -1) -> Any:
    """Sum of products along `dim`, the first conjugated: ``(*, n), (*, n) -> (*)``.

    >>> linalg.vecdot(tensor([1.0, 2.0]), tensor([3.0, 4.0]))
    tensor(11.)
    """
    if x.dtype is not y.dtype:
        raise RuntimeError(
            f"linalg.vecdot: Expected x and y to have the same dtype, but found x of type {x.dtype} "
            f"and y of type {y.dtype} instead")
    return ((x.conj() if x.is_complex() else x) * y).sum(dim)


@composite("linalg.vander", method=False)
def vander(x: Any, *, N: int | None = None) -> Any:
    """Powers 0 to N-1 of each element: ``(*, n) -> (*, n, N)``.

    >>> linalg.vander(tensor([2.0, 3.0]), N=3)
    tensor([[1., 2., 4.],
            [1., 3., 9.]])
    """
    if x.ndim == 0:
        x = x.unsqueeze(0)
    n = x.shape[-1] if N is None else N
    if n <= 1 and N is not None:
        raise RuntimeError(f"N must be greater than 1, got {n}")
    stack = OPS["stack"].function
    power, columns = x * 0 + 1, []
    for _ in range(n):
        columns.append(power)
        power = power * x
    return stack(columns, -1)


def _cross(x: Any, y: Any, *, dim: int = -1) -> Any:
    """Vector product of 3-vectors along `dim`: ``(*, 3), (*, 3) -> (*, 3)``.

    >>> linalg.cross(tensor([1.0, 0.0, 0.0]), tensor([0.0, 1.0, 0.0]))
    tensor([0., 0., 1.])
    """
    if x.ndim != y.ndim:
        raise RuntimeError(
            "linalg.cross: inputs must have the same number of dimensions. Got "
            f"{x.ndim} and {y.ndim}")
    if not x.ndim:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    d = wrap_dim(dim, x.ndim)
    if x.shape[d] != 3 or y.shape[d] != 3:
        raise RuntimeError(
            f"linalg.cross: inputs dimension {dim} must have length 3. Got {x.shape[d]} and "
            f"{y.shape[d]}")
    shape = np.broadcast_shapes(x.shape, y.shape)
    a = np.moveaxis(np.broadcast_to(x, shape), d, 0)
    b = np.moveaxis(np.broadcast_to(y, shape), d, 0)
    out = np.stack([a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2],
                    a[0] * b[1] - a[1] * b[0]])
    return np.moveaxis(out, 0, d)


linalg_cross = op("linalg.cross", _cross, lambda g, y, dim: linalg_cross(y, g, dim=dim),
                  lambda g, x, dim: linalg_cross(g, x, dim=dim), holomorphic=True,
                  tex=r"{x}\times {y}", promote="keep", refuses=not_for("b", "cross"),
                  samples=lambda make: [((make(2, 3), make(2, 3)), {})])


@composite("cross")
def cross(input: Any, other: Any, dim: int | None = None) -> Any:
    """Vector product along `dim`, by default the first dimension of size 3.

    >>> cross(tensor([1.0, 0.0, 0.0]), tensor([0.0, 1.0, 0.0]))
    tensor([0., 0., 1.])
    """
    if dim is None:
        if 3 not in input.shape:
            raise RuntimeError("no dimension of size 3 in input")
        dim = list(input.shape).index(3)
    return linalg_cross(input, other, dim=dim)


@composite("linalg.diagonal", method=False)
def diagonal(A: Any, *, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Any:
    """Diagonal of matrices, a view: ``(*, n, m) -> (*, min(n, m))``.

    >>> linalg.diagonal(tensor([[1.0, 2.0], [3.0, 4.0]]))
    tensor([1., 4.])
    """
    return A.diagonal(offset, dim1, dim2)


@composite("linalg.matmul", method=False)
def linalg_matmul(input: Any, other: Any) -> Any:
    """`matmul`.

    >>> linalg.matmul(ones(1, 2), ones(2, 1))
    tensor([[2.]])
    """
    return input.matmul(other)
