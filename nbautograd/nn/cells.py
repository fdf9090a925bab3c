"""Recurrent cells: one step of a sequence, from an input and a state to the next state."""

from __future__ import annotations

import math
from typing import Any

from ..ops.creation import empty, zeros
from . import functional as F
from . import init
from .module import Module
from .parameter import Parameter

__all__ = [
    "GRUCell", "LSTMCell", "RNNCell", "RNNCellBase", "gru_step", "lstm_step", "reset", "rnn_step",
]

# -- one step: from the projected input and the state to the next state ----------------------------------


def rnn_step(nonlinearity: str) -> Any:
    """The step of a plain cell: the projected input and the state to the next state."""
    def step(x: Any, state: Any, weight: Any, bias: Any) -> Any:
        total = x + F.linear(state, weight, bias)
        return F.relu(total) if nonlinearity == "relu" else total.tanh()
    return step


def lstm_step(x: Any, state: Any, weight: Any, bias: Any) -> Any:
    """The next state and memory of an LSTM."""
    h, c = state
    into, forget, new, out = (x + F.linear(h, weight, bias)).chunk(4, -1)
    c = forget.sigmoid() * c + into.sigmoid() * new.tanh()
    return out.sigmoid() * c.tanh(), c


def gru_step(x: Any, state: Any, weight: Any, bias: Any) -> Any:
    """The next state of a GRU."""
    x_reset, x_update, x_new = x.chunk(3, -1)
    h_reset, h_update, h_new = F.linear(state, weight, bias).chunk(3, -1)
    reset, update = (x_reset + h_reset).sigmoid(), (x_update + h_update).sigmoid()
    new = (x_new + reset * h_new).tanh()
    return (state - new) * update + new


# -- cells --------------------------------------------------------------------------------------------


class RNNCellBase(Module):
    """A cell with weights for its input and for its state."""

    weight_ih: Any
    weight_hh: Any
    bias_ih: Any
    bias_hh: Any

    def __init__(self, input_size: int, hidden_size: int, bias: bool, num_chunks: int,
                 device: Any = None, dtype: Any = None) -> None:
        super().__init__()
        self.input_size, self.hidden_size, self.bias = input_size, hidden_size, bias
        rows = num_chunks * hidden_size
        self.weight_ih = Parameter(empty((rows, input_size), device=device, dtype=dtype))
        self.weight_hh = Parameter(empty((rows, hidden_size), device=device, dtype=dtype))
        for name in ("bias_ih", "bias_hh"):
            value = Parameter(empty(rows, device=device, dtype=dtype)) if bias else None
            self.register_parameter(name, value)
        self.reset_parameters()

    def reset_parameters(self) -> None:
        """Uniform numbers in ``1 / sqrt(hidden_size)`` around zero."""
        reset(self, self.hidden_size)

    def _stepped(self, step: Any, input: Any, hx: Any, several: bool = False) -> Any:
        """The next state of a batch, or of one sample."""
        if input.dim() not in (1, 2):
            raise ValueError(f"{self._get_name()}: Expected input to be 1D or 2D, got "
                             f"{input.dim()}D instead")
        single = input.dim() == 1
        x = input.unsqueeze(0) if single else input
        if x.size(1) != self.input_size:
            raise RuntimeError(f"input has inconsistent input_size: got {x.size(1)} expected "
                               f"{self.input_size}")
        if hx is None:
            start = zeros((x.size(0), self.hidden_size), dtype=input.dtype)
            state = (start, start) if several else start
        else:
            parts = tuple(hx) if several else (hx,)
            parts = tuple(h.unsqueeze(0) if single else h for h in parts)
            self._check_states(x, parts)
            state = parts if several else parts[0]
        projected = F.linear(x, self.weight_ih, self.bias_ih)
        out = step(projected, state, self.weight_hh, self.bias_hh)
        if not single:
            return out
        return tuple(h.squeeze(0) for h in out) if several else out.squeeze(0)

    def _check_states(self, x: Any, states: tuple[Any, ...]) -> None:
        for k, h in enumerate(states):
            if h.size(0) != x.size(0):
                raise RuntimeError(f"Input batch size {x.size(0)} doesn't match hidden{k} batch "
                                   f"size {h.size(0)}")
            if h.size(1) != self.hidden_size:
                raise RuntimeError(f"hidden{k} has inconsistent hidden_size: got {h.size(1)}, "
                                   f"expected {self.hidden_size}")

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        if not self.bias:
            parts.append(f"bias={self.bias}")
        kind = getattr(self, "nonlinearity", "tanh")
        if kind != "tanh":
            parts.append(f"nonlinearity={kind}")
        return ", ".join(parts)


def reset(module: Module, hidden_size: int) -> None:
    """Set every parameter to uniform numbers in ``1 / sqrt(hidden_size)`` around zero."""
    bound = 1.0 / math.sqrt(hidden_size) if hidden_size > 0 else 0
    for weight in module.parameters():
        init.uniform_(weight, -bound, bound)


class RNNCell(RNNCellBase):
    """``tanh(W_ih x + b_ih + W_hh h + b_hh)``, or a rectifier.

    Shapes: ``(n, input_size), (n, hidden_size) -> (n, hidden_size)``.

    >>> nn.RNNCell(2, 3)(zeros(4, 2)).shape
    torch.Size([4, 3])
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True,
                 nonlinearity: str = "tanh", device: Any = None, dtype: Any = None) -> None:
        super().__init__(input_size, hidden_size, bias, 1, device, dtype)
        if nonlinearity not in ("tanh", "relu"):
            raise RuntimeError(f"Unknown nonlinearity: {nonlinearity}")
        self.nonlinearity = nonlinearity

    def forward(self, input: Any, hx: Any = None) -> Any:
        return self._stepped(rnn_step(self.nonlinearity), input, hx)


class LSTMCell(RNNCellBase):
    """A state and a memory with gates: ``(n, input_size), (h, c) -> (h, c)``.

    Source: Hochreiter and Schmidhuber, "Long Short-Term Memory".

    >>> nn.LSTMCell(2, 3)(zeros(4, 2))[0].shape
    torch.Size([4, 3])
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:
        super().__init__(input_size, hidden_size, bias, 4, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> Any:
        if hx is not None and not isinstance(hx, (tuple, list)):
            raise TypeError("lstm_cell(): argument 'hx' (position 2) must be tuple of Tensors, not "
                            f"{type(hx).__name__}: give (h, c)")
        return self._stepped(lstm_step, input, hx, several=True)


class GRUCell(RNNCellBase):
    """A state with two gates: ``(n, input_size), (n, hidden_size) -> (n, hidden_size)``.

    Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder".

    >>> nn.GRUCell(2, 3, bias=False)(zeros(4, 2), ones(4, 3)).shape
    torch.Size([4, 3])
    """

    def __init__(self, input_size: int, hidden_size: int, bias: bool = True, device: Any = None,
                 dtype: Any = None) -> None:
        super().__init__(input_size, hidden_size, bias, 3, device, dtype)

    def forward(self, input: Any, hx: Any = None) -> Any:
        return self._stepped(gru_step, input, hx)
