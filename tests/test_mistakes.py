"""What learners get wrong: it is refused with PyTorch's exception and its first sentence.

A line is one program, as `outcomes` runs it. What is no mistake to PyTorch gives the same value.

Not compared are words that tell of PyTorch's C++ and of nothing a user did: its list of overloads
(our message names the argument instead), how it counts their arguments, ``torch.dtype`` as the name
of a type, and flags that it converts to C integers.
"""

from __future__ import annotations

import pytest
from outcomes import compare

import nbautograd

GRADIENT_RULES = r"""
w.backward()
(w * 2).backward()
x.sum().backward()
t(1.0).backward()
y = (w * w).sum(); y.backward(); y.backward()
y = w.sum().detach(); y.backward()
with m.no_grad(): y = w.sum()$y.backward()
(w * 2).sum().item().backward()
w.sum().backward(t([1.0, 2.0]))
(w * 2).backward(t([1.0]))
m.autograd.grad(w * 2, w)
m.autograd.grad(w.sum(), x)
m.autograd.grad(w.sum(), t([1.0], requires_grad=True))
m.autograd.grad(x.sum(), w)
w.numpy()
(w * 2).numpy()
w.tolist()
w.sum().item()
w += 1
w[0] = 5.0
w.add_(1)
w.zero_()
w.data += 1; w
w.grad.zero_()
v = w[:1]; v.mul_(2)
y = w.exp(); y.add_(1); y.sum().backward()
y = w * 1; z = y * y; y[0] = 0; z.sum().backward()
y = w.sigmoid(); y.mul_(2); y.sum().backward()
t([1, 2], requires_grad=True)
i.requires_grad_()
i.requires_grad = True
(w * 2).requires_grad_(False)
y = w * 2; y.requires_grad = False
y = w * 2; y.requires_grad = True
y = w * 2; y.requires_grad_(); y.requires_grad
y = w * 2; y.retain_grad(); y.grad
t([1.0]).retain_grad()
w.grad = t([1.0])
w.grad = 3
w.grad = t([1, 2])
w.grad = x
w.grad = w
w.grad = w.double()
x.requires_grad = "yes"
x.requires_grad_(1)
t([1.0], requires_grad="yes")
m.zeros(2, dtype=m.int64, requires_grad=True)
t([1.0]).register_hook(print)
w.register_hook(1); w.sum().backward()
w.register_post_accumulate_grad_hook(lambda p: p.grad.zero_()); w.sum().backward()
m.autograd.grad(w.sum(), [w, None])
(w * w).sum().backward(inputs=[x])
(w * w).sum().backward(inputs=[])
w.sum().backward(inputs=3)
w.data = t([1, 2])
t([1.0], requires_grad=None)
m.set_grad_enabled("no")
copy.deepcopy(w * 2)
m.autograd.backward(w)
m.autograd.functional.jacobian(lambda a: 3, w)
m.autograd.functional.hessian(lambda a: a * 2, w)
m.autograd.functional.hessian(lambda a: a.sum().item(), w)
w.expand(3, 2).add_(1)
b = m.zeros(3); v = b[1:]; v.requires_grad_(); v.add_(1)
(w * 2).backward([1.0, 1.0])
class F(m.autograd.Function):$    @staticmethod$    def forward(ctx, x): return x$F.apply(w, k=3)
"""

SHAPES = r"""
x @ x
m.mm(x, x)
m.mv(x, w)
m.dot(x, x)
m.dot(w, x[0])
m.matmul(w, x[0])
m.matmul(x, t(1.0))
m.ones(2, 3, 4) @ m.ones(2, 3, 4)
m.ones(2, 3, 4) @ m.ones(3, 4, 5)
m.ones(2, 3, 4) @ m.ones(5)
m.ones(4) @ m.ones(2, 3, 4)
m.bmm(x, x)
m.nn.GRU(3, 2)(m.ones(5, 4, 3), m.zeros(1, 3, 2))
m.nn.LSTM(3, 2)(m.ones(5, 4, 3), (m.zeros(1, 3, 2), m.zeros(1, 4, 2)))
m.nn.LSTM(3, 2)(m.ones(5, 4, 3), (m.zeros(1, 4, 2), m.zeros(1, 3, 2)))
x + w
x * x.T
x.view(4)
x.T.view(6)
x.reshape(5)
x.reshape(-1, -1)
x.view(-1, 4)
x.sum(0, 1)
x.max(0, 1)
x.argmax(0, "a")
x.sum(2)
x.sum(-3)
x.mean(dim=5)
x.max(2)
x.argmax(3)
x.unsqueeze(4)
x.squeeze(3)
x.transpose(0, 2)
x.permute(0)
x.permute(0, 0)
x.t().t().unsqueeze(0).t()
x.expand(3, 3)
m.cat([x, w])
m.cat([x, x.T])
m.cat([])
m.cat(x)
m.stack([x, x.T])
m.stack([])
m.split(x, [1, 2], dim=0)
m.chunk(x, 0)
m.split(x, 0)
x.chunk("a")
x.size("a")
x.size(5)
m.zeros(None)
m.zeros(x)
m.zeros(size=3)
m.zeros(-1)
m.zeros(2, -3)
m.eye(-1)
m.ones(2.5)
m.linspace(0, 1, -2)
m.arange(1, 0)
m.arange(0, 1, 0)
m.linalg.inv(x)
m.linalg.solve(x, x)
m.linalg.inv(m.zeros(2, 2))
m.linalg.cholesky(-m.eye(2))
m.det(x)
m.trace(w)
m.diag(m.ones(1, 1, 1))
m.einsum("ij,jk->ik", x, x)
m.einsum("ij", x, x)
m.outer(x, x)
m.cross(x, x[:, :2], dim=1)
m.broadcast_to(x, (2, 4))
m.where(x > 0, x, w)
m.where(1, x, x)
m.nn.functional.interpolate(x, 2)
m.topk(x, 5)
m.nn.functional.mse_loss(x, x[0, 0], "sum", 3, 4)
m.nn.functional.cross_entropy(x, t([0, 5]))
m.nn.functional.cross_entropy(x, t([0]))
m.nn.functional.cross_entropy(x, t([0.0, 1.0]))
m.nn.functional.nll_loss(x, t([[0, 1]]))
m.nn.functional.linear(x, x)
m.nn.functional.linear(x, x.T)
m.nn.functional.one_hot(t([-1]))
m.nn.functional.binary_cross_entropy(x, x)
m.nn.functional.pad(x, (1,))
m.nn.functional.pad(x, 1)
m.nn.functional.pad(x, (1.5, 1))
m.nn.functional.pad(x, (1, 1, 1, 1, 1, 1))
m.nn.functional.pad(x, (1, 1), mode="reflect", value=3)
m.nn.functional.conv2d(x, x)
m.nn.functional.embedding(t([9]), x)
m.nn.functional.dropout(x, 2.0)
m.nn.RNNCell(3, 4)(m.ones(2, 5))
m.nn.RNNCell(3, 4)(m.ones(5))
m.nn.GRUCell(3, 4)(x, m.ones(2, 5))
m.nn.GRUCell(3, 4)(x, m.ones(3, 4))
m.nn.LSTMCell(3, 4)(x, (m.ones(2, 4), m.ones(2, 5)))
m.nn.LSTMCell(3, 4)(x, m.ones(2, 4))
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 5)] * 3)
m.nn.MultiheadAttention(4, 2)(*[m.ones(4)] * 3)
m.nn.MultiheadAttention(4, 2)(m.ones(3, 4), *[m.ones(3, 2, 4)] * 2)
m.nn.MultiheadAttention(4, 2)(m.ones(3, 2, 4), m.ones(3, 2, 4), m.ones(2, 2, 4))
m.nn.MultiheadAttention(4, 2, kdim=3)(m.ones(3, 2, 4), m.ones(3, 2, 3), m.ones(2, 2, 4))
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 4)] * 3, attn_mask=m.ones(2, 2))
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 4)] * 3, attn_mask=m.ones(3, 3, 3))
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 4)] * 3, attn_mask=m.ones(3))
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 4)] * 3, key_padding_mask=m.ones(3).bool())
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 4)] * 3, key_padding_mask=m.ones(3, 2).bool())
m.nn.MultiheadAttention(4, 2)(*[m.ones(3, 2, 4)] * 3, key_padding_mask=m.ones(2, 2).bool())
m.nn.Transformer(4, 2, 1, 1)(m.ones(3, 2, 4), m.ones(3, 1, 4))
m.nn.functional.pad(m.ones(1, 1, 2, 2), (1, 1), mode="circular")
"""

INDICES = r"""
x[5]
x[-3]
x[0, 3]
x[None, 0, 3]
x[1, -4]
x[0, 3] = 1
x[..., 3]
x[0, 0, 0]
del x[0]
x[x > 10].max()
x[0] = [1, 2, 3]
x[0:1.5]
a, b, c = x
"a" in x
x > "a"
x == None
x.foo
x[0][0][0]
x[1.0]
x["a"]
x[t([3])]
x[t([0.0])]
x[t([True, False, True])]
x[::-1]
x[::0]
x[[0, 1], [0, 1, 2]]
x[0] = w
x[5] = 1
x[0] = "a"
x[0, 0] = t([1.0, 2.0])
t(1.0)[0]
len(t(1.0))
list(t(1.0))
x.item()
t([]).item()
float(x)
int(w)
bool(x)
if x > 0: pass$1
range(t(2.5))
[1, 2, 3][t(7)]
[1, 2, 3][x[0, 0]]
x.gather(1, i)
x.gather(0, t([[9]]))
x.index_select(0, t([4]))
x.index_select(0, t([0.0]))
x.scatter_(0, t([[5]]), 1.0)
x.take(t([99]))
x.select(0, 7)
x.narrow(0, 1, 5)
m.gather(x, 0, i)
x.masked_fill(t([1, 0, 1]), 0)
x.masked_fill(x > 0, t([1.0, 2.0]))
x.index_add_(0, t([0]), w)
m.unravel_index(t(5), (2, 3)), m.unravel_index(t([5, 6, -1]), (2, 3)), m.unravel_index(t([[5, 1]]), [2, 3]), m.unravel_index(t(5), ())
m.unravel_index(t([1]), 6), m.unravel_index(x.argmax(), x.shape)
m.unravel_index(t([1.0]), (2, 3))
m.unravel_index(t([1]), (2, -3))
m.unravel_index(t([1]), (2, 3.0))
m.unravel_index(t([1]), None)
"""

TYPES = r"""
x + "a"
"a" + x
x + None
x + [1, 2, 3]
x @ 2
x @ None
x < None
x ** None
~x
x & x
x << 1
-t([True])
t([True]) - t([False])
t([1, 2]).mean()
t([True]).mean()
t([1, 2]).std()
t([1, 2]).softmax(0)
t([1, 2]).exp_()
i.div_(2)
i.add_(1.5)
i.mul_(0.5)
i.float() @ i
x.double() @ x.T
m.mm(i.view(1, 3), x.T)
m.dot(w, t([1, 2]))
m.mv(x, x[0].double())
m.bmm(x[None], x.T[None].double())
m.baddbmm(x[:, :2], x[None].double(), x.T[None])
(x > 0) - x
m.cat([x, "a"])
m.tensor("a")
m.tensor([1, "a"])
m.tensor([[1, 2], [3]])
m.tensor(["a", 1])
m.tensor([1.0, None])
m.tensor([1.0, {}])
m.tensor({1, 2})
m.tensor([[1, 2], 3])
m.tensor([3, [1, 2]])
m.tensor([3.0, [1, 2]])
m.tensor([[[1, 2], [3, 4]], [[1, 2], [3]]])
m.tensor([w, w])
m.tensor((x[0], x[1]))
m.tensor([i])
m.tensor([w[0], 1.0])
m.tensor([t([1.0]), t([2.0])])
m.tensor([np.float64(1.0), 2])
m.tensor([None])
m.tensor(None)
m.tensor(object())
m.tensor([1, 2], dtype="float32")
m.tensor([1, 2], dtype=float)
m.tensor(1, device="gpu")
m.tensor(1, device="cuda")
m.ones(2, dtype="int")
m.full((2,), 1, dtype="int")
m.as_tensor([1], dtype=np.float32)
x.softmax(0, dtype="float32")
x.sum(dtype="float32")
m.zeros("a")
m.zeros()
m.arange("a")
m.arange()
m.arange(x)
m.arange(end=3)
m.arange(1, "a")
m.eye("a")
m.linspace(0, 1, "a")
m.linspace(x, 1, 2)
m.randperm(2.5)
m.full((2,), "a")
m.full((2,), x)
m.full_like(x, "a")
m.full(2, 1)
m.from_numpy([1, 2])
m.from_numpy(np.array(["a"]))
m.sin(1.0)
m.exp([1, 2])
m.sum(3)
m.max()
m.relu("a")
m.abs(None)
m.add(x)
m.add(x, 1, 2, 3)
m.sigmoid(x, 1)
m.mean(x, dims=1)
x.sum(axes=1)
x.view("a")
x.view()
x.reshape("a")
x.to("float")
x.to("gpu")
x.to(None)
x.type("a")
m.set_default_dtype("float32")
m.set_default_dtype(m.int64)
m.manual_seed("a")
m.randint(0)
m.randint(5, 2, (3,))
m.rand("a")
m.randn(2, dtype=m.int64)
m.normal(0.0, -1.0, (2,))
m.bernoulli(t([2.0]))
m.multinomial(t([0.0, 0.0]), 1)
m.multinomial(t([1.0, 2.0]), 5)
m.device("abc")
m.Tensor("a")
m.Tensor(2.5)
m.Tensor(None)
m.Tensor(True)
m.Tensor(-1)
m.Tensor(2.0, 3.0)
m.Tensor([x, x])
m.Tensor([None])
m.Tensor(i)
m.Tensor(m.Size([2, 3])).shape
m.FloatTensor(2.5)
m.FloatTensor([1, "a"])
m.LongTensor([2 ** 70])
m.clamp(x)
m.clamp(x, "a")
m.heaviside(w.detach(), values=t(0.5)), w.detach().heaviside(values=t(0.5))
m.heaviside(w, 0.5)
m.mul(x, None)
m.lt(x, None)
m.pow(2, 3)
m.pow(i, -1)
m.tensor([2 ** 70])
m.tensor(2 ** 63)
m.tensor([2.0, 2 ** 70])
m.tensor([300], dtype=m.uint8)
m.tensor([-1], dtype=m.uint8)
m.tensor([-1.5], dtype=m.uint8)
m.tensor([1e30], dtype=m.int64)
m.tensor([float("nan")], dtype=m.int64)
m.tensor([1j], dtype=m.float32)
m.full((2,), -1, dtype=m.uint8)
m.full((2,), 300, dtype=m.uint8)
m.linspace(0, 1)
m.save()
m.nn.Linear("a", 2)
m.nn.Linear(2, 3)(x)
m.nn.Linear(3, 1)(i)
m.nn.Linear(3, 1)(x.double())
m.nn.Linear(3, 1, bias=False)(x.double())
m.nn.Sequential(1, 2)
m.nn.Module()(x)
m.optim.SGD([], lr=0.1)
m.optim.SGD([x], lr=-1)
m.optim.SGD(w, lr=0.1)
m.optim.SGD([w * 2], lr=0.1)
x.argmax(0, 1)
x.std(0, keepdim=1)
x.all(0, 1)
x.median(0, 1)
x.cumsum("a")
x.argmax(1.5)
x.max("a")
x.softmax("a")
x.squeeze(1.0)
x.unsqueeze(1.0)
x.transpose(1.0, 0)
x.size(1.0)
m.split(x, 1, "a")
x.index_select("a", t([0]))
x.gather("a", t([[0]]))
x.diagonal("a")
x.flip("a")
x.topk(1.5)
x.kthvalue(0)
x.repeat(1.5)
x.clamp("a", 1)
x.pow("a")
x.eq("a")
x.lt(None)
x.where(x > 1, "a")
m.where([True], x, x)
x.to(x > 1, 3)
x.expand()
x.requires_grad_(None)
w.sum().backward("a")
w.register_hook()
m.manual_seed(None)
m.randn(2, generator=3)
m.nn.Linear(2.0, 3)
m.nn.Linear(2)
m.nn.Dropout("a")
m.nn.Module(3)
m.nn.Softmax(5)(x)
m.nn.Embedding(2, 2)(x)
m.nn.functional.relu(3)
m.nn.functional.softmax(x, dim=3)
m.nn.functional.mse_loss(x, 3)
m.nn.functional.mse_loss(x, x, reduction="avg")
m.nn.functional.dropout(x, -1)
m.nn.functional.conv2d(m.ones(1, 1, 3, 3), m.ones(1, 2, 2, 2))
m.nn.functional.max_pool2d(m.ones(1, 1, 2, 2), 3)
m.nn.functional.layer_norm(x, 3)
m.nn.functional.batch_norm(x, None, None)
m.nn.functional.embedding(x, x)
m.nn.functional.cross_entropy(x, x[0])
m.nn.functional.cross_entropy(x, 1)
m.nn.functional.cross_entropy(x[0], t(5))
m.nn.functional.binary_cross_entropy(x.sigmoid(), t([0, 1]))
m.nn.functional.binary_cross_entropy(x.sigmoid(), i)
m.nn.functional.one_hot(x)
m.nn.functional.one_hot(t([3]), 2)
m.nn.functional.scaled_dot_product_attention(x, x.double(), i)
m.nn.functional.scaled_dot_product_attention(x, x, x, x.short())
n = m.nn.Linear(1, 1); n.register_full_backward_hook(print); n.register_backward_hook(print)
n = m.nn.Linear(1, 1); n.register_backward_hook(print); n.register_full_backward_hook(print)
class D(m.utils.data.IterableDataset):$    def __iter__(self): pass$m.utils.data.DataLoader(D(), shuffle=True)
m.set_num_threads(0)
m.set_num_threads("a")
m.use_deterministic_algorithms("a")
"""

# Once the factor came in the second place; PyTorch still takes it, and warns.
FACTOR_FIRST = r"""
x.add_(2, x.clone())
x.add(2, x), m.add(x, 2, x), x.sub(2, x), m.sub(x, 0.5, x)
x.sub_(2, x.clone())
x.addcmul_(2, x.clone(), x.clone())
x.addcdiv_(-0.5, x.clone(), x.clone())
m.addcmul(x, 2, x, x), x.addcdiv(2, x, x)
w.data.add_(-0.1, t([1.0, 2.0])); w
w.sum().backward(); y = w.data.mul_(0.9).add_(1 - 0.9, w.grad); y
y = w.add(3, w).sum(); y.backward(); w.grad
x.add_(2, 2)
x.add_(x, x)
x.add_(2, x, x)
x.add(x, 1, 2, 3)
m.add(x, x, x)
m.addcmul(x, x, x, x)
x.add_("a", x)
m.add(x, 2, x, alpha=3)
"""

PROGRAMS = [line for table in (GRADIENT_RULES, SHAPES, INDICES, TYPES, FACTOR_FIRST)
            for line in table.strip().split("\n")]


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_mistake_is_refused_as_by_pytorch(program: str) -> None:
    compare(program)


def test_no_program_is_there_twice() -> None:
    assert sorted(set(PROGRAMS)) == sorted(PROGRAMS)


def test_a_factor_in_the_second_place_is_warned_of() -> None:
    x = nbautograd.ones(2)
    with pytest.warns(UserWarning, match=r"This overload of add_ is deprecated:\n\tadd_\(Number alpha, "
                                         r"Tensor other\)\nConsider using one of the following"):
        x.add_(-0.5, x.clone())
    assert x.tolist() == [0.5, 0.5]
