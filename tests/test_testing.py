"""Checks of results, and tensors to try things with: the same verdicts and words as PyTorch's."""

from __future__ import annotations

import warnings

import pytest
from outcomes import outcome

import nbautograd as torch

CLOSE = r"""
m.testing.assert_close(t([1., 2.]), t([1., 3.]))
m.testing.assert_close(1.0, 2.0)
m.testing.assert_close(1, 2)
m.testing.assert_close(True, False)
m.testing.assert_close([1, 2], [1, 3])
m.testing.assert_close([t(1.), t(2.)], [t(1.), t(3.)])
m.testing.assert_close({"a":t(1.)}, {"b":t(1.)})
m.testing.assert_close({"a":t(1.)}, {"a":t(2.)})
m.testing.assert_close([1], [1, 2])
m.testing.assert_close([5, [1]], [6, [1, 2]])
m.testing.assert_close({"x": [5, [1]]}, {"x": [5, [1, 2]]})
m.testing.assert_close(t([1.]), t([1]))
m.testing.assert_close(t([1.]), t([1.]).double())
m.testing.assert_close(t([1.]), t([1.]).double(), check_dtype=False)
m.testing.assert_close(t([1., float("nan")]), t([1., float("nan")]))
m.testing.assert_close(t([1., float("nan")]), t([1., float("nan")]), equal_nan=True)
m.testing.assert_close(t(float("nan")), t(float("nan")))
m.testing.assert_close("a", "a")
m.testing.assert_close(None, None)
m.testing.assert_close(None, 1)
m.testing.assert_close(t(1.), t(2.))
m.testing.assert_close(t([1., 2.]), t([1., 3.]), rtol=0.1)
m.testing.assert_close(t([1., 2.]), t([1., 3.]), rtol=0, atol=0)
m.testing.assert_close(t([1., 2.]), t([1., 2.0001]), rtol=0, atol=1e-3)
m.testing.assert_close(t([1., 2.]), t([1., 3.]), msg="hey")
m.testing.assert_close(t([1., 2.]), t([1., 3.]), msg=lambda s: "X " + s)
m.testing.assert_close(t([1, 2]), t([1, 3]))
m.testing.assert_close(t([True]), t([False]))
m.testing.assert_close(t([[1., 2.], [3., 4.]]), t([[1., 2.], [3., 5.]]))
m.testing.assert_close(t([1+1j]), t([1+2j]))
m.testing.assert_close(np.ones(2), np.ones(2)*2)
m.testing.assert_close(np.ones(2), np.ones(2))
m.testing.assert_close(1, 1.0)
m.testing.assert_close(1, 1.0, check_dtype=False)
m.testing.assert_close(t([float("inf")]), t([float("inf")]))
m.testing.assert_close(t([float("inf")]), t([1.]))
m.testing.assert_close(t([1.]), t([1., 2.]))
m.testing.assert_close(t([]), t([]))
m.testing.assert_close(t([1., 2.]), t([1., 2.]).requires_grad_())
m.testing.assert_close(m.nn.Parameter(t([1.])), t([1.]))
m.testing.assert_close(t([1.], dtype=m.float16), t([1.1], dtype=m.float16))
m.testing.assert_close(object(), object())
m.testing.assert_close([1, [2, 3]], [1, [2, 4]])
m.testing.assert_close((1, ), [1])
m.testing.assert_close(t([1., 2.]).expand(2, 2), t([[1., 2.], [1., 2.]]), check_stride=True)
m.testing.assert_close(1.0, 1.0+1e-8)
m.testing.assert_close(1j, 2j)
m.testing.assert_close({"a":1, "b":2}, {"a":1, "b":3})
m.testing.assert_close(t([0., 1.]), t([0., 0.]))
m.testing.assert_close(t([2**40]), t([2**40+1]))
m.testing.assert_close(t([1, 2], dtype=m.uint8), t([2, 1], dtype=m.uint8))
m.testing.assert_close([1, 2], [1, "a"])
m.testing.assert_close(t([1., 5., 2.]), t([1.1, 4., 3.]))
m.testing.assert_close(m.nn.Linear(1, 1).state_dict(), m.nn.Linear(1, 1).state_dict())
m.testing.assert_allclose([1.0], [2.0])
m.testing.assert_allclose(t([1.0]), [1.00001])
m.testing.assert_close(t(True), t(False))
m.testing.assert_close(t([-100], dtype=m.int8), t([100], dtype=m.int8))
m.testing.assert_close(t(3, dtype=m.int8), t(100, dtype=m.int8))
"""

MADE = r"""
m.testing.make_tensor(2, 3, device="cpu", dtype=m.float32)
m.testing.make_tensor((2, 3), device="cpu", dtype=m.float64, low=0, high=1)
m.testing.make_tensor((2, 3), device="cpu", dtype=m.int64)
m.testing.make_tensor(5, device="cpu", dtype=m.bool)
m.testing.make_tensor(5, device="cpu", dtype=m.uint8)
m.testing.make_tensor(5, device="cpu", dtype=m.uint8, low=250)
m.testing.make_tensor(5, device="cpu", dtype=m.complex64)
m.testing.make_tensor(5, device="cpu", dtype=m.int8, low=0, high=2, exclude_zero=True)
m.testing.make_tensor(2, 2, device="cpu", dtype=m.float32, requires_grad=True, noncontiguous=True)
m.testing.make_tensor(2, 2, device="cpu", dtype=m.float32, noncontiguous=True).stride()
m.testing.make_tensor(2, device="cpu", dtype=m.int64, requires_grad=True)
m.testing.make_tensor(2, device="cpu", dtype=m.float32, low=3, high=1)
m.testing.make_tensor(2, device="cpu", dtype=m.float32, low=float("nan"))
m.testing.make_tensor(2, device="cpu", dtype=m.int8, low=300, high=400)
m.testing.make_tensor(2, device="cpu", dtype=m.float16, low=-1e9, high=1e9)
m.testing.make_tensor((), device="cpu", dtype=m.float32)
m.testing.make_tensor(2)
"""


@pytest.mark.parametrize("program", [*CLOSE.strip().split("\n"), *MADE.strip().split("\n")])
def test_the_same_as_pytorch(program: str) -> None:
    pytorch = pytest.importorskip("torch")
    ours, theirs = outcome(torch, program), outcome(pytorch, program)
    assert ours == theirs       # whole messages, not their first sentence


def test_the_old_name_warns() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.testing.assert_allclose([1.0], [1.0])
    assert [w.category for w in caught] == [FutureWarning]


def test_what_is_no_truth_is_not_compared_with_one() -> None:
    with pytest.raises(TypeError, match="No comparison pair was able to handle inputs of type"):
        torch.testing.assert_close(True, 1)
