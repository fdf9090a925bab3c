"""Resizing images and sampling them at given places.

Resizing is linear and separable: one small matrix for each dimension says which elements make an
output element. Sampling on a grid gathers the neighbours of each place and weighs them.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from ..engine.declare import composite, linear

# -- one matrix along one dimension ----------------------------------------------------------------


def _along(x: Any, matrix: Any, dim: int) -> Any:
    """Multiply the vectors along `dim` by a matrix: ``(*, n, *) -> (*, m, *)``."""
    d, matrix = dim % x.ndim, matrix.astype(x.dtype)
    if d == x.ndim - 1:
        return x.reshape(-1, x.shape[d]).dot(matrix.T).reshape(*x.shape[:d], len(matrix))
    out = np.matmul(matrix, x.reshape(math.prod(x.shape[:d]), x.shape[d], math.prod(x.shape[d + 1:])))
    return out.reshape(*x.shape[:d], len(matrix), *x.shape[d + 1:])


along = linear("along", _along, lambda g, matrix, dim: along(g, matrix.T, dim), method=False,
               public=False, node="UpsampleBilinear2DBackward0",
               samples=lambda make: [((make(2, 3), np.ones((4, 3)), 1), {})])


def source(n: int, out: int, scale: float | None, corners: bool) -> Any:
    """The place in the input that each output element is taken from."""
    i = np.arange(out, dtype=np.float64)
    if corners:
        return i * ((n - 1) / (out - 1) if out > 1 else 0)
    ratio = 1 / scale if scale is not None else n / out
    return (i + 0.5) * ratio - 0.5


def linear_matrix(n: int, out: int, scale: float | None, corners: bool) -> Any:
    """Weights of linear interpolation: ``(out, n)``."""
    place = np.maximum(source(n, out, scale, corners), 0)
    low = np.minimum(place.astype(int), n - 1)
    high = np.minimum(low + 1, n - 1)
    weight = place - low
    matrix = np.zeros((out, n))
    np.add.at(matrix, (np.arange(out), low), 1 - weight)
    np.add.at(matrix, (np.arange(out), high), weight)
    return matrix


def cubic_weights(t: Any, a: float = -0.75) -> list[Any]:
    """Weights of the four neighbours for cubic convolution.

    Source: R. Keys, "Cubic convolution interpolation for digital image processing" (1981).
    """
    def near(x: Any) -> Any:
        return ((a + 2) * x - (a + 3)) * x * x + 1

    def far(x: Any) -> Any:
        return ((a * x - 5 * a) * x + 8 * a) * x - 4 * a

    return [far(t + 1), near(t), near(1 - t), far(2 - t)]


def cubic_matrix(n: int, out: int, scale: float | None, corners: bool) -> Any:
    """Weights of cubic convolution: ``(out, n)``."""
    place = source(n, out, scale, corners)
    low = np.floor(place).astype(int)
    matrix = np.zeros((out, n))
    for k, weight in enumerate(cubic_weights(place - low)):
        np.add.at(matrix, (np.arange(out), np.clip(low + k - 1, 0, n - 1)), weight)
    return matrix


def nearest_matrix(n: int, out: int, scale: float | None, exact: bool) -> Any:
    """Selection of the nearest element: ``(out, n)``."""
    ratio = np.float32(1 / scale if scale is not None else n / out)
    i = np.arange(out, dtype=np.float32)
    place = np.floor((i + np.float32(0.5)) * ratio if exact else i * ratio).astype(int)
    matrix = np.zeros((out, n))
    matrix[np.arange(out), np.minimum(place, n - 1)] = 1
    return matrix


def antialias_matrix(n: int, out: int, scale: float | None, corners: bool, cubic: bool) -> Any:
    """Weights of a filter as wide as the reduction: ``(out, n)``."""
    if corners:
        ratio = (n - 1) / (out - 1) if out > 1 else 0.0
    else:
        ratio = 1 / scale if scale is not None else n / out
    support = (2.0 if cubic else 1.0) * max(ratio, 1.0)
    stretch = 1 / ratio if ratio >= 1 else 1.0
    matrix = np.zeros((out, n))
    for i in range(out):
        centre = ratio * (i + 0.5)
        start = max(int(centre - support + 0.5), 0)
        stop = min(int(centre + support + 0.5), n)
        x = np.abs((np.arange(start, stop) - centre + 0.5) * stretch)
        weights = _cubic_filter(x) if cubic else np.maximum(1 - x, 0)
        matrix[i, start:stop] = weights / weights.sum()
    return matrix


def _cubic_filter(x: Any, a: float = -0.5) -> Any:
    near = ((a + 2) * x - (a + 3)) * x * x + 1
    far = ((x - 5) * a * x + 8 * a) * x - 4 * a
    return np.where(x < 1, near, np.where(x < 2, far, 0))


_DIMS = {"linear": (1,), "bilinear": (2,), "bicubic": (2,), "trilinear": (3,)}


def _resized(x: Any, sizes: Any, scales: Any, mode: str, corners: bool, antialias: bool) -> Any:
    for k, (out, scale) in enumerate(zip(sizes, scales, strict=True)):
        n = x.shape[2 + k]
        if antialias:
            matrix = antialias_matrix(n, out, scale, corners, mode == "bicubic")
        elif mode.startswith("nearest"):
            matrix = nearest_matrix(n, out, scale, mode == "nearest-exact")
        elif mode == "bicubic":
            matrix = cubic_matrix(n, out, scale, corners)
        else:
            matrix = linear_matrix(n, out, scale, corners)
        if n == out and np.array_equal(matrix, np.eye(n)):
            continue
        x = along(x, matrix, 2 + k)
    return x


_ONLY = ("Input Error: Only 3D, 4D and 5D input Tensors supported (got {}D) for the modes: nearest | "
         "linear | bilinear | bicubic | trilinear | lanczos | area | nearest-exact (got {})")


@composite("nn.functional.interpolate")
def interpolate(input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
                align_corners: bool | None = None, recompute_scale_factor: bool | None = None,
                antialias: bool = False) -> Any:
    """Resize to `size` or by `scale_factor`: ``(n, c, *sizes) -> (n, c, *out)``.

    `mode` is nearest, nearest-exact, linear, bilinear, bicubic, trilinear or area.

    Raises:
        ValueError: sizes are missing, given twice or do not fit the mode.
        NotImplementedError: the mode does not know that many dimensions.

    >>> nn.functional.interpolate(tensor([[[1.0, 2.0]]]), scale_factor=2)
    tensor([[[1., 1., 2., 2.]]])
    """
    n = input.ndim - 2
    if not 1 <= n <= 3:
        raise NotImplementedError(_ONLY.format(input.ndim, mode))
    if mode in ("nearest", "area", "nearest-exact") and align_corners is not None:
        raise ValueError("align_corners option can only be set with the interpolating modes: "
                         "linear | bilinear | bicubic | trilinear")
    align = bool(align_corners)
    if (size is None) == (scale_factor is None):
        raise ValueError("only one of size or scale_factor should be defined" if size is not None
                         else "either size or scale_factor should be defined")
    sizes, scales = _target(input, n, size, scale_factor)
    if recompute_scale_factor:
        if size is not None:
            raise ValueError("recompute_scale_factor is not meaningful with an explicit size.")
        scales = (None,) * n
    if antialias and mode not in ("bilinear", "bicubic"):
        raise ValueError(
            "Anti-alias option is restricted to bilinear and bicubic modes and requires a 4-D "
            "tensor as input")
    if mode == "area":
        from ..engine.declare import COMPOSITES
        return COMPOSITES[f"nn.functional.adaptive_avg_pool{n}d"].public(input, sizes)
    known = mode.startswith("nearest") or n in _DIMS.get(mode, ())
    if not known:
        if mode not in (*_DIMS, "nearest", "nearest-exact"):
            raise NotImplementedError(_ONLY.format(input.ndim, mode))
        raise NotImplementedError(
            f"Got {input.ndim}D input, but {mode} mode needs {_DIMS[mode][0] + 2}D input")
    if any(s <= 0 for s in sizes) or any(s == 0 for s in input.shape[1:]):
        raise RuntimeError(
            f"Input and output sizes should be greater than 0, but got input "
            f"({', '.join(f'{w}: {s}' for w, s in zip('DHW'[3 - n:], input.shape[2:], strict=True))}"
            f") output ({', '.join(f'{w}: {s}' for w, s in zip('DHW'[3 - n:], sizes, strict=True))})")
    out = _resized(input, sizes, scales, mode, align, antialias)
    return out.clone() if out is input else out


def _target(x: Any, n: int, size: Any, factor: Any) -> tuple[tuple[int, ...], tuple[Any, ...]]:
    if size is not None:
        sizes = tuple(size) if isinstance(size, (tuple, list)) else (size,) * n
        if len(sizes) != n:
            raise ValueError(
                f"Input and output must have the same number of spatial dimensions, but got input "
                f"with spatial dimensions of {list(x.shape[2:])} and output size of {list(sizes)}. "
                "Please provide input tensor in (N, C, d1, d2, ...,dK) format and output size in "
                "(o1, o2, ...,oK) format.")
        return tuple(int(s) for s in sizes), (None,) * n
    factors = tuple(factor) if isinstance(factor, (tuple, list)) else (factor,) * n
    if len(factors) != n:
        raise ValueError(
            "Input and scale_factor must have the same number of spatial dimensions, but got input "
            f"with spatial dimensions of {list(x.shape[2:])} and scale_factor of shape "
            f"{list(factors)}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and "
            "scale_factor in (s1, s2, ...,sK) format.")
    sizes = tuple(math.floor(float(s) * f) for s, f in zip(x.shape[2:], factors, strict=True))
    return sizes, tuple(float(f) for f in factors)


@composite("nn.functional.upsample")
def upsample(input: Any, size: Any = None, scale_factor: Any = None, mode: str = "nearest",
             align_corners: bool | None = None) -> Any:
    """`interpolate`, by its older name.

    >>> nn.functional.upsample(tensor([[[1.0]]]), scale_factor=2)
    tensor([[[1., 1.]]])
    """
    return interpolate(input, size, scale_factor, mode, align_corners)


@composite("nn.functional.upsample_nearest")
def upsample_nearest(input: Any, size: Any = None, scale_factor: Any = None) -> Any:
    """`interpolate` with mode nearest.

    >>> nn.functional.upsample_nearest(tensor([[[1.0]]]), scale_factor=2)
    tensor([[[1., 1.]]])
    """
    return interpolate(input, size, scale_factor, "nearest")


@composite("nn.functional.upsample_bilinear")
def upsample_bilinear(input: Any, size: Any = None, scale_factor: Any = None) -> Any:
    """`interpolate` with mode bilinear, the corners aligned.

    >>> nn.functional.upsample_bilinear(ones(1, 1, 2, 2), scale_factor=2).shape
    torch.Size([1, 1, 4, 4])
    """
    return interpolate(input, size, scale_factor, "bilinear", True)


@composite("_upsample_bilinear2d_aa", method=False)
def upsample_bilinear2d_aa(input: Any, output_size: Any, align_corners: bool,
                           scales_h: float | None = None, scales_w: float | None = None, *,
                           scale_factors: Any = None) -> Any:
    """Antialiased bilinear resizing: ``(n, c, h, w) -> (n, c, *output_size)``."""
    sizes, scales = _target(input, 2, output_size, scale_factors if output_size is None else None)
    if output_size is not None:
        scales = (scales_h, scales_w)
    return _resized(input, sizes, scales, "bilinear", align_corners, True)


# -- sampling on a grid ----------------------------------------------------------------------------


def _unnormalized(grid: Any, n: int, corners: bool) -> Any:
    """From -1 ... 1 to element numbers."""
    return (grid + 1) * ((n - 1) / 2) if corners else ((grid + 1) * n - 1) * 0.5


def _reflected(place: Any, low: float, high: float) -> Any:
    """Fold a place back into ``[low, high]`` at its ends, differentiably."""
    if high <= low:
        return place * 0
    span = high - low
    distance = (place - low).abs()
    flips = (distance.detach() / span).floor()
    rest = distance - flips * span
    even = (flips % 2) == 0
    return (rest + low).where(even, high - rest)


def _located(place: Any, n: int, padding: str, corners: bool) -> Any:
    if padding == "border":
        return place.clamp(0, n - 1)
    if padding == "reflection":
        low, high = (0, n - 1) if corners else (-0.5, n - 0.5)
        return _reflected(place, low, high).clamp(0, n - 1)
    return place


def _gathered(x: Any, indices: list[Any], valid: Any) -> Any:
    """Elements of ``(n, c, *sizes)`` at integer places ``(n, *out)``, zero where not valid."""
    sizes = x.shape[2:]
    flat = None
    for size, index in zip(sizes, indices, strict=True):
        inside = index.clamp(0, size - 1)
        flat = inside if flat is None else flat * size + inside
    n, c = x.shape[:2]
    out = flat.shape[1:]
    chosen = flat.reshape(n, 1, -1).expand(n, c, math.prod(out))
    values = x.reshape(n, c, math.prod(sizes)).gather(2, chosen).reshape(n, c, *out)
    return values * valid.unsqueeze(1).to(x.dtype)


def _inside(index: Any, size: int) -> Any:
    return (index >= 0) & (index < size)


@composite("nn.functional.grid_sample")
def grid_sample(input: Any, grid: Any, mode: str = "bilinear", padding_mode: str = "zeros",
                align_corners: bool | None = None) -> Any:
    """Sample images at the places of `grid`, given in -1 ... 1.

    Shapes: ``(n, c, h, w), (n, *out, 2) -> (n, c, *out)``; in three dimensions likewise with 3.

    Raises:
        ValueError: unknown mode or padding mode.
        RuntimeError: sizes do not fit.

    >>> nn.functional.grid_sample(ones(1, 1, 2, 2), zeros(1, 1, 1, 2), align_corners=True)
    tensor([[[[1.]]]])
    """
    if mode not in ("bilinear", "nearest", "bicubic"):
        raise ValueError("nn.functional.grid_sample(): expected mode to be 'bilinear', 'nearest' or "
                         f"'bicubic', but got: '{mode}'")
    if padding_mode not in ("zeros", "border", "reflection"):
        raise ValueError("nn.functional.grid_sample(): expected padding_mode to be 'zeros', "
                         f"'border', or 'reflection', but got: '{padding_mode}'")
    n = input.ndim - 2
    if n not in (2, 3) or grid.ndim != input.ndim:
        raise RuntimeError(
            "grid_sampler(): expected 4D or 5D input and grid with same number of dimensions, but "
            f"got input with sizes {list(input.shape)} and grid with sizes {list(grid.shape)}")
    if grid.shape[0] != input.shape[0]:
        raise RuntimeError(
            "grid_sampler(): expected grid and input to have same batch size, but got input with "
            f"sizes {list(input.shape)} and grid with sizes {list(grid.shape)}")
    if grid.shape[-1] != n:
        raise RuntimeError(
            f"grid_sampler(): expected grid to have size {n} in last dimension, but got grid with "
            f"sizes {list(grid.shape)}")
    if 0 in input.shape[2:]:
        raise RuntimeError(
            "grid_sampler(): expected input to have non-empty spatial dimensions, but input has "
            f"sizes {list(input.shape)}")
    if mode == "bicubic" and n == 3:
        raise RuntimeError("grid_sampler(): bicubic interpolation only supports 4D input")
    corners = bool(align_corners)
    # the last coordinate is x, which runs along the last dimension
    places = [_unnormalized(grid[..., n - 1 - k], input.shape[2 + k], corners) for k in range(n)]
    if mode == "bicubic":
        return _bicubic(input, places, padding_mode, corners)
    places = [_located(p, input.shape[2 + k], padding_mode, corners)
              for k, p in enumerate(places)]
    if mode == "nearest":
        indices = [p.detach().round().long() for p in places]
        out = _gathered(input, indices, _all_inside(indices, input.shape[2:]))
        # the result depends on the grid, with derivative zero
        return out + (grid * 0).sum() if grid.requires_grad else out
    return _multilinear(input, places)


def _all_inside(indices: list[Any], sizes: Any) -> Any:
    valid = None
    for index, size in zip(indices, sizes, strict=True):
        inside = _inside(index, size)
        valid = inside if valid is None else valid & inside
    return valid


def _multilinear(x: Any, places: list[Any]) -> Any:
    sizes = x.shape[2:]
    low = [p.detach().floor() for p in places]
    weights = [(1 - (p - f), p - f) for p, f in zip(places, low, strict=True)]
    out = None
    for corner in np.ndindex(*([2] * len(places))):
        indices = [f.long() + c for f, c in zip(low, corner, strict=True)]
        weight = None
        for pair, c in zip(weights, corner, strict=True):
            weight = pair[c] if weight is None else weight * pair[c]
        assert weight is not None
        term = _gathered(x, indices, _all_inside(indices, sizes)) * weight.unsqueeze(1)
        out = term if out is None else out + term
    return out


def _bicubic(x: Any, places: list[Any], padding: str, corners: bool) -> Any:
    low = [p.detach().floor() for p in places]
    weights = [cubic_weights(p - f) for p, f in zip(places, low, strict=True)]
    out = None
    for i in range(4):
        for j in range(4):
            indices, valid = [], None
            for f, k, size in zip(low, (i, j), x.shape[2:], strict=True):
                index = _located(f + (k - 1), size, padding, corners).round().long()
                indices.append(index)
            valid = _all_inside(indices, x.shape[2:])
            term = _gathered(x, indices, valid) * (weights[0][i] * weights[1][j]).unsqueeze(1)
            out = term if out is None else out + term
    return out


_MODES, _PADDINGS = ("bilinear", "nearest", "bicubic"), ("zeros", "border", "reflection")


def _grid_sampler(n: int) -> None:
    def sampled(input: Any, grid: Any, interpolation_mode: int, padding_mode: int,
                align_corners: bool) -> Any:
        return grid_sample(input, grid, _MODES[interpolation_mode], _PADDINGS[padding_mode],
                           align_corners)

    sampled.__doc__ = "As `nn.functional.grid_sample`, modes by number."
    composite(f"grid_sampler_{n}d", method=False)(sampled)


for _n in (2, 3):
    _grid_sampler(_n)


@composite("nn.functional.affine_grid")
def affine_grid(theta: Any, size: Any, align_corners: bool | None = None) -> Any:
    """Places of the elements of an image of `size` after an affine map, for `grid_sample`.

    Shapes: ``(n, 2, 3) -> (n, h, w, 2)``; in three dimensions ``(n, 3, 4) -> (n, d, h, w, 3)``.

    >>> nn.functional.affine_grid(eye(2, 3)[None], (1, 1, 1, 1), align_corners=False)
    tensor([[[[0., 0.]]]])
    """
    sizes = tuple(size)[2:]
    axes = []
    for n in sizes:
        i = np.arange(n)
        axes.append((i * 2 / (n - 1) - 1 if n > 1 else i * 0.0) if align_corners
                    else (2 * i + 1) / n - 1)
    mesh = np.meshgrid(*axes, indexing="ij")
    base = np.stack([*reversed(mesh), np.ones(sizes)], -1).reshape(1, -1, len(sizes) + 1)
    from ..engine.tensor import wrap
    points = wrap(base.astype(theta._data.dtype))
    return (points @ theta.transpose(1, 2)).reshape(theta.shape[0], *sizes, len(sizes))


