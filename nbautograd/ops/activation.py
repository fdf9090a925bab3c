"""Activations: what a layer does with each number, in closed form.

Those with the argument `inplace` write into their input when asked to, as PyTorch's do.
"""

from __future__ import annotations

import inspect
import math
from typing import Any

import numpy as np

from ..engine.declare import composite, elementwise, op, wraps_op
from ..engine.messages import scalar_name
from ..engine.source import compiled, deferred
from .arguments import wrap_dim
from .choices import at_least, at_most, either
from .compare import clamp_max
from .formulas import keep, not_for
from .join import cat
from .unary import exp, relu, sigmoid, tanh

__all__ = [
    "celu", "elu", "gelu", "glu", "hardshrink", "hardsigmoid", "hardswish", "hardtanh",
    "leaky_relu", "logsigmoid", "mish", "prelu", "relu6", "selu", "silu", "softplus",
    "softshrink", "softsign", "tanhshrink", "threshold",
]

F = "nn.functional."
Refusals = dict[str, tuple[type[Exception], str]]

_CALL = """\
def call({signature}):
    if inplace: return TWIN({arguments})
    return FUNCTION({arguments})
"""


def with_inplace(name: str, function: Any, *, names: Any = (), aliases: Any = (),
                 writing: Any = ()) -> Any:
    """Declare the form of an elementwise op that has an argument `inplace`.

    `names` are the op's arguments (all by default); `writing` are further public names, for the
    form that always writes.
    """
    declared = function.op
    kept = names or declared.public_names
    given = [declared.signature.parameters[n].replace(
        kind=inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in kept]
    plain = inspect.Signature(given)
    last = inspect.Parameter("inplace", inspect.Parameter.POSITIONAL_OR_KEYWORD, default=False)
    whole, arguments = inspect.Signature([*given, last]), ", ".join(kept)
    call = deferred(lambda: compiled(
        "call", _CALL.format(signature=str(whole)[1:-1], arguments=arguments),
        {"OP": declared, "TWIN": declared.twin(), "FUNCTION": function}))
    call.__doc__, call.__signature__ = declared._doc, whole
    for other in writing:
        _writing(other, declared, plain, arguments)
    return wraps_op(name, function, aliases=aliases, method=False)(call)


def _writing(name: str, declared: Any, signature: inspect.Signature, arguments: str) -> None:
    call = deferred(lambda: compiled(
        "call", f"def call({str(signature)[1:-1]}): return TWIN({arguments})\n",
        {"OP": declared, "TWIN": declared.twin()}))
    call.__doc__, call.__signature__ = declared.twin().__doc__, signature
    wraps_op(name, declared.function, method=False)(call)


def activation(name: str, forward: Any, vjp: Any, says: str, example: str, *, node: str,
               inplace: bool = True, aliases: Any = (), writing: Any = (), raises: str = "",
               **fields: Any) -> Any:
    """Declare an elementwise activation of `nn.functional`, with its documentation."""
    call, result = example.split(" -> ")
    text = (f"{says}\n\nShapes: ``(...) -> (...)``.\n\n{raises}"
            f">>> nn.functional.{name}({call})\n{result}\n")
    full = F + name
    function = elementwise(full, forward, vjp, doc=text, node=node, method=False,
                           public=not inplace, aliases=() if inplace else aliases, **fields)
    if not inplace:
        return function
    return with_inplace(full, function, aliases=aliases, writing=(F + name + "_", *writing))


def _raises(text: str) -> str:
    return f"Raises:\n    {text}\n\n"


# -- rectifiers -------------------------------------------------------------------------------------


def _elu(x: Any, alpha: float = 1.0) -> Any:
    return at_least(x, 0) + np.expm1(at_most(x, 0)) * alpha


def _elu_vjp(g: Any, x: Any, alpha: float) -> Any:
    return keep(g, x > 0) + keep(g * (alpha * exp(clamp_max(x, 0))), ~(x > 0))


elu = activation(
    "elu", _elu, _elu_vjp, "Elementwise ``input`` above zero, ``alpha * (exp(input) - 1)`` below.",
    "tensor([-1.0, 2.0]) -> tensor([-0.6321,  2.0000])", node="EluBackward0",
    tex=r"\operatorname{{elu}} {x}", refuses=not_for("biuc", "elu_cpu"))

# The fixed point of mean 0 and variance 1: Klambauer et al., "Self-Normalizing Neural Networks".
SELU_ALPHA, SELU_SCALE = 1.6732632423543772848170429916717, 1.0507009873554804934193349852946


def _selu_vjp(g: Any, x: Any) -> Any:
    return (keep(g * SELU_SCALE, x > 0)
            + keep(g * (SELU_ALPHA * SELU_SCALE * exp(clamp_max(x, 0))), ~(x > 0)))


selu = activation(
    "selu", lambda x: either(x > 0, x, np.expm1(at_most(x, 0)) * SELU_ALPHA) * SELU_SCALE,
    _selu_vjp, "Elementwise scaled `elu` that keeps mean 0 and variance 1.",
    "tensor([-1.0, 2.0]) -> tensor([-1.1113,  2.1014])", node="EluBackward0",
    aliases=("selu",), writing=("selu_",), tex=r"\operatorname{{selu}} {x}",
    refuses=not_for("biuc", "elu_cpu"))


def _celu(x: Any, alpha: float = 1.0) -> Any:
    if alpha == 0:
        raise RuntimeError("ZeroDivisionError: alpha cannot be 0 for CELU")
    return either(x > 0, x, np.expm1(at_most(x, 0) / alpha) * alpha)


def _celu_vjp(g: Any, x: Any, alpha: float) -> Any:
    return keep(g, x > 0) + keep(g * exp(clamp_max(x, 0) / alpha), ~(x > 0))


celu = activation(
    "celu", _celu, _celu_vjp,
    "Elementwise ``input`` above zero, ``alpha * (exp(input / alpha) - 1)`` below.",
    "tensor([-1.0, 2.0]) -> tensor([-0.6321,  2.0000])", node="CeluBackward0",
    aliases=("celu",), writing=("celu_",), raises=_raises("RuntimeError: `alpha` is 0."),
    tex=r"\operatorname{{celu}} {x}", refuses=not_for("biuc", "elu_cpu"))


def _leaky_relu(x: Any, negative_slope: float = 0.01) -> Any:
    sloped = x * negative_slope
    # Choosing by the sign costs several times as much as the larger of the two.
    return np.maximum(x, sloped) if 0 <= negative_slope <= 1 else either(x > 0, x, sloped)


def _leaky_relu_vjp(g: Any, x: Any, negative_slope: float) -> Any:
    return keep(g, x > 0) + keep(g * negative_slope, ~(x > 0))


leaky_relu = activation(
    "leaky_relu", _leaky_relu, _leaky_relu_vjp, "Elementwise ``input`` above zero, ``negative_slope * input`` below.",
    "tensor([-1.0, 2.0]) -> tensor([-0.0100,  2.0000])", node="LeakyReluBackward0",
    tex=r"\operatorname{{leakyrelu}} {x}", refuses=not_for("biuc", "leaky_relu_cpu"))

relu_ = with_inplace(F + "relu", relu, writing=(F + "relu_", "relu_"))


def _prelu(x: Any, weight: Any) -> Any:
    return either(x > 0, x, x * weight)


_prelu_kernel = elementwise(
    "_prelu_kernel", _prelu, lambda g, x, weight: keep(g, x > 0) + keep(g * weight, ~(x > 0)),
    lambda g, x, weight: keep(g * x, ~(x > 0)), node="PreluKernelBackward0", method=False,
    public=False, inplace=False, tensors="x weight", tex=r"\operatorname{{prelu}} {x}",
    refuses=not_for("biuc", "prelu_cpu"), samples=lambda make: [((make(2, 3), make(1)), {})])


@composite("prelu", aliases=(F + "prelu",))
def prelu(input: Any, weight: Any) -> Any:
    """Elementwise ``input`` above zero, ``weight * input`` below, with a weight for each channel.

    Shapes: ``(n, c, ...), (c) -> (n, c, ...)``; or one weight for all.

    Raises:
        RuntimeError: the number of weights is not that of channels.

    >>> nn.functional.prelu(tensor([-1.0, 2.0]), tensor([0.25]))
    tensor([-0.2500,  2.0000])
    """
    if input._data.dtype != weight._data.dtype:
        raise RuntimeError("prelu: Type promoting not supported. Got "
                           f"{scalar_name(input._data.dtype)} and "
                           f"{scalar_name(weight._data.dtype)}; convert one with .to(dtype)")
    count = weight.numel()
    if count != 1:
        if input.ndim == 0:
            raise RuntimeError("Not allow zero-dim input tensor, unless there is one weight only.")
        channels = input.shape[1] if input.ndim > 1 else 1
        if count != channels:
            raise RuntimeError(
                "Mismatch of parameter numbers and input channel size. Found parameter numbers = "
                f"{count} and channel size = {channels}.")
    if weight.ndim > 1:
        raise RuntimeError("prelu: Expected `weight` to be a scalar or 1D tensor, but got: ndim = "
                           f"{weight.ndim}")
    if input.ndim == 0:
        return _prelu_kernel(input, weight.view(()) if weight.ndim else weight)
    size = [1] * input.ndim
    if input.ndim > 1:
        size[1] = count
    return _prelu_kernel(input, weight.view(size))


def _threshold(x: Any, threshold: float, value: float) -> Any:
    return np.where(x <= threshold, x.dtype.type(value), x)


threshold = activation(
    "threshold", _threshold, lambda g, x, threshold: keep(g, ~(x <= threshold)),
    "Elementwise ``input`` where it is above `threshold`, `value` elsewhere.",
    "tensor([0.5, 2.0]), 1.0, -1.0 -> tensor([-1.,  2.])", node="ThresholdBackward0",
    aliases=("threshold",), writing=("threshold_",), tex=r"[{x} > {threshold}]\,{x}",
    refuses=not_for("bc", "threshold_cpu"),
    samples=lambda make: [((make(2, 3), 0.1, 20.0), {})])

# -- between two bounds -----------------------------------------------------------------------------

_HARDTANH: Refusals = {
    "b": (RuntimeError, "Bool inputs not supported for hardtanh"),
    "c": (NotImplementedError, "clamp is not supported for complex types")}


def _hardtanh_array(x: Any, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    if x.dtype.kind == "u" and (min_val < 0 or max_val < 0):
        raise RuntimeError("cannot do hardtanh on an unsigned type with negative limits: "
                           f"{min_val}, {max_val}")
    return at_most(at_least(x, x.dtype.type(min_val)), x.dtype.type(max_val))


_hardtanh = elementwise(
    F + "hardtanh", _hardtanh_array,
    lambda g, x, min_val, max_val: keep(g, (x > min_val) & (x < max_val)),
    node="HardtanhBackward0", method=False, public=False, refuses=_HARDTANH,
    tex=r"\operatorname{{hardtanh}} {x}")


@wraps_op(F + "hardtanh", _hardtanh, method=False)
def hardtanh(input: Any, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False) -> Any:
    """Elementwise value between `min_val` and `max_val`.

    Shapes: ``(...) -> (...)``.

    Raises:
        ValueError: `min_val` is greater than `max_val`.

    >>> nn.functional.hardtanh(tensor([-2.0, 0.5]))
    tensor([-1.0000,  0.5000])
    """
    if min_val > max_val:
        raise ValueError(f"min_val cannot be greater than max_val, but {min_val} > {max_val}")
    return (_hardtanh.op.twin() if inplace else _hardtanh)(input, min_val, max_val)


@wraps_op(F + "hardtanh_", _hardtanh, method=False)
def hardtanh_(input: Any, min_val: float = -1.0, max_val: float = 1.0) -> Any:
    """In-place form of `hardtanh`: writes the result into the tensor."""
    return hardtanh(input, min_val, max_val, True)


_relu6_op = elementwise(
    F + "relu6", lambda x: at_most(at_least(x, 0), 6),
    lambda g, x: keep(g, (x > 0) & (x < 6)), node="HardtanhBackward0", method=False, public=False,
    refuses=_HARDTANH, tex=r"\min(\max(0, {x}), 6)",
    doc="""Elementwise value between 0 and 6.

    Shapes: ``(...) -> (...)``.

    >>> nn.functional.relu6(tensor([-1.0, 2.0, 8.0]))
    tensor([0., 2., 6.])
    """)
relu6 = with_inplace(F + "relu6", _relu6_op)

hardsigmoid = activation(
    "hardsigmoid", lambda x: at_most(at_least(x + 3, 0), 6) / 6,
    lambda g, x: keep(g / 6, (x > -3) & (x < 3)),
    "Elementwise straight line from 0 at -3 to 1 at 3.",
    "tensor([-4.0, 0.0, 1.0]) -> tensor([0.0000, 0.5000, 0.6667])", node="HardsigmoidBackward0",
    tex=r"\operatorname{{hardsigmoid}} {x}", refuses=not_for("biuc", "hardsigmoid_cpu"))


def _hardswish_vjp(g: Any, x: Any) -> Any:
    return keep(g * (x / 3 + 0.5), (x > -3) & (x < 3)) + keep(g, x >= 3)


hardswish = activation(
    "hardswish", lambda x: x * at_most(at_least(x + 3, 0), 6) / 6, _hardswish_vjp,
    "Elementwise ``input`` times its `hardsigmoid`.",
    "tensor([-4.0, 0.0, 1.0]) -> tensor([-0.0000, 0.0000, 0.6667])",
    node="HardswishBackward0", tex=r"{x} \operatorname{{hardsigmoid}} {x}",
    refuses=not_for("biuc", "hardswish_cpu"))

# -- smooth ones ------------------------------------------------------------------------------------


def _softplus(x: Any, beta: float = 1, threshold: float = 20) -> Any:
    """Elementwise ``log(1 + exp(beta * input)) / beta``, a smooth `relu`.

    Where ``beta * input`` is above `threshold`, the input itself.

    Shapes: ``(...) -> (...)``.

    >>> nn.functional.softplus(tensor([0.0, 30.0]))
    tensor([ 0.6931, 30.0000])
    """
    scaled = x * beta
    return either(scaled > threshold, x, np.log1p(np.exp(at_most(scaled, threshold))) / beta)


def _softplus_vjp(g: Any, x: Any, beta: float, threshold: float) -> Any:
    linear = x * beta > threshold
    return keep(g, linear) + keep(g * sigmoid(x * beta), ~linear)


softplus = elementwise(
    F + "softplus", _softplus, _softplus_vjp, node="SoftplusBackward0", method=False,
    inplace=False, tex=r"\ln(1 + e^{{{x}}})", refuses=not_for("biuc", "softplus_cpu"))

def _silu_vjp(g: Any, x: Any) -> Any:
    share = sigmoid(x)
    return g * (share * (1 + x * (1 - share)))


silu = activation(
    "silu", lambda x: x * sigmoid.op.forward(x), _silu_vjp,
    "Elementwise ``input * sigmoid(input)``, called swish too.",
    "tensor([0.0, 2.0]) -> tensor([0.0000, 1.7616])", node="SiluBackward0",
    tex=r"{x}\,\sigma({x})", refuses=not_for("biu", "silu_cpu"))


def _mish(x: Any) -> Any:
    return x * np.tanh(np.logaddexp(x.dtype.type(0), x))


def _mish_vjp(g: Any, x: Any) -> Any:
    inner = tanh(softplus(x))
    return g * (inner + x * sigmoid(x) * (1 - inner * inner))


mish = activation(
    "mish", _mish, _mish_vjp, "Elementwise ``input * tanh(softplus(input))``.",
    "tensor([0.0, 2.0]) -> tensor([0.0000, 1.9440])", node="MishBackward0",
    tex=r"{x} \tanh \ln(1 + e^{{{x}}})", refuses=not_for("biuc", "mish_cpu"))

_TANH_INNER, _TANH_CUBE = math.sqrt(2 / math.pi), 0.044715


def _gelu(x: Any, approximate: str = "none") -> Any:
    """Elementwise ``input`` times the normal distribution function of it.

    With ``approximate="tanh"``, ``0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x**3)))``.

    Shapes: ``(...) -> (...)``.

    Raises:
        RuntimeError: `approximate` is neither "none" nor "tanh".

    Source: Hendrycks and Gimpel, "Gaussian Error Linear Units".

    >>> nn.functional.gelu(tensor([-1.0, 2.0]))
    tensor([-0.1587,  1.9545])
    """
    if approximate == "tanh":
        return 0.5 * x * (1 + np.tanh(_TANH_INNER * (x + _TANH_CUBE * x * x * x)))
    if approximate != "none":
        raise RuntimeError("approximate argument must be either none or tanh, but got "
                           f"{approximate!r}")
    from .special import erf_array
    out = erf_array(x * x.dtype.type(math.sqrt(0.5)))
    out += 1
    out *= x
    out *= 0.5
    return out


def _gelu_vjp(g: Any, x: Any, approximate: str) -> Any:
    if approximate == "tanh":
        inner = tanh(_TANH_INNER * (x + _TANH_CUBE * x * x * x))
        slope = _TANH_INNER * (1 + 3 * _TANH_CUBE * x * x)
        return g * (0.5 * (1 + inner) + 0.5 * x * (1 - inner * inner) * slope)
    from .special import erf
    density = exp(-0.5 * x * x) * (1 / math.sqrt(2 * math.pi))
    return g * (0.5 * (1 + erf(x * math.sqrt(0.5))) + x * density)


gelu = elementwise(
    F + "gelu", lambda x, *, approximate="none": _gelu(x, approximate), _gelu_vjp,
    node="GeluBackward0", method=False, inplace=False, doc=_gelu.__doc__,
    tex=r"{x}\,\Phi({x})", refuses=not_for("biuc", "GeluKernelImpl"))


def _logsigmoid(x: Any) -> Any:
    """Elementwise logarithm of the sigmoid, without overflow.

    Shapes: ``(...) -> (...)``.

    >>> nn.functional.logsigmoid(tensor([0.0, -100.0]))
    tensor([  -0.6931, -100.0000])
    """
    return np.subtract(at_most(x, 0), np.log1p(np.exp(-np.abs(x))), order="C")


logsigmoid = elementwise(
    F + "logsigmoid", _logsigmoid, lambda g, x: g * sigmoid(-x), node="LogSigmoidBackward0",
    method=False, inplace=False, tex=r"\ln \sigma({x})", refuses=not_for("biuc", "log_sigmoid_cpu"))

# -- what is left when a part is taken away -----------------------------------------------------------


def _outside(x: Any, lambd: float) -> Any:
    return (x > lambd) | (x < -lambd)


def _hardshrink(x: Any, lambd: float = 0.5) -> Any:
    """Elementwise ``input``, but zero between ``-lambd`` and ``lambd``.

    Shapes: ``(...) -> (...)``.

    >>> nn.functional.hardshrink(tensor([0.3, -2.0]))
    tensor([ 0., -2.])
    """
    return np.where((x >= -lambd) & (x <= lambd), x.dtype.type(0), x)


hardshrink = elementwise(
    "hardshrink", _hardshrink, lambda g, x, lambd: keep(g, _outside(x, lambd)), inplace=False,
    node="HardshrinkBackward0", aliases=(F + "hardshrink",), method=True,
    tex=r"[|{x}| > \lambda]\,{x}", refuses=not_for("biuc", "hardshrink_cpu"))


def _softshrink(x: Any, lambd: float = 0.5) -> Any:
    """Elementwise ``input`` moved towards zero by `lambd`, and zero if that is too far.

    Shapes: ``(...) -> (...)``.

    Raises:
        RuntimeError: `lambd` is negative.

    >>> nn.functional.softshrink(tensor([0.3, -2.0]))
    tensor([ 0.0000, -1.5000])
    """
    if lambd < 0:
        raise RuntimeError(f"lambda must be greater or equal to 0, but found to be {lambd:g}.")
    return x - at_most(at_least(x, x.dtype.type(-lambd)), x.dtype.type(lambd))


softshrink = elementwise(
    F + "softshrink", _softshrink, lambda g, x, lambd: keep(g, _outside(x, lambd)), method=False,
    inplace=False, node="SoftshrinkBackward0",
    tex=r"\operatorname{{sgn}}({x}) \max(|{x}| - \lambda, 0)",
    refuses=not_for("biuc", "softshrink_check"))


@composite(F + "tanhshrink")
def tanhshrink(input: Any) -> Any:
    """Elementwise ``input - tanh(input)``.

    Shapes: ``(...) -> (...)``.

    >>> nn.functional.tanhshrink(tensor([0.0, 1.0]))
    tensor([0.0000, 0.2384])
    """
    return input - input.tanh()


@composite(F + "softsign")
def softsign(input: Any) -> Any:
    """Elementwise ``input / (1 + abs(input))``.

    Shapes: ``(...) -> (...)``.

    >>> nn.functional.softsign(tensor([0.0, -1.0]))
    tensor([ 0.0000, -0.5000])
    """
    return input / (input.abs() + 1)


# -- one half opens the other ---------------------------------------------------------------------------


def _halves(x: Any, dim: int) -> tuple[Any, Any]:
    middle = x.shape[dim] // 2
    index: list[Any] = [slice(None)] * len(x.shape)
    index[dim] = slice(None, middle)
    first = x[tuple(index)]
    index[dim] = slice(middle, None)
    return first, x[tuple(index)]


def _glu(x: Any, dim: int = -1) -> Any:
    """The first half along `dim` times the sigmoid of the second: a gate.

    Shapes: ``(n, 2 m) -> (n, m)``.

    Raises:
        RuntimeError: the size of `dim` is odd, or the tensor is 0-d.

    >>> nn.functional.glu(tensor([2.0, 0.0]))
    tensor([1.])
    """
    if x.dtype.kind != "f":
        raise NotImplementedError(f"\"glu_cpu\" not implemented for '{scalar_name(x.dtype)}'; "
                                  "convert the tensor, e.g. with .float()")
    if x.ndim == 0:
        raise RuntimeError("glu does not support 0-dimensional tensors")
    axis = wrap_dim(dim, x.ndim)
    if x.shape[axis] % 2:
        raise RuntimeError(f"Halving dimension must be even, but dimension {axis} is size "
                           f"{x.shape[axis]}")
    first, second = _halves(x, axis)
    return first * sigmoid.op.forward(second)


def _glu_vjp(g: Any, x: Any, dim: int) -> Any:
    first, second = _halves(x, dim)
    gate = sigmoid(second)
    return cat([g * gate, g * (first * gate * (1 - gate))], dim)


glu = op(F + "glu", _glu, _glu_vjp, node="GluBackward0", tex=r"\operatorname{{glu}} {x}",
         samples=lambda make: [((make(2, 4),), {}), ((make(4, 3),), {"dim": 0})])
