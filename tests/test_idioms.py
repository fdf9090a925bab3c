"""What users of PyTorch write, a line each: it shows the same here, character for character.

The lines are there for their corners: types that meet, writes through views, what Python asks of an
object, the printing of odd numbers. What is refused is refused in the same words.
"""

from __future__ import annotations

import pytest
from outcomes import compare

NUMBERS = r"""
a = t([1.0, 2.0]).expand(3, 2); a += 1
a = t([1.0, 2.0]); a += a; a
a = x[None, :, ::2, None]; (a.shape, a.stride(), a.is_contiguous())
t(1) + 1.0
t(1) + t([1.0])
t(1.5) + t([1])
t(1.5, dtype=m.float64) + t([1.0])
t([1.5], dtype=m.float64) + t([1.0])
t([1], dtype=m.uint8) + 300
t([1], dtype=m.uint8) - 2
t([1], dtype=m.uint8) * 1.5
t([200], dtype=m.uint8) + t([100], dtype=m.uint8)
t([1], dtype=m.int8) + t([1], dtype=m.uint8)
t([True]) + 1
t([True]) + True
t([True]) * t([2.5])
t([1, 2]) / 2
t([1, 2]) // 2
t([-1, 2]) // 2
t([-1.5, 2]) // 1
t([-7, 7]) % 3
t([-7, 7]) % -3
t([-7.5, 7]) % 3
m.fmod(t([-7, 7]), 3)
m.remainder(t([-7, 7]), -3)
t([7]) // 0
t([7.0]) // 0
t([7]) % 0
t([7.0]) % 0
t([7]) / 0
1 / t([0, 2])
2 ** t([1, 2, 3])
2 ** t([-1, 2])
t([2]) ** t([-1])
t([2.0]) ** 0.5
t([-8.0]) ** (1 / 3)
t([2]) ** 2.0
t([2]) ** True
(-t([1, 2])) ** 2
+t([1, 2])
~t([True, False])
~t([1, 2])
t([5]) & 3
t([5]) | t([8])
t([5]) ^ 1
t([5]) << 2
t([5]) >> 1
1 << t([1, 2])
t([True]) & t([False])
t([True]) | 1
t([1.0]) == 1
t([1.0]) == "a"
t([1.0]) != None
t([1, 2]) == t([1, 2, 3])
t([1, 2]) < 1.5
1.5 < t([1, 2])
3 - t([1, 2])
3 / t([1.0, 2.0])
3 // t([1, 2])
3 % t([2, 4])
5 @ t([1])
t([1.0]) * np.float64(2)
t([1.0]) * np.array([2.0])
m.floor(t(2.5))
x.__len__()
m.unsqueeze(x, 0).stride()
x.unsqueeze(1).stride(), x.unsqueeze(2).stride(), x.unsqueeze(-1).stride()
x.T[None].stride(), x.T[:, None].stride(), x.T[..., None].stride()
m.ones(1, 3).stride(), m.ones(3, 1).stride(), m.ones(1, 1).stride()
m.ones(2, 0, 3).stride()
m.ones(3, 1).T.stride()
m.ones(3, 1).expand(3, 4).stride()
m.ones(3).expand(2, 3).stride()
x.sum(0, keepdim=True).stride(), x.sum(1, keepdim=True).stride()
x.reshape(1, 6).stride(), x.view(6, 1).stride()
x.select(0, 1).stride(), x.diagonal().stride()
x.sum(dim=(0, 1)), x.sum((0,)), x.sum(-1, keepdim=True)
x.max(), x.max(1), x.max(dim=0, keepdim=True).values
x.max(1).indices, x.min(0)[1]
x.argmax(), x.argmax(1), x.argmax(1, keepdim=True)
m.max(x, t(3.0))
x.mean(0), x.mean((0, 1)), x.var(), x.std(1), x.var(1, unbiased=False), x.var(1, correction=0)
x.median(), x.median(1), x.mode(1)
x.norm(), x.norm(1), x.norm(dim=1), x.norm(p="fro"), x.norm(float("inf"))
x.prod(), x.prod(1), x.cumsum(1), x.cumprod(0), x.logsumexp(1)
x.sort(1, descending=True), x.argsort(1), x.topk(2)
x.unique(), t([3, 1, 1]).unique(return_counts=True), t([3, 1, 1]).unique(return_inverse=True)
x.any(), x.all(1), (x > 2).sum(), (x > 2).nonzero(), m.where(x > 2)
m.where(x > 2, x, 0), m.where(x > 2, 1, 0), m.where(t(True), 1.0, 2)
x.clamp(2, 5), x.clamp(min=2), x.clip(max=t(3.0))
m.allclose(x, x + 1e-9), m.equal(x, x), m.isclose(x, x + 1e-3)
x.tolist(), x.shape, x.size(), x.numel(), x.dim(), x.ndim, x.dtype, x.device, x.layout
x.T, x.mT, x.H, x.t(), x.permute(1, 0), x.transpose(0, 1), x.swapaxes(0, 1)
x.flatten(), x.ravel(), x.reshape(3, -1), x.view(-1), x.unflatten(1, (3, 1))
x.split(2, 1), x.chunk(2, 1), x.unbind(1), m.tensor_split(x, 2, 1)
x.repeat(2, 1), x.tile(2), x.repeat_interleave(2, 0), x.expand(2, 2, 3).shape, x.broadcast_to(2, 2, 3).shape
x.roll(1), x.flip(1), x.rot90(), x.tril(), x.triu(1), x.diag(), x.diagonal()
m.cat([x, x]), m.stack([x, x]).shape, m.hstack([x, x]), m.vstack([x, x]), m.cat([x, t([])]), m.cat([i, x[0]])
m.meshgrid(i, i, indexing="ij"), m.cartesian_prod(i, i)[:3], m.combinations(i)
m.einsum("ij,kj->ik", x, x), m.einsum("ij->", x), m.einsum("ii", m.eye(2)), m.einsum("...j,j", x, x[0])
m.tensordot(x, x, dims=([1], [1])), m.kron(x, t([[1.0, 2.0]])), m.outer(w, w), m.inner(x, x), m.cross(x[0], x[1], dim=0)
m.linalg.norm(x), m.linalg.matrix_rank(x), m.linalg.pinv(x).shape, m.linalg.svd(x).S, m.linalg.qr(x).R.shape
m.linalg.eigh(m.eye(2)), m.linalg.det(m.eye(2) * 2), m.trace(x), m.linalg.solve(m.eye(2), w)
m.bincount(i), m.histc(x, 3), m.bucketize(x, t([2.0, 4.0])), m.searchsorted(t([1.0, 3.0]), 2.0)
m.nan_to_num(t([float("nan"), float("inf")])), m.isnan(t([float("nan")])), m.isfinite(t([1.0]))
m.sign(x - 3), m.round(t([2.567]), decimals=1), m.trunc(t([-1.5])), m.frac(t([1.5])), m.floor(t([-1.5]))
m.lerp(x, x * 2, 0.5), m.addcmul(x, x, x, value=0.1), m.addmm(m.ones(2, 2), x, x.T), m.baddbmm(m.ones(1, 2, 2), x[None], x.T[None])
m.gather(x, 1, t([[0, 2], [1, 1]])), x.scatter(1, t([[0], [2]]), 9.0), x.index_select(1, t([2, 0])), x.take(t([0, 5])), m.take_along_dim(x, t([[0], [1]]), 1)
x.masked_select(x > 3), x.masked_fill(x > 3, 0), x[x > 3], x.index_fill(1, t([0]), 7)
m.atleast_2d(t(1.0)), m.squeeze(x[None]), m.unsqueeze(w, -1), m.movedim(x[None], 0, -1).shape
m.result_type(t(1), 1.5), m.promote_types(m.int32, m.float16), m.can_cast(m.float32, m.int32), m.is_floating_point(x), m.finfo(m.float32).eps, m.iinfo(m.int8)
m.finfo(m.float16), m.iinfo(m.int64).max
m.get_default_dtype(), m.float32, m.long, m.half, m.double is m.float64
m.Size([2, 3]), m.Size([2, 3]).numel(), m.Size([2, 3])[1:], m.Size([2]) + (3,), m.Size([2, 3]) == (2, 3), tuple(m.Size([1]))
m.device("cpu"), m.device("cuda:0").index, str(m.device("cpu")), m.cuda.is_available(), x.cpu() is x, x.to("cpu") is x
x.to(m.float32) is x, x.float() is x, x.double().dtype, x.to(i).dtype, x.type(m.int32), x.type(), i.type(), x.bool(), x.int(), x.type_as(i)
x.new_zeros(2), x.new_tensor([1, 2]), x.new_full((2,), 3), m.zeros_like(i, dtype=m.float32), m.empty_like(x).shape, m.full_like(i, 2.5)
g = m.Generator().manual_seed(3); m.rand(2, generator=g), m.randn(2, generator=g), m.initial_seed()
s = m.get_rng_state(); a = m.rand(1); m.set_rng_state(s); (a == m.rand(1)).item()
a = np.arange(3)[::-1]; m.from_numpy(a)
m.from_numpy(np.arange(3)[::-1].copy()), m.as_tensor(np.float32(3)), m.tensor(np.arange(3, dtype=np.int8))
x.numpy().dtype, i.numpy(), np.asarray(x).shape, x.__array__().dtype, np.array(i, dtype=float)
x.storage_offset(), x[1].storage_offset(), x.stride(), x.T.stride(), x[1].data_ptr() - x.data_ptr()
x._version, x.add_(1)._version, x[0].add_(1)._version, x._version
x.zero_() is x, x.add_(1) is x, x.mul_(2).sub_(1).div_(2), x.pow_(2), x.sqrt_(), x.clamp_(0, 1), x.fill_(3), x.normal_().shape, x.uniform_(0, 1).shape
m.set_default_dtype(m.float64); a = t([1.0]).dtype, m.zeros(1).dtype, t(1).dtype; m.set_default_dtype(m.float32); a
x.sum(dtype=m.float64), i.sum(dtype=m.float32), t([True, True]).sum(), i.prod(), i.float().mean(), m.mean(i, dtype=m.float32)
x * np.float32(2)
x * np.int64(2)
x + np.bool_(True)
i * np.float64(2.5)
i / np.int64(2)
x * True
x + 1j
i + 1j
i * 1.5
i ** -1.0
(i + 1) ** -1
x // 2
x % 2
-x % 2
x.floor_divide(2)
x.true_divide(2)
m.div(x, 2, rounding_mode="trunc")
m.div(i, 2, rounding_mode="floor")
m.div(x, 2, rounding_mode="up")
x.add(1, alpha=2)
x.add(x, alpha=t(2.0))
i.add(1, alpha=0.5)
m.add(1, x)
m.mul(2, 3)
x.sub(1).mul(2).div(3).pow(2).sqrt().exp().log().sum()
x.lt(2), x.le(2), x.gt(2), x.ge(2), x.eq(2), x.ne(2)
x.logical_and(x > 2), (x > 2).logical_not(), (x > 2).logical_xor(x < 4), (x > 2) ^ (x < 4)
x.bool() & (x > 2), (x > 2) | (x < 2), ~(x > 2), (x > 2) & 1
x.isnan().any(), x.isinf().any(), x.sign(), x.neg(), x.abs(), x.reciprocal(), x.rsqrt(), x.square()
m.maximum(x, t(3.0)), m.minimum(x, x.flip(1)), m.fmax(x, t(float("nan"))), m.hypot(x, x)
(x > 2).float().mean(), (x > 2).sum().item(), (x > 2).all(), (x > 2).any(0), (x > 2).int()
(i == t([0, 1, 5])).float().mean().item()
x.argmax(dim=1) == t([2, 2])
m.relu_(w)
x.add(1, alpha=2).dtype
x.sub(1, alpha=2)
m.rsub(x, 1, alpha=3)
i.add(2, alpha=3)
i.add(2.5, alpha=2)
x.add(2, alpha=0.5)
x.half().add(1, alpha=2).dtype
x.add_(1, alpha=2)
m.full((2,), float("nan"), dtype=m.int64)
t([]).sum(), t([]).mean(), t([]).prod(), t([]).std()
t([]).max()
t([]).argmax()
m.zeros(0, 3).sum(0), m.zeros(0, 3).mean(0), m.zeros(2, 0).sum(1)
m.zeros(0, 3).max(0)
m.zeros(2, 0).max(1)
m.zeros(0).softmax(0), m.zeros(0, 2) @ m.zeros(2, 3), m.zeros(2, 0) @ m.zeros(0, 3)
m.zeros(0).sort(), m.zeros(0).unique(), m.zeros(0).cumsum(0), m.zeros(0).norm()
t(2.0).sum(), t(2.0).max(), t(2.0).max(0), t(2.0).sum(0), t(2.0).mean(-1), t(2.0).sort(), t(2.0).unsqueeze(0)
t(2.0).sum(1)
t(2.0) @ t(3.0)
m.cat([t([1]), t([2.5])]), m.stack([t(1), t(2.5)]), m.where(t([True, False]), t([1]), t([2.5])), m.where(t([True]), 1, 2.5)
m.cat([t([1.0]), t([2.0], dtype=m.float64)]).dtype, m.cat([t([True]), t([2])]), m.cat([t([1], dtype=m.uint8), t([1], dtype=m.int8)]).dtype
x.mul_(t([[1.0], [2.0]])), x.add_(t([1, 2, 3])), x.sub_(1)
t([1.0]).add_(t([1.0, 2.0]))
t([1.0]).mul_(t(2.0, dtype=m.float64)), t([1]).add_(t(2)), t([1]).mul_(True)
t([1]).add_(t(2.5))
t([True]).add_(1)
t([True]).logical_not_(), t([1, 2]).neg_(), t([1.5]).floor_(), t([1.5]).int().float()
t([1.5, -1.5]).to(m.uint8)[0], t([300]).to(m.uint8), t([-1]).to(m.uint8), t([2.9]).long(), t([0.5]).bool(), t([1e10]).half()
t([1 + 2j]).real, t([1 + 2j]).imag, t([1 + 2j]).abs(), t([1 + 2j]).angle(), t([1 + 2j]).conj(), t([1j]) ** 2
t([1 + 2j]).float()
t([1 + 2j]) < 1
t([1 + 2j]).max()
m.sqrt(t([-1.0])), m.sqrt(t([-1.0 + 0j])), m.log(t([0.0, -1.0])), m.acos(t([2.0])), t([0.0]) / 0, m.tensor(0.0).log()
t([1, 2, 3]).float().std(), t([1.0]).std(), t([1.0]).var(), t([1.0, 2.0]).std(unbiased=False), t([1.0, 2.0]).var(correction=2)
t([[1, 2], [3, 4]]).sum(dim=[0, 1]), t([[1, 2], [3, 4]]).max(dim=-1, keepdim=True), t([[1, 2], [3, 4]]).float().norm(dim=0, p=1)
x.sum((0, 0))
x.sum(dim=())
x.max(dim=(0, 1))
x.amax(dim=(0, 1)), x.amin(), x.aminmax(), x.std_mean(), m.var_mean(x, 0)
x.transpose(0, 1).contiguous().view(-1), x.T.reshape(-1), x.view(3, 2).T.is_contiguous(), x.t_() is x
x.view(m.int32), x.view(m.float64)
x.view(2, -1, 1).squeeze().shape, x.view(1, 2, 3).squeeze(0).shape, x.view(1, 2, 3).squeeze(1).shape, x.view(1, 2, 1, 3).squeeze((0, 2)).shape
x.resize_(3, 2), x.resize_(1), x.set_ is None
x.unfold(1, 2, 1), x.as_strided((2, 2), (1, 1)), x.diff(), x.diff(dim=0)
x.to(dtype=m.int64, copy=True), x.to(m.float32, copy=True) is x, x.to(t(1)), x.to("cpu", m.float64).dtype
x.type("torch.DoubleTensor"), x.type(m.DoubleTensor).dtype, x.double().type(), x.cpu().numpy().sum()
m.is_nonzero(x)
m.arange(5).chunk(3), m.arange(5).split([2, 3]), m.arange(5).split(2), m.arange(6).tensor_split([1, 4]), m.hsplit(m.arange(4), 2)
m.arange(3).repeat(2, 2), m.arange(2).repeat_interleave(2), m.arange(3).tile((2,)), m.arange(3).expand(2, -1)
m.arange(4).view(2, 2).flip(0, 1), m.arange(4).view(2, 2).rot90(), m.arange(4).roll(-1), m.arange(4).view(2, 2).roll((1, 1), (0, 1))
m.triu_indices(3, 3, 1), m.tril(m.ones(2, 3)), m.diag(t([1, 2])), m.diag_embed(t([1, 2])), m.block_diag(t([[1]]), t([[2]]))
m.nonzero(t([0, 1, 2])), m.nonzero(t([0, 1]), as_tuple=True), m.count_nonzero(x), m.argwhere(x > 4), t(0).nonzero()
m.isin(t([1, 2]), t([2])), m.bincount(t([0, 1, 1]), minlength=4), m.histc(t([1.0, 2.0]), 2, 0, 3), m.cov(x), m.corrcoef(x)
m.nn.functional.softmax(t([1000.0, 0.0]), 0), m.logsumexp(t([1000.0, 1000.0]), 0), m.sigmoid(t([-1000.0, 1000.0])), m.softmax(t([float("-inf")] * 2), 0)
m.cdist(x, x), m.pairwise_distance(x, x + 1), m.cosine_similarity(x, x, dim=1), m.dist(x, x + 1), m.linalg.vector_norm(x, 3), m.linalg.cond(m.eye(2))
m.trapz(x[0]), m.cumulative_trapezoid(x[0]), m.gradient(x[0]), m.searchsorted(t([1, 3, 5]), t([3, 6]), right=True), m.unique_consecutive(t([1, 1, 2, 1]))
m.allclose(t([1.0]), t([1.0 + 1e-6])), m.allclose(t([float("nan")]), t([float("nan")]), equal_nan=True), m.equal(t([1]), t([1.0])), t([1, 2]).equal(t([1, 3]))
m.allclose(t([1.0]), t([1]))
m.broadcast_tensors(t([1, 2]), t([[3], [4]])), m.broadcast_shapes((2, 1), (3,)), m.broadcast_to(t([1]), (2, 2))
m.broadcast_shapes((2,), (3,))
m.meshgrid(t([1, 2]), t([3]))[0].shape, m.cartesian_prod(t([1, 2])), m.combinations(t([1, 2, 3]), 2), m.vander(t([1, 2, 3]))
m.fft.fft(t([1.0, 0.0])), m.fft.rfft(t([1.0, 2.0, 3.0])), m.fft.ifft(m.fft.fft(t([1.0, 2.0]))).real, m.fft.fftfreq(4), m.fft.fftshift(t([0, 1, 2]))
x.requires_grad_(); y = (x * 1)[0]; y.requires_grad_(False)
m.outer(t([True]), t([True]))
x.half() @ x.half().T
t([1], dtype=m.uint8) @ t([2], dtype=m.uint8)
m.einsum("i,i->", t([True]), t([True]))
m.manual_seed(-1).initial_seed()
"""

PROTOCOLS = r"""
m.set_float32_matmul_precision("high"); p = m.get_float32_matmul_precision(); m.set_float32_matmul_precision("highest"); p
m.set_float32_matmul_precision("foo"); m.get_float32_matmul_precision()
divmod(t(7), 2)
abs(t([-1, 2]))
np.float64(2) * t([1.0])
np.sin(t([0.0]))
np.add(t([1.0]), t([2.0]))
np.asarray(t([1.0, 2.0]))
np.array([t(1.0), t(2.0)])
np.stack([t([1.0]), t([2.0])])
np.allclose(t([1.0]), np.array([1.0]))
float(t([2.5]))
int(t(2.9))
int(t(True))
bool(t(0.0))
round(t(2.567), 2)
round(t([2.5, 3.5]))
t(2.5).__round__()
t(3).__index__()
len(x)
list(x)
[v.item() for v in t([1, 2])]
sum(t([1.0, 2.0]))
max(t([1.0, 3.0, 2.0]))
sorted(t([3, 1, 2]))
t(1.0) in t([1.0, 2.0])
3 in t([1, 2])
reversed(t([1, 2, 3]))
list(reversed(t([1, 2, 3])))
list(zip(t([1, 2]), t([3, 4])))
dict(enumerate(t([1.0, 2.0])))
a, b = t([1.0, 2.0]); a + b
first, *rest = t([1, 2, 3]); rest
list(reversed(x))
reversed(t(1.0))
import pickle; pickle.loads(pickle.dumps(w))
import io; b = io.BytesIO(); m.save({"w": w, "n": 3}, b); b.seek(0); m.load(b)
class P:$  pass$x + P()
class P:$  def __radd__(self, o): return "r"$x + P()
class P:$  def __float__(self): return 2.0$x * P()
class P:$  def __index__(self): return 1$x[P()]
class P(float): pass$x * P(2.0)
import fractions; x * fractions.Fraction(1, 2)
import decimal; x * decimal.Decimal(2)
np.float32(2) * x
np.int64(2) + i
np.float64(2) ** t([1.0, 2.0])
"""

INDEXING = r"""
m.unravel_index(t(5), (4, 4)), m.unravel_index(t([5, 15]), (2, 2, 4)), m.unravel_index(t([[5], [3]]), m.Size([2, 4]))
m.unravel_index(t(5), 8), m.unravel_index(t([-1, 16]), (4, 4)), m.unravel_index(t(0), ())
m.unravel_index(t([], dtype=m.int64), (2, 3)), m.unravel_index(t(5, dtype=m.int32), (2, 3))
m.unravel_index(t(5.0), (4, 4))
m.unravel_index(t(5), (4, -4))
m.unravel_index(t(5), "a")
x[m.unravel_index(x.argmax(), x.shape)]
x[..., None].shape
x[:, [0, 2]]
x[[0, 1], [1, 2]]
x[t([True, False])]
x[[True, False]]
x[:, t([[0, 1], [1, 2]])].shape
x[t([0, 1]), :, None].shape
m.arange(24).view(2, 3, 4)[:, [0, 1], :][..., [1, 2]].shape
m.arange(24).view(2, 3, 4)[[0, 1], :, [1, 2]].shape
m.arange(24).view(2, 3, 4)[0, :, [1, 2]].shape
m.arange(24).view(2, 3, 4)[[0], :, 1]
m.arange(24).view(2, 3, 4)[:, None, 1, [0, 3]].shape
m.arange(10)[t(3)]
m.arange(10)[np.array([1, 2])]
m.arange(10)[np.int64(3)]
m.arange(10)[-3:]
m.arange(10)[:100]
m.arange(10)[5:2]
m.arange(10)[t(2):t(5)]
m.arange(10)[True]
m.arange(10)[None]
m.arange(10)[()]
m.arange(10)[...]
m.arange(10)[[]]
m.arange(10)[[[1, 2], [3, 4]]]
m.arange(10)[(1,)]
m.arange(10)[range(3)]
m.arange(10)[1, ]
m.arange(6).view(2, 3)[(0, 1)]
m.arange(6).view(2, 3)[[0, 1]]
m.arange(6).view(2, 3)[[0, 1],]
m.arange(6).view(2, 3)[m.tensor([[True, False, True], [False, True, False]])]
x[None].stride()
x[:, None].stride()
x[..., None].stride()
x[None, None].stride()
x[:1].stride(), x[:, :1].stride(), x[:1].contiguous().stride()
x[0:1, 0:1].stride()
x[::2].stride(), x[:, ::2].stride()
x[None, :, ::2].stride()
x[range(2), [0, 1]]
x[m.arange(2), t([0, 2])]
x[m.arange(2)[:, None], t([0, 2])]
x[:, -1], x[-1], x[..., -1], x[:, :-1], x[::1], x[1:], x[:-1]
x[None, :, None].shape, x[:, None] - x[None, :]
x[x.sum(1) > 6], x[(x > 1) & (x < 5)], x[~(x > 1)]
x[x > 100], x[[]], x[:0], x[:, :0].shape
"""

WRITES = r"""
y = w * 2; y[0] = 5; y.sum().backward(); (y, w.grad)
y = x.clone(); y[:, 1] += 10; y
y = x.clone(); y[0], y[1] = y[1].clone(), y[0].clone(); y
y = x.clone().requires_grad_(); z = y * 1; z[0] *= 3; z[1, 2] -= z[0, 0]; z.sum().backward(); (z, y.grad)
y = x.clone(); v = y.T; v.add_(1); (y, v, y._version, v._version)
y = x.clone(); v = y.view(6)[::2]; v.zero_(); y
y = x.clone(); y.T[0] = 7; y
a = w * 1; b, c = a.unbind(); b.add_(1)
a = w * 1; b = a.detach(); b.add_(1); (a, b, a._version)
a = w * 1; b = a.data; b.add_(1); (a, a._version)
a = w * 1; b = a.expand(3, 2); b.add_(1)
a = t([1.0, 2.0, 3.0]); a[1:] += a[:-1]; a
a = t([1.0, 2.0, 3.0]); a[[0, 0, 1]] += 1; a
a = t([1.0, 2.0, 3.0]); a[a > 1] = 0; a
a = t([1.0, 2.0, 3.0]); a[a > 1] *= 2; a
y = x.clone(); y[m.tensor([0, 0])] = m.tensor([[1., 1, 1], [2, 2, 2]]); y
y = x.clone(); y[:, 0] = t([7, 8]); y
y = i.clone(); y[0] = 2.7; y
y = i.clone(); y[0] = t(2.7); y
y = i.clone(); y[:] = t([1.5, 2.5, 3.5]); y
y = x.clone(); y[0] = 1j
y = x.clone(); y[0] = True; y
y = x.clone(); y[None] = 3; y
y = x.clone(); y[...] = w[0]; y.requires_grad
y = x.clone(); y.index_put_((t([0]), t([1])), t(9.0)); y
y = x.clone(); y.fill_(t(3.0)); y
y = x.clone(); y.fill_(t([3.0])); y
y = x.clone(); y.copy_(t([1, 2, 3])); y
y = x.clone(); y.masked_fill_(y > 3, float("-inf")); y
y = w * 2; z = y.detach(); z[0] = 9; y.sum().backward(); (y, w.grad)
y = w ** 2; z = y.detach(); z.zero_(); y.sum().backward(); (y, w.grad)
y = w.exp(); z = y.detach(); z.zero_(); y.sum().backward(); (y, w.grad)
y = w.exp(); z = y.data; z.zero_(); y.sum().backward(); (y, w.grad)
y = w.exp(); n = y.detach().numpy(); n[:] = 0; y.sum().backward(); (y, w.grad)
a = x.numpy(); a[0, 0] = 99; x[0, 0]
a = np.ones(2); b = m.from_numpy(a); c = t(a); a[0] = 5; (b, c)
y = x.clone(); y[y > 2] = t(0.0); y[0, :2] = t([9.0, 8.0]); y[:, -1] += 1; y
y = x.clone(); y[t([0, 1]), t([1, 2])] = t([-1.0, -2.0]); y
y = x.clone(); y[[0, 1]] = y[[1, 0]]; y
y = x.clone(); y[0] = y[1]; y[1] = 0; y
y = x.clone(); y[..., 0] = i[:2]; y
y = x.clone(); y[y > 2] = w
y = x.clone(); y[0] = x
y = x.clone(); y[5] = 0
y = x.clone(); y[:, 5] = 0
y = x.clone(); y[:, 1:5] = 0; y
y = x.clone(); y[1, 1] = float("nan"); y
y = i.clone(); y[0] = float("nan")
y = i.clone(); y[1] = True; y
y = (x > 2); y[0] = 5; y
y = m.zeros(2, 2); y[t([0, 0]), t([0, 0])] += 1; y
y = m.zeros(3); y.index_add_(0, t([0, 0, 2]), m.ones(3)); y
y = m.zeros(3); y.scatter_add_(0, t([0, 0, 2]), m.ones(3)); y
y = m.zeros(3); y.scatter_reduce_(0, t([0, 0, 2]), t([1.0, 5.0, 3.0]), "amax"); y
x = t(2.0, requires_grad=True); x.scatter_reduce(0, t(0), t(3.0), "prod").backward(); x.grad
y = w.clone(); y[0] = w[1] * 3; y.sum().backward(); w.grad
y = m.zeros(2, 2); y[0] = w; y[:, 1] *= w; y.sum().backward(); (y, w.grad)
y = m.zeros(3); y[:2].copy_(w); y.sum().backward(); (y, w.grad)
y = m.zeros(2); y.add_(w); y.mul_(w); y.sum().backward(); (y, w.grad)
y = w * 2; z = y[0]; y.mul_(2); z.backward(); (z, w.grad)
y = w * 2; z = y[0]; z.mul_(5); y.sum().backward(); (y, w.grad)
y = w * 2; a, b = y.split(1); a.mul_(2)
y = w * 2; a = y.narrow(0, 0, 1); a.zero_(); y.sum().backward(); (y, w.grad)
y = w.view(2, 1).expand(2, 3).clone(); y[:, 0] = 0; y.sum().backward(); w.grad
y = (w * 2).reshape(1, 2); y[0, 0] = 7; y.sum().backward(); w.grad
y = (w * 2).t(); y.add_(1); y.sum().backward(); w.grad
y = w * 2; y.detach_(); y.requires_grad, y.grad_fn, w.requires_grad
y = w * 2; y[0].detach_()
y = w.detach(); y.mul_(2); w
y = w.data; y.mul_(2); w
y = w * 3; y.data.zero_(); y.sum().backward(); w.grad
y = w ** 2; y.data.zero_(); y.sum().backward(); w.grad
y = w.exp(); y.data.zero_(); y.sum().backward(); w.grad
a = w * 1; b = a ** 2; a.add_(1); b.sum().backward()
a = w * 1; b = a + 2; a.add_(1); b.sum().backward(); w.grad
a = w * 1; b = a * 2; a.mul_(3); (a.sum() + b.sum()).backward(); w.grad
a = w * 1; b = a.relu_(); (a is b, b.sum().backward(), w.grad)
a = w * 1; b = a.sigmoid_(); b.sum().backward(); w.grad
a = w * 1; a.exp_().log_().sum().backward(); w.grad
y = i.clone(); y.fill_(float("nan"))
y = i.clone(); y.masked_fill_(y > 0, float("inf"))
y = (i > 0); y.fill_(float("nan")); y
y = i.clone(); y[0] = 1e30
"""

GRAPHS = r"""
class F(m.autograd.Function):$  @staticmethod$  def forward(ctx, a): return a ** 2$F.apply(w).sum().backward()
class F(m.autograd.Function):$  @staticmethod$  def forward(ctx, a): return "s"$  @staticmethod$  def backward(ctx, g): return g$F.apply(w)
class F(m.autograd.Function):$  @staticmethod$  def forward(ctx, a): return a.numpy().sum()$  @staticmethod$  def backward(ctx, g): return g$F.apply(w)
class F(m.autograd.Function):$  def forward(self, a): return a$F()(w)
x is x.detach()
h = w.register_hook(lambda g: g * 2); w.sum().backward(); h.remove(); w.sum().backward(); w.grad
h = w.register_hook(lambda g: 3); w.sum().backward()
h = w.register_hook(lambda g: g[:1]); w.sum().backward()
h = w.register_hook(lambda g: None); w.sum().backward(); w.grad
L = []; y = w * 2; y.register_hook(lambda g: L.append(g)); y.sum().backward(); L
L = []; w.register_post_accumulate_grad_hook(lambda p: L.append(p.grad.clone())); w.sum().backward(); L
y = w * 2; y.register_post_accumulate_grad_hook(print)
y = w * 2; y.retain_grad(); (y ** 2).sum().backward(); (y.grad, y.retains_grad, w.retains_grad)
y = w * 2; y.grad_fn.next_functions[0][0].variable is w
y = (w * 2).sum(); y.grad_fn.name(), y.grad_fn.next_functions[0][0].name()
y = w * 2; y.grad_fn.register_hook(lambda gi, go: tuple(g * 10 for g in gi if g is not None) + (None,)); y.sum().backward(); w.grad
y = w.exp(); y.grad_fn._saved_result
y = w * w; y.sum().backward(); y.grad_fn._saved_self
w.sum().backward(); w.sum().backward(); w.grad
w.sum().backward(create_graph=True); w.grad
(g,) = m.autograd.grad((w ** 3).sum(), w, create_graph=True); m.autograd.grad(g.sum(), w)
m.autograd.grad((w ** 2), w, m.ones(2), is_grads_batched=False)
m.autograd.grad(w.sum(), [w, x], allow_unused=True)
m.autograd.grad(w.sum(), [w, m.ones(1, requires_grad=True)], materialize_grads=True)
m.autograd.grad([w.sum(), (w * 2).sum()], w)
m.autograd.grad(w, w)
m.autograd.grad(w[0], w)
m.autograd.backward([w[0], w[1] * 2]); w.grad
w.sum().backward(inputs=[w]); w.grad
y = w * 1; y.sum().backward(inputs=[y]); (y.grad, w.grad)
w.sum().backward(gradient=t(3.0)); w.grad
(w * 1j).sum().backward()
(w * 1j).abs().sum().backward(); w.grad
z = t([1 + 1j], requires_grad=True); (z * z.conj()).real.sum().backward(); z.grad
m.is_grad_enabled()
@m.no_grad()$def f(): return w * 2$f().requires_grad
with m.no_grad():$  a = w * 2$  with m.enable_grad(): b = w * 2$(a.requires_grad, b.requires_grad)
with m.set_grad_enabled(False): a = w * 2$a.requires_grad
with m.inference_mode(): a = w * 2$(a.requires_grad, a.is_inference())
with m.inference_mode(): a = t([1.0])$a.add_(1)
m.autograd.gradcheck(lambda a: a ** 2, w.detach().double().requires_grad_())
m.autograd.gradcheck(lambda a: a.detach() * a, w.detach().double().requires_grad_())
with m.autograd.detect_anomaly(): (w - w).sqrt().sum().backward()
with m.autograd.graph.save_on_cpu(): y = w.exp()$y.sum().backward(); w.grad
with m.autograd.graph.saved_tensors_hooks(lambda a: a * 2, lambda a: a): y = w.exp()$y.sum().backward(); w.grad
with m.no_grad(): a = w.numpy()$a
with m.no_grad(): a = np.asarray(w)$a
with m.no_grad(): a = (w * 2).numpy()$a
with m.inference_mode(): a = w.numpy()$a
with m.no_grad(): a = w.tolist(), w[0].item(), float(w[0])$a
with m.inference_mode(): a = w * 2$a.is_inference()
with m.inference_mode(): a = w * 2$a + w
with m.inference_mode(): a = w * 2$a.requires_grad_()
with m.inference_mode(): a = w * 2$a.clone() * w
with m.inference_mode(): a = w[0]$a.is_inference()
with m.inference_mode(): a = w.view(2, 1); a.mul_(2)$w
with m.inference_mode(): w.mul_(2)$w
with m.inference_mode(): w.sum().backward()
y = w * t(2.0); y.grad_fn._saved_other
y = w ** 2; (y.grad_fn._saved_exponent, y.grad_fn._saved_self)
y = m.softmax(w, 0); (y.grad_fn._saved_dim, y.grad_fn._saved_result)
y = (w @ w); y.grad_fn._saved_tensor
y = t(2.0) / w; y.grad_fn._saved_self
y = w.clamp(0, 1); (y.grad_fn._saved_min, y.grad_fn._saved_max)
y = w.relu(); y.grad_fn._saved_result
y = w.max(0); (y[0].grad_fn._saved_dim, y[0].grad_fn._saved_indices)
y = w.exp(); y.grad_fn.foo
y = w.exp(); y.grad_fn.metadata
y = w.exp(); y.grad_fn._sequence_nr() >= 0
m.tensor(x), x.clone() is x, x.contiguous() is x, x.T.contiguous().is_contiguous(), x.detach().data_ptr() == x.data_ptr()
w.grad, w.grad_fn, w.is_leaf, (w * 2).is_leaf, w.requires_grad, x.requires_grad, (w * 2).requires_grad
m.abs(w - 1).sum().backward(); w.grad
w.relu().sum().backward(); w.grad
(w - 1).relu().sum().backward(); w.grad
w.max().backward(); w.grad
(w * 0 + 1).max().backward(); w.grad
(w * 0 + 1).max(0).values.backward(); w.grad
(w - w.detach()).norm().backward(); w.grad
(w - w.detach()).abs().sum().backward(); w.grad
(w - 1).sqrt().sum().backward(); w.grad
m.log(w - 1).sum().backward(); w.grad
(w ** 0).sum().backward(); w.grad
((w - 1) ** 0.5).sum().backward(); w.grad
((w - 1) ** w).sum().backward(); w.grad
m.where(w > 1, w, w / 0).sum().backward(); w.grad
(w / 0 * 0).sum().backward(); w.grad
w.std().backward(); w.grad
w[:1].std().backward(); w.grad
w.clamp(1, 1.5).sum().backward(); w.grad
w.sort(descending=True).values[0].backward(); w.grad
w.round().sum().backward(); w.grad
w.sign().sum().backward(); w.grad
(w > 1).sum().backward()
w.argmax().backward()
w.long().sum().backward()
w.prod().backward(); w.grad
(w * t([0.0, 1.0])).prod().backward(); w.grad
w.cumprod(0).sum().backward(); w.grad
m.outer(w, w).det().backward(); w.grad
m.diag(w).det().backward(); w.grad
m.diag(w).inverse().sum().backward(); w.grad
m.logsumexp(w, 0).backward(); w.grad
w.softmax(0)[0].backward(); w.grad
m.atan2(w, w).sum().backward(); w.grad
m.fmod(w, 1.5).sum().backward(); w.grad
w.median().backward(); w.grad
w.unique().sum().backward(); w.grad
w[[0, 0, 1]].sum().backward(); w.grad
w.repeat(3).sum().backward(); w.grad
w.expand(3, 2).sum().backward(); w.grad
w.view(1, 2).T.contiguous().sum().backward(); w.grad
m.stack([w[0], w[1] * 2]).sum().backward(); w.grad
m.tensor([w[0], w[1]]).sum().backward()
t([1.0, 2.0], requires_grad=True).sum().item()
w.grad = None; w.sum().backward(); w.grad += 1; w.grad
w.grad = m.ones(2); w.sum().backward(); w.grad
w.sum().backward(); g = w.grad; w.sum().backward(); (g is w.grad, g)
w.sum().backward(); w.grad.zero_(); w.grad
with m.no_grad(): w -= 0.1 * m.ones(2)$w
with m.no_grad(): w = w - 0.1$(w, w.requires_grad)
w = w - 0.1; w.sum().backward(); w.grad
for _ in range(3):$  l = (w ** 2).sum(); l.backward()$  with m.no_grad(): w -= 0.1 * w.grad; w.grad.zero_()$w
l = 0$for k in range(3): l = l + w * k$l.sum().backward(); (l, w.grad)
l = m.zeros(1)$for k in range(3): l += w.sum()$l.backward(); w.grad
l = []$for k in range(2): l.append((w * k).sum())$sum(l).backward(); w.grad
copy.copy(w) is w, copy.deepcopy(w).requires_grad, copy.deepcopy(w).is_leaf
w.data = t([5.0, 6.0]); w
w.data[0] = 9; w
m.ones(3).requires_grad_().sum().backward(m.ones(2))
l = (w ** 2).sum(); l.backward(retain_graph=True); l.backward(); w.grad
l = (w ** 2).sum(); m.autograd.grad(l, w); m.autograd.grad(l, w)
l = w.sum(); l.backward(); l.backward(); w.grad
a = (w ** 2); a.sum().backward(); a.mean().backward()
a = (w * 2); a.sum().backward(); a.mean().backward(); w.grad
y = w * 2; y.sum().backward(); y.grad
h = (w ** 3).sum(); g = m.autograd.grad(h, w, create_graph=True)[0]; g.sum().backward(); (g, w.grad)
h = (w ** 3).sum(); g = m.autograd.grad(h, w, create_graph=True)[0]; k = m.autograd.grad(g[0], w)[0]; k
h = (w ** 3).sum(); g = m.autograd.grad(h, w)[0]; g.requires_grad, g.sum().backward()
m.autograd.grad(w.sum() * 0, w), m.autograd.grad((w * 0).sum(), w)
m.autograd.grad(t(1.0, requires_grad=True), w)
m.autograd.grad(w.sum(), [])
m.autograd.grad(w.sum(), w, grad_outputs=t([1.0]))
m.autograd.grad(w.sum(), w, grad_outputs=t(1))
m.autograd.grad(w.sum(), w, t(2.0, dtype=m.float64))
m.autograd.grad((w.sum(), x.sum()), w)
m.autograd.backward(w.sum(), grad_tensors=t(2.0)); w.grad
m.autograd.backward([w.sum(), x.sum()])
m.autograd.backward([])
with m.autograd.set_grad_enabled(False): y = w * 2$y.requires_grad
@m.enable_grad()$def f(): return (w * 2).requires_grad$with m.no_grad(): r = f()$r
with m.no_grad():$  y = w * 2; y.requires_grad_(); z = y * 2$(y.requires_grad, y.is_leaf, z.requires_grad)
with m.no_grad(): z = m.ones(2, requires_grad=True)$z.requires_grad
m.no_grad()(lambda: w * 2)().requires_grad
@m.no_grad$def f(): return w * 2$f().requires_grad
m.set_grad_enabled(False); y = w * 2; m.set_grad_enabled(True); y.requires_grad
try:$  with m.no_grad(): raise ValueError("x")$except ValueError: pass$m.is_grad_enabled()
t([1.0, 2.0], requires_grad=True) == w, w == w.detach(), (w > 1).requires_grad
w.int(), w.long().requires_grad, w.bool().grad_fn
w.half().grad_fn.name(), w.double().sum().backward(), w.grad.dtype
w.to(m.complex64).grad_fn.name(), w.real is w, w.imag
(w * 1j).imag.sum().backward(); w.grad
m.complex(w, w).abs().sum().backward(); w.grad
m.view_as_real(m.complex(w, w)).sum().backward(); w.grad
w.tolist(), w.sum().item(), float(w[0]), int(w[1]), bool(w[0]), w[0].__float__()
w.repeat_interleave(t([1, 2])).sum().backward(); w.grad
w.gather(0, t([0, 0, 1])).sum().backward(); w.grad
m.zeros(3).scatter(0, t([0, 2]), w).sum().backward(); w.grad
m.zeros(2).masked_fill(t([True, False]), w[0]).sum().backward(); w.grad
x.requires_grad_().sum().backward(); x.grad.shape, x.grad_fn, x.is_leaf
x.requires_grad_(); x[0].sum().backward(); x.grad
x.requires_grad_(); (x.max(1).values.sum() + x.min()).backward(); x.grad
x.requires_grad_(); x.std(1).sum().backward(); x.grad
x.requires_grad_(); x.softmax(1)[:, 0].sum().backward(); x.grad
x.requires_grad_(); m.linalg.norm(x).backward(); x.grad
x.requires_grad_(); (x @ x.T).trace().backward(); x.grad
x.requires_grad_(); m.linalg.svdvals(x).sum().backward(); x.grad
x.requires_grad_(); m.einsum("ij,ij->", x, x).backward(); x.grad
x.requires_grad_(); x.T.reshape(-1)[::2].sum().backward(); x.grad
x.requires_grad_(); x[x > 2].sum().backward(); x.grad
x.requires_grad_(); x.masked_fill(x > 2, 0).sum().backward(); x.grad
x.requires_grad_(); x.sort(1, descending=True).values[:, 0].sum().backward(); x.grad
x.requires_grad_(); x.cumsum(1).prod().backward(); x.grad
x.requires_grad_(); m.cat([x, x * 2], 1)[:, 2:4].sum().backward(); x.grad
x.requires_grad_(); x.unfold(1, 2, 1).sum().backward(); x.grad
x.requires_grad_(); x.roll(1, 1)[:, 0].sum().backward(); x.grad
x.requires_grad_(); x.var(0, keepdim=True).sum().backward(); x.grad
x.requires_grad_(); m.nn.functional.normalize(x).sum().backward(); x.grad
x.requires_grad_(); m.cdist(x, x.detach() + 1).sum().backward(); x.grad
x.requires_grad_(); m.quantile(x, 0.3).backward(); x.grad
x.requires_grad_(); m.logsumexp(x, (0, 1)).backward(); x.grad
x.requires_grad_(); x.half().sum().backward(); x.grad
x.requires_grad_(); x.double().exp().sum().backward(); x.grad.dtype
x.requires_grad_(); x.pow(t([1.0, 2.0, 3.0])).sum().backward(); x.grad
x.requires_grad_(); m.where(x > 2, x ** 2, -x).sum().backward(); x.grad
x.requires_grad_(); x.expand(2, 2, 3).sum().backward(); x.grad
x.requires_grad_(); x.repeat(2, 2).sum().backward(); x.grad
x.requires_grad_(); m.stack(x.unbind(1)).prod(0).sum().backward(); x.grad
x.requires_grad_(); sum(r.sum() * k for k, r in enumerate(x)).backward(); x.grad
x.requires_grad_(); (x.detach() * x).sum().backward(); x.grad
x.requires_grad_(); x.data.mul_(2); x.sum().backward(); (x, x.grad)
x.requires_grad_(); y = x.clone(); y[:, 0] = y[:, 1] * 2; y.sum().backward(); x.grad
x.requires_grad_(); y = x.clone(); y[y > 3] = 0; y.sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.transpose(0, 1)[0] *= 3; y.sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.view(-1)[::2] = 0; y.sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.diagonal().fill_(0); y.sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y[0].copy_(y[1]); y.sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.index_fill_(1, t([0]), 5.0).sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.masked_scatter_(x > 3, m.zeros(6)).sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.scatter_(1, t([[0], [1]]), 7.0).sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.clamp_(2, 4).sum().backward(); x.grad
x.requires_grad_(); y = x * 1; y.squeeze_().unsqueeze_(0).sum().backward(); (y.shape, x.grad)
x.requires_grad_(); y = x * 1; y.t_(); y.sum().backward(); (y.shape, x.grad)
w.sum().backward(retain_graph=1)
y = (w ** 2).sum(); y.backward(); (y.grad_fn.next_functions[0][0].next_functions[0][0].name(), len(y.grad_fn.next_functions[0][0].next_functions))
(w ** 3).sum().backward(create_graph=True); g = w.grad; w.grad.sum().backward(); (w.grad, g is w.grad, g._version)
y = w.exp(); y.grad_fn._raw_saved_result.register_hooks(lambda t: t * 10, lambda t: t); y.sum().backward(); w.grad
with m.no_grad(): v = w[:1]$(v, v.requires_grad, v.is_leaf)
with m.no_grad(): v = (w * 2)[:1]$(v.requires_grad, v.grad_fn)
b = m.zeros(3); v = b[1:]; b.requires_grad_(); v.requires_grad
with m.no_grad() as c: pass$c
with m.set_grad_enabled(False) as c: pass$c
m.set_grad_enabled(True)
copy.deepcopy(x.T).stride(), copy.deepcopy([x, x[0]])[1].untyped_storage().nbytes()
a, b = copy.deepcopy([x, x[0]]); b[0] = 9; a
import pickle; pickle.loads(pickle.dumps(w * 2))
import io; f = io.BytesIO(); m.save([x, x[0], x.T], f); n = f.seek(0); a, b, c = m.load(f); b[0] = 9; (a, b, c, c.stride())
y = w @ x; (y, y._is_view(), y._version, y.grad_fn.next_functions[0][0].name())
y = w @ m.ones(4, 2, 3); (y, y._is_view(), y._version)
y = m.ones(4, 3, 2) @ w; (y, y._is_view(), y._version)
y = w @ x; y.sum().backward(); w.grad
(w @ m.ones(4, 2, 3)).sum().backward(); w.grad
(m.ones(4, 3, 2) @ w).sum().backward(); w.grad
"""

TRANSFORMS = r"""
m.func.grad(lambda a: m.func.grad(lambda b: (a * b) ** 3)(t(2.0)))(t(3.0))
m.func.grad(lambda a: (2 - 0.1 * m.func.grad(lambda b: (a * b) ** 2)(t(3.0))) ** 2)(t(2.0))
m.func.grad(lambda a: (m.func.grad(lambda b: (a * b - 1).square().sum())(m.zeros(3)) ** 2).sum())(t(2.0))
m.func.hessian(lambda a: (m.func.grad(lambda b: (a * b - 1).square().sum())(m.zeros(3)) ** 2).sum())(t(2.0))
m.func.grad(lambda a: m.func.grad(lambda b: (a * b) ** 3)(t(2.0)))(w[0])
m.func.grad(lambda a: (a ** 2).sum())(w)
m.func.grad(lambda a: a ** 2)(w)
m.func.grad(lambda a, b: (a * b).sum(), argnums=(0, 1))(w, w)
m.func.grad_and_value(lambda a: (a ** 2).sum())(w)
m.func.vmap(lambda a: a * 2)(x)
m.func.vmap(lambda a: a.sum())(x)
m.func.vmap(lambda a, b: a @ b, in_dims=(0, None))(x, x[0])
m.func.vmap(m.func.grad(lambda a: (a ** 3).sum()))(x)
m.func.vmap(lambda a: a)(w.sum())
m.func.jacrev(lambda a: a ** 2)(w)
m.func.jacfwd(lambda a: a.exp())(t([0.0, 1.0]))
m.func.hessian(lambda a: (a ** 3).sum())(w)
m.func.jvp(lambda a: a ** 2, (w,), (m.ones(2),))
m.func.vjp(lambda a: a ** 2, w)[1](m.ones(2))
m.func.functional_call(m.nn.Linear(1, 1), {"weight": m.ones(1, 1), "bias": m.zeros(1)}, (m.ones(1, 1),))
m.func.linearize(lambda a: a ** 2, w)[1](m.ones(2))
m.vmap(m.dot)(x, x)
m.vmap(lambda a: m.randn(1))(x)
m.autograd.functional.jacobian(lambda a: a ** 2, w)
m.autograd.functional.hessian(lambda a: (a ** 3).sum(), w)
m.autograd.functional.vjp(lambda a: a * 2, w, m.ones(2))
m.autograd.functional.jvp(lambda a: a * 2, w, m.ones(2))
m.autograd.functional.hvp(lambda a: (a ** 3).sum(), w, m.ones(2))
m.vmap(lambda a: a.mul_(2))(x)
m.vmap(lambda a: 3)(x)
m.vmap(lambda a: (a, a.sum()))(x)
m.vmap(lambda a: {"k": a})(x)
m.vmap(lambda a: a, in_dims=1)(x)
m.vmap(lambda a: a, out_dims=1)(x)
m.vmap(lambda a: a, in_dims=3)(x)
m.vmap(lambda a, b: a + b, in_dims=(0,))(x, x)
m.vmap(lambda a: m.rand(2), randomness="same")(x)
m.vmap(lambda a: m.rand(2), randomness="different")(x).shape
m.vmap(lambda a, b: a + b)(x, w).grad_fn is None
m.func.grad(lambda a: a.sum().item())(w)
m.func.grad(lambda a: a.detach().sum())(w)
m.func.grad(lambda a: w.sum())(x)
m.func.jacrev(lambda a: {"s": a.sum()})(w)
m.func.grad(lambda d: (d["a"] ** 2).sum())({"a": w})
"""

MODULES = r"""
m.nn.functional.binary_cross_entropy_with_logits(w, m.ones(2), weight=t([1, 0]), reduction="none")
m.nn.functional.binary_cross_entropy_with_logits(w, m.ones(2), pos_weight=t([3, 2]))
m.nn.functional.binary_cross_entropy_with_logits(w, m.ones(2), weight=m.ones(2).double())
m.nn.functional.binary_cross_entropy_with_logits(w, m.ones(2).double(), weight=m.ones(2))
m.nn.functional.binary_cross_entropy(w.sigmoid(), m.ones(2), weight=t([True, False]))
m.nn.GRU(2, 3, 2)._flat_weights_names
m.nn.LSTM(2, 3, bias=False, proj_size=2, bidirectional=True)._flat_weights_names
m.nn.Linear(2, 3)
m.nn.Sequential(m.nn.Linear(2, 3), m.nn.ReLU(), m.nn.Linear(3, 1, bias=False))
n = m.nn.Sequential(m.nn.Linear(2, 3), m.nn.ReLU()); list(n.state_dict())
n = m.nn.Linear(2, 2); n.state_dict()
n = m.nn.Linear(2, 2); n.load_state_dict({"weight": m.ones(2, 2)})
n = m.nn.Linear(2, 2); n.load_state_dict({"weight": m.ones(2, 2), "bias": m.ones(2), "extra": m.ones(1)})
n = m.nn.Linear(2, 2); n.load_state_dict({"weight": m.ones(2, 2), "bais": m.ones(2)}, strict=False)
n = m.nn.Linear(2, 2); n.load_state_dict({"weight": m.ones(3, 2), "bias": m.ones(2)})
n = m.nn.Linear(2, 2); n.load_state_dict({"weight": m.ones(2, 2), "bias": m.ones(2)})
n = m.nn.BatchNorm1d(2); n.state_dict()
n = m.nn.BatchNorm1d(2); n(m.randn(4, 2)); n.state_dict()
n = m.nn.BatchNorm1d(2); n.eval(); n(m.ones(1, 2))
n = m.nn.BatchNorm1d(2); n(m.ones(1, 2))
m.nn.Conv2d(1, 2, 3, padding=1)
m.nn.Dropout(0.3)
m.nn.ModuleList([m.nn.Linear(1, 1), m.nn.Linear(1, 1)])
m.nn.ModuleDict({"a": m.nn.ReLU(), "b": m.nn.Linear(1, 2)})
m.nn.ParameterList([m.ones(2), m.zeros(1, 2)])
m.nn.ParameterDict({"a": m.ones(2)})
m.nn.Embedding(3, 2, padding_idx=0)
m.nn.LSTM(2, 3, num_layers=2, bidirectional=True)
m.nn.GRU(2, 3, batch_first=True)
m.nn.TransformerEncoderLayer(4, 2)
m.nn.MultiheadAttention(4, 2)
m.nn.CrossEntropyLoss()
m.nn.LeakyReLU(0.2)
m.nn.Flatten()
m.nn.MaxPool2d(2)
m.nn.LayerNorm(3)
m.nn.GroupNorm(2, 4)
m.nn.Softmax(dim=1)
m.nn.Identity(3, a=4)
m.nn.Upsample(scale_factor=2)
m.nn.Bilinear(1, 2, 3)
m.nn.Parameter(m.ones(2))
m.nn.Parameter(m.ones(2), requires_grad=False)
m.nn.Parameter(m.ones(2)) * 2
m.nn.Parameter(m.ones(2)).data
m.nn.Parameter(m.ones(2)).detach()
m.nn.Parameter(m.ones(2)).clone()
class N(m.nn.Module):$  def __init__(self):$    self.a = m.nn.Linear(1, 2)$N()
class N(m.nn.Module):$  def __init__(self):$    self.a = 3; super().__init__()$N().a
class N(m.nn.Module):$  def __init__(self):$    super().__init__(); self.w = m.nn.Parameter(m.zeros(1)); self.w = 3$N()
class N(m.nn.Module):$  def __init__(self):$    super().__init__(); self.w = m.nn.Parameter(m.zeros(1)); self.w = m.ones(2)$N()
class N(m.nn.Module):$  pass$N().foo
class N(m.nn.Module):$  def extra_repr(self): return "k=3"$N()
class N(m.nn.Module):$  def forward(self, a, b=2): return a + b$N()(1, b=5)
class N(m.nn.Module):$  def forward(self, a): return a$N()()
n = m.nn.Linear(2, 1); n.weight = m.ones(1, 2)
n = m.nn.Linear(2, 1); n.weight.data = m.ones(1, 2); n.weight
n = m.nn.Linear(2, 1); n.weight.requires_grad_(False); [p.requires_grad for p in n.parameters()]
n = m.nn.Linear(2, 1); n.requires_grad_(False); n(m.ones(1, 2)).requires_grad
n = m.nn.Linear(2, 1); n.zero_grad(); n(m.ones(1, 2)).backward(); g = n.weight.grad.clone(); n.zero_grad(); (g, n.weight.grad)
n = m.nn.Linear(2, 1).double(); (n.weight.dtype, n(m.ones(1, 2, dtype=m.float64)).dtype)
n = m.nn.Linear(2, 1).half(); n.weight.dtype
n = m.nn.Linear(2, 1); n.train(False).training
n = m.nn.Linear(2, 1); n.apply(lambda l: m.nn.init.constant_(l.weight, 2)); n.weight
n = m.nn.Linear(2, 1); h = n.register_forward_hook(lambda mod, i, o: o * 0); a = n(m.ones(1, 2)); h.remove(); b = n(m.ones(1, 2)); (a, (b == 0).item())
n = m.nn.Linear(2, 1); n.register_forward_pre_hook(lambda mod, a: (a[0] * 0,)); n(m.ones(1, 2)) == n.bias
n = m.nn.Linear(2, 1); L = []; n.register_full_backward_hook(lambda mod, gi, go: L.append((gi, go))); n(m.ones(1, 2)).sum().backward(); L
n = m.nn.Sequential(m.nn.Linear(1, 1), m.nn.Tanh()); (n[0], n[-1], len(n), n[:1])
n = m.nn.Sequential(m.nn.Linear(1, 1)); n.append(m.nn.ReLU()); n.add_module("z", m.nn.Tanh()); n
n = m.nn.Sequential(); n(m.ones(1))
m.nn.Sequential(dict(a=1))
n = m.nn.ModuleList(); n.append(3)
n = m.nn.Linear(1, 1); n.add_module("x.y", m.nn.ReLU())
n = m.nn.Linear(1, 1); n.register_buffer("weight", m.ones(1))
n = m.nn.Linear(1, 1); n.register_parameter("a", 3)
n = m.nn.Linear(1, 1); n.get_submodule("a.b")
n = m.nn.Linear(1, 1); n.get_parameter("weight")
n = m.nn.Linear(1, 1); del n.bias; n
n = m.nn.Linear(1, 1); copy.deepcopy(n).weight is n.weight
sum(p.numel() for p in m.nn.Linear(3, 4).parameters())
m.nn.Linear(0, 3)
m.nn.Linear(-1, 3)
m.nn.Conv2d(3, 4, 3, groups=2)
m.nn.Dropout(1.5)
m.nn.functional.softmax(x)
m.nn.Softmax()(x)
m.nn.functional.relu(x - 3, inplace=True)
m.nn.functional.dropout(m.ones(5), 0.5)
m.nn.functional.gumbel_softmax(x, hard=True)
m.nn.functional.cross_entropy(x, t([0, 2]), reduction="foo")
m.nn.functional.mse_loss(x, x[:1])
m.nn.functional.one_hot(i, 2)
m.nn.functional.normalize(x)
m.nn.functional.cosine_similarity(x, x)
m.nn.functional.interpolate(x[None], scale_factor=2)
m.nn.utils.clip_grad_norm_([w], 1.0)
w.grad = m.ones(2); m.nn.utils.clip_grad_norm_(w, 1.0); w.grad
m.nn.utils.parameters_to_vector(m.nn.Linear(1, 1).parameters()).shape
m.utils.data.DataLoader(m.utils.data.TensorDataset(x, i[:2]), batch_size=2).dataset[0]
list(m.utils.data.DataLoader(m.utils.data.TensorDataset(x, i[:2]), batch_size=1))
next(iter(m.utils.data.DataLoader([1, 2, 3, 4], batch_size=2, shuffle=True)))
len(m.utils.data.DataLoader(range(5), batch_size=2, drop_last=True))
m.utils.data.random_split(range(5), [3, 2])[0].indices
m.utils.data.DataLoader(range(5), batch_size=0)
m.utils.data.TensorDataset(x, i)
m.nn.functional.softplus(w).sum().backward(); w.grad
import pickle; pickle.loads(pickle.dumps(m.nn.Linear(1, 1))).weight.shape
m.nn.ReLU(inplace=True)(w)
m.nn.ReLU(inplace=True)(w * 1)
a = w * 2; m.nn.functional.relu(a, inplace=True); a.sum().backward(); w.grad
a = w.exp(); m.nn.functional.relu(a, inplace=True); a.sum().backward()
a = m.nn.Parameter(m.ones(2)); a.add_(1)
a = m.nn.Parameter(m.ones(2))$with m.no_grad(): a.add_(1)$a
a = m.nn.Parameter(m.ones(2)); a.data += 1; a
a = m.nn.Parameter(m.ones(2)); a = a + 1; type(a) is m.Tensor
a = m.nn.Parameter([1.0])
a = m.nn.Parameter(t([1]))
a = m.nn.Parameter(w * 2); (a.is_leaf, a.grad_fn, a)
m.nn.functional.embedding(t([0, 0, 1]), w[:, None]).sum().backward(); w.grad
m.nn.functional.pad(w, (1, 2), value=5).sum().backward(); w.grad
m.nn.functional.one_hot(t([0, 2])), m.nn.functional.one_hot(t([0, 2]), 4).dtype
m.nn.CrossEntropyLoss(weight=m.ones(3), label_smoothing=0.1)(x, t([0, 2])), m.nn.CrossEntropyLoss(ignore_index=2)(x, t([0, 2]))
m.nn.functional.batch_norm(x, m.zeros(3), m.ones(3)), m.nn.functional.layer_norm(x, (3,)), m.nn.functional.group_norm(x[None], 2)
m.nn.init.xavier_uniform_(m.empty(2))
m.nn.Linear(2, 1).weight, m.nn.Conv1d(1, 1, 2).weight, m.nn.Embedding(2, 2).weight, m.nn.LSTM(1, 1).weight_ih_l0, m.nn.BatchNorm1d(2).weight
m.nn.RNN(2, 3)(m.ones(4, 1, 2))[0].shape, m.nn.LSTM(2, 3)(m.ones(4, 2))[1][0].shape, m.nn.GRU(2, 3, 2, batch_first=True)(m.ones(1, 4, 2))[1].shape
m.nn.MultiheadAttention(4, 2, batch_first=True)(m.ones(1, 3, 4), m.ones(1, 3, 4), m.ones(1, 3, 4))[1]
m.nn.TransformerEncoder(m.nn.TransformerEncoderLayer(4, 2, 8, dropout=0.0, batch_first=True), 2)(m.ones(1, 3, 4)).shape
n = m.nn.Dropout(0.5); n(m.ones(6)), n.eval()(m.ones(6)), n.train()(m.ones(6))
n = m.nn.Linear(2, 2); p = dict(n.named_parameters()); p["weight"].shape, [q.shape for q in n.parameters()], n.weight.is_leaf, n.in_features
n = m.nn.Linear(2, 2); n(w[0])
n = m.nn.Linear(2, 2); n(x)
n = m.nn.Linear(2, 2); n([1.0, 2.0])
n = m.nn.Linear(2, 2); n(w, w)
n = m.nn.Conv2d(1, 1, 3); n(m.ones(1, 2, 5, 5))
n = m.nn.Conv2d(1, 1, 3); n(m.ones(1, 1, 2, 2))
n = m.nn.Conv2d(1, 1, 3); n(x)
n = m.nn.Embedding(3, 2); n(t([3]))
n = m.nn.Embedding(3, 2); n(t([1.0]))
n = m.nn.LSTM(2, 3); n(m.ones(4, 3))
n = m.nn.BatchNorm1d(2); n(m.ones(3, 3))
n = m.nn.LayerNorm(3); n(m.ones(2, 2))
n = m.nn.MultiheadAttention(5, 2)
n = m.nn.Sequential(m.nn.Linear(2, 3), m.nn.Linear(4, 1)); n(w)
n = m.nn.Module(); n.x = m.nn.Parameter(w.detach()); n.y = w; (list(n.parameters()), n.y is w)
n = m.nn.ModuleList([m.nn.Linear(1, 1)]); n(w)
n = m.nn.ModuleDict({"a": m.nn.ReLU()}); n["b"]
n = m.nn.Flatten()(m.ones(2, 3, 4)).shape, m.nn.Flatten(0)(x).shape, m.nn.Unflatten(1, (3, 1))(x).shape; n
m.nn.ConvTranspose2d(1, 2, 2)(m.ones(1, 1, 1, 1))
m.accelerator.is_available(), m.accelerator.current_accelerator(), m.backends.mps.is_available(), m.backends.cudnn.is_available()
m.use_deterministic_algorithms(True); r = m.are_deterministic_algorithms_enabled(); m.use_deterministic_algorithms(False); r
d = m.nn.ParameterDict({"a": w}); r = d.setdefault("b", t([1.0])); n = d.setdefault("a", x); (r, n, list(d), list(reversed(d)), d)
d = m.nn.ParameterDict([("b", w), ("a", t([1.0]))]); (d.popitem(), list(d), d.copy()["b"] is d["b"], list(d.fromkeys("xy")))
list(m.nn.ParameterDict({"b": w, "a": w})), list(m.nn.ModuleDict({"b": m.nn.ReLU(), "a": m.nn.ReLU()})), list(m.nn.ParameterDict([("b", w), ("a", w)]))
d = m.nn.ParameterDict({"a": w}); e = d | m.nn.ParameterDict({"b": w}); d |= {"c": w}; (list(d), list(e), type(e).__name__)
"""

OPTIMISERS = r"""
o = m.optim.SGD([w], lr=0.1); o
o = m.optim.Adam([w], lr=0.1); o
o = m.optim.SGD([w], lr=0.1, momentum=0.9); o.state_dict()
o = m.optim.SGD([w], lr=0.1, momentum=0.9); (w ** 2).sum().backward(); o.step(); (w, o.state_dict())
o = m.optim.Adam([w]); (w ** 2).sum().backward(); o.step(); (w, o.state_dict())
o = m.optim.AdamW([w]); (w ** 2).sum().backward(); o.step(); o.step(); w
o = m.optim.RMSprop([w]); (w ** 2).sum().backward(); o.step(); w
o = m.optim.Adagrad([w]); (w ** 2).sum().backward(); o.step(); w
o = m.optim.SGD([w], lr=0.1); o.zero_grad(); o.step(); w
o = m.optim.SGD([w], lr=0.1); o.step(lambda: (w ** 2).sum())
o = m.optim.SGD([{"params": [w], "lr": 1.0}, {"params": [x.requires_grad_()]}], lr=0.1); [g["lr"] for g in o.param_groups]
o = m.optim.SGD([w, w], lr=0.1)
o = m.optim.SGD([w], lr=0.1, nesterov=True)
o = m.optim.Adam([w], lr=-1)
o = m.optim.Adam([w], betas=(1.5, 0.9))
o = m.optim.SGD([w]); (w ** 2).sum().backward(); o.step(); w
o = m.optim.SGD([1, 2], lr=0.1)
o = m.optim.SGD(3, lr=0.1)
o = m.optim.SGD([w], lr=0.1); o.add_param_group({"params": [w]})
o = m.optim.SGD([w], lr=0.1); o.load_state_dict({})
o = m.optim.SGD([w], lr=1.0); s = m.optim.lr_scheduler.StepLR(o, 1, 0.5); o.step(); s.step(); (o.param_groups[0]["lr"], s.get_last_lr(), s.state_dict())
o = m.optim.SGD([w], lr=1.0); s = m.optim.lr_scheduler.CosineAnnealingLR(o, 4); r = []$for _ in range(6): o.step(); s.step(); r.append(s.get_last_lr())$r
o = m.optim.SGD([w], lr=1.0); s = m.optim.lr_scheduler.LambdaLR(o, lambda e: 0.9 ** e); o.step(); s.step(); s.get_last_lr()
o = m.optim.SGD([w], lr=1.0); s = m.optim.lr_scheduler.ReduceLROnPlateau(o, patience=0); s.step(1.0); s.step(1.0); s.step(2.0); o.param_groups[0]["lr"]
"""

PRINTED = r"""
m.hann_window(5), m.hann_window(5, False), m.hann_window(1), m.hann_window(0)
m.hann_window(window_length=4, dtype=m.float64), m.hann_window(t(4), requires_grad=True)
m.hann_window(-1)
m.hann_window(2.5)
m.hamming_window(6), m.hamming_window(4, True, 0.5), m.hamming_window(5, False, alpha=0.5, beta=0.3)
m.bartlett_window(7), m.bartlett_window(6, False), m.bartlett_window(2), m.bartlett_window(7, False)
m.blackman_window(5, dtype=m.float64), m.blackman_window(5)[1:], m.blackman_window(2, False)[:0]
m.kaiser_window(6), m.kaiser_window(5, True, 5.0), m.kaiser_window(6, False, beta=3.0)
m.stft(m.arange(16.0), 8, window=m.hann_window(8), return_complex=True).abs()[0]
f"{t(2.5)} {t(2.5):.2f} {t([1, 2])}"
f"{t(3):d} {t(3.14159):8.3f}|{t(2)}"
f"{t([1.5]):.2f}"
"%.2f" % t(2.5)
"{:>10}".format(t(2.5))
str(w)
str(w.sum())
repr(w[0])
repr(t([]))
repr(m.empty(0, 3))
repr(t([[]]))
repr(t([1e10, 1.0]))
repr(t([1e-10, 1.0]))
repr(t([1e5, 1e-5]))
repr(t([float("nan"), float("inf"), -1.0]))
repr(t([0.1 + 0.2], dtype=m.float64))
repr(t([123456789.0]))
repr(t([1.0, 1000000.0]))
repr(t([True, False]))
repr(t([1 + 2j, -1.5j]))
repr(t([[1 + 2j]], dtype=m.complex128))
repr(t(3 + 0j))
repr(m.arange(1001))
repr(m.arange(10000.0).view(100, 100))
repr(m.ones(3, 3, 3))
repr(m.zeros(2, 0, 3))
repr(t([1e-45]))
repr(t([1.0, float("inf")]))
repr(t([100000.0, 0.5]))
repr(t([-0.0]))
repr(t([2.0 ** 60]))
repr(t(-5))
repr(t([1, -1000]))
repr(t([0.00001]))
repr(t([9.99999]))
repr(t([0.99999999]))
repr(m.tensor([1.5, 2.5], dtype=m.float16))
repr(t([1.0], dtype=m.float16, requires_grad=True))
repr(t([1, 2], dtype=m.int32))
repr(t([3], dtype=m.uint8))
repr(m.linspace(0, 1, 7))
repr(m.logspace(-3, 3, 7))
repr(m.randn(3, 4))
repr(m.randn(2, 2, requires_grad=True).exp())
repr(m.randn(30)[::3])
repr(m.eye(3) * 1e-3)
repr(m.full((2, 2), 1e8))
repr(m.full((2, 2), 12345.678))
m.set_printoptions(precision=2); r = repr(t([1.23456])); m.set_printoptions(profile="default"); r
m.set_printoptions(sci_mode=True); r = repr(t([1.23456])); m.set_printoptions(profile="default"); r
m.set_printoptions(threshold=5, edgeitems=1); r = repr(m.arange(10)); m.set_printoptions(profile="default"); r
m.set_printoptions(linewidth=20); r = repr(m.arange(10)); m.set_printoptions(profile="default"); r
"""

TABLES = (NUMBERS, PROTOCOLS, INDEXING, WRITES, GRAPHS, TRANSFORMS, MODULES, OPTIMISERS, PRINTED)
PROGRAMS = [line for table in TABLES for line in table.strip().split("\n")]


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_shows_what_pytorch_shows(program: str) -> None:
    compare(program)


def test_no_program_is_there_twice() -> None:
    assert sorted(set(PROGRAMS)) == sorted(PROGRAMS)
