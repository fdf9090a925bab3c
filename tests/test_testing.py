"""`testing`: what is close, and what is said of what is not, beside PyTorch."""

from __future__ import annotations

import pytest
from outcomes import Refusal, outcome

import nbautograd
from nbautograd.testing import make_tensor

PROGRAMS = r"""
m.testing.assert_close(t([1.0, 2.0]), t([1.0, 2.0 + 1e-7]))
m.testing.assert_close(t([1.0, 2.0]), t([1.0, 2.5]))
m.testing.assert_close(t([[1.0, 2.0], [3.0, 4.0]]), t([[1.0, 2.5], [3.0, 5.0]]))
m.testing.assert_close(t([1.0, 2.0]), t([1.0, 2.5]), rtol=0.0, atol=1.0)
m.testing.assert_close(t([1.0, 2.0]), t([1.0, 2.5]), rtol=0.0, atol=0.25)
m.testing.assert_close(t([1.0, 2.0]), t([1.0, 2.5]), rtol=0.1)
m.testing.assert_close(t([1, 2]), t([1, 3]))
m.testing.assert_close(t([1, 2]), t([1, 3]), rtol=0.0, atol=0.5)
m.testing.assert_close(t([True, False]), t([True, True]))
m.testing.assert_close(t(1.0), t(2.0))
m.testing.assert_close(t([1]), t([1.0]))
m.testing.assert_close(t([1]), t([1.0]), check_dtype=False)
m.testing.assert_close(t([1.0]), t([1.0], dtype=m.float64))
m.testing.assert_close(t([1.0]), t([1.0, 2.0]))
m.testing.assert_close(t([m.nan]), t([m.nan]))
m.testing.assert_close(t([m.nan]), t([m.nan]), equal_nan=True)
m.testing.assert_close(t([m.inf]), t([m.inf]))
m.testing.assert_close(t([m.inf]), t([1.0]))
m.testing.assert_close(t([0.0]), t([1.0]))
m.testing.assert_close(t([1.0]), t([0.0]))
m.testing.assert_close(1.0, 1.0 + 1e-9)
m.testing.assert_close(1.0, 2.0)
m.testing.assert_close(1, 2)
m.testing.assert_close(1.0, 1)
m.testing.assert_close(True, False)
m.testing.assert_close(1j, 2j)
m.testing.assert_close(t([1j]), t([2j]))
m.testing.assert_close(None, None)
m.testing.assert_close(None, 1)
m.testing.assert_close("a", "a")
m.testing.assert_close(t([1.0]), [1.0])
m.testing.assert_close(t([1.0]), np.ones(1, dtype=np.float32))
m.testing.assert_close(np.ones(2), np.ones(2))
m.testing.assert_close(np.ones(2), np.zeros(2))
m.testing.assert_close([t([1.0]), t([2.0])], [t([1.0]), t([3.0])])
m.testing.assert_close([t([1.0])], [t([1.0]), t([3.0])])
m.testing.assert_close((t([1.0]), 2.0), (t([1.0]), 3.0))
m.testing.assert_close({"a": t([1.0])}, {"a": t([2.0])})
m.testing.assert_close({"a": t([1.0])}, {"b": t([1.0])})
m.testing.assert_close({"a": [t([1.0]), {"b": 2}]}, {"a": [t([1.0]), {"b": 3}]})
m.testing.assert_close(t([1.0]), t([2.0]), rtol=0.1, msg="mine")
m.testing.assert_close(t([1.0]), t([2.0]), msg="mine")
m.testing.assert_close(t([1.0]), t([2.0]), msg=lambda text: "mine\n" + text)
m.testing.assert_close(t([1.0]), t([2.0]), rtol=0.0)
m.testing.assert_close(t([1.0], requires_grad=True), t([1.0]))
m.testing.assert_close(m.ones(2, 2).t(), m.ones(2, 2), check_stride=True)
m.testing.assert_close(m.ones(3, 2).t(), m.ones(2, 3), check_stride=True)
m.testing.assert_close(m.ones(0), m.ones(0))
m.testing.assert_close(t([1.0], dtype=m.float16), t([1.001], dtype=m.float16))
m.testing.assert_close(t([1.0], dtype=m.float64), t([1.0 + 1e-6], dtype=m.float64))
m.testing.assert_close(x, x + 1e-3)
m.testing.assert_close(w, w * 2)
m.testing.assert_close(1.0, m.nan)
m.testing.assert_close(m.nan, m.nan)
m.testing.assert_close(m.nan, m.nan, equal_nan=True)
m.testing.assert_close(t([1], dtype=m.uint8), t([255], dtype=m.uint8))
m.testing.assert_close(t(2.0), 2.0)
m.testing.assert_close(t([1.0]), t([1.0]), check_device=False, check_layout=False, allow_subclasses=False)
m.testing.assert_close([], [])
m.testing.assert_close([1, [2, 3]], [1, [2, 4]])
m.testing.assert_close(m.nn.Parameter(t([1.0])), t([1.0]))
m.testing.assert_close([t(1.0)], (t(1.0),))
"""


@pytest.mark.parametrize("program", PROGRAMS.strip().split("\n"))
def test_what_is_close_and_what_is_said_of_it_are_pytorchs(program: str) -> None:
    torch = pytest.importorskip("torch")
    ours, theirs = outcome(nbautograd, program), outcome(torch, program)
    if isinstance(ours, Refusal) and isinstance(theirs, Refusal):
        ours = Refusal(ours.kind, ours.text.replace("nbautograd.engine.tensor", "torch"))
    assert ours == theirs    # to the last character


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "uint8", "bool", "complex64"])
def test_a_tensor_is_made_of_any_type(dtype: str) -> None:
    x = make_tensor(40, 3, dtype=getattr(nbautograd, dtype), device="cpu")
    assert x.shape == (40, 3)
    assert x.dtype == getattr(nbautograd, dtype)
    assert (x != x[0]).any()
    assert make_tensor((2,), dtype=nbautograd.float32, low=3, high=4, requires_grad=True).min() >= 3
