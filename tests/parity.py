"""A sample of the op table on both engines: outcomes, gradients, nodes, and what is compared of them."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch
from expressions import SHARED
from samples import Sample, mapped, results

import nbautograd
from nbautograd.engine.declare import COMPOSITES
from nbautograd.engine.op import Op
from nbautograd.ops import OPS

__all__ = ["INVALID", "LACKING", "PAIRS", "PLAIN", "Call", "array", "both", "calls", "gradients", "lacking", "nodes", "outcome",
           "same", "same_gradients", "to_torch"]

# What PyTorch has no loop for, or no derivative of, may be computed here.
LACKING = ("not implemented for", "does not support automatic differentiation for outputs")
INVALID = "returned an invalid gradient"    # PyTorch of its own gradient
# The parameters of ops whose public function has them in another order, under its names.
RENAMED = {"nn.functional.embedding_bag": {"indices": "input"},
           "nn.functional.group_norm": {"group": "num_groups"}}
PLAIN = Sample._field_defaults["via"]


class Pair(NamedTuple):
    """A public function of ours and PyTorch's of the same name."""

    ours: Callable[..., Any]
    theirs: Callable[..., Any]


def _found(module: Any, name: str) -> Any:
    """``_found(torch, "linalg.inv")``; the method if there is no such function."""
    value = module
    for part in name.split("."):
        value = getattr(value, part, None)
    return value if value is not None else getattr(module.Tensor, name, None)


def _pair(op: Op) -> Pair | None:
    """What a user calls for an op, on both engines; None for ops of the engine itself."""
    public = op.is_function or op.is_method or any(op in c.ops for c in COMPOSITES.values())
    for name in (op.name, op.name.partition(".")[0]) if public else ():
        several = op.arrange is not None and op.is_method     # x.permute(1, 0): no such function
        ours, theirs = (_found(m.Tensor if several else m, name) for m in (nbautograd, torch))
        if callable(ours) and callable(theirs) and not inspect.isclass(theirs):
            return Pair(ours, theirs)
    return None


PAIRS = {name: pair for name, op in OPS.items() if (pair := _pair(op)) is not None}


def to_torch(value: Any) -> Any:
    """A tensor or element type of ours as PyTorch's; anything else as it is."""
    if isinstance(value, nbautograd.Tensor):
        return torch.from_numpy(np.array(value._data)).requires_grad_(value.requires_grad)
    if isinstance(value, nbautograd.dtype):
        return getattr(torch, str(value).removeprefix("torch."))
    return value


def _spellings(op: Op, sample: Sample) -> list[tuple[Any, Any]]:
    """The arguments as a user may give them: in the op's order, or by keyword."""
    args, kwargs = list(sample.args), dict(sample.kwargs)
    renamed = RENAMED.get(op.name, {})
    named = {renamed.get(n, n): v for n, v in zip(op.public_names, args, strict=False)} | kwargs
    first = next((n for n, i in enumerate(op.inputs) if i != n), len(op.inputs))
    rest = {n: v for n, v in named.items() if n not in op.public_names[:first]}
    return [([], named)] if renamed else [(args, kwargs), (args[:first], rest), ([], named)]


class Call(NamedTuple):
    """One call on one engine: what runs it, its tensors, and those of them that require grad."""

    run: Callable[[], Any]
    tensors: list[Any]
    leaves: list[Any]


def calls(op: Op, sample: Sample, twin: str = "", inner: bool = False) -> tuple[Call, Call]:
    """The same call of the public function on our engine and on PyTorch.

    With `inner` its tensors are copies of the leaves; `twin` is a method of the first one that is
    called instead.
    """
    moving = {id(x) for x in sample.differentiable(op)}
    roots: dict[int, Any] = {}
    tensors: dict[int, tuple[Any, Any]] = {}

    def made(leaf: Any) -> Any:
        x = leaf.clone() if inner and leaf.requires_grad else leaf
        roots[id(x)] = leaf
        return x

    ours = sample.map(lambda x: made(x.detach().clone().requires_grad_(id(x) in moving)))

    def once(x: Any) -> Any:
        if id(x) not in tensors:
            tensors[id(x)] = x, made(to_torch(roots[id(x)]))
        return tensors[id(x)][1]

    def called(function: Callable[..., Any], args: Any, kwargs: Any) -> Callable[[], Any]:
        return lambda: outcome(lambda: sample.via(function, *args, **kwargs))

    def method(x: Any, *args: Any, **kwargs: Any) -> Any:
        return getattr(x, twin)(*args, **kwargs)

    pair = PAIRS[op.name]
    for args, kwargs in _spellings(op, ours):
        given = mapped(args, once), mapped(kwargs, once)
        if not isinstance(called(pair.theirs, *given)(), (TypeError, ValueError)):
            break
    leaves = ours.differentiable(op)
    mine, other = map(list, zip(*tensors.values(), strict=True)) if tensors else ([], [])
    return (Call(called(method if twin else pair.ours, args, kwargs), mine,
                 [roots[id(x)] for x in leaves]),
            Call(called(method if twin else pair.theirs, *given), other,
                 [roots[id(once(x))] for x in leaves]))


def both(op: Op, sample: Sample) -> tuple[Any, Any, list[Any], list[Any]]:
    """(our outcome, PyTorch's, our leaves, PyTorch's leaves) of a sample."""
    ours, theirs = calls(op, sample)
    return ours.run(), theirs.run(), ours.leaves, theirs.leaves


def outcome(call: Callable[[], Any]) -> Any:
    """The results as a tuple, or the error."""
    try:
        return results(call())
    except Exception as error:  # noqa: BLE001 (compared between the engines)
        return error


def lacking(theirs: Any) -> bool:
    """Whether PyTorch says that it cannot do this, not that it must not be done."""
    return isinstance(theirs, Exception) and any(words in str(theirs) for words in LACKING)


def same(ours: Any, theirs: Any, sample: Any, values: bool = True) -> None:
    """Fail unless both outcomes have the same types, shapes and `values`, or are the same error."""
    shown = f"{sample}: ours {ours!r}, PyTorch's {theirs!r}"
    if lacking(theirs):
        assert type(ours) is type(theirs) or not isinstance(ours, Exception), shown
    elif not (isinstance(theirs, tuple) and any(t.dtype is torch.complex32 for t in theirs)):
        assert _described(ours) == _described(theirs), shown
        if isinstance(ours, tuple) and values:
            for a, b in zip(ours, theirs, strict=True):
                _close(a, b, shown)


def _close(a: Any, b: Any, shown: str) -> None:
    a, b = array(a), array(b)
    near = {"float16": 2e-3, "float32": 2e-5, "complex64": 1e-4}.get(a.dtype.name, 1e-6)
    if a.dtype == np.float16:       # PyTorch overflows earlier in what it computes step by step
        finite = np.isfinite(a) & np.isfinite(b)
        a, b = a[finite], b[finite]
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(a, b, near, near, err_msg=shown)


def _described(outcome: Any) -> Any:
    if isinstance(outcome, Exception):
        return type(outcome).__name__.lstrip("_"), str(outcome).strip()[:SHARED]
    return [(str(t.dtype), tuple(t.shape), t.requires_grad) for t in outcome]


def array(t: Any) -> Any:
    """The numbers of a tensor of either engine."""
    return t.detach().resolve_conj().resolve_neg().numpy(force=True)


def gradients(module: Any, outs: Any, leaves: Any) -> list[Any]:
    """The gradients of all results together, None where there is none."""
    outs = [t for t in outs if isinstance(t, module.Tensor) and t.requires_grad]
    if not outs:
        return []
    seeds = [module.from_numpy(_seed(t)) for t in outs]
    grads = module.autograd.grad(outs, leaves, seeds, allow_unused=True)
    return [None if g is None else array(g) for g in grads]


def _seed(t: Any) -> Any:
    values = np.asarray(np.arange(t.numel()) * 0.5 + 1).reshape(tuple(t.shape))
    return values.astype(str(t.dtype).removeprefix("torch."))


def same_gradients(ours: Any, theirs: Any, sample: Any) -> None:
    """Fail unless the gradients are the same, or both are refused."""
    if isinstance(theirs, Exception) and INVALID in str(theirs):
        return
    assert type(ours) is type(theirs), (sample, ours, theirs)
    if isinstance(ours, Exception):
        return
    for a, b in zip(ours, theirs, strict=True):
        assert (a is None) == (b is None), sample
        if a is not None:
            assert a.dtype == b.dtype
            np.testing.assert_allclose(a, b, 1e-6, 1e-9, err_msg=str(sample))


def nodes(t: Any) -> Any:
    """The name of a tensor's node and of those before it."""
    fn = t.grad_fn
    if fn is None:
        return None
    return fn.name(), [None if f is None else f.name() for f, _ in fn.next_functions]
