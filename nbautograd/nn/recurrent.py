"""Recurrent layers: a state that each step of a sequence changes."""

from __future__ import annotations

import warnings
from typing import Any

from ..ops.creation import empty, zeros
from ..ops.join import cat, stack
from ..ops.recurrent import gru_layer, lstm_layer, rnn_layer
from . import functional as F
from .cells import gru_step, lstm_step, reset, rnn_step
from .module import Module
from .parameter import Parameter
from .utils.packed import PackedSequence

__all__ = ["GRU", "LSTM", "RNN", "RNNBase"]

GATES = {"RNN_TANH": 1, "RNN_RELU": 1, "LSTM": 4, "GRU": 3}


def _each(function: Any, *states: Any) -> Any:
    """The function of states, or of both parts of an LSTM's."""
    if isinstance(states[0], tuple):
        return tuple(function(*parts) for parts in zip(*states, strict=True))
    return function(*states)


class RNNBase(Module):
    """Layers of cells over a sequence, in one direction or in both."""

    def __init__(self, mode: str, input_size: int, hidden_size: int, num_layers: int = 1,
                 bias: bool = True, batch_first: bool = False, dropout: float = 0.0,
                 bidirectional: bool = False, proj_size: int = 0, device: Any = None,
                 dtype: Any = None) -> None:
        super().__init__()
        for name, given, kind in (("bias", bias, bool), ("batch_first", batch_first, bool),
                                  ("input_size", input_size, int),
                                  ("hidden_size", hidden_size, int)):
            if not isinstance(given, kind):
                raise TypeError(f"{name} should be of type {kind.__name__}, got: "
                                f"{type(given).__name__}")
        for name, count in (("input_size", input_size), ("hidden_size", hidden_size),
                            ("num_layers", num_layers)):
            if count <= 0:
                raise ValueError(f"{name} must be greater than zero, but it is {count}")
        if not 0 <= dropout <= 1:
            raise ValueError("dropout should be a number in range [0, 1] representing the "
                             "probability of an element being zeroed")
        if dropout and num_layers == 1:
            warnings.warn(
                "dropout option adds dropout after all but last recurrent layer, so non-zero dropout "
                f"expects num_layers greater than 1, but got dropout={dropout} and "
                f"num_layers={num_layers}", stacklevel=2)
        if proj_size < 0:
            raise ValueError("proj_size should be a positive integer or zero to disable "
                             f"projections, but it is {proj_size}")
        if proj_size >= hidden_size:
            raise ValueError("proj_size has to be smaller than hidden_size, but they are "
                             f"{proj_size} and {hidden_size}")
        self.mode, self.input_size, self.hidden_size = mode, input_size, hidden_size
        self.num_layers, self.bias, self.batch_first = num_layers, bias, batch_first
        self.dropout, self.bidirectional, self.proj_size = float(dropout), bidirectional, proj_size
        out, rows = proj_size or hidden_size, GATES[mode] * hidden_size
        for layer, suffix in self._directions():
            into = input_size if layer == 0 else out * (1 + bidirectional)
            sizes: list[tuple[str, Any]] = [("weight_ih", (rows, into)), ("weight_hh", (rows, out))]
            if bias:
                sizes += [("bias_ih", (rows,)), ("bias_hh", (rows,))]
            if proj_size:
                sizes.append(("weight_hr", (proj_size, hidden_size)))
            for name, size in sizes:
                value = Parameter(empty(size, device=device, dtype=dtype))
                setattr(self, f"{name}_l{layer}{suffix}", value)
        self.reset_parameters()

    def _directions(self) -> list[tuple[int, str]]:
        suffixes = ("", "_reverse") if self.bidirectional else ("",)
        return [(layer, s) for layer in range(self.num_layers) for s in suffixes]

    def reset_parameters(self) -> None:
        """Uniform numbers in ``1 / sqrt(hidden_size)`` around zero."""
        reset(self, self.hidden_size)

    def flatten_parameters(self) -> None:
        """Nothing to do: it matters to graphics cards only."""

    @property
    def _flat_weights_names(self) -> list[str]:
        """The names of the parameters, in order; programs that initialise layers ask for it."""
        return list(self._parameters)

    @property
    def all_weights(self) -> list[list[Any]]:
        """The parameters of each layer and direction."""
        names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh", "weight_hr")
        return [[getattr(self, f"{name}_l{layer}{suffix}") for name in names
                 if hasattr(self, f"{name}_l{layer}{suffix}")]
                for layer, suffix in self._directions()]

    def _step(self) -> Any:
        if self.mode == "LSTM":
            return lstm_step
        return gru_step if self.mode == "GRU" else rnn_step(self.mode[4:].lower())

    def _check_input(self, input: Any) -> None:
        if input.dim() not in (2, 3):
            kind = self.mode.partition("_")[0]
            raise ValueError(f"{kind}: Expected input to be 2D or 3D, got {input.dim()}D "
                             f"{'tensor ' * (kind == 'RNN')}instead")
        if input.size(-1) != self.input_size:
            raise RuntimeError(f"input.size(-1) must be equal to input_size. Expected "
                               f"{self.input_size}, got {input.size(-1)}")
        if input.dtype is not self.weight_ih_l0.dtype:
            types = input.dtype, self.weight_ih_l0.dtype
            raise ValueError("RNN input dtype ({0}) does not match weight dtype ({1}). Convert input: "
                             "input.to({1}), or convert model: model.to({0})".format(*types))

    def _start(self, hx: Any, x: Any, single: bool) -> list[Any]:
        """The first state of each layer and direction: (h, c) for an LSTM."""
        count, lstm = len(self._directions()), self.mode == "LSTM"
        sizes = [self.proj_size or self.hidden_size] + ([self.hidden_size] if lstm else [])
        if hx is None:
            parts = [zeros((count, x.size(1), n), dtype=x.dtype) for n in sizes]
        else:
            parts = [hx[0], hx[1]] if lstm else [hx]
            self._check_depth(parts, 2 if single else 3)
            parts = [h.unsqueeze(1) if single else h for h in parts]
            for k, (h, n) in enumerate(zip(parts, sizes, strict=True)):
                expected = (count, x.size(1), n)
                if tuple(h.shape) != expected:
                    raise RuntimeError(f"Expected hidden{f'[{k}]' * lstm} size {expected}, got "
                                       f"{list(h.shape)}")
        return [tuple(h[k] for h in parts) if lstm else parts[0][k] for k in range(count)]

    @staticmethod
    def _check_depth(parts: list[Any], wanted: int) -> None:
        """The state has a dimension for the batch if the input has one."""
        if all(h.dim() == wanted for h in parts):
            return
        kind = "batched" if wanted == 3 else "unbatched"
        names, found = ("hx", f"{parts[0].dim()}-D tensor") if len(parts) == 1 else (
            "hx and cx", f"({', '.join(f'{h.dim()}-D' for h in parts)}) tensors")
        raise RuntimeError(f"For {kind} {wanted}-D input, {names} should also be {wanted}-D but "
                           f"got {found}")

    def _run(self, x: Any, state: Any, weights: list[Any], reverse: bool) -> tuple[Any, Any]:
        """One layer in one direction over ``(l, n, k)``."""
        into, across = weights[0], weights[1]
        bias_ih, bias_hh = weights[2:4] if self.bias else (None, None)
        projected = F.linear(x.flip(0) if reverse else x, into, bias_ih)
        if self.proj_size:
            out, state = self._run_steps(projected, state, across, bias_hh, weights[-1])
        elif self.mode == "LSTM":
            out, cell = lstm_layer(projected, across, *state, bias_hh)
            state = out[-1], cell
        else:
            out = (gru_layer(projected, across, state, bias_hh) if self.mode == "GRU" else
                   rnn_layer(projected, across, state, bias_hh, self.mode == "RNN_RELU"))
            state = out[-1]
        # A copy, which may be written: the formulas look the states up in the layer's own output.
        return out.flip(0) if reverse else out.clone(), state

    def _run_steps(self, projected: Any, state: Any, across: Any, bias: Any, last: Any) -> Any:
        """An LSTM whose state is projected after each step."""
        outs = []
        for x in projected.unbind(0):
            h, c = lstm_step(x, state, across, bias)
            state = F.linear(h, last), c
            outs.append(state[0])
        return stack(outs), state

    def _run_packed(self, x: Any, sizes: list[int], start: Any, weights: list[Any],
                    reverse: bool) -> tuple[Any, Any]:
        """As `_run`, over packed sequences: `sizes` of them at each step, the longest first."""
        step, lstm = self._step(), self.mode == "LSTM"
        bias_ih, bias_hh = weights[2:4] if self.bias else (None, None)
        projected = F.linear(x, weights[0], bias_ih).split(sizes)
        now = sizes[-1] if reverse else sizes[0]
        state, ended = _each(lambda h: h[:now], start), []
        outs = []
        for t in reversed(range(len(sizes))) if reverse else range(len(sizes)):
            if sizes[t] > now:      # backwards, shorter sequences join
                state = _each(lambda h, s, a=now, b=sizes[t]: cat([h, s[a:b]]), state, start)
            elif sizes[t] < now:
                ended.append(_each(lambda h, b=sizes[t]: h[b:], state))
                state = _each(lambda h, b=sizes[t]: h[:b], state)
            now = sizes[t]
            state = step(projected[t], state, weights[1], bias_hh)
            if self.proj_size:
                state = F.linear(state[0], weights[-1]), state[1]
            outs.append(state[0] if lstm else state)
        ended.append(state)
        end = _each(lambda *parts: cat(parts), *ended[::-1]) if len(ended) > 1 else state
        return cat(outs[::-1] if reverse else outs), end

    def _forward_packed(self, packed: PackedSequence, hx: Any) -> Any:
        if packed.data.size(-1) != self.input_size:
            raise RuntimeError(f"input.size(-1) must be equal to input_size. Expected "
                               f"{self.input_size}, got {packed.data.size(-1)}")
        sizes, order = packed.batch_sizes.tolist(), packed.sorted_indices
        if hx is not None and order is not None:
            hx = _each(lambda h: h.index_select(1, order), hx)
        states = self._start(hx, packed.data.unsqueeze(0).expand(1, -1, -1)[:, :sizes[0]], False)
        x, ends = self._layers(packed.data, states, lambda *args: self._run_packed(
            args[0], sizes, *args[1:]))
        if packed.unsorted_indices is not None:
            ends = _each(lambda h: h.index_select(1, packed.unsorted_indices), ends)
        return packed._replace(data=x), ends

    def _layers(self, x: Any, states: list[Any], run: Any) -> tuple[Any, Any]:
        """All layers and directions: the outputs of the last, and the last states of each."""
        weights, ends = self.all_weights, []
        directions = 1 + self.bidirectional
        for layer in range(self.num_layers):
            results = []
            for d in range(directions):
                k = layer * directions + d
                out, end = run(x, states[k], weights[k], d == 1)
                results.append(out)
                ends.append(end)
            x = cat(results, -1) if directions == 2 else results[0]
            if self.dropout and layer < self.num_layers - 1:
                x = F.dropout(x, self.dropout, self.training)
        return x, _each(lambda *parts: stack(parts), *ends)

    def forward(self, input: Any, hx: Any = None) -> Any:
        if isinstance(input, PackedSequence):
            return self._forward_packed(input, hx)
        self._check_input(input)
        single = input.dim() == 2
        x = input.unsqueeze(1) if single else input.transpose(0, 1) if self.batch_first else input
        x, last = self._layers(x, self._start(hx, x, single), self._run)
        if single:
            return x.squeeze(1), _each(lambda h: h.squeeze(1), last)
        return (x.transpose(0, 1) if self.batch_first else x), last

    def extra_repr(self) -> str:
        parts = [f"{self.input_size}, {self.hidden_size}"]
        for name, usual in (("proj_size", 0), ("num_layers", 1), ("bias", True),
                            ("batch_first", False), ("dropout", 0), ("bidirectional", False)):
            if getattr(self, name) != usual:
                parts.append(f"{name}={getattr(self, name)}")
        return ", ".join(parts)


class RNN(RNNBase):
    """Layers of `RNNCell` over a sequence.

    Shapes: ``(l, n, input_size) -> (l, n, hidden_size), (layers, n, hidden_size)``.

    >>> out, last = nn.RNN(2, 3)(zeros(5, 1, 2))
    >>> out.shape, last.shape
    (torch.Size([5, 1, 3]), torch.Size([1, 1, 3]))
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1,
                 nonlinearity: str = "tanh", bias: bool = True, batch_first: bool = False,
                 dropout: float = 0.0, bidirectional: bool = False, device: Any = None,
                 dtype: Any = None) -> None:
        if nonlinearity not in ("tanh", "relu"):
            raise ValueError(f"Unknown nonlinearity '{nonlinearity}'. Select from 'tanh' or "
                             "'relu'.")
        super().__init__(f"RNN_{nonlinearity.upper()}", input_size, hidden_size, num_layers, bias,
                         batch_first, dropout, bidirectional, 0, device, dtype)
        self.nonlinearity = nonlinearity


class LSTM(RNNBase):
    """Layers of `LSTMCell` over a sequence; the state is a pair.

    Shapes: ``(l, n, input_size) -> (l, n, hidden_size), ((layers, n, hidden_size), the same)``.

    >>> nn.LSTM(2, 3, 2, bidirectional=True)(zeros(5, 4, 2))[0].shape
    torch.Size([5, 4, 6])
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
                 proj_size: int = 0, device: Any = None, dtype: Any = None) -> None:
        super().__init__("LSTM", input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, proj_size, device, dtype)


class GRU(RNNBase):
    """Layers of `GRUCell` over a sequence.

    Shapes: ``(l, n, input_size) -> (l, n, hidden_size), (layers, n, hidden_size)``.

    >>> nn.GRU(2, 3, 2, bias=False)(zeros(5, 4, 2))[0].shape
    torch.Size([5, 4, 3])
    """

    def __init__(self, input_size: int, hidden_size: int, num_layers: int = 1, bias: bool = True,
                 batch_first: bool = False, dropout: float = 0.0, bidirectional: bool = False,
                 device: Any = None, dtype: Any = None) -> None:
        super().__init__("GRU", input_size, hidden_size, num_layers, bias, batch_first, dropout,
                         bidirectional, 0, device, dtype)
