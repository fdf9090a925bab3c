"""Connectionist temporal classification: the likelihood of labels whose times are not known.

All alignments of the labels to the time steps are summed by dynamic programming, in logarithms:
Graves et al., "Connectionist Temporal Classification" (2006). Labels are interleaved with blanks:
``a b`` becomes ``_ a _ b _``; a step stays, moves on, or skips a blank between different labels.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from ..engine.declare import OPS, composite, op
from ..engine.messages import scalar_name
from ..engine.quiet import quietly
from ..engine.tensor import Tensor, wrap
from .formulas import underivable
from .reduction import reduction_of

__all__ = ["ctc_loss"]

Array = np.ndarray[Any, np.dtype[Any]]
_WHERE = "(while checking arguments for ctc_loss_allocate_outputs)"


class _Problem(NamedTuple):
    """One batch: the labels with blanks in between, padded, and what is allowed."""

    labels: Array        # (n, 2 s + 1)
    states: Array        # (n) how many of them count
    skips: Array         # (n, 2 s + 1) whether a state may be reached from two states before
    lengths: Array       # (n) time steps


def _problem(log_probs: Array, targets: Array, lengths: Array, target_lengths: Array,
             blank: int) -> _Problem:
    n = log_probs.shape[1]
    longest = int(target_lengths.max(initial=0))
    padded = np.full((n, longest), blank, np.int64)
    offsets = np.concatenate([[0], np.cumsum(target_lengths)])
    for k, count in enumerate(target_lengths):
        row = targets[offsets[k]:offsets[k + 1]] if targets.ndim == 1 else targets[k, :count]
        padded[k, :count] = row
    labels = np.full((n, 2 * longest + 1), blank, np.int64)
    labels[:, 1::2] = padded
    skips = np.zeros(labels.shape, bool)
    skips[:, 3::2] = padded[:, 1:] != padded[:, :-1]
    return _Problem(labels, 2 * target_lengths + 1, skips, lengths)


def _logsumexp(*terms: Array) -> Array:
    most = np.maximum.reduce(terms)
    safe = np.where(np.isfinite(most), most, 0)
    total = np.add.reduce([np.exp(t - safe) for t in terms])
    return quietly(np.log, total) + safe


def _moved(x: Array, by: int) -> Array:
    out = np.full_like(x, -np.inf)
    out[:, by:] = x[:, :-by] if by else x
    return out


def _forward_sums(emitted: Array, problem: _Problem) -> Array:
    """Log of the sum over alignments that reach each state at each time, (t, n, s)."""
    alpha = np.full_like(emitted, -np.inf)
    alpha[0, :, :2] = emitted[0, :, :2]
    alpha[0, problem.states < 2, 1:] = -np.inf
    for t in range(1, len(emitted)):
        before = alpha[t - 1]
        skipped = np.where(problem.skips, _moved(before, 2), -np.inf)
        alpha[t] = _logsumexp(before, _moved(before, 1), skipped) + emitted[t]
    return alpha


def _backward_sums(emitted: Array, problem: _Problem) -> Array:
    """As `_forward_sums`, over how alignments go on from each state, that state included."""
    beta = np.full_like(emitted, -np.inf)
    n, s = problem.labels.shape
    rows = np.arange(n)
    last = np.full((n, s), -np.inf, emitted.dtype)
    last[rows, problem.states - 1] = 0
    several = problem.states > 1
    last[rows[several], problem.states[several] - 2] = 0
    for t in range(len(emitted) - 1, -1, -1):
        if t + 1 < len(emitted):
            after = beta[t + 1]
            skipped = np.where(problem.skips, after, -np.inf)[:, ::-1]
            reversed_ = after[:, ::-1]
            sums = _logsumexp(reversed_, _moved(reversed_, 1), _moved(skipped, 2))[:, ::-1]
            beta[t] = sums + emitted[t]
        ends = problem.lengths == t + 1
        beta[t, ends] = last[ends] + emitted[t, ends]
        beta[t, problem.lengths < t + 1] = -np.inf
    return beta


def _emitted(log_probs: Array, problem: _Problem) -> Array:
    return np.take_along_axis(log_probs, problem.labels[None], 2)


def _ends(alpha: Array, problem: _Problem) -> Array:
    """Log likelihoods: the alignments that end in the last label or the blank after it."""
    rows = np.arange(alpha.shape[1])
    final = alpha[np.maximum(problem.lengths, 1) - 1, rows]
    last = final[rows, problem.states - 1]
    second = np.where(problem.states > 1, final[rows, problem.states - 2], -np.inf)
    total = _logsumexp(last, second)
    # No time steps: certain if there are no labels, else impossible.
    return np.where(problem.lengths > 0, total, np.where(problem.states == 1, 0.0, -np.inf))


def _ctc(x: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: int = 0,
         zero_infinity: bool = False) -> Any:
    problem = _problem(x, targets, input_lengths, target_lengths, blank)
    loss = -_ends(_forward_sums(_emitted(x, problem), problem), problem)
    if zero_infinity:
        loss = np.where(np.isinf(loss), 0, loss)
    return loss.astype(x.dtype, copy=False)


def _ctc_gradient(g: Any, x: Any, targets: Any, input_lengths: Any, target_lengths: Any,
                  blank: int, zero_infinity: bool) -> Any:
    """PyTorch's gradient: that of the unnormalised scores, so for normalised `log_probs` only."""
    problem = _problem(x, targets, input_lengths, target_lengths, blank)
    emitted = _emitted(x, problem)
    alpha, beta = _forward_sums(emitted, problem), _backward_sums(emitted, problem)
    loss = -_ends(alpha, problem)
    share = np.exp(alpha + beta - emitted + loss[:, None])      # of alignments in each state
    share = np.where(np.isfinite(emitted), share, 0)
    used = np.zeros_like(x)
    t, n, _ = x.shape
    np.add.at(used, (np.arange(t)[:, None, None], np.arange(n)[None, :, None],
                     problem.labels[None]), share)
    out = (np.exp(x) - used) * g[:, None]
    out[np.arange(t)[:, None] >= problem.lengths] = 0
    if zero_infinity:
        out[:, np.isinf(loss)] = 0
    return out.astype(x.dtype, copy=False)


def _sample(make: Any) -> Any:
    """The formula is that of normalised probabilities: they are made of any numbers first."""
    log_softmax = OPS["log_softmax"].function
    return ((log_softmax(make(5, 2, 3), -1), make.constant([[1, 2], [2, 0]]),
             make.constant([5, 4]), make.constant([2, 1])), {},
            lambda f, x, *rest: f(log_softmax(x, -1), *rest))


def _loss_tangent(dx: Any, x: Any, *rest: Any) -> Any:
    each = wrap(np.ones(x.shape[1], x._data.dtype))
    return (_gradient_op(each, x, *rest) * dx).sum((0, 2))


_gradient_op = op(
    "_ctc_loss_backward", _ctc_gradient, underivable("_ctc_loss_backward"),
    underivable("_ctc_loss_backward"), None, None, None, public=False, method=False,
    node="NotImplemented", samples=lambda make: [
        ((make(2), *_sample(make)[0], 0, False), {})])
_ctc_op = op(
    "_ctc_loss", _ctc, lambda g, x, targets, input_lengths, target_lengths, blank, zero_infinity:
    _gradient_op(g, x, targets, input_lengths, target_lengths, blank, zero_infinity), None, None,
    None, jvp=lambda dx, x, targets, input_lengths, target_lengths, blank, zero_infinity:
    _loss_tangent(dx, x, targets, input_lengths, target_lengths, blank, zero_infinity),
    node="CtcLossBackward0", public=False, method=False,
    samples=lambda make: [_sample(make)])


def _lengths(value: Any, name: str) -> Array:
    data = value._data if isinstance(value, Tensor) else np.asarray(value)
    if data.dtype.kind not in "iu":
        raise RuntimeError(f"{name} must be integral, but they are {scalar_name(data.dtype)}")
    return np.atleast_1d(data).astype(np.int64)


def _check(log_probs: Any, targets: Any, lengths: Array, target_lengths: Array,
           blank: int) -> None:
    steps, batch, classes = log_probs.shape
    if not 0 <= blank < classes:
        raise RuntimeError(f"blank must be in label range: it is {blank} of {classes}")
    for name, value in (("input_lengths", lengths), ("target_lengths", target_lengths)):
        if value.size != batch:
            raise RuntimeError(f"{name} must be of size batch_size: {value.size} for {batch}")
        if value.size and value.min() < 0:
            raise RuntimeError(f"Expected {name} to have value at least 0, but got value "
                               f"{value.min()} {_WHERE}")
    if lengths.max(initial=0) > steps:
        raise RuntimeError(f"Expected input_lengths to have value at most {steps}, but got value "
                           f"{lengths.max()} {_WHERE}")
    data = targets._data
    if data.ndim == 1 and data.size != target_lengths.sum():
        raise RuntimeError(f"Expected tensor to have size {target_lengths.sum()} at dimension 0, "
                           f"but got size {data.size} for argument #2 'targets' {_WHERE}")
    longest = target_lengths.max(initial=0)
    if data.ndim > 1 and data.shape[1] < longest:
        raise RuntimeError(f"Expected tensor to have size at least {longest} at dimension 1, but "
                           f"got size {data.shape[1]} for argument #2 'targets' {_WHERE}")


@composite("nn.functional.ctc_loss")
def ctc_loss(log_probs: Any, targets: Any, input_lengths: Any, target_lengths: Any, blank: int = 0,
             reduction: str = "mean", zero_infinity: bool = False) -> Any:
    """Negative log likelihood of label sequences, over all their alignments in time.

    The mean divides each loss by the length of its target. With `zero_infinity`, impossible
    targets have no loss and no gradient.

    Shapes: ``(t, n, c), (n, s), (n), (n) -> ()``; ``(t, c), (s), (), () -> ()``; the targets may
    be one after the other in one dimension.

    Raises:
        RuntimeError: lengths or labels that do not fit.   ValueError: an unknown reduction.

    >>> even = full((3, 1, 2), 0.5).log()
    >>> nn.functional.ctc_loss(even, tensor([[1]]), tensor([3]), tensor([1]))
    tensor(0.2877)
    """
    reduction_of(None, None, reduction)
    single = log_probs.ndim == 2
    if single:
        log_probs = log_probs.unsqueeze(1)
        targets = targets.unsqueeze(0) if targets.ndim == 1 else targets
    lengths = _lengths(input_lengths, "input_lengths")
    target_lengths = _lengths(target_lengths, "target_lengths")
    _check(log_probs, targets, lengths, target_lengths, blank)
    if targets._data.dtype.kind not in "iu":
        targets = wrap(targets._data.astype(np.int64))
    loss = _ctc_op(log_probs, targets, wrap(lengths), wrap(target_lengths), blank, zero_infinity)
    if single:
        loss = loss.squeeze(0)
    if reduction == "mean":
        size = wrap(np.maximum(target_lengths, 1).astype(loss._data.dtype))
        return (loss / (size.squeeze(0) if single else size)).mean()
    return loss.sum() if reduction == "sum" else loss
