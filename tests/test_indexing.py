"""Subscripts, read and written: as PyTorch has them."""

import pytest
from both import HAVE_TORCH
from expressions import compare

pytestmark = pytest.mark.skipif(not HAVE_TORCH, reason="compares with PyTorch")

EXPRESSIONS = """\
x[5]
x[-4]
x[0, 9]
x[0, 0, 0]
x[1.0]
x['a']
x[0, 'a']
x[[0, slice(None)]]
x[[L(0), L(1)]]
x[[[0, 1], [1, 2]]]
x[[True, False, True]]
x[[]]
x[L([0.0, 1.0])]
x[L([True, False])]
x[L([5])]
x[L([0, 1]), L([0, 1, 2])]
x[..., ...]
x[::2]
x[::-1]
x[::0]
x[1:3.0]
x[L(1):]
x[np.int64(1)]
x[np.array([0, 1])]
x[np.array([True, False, True])]
x[range(2)]
x[L(1)]
x[L(True)]
x[True]
x[False]
x[None, True]
x[0, True]
s[0]
s[None]
s[...]
s[()]
s[:]
s[True]
x[L([0, 1], dtype=m.uint8)]
x[L([1, 0, 1], dtype=m.uint8)]
x[L([0], dtype=m.int8)]
x[L([0], dtype=m.int32)]
x[0, 1]
x[L([0]), None]
x[L([0, 1]), :, None]
x[L([0, 1]), None, L([0, 1])]
x[:, L([[0, 1]])]
x[L([[True] * 4] * 3)]
x[L([-1])]
x[L([-5])]
x[[5]]
x[object()]
x[0:2, 1]
x[slice(None, None, None)]
x[{}]
x[1:2:L(1)]
x[np.float64(1)]
x[slice(0, 1),]
x[L([], dtype=m.long)]
x[L([])]
x['0':]
x[np.bool_(True)]
x[(1,),]
x[[1], [2]]
x[[0, 1], L([0, 1])]
x[(0, 1), (1, 0)]
x[1j]
m.select(x, 0, 5)
m.select(x, 2, 0)
s.select(0, 0)
x.narrow(0, 0, 5)
x.narrow(0, 2, 2)
x.narrow(0, -1, 1)
x.narrow(0, 4, 0)
x.narrow(0, 0, -1)
s.narrow(0, 0, 0)
x[0]
x[-1]
x[1, 2]
x[:, 1]
x[..., 1]
x[1:]
x[:]
x[:, :]
x[...]
x[()]
x[None]
x[:, None]
x[0, None]
x[[0, 0, 1]]
x[:, [0, 0]]
x[L([[0, 1], [1, 0]])]
x[L([0, 1, 1]), 1:3]
x[1:3, L([0, 1, 1])]
x[L([0, 1]), L([0, 1])]
x[L([0, 0]), L([1, 1])]
x.view(3, 2, 2)[L([0, 1]), :, L([0, 1])]
x.view(3, 2, 2)[:, L([0, 1]), L([0, 1])]
x.view(3, 2, 2)[0, :, L([0, 1])]
x.view(3, 2, 2)[..., L([[0, 1]])]
x.reshape(2, 3, 2)[:, L([True, False, True])]
x.reshape(2, 3, 2)[L([True, False]), 1]
@x = w * 1; x[5] = 1
@x = w * 1; x[0] = [1, 2, 3, 4]
@x = w * 1; x[0] = np.ones(4)
@x = w * 1; x[0] = L([1.0, 2.0])
@x = w * 1; x[0, 0] = L([1.0])
@x = w * 1; x[0, 0] = L([1.0, 2.0])
@x = w * 1; x[0] = L([[1.0, 2.0, 3.0, 4.0]])
@x = w * 1; x[L([0, 1])] = L([1.0, 2.0])
@x = w * 1; x[L([0, 1])] = 'a'
@x = w * 1; x[0] = 'a'
@x = w * 1; x[0] = None
@x = w * 1; x[0] = 1j
@x = w * 1; x[L([0, 1])] = L([1, 2, 3, 4])
@x = w * 1; x[L([0, 1])] = 3
@x = w * 1; x[L([0, 1])] = L(3.0).double()
@x = w * 1; x[L([True, False, True])] = L([1.0, 2.0])
@x = w * 1; x[L([True, False, True])] = 0
@x = w * 1; x[True] = 1
@x = w * 1; x[:, None] = 1
@x = w * 1; x[...] = 2
@x = w * 1; x[()] = 2
@x = w * 1; x[[0, 1]] = np.zeros((2, 4), dtype=np.float32)
@x = w * 1; x[0:2] = L([[1.0], [2.0]])
@x = w * 1; x[0:2] = L([[1.0], [2.0], [3.0]])
@x = w * 1; x[:, [0, 5]] = 1
@x = w * 1; x[0] = True
@x = w * 1; x[0] = 1
@x = w * 1; x[0] = w[0]
@x = w * 1; x[L([0])] = 1
@x = w * 1; x[L([0])] = w[:1]
@x = w * 1; x[:, L([0])] = 2
@x = w * 1; x[0, L([0])] = 2
@x = w * 1; x[...] = w * 2
@x = w * 1; x[0:1] = w[0:1]
@x = w * 1; x[L(0)] = 1
@x = w * 1; x[0, 0] = w[0, 0]
@x = w * 1; x[()] = w
@x = w * 1; x[[0, 1], [0, 1]] = L([1.0, 2.0])
@x = w * 1; x[1:, 1:] = w[:2, :2] * 3
@x = w * 1; x[L([0, 0])] = w[:2] * 3
@x = w * 1; x[0][1] = 5
@x = w * 1; x[0:2][1] = w[1] * 7
@w[0] = 1
@w[[0]] = 1
@x = w.detach(); x[0] = 3
@x = L([1, 2]); x[0] = 2.7
@x = L([1, 2]); x[L([0])] = 2.7
@x = L([1, 2]); x[0] = L(2.7)
""".splitlines()


@pytest.mark.parametrize("text", EXPRESSIONS)
def test_as_pytorch(text: str) -> None:
    compare(text)
