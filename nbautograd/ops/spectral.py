"""Orthogonal and spectral factorisations, and what is read off them: ranks, norms, least squares.

Formulas: S. F. Walter and L. Lehmann, "Algorithmic differentiation of linear algebra functions with
application in optimum experimental design" (2010), for QR; J. Townsend, "Differentiating the
singular value decomposition" (2016); M. B. Giles (2008) for eigenvalues.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import OPS, composite, op
from ..engine.messages import scalar_name
from ..errors import LinAlgError
from .arguments import data_of
from .linalg import _array, _as, _floating, _matrix, _new, _pair, _square, _t, inv, solve_triangles

# -- QR --------------------------------------------------------------------------------------------


def _qr(x: Any, mode: str = "reduced") -> Any:
    """Orthogonal and upper triangular factor: ``(*, m, n) -> (*, m, k), (*, k, n)``.

    `mode` is ``"reduced"`` (k = min(m, n)), ``"complete"`` (k = m) or ``"r"`` (no first factor).

    >>> linalg.qr(tensor([[2.0]])).R.abs()
    tensor([[2.]])
    """
    _floating("linalg.qr", x, half="geqrf_cpu")
    _matrix("linalg.qr", x)
    if mode not in ("reduced", "complete", "r"):
        raise RuntimeError(
            f"qr received unrecognized mode '{mode}' but expected one of 'reduced' (default), 'r', "
            "or 'complete'")
    q, r = np.linalg.qr(x, "complete" if mode == "complete" else "reduced")
    return (np.zeros((0,), x.dtype) if mode == "r" else q), r


def _qr_vjp(g_Q: Any, g_R: Any, Q: Any, R: Any, mode: str) -> Any:
    if mode == "r":
        raise RuntimeError("The derivative of linalg.qr depends on Q, which is not computed when "
                           "mode='r'. Please use linalg.qr(A, mode='reduced') if you are going to "
                           "require gradients for some of its outputs.")
    m, n = Q.shape[-2], R.shape[-1]
    if mode == "complete" and m > n:
        raise RuntimeError("The QR decomposition is not differentiable when mode='complete' and "
                           "nrows > ncols")
    cat = OPS["cat"].function
    if m >= n:
        return _qr_tall(g_Q, g_R, Q, R)
    # A = [X Y], X square: Y = Q R2
    first, rest = R[..., :, :m], R[..., :, m:]
    g1 = None if g_R is None else g_R[..., :, :m]
    gq = g_Q
    gy = None
    if g_R is not None:
        g2 = g_R[..., :, m:]
        gy = Q @ g2
        y = Q @ rest
        through = y @ _t(g2)
        gq = through if gq is None else gq + through
    gx = _qr_tall(gq, g1, Q, first)
    gy = Q @ (rest * 0) if gy is None else gy
    return cat([gx, gy], -1)


def _qr_tall(gq: Any, gr: Any, q: Any, r: Any) -> Any:
    inner = 0 if gr is None else r @ _t(gr)
    if gq is not None:
        inner = inner - _t(gq) @ q
    tril = OPS["tril"].function
    low = tril(inner, -1)
    middle = low + _t(low) + (tril(inner, 0) - low).real    # the diagonal of R is real
    total = q @ middle
    if gq is not None:
        total = total + gq
    return _t(solve_triangles(r, _t(total), True, False))


qr_op = op("linalg.qr", _qr, _qr_vjp, outputs=("Q", "R"), node="LinalgQrBackward0",
           samples=lambda make: [((make(3, 3),), {}), ((make(4, 3),), {})])


@composite("qr")
def qr(input: Any, some: bool = True) -> Any:
    """QR factors; `linalg.qr`.

    >>> qr(tensor([[2.0]])).R.abs()
    tensor([[2.]])
    """
    return _pair("qr", ("Q", "R"), qr_op(input, "reduced" if some else "complete"))


@composite("linalg.householder_product", aliases=("orgqr",), method=False)
def householder_product(A: Any, tau: Any) -> Any:
    """First columns of the product of Householder reflections ``1 - tau v vᴴ``.

    Shapes: ``(*, m, n), (*, k) -> (*, m, n)``; `v` are the columns of `A` below a unit diagonal.

    >>> linalg.householder_product(tensor([[1.0], [0.0]]), tensor([0.0]))
    tensor([[1.],
            [0.]])
    """
    _matrix("torch.linalg.householder_product", A)
    m, n = A.shape[-2], A.shape[-1]
    if m < n:
        raise RuntimeError("torch.linalg.householder_product: input.shape[-2] must be greater than "
                           "or equal to input.shape[-1]")
    if n < tau.shape[-1]:
        raise RuntimeError("torch.linalg.householder_product: input.shape[-1] must be greater than "
                           "or equal to tau.shape[-1]")
    eye = np.broadcast_to(np.eye(m, n, dtype=A._data.dtype), tuple(A.shape)).copy()
    start = _new(eye) if tau.shape[-1] else _new(eye) + tau.sum() * 0
    return _reflected(A, tau, start, reverse=True, adjoint=False)


def _reflected(a: Any, tau: Any, out: Any, reverse: bool, adjoint: bool) -> Any:
    """Apply the reflections of `a` and `tau` to the columns of `out`."""
    m, k = a.shape[-2], tau.shape[-1]
    for i in (reversed(range(k)) if reverse else range(k)):
        unit = _as(a, (np.arange(m) == i).astype(np.float64)[:, None])
        below = _as(a, (np.arange(m) > i).astype(np.float64)[:, None])
        v = a[..., :, i:i + 1] * below + unit
        factor = tau[..., i:i + 1].unsqueeze(-1)
        if adjoint:
            factor = factor.conj()
        out = out - factor * (v @ (_t(v) @ out))
    return out


@composite("ormqr")
def ormqr(input: Any, tau: Any, other: Any, left: bool = True, transpose: bool = False) -> Any:
    """Product of the orthogonal matrix of Householder reflections with `other`.

    Shapes: ``(*, m, k), (*, k), (*, m, n) -> (*, m, n)``.

    >>> ormqr(tensor([[1.0]]), tensor([0.0]), tensor([[3.0]]))
    tensor([[3.]])
    """
    _matrix("torch.ormqr", input, "input")
    expected = min(other.shape[-2 if left else -1], input.shape[-1])
    if tau.shape[-1] != expected:
        raise RuntimeError(
            "torch.ormqr: tau.shape[-1] must be equal to min(other.shape[-2], input.shape[-1]): "
            f"{tau.shape[-1]} is not {expected}")
    if not left:
        return _t(ormqr(input, tau, _t(other), True, not transpose))
    return _reflected(input, tau, other, reverse=not transpose, adjoint=transpose)


# -- eigenvalues -----------------------------------------------------------------------------------


def _eigh(x: Any, UPLO: str = "L") -> Any:
    """Eigenvalues (ascending) and vectors of symmetric matrices: ``(*, n, n) -> (*, n), (*, n, n)``.

    >>> linalg.eigh(tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
    tensor([1., 2.])
    """
    _floating("linalg.eigh", x, half="linalg_eigh_cpu", whole="linalg_eigh_cpu")
    _square("linalg.eigh", x)
    if str(UPLO).upper() not in ("U", "L"):
        raise RuntimeError(f"Expected UPLO argument to be 'L' or 'U', but got {UPLO}")
    return np.linalg.eigh(x, str(UPLO).upper())


def _gaps(values: Any) -> Any:
    """Differences of eigenvalues ``λj - λi``, with 1 on the diagonal (where they do not count)."""
    n = values.shape[-1]
    return values[..., None, :] - values[..., :, None] + _as(values, np.eye(n))


def _off_diagonal(x: Any) -> Any:
    return x * _as(x, 1 - np.eye(x.shape[-1]))


def _diagonal_of(x: Any) -> Any:
    """Diagonal matrices from vectors: ``(*, n) -> (*, n, n)``."""
    return x[..., None, :] * _as(x, np.eye(x.shape[-1]))


def _check_phase(inner: Any, name: str, depends: str) -> None:
    """Refuse cotangents of complex vectors by which a loss would depend on their phases.

    Raises:
        RuntimeError: the loss does.
    """
    data = data_of(inner)
    if data.dtype.kind == "c" and np.abs(
            np.diagonal(data, axis1=-2, axis2=-1).imag).max(initial=0) > 1e-2:
        raise RuntimeError(
            f"{name}: The {depends}; take absolute values, or products in which phases cancel.")


_VECTORS = ("eigenvectors in the complex case are specified up to multiplication by e^{i phi}. The "
            "specified loss function depends on this quantity, so it is ill-defined")
_SINGULAR = ("singular vectors in the complex case are specified up to multiplication by e^{i phi}. "
             "The specified loss function depends on this phase term, making it ill-defined")


def _eigh_vjp(g_eigenvalues: Any, g_eigenvectors: Any, eigenvalues: Any, eigenvectors: Any) -> Any:
    v = eigenvectors
    if g_eigenvectors is None:
        return (v * g_eigenvalues[..., None, :]) @ _t(v)
    inner = _t(v) @ g_eigenvectors
    _check_phase(inner, "linalg_eigh_backward", _VECTORS)
    # Only what turns the vectors counts: the change of a symmetric matrix is symmetric.
    inner = _off_diagonal((inner - _t(inner)) / (2 * _gaps(eigenvalues)))
    if g_eigenvalues is not None:
        inner = inner + _diagonal_of(g_eigenvalues)
    return v @ inner @ _t(v)


def _symmetric(make: Any) -> Any:
    a = make(3, 3)
    return a + a.mH + make.constant(np.diag([0.0, 4.0, 9.0]))


eigh = op("linalg.eigh", _eigh, _eigh_vjp, outputs=("eigenvalues", "eigenvectors"),
          node="LinalgEighBackward0", samples=lambda make: [
              ((_symmetric(make),), {}, lambda f, x: f((x + x.mH) / 2).eigenvalues),
              ((_symmetric(make),), {}, lambda f, x: f((x + x.mH) / 2).eigenvectors.abs())])


@composite("linalg.eigvalsh")
def eigvalsh(A: Any, UPLO: str = "L") -> Any:
    """Eigenvalues of symmetric matrices, ascending: ``(*, n, n) -> (*, n)``.

    >>> linalg.eigvalsh(tensor([[2.0, 0.0], [0.0, 1.0]]))
    tensor([1., 2.])
    """
    return eigh(A, UPLO)[0]


def _eig(x: Any) -> Any:
    """Complex eigenvalues and vectors of square matrices: ``(*, n, n) -> (*, n), (*, n, n)``.

    >>> linalg.eig(tensor([[2.0]])).eigenvalues
    tensor([2.+0.j])
    """
    if x.dtype.kind not in "fc":
        raise RuntimeError(f"Unknown Complex ScalarType for {scalar_name(x.dtype)}; convert the "
                           "tensor with .float()")
    _floating("linalg.eig", x, half="linalg_eig_out_cpu")
    _square("linalg.eig", x)
    if not np.isfinite(x).all():
        raise RuntimeError("torch.linalg.eig: input tensor should not contain infs or NaNs.")
    kind = np.complex64 if x.dtype in (np.float32, np.complex64) else np.complex128
    values, vectors = np.linalg.eig(x)
    return values.astype(kind), vectors.astype(kind)


def _eig_vjp(g_eigenvalues: Any, g_eigenvectors: Any, eigenvalues: Any, eigenvectors: Any) -> Any:
    v = eigenvectors
    inner = 0
    if g_eigenvectors is not None:
        projected = _t(v) @ g_eigenvectors
        _check_phase(projected, "linalg_eig_backward", _VECTORS)
        n = v.shape[-1]
        along = _diagonal_of((projected * _as(projected, np.eye(n))).sum(-1).real + 0j)
        inner = _off_diagonal((projected - (_t(v) @ v) @ along) / _gaps(eigenvalues).conj())
    if g_eigenvalues is not None:
        inner = inner + _diagonal_of(g_eigenvalues)
    return inv(_t(v)) @ inner @ _t(v)


eig = op("linalg.eig", _eig, _eig_vjp, outputs=("eigenvalues", "eigenvectors"),
         node="LinalgEigBackward0", samples=lambda make: [
             ((make(3, 3),), {}, lambda f, x: f(x).eigenvalues),
             ((make(2, 2, dtype="complex128"),), {}, lambda f, x: f(x).eigenvectors.abs())])


@composite("linalg.eigvals")
def eigvals(A: Any) -> Any:
    """Complex eigenvalues of square matrices: ``(*, n, n) -> (*, n)``.

    >>> linalg.eigvals(tensor([[2.0]]))
    tensor([2.+0.j])
    """
    return eig(A)[0]


# -- singular values -------------------------------------------------------------------------------


def _svd(x: Any, full_matrices: bool = True) -> Any:
    """Singular vectors and values: ``A = U diag(S) Vh``.

    Shapes: ``(*, m, n) -> (*, m, k), (*, k), (*, k, n)`` with k = min(m, n); square `U` and `Vh`
    with `full_matrices`.

    >>> linalg.svd(tensor([[3.0, 0.0], [0.0, 2.0]])).S
    tensor([3., 2.])
    """
    _floating("linalg.svd", x, half="linalg_svd_cpu")
    _matrix("linalg.svd", x)
    try:
        return np.linalg.svd(x, full_matrices=full_matrices)
    except np.linalg.LinAlgError:
        raise LinAlgError(
            "linalg.svd: The algorithm failed to converge because the input matrix is "
            "ill-conditioned or contains non-finite values.") from None


def _svd_vjp(g_U: Any, g_S: Any, g_Vh: Any, U: Any, S: Any, Vh: Any) -> Any:
    k = S.shape[-1]
    m, n = U.shape[-2], Vh.shape[-1]
    u, vh = U[..., :, :k], Vh[..., :k, :]
    gu = None if g_U is None else g_U[..., :, :k]
    gvh = None if g_Vh is None else g_Vh[..., :k, :]
    if gu is None and gvh is None:
        return (u * g_S[..., None, :]) @ vh
    s2 = S * S
    gaps = _gaps(s2)
    inner, phase, turn = 0 if g_S is None else _diagonal_of(g_S), 0, 0
    if gu is not None:
        skew = _t(u) @ gu
        phase, turn = phase + skew, turn + skew
        inner = inner + _off_diagonal((skew - _t(skew)) / gaps) * S[..., None, :]
    if gvh is not None:
        skew = vh @ _t(gvh)
        phase, turn = phase + skew, turn - skew
        inner = inner + S[..., :, None] * _off_diagonal((skew - _t(skew)) / gaps)
    if data_of(u).dtype.kind == "c":
        # Only the difference of the phases of u and v is determined, by a real s.
        _check_phase(phase, "svd_backward", _SINGULAR)
        inner = inner + (turn - _t(turn)) * _as(turn, np.eye(k)) / (4 * S[..., None, :])
    out = u @ inner @ vh
    if gu is not None and m > k:
        left = gu / S[..., None, :]
        out = out + (left - u @ (_t(u) @ left)) @ vh
    if gvh is not None and n > k:
        right = gvh / S[..., :, None]
        out = out + u @ (right - (right @ _t(vh)) @ vh)
    return out


svd_op = op("linalg.svd", _svd, _svd_vjp, outputs=("U", "S", "Vh"), node="LinalgSvdBackward0",
            samples=lambda make: [
                ((_apart(make),), {}, lambda f, x: _without_phases(*f(x))),
                *[((make(*shape), False), {}, lambda f, x, full: _without_phases(*f(x, full)))
                  for shape in ((3, 2), (2, 3))]])


def _apart(make: Any) -> Any:
    return make(3, 3) + make.constant(np.diag([0.0, 3.0, 6.0]))


def _without_phases(u: Any, s: Any, vh: Any) -> Any:
    return u.abs(), s, vh.abs(), u[..., :1] @ vh[..., :1, :]


@composite("svd")
def svd(input: Any, some: bool = True, compute_uv: bool = True) -> Any:
    """Singular vectors and values, ``input = U diag(S) Vᴴ``: `linalg.svd` with `V` itself.

    >>> svd(tensor([[3.0]])).S
    tensor([3.])
    """
    u, s, vh = svd_op(input, not some)
    if not compute_uv:
        u, vh = _new(np.zeros(u.shape, u._data.dtype)), _new(np.zeros(vh.shape, vh._data.dtype))
    return _pair("svd", ("U", "S", "V"), (u, s, _t(vh)))


@composite("linalg.svdvals", method=False)
def svdvals(A: Any) -> Any:
    """Singular values, descending: ``(*, m, n) -> (*, min(m, n))``.

    >>> linalg.svdvals(tensor([[3.0, 0.0], [0.0, 2.0]]))
    tensor([3., 2.])
    """
    _matrix("linalg.svdvals", A)
    return svd_op(A, False)[1]


@composite("svd_lowrank", method=False)
def svd_lowrank(A: Any, q: int | None = 6, niter: int | None = 2, M: Any = None) -> Any:
    """The `q` largest singular values with their vectors: ``A ≈ U diag(S) Vᴴ``.

    Taken from the full factorisation, where PyTorch iterates from random vectors.

    >>> svd_lowrank(tensor([[3.0]]), q=1)[1]
    tensor([3.])
    """
    q = 6 if q is None else q
    u, s, vh = svd_op(A if M is None else A - M, False)
    return u[..., :, :q], s[..., :q], _t(vh)[..., :, :q]


@composite("pca_lowrank", method=False)
def pca_lowrank(A: Any, q: int | None = None, center: bool = True, niter: int = 2) -> Any:
    """Principal components: `svd_lowrank` of the centred rows.

    >>> pca_lowrank(tensor([[1.0], [3.0]]), q=1)[1]
    tensor([1.4142])
    """
    m, n = A.shape[-2], A.shape[-1]
    q = min(6, m, n) if q is None else q
    if not 0 <= q <= min(m, n):
        raise ValueError(
            f"q(={q}) must be non-negative integer and not greater than min(m, n)={min(m, n)}")
    return svd_lowrank(A - A.mean(-2, keepdim=True) if center else A, q)


def _pinv_array(x: Any, atol: Any, rtol: Any, hermitian: bool) -> Any:
    """Pseudo-inverse: singular values below ``max(atol, rtol * largest)`` count as zero."""
    if x.size == 0:
        return np.zeros((*x.shape[:-2], x.shape[-1], x.shape[-2]), x.dtype)
    if hermitian:
        values, v = np.linalg.eigh(x)
        s, u, vh = np.abs(values), v * np.sign(values)[..., None, :], _t(v)
    else:
        u, s, vh = np.linalg.svd(x, full_matrices=False)
    cut = np.maximum(atol, rtol * s.max(-1))[..., None]
    inverse = np.where(s > cut, 1 / np.where(s > cut, s, 1), 0).astype(x.dtype)
    return (_t(vh) * inverse[..., None, :]) @ _t(u)


def _pinv_vjp(g: Any, x: Any, out: Any) -> Any:
    # Golub and Pereyra, "The differentiation of pseudo-inverses and nonlinear least squares
    # problems whose variables separate" (1973)
    p, ph, gh = out, _t(out), _t(g)
    if x.shape[-2] <= x.shape[-1]:
        k = gh @ p
        kph = k @ ph
        return -_t(p @ k) + kph - (x @ p) @ kph + (ph @ p) @ (gh - k @ x)
    k = p @ gh
    phk = ph @ k
    return -_t(k @ p) + (gh - x @ k) @ p @ ph + phk - (phk @ p) @ x


pinv_op = op("pinv", lambda x, atol, rtol, hermitian: _pinv_array(x, atol, rtol, hermitian),
             _pinv_vjp, method=False, public=False, node="LinalgPinvBackward0", tex="{x}^{{+}}",
             samples=lambda make: [((make(3, 2), 0.0, 1e-12, False), {})])


def _tolerances(x: Any, atol: Any, rtol: Any, rcond: Any = None) -> Any:
    rtol = rcond if rtol is None and rcond is not None else rtol
    eps = np.finfo(x._data.dtype).eps * max(x.shape[-2:])
    if rtol is None:
        rtol = 0.0 if atol is not None and np.all(_array(atol) > 0) else eps
    return _array(0.0 if atol is None else atol), _array(rtol)


@composite("linalg.pinv")
def pinv(A: Any, rcond: Any = None, hermitian: bool = False, *, atol: Any = None,
         rtol: Any = None) -> Any:
    """Moore-Penrose pseudo-inverse: ``(*, m, n) -> (*, n, m)``.

    >>> linalg.pinv(tensor([[2.0], [0.0]]))
    tensor([[0.5000, 0.0000]])
    """
    _floating("linalg.pinv", A._data)
    _matrix("linalg.pinv", A)
    return pinv_op(A, *_tolerances(A, atol, rtol, rcond), hermitian)


@composite("pinverse")
def pinverse(input: Any, rcond: float = 1e-15) -> Any:
    """Pseudo-inverse; `linalg.pinv`.

    >>> pinverse(tensor([[2.0]]))
    tensor([[0.5000]])
    """
    return pinv(input, rcond)


@composite("linalg.matrix_rank", method=False)
def matrix_rank(A: Any, tol: Any = None, hermitian: bool = False, *, atol: Any = None,
                rtol: Any = None) -> Any:
    """Number of singular values above the tolerance: ``(*, m, n) -> (*)`` of int64.

    >>> linalg.matrix_rank(eye(2))
    tensor(2)
    """
    _matrix("linalg.matrix_rank", A)
    data = A._data
    s = np.abs(np.linalg.eigvalsh(data)) if hermitian else np.linalg.svd(data, compute_uv=False)
    absolute, relative = _tolerances(A, tol if atol is None else atol, rtol)
    cut = np.maximum(absolute, relative * s.max(-1, initial=0))
    return _new((s > np.asarray(cut)[..., None]).sum(-1))


@composite("linalg.lstsq")
def lstsq(A: Any, B: Any, rcond: Any = None, *, driver: str | None = None) -> Any:
    """Least squares solution of ``A X = B`` with residuals, rank and singular values.

    Shapes: ``(*, m, n), (*, m, k) -> (*, n, k)``.

    >>> linalg.lstsq(tensor([[2.0], [0.0]]), tensor([[4.0], [0.0]])).solution
    tensor([[2.]])
    """
    _matrix("torch.linalg.lstsq", A, "input")
    drivers = ("gels", "gelsy", "gelsd", "gelss")
    if driver is not None and driver not in drivers:
        raise RuntimeError("torch.linalg.lstsq: parameter `driver` should be one of (gels, gelsy, "
                           f"gelsd, gelss), got {driver!r}")
    driver = driver or "gelsy"
    vector = B.ndim == 1 or (A.ndim - 1 == B.ndim and tuple(B.shape) == tuple(A.shape[:-1]))
    right = B.unsqueeze(-1) if vector else B
    if A.shape[-2] != right.shape[-2]:
        raise RuntimeError("torch.linalg.lstsq: input.size(-2) should match other.size(-2)")
    solution = pinv(A, rcond) @ right
    m, n = A.shape[-2], A.shape[-1]
    data, empty = A._data, np.zeros(0, A._data.real.dtype)
    s = np.linalg.svd(data, compute_uv=False) if data.size else np.zeros((*data.shape[:-2], 0))
    eps = np.finfo(data.dtype).eps * max(m, n) if rcond is None else float(rcond)
    rank = (s > eps * s.max(-1, keepdims=True, initial=0)).sum(-1)
    full = driver == "gels" or bool((rank == n).all())
    residuals = solution.reshape(-1)[:0]
    if m > n and full and driver != "gelsy":
        difference = A @ solution - right
        residuals = (difference * difference).sum(-2)
    if vector:
        solution = solution.squeeze(-1)
    ranks = _new(np.zeros(0, np.int64) if driver == "gels" else np.asarray(rank, np.int64))
    values = _new(s.astype(data.real.dtype) if driver in ("gelsd", "gelss") else empty)
    return _pair("linalg_lstsq", ("solution", "residuals", "rank", "singular_values"),
                 (solution, residuals, ranks, values))


# -- norms -----------------------------------------------------------------------------------------


def _vector_norm(x: Any, ord: Any = 2, dim: Any = None, keepdim: bool = False,
                 dtype: Any = None) -> Any:
    return OPS_or_composite("linalg.vector_norm")(x, ord, dim, keepdim, dtype=dtype)


def OPS_or_composite(name: str) -> Any:  # noqa: N802 (reads as the two tables it looks into)
    from ..engine.declare import COMPOSITES
    return OPS[name].function if name in OPS else COMPOSITES[name].public


@composite("linalg.matrix_norm", method=False)
def matrix_norm(A: Any, ord: Any = "fro", dim: Any = (-2, -1), keepdim: bool = False, *,
                dtype: Any = None) -> Any:
    """Norm of matrices: ``"fro"``, ``"nuc"``, 1, -1, 2, -2, inf or -inf.

    Shapes: ``(*, m, n) -> (*)``.

    >>> linalg.matrix_norm(tensor([[3.0, 0.0], [0.0, 4.0]]))
    tensor(5.)
    """
    _floating("linalg.matrix_norm", A._data)
    _matrix("linalg.matrix_norm", A)
    if dtype is not None:
        A = A.to(dtype)
    dims = tuple(dim) if isinstance(dim, (tuple, list)) else (dim,)
    if len(dims) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {list(dims)}")
    from .arguments import wrap_dim
    rows, columns = (wrap_dim(d, A.ndim) for d in dims)
    if rows == columns:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dims[0]}, {dims[1]})")
    if ord == "fro":
        return _vector_norm(A, 2, (rows, columns), keepdim)
    if ord == "nuc" or (not isinstance(ord, str) and abs(ord) == 2):
        order = [d for d in range(A.ndim) if d not in (rows, columns)] + [rows, columns]
        s = svdvals(A.permute(*order))
        out = s.sum(-1) if ord == "nuc" else s.amax(-1) if ord > 0 else s.amin(-1)
        for d in sorted((rows, columns)) if keepdim else ():
            out = out.unsqueeze(d)
        return out
    if isinstance(ord, str) or abs(ord) not in (1, math.inf):
        raise RuntimeError(f"linalg.matrix_norm: Order {ord} not supported." if not isinstance(
            ord, str) else f"linalg.matrix_norm: Order {ord} not supported; use 'fro' or 'nuc'.")
    summed, picked = (rows, columns) if abs(ord) == 1 else (columns, rows)
    sums = _vector_norm(A, 1, summed, True)
    out = sums.amax(picked, keepdim=True) if ord > 0 else sums.amin(picked, keepdim=True)
    return out if keepdim else out.squeeze((rows, columns))


@composite("linalg.norm", method=False)
def norm(A: Any, ord: Any = None, dim: Any = None, keepdim: bool = False, *,
         dtype: Any = None) -> Any:
    """Vector or matrix norm, by the number of dimensions it is taken over.

    >>> linalg.norm(tensor([3.0, 4.0]))
    tensor(5.)
    """
    if dim is not None and not isinstance(dim, int) and len(dim) not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {list(dim)}")
    if dim is None and ord is not None and A.ndim not in (1, 2):
        raise RuntimeError("linalg.norm: If dim is not specified but ord is, the input must be 1D "
                           f"or 2D. Got {A.ndim}D.")
    count = (1 if isinstance(dim, int) else len(dim)) if dim is not None else A.ndim
    if ord is not None and count == 2:
        return matrix_norm(A, ord, dim if dim is not None else (-2, -1), keepdim, dtype=dtype)
    if isinstance(ord, str):
        raise RuntimeError(f"linalg.norm: Order {ord} not supported for vectors")
    return _vector_norm(A, 2 if ord is None else ord, dim, keepdim, dtype)


@composite("linalg.cond", method=False)
def cond(A: Any, p: Any = None) -> Any:
    """Condition number in a norm; by default the ratio of the extreme singular values.

    >>> linalg.cond(tensor([[4.0, 0.0], [0.0, 2.0]]))
    tensor(2.)
    """
    _matrix("linalg.cond", A)
    if p is None or p in (2, -2):
        s = svdvals(A)
        return s[..., -1] / s[..., 0] if p == -2 else s[..., 0] / s[..., -1]
    _square("linalg.cond", A)
    try:
        return matrix_norm(A, p) * matrix_norm(inv(A), p)
    except LinAlgError:
        return _new(np.full(tuple(A.shape[:-2]), math.inf, A._data.dtype))


@composite("dist")
def dist(input: Any, other: Any, p: Any = 2) -> Any:
    """`p`-norm of the difference of two tensors, as one number.

    >>> dist(tensor([3.0, 0.0]), tensor([0.0, 4.0]))
    tensor(5.)
    """
    return _vector_norm(input - other, p)


@composite("renorm", inplace=True)
def renorm(input: Any, p: float, dim: int, maxnorm: float) -> Any:
    """Scale down each slice along `dim` whose `p`-norm exceeds `maxnorm`.

    >>> renorm(tensor([[3.0, 4.0]]), p=2, dim=0, maxnorm=1.0)
    tensor([[0.6000, 0.8000]])
    """
    from .arguments import wrap_dim
    if input.ndim < 2:
        raise RuntimeError("renorm: input needs at least 2 dimensions, got "
                           f"{input.ndim} dimensions")
    if p <= 0:
        raise RuntimeError("renorm: non-positive-norm not supported")
    if maxnorm < 0:
        raise RuntimeError(f"renorm: expected maxnorm to be >= 0 but got {maxnorm}")
    others = tuple(d for d in range(input.ndim) if d != wrap_dim(dim, input.ndim))
    norms = _vector_norm(input, p, others, True)
    factor = (maxnorm / (norms + 1e-7)).where(norms > maxnorm, norms * 0 + 1)
    return input * factor
