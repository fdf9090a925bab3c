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
    PAIRS,
    PLAIN,
    array,
    both,
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
TIES = {"kthvalue"}     # which of equal elements is found is not said
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
