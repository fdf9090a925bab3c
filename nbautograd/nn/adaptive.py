"""A softmax over very many classes of which few are frequent."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from ..ops.join import cat
from . import functional as F
from .container import ModuleList, Sequential
from .linear import Linear
from .module import Module

__all__ = ["AdaptiveLogSoftmaxWithLoss"]


class _ASMoutput(NamedTuple):
    """The log-probability of each target, and the mean loss."""

    output: Any
    loss: Any


class AdaptiveLogSoftmaxWithLoss(Module):
    """Log-probabilities of classes sorted by how frequent they are: the rare ones in clusters.

    The head decides between the first ``cutoffs[0]`` classes and the clusters, each of which has a
    tail with fewer features, `div_value` times fewer from one to the next.

    Shapes: ``(n, in_features), (n) -> (n), ()``; one sample has no ``n``.

    Raises:
        ValueError: cutoffs that do not increase, or lie outside of the classes.
        RuntimeError: targets that are no classes, or do not fit the input.

    Source: Grave et al., "Efficient softmax approximation for GPUs".

    >>> adaptive = nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10])
    >>> adaptive(zeros(3, 16), tensor([0, 7, 19])).output.shape, adaptive.log_prob(zeros(3, 16)).shape
    (torch.Size([3]), torch.Size([3, 20]))
    """

    def __init__(self, in_features: int, n_classes: int, cutoffs: Sequence[int],
                 div_value: float = 4.0, head_bias: bool = False, device: Any = None,
                 dtype: Any = None) -> None:
        super().__init__()
        given = list(cutoffs)
        if not given:
            raise ValueError("cutoffs should be a sequence of length larger than 0")
        if given != sorted({int(c) for c in given}) or given[0] <= 0 or given[-1] >= n_classes:
            raise ValueError("cutoffs should be a sequence of unique, positive integers sorted in an "
                             "increasing order, where each value is between 1 and n_classes-1")
        self.in_features, self.n_classes, self.cutoffs = in_features, n_classes, [*given, n_classes]
        self.div_value, self.head_bias = div_value, head_bias
        self.shortlist_size, self.n_clusters = given[0], len(given)
        self.head_size = self.shortlist_size + self.n_clusters
        self.head = Linear(in_features, self.head_size, head_bias, device, dtype)
        self.tail = ModuleList()
        for k, (first, end) in enumerate(self._clusters(), 1):
            narrow = int(in_features // div_value ** k)
            self.tail.append(Sequential(Linear(in_features, narrow, False, device, dtype),
                                        Linear(narrow, end - first, False, device, dtype)))

    def _clusters(self) -> list[tuple[int, int]]:
        """The first class of each cluster, and the one after its last."""
        return list(zip(self.cutoffs, self.cutoffs[1:], strict=False))

    def reset_parameters(self) -> None:
        """The first values of all parts anew."""
        self.head.reset_parameters()
        for part in self.tail:
            for layer in part:
                layer.reset_parameters()

    def forward(self, input_: Any, target_: Any) -> _ASMoutput:
        self._check(input_, target_)
        alone = target_.dim() == 0
        x, target = (input_.unsqueeze(0), target_.unsqueeze(0)) if alone else (input_, target_)
        head = F.log_softmax(self.head(x), 1)
        chosen, within = target.clone(), x.new_zeros(target.size(0))
        for k, (first, end) in enumerate(self._clusters()):
            rows = ((target >= first) & (target < end)).nonzero().squeeze(1)
            if not rows.numel():
                continue
            chosen[rows] = self.shortlist_size + k
            inside = F.log_softmax(self.tail[k](x[rows]), 1)
            places = (target[rows] - first).unsqueeze(1)
            within = within.index_add(0, rows, inside.gather(1, places).squeeze(1))
        output = head.gather(1, chosen.unsqueeze(1)).squeeze(1) + within
        loss = (-output).mean()
        return _ASMoutput(output.squeeze(0) if alone else output, loss)

    def _check(self, x: Any, target: Any) -> None:
        if target.dim() > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
        if target.dim() == 1 and x.size(0) != target.size(0):
            raise RuntimeError("Input and target should have the same size in the batch dimension.")
        if x.dim() != target.dim() + 1:
            raise RuntimeError(f"{target.dim()}D target tensor expects {target.dim() + 1}D input "
                               f"tensors, but found inputs with size {x.size()}")
        if target.numel():
            least, most = target.min().item(), target.max().item()
            if least < 0 or most >= self.n_classes:
                raise RuntimeError(f"Target values should be in [0, {self.n_classes - 1}], but "
                                   f"values in range [{least}, {most}] were found. ")

    def log_prob(self, input: Any) -> Any:
        """The log-probabilities of all classes: ``(n, in_features) -> (n, n_classes)``."""
        head = F.log_softmax(self.head(input), 1)
        parts = [head[:, :self.shortlist_size]]
        for k, part in enumerate(self.tail):
            column = head[:, self.shortlist_size + k].unsqueeze(1)
            parts.append(F.log_softmax(part(input), 1) + column)
        return cat(parts, 1)

    def predict(self, input: Any) -> Any:
        """The most probable class: ``(n, in_features) -> (n)``.

        >>> nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10]).predict(zeros(3, 16)).shape
        torch.Size([3])
        """
        out = self.head(input).argmax(1)
        rare = (out >= self.shortlist_size).nonzero().squeeze(1)
        if rare.numel():    # the head chose a cluster: the classes are compared
            out[rare] = self.log_prob(input[rare]).argmax(1)
        return out
