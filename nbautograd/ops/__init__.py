"""The table: every op, declared once, by family; and what follows from the table.

`bind` gives the Tensor class its methods, in-place twins and operators; `namespace` collects the
public functions of one of torch's namespaces. Nothing else writes these lists.

The families of `LATER` are loaded when the whole table is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

from ..engine import declare
from ..engine.compile import build_call
from ..engine.composite import Composite
from ..engine.op import PUBLIC, Op
from ..engine.parameters import Signature
from ..engine.tensor import Tensor
from . import (
    arrange,
    assign,
    aten,
    compare,
    convert,
    creation,
    elementwise,
    extremes,
    fill,
    filling,
    gather,
    index,
    join,
    moments,
    news,
    norms,
    order,
    parts,
    positions,
    products,
    queries,
    random,
    ranges,
    reduce,
    sampling,
    scan,
    scatter,
    search,
    shape,
    softmax,
    tiling,
    transposes,
    unary,
    writing,
)

if TYPE_CHECKING:
    from ..engine.declare import COMPOSITES, OPS

__all__ = ["COMPOSITES", "OPS", "aten", "bind", "entries", "namespace"]

FAMILIES = (
    unary,
    elementwise,
    compare,
    reduce,
    extremes,
    norms,
    moments,
    scan,
    softmax,
    order,
    products,
    creation,
    ranges,
    news,
    queries,
    shape,
    transposes,
    random,
    sampling,
    filling,
    convert,
    parts,
    join,
    fill,
    index,
    assign,
    gather,
    search,
    arrange,
    tiling,
    scatter,
    positions,
    writing,
)

# Families that a program may well not need, with their methods of tensors: they are loaded when one
# of their names is asked for, all at once. Without them an import takes half the time.
LATER: dict[str, str] = {
    "activation": "hardshrink prelu",
    "affine": "",
    "attention": "",
    "conv": "",
    "copies": """
        as_strided_scatter diagonal_scatter narrow_copy select_scatter slice_scatter unsafe_chunk
        unsafe_split unsafe_split_with_sizes""",
    "counting": "bincount histc histogram unique unique_consecutive",
    "ctc": "",
    "diagonals": "diag diag_embed diagflat tril tril_ triu triu_",
    "distance": "",
    "dropout": "",
    "einsum": "",
    "embedding": "",
    "fft": "stft",
    "fractional": "",
    "heads": "",
    "likelihood": "",
    "linalg": """
        cholesky cholesky_inverse cholesky_solve cross det inverse logdet lu lu_solve matrix_exp
        matrix_power slogdet triangular_solve""",
    "losses": "",
    "margins": "",
    "masked": "",
    "normalization": "",
    "orthogonal": "",
    "packing": "",
    "padding": "",
    "pooling": "",
    "quantiles": "nanquantile quantile",
    "recurrent": "",
    "reflectors": "geqrf",
    "resample": "",
    "series": "diff",
    "special": """
        digamma digamma_ erf erf_ erfc erfc_ erfinv erfinv_ i0 i0_ igamma igamma_ igammac igammac_
        lgamma lgamma_ logit logit_ mvlgamma mvlgamma_ polygamma polygamma_ sinc sinc_ xlogy
        xlogy_""",
    "spectral": "dist ormqr pinverse qr renorm renorm_ svd",
    "stacks": "combinations dsplit hsplit tensor_split vsplit",
    "tapers": "",
    "windows": "",
}

# Python operator -> op, for x + y; reflected forms of commuting ops are the same function.
OPERATORS = {
    "__add__": "add", "__sub__": "sub", "__mul__": "mul", "__truediv__": "div",
    "__pow__": "pow", "__eq__": "eq", "__ne__": "ne", "__lt__": "lt", "__le__": "le",
    "__gt__": "gt", "__ge__": "ge", "__neg__": "neg", "__abs__": "abs",
    "__and__": "bitwise_and", "__or__": "bitwise_or", "__xor__": "bitwise_xor",
    "__lshift__": "bitwise_left_shift",
    "__rshift__": "bitwise_right_shift", "__mod__": "remainder", "__rsub__": "rsub",
    "__radd__": "add", "__rmul__": "mul", "__rand__": "bitwise_and", "__ror__": "bitwise_or",
    "__rxor__": "bitwise_xor", "__floordiv__": "floor_divide", "__matmul__": "mm",
}
# Those with a form that writes into the left operand: x += y is x.add_(y).
IN_PLACE = ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift",
            "rshift")

# The in-place forms that are functions of the namespace, too, as in PyTorch: torch.exp_(x).
IN_PLACE_FUNCTIONS = frozenset("""
    abs acos acosh arccos arccosh arcsin arcsinh arctan arctanh asin asinh atan atanh ceil clamp
    clamp_max clamp_min clip conj_physical cos cosh deg2rad erf erfc exp exp2 expm1 fix floor frac
    gcd i0 lcm ldexp log log10 log1p log2 logit nan_to_num neg negative rad2deg reciprocal round
    rsqrt sigmoid sin sinc sinh sqrt square tan tanh trunc xlogy""".split())


def __getattr__(name: str) -> Any:
    """The table: complete for whoever asks for it."""
    if name not in ("OPS", "COMPOSITES"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    _later()
    table = globals()[name] = getattr(declare, name)
    return table


@cache
def _later() -> tuple[ModuleType, ...]:
    found = tuple(import_module(f"{__name__}.{family}") for family in LATER)
    _bind(found)
    return found


class Later:
    """A method of a family of `LATER`; who looks at it finds the method itself.

    >>> tensor([[2.0, 0.0], [0.0, 4.0]]).det()
    tensor(8.)
    """

    def __init__(self, name: str) -> None:
        self.name = name

    def __get__(self, tensor: Tensor | None, owner: type) -> Any:
        _later()
        return vars(Tensor)[self.name].__get__(tensor, owner)


def entries(whole: bool = True) -> dict[str, tuple[Callable[..., Any], Op | Composite]]:
    """Every public function by full name (aliases too) with its entry.

    Unless the `whole` table is asked for: of the families that are loaded.
    """
    if whole:
        _later()
    found: dict[str, tuple[Callable[..., Any], Op | Composite]] = {}
    for name, declared in declare.OPS.items():
        for n in (name, *declared.aliases):
            found[n] = declared.function, declared
    for name, built in declare.COMPOSITES.items():
        for n in (name, *built.aliases):
            found[n] = built.public, built
    return found


def namespace(prefix: str = "", whole: bool = True) -> dict[str, Callable[..., Any]]:
    """The public functions of a namespace: ``""`` for torch itself, ``"linalg"`` ..."""
    start = f"{prefix}." if prefix else ""
    found = entries(whole)
    plain: dict[str, Callable[..., Any]] = {}
    if not prefix:
        for family in (*FAMILIES, *(_later() if whole else ())):
            plain |= getattr(family, "FUNCTIONS", {})
        plain |= {f"{name}_": entry.twin() for name, (_, entry) in found.items()
                  if name in IN_PLACE_FUNCTIONS}
    return plain | {
        name.removeprefix(start): function for name, (function, entry) in found.items()
        if name.startswith(start) and "." not in name.removeprefix(start)
        and entry.is_function}


def bind() -> None:
    """Give Tensor its methods, in-place twins and operators from the table."""
    _bind(FAMILIES)
    for name in " ".join(LATER.values()).split():
        _set(name, Later(name))
    for dunder, name in OPERATORS.items():
        if name in declare.OPS:
            setattr(Tensor, dunder, _operator(declare.OPS[name], dunder))
    for word in IN_PLACE:
        name = OPERATORS[f"__{word}__"]
        if name in declare.OPS:
            setattr(Tensor, f"__i{word}__", declare.OPS[name].twin())


def _bind(families: tuple[ModuleType, ...]) -> None:
    """The methods of the families, which are loaded, that Tensor has not yet."""
    for name, (function, entry) in entries(whole=False).items():
        if not entry.is_method or "." in name:
            continue
        _set(name, entry.method if isinstance(entry, Op) else function)
        if entry.has_inplace:
            _set(name + "_", entry.twin())
    for family in families:
        for dunder, function in getattr(family, "OPERATORS", {}).items():
            setattr(Tensor, dunder, function)
        for name, function in getattr(family, "METHODS", {}).items():
            _set(name, function)


def _set(name: str, function: Any) -> None:
    if name not in Tensor.__dict__ or isinstance(Tensor.__dict__[name], Later):
        setattr(Tensor, name, function)


def _operator(declared: Op, dunder: str) -> Callable[..., Any]:
    """The op with the signature of a Python operator and its manners with foreign operands."""
    names = [PUBLIC.get(n, n) for n in declared.input_names]
    signature = Signature.later(lambda: declared.signature.replace(
        parameters=[p for p in declared.signature.parameters.values() if p.name in names]))
    function = build_call(declared, slow="apply_operator", signature=signature)
    function.__name__ = dunder
    function.__qualname__ = f"Tensor.{dunder}"
    function.op = declared
    return function  # type: ignore[no-any-return]  # compiled from source


