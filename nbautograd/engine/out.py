"""``out=``: the results of a function in the memory of tensors that are there already.

PyTorch takes ``out`` in most of its functions. Here they are computed as always and then copied, so
an input may be overwritten; what is written has no place in a graph.

>>> x, y = tensor([1.0, 2.0]), empty(2)
>>> y is add(x, x, out=y), y
(True, tensor([2., 4.]))
"""

from __future__ import annotations

import functools
import inspect
import warnings
from typing import Any

import numpy as np

from .messages import cpp_name, scalar_name
from .state import LOCAL, no_grad

__all__ = ["into", "no_out", "takes_out", "with_out"]

# The functions with `out`: their result is converted to its type, if that can hold such numbers ...
CONVERTED = frozenset("""
    acos acosh add addcdiv addcmul addr angle asin asinh atan atan2 atanh bitwise_and
    bitwise_left_shift bitwise_or bitwise_right_shift bitwise_xor cat cholesky cholesky_inverse
    cholesky_solve clamp_max clamp_min column_stack copysign cos cosh cumprod cumsum deg2rad
    diff digamma div dstack eq erf erfc erfinv exp exp2 expm1 fft.fft fft.fft2 fft.fftfreq
    fft.fftn fft.hfft fft.hfft2 fft.hfftn fft.ifft fft.ifft2 fft.ifftn fft.ihfft fft.ihfft2
    fft.ihfftn fft.irfft fft.irfft2 fft.irfftn fft.rfft fft.rfft2 fft.rfftfreq fft.rfftn
    floor_divide fmax fmin fmod gcd ge gt hstack hypot i0 igamma igammac kron lcm ldexp le lerp
    lgamma linalg.cond linalg.eig linalg.eigvals linalg.householder_product linalg.lstsq
    linalg.matrix_rank linalg.pinv linalg.tensorinv linalg.tensorsolve log log10 log1p log2
    logaddexp logaddexp2 logical_and logical_not logical_or logical_xor logit logsumexp lt max
    maximum mean min minimum mul mvlgamma nanmean nansum ne nextafter nn.functional.normalize nn.functional.threshold
    outer polygamma pow prod rad2deg reciprocal remainder rsqrt sigmoid sin sinc sinh
    special.airy_ai special.bessel_j0 special.bessel_j1 special.bessel_y0 special.bessel_y1
    special.chebyshev_polynomial_t special.chebyshev_polynomial_u special.chebyshev_polynomial_v
    special.chebyshev_polynomial_w special.entr special.erfcx special.hermite_polynomial_h
    special.hermite_polynomial_he special.i0e special.i1 special.i1e
    special.laguerre_polynomial_l special.legendre_polynomial_p special.log_ndtr
    special.modified_bessel_i0 special.modified_bessel_i1 special.modified_bessel_k0
    special.modified_bessel_k1 special.ndtr special.ndtri special.scaled_modified_bessel_k0
    special.scaled_modified_bessel_k1 special.shifted_chebyshev_polynomial_t
    special.shifted_chebyshev_polynomial_u special.shifted_chebyshev_polynomial_v
    special.shifted_chebyshev_polynomial_w special.spherical_bessel_j0 special.xlog1py
    special.zeta sqrt square stack std sub sum tan tanh var vstack xlogy""".split())
# ... or must have its type,
SAME = frozenset("""
    abs addbmm addmm addmv alias_copy all amax amin aminmax any argmax argmin as_strided_copy
    baddbmm bitwise_not bmm bucketize ceil chain_matmul clamp complex conj_physical cross cummax
    cummin diag diagonal_copy dot expand_copy float_power floor frac frexp gather hardshrink
    heaviside histc histogram index_add index_copy index_reduce index_select inner inverse isin
    isneginf isposinf kthvalue linalg.cholesky linalg.cholesky_ex linalg.cross linalg.det
    linalg.eigh linalg.eigvalsh linalg.inv linalg.inv_ex linalg.ldl_factor linalg.ldl_factor_ex
    linalg.ldl_solve linalg.lu linalg.lu_factor linalg.lu_factor_ex linalg.lu_solve
    linalg.matmul linalg.matrix_norm linalg.matrix_power linalg.multi_dot linalg.norm linalg.qr
    linalg.slogdet linalg.solve linalg.solve_ex linalg.solve_triangular linalg.svd
    linalg.svdvals linalg.vecdot linalg.vector_norm log_softmax logcumsumexp lu_solve lu_unpack
    masked_select matmul median mm mode msort multinomial mv nan_to_num nanmedian nanquantile narrow_copy
    native_batch_norm neg nn.functional.avg_pool2d nn.functional.avg_pool3d nn.functional.gelu
    nn.functional.linear nn.functional.logsigmoid nn.functional.softplus
    nn.functional.softshrink nonzero norm ormqr permute_copy polar qr quantile renorm round
    scatter scatter_add scatter_reduce searchsorted select_copy sgn sign signbit slice_copy
    slice_scatter softmax sort squeeze_copy svd t_copy take take_along_dim tensordot topk
    transpose_copy triangular_solve tril triu trunc unfold_copy unsqueeze_copy vdot
    view_as_complex_copy view_as_real_copy view_copy where""".split())
# ... or it is a list, each part is copied to its tensor, and nothing is returned ...
PARTS = frozenset("split_copy split_with_sizes_copy unbind_copy".split())
# ... or computed in it.
COMPUTED = frozenset("cumprod cumsum nanmean nansum prod sum".split())
JOINED = frozenset("cat column_stack dstack hstack stack vstack".split())
# Of several results, these may be converted, too.
LOOSE = frozenset("linalg.eig linalg.lstsq".split())
# With one number for all of the input there is no `out`.
WITH_DIM = frozenset("median nanmedian prod".split())


def takes_out(name: str) -> bool:
    """Whether the function of this full name has ``out``.

    >>> takes_out("linalg.inv"), takes_out("relu")
    (True, False)
    """
    return name in CONVERTED or name in SAME or name in PARTS


def with_out(entry: Any, signature: inspect.Signature, spelled: inspect.Signature,
             lines: str) -> tuple[inspect.Signature, str]:
    """The `spelled` signature with ``out``, and what a function does that is given it.

    The result is what the function gives for the arguments of `signature`.
    """
    parameters = list(spelled.parameters.values())
    if not takes_out(entry.name):
        return spelled, lines
    marks: dict[Any, str] = {inspect.Parameter.VAR_POSITIONAL: "*", inspect.Parameter.VAR_KEYWORD: "**"}
    given_to = [p for p in signature.parameters.values() if p.name != "out"]
    given = ", ".join(
        f"{p.name}={p.name}" if p.kind is p.KEYWORD_ONLY else marks.get(p.kind, "") + p.name
        for p in given_to)
    values = ", ".join(marks.get(p.kind, "").replace("**", "*") + p.name
                       for p in given_to)
    place = len(parameters) - (bool(parameters) and parameters[-1].kind is
                               inspect.Parameter.VAR_KEYWORD)
    if "out" not in spelled.parameters:
        parameters.insert(
            place, inspect.Parameter("out", inspect.Parameter.KEYWORD_ONLY, default=None))
    lines += "    if out is not None:\n"
    if entry.name in COMPUTED:
        lines += "        if dtype is None: dtype = getattr(out, 'dtype', None)\n"
    if entry.name in WITH_DIM:
        lines += f"        if dim is None: NO_OUT({entry.name!r})\n"
    lines += f"        return INTO(OP, call({given}), out, ({values},))\n"
    return spelled.replace(parameters=parameters), lines


def no_out(name: str) -> None:
    """Refuse ``out`` where all of the input becomes one number."""
    raise TypeError(f"{name}() received an invalid combination of arguments: out is taken together "
                    "with dim only")


def into(entry: Any, result: Any, out: Any, arguments: tuple[Any, ...]) -> Any:
    """The result of a function, one or several tensors, in the memory of `out`, which is returned.

    Raises:
        TypeError: `out` is not as many tensors as there are results.
        RuntimeError: something requires grad; a type that `out` cannot take; memory that overlaps.
    """
    name = entry.name.replace(".", "_")
    if entry.name in PARTS:
        return _into_parts(entry, result, out)
    if not isinstance(result, tuple):
        if not hasattr(out, "resize_"):
            raise TypeError(f"{name}(): argument 'out' must be Tensor, not {type(out).__name__}")
        _check(entry, name, result, out, arguments, entry.name in SAME)
        return _write(result, out)
    if not isinstance(out, (tuple, list)):
        raise TypeError(f"{name}() received an invalid combination of arguments: out must be a tuple "
                        f"of {len(result)} tensors, not {type(out).__name__}")
    if len(out) != len(result):
        raise TypeError(f"expected tuple of {len(result)} elements but got {len(out)}")
    for r, o in zip(result, out, strict=True):
        if not hasattr(o, "resize_"):
            raise TypeError(f"{name}(): argument 'out' must be tuple of Tensors, not tuple of "
                            f"{type(o).__name__}")
        _check(entry, name, r, o, arguments, entry.name not in LOOSE)
    written = [_write(r, o) for r, o in zip(result, out, strict=True)]
    return _returned(type(result))(*written)


def _into_parts(entry: Any, result: Any, out: Any) -> None:
    """Copy each part to its tensor, which takes numbers of any type; only sizes may give it a shape."""
    name = entry.name
    if not isinstance(out, (tuple, list)):
        raise TypeError(f"{name}(): argument 'out' must be tuple of Tensors, not "
                        f"{type(out).__name__}")
    if len(out) != len(result):
        raise RuntimeError(f"{name}() expected an out= argument of size {len(result)}, got size "
                           f"{len(out)}")
    for k, there in enumerate(out):
        if not hasattr(there, "resize_"):
            raise TypeError(f"expected Tensor as element {k} in argument 'out' of {name}(), but got "
                            f"{type(there).__name__}")
        if LOCAL.mode.grad and there.requires_grad:
            _refuse_grad(name)
    for part, there in zip(result, out, strict=True):
        if name == "split_with_sizes_copy":
            _check(entry, name, part.detach(), there, (), True)
            _write(part, there)
        else:
            with no_grad():
                there.copy_(part)


def _refuse_grad(name: str) -> None:
    raise RuntimeError(
        f"{name}(): functions with out=... arguments don't support automatic differentiation, "
        "but one of the arguments requires grad. Call it without out=, or under torch.no_grad().")


def _check(entry: Any, name: str, result: Any, out: Any, arguments: tuple[Any, ...],
           same: bool) -> None:
    if LOCAL.mode.grad and (result.requires_grad or out.requires_grad):
        _refuse_grad(name)
    data, there = result._data, out._data
    if same:
        if data.dtype != there.dtype:
            raise RuntimeError(f"Expected out tensor to have dtype {cpp_name(data.dtype)}, but got "
                               f"{cpp_name(there.dtype)} instead")
    elif entry.name.startswith("fft.") and (data.dtype.kind == "c") != (there.dtype.kind == "c"):
        kind = "complex" if data.dtype.kind == "c" else "floating point"
        raise RuntimeError(f"{entry.name[4:]} expects a {kind} output tensor, but got "
                           f"{scalar_name(there.dtype)}")
    elif result.dtype.category > out.dtype.category and entry.name != "bernoulli":
        kind = scalar_name(there.dtype)
        if entry.name in JOINED:
            raise TypeError(f"torch.cat(): input types can't be cast to the desired output type "
                            f"{kind}")
        raise RuntimeError(f"result type {scalar_name(data.dtype)} can't be cast to the desired "
                           f"output type {kind}")
    joined = entry.name in JOINED
    if joined or getattr(entry, "kind", "") == "elementwise":
        for x in arguments:
            for part in x if joined and isinstance(x, (tuple, list)) else (x,):
                if hasattr(part, "resize_") and _overlap(part._data, there, joined):
                    raise RuntimeError(
                        "unsupported operation: some elements of the input tensor and the "
                        "written-to tensor refer to a single memory location. Please clone() the "
                        "tensor before performing the operation.")


def _overlap(x: Any, out: Any, even_whole: bool) -> bool:
    """Whether two dense arrays have some memory in common, but not all of it."""
    if not (np.may_share_memory(x, out) and x.size and out.size
            and x.flags.forc and out.flags.forc):
        return False
    same = x.__array_interface__["data"] == out.__array_interface__["data"] and (
        x.shape == out.shape and x.strides == out.strides)
    return even_whole or not same


def _write(result: Any, out: Any) -> Any:
    if out.shape != result.shape:
        if out.numel():
            warnings.warn(
                "An output with one or more elements was resized since it had shape "
                f"{list(out.shape)}, which does not match the required output shape "
                f"{list(result.shape)}. This behavior is deprecated, and in a future PyTorch release "
                "outputs will not be resized unless they have zero elements. You can explicitly "
                "reuse an out tensor t by resizing it, inplace, to zero elements with "
                "t.resize_(0).", UserWarning, stacklevel=4)
        out.resize_(result.shape)
    with no_grad():
        return out.copy_(result)


@functools.cache
def _returned(kind: Any) -> Any:
    """The named tuple of results that were written: ``torch.return_types.max_out``."""
    from .naming import return_type
    fields = getattr(kind, "_fields", None)
    return (lambda *parts: kind(parts)) if fields is None else return_type(
        f"{kind.__name__}_out", fields)
