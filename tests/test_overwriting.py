"""A tensor of an op is overwritten before backward: PyTorch's refusal, or PyTorch's gradients.

Every input and every output of every op of the table in turn, of its in-place form too. A write in
the graph has a gradient of its own; one under `no_grad` has not, and falsifies what a formula reads
without a look at the version.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest
from both import HAVE_TORCH
from samples import Sample, floating, samples

import nbautograd
from nbautograd.engine.op import Op
from nbautograd.ops import OPS

if not HAVE_TORCH:
    pytest.skip("compares with PyTorch", allow_module_level=True)

import torch
from parity import INVALID, PAIRS, Call, calls, gradients, lacking, outcome, same_gradients

SIZE, TYPE = "PyTorch reads its size only", "PyTorch reads its type only"
AGAIN = "ours is computed again"
# What PyTorch keeps and ours need not: refused there, here the gradients of the untouched tensors.
# Of other ops (index_select, narrow ...) PyTorch keeps sizes as numbers, and does not refuse.
KEPT_THERE = {
    ("complex", "input 0"): TYPE, ("complex", "input 1"): TYPE,
    ("gather", "input 0"): SIZE, ("take", "input 0"): SIZE, ("masked_select", "input 0"): SIZE,
    ("cummax", "input 0"): SIZE, ("cummin", "input 0"): SIZE,
    ("nn.functional.nll_loss", "input 0"): SIZE,
    ("index_add", "input 2"): SIZE, ("index_copy", "input 2"): SIZE, ("put", "input 2"): SIZE,
    ("nn.functional.layer_norm", "input 2"): SIZE, ("native_layer_norm", "input 2"): SIZE,
    ("native_layer_norm", "output 1"): AGAIN, ("native_layer_norm", "output 2"): AGAIN}
OTHERWISE = {
    "as_strided_scatter": "PyTorch's own gradcheck fails on it",
    "conj_physical": "a real tensor is its own there",
    "special.ndtr": "made of other ops there, of which each copies its input"}
OTHER_SIZES = {"nn.functional.nll_loss": "of three dimensions four are made first there"}
MODIFIED = "has been modified by an inplace operation"
NO_TWIN = "the derivative for 'inplace version of"


class Way(NamedTuple):
    """How a tensor is overwritten: in the graph or under `no_grad`."""

    tracked: bool

    def write(self, t: Any, module: Any) -> None:
        if self.tracked and (t.is_floating_point() or t.is_complex()):
            t.mul_(0.5)
            return
        with module.no_grad():
            t.zero_()

    def after(self, call: Call, k: int, module: Any) -> Any:
        """The gradients after the k-th of the call's tensors, then of its results, was written."""
        outs = call.run()
        if isinstance(outs, Exception):
            return outs
        tensors = [*call.tensors, *outs]
        refused = outcome(lambda: self.write(tensors[k], module))
        if isinstance(refused, Exception):
            return refused
        return outcome(lambda: gradients(module, tensors if self.tracked else outs, call.leaves))


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """Warnings are compared elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


NAMES = [name for name in PAIRS if OPS[name].differentiable and name not in OTHERWISE]
TWINS = [name for name in NAMES if hasattr(torch.Tensor, f"{name}_")]


@pytest.mark.parametrize("way", [Way(False), Way(True)], ids=["no_grad", "tracked"])
@pytest.mark.parametrize("name", NAMES)
def test_of_an_op(name: str, way: Way) -> None:
    compare(name, "", way)


@pytest.mark.parametrize("way", [Way(False), Way(True)], ids=["no_grad", "tracked"])
@pytest.mark.parametrize("name", TWINS)
def test_of_an_in_place_op(name: str, way: Way) -> None:
    compare(name, f"{name}_", way)


def compare(name: str, twin: str, way: Way) -> None:
    """Write to each tensor of each sample of an op, on both engines."""
    op = OPS[name]
    unseen = set() if twin else {where for other, where in KEPT_THERE if other == name}
    for sample in samples(op):
        if twin and not (sample.args and floating(sample.args[0])):
            continue
        count = len(calls(op, sample)[0].tensors)
        for k in range(count + (1 if twin else len(op.outputs))):
            call, other = calls(op, sample, twin, inner=way.tracked or bool(twin))
            ours, theirs = way.after(call, k, nbautograd), way.after(other, k, torch)
            where = f"input {k}" if k < count else f"output {k - count}"
            shown = f"{sample}, {where}: ours {ours!r}, PyTorch's {theirs!r}"
            if lacking(theirs) or any(words in str(theirs) for words in (INVALID, NO_TWIN)):
                continue
            if not isinstance(theirs, Exception):
                same_gradients(ours, theirs, shown)
            elif (name, where) in KEPT_THERE:
                unseen.discard(where)
                assert not isinstance(ours, Exception), shown
                if not (twin or way.tracked):
                    same_gradients(ours, untouched(op, sample), shown)
            else:
                assert refusal(ours, name) == refusal(theirs, name), shown
    assert not unseen, "PyTorch does not refuse these: they are no exceptions"


def untouched(op: Op, sample: Sample) -> Any:
    """The gradients of a call whose tensors nobody writes to."""
    call, _ = calls(op, sample)
    return outcome(lambda: gradients(nbautograd, call.run(), call.leaves))


def refusal(error: Any, name: str) -> Any:
    """What is compared of an error: of the one this is about all but the hint at its end."""
    text = str(error)
    if MODIFIED not in text:
        return type(error)
    if name in OTHER_SIZES:
        text = re.sub(r"Tensor \[[\d, ]*\]", "Tensor", text)
    return type(error), text.partition(" instead. Hint")[0]
