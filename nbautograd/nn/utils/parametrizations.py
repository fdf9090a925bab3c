"""Weights with a given length, size or angle: ready parametrizations.

>>> layer = nn.utils.parametrizations.orthogonal(nn.Linear(3, 3))
>>> allclose(layer.weight @ layer.weight.mT, eye(3), atol=1e-5)
True
"""

from __future__ import annotations

from typing import Any

from ...engine.state import no_grad
from ...ops.creation import empty, eye, zeros_like
from ...ops.join import cat
from ...ops.linalg import matrix_exp, solve
from ...ops.products import dot, mv
from ...ops.reflectors import geqrf, norm_except_dim
from ...ops.reflectors import weight_norm as scaled
from ...ops.sampling import randn
from ...ops.spectral import householder_product
from .. import functional as F
from ..module import Module
from .parametrize import register_parametrization

__all__ = ["orthogonal", "spectral_norm", "weight_norm"]


def _tensor_of(module: Any, name: str) -> Any:
    found = getattr(module, name, None)
    if not hasattr(found, "requires_grad_") or isinstance(found, Module):
        raise ValueError(f"Module '{module}' has no parameter or buffer with name '{name}'")
    return found


# -- direction and length -----------------------------------------------------------------------------------


class _WeightNorm(Module):
    def __init__(self, dim: int | None = 0) -> None:
        super().__init__()
        self.dim = -1 if dim is None else dim

    def forward(self, weight_g: Any, weight_v: Any) -> Any:
        return scaled(weight_v, weight_g, self.dim)

    def right_inverse(self, weight: Any) -> tuple[Any, Any]:
        return norm_except_dim(weight, 2, self.dim), weight


def weight_norm(module: Any, name: str = "weight", dim: int = 0) -> Any:
    """The weight as lengths `original0`, one for each position of `dim`, and directions `original1`.

    With ``dim=None`` there is one length. Returns the module.

    Raises:
        ValueError: the module has no such tensor.

    Source: Salimans and Kingma, "Weight Normalization".

    >>> layer = nn.utils.parametrizations.weight_norm(nn.Linear(2, 3))
    >>> layer.parametrizations.weight.original0.shape
    torch.Size([3, 1])
    """
    return register_parametrization(module, name, _WeightNorm(dim), unsafe=True)


# -- largest singular value ---------------------------------------------------------------------------------


class _SpectralNorm(Module):
    _u: Any
    _v: Any

    def __init__(self, weight: Any, n_power_iterations: int = 1, dim: int = 0,
                 eps: float = 1e-12) -> None:
        super().__init__()
        if not -weight.ndim <= dim < weight.ndim:
            raise IndexError("Dimension out of range (expected to be in range of "
                             f"[-{weight.ndim}, {weight.ndim - 1}] but got {dim})")
        if n_power_iterations <= 0:
            raise ValueError("Expected n_power_iterations to be positive, but got "
                             f"n_power_iterations={n_power_iterations}")
        self.dim, self.eps = dim % weight.ndim, eps
        if weight.ndim > 1:
            self.n_power_iterations = n_power_iterations
            with no_grad():
                matrix = self._matrix(weight)
                for name, size in zip(("_u", "_v"), matrix.shape, strict=True):
                    start = empty(size, dtype=weight.dtype).normal_(0, 1)
                    self.register_buffer(name, F.normalize(start, dim=0, eps=eps))
                self._iterate(matrix, 15)

    def _matrix(self, weight: Any) -> Any:
        """``(..., n, ...) -> (n, m)``, with dimension `dim` first."""
        return weight.movedim(self.dim, 0).flatten(1)

    @no_grad()
    def _iterate(self, matrix: Any, times: int) -> None:
        """Turn `_u` and `_v` to the singular vectors of the largest singular value, in place."""
        for _ in range(times):
            self._u.copy_(F.normalize(mv(matrix, self._v), dim=0, eps=self.eps))
            self._v.copy_(F.normalize(mv(matrix.H, self._u), dim=0, eps=self.eps))

    def forward(self, weight: Any) -> Any:
        if weight.ndim == 1:
            return F.normalize(weight, dim=0, eps=self.eps)
        matrix = self._matrix(weight)
        if self.training:
            self._iterate(matrix, self.n_power_iterations)
        # Copies: the next step writes into these, and gradients may be asked for after it.
        u, v = self._u.clone(), self._v.clone()
        return weight / dot(u, mv(matrix, v))

    def right_inverse(self, value: Any) -> Any:
        return value


def spectral_norm(module: Any, name: str = "weight", n_power_iterations: int = 1,
                  eps: float = 1e-12, dim: int | None = None) -> Any:
    """The weight over its largest singular value, which power iteration follows in training.

    The weight is seen as a matrix with a row for each position of `dim` (the first, or the second
    of transposed convolutions). Returns the module.

    Raises:
        ValueError: no such tensor, or no iterations.   IndexError: no such dimension.

    Source: Miyato et al., "Spectral Normalization for Generative Adversarial Networks".

    >>> layer = nn.utils.parametrizations.spectral_norm(nn.Linear(2, 3), n_power_iterations=9)
    >>> layer.weight.detach().svd().S[0].round(decimals=4)
    tensor(1.)
    """
    weight = _tensor_of(module, name)
    dim = rows_of(module) if dim is None else dim
    return register_parametrization(
        module, name, _SpectralNorm(weight, n_power_iterations, dim, eps))


def rows_of(module: Any) -> int:
    """The dimension of a weight that counts outputs."""
    from ..convolution import ConvTranspose1d, ConvTranspose2d, ConvTranspose3d
    return int(isinstance(module, (ConvTranspose1d, ConvTranspose2d, ConvTranspose3d)))


# -- orthogonal matrices ------------------------------------------------------------------------------------


def _tall(x: Any) -> tuple[Any, bool]:
    """The matrices with at least as many rows as columns, and whether they were transposed."""
    wide = x.size(-2) < x.size(-1)
    return (x.mT if wide else x), wide


def _diagonal(x: Any) -> Any:
    return x.diagonal(dim1=-2, dim2=-1)


def _orthonormal(x: Any) -> Any:
    """Q of the QR decomposition in which the diagonal of R is positive."""
    a, tau = geqrf(x)
    return householder_product(a, tau) * _diagonal(a).sgn().unsqueeze(-2)


def _is_orthonormal(q: Any) -> bool:
    eps = 10 * q.shape[-1] * {4: 2.0 ** -23, 8: 2.0 ** -52}[q.real.element_size()]
    one = eye(q.size(-1), dtype=q.dtype)
    return bool((q.mH @ q - one).abs().le(eps).all())


class _Orthogonal(Module):
    base: Any

    def __init__(self, weight: Any, orthogonal_map: str, use_trivialization: bool = True) -> None:
        super().__init__()
        if weight.is_complex() and orthogonal_map == "householder":
            raise ValueError("The householder parametrization does not support complex tensors.")
        self.shape, self.orthogonal_map = weight.shape, orthogonal_map
        if use_trivialization:
            self.register_buffer("base", None)

    def forward(self, x: Any) -> Any:
        x, wide = _tall(x)
        q = self._reflected(x) if self.orthogonal_map == "householder" else self._rotated(x)
        if hasattr(self, "base"):
            q = self.base @ q
        return q.mT if wide else q

    def _rotated(self, x: Any) -> Any:
        """The first columns of the exponential (or the Cayley transform) of ``L - Lᴴ``."""
        n, k = x.shape[-2:]
        x = x.tril()
        if n != k:
            x = cat([x, x.new_zeros((*x.shape[:-1], n - k))], -1)
        a = x - x.mH
        if self.orthogonal_map == "matrix_exp":
            q = matrix_exp(a)
        else:
            one = eye(n, dtype=a.dtype)
            q = solve(one - 0.5 * a, one + 0.5 * a)
        return q[..., :k] if n != k else q

    @staticmethod
    def _reflected(x: Any) -> Any:
        """The product of the reflections below the diagonal, with the signs on it."""
        a = x.tril(-1)
        tau = 2.0 / (1.0 + (a * a).sum(-2))
        return householder_product(a, tau) * _diagonal(x).int().unsqueeze(-2)

    @no_grad()
    def right_inverse(self, value: Any) -> Any:
        if value.shape != self.shape:
            raise ValueError(f"Expected a matrix or batch of matrices of shape {self.shape}. Got a "
                             f"tensor of shape {value.shape}.")
        q, wide = _tall(value)
        if hasattr(self, "base"):
            self.base = self._based(q)
            start = zeros_like(value)
            _diagonal(start).fill_(-1.0)
            return start
        if self.orthogonal_map != "householder":
            raise NotImplementedError(
                "It is not possible to assign to the matrix exponential or the Cayley "
                "parametrizations when use_trivialization=False.")
        a, tau = geqrf(q)
        diagonal = _diagonal(a)
        diagonal.sign_()
        diagonal[tau == 0.0] *= -1
        return a.mT if wide else a

    @staticmethod
    def _based(q: Any) -> Any:
        """The square orthogonal matrix whose first columns are those of `q`, made orthonormal."""
        n, k = q.shape[-2:]
        if n == k:
            return q.clone() if _is_orthonormal(q) else _orthonormal(q)
        more = randn((*q.shape[:-1], n - k), dtype=q.dtype)
        return _orthonormal(cat([q, more], -1))


def orthogonal(module: Any, name: str = "weight", orthogonal_map: str | None = None, *,
               use_trivialization: bool = True) -> Any:
    """The weight as an orthogonal matrix (unitary, if complex); returns the module.

    Matrices that are not square get orthonormal rows or columns, the fewer of the two. The map is
    ``"matrix_exp"``, ``"cayley"`` or ``"householder"``; with `use_trivialization`, it starts from
    a fixed matrix `base`, which is set when the weight is assigned.

    Raises:
        ValueError: no such tensor, no matrix, an unknown map.

    Source: Lezcano-Casado, "Trivializations for Gradient-Based Optimization on Manifolds".

    >>> layer = nn.utils.parametrizations.orthogonal(nn.Linear(2, 4))
    >>> allclose(layer.weight.mT @ layer.weight, eye(2), atol=1e-5)
    True
    """
    weight = _tensor_of(module, name)
    if weight.ndim < 2:
        raise ValueError("Expected a matrix or batch of matrices. Got a tensor of "
                         f"{weight.ndim} dimensions.")
    if orthogonal_map is None:
        square = weight.size(-2) == weight.size(-1)
        orthogonal_map = "matrix_exp" if square or weight.is_complex() else "householder"
    if orthogonal_map not in ("matrix_exp", "cayley", "householder"):
        raise ValueError('orthogonal_map has to be one of "matrix_exp", "cayley", "householder". '
                         f"Got: {orthogonal_map}")
    part = _Orthogonal(weight, orthogonal_map, use_trivialization)
    return register_parametrization(module, name, part, unsafe=True)
