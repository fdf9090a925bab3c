"""The names that teaching notebooks use, each in a short program; and what every public name has."""

from __future__ import annotations

import ast
import functools
import importlib
import inspect
import math
import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

import nbautograd

# One line a name: the name as PyTorch has it, and a program whose last expression is shown. The
# programs see ``torch``, the matrix ``x``, the integers ``i`` and the leaf ``w``.
USES = r"""
tensor                          torch.tensor([[1.0, 2.0]]), torch.tensor(3), torch.tensor([True])
Tensor.__repr__                 x, x[0], x[0, 0], w, i
Tensor.mul                      x.mul(2), x * x, 3 * w
Tensor.add                      x.add(1), x + i[:2], x.add(x, alpha=2)
Tensor.sub                      x - 1, x.sub(i[:2]), x.sub(x, alpha=2)
Tensor.__getitem__              x[0], x[:, 1], x[-1, 0], x[x > 2], x[[1, 0]], x[..., None]
Tensor.grad                     (w * w).sum().backward(); w.grad
Tensor.backward                 (w ** 3).sum().backward(); (w * 2).sum().backward(); w.grad
Tensor.div                      x.div(2), x / x, x.div(2, rounding_mode="floor")
Tensor.shape                    x.shape, x.shape[0], tuple(x.shape)
zeros                           torch.zeros(2), torch.zeros(2, 3), torch.zeros((1, 2), dtype=torch.int64)
Tensor.item                     x.sum().item(), i[0].item()
randn                           torch.randn(2, 3), torch.randn(3, requires_grad=True)
Tensor.__pow__                  x ** 2, x ** 0.5, i ** 2, x ** x
Tensor.numpy                    x.numpy(), i.numpy()
ones                            torch.ones(2), torch.ones((2, 1)), torch.ones(2, requires_grad=True)
Tensor.sum                      x.sum(), x.sum(0), x.sum(dim=1, keepdim=True), i.sum()
Tensor.requires_grad_           x.requires_grad_(), x.requires_grad_(False)
Tensor.view                     x.view(4), x.view(-1, 1), x.view(1, 2, 2).shape
no_grad                         with torch.no_grad(): y = w * 2\ny.requires_grad, y
rand                            torch.rand(3), torch.rand(2, 2)
arange                          torch.arange(4), torch.arange(1, 2, 0.25), torch.arange(3.0)
Tensor.matmul                   x.matmul(x), x @ x, x @ x[0]
Tensor.mean                     x.mean(), x.mean(0), x.mean(dim=1, keepdim=True)
Tensor.add_                     x.add_(1), x.add_(x, alpha=-1)
sum                             torch.sum(x), torch.sum(x, dim=0)
Tensor.data                     w.data, w.data.requires_grad
from_numpy                      torch.from_numpy(np.arange(3)), torch.from_numpy(np.ones((1, 2)))
Tensor.__array__                np.array(x), np.asarray(i), np.exp(x.numpy())
Tensor.__setitem__              x[0] = 5.0; x[1, 1] = 7; x[:, 0] *= 2; x
Tensor.detach                   w.detach(), (w * 2).detach().requires_grad
Tensor.sub_                     x.sub_(1)
cuda.is_available               torch.cuda.is_available()
Tensor.size                     x.size(), x.size(0), x.size(-1)
Tensor.dtype                    x.dtype, i.dtype, (x > 1).dtype
Tensor.__eq__                   x == x, x == 2, i[:2] == x
Tensor.t                        x.t(), x[0].t()
Tensor.zero_                    x.zero_()
Tensor.__len__                  len(x), len(i)
float32                         torch.float32, torch.ones(1, dtype=torch.float32)
manual_seed                     torch.manual_seed(3); torch.rand(2), torch.randint(9, (4,))
float                           torch.float, torch.float is torch.float32
Tensor.float                    i.float(), (x > 1).float()
mean                            torch.mean(x), torch.mean(x, 1)
Tensor.T                        x.T
Tensor.reshape                  x.reshape(4), x.reshape((-1, 1)), x.t().reshape(4)
device                          torch.device("cpu"), torch.device("cpu").type, str(torch.device("cuda:0"))
mm                              torch.mm(x, x)
cat                             torch.cat([x, x]), torch.cat((x, x), dim=1)
ones_like                       torch.ones_like(x), torch.ones_like(i)
Tensor.dim                      x.dim(), x[0, 0].dim()
Tensor.requires_grad            x.requires_grad, w.requires_grad, (w * x).requires_grad
Tensor.__format__               f"{x[0, 0]:.3f}", f"{x.sum()}", f"{x[0]}"
Tensor.__float__                float(x[0, 1])
Tensor.grad_fn                  x.grad_fn, (w * 2).grad_fn.name(), w.mean().grad_fn.name()
Tensor.unsqueeze                x.unsqueeze(0).shape, x[0].unsqueeze(1)
Tensor.clone                    x.clone(), w.clone()
Tensor.pow                      x.pow(2), x.pow(3).sum()
matmul                          torch.matmul(x, x[0]), torch.matmul(x[0], x[1])
exp                             torch.exp(x)
Tensor.neg                      -x, x.neg()
Tensor.lt                       x < 2, x.lt(x.T)
linspace                        torch.linspace(0, 1, 5), torch.linspace(-1, 1, steps=3)
Tensor.unbind                   x.unbind(), [row.sum() for row in x]
tanh                            torch.tanh(x)
Tensor.gt                       x > 2, x.gt(2).sum()
Tensor.to                       x.to(torch.float64), x.to("cpu"), i.to(torch.device("cpu")), x.to(i)
add                             torch.add(x, 1), torch.add(x, x, alpha=3)
stack                           torch.stack([x[0], x[1]], dim=1), torch.stack((x, x)).shape
Tensor.__bool__                 bool(x.sum() > 0), not x[0, 0] - 1
Tensor.data (set)               w.data = torch.tensor([5.0, 6.0]); w
Tensor.grad (set)               w.sum().backward(); w.grad = None; w.grad
Tensor.numel                    x.numel()
empty                           torch.empty(2, 3).shape, torch.empty(0)
max                             torch.max(x), torch.max(x, 1), torch.max(x, x.T)
sin                             torch.sin(x)
Tensor.mul_                     x.mul_(2)
set_printoptions                torch.set_printoptions(precision=2); y = repr(x / 3); torch.set_printoptions(profile="default"); y
nn.functional.cross_entropy     torch.nn.functional.cross_entropy(x, torch.tensor([0, 1])), torch.nn.functional.cross_entropy(w, torch.tensor(1))
Tensor                          torch.Tensor([1, 2]), torch.Tensor(2, 1).shape, isinstance(x, torch.Tensor)
Tensor.ndim                     x.ndim
Tensor.max                      x.max(), x.max(0), x.max(dim=1).values
mul                             torch.mul(x, 2), torch.mul(x, x)
Tensor.requires_grad (set)      x.requires_grad = True; x
sigmoid                         torch.sigmoid(x)
sqrt                            torch.sqrt(x)
Tensor.squeeze                  x.view(1, 4).squeeze(), x.view(4, 1).squeeze(1), x.squeeze(0).shape
Tensor.__rsub__                 1 - x, 2.5 - i
Tensor.exp                      x.exp()
autograd.grad                   torch.autograd.grad((w ** 2).sum(), w), torch.autograd.grad(w.prod(), w, create_graph=True)
dot                             torch.dot(x[0], x[1])
log                             torch.log(x)
double                          torch.double, torch.ones(1, dtype=torch.double)
Tensor.norm                     x.norm(), x.norm(dim=1), x.norm(1)
zeros_like                      torch.zeros_like(x), torch.zeros_like(i)
normal                          torch.normal(0.0, 1.0, (3,)), torch.normal(x, 0.1)
eye                             torch.eye(2), torch.eye(2, 3)
where                           torch.where(x > 2, x, 0.0), torch.where(x > 2)
argmax                          torch.argmax(x), torch.argmax(x, dim=0)
norm                            torch.norm(x), torch.norm(x, dim=0)
Tensor.ge                       x >= 2
Tensor.type                     x.type(), i.type(torch.float64), x.type("torch.IntTensor")
multinomial                     torch.multinomial(torch.tensor([0.1, 0.9]), 1), torch.multinomial(x, 4, replacement=True)
Tensor.long                     x.long()
FloatTensor                     torch.FloatTensor([1, 2]), isinstance(x, torch.FloatTensor)
Tensor.clamp                    x.clamp(2, 3), x.clamp(min=1.5)
Generator                       torch.rand(2, generator=torch.Generator().manual_seed(7))
einsum                          torch.einsum("ij,jk->ik", x, x), torch.einsum("ii", x)
Tensor.abs                      (-x).abs()
Tensor.stride                   x.stride(), x.T.stride()
pow                             torch.pow(x, 2), torch.pow(2, x)
nn.functional.softmax           torch.nn.functional.softmax(x, dim=1)
Tensor.retain_grad              y = w * 2; y.retain_grad(); y.sum().backward(); y.grad
nn.functional.relu              torch.nn.functional.relu(x - 2)
randint                         torch.randint(0, 10, (3,)), torch.randint(5, (2, 2))
Tensor.log10                    x.log10()
Tensor.scatter_                 x.scatter_(1, torch.tensor([[1], [0]]), 9.0)
Tensor.transpose                x.transpose(0, 1)
long                            torch.long
min                             torch.min(x), torch.min(x, dim=1)
softmax                         torch.softmax(x, 0)
Tensor.is_leaf                  w.is_leaf, (w * 2).is_leaf
Tensor.min                      x.min(), x.min(1).indices
abs                             torch.abs(-x)
div                             torch.div(x, 2), torch.div(i, 2, rounding_mode="trunc")
float64                         torch.float64, x.to(torch.float64)
inverse                         torch.inverse(x)
randn_like                      torch.randn_like(x)
relu                            torch.relu(x - 2)
Tensor.clamp_min                x.clamp_min(2.5)
Tensor.std                      x.std(), x.std(0), x.std(dim=1, keepdim=True)
Tensor.sqrt                     x.sqrt()
Tensor.storage                  x.storage().tolist(), x[1].storage().size()
meshgrid                        torch.meshgrid(x[0], x[1], indexing="ij")
Tensor.int                      x.int()
cos                             torch.cos(x)
split                           torch.split(x, 1), torch.split(x, [1, 1], dim=1)
Tensor.__rtruediv__             1 / x
Tensor.log                      x.log()
Tensor.var                      x.var(), x.var(0), x.var(unbiased=False)
Tensor.device                   x.device, x.device == torch.device("cpu")
Tensor.le                       x <= 2
floor                           torch.floor(x / 2)
transpose                       torch.transpose(x, 0, 1)
LongTensor                      torch.LongTensor([1, 2]), torch.LongTensor([[0]]).dtype
Tensor.div_                     x.div_(2)
autograd.Variable               torch.autograd.Variable(x, requires_grad=True)
diag                            torch.diag(x), torch.diag(x[0])
rand_like                       torch.rand_like(x)
randperm                        torch.randperm(5)
Tensor.cpu                      x.cpu()
Tensor.double                   x.double()
Tensor.mm                       x.mm(x)
Tensor.short                    x.short()
int32                           torch.int32
squeeze                         torch.squeeze(x.view(1, 2, 1, 2))
std                             torch.std(x), torch.std(x, dim=0)
Tensor.expand_as                x[:1].expand_as(x)
Tensor.index_select             x.index_select(0, torch.tensor([1, 1]))
allclose                        torch.allclose(x, x + 1e-9), torch.allclose(x, x + 1)
nn.functional.one_hot           torch.nn.functional.one_hot(i % 3), torch.nn.functional.one_hot(torch.tensor([0, 2]), num_classes=4)
Tensor.all                      (x > 0).all(), (x > 1).all(1)
all                             torch.all(x > 0)
full                            torch.full((2,), 7.0), torch.full((1, 2), 3)
sub                             torch.sub(x, 1)
Tensor.copy_                    x.copy_(torch.tensor([5, 6]))
Tensor.__and__                  (x > 1) & (x < 4)
Tensor.is_contiguous            x.is_contiguous(), x.T.is_contiguous()
float16                         torch.float16, x.to(torch.float16)
nn.functional.mse_loss          torch.nn.functional.mse_loss(x, x.T), torch.nn.functional.mse_loss(w, x[0], reduction="sum")
Tensor.argmax                   x.argmax(), x.argmax(dim=1)
Tensor.byte                     x.byte()
Tensor.fill_                    x.fill_(2.5)
Tensor.new_ones                 i.new_ones(2), x.new_ones((1, 2))
Tensor.permute                  x.permute(1, 0), x.view(1, 2, 2).permute(2, 0, 1).shape
Tensor.tanh                     x.tanh()
ceil                            torch.ceil(x / 2)
clamp                           torch.clamp(x, 1.5, 3.5), torch.clamp(x, max=2)
det                             torch.det(x)
linalg.eig                      torch.linalg.eig(torch.tensor([[2.0, 0.0], [0.0, 1.0]])).eigenvalues
multiply                        torch.multiply(x, 2)
mv                              torch.mv(x, x[0])
prod                            torch.prod(x), torch.prod(x, 1)
reshape                         torch.reshape(x, (4,)), torch.reshape(x, (-1, 1))
svd                             torch.svd(torch.tensor([[2.0, 0.0], [0.0, 1.0]])).S
var                             torch.var(x), torch.var(x, dim=1)
autograd.graph.saved_tensors_hooks  with torch.autograd.graph.saved_tensors_hooks(lambda t: t * 2, lambda t: t): y = (w * w).sum()\ny.backward(); w.grad
isfinite                        torch.isfinite(x / torch.tensor([0.0, 1.0]))
Tensor.equal                    x.equal(x), x.equal(x + 1)
histogram                       torch.histogram(x, bins=2)
short                           torch.short
Tensor.normal_                  x.normal_(), x.normal_(1, 2)
Tensor.random_                  x.random_(), x.random_(5), i.random_(2, 4)
Tensor.storage_offset           x[1].storage_offset()
autograd.functional.jacobian    torch.autograd.functional.jacobian(lambda a: a ** 2, x[0])
bilinear                        torch.bilinear(x, x, torch.ones(1, 2, 2), torch.zeros(1))
eq                              torch.eq(x, 2)
index_select                    torch.index_select(x, 1, torch.tensor([0]))
nn.functional.bilinear          torch.nn.functional.bilinear(x, x, torch.ones(3, 2, 2))
nn.functional.binary_cross_entropy  torch.nn.functional.binary_cross_entropy(torch.sigmoid(w), torch.tensor([0.0, 1.0]))
nn.functional.linear            torch.nn.functional.linear(x, x, w)
BoolTensor                      torch.BoolTensor([True, False])
IntTensor                       torch.IntTensor([1, 2])
Tensor.__array_wrap__           np.add(x, 1), type(np.sqrt(x)).__name__
Tensor.__int__                  int(x[1, 1]), range(i[1])[-1]
Tensor.__or__                   (x < 2) | (x > 3)
Tensor.__rpow__                 2 ** x
Tensor.argmin                   x.argmin(), x.argmin(0)
Tensor.bool                     i.bool(), x.bool()
Tensor.char                     x.char()
Tensor.contiguous               x.T.contiguous(), x.T.contiguous().stride()
Tensor.cumsum                   x.cumsum(0), x.cumsum(dim=1)
Tensor.gather                   x.gather(1, torch.tensor([[1], [0]]))
Tensor.half                     x.half()
Tensor.index_add_               x.index_add_(0, torch.tensor([0]), torch.ones(1, 2))
Tensor.masked_fill              x.masked_fill(x > 2, float("-inf"))
Tensor.ne                       x != 2
Tensor.register_hook            w.register_hook(lambda g: g * 10); w.sum().backward(); w.grad
Tensor.relu                     (x - 2).relu()
Tensor.remainder                x % 2, i.remainder(2)
Tensor.resize_                  x.resize_(1, 2)
Tensor.sigmoid                  x.sigmoid()
Tensor.tolist                   x.tolist(), i.tolist(), x[0, 0].tolist()
Tensor.type_as                  i.type_as(x)
Tensor.unsqueeze_               x.unsqueeze_(0).shape
argmin                          torch.argmin(x), torch.argmin(x, 1)
asin                            torch.asin(x / 5)
autograd.function.Function      torch.autograd.function.Function is torch.autograd.Function
autograd.functional.vjp         torch.autograd.functional.vjp(lambda a: a * a, x[0], torch.ones(2))
bitwise_xor                     torch.bitwise_xor(i, 1)
broadcast_tensors               torch.broadcast_tensors(x, x[0])
chunk                           torch.chunk(x, 2, dim=1)
cosh                            torch.cosh(x)
cross                           torch.cross(torch.tensor([1.0, 0.0, 0.0]), torch.tensor([0.0, 1.0, 0.0]), dim=0)
cuda.device_count               torch.cuda.device_count()
cuda.get_device_name            torch.cuda.get_device_name.__name__
cummax                          torch.cummax(x, 0)
cummin                          torch.cummin(x, 1)
cumprod                         torch.cumprod(x, 1)
cumsum                          torch.cumsum(x, 0)
empty_like                      torch.empty_like(x).shape
fill_                           torch.fill_(x, 3.0)
fmod                            torch.fmod(-x, 3)
index_fill                      torch.index_fill(x, 0, torch.tensor([1]), 9.0)
inf                             torch.inf, torch.tensor(torch.inf)
int                             torch.int
int16                           torch.int16
int64                           torch.int64
int8                            torch.int8
is_tensor                       torch.is_tensor(x), torch.is_tensor(1)
linalg.norm                     torch.linalg.norm(x), torch.linalg.norm(x, dim=1)
linalg.qr                       torch.linalg.qr(torch.eye(2)).R.abs()
linalg.svd                      torch.linalg.svd(x).S
lt                              torch.lt(x, 2)
masked_fill                     torch.masked_fill(x, x > 2, 0.0)
masked_select                   torch.masked_select(x, x > 2)
median                          torch.median(x), torch.median(x, 0)
nn.functional.binary_cross_entropy_with_logits  torch.nn.functional.binary_cross_entropy_with_logits(w, torch.tensor([0.0, 1.0]))
nn.functional.l1_loss           torch.nn.functional.l1_loss(x, x.T)
nn.functional.leaky_relu        torch.nn.functional.leaky_relu(x - 2, 0.1)
nn.functional.nll_loss          torch.nn.functional.nll_loss(torch.log_softmax(x, 1), torch.tensor([0, 1]))
nn.functional.pad               torch.nn.functional.pad(x, (1, 0, 0, 1), value=9.0)
nn.functional.softplus          torch.nn.functional.softplus(x)
numel                           torch.numel(x)
permute                         torch.permute(x, (1, 0))
pinverse                        torch.pinverse(torch.tensor([[2.0, 0.0], [0.0, 1.0]]))
random.manual_seed              torch.random.manual_seed(5); torch.rand(1)
range                           torch.range(0, 3)
remainder                       torch.remainder(-x, 3)
round                           torch.round(x / 2)
set_default_device              torch.set_default_device("cpu"); torch.zeros(1).device
set_grad_enabled                torch.set_grad_enabled(False); y = w * 2; torch.set_grad_enabled(True); y
sin_                            torch.sin_(x)
sinh                            torch.sinh(x)
sort                            torch.sort(-x), torch.sort(x, descending=True).indices
take                            torch.take(x, torch.tensor([0, 3]))
topk                            torch.topk(x, 1), torch.topk(x.view(4), 2).indices
trace                           torch.trace(x)
tril                            torch.tril(x)
triu                            torch.triu(x, diagonal=1)
trunc                           torch.trunc(-x / 2)
unique                          torch.unique(torch.tensor([3, 1, 3])), torch.unique(i % 2, return_counts=True)
unsqueeze                       torch.unsqueeze(x, 1).shape
"""
TWICE = """
class Twice(torch.autograd.Function):
    @staticmethod
    def forward(ctx, a):
        return a * 2

    @staticmethod
    def backward(ctx, g):
        return g * 2

Twice.apply(w).sum().backward()
w.grad
"""
PROGRAMS = {"autograd.Function": TWICE} | dict(
    line.split("  ", 1) for line in USES.strip().splitlines())
NAMESPACES = ("", "amp", "autograd", "autograd.functional", "autograd.graph", "autograd.forward_ad",
              "backends", "cpu", "cuda", "cuda.amp", "distributed", "distributions", "fft", "jit", "mps", "xpu",
              "func", "linalg", "nn", "nn.functional", "optim", "random", "signal.windows", "special", "testing")


@pytest.fixture(autouse=True)
def _silent() -> Iterator[None]:
    """Old names warn; that is compared elsewhere."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def shown(engine: Any, program: str) -> str:
    """``repr`` of the last expression of a program."""
    engine.manual_seed(0)
    names = {"torch": engine, "np": np, "x": engine.tensor([[1.0, 2.0], [3.0, 4.0]]),
             "i": engine.tensor([3, 4, 5]), "w": engine.tensor([1.0, 2.0], requires_grad=True)}
    tree = ast.parse(program.strip().replace("\\n", "\n"))
    last = tree.body.pop()
    assert isinstance(last, ast.Expr)
    exec(compile(tree, "<program>", "exec"), names)
    return repr(eval(compile(ast.Expression(last.value), "<program>", "eval"), names))


def named(name: str, engine: Any = nbautograd) -> Any:
    """``named("linalg.eig")``; the name may be said to be written to."""
    return functools.reduce(getattr, name.removesuffix(" (set)").split(".") if name else [], engine)


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_name_is_there_and_does_what_pytorchs_does(name: str) -> None:
    assert named(name) is not None or name == "Tensor.grad"
    ours = shown(nbautograd, PROGRAMS[name])
    torch = pytest.importorskip("torch")
    theirs = shown(torch, PROGRAMS[name])
    if " at 0x" not in theirs:
        assert ours == theirs


def test_a_gpu_is_refused_as_by_pytorch_without_one() -> None:
    x = nbautograd.ones(1)
    for call in (lambda: x.cuda(), lambda: x.to("cuda"), lambda: nbautograd.zeros(1, device="cuda")):
        with pytest.raises((AssertionError, RuntimeError), match="Torch not compiled with CUDA"):
            call()


def public() -> dict[str, Any]:
    """Every public function, class and method, by its name."""
    found = {}
    for space in NAMESPACES:
        module = importlib.import_module(f"nbautograd.{space}".rstrip("."))
        for name in dir(module):
            value = getattr(module, name)
            if callable(value) and not isinstance(value, nbautograd.dtype):
                found[f"{space}.{name}".lstrip(".")] = value
    for name in dir(nbautograd.Tensor):
        value = inspect.getattr_static(nbautograd.Tensor, name)
        if not name.startswith("_") and (callable(value) or isinstance(value, property)):
            found[f"Tensor.{name}"] = value
    return found


PUBLIC = public()


@pytest.mark.parametrize("name", PUBLIC)
def test_what_is_public_is_documented(name: str) -> None:
    value = PUBLIC[name]
    assert inspect.getdoc(value), f"{name} has no docstring"
    if callable(value) and not (inspect.isclass(value) and issubclass(value, Exception)):
        inspect.signature(value)


@pytest.mark.parametrize("space", [*NAMESPACES, "Tensor"])
def test_dir_shows_what_is_public_and_pytorchs(space: str) -> None:
    owner = named(space)
    shown = dir(owner)
    assert shown == sorted(shown)
    assert all(hasattr(owner, name) for name in shown)
    if space != "Tensor":
        assert [n for n in shown if n.startswith("_") and n != "__version__"] == []
        helpers = {"Any", "Callable", "OPS", "TYPE_CHECKING", "annotations", "composite", "np", "wrap"}
        assert not helpers & set(shown)


def test_constants() -> None:
    assert (nbautograd.pi, nbautograd.e) == (math.pi, math.e)
    assert nbautograd.inf == math.inf
    assert nbautograd.nan != nbautograd.nan
    assert nbautograd.newaxis is None
