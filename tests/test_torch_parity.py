"""The samples of the op table on PyTorch: what comes out, in which type, by which node, what is refused.

One comparison a property; the ops and their inputs come from the table, as in `test_ops`.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from both import HAVE_TORCH
from samples import Sample, floating, samples

import nbautograd
from nbautograd.ops import OPS

if not HAVE_TORCH:
    pytest.skip("compares with PyTorch", allow_module_level=True)

import torch
from parity import (
    INVALID,
    PAIRS,
    PLAIN,
    Call,
    array,
    both,
    calls,
    gradients,
    lacking,
    nodes,
    outcome,
    same,
    same_gradients,
)

DTYPES = ("float32", "float16", "int64", "uint8", "bool", "complex64")
SMOOTH = [name for name in PAIRS if OPS[name].differentiable]
# PyTorch's own gradcheck fails on it.
WRONG = {"as_strided_scatter"}
KEPT_LONGER = {
    "special.ndtr": "the input, which is copied there before it is used",
    "nn.functional.embedding_bag": "the weight, for the largest of a bag"}
TIES = {"kthvalue"}     # which of equal elements is found is not said
MODIFIED = "has been modified by an inplace operation"
OTHER_NODES = {
    "conj_physical": "a real tensor is its own there",
    "special.ndtr": "made of other ops there",
    "nn.functional.nll_loss": "three dimensions are made four first"}


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """Warnings are compared elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize("name", PAIRS)
def test_values_and_gradients(name: str) -> None:
    for sample in samples(OPS[name]):
        ours, theirs, mine, leaves = both(OPS[name], sample)
        if lacking(theirs):
            continue
        assert not isinstance(theirs, Exception), (sample, theirs)
        assert not isinstance(ours, Exception), (sample, ours)
        for a, b in zip(ours, theirs, strict=True):
            assert str(a.dtype) == str(b.dtype)
            np.testing.assert_allclose(array(a), array(b), 1e-6, 1e-9, err_msg=str(sample))
        if name not in WRONG:
            same_gradients(outcome(lambda a=ours, x=mine: gradients(nbautograd, a, x)),
                           outcome(lambda b=theirs, x=leaves: gradients(torch, b, x)), sample)


@pytest.mark.parametrize("name", [name for name in SMOOTH if name not in OTHER_NODES])
def test_nodes(name: str) -> None:
    for sample in samples(OPS[name]):
        ours, theirs, *_ = both(OPS[name], sample)
        if not lacking(theirs):
            for a, b in zip(ours, theirs, strict=True):
                assert nodes(a) == nodes(b), sample


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("name", PAIRS)
def test_element_types(name: str, dtype: str) -> None:
    to = getattr(nbautograd, dtype)
    for sample in samples(OPS[name])[:3]:
        cast = sample._replace(via=PLAIN).map(lambda x: (x * 3).to(to) if floating(x) else x)
        ours, theirs, *_ = both(OPS[name], cast)
        same(ours, theirs, cast, values=sample.via is PLAIN and name not in TIES)


@pytest.mark.parametrize("name", PAIRS)
def test_empty_and_single(name: str) -> None:
    op = OPS[name]
    for shape in ((0,), (2, 0), ()):
        for sample in samples(op)[:3]:
            if any(not floating(x) and op.kind != "elementwise" for x in _tensors(sample)):
                continue        # indices would not fit
            resized = sample._replace(via=PLAIN).map(lambda x, shape=shape: nbautograd.from_numpy(
                np.resize(x._data, shape).copy()))
            ours, theirs, *_ = both(op, resized)
            if "integer multiplication overflow" not in str(theirs):    # of -1, for a size
                same(ours, theirs, resized)


def _tensors(sample: Sample) -> list[Any]:
    found: list[Any] = []
    sample.map(lambda x: found.append(x) or x)
    return found


@pytest.mark.parametrize("name", [name for name in SMOOTH if name not in KEPT_LONGER])
def test_overwriting_is_refused_where_pytorch_refuses(name: str) -> None:
    """Each input and each output is set to zero before backward, which both refuse, or neither.

    PyTorch also keeps tensors of which it only needs the size. Ours are not kept, so writing to
    them is not refused; the gradients must then be those of the untouched tensors.
    """
    op = OPS[name]
    for sample in [s for s in samples(op) if s.via is PLAIN][:2]:
        for k in range(len(_tensors(sample)) + len(op.outputs)):
            call, other = calls(op, sample)
            expected = outcome(lambda c=call: gradients(nbautograd, c.run(), c.leaves))
            theirs = _after_overwriting(other, k, torch)
            ours = _after_overwriting(call, k, nbautograd)
            shown = f"{sample}, tensor {k}: ours {ours}, PyTorch's {theirs}"
            if isinstance(ours, Exception):
                assert str(ours)[:60] == str(theirs)[:60], shown
            elif isinstance(theirs, Exception) and not lacking(theirs):
                assert MODIFIED in str(theirs) or INVALID in str(theirs), shown
                same_gradients(ours, expected, shown)


def _after_overwriting(call: Call, k: int, module: Any) -> Any:
    """The gradients after the k-th tensor of the call, then of its results, was set to zero."""
    outs = call.run()
    if isinstance(outs, Exception):
        return outs
    tensors = [*call.tensors, *outs]
    with module.no_grad():
        tensors[k % len(tensors)].zero_()
    return outcome(lambda: gradients(module, outs, call.leaves))
