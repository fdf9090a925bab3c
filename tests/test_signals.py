"""Windows for signals, and the transforms of overlapping windows there and back."""

from __future__ import annotations

import warnings

import pytest
from outcomes import compare

import nbautograd as torch

PROGRAMS = r"""
m.hann_window(0), m.hann_window(1), m.hann_window(2), m.hann_window(7), m.hann_window(6, False), m.hann_window(6, periodic=False)
m.hann_window(-1)
m.hann_window(2.5)
m.hann_window(4, dtype=m.float64), m.hann_window(4, requires_grad=True), m.hann_window(4, device="cpu")
m.hamming_window(5), m.hamming_window(5, False), m.hamming_window(4, True, 0.5, 0.5)
m.blackman_window(6), m.blackman_window(5, False)
m.bartlett_window(6), m.bartlett_window(5, False), m.bartlett_window(6, False)
m.kaiser_window(6), m.kaiser_window(5, False), m.kaiser_window(5, False, 3.0), m.kaiser_window(1), m.kaiser_window(5, dtype=m.float64)
[getattr(m.signal.windows, k)(6) for k in "bartlett blackman cosine exponential gaussian hamming hann kaiser general_hamming".split()]
[getattr(m.signal.windows, k)(5, sym=False) for k in "bartlett cosine exponential gaussian hamming hann kaiser general_hamming".split()]
[getattr(m.signal.windows, k)(1) for k in "bartlett blackman cosine exponential gaussian hamming hann kaiser general_hamming".split()]
[getattr(m.signal.windows, k)(0) for k in "bartlett blackman cosine exponential gaussian hamming hann kaiser general_hamming".split()]
[getattr(m.signal.windows, k)(4, dtype=m.float64) for k in "bartlett cosine exponential gaussian hamming kaiser general_hamming".split()]
m.signal.windows.hann(-1)
m.signal.windows.hann(3, dtype=m.int64)
m.signal.windows.gaussian(3, std=0)
m.signal.windows.gaussian(5, std=2.0), m.signal.windows.exponential(5, tau=2.0), m.signal.windows.exponential(5, tau=2.0, center=1, sym=False)
m.signal.windows.exponential(3, tau=-1)
m.signal.windows.exponential(3, center=1)
m.signal.windows.kaiser(3, beta=-1)
m.signal.windows.general_cosine(3, a=[])
m.signal.windows.general_cosine(3, a=3)
m.signal.windows.general_cosine(4, a=[0.1, 0.2, 0.3]), m.signal.windows.general_hamming(4, alpha=0.7)
m.signal.windows.hann(3, requires_grad=True)
y = m.rand(16); h = m.hann_window(4); s = m.stft(y, 4, window=h, return_complex=True); s, m.istft(s, 4, window=h)
y = m.rand(2, 16); h = m.hann_window(3); s = m.stft(y, 4, 2, 3, window=h, return_complex=True); s, m.istft(s, 4, 2, 3, window=h)
y = m.rand(2, 16); h = m.hann_window(8); s = m.stft(y, 8, 2, window=h, return_complex=True, normalized=True); s, m.istft(s, 8, 2, window=h, normalized=True)
y = m.rand(16); s = m.stft(y, 4, return_complex=True, onesided=False); m.istft(s, 4, onesided=False)
y = m.rand(16); s = m.stft(y, 4, return_complex=True, center=False); m.istft(s, 4, center=False)
y = m.rand(16); s = m.stft(y, 4, return_complex=True); m.istft(s, 4, length=12), m.istft(s, 4, length=20)
y = m.rand(16); s = m.stft(y, 4, return_complex=True, onesided=False); m.istft(s, 4, return_complex=True)
y = m.rand(16, requires_grad=True); h = m.hann_window(4); m.istft(m.stft(y, 4, window=h, return_complex=True), 4, window=h)[1].backward(); y.grad.round()
s = m.stft(m.rand(16), 4, return_complex=True); m.istft(s.real, 4)
s = m.stft(m.rand(16), 4, return_complex=True); m.istft(s, 4, hop_length=8)
s = m.stft(m.rand(16), 4, return_complex=True); m.istft(s, 4, win_length=6)
s = m.stft(m.rand(16), 4, return_complex=True); m.istft(s, 4, window=m.ones(3))
s = m.stft(m.rand(16), 4, return_complex=True); m.istft(s, 4, window=m.zeros(4))
s = m.stft(m.rand(16), 4, return_complex=True); m.istft(s, 6)
m.stft(m.rand(16), 4)
m.stft(m.rand(16), 40, return_complex=True)
m.stft(m.rand(16), 4, hop_length=0, return_complex=True)
m.stft(m.rand(16), 4, win_length=9, return_complex=True)
m.stft(m.rand(16), 4, window=m.ones(3), return_complex=True)
m.rand(16).stft(4, return_complex=True).istft(4).shape
"""


@pytest.mark.parametrize("program", PROGRAMS.strip().split("\n"))
def test_the_same_as_pytorch(program: str) -> None:
    compare(program)


def test_a_window_is_an_even_function_of_floats() -> None:
    with pytest.raises(RuntimeError, match=r"^hann_window expects floating point dtypes, got: "):
        torch.hann_window(4, dtype=torch.int64)


def test_the_way_back_is_exact_to_the_last_digits() -> None:
    x, window = torch.rand(3, 50, dtype=torch.float64), torch.hann_window(8, dtype=torch.float64)
    there = torch.stft(x, 8, 2, window=window, return_complex=True)
    torch.testing.assert_close(torch.istft(there, 8, 2, window=window, length=50), x)


def test_gradients_of_the_way_back() -> None:
    z = torch.rand(3, 5, dtype=torch.complex128, requires_grad=True)
    window = torch.hamming_window(4, dtype=torch.float64)
    assert torch.autograd.gradcheck(lambda z: torch.istft(z, 4, window=window), z)


def test_no_window_is_warned_of() -> None:
    x = torch.rand(8)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        torch.istft(torch.stft(x, 4, return_complex=True), 4)
    assert [str(w.message)[:25] for w in caught] == ["A window was not provided"] * 2
    assert {w.filename for w in caught} == {__file__}
