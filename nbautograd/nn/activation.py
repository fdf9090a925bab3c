"""Activations as modules."""

from __future__ import annotations

from typing import Any

from ..ops.creation import full
from . import functional as F
from .module import Module
from .parameter import Parameter

__all__ = [
    "CELU", "ELU", "GELU", "SELU", "Hardshrink", "Hardsigmoid", "Hardswish", "Hardtanh",
    "LeakyReLU", "LogSigmoid", "Mish", "PReLU", "RReLU", "ReLU", "ReLU6", "SiLU", "Sigmoid",
    "Softplus", "Softshrink", "Softsign", "Tanh", "Tanhshrink", "Threshold",
]


class _InPlace(Module):
    """An activation that can write into its input."""

    def __init__(self, inplace: bool = False) -> None:
        super().__init__()
        self.inplace = inplace

    def extra_repr(self) -> str:
        return ", ".join(filter(None, (self._says(), "inplace=True" if self.inplace else "")))

    def _says(self) -> str:
        return ""


# -- rectifiers -------------------------------------------------------------------------------------


class ReLU(_InPlace):
    """``max(input, 0)``; see `nn.functional.relu`.

    >>> nn.ReLU()(tensor([-1.0, 2.0]))
    tensor([0., 2.])
    """

    def forward(self, input: Any) -> Any:
        return F.relu(input, self.inplace)


class ReLU6(_InPlace):
    """Between 0 and 6; see `nn.functional.relu6`.

    >>> nn.ReLU6()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.relu6(input, self.inplace)


class LeakyReLU(_InPlace):
    """A small slope below zero; see `nn.functional.leaky_relu`.

    >>> nn.LeakyReLU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, negative_slope: float = 1e-2, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.negative_slope = negative_slope

    def forward(self, input: Any) -> Any:
        return F.leaky_relu(input, self.negative_slope, self.inplace)

    def _says(self) -> str:
        return f"negative_slope={self.negative_slope}"


class RReLU(_InPlace):
    """A random slope below zero while training; see `nn.functional.rrelu`.

    >>> nn.RReLU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, lower: float = 1.0 / 8, upper: float = 1.0 / 3,
                 inplace: bool = False) -> None:
        super().__init__(inplace)
        self.lower, self.upper = lower, upper

    def forward(self, input: Any) -> Any:
        return F.rrelu(input, self.lower, self.upper, self.training, self.inplace)

    def _says(self) -> str:
        return f"lower={self.lower}, upper={self.upper}"


class PReLU(Module):
    """A trained slope below zero, one or one for each channel; see `nn.functional.prelu`.

    >>> nn.PReLU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, num_parameters: int = 1, init: float = 0.25, device: Any = None,
                 dtype: Any = None) -> None:
        super().__init__()
        self.num_parameters, self.init = num_parameters, init
        self.weight = Parameter(full((num_parameters,), init, device=device, dtype=dtype))

    def reset_parameters(self) -> None:
        """Start from the first slope again."""
        self.weight.detach().fill_(self.init)

    def forward(self, input: Any) -> Any:
        return F.prelu(input, self.weight)

    def extra_repr(self) -> str:
        return f"num_parameters={self.num_parameters}"


class ELU(_InPlace):
    """An exponential below zero; see `nn.functional.elu`.

    >>> nn.ELU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, alpha: float = 1.0, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.alpha = alpha

    def forward(self, input: Any) -> Any:
        return F.elu(input, self.alpha, self.inplace)

    def _says(self) -> str:
        return f"alpha={self.alpha}"


class CELU(ELU):
    """An exponential below zero without a kink; see `nn.functional.celu`.

    >>> nn.CELU(2.0)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.celu(input, self.alpha, self.inplace)


class SELU(_InPlace):
    """Keeps mean 0 and variance 1; see `nn.functional.selu`.

    >>> nn.SELU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.selu(input, self.inplace)


class Threshold(_InPlace):
    """The input above a threshold, a value below; see `nn.functional.threshold`.

    >>> nn.Threshold(0.1, 20)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, threshold: float, value: float, inplace: bool = False) -> None:
        super().__init__(inplace)
        self.threshold, self.value = threshold, value

    def forward(self, input: Any) -> Any:
        return F.threshold(input, self.threshold, self.value, self.inplace)

    def _says(self) -> str:
        return f"threshold={self.threshold}, value={self.value}"


# -- between two bounds -----------------------------------------------------------------------------


class Hardtanh(_InPlace):
    """Between two bounds; see `nn.functional.hardtanh`.

    >>> nn.Hardtanh()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False,
                 min_value: float | None = None, max_value: float | None = None) -> None:
        super().__init__(inplace)
        self.min_val = min_val if min_value is None else min_value
        self.max_val = max_val if max_value is None else max_value
        if self.max_val <= self.min_val:
            raise AssertionError(f"max_val ({self.max_val}) must be greater than min_val "
                                 f"({self.min_val})")

    def forward(self, input: Any) -> Any:
        return F.hardtanh(input, self.min_val, self.max_val, self.inplace)

    def _says(self) -> str:
        return f"min_val={self.min_val}, max_val={self.max_val}"


class Hardsigmoid(_InPlace):
    """A sigmoid of straight lines; see `nn.functional.hardsigmoid`.

    >>> nn.Hardsigmoid()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.hardsigmoid(input, self.inplace)

    def extra_repr(self) -> str:
        return ""


class Hardswish(_InPlace):
    """The input times its hard sigmoid; see `nn.functional.hardswish`.

    >>> nn.Hardswish()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.hardswish(input, self.inplace)

    def extra_repr(self) -> str:
        return ""


class Hardshrink(Module):
    """Zero near zero; see `nn.functional.hardshrink`.

    >>> nn.Hardshrink()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, lambd: float = 0.5) -> None:
        super().__init__()
        self.lambd = lambd

    def forward(self, input: Any) -> Any:
        return F.hardshrink(input, self.lambd)

    def extra_repr(self) -> str:
        return f"{self.lambd}"


class Softshrink(Hardshrink):
    """Moved towards zero; see `nn.functional.softshrink`.

    >>> nn.Softshrink(0.3)(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.softshrink(input, self.lambd)


# -- smooth ones ------------------------------------------------------------------------------------


class Sigmoid(Module):
    """``1 / (1 + exp(-input))``.

    >>> nn.Sigmoid()(tensor(0.0))
    tensor(0.5000)
    """

    def forward(self, input: Any) -> Any:
        return F.sigmoid(input)


class Tanh(Module):
    """The hyperbolic tangent.

    >>> nn.Tanh()(tensor(0.0))
    tensor(0.)
    """

    def forward(self, input: Any) -> Any:
        return F.tanh(input)


class LogSigmoid(Module):
    """The logarithm of the sigmoid; see `nn.functional.logsigmoid`.

    >>> nn.LogSigmoid()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.logsigmoid(input)


class Softsign(Module):
    """``input / (1 + abs(input))``.

    >>> nn.Softsign()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.softsign(input)


class Tanhshrink(Module):
    """``input - tanh(input)``.

    >>> nn.Tanhshrink()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.tanhshrink(input)


class SiLU(_InPlace):
    """``input * sigmoid(input)``; see `nn.functional.silu`.

    >>> nn.SiLU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.silu(input, self.inplace)


class Mish(_InPlace):
    """``input * tanh(softplus(input))``; see `nn.functional.mish`.

    >>> nn.Mish()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def forward(self, input: Any) -> Any:
        return F.mish(input, self.inplace)


class Softplus(Module):
    """A smooth rectifier; see `nn.functional.softplus`.

    >>> nn.Softplus()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, beta: float = 1.0, threshold: float = 20.0) -> None:
        super().__init__()
        self.beta, self.threshold = beta, threshold

    def forward(self, input: Any) -> Any:
        return F.softplus(input, self.beta, self.threshold)

    def extra_repr(self) -> str:
        return f"beta={self.beta}, threshold={self.threshold}"


class GELU(Module):
    """The input times the normal distribution function of it; see `nn.functional.gelu`.

    >>> nn.GELU()(zeros(3, 4)).shape
    torch.Size([3, 4])
    """

    def __init__(self, approximate: str = "none") -> None:
        super().__init__()
        self.approximate = approximate

    def forward(self, input: Any) -> Any:
        return F.gelu(input, approximate=self.approximate)

    def extra_repr(self) -> str:
        return f"approximate={self.approximate!r}"
