"""Pruned weights, fused layers, a softmax over very many classes, and modules under other paths."""

from __future__ import annotations

import importlib
import warnings

import pytest
from outcomes import compare

import nbautograd as torch

# `p` is the module of pruning, `n` a layer of 3 features to 2 with the weight 1 to 6.
START = ("import importlib$p = importlib.import_module(m.__name__ + '.nn.utils.prune')$"
         "n = m.nn.Linear(3, 2)$n.weight.data = x.clone()$")

PRUNED = r"""
p.l1_unstructured(n, "weight", 2); n.weight, n.weight_mask, [k for k, _ in n.named_parameters()]
p.l1_unstructured(n, "weight", 0.5); n.state_dict()
p.l1_unstructured(n, "weight", 0); n.weight_mask
p.l1_unstructured(n, "weight", 1.0); n(x)
p.l1_unstructured(n, "weight", 2, importance_scores=-x); n.weight_mask
p.l1_unstructured(n, "weight", 2, importance_scores=w)
p.l1_unstructured(n, "weight", 7)
p.l1_unstructured(n, "weight", -1)
p.l1_unstructured(n, "weight", 1.5)
p.l1_unstructured(n, "weight", "a")
p.l1_unstructured(n, "foo", 1)
p.random_unstructured(n, "weight", 3); n.weight
p.random_structured(n, "weight", 1, dim=1); n.weight
p.random_structured(n, "bias", 1, dim=0)
p.random_structured(n, "weight", 1, dim=2)
p.ln_structured(n, "weight", 1, n=2, dim=0); n.weight
p.ln_structured(n, "weight", 0.5, n=1, dim=-1); n.weight
p.ln_structured(n, "weight", 1, n=float("inf"), dim=1); n.weight
p.identity(n, "bias"); n.bias_mask, [k for k, _ in n.named_parameters()]
p.custom_from_mask(n, "weight", x > 2); n.weight, n.weight_mask
p.custom_from_mask(n, "weight", w)
p.l1_unstructured(n, "weight", 2); p.l1_unstructured(n, "weight", 2); n.weight
p.l1_unstructured(n, "weight", 2); p.ln_structured(n, "weight", 1, n=2, dim=0); n.weight, len([*n._forward_pre_hooks])
p.ln_structured(n, "weight", 1, n=2, dim=0); p.l1_unstructured(n, "weight", 1); p.random_unstructured(n, "weight", 1); n.weight
p.l1_unstructured(n, "weight", 2); p.custom_from_mask(n, "weight", x < 6); n.weight
p.l1_unstructured(n, "weight", 2); n(x).sum().backward(); n.weight_orig.grad, n.weight.grad_fn is not None
p.l1_unstructured(n, "weight", 2); p.remove(n, "weight"); n.weight, list(n.state_dict()), p.is_pruned(n)
p.remove(n, "weight")
p.is_pruned(n), p.is_pruned(p.identity(n, "weight")), p.is_pruned(m.nn.Sequential(n))
p.global_unstructured([(n, "weight"), (n, "bias")], p.L1Unstructured, amount=4); n.weight_mask, n.bias_mask
p.global_unstructured([(n, "weight")], p.L1Unstructured, amount=0.5); p.global_unstructured([(n, "weight")], p.L1Unstructured, amount=1); n.weight
p.global_unstructured([(n, "weight")], p.L1Unstructured, importance_scores={(n, "weight"): -x}, amount=2); n.weight
p.global_unstructured([(n, "weight")], p.LnStructured, amount=1, n=2)
p.global_unstructured(3, p.L1Unstructured, amount=1)
p.global_unstructured([(n, "weight")], p.L1Unstructured, importance_scores=3, amount=1)
p.L1Unstructured(2).prune(x), p.L1Unstructured(2).prune(x, default_mask=(x > 3).float())
p.L1Unstructured(2).prune(x, importance_scores=w)
class P(p.BasePruningMethod):$    PRUNING_TYPE = "global"$    def compute_mask(self, t, default_mask): return (t < 3) + 0.0$P.apply(n, "weight"); n.weight
"""

LAYERS = r"""
a = m.nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10]); a
a = m.nn.AdaptiveLogSoftmaxWithLoss(16, 20, [5, 10]); y = m.rand(4, 16); a(y, t([0, 7, 19, 4])), a.log_prob(y).detach(), a.predict(y)
a = m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5], head_bias=True); a(m.rand(8), t(7)).loss
a = m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5]); a(m.rand(3, 8), t([7, 8, 6])).loss.backward(); [q.grad[0, 0] for q in a.parameters()]
a = m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5]); a(m.rand(3, 8), t([7, 8, 20]))
a = m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5]); a(m.rand(3, 8), t([7, 8]))
a = m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5]); a(m.rand(8), t([7]))
a = m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5]); a(m.rand(3, 8), t([[7]]))
m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [])
m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [5, 3])
m.nn.AdaptiveLogSoftmaxWithLoss(8, 20, [20])
m.nn.DataParallel(m.nn.Linear(3, 2))
d = m.nn.DataParallel(m.nn.Linear(3, 2)); d(x), list(d.state_dict()), d.module.weight is d.module.weight
d = m.nn.DataParallel(m.nn.Linear(3, 2)).state_dict(); m.nn.modules.utils.consume_prefix_in_state_dict_if_present(d, "module."); list(d)
m.nn.modules.utils._pair(3), m.nn.modules.utils._triple((1, 2, 3)), m.nn.modules.utils._single([3])
isinstance(m.nn.BatchNorm1d(2), m.nn.modules.batchnorm._BatchNorm), isinstance(m.nn.Conv2d(1, 1, 1), m.nn.modules.conv._ConvNd)
m.nn.modules.Linear is m.nn.Linear, m.nn.modules.loss.MSELoss is m.nn.MSELoss, m.nn.modules.rnn.LSTM is m.nn.LSTM
m.nn.modules.activation.ReLU is m.nn.ReLU, m.nn.modules.module.Module is m.nn.Module, m.nn.modules.transformer.Transformer is m.nn.Transformer
c, b = m.nn.Conv2d(1, 2, 2).eval(), m.nn.BatchNorm2d(2).eval(); b.running_mean.add_(1); m.nn.utils.fuse_conv_bn_eval(c, b)(m.rand(1, 1, 3, 3))
c, b = m.nn.ConvTranspose1d(1, 2, 2, bias=False).eval(), m.nn.BatchNorm1d(2).eval(); m.nn.utils.fuse_conv_bn_eval(c, b, True)(m.rand(1, 1, 3))
c, b = m.nn.Linear(3, 2).eval(), m.nn.BatchNorm1d(2).eval(); b.running_var.mul_(4); m.nn.utils.fuse_linear_bn_eval(c, b)(x)
m.nn.utils.fuse_conv_bn_eval(m.nn.Conv2d(1, 2, 2), m.nn.BatchNorm2d(2))
m.nn.utils.fuse_linear_bn_eval(m.nn.Linear(3, 2).eval(), m.nn.BatchNorm1d(3).eval())
m.nn.utils.skip_init(m.nn.Linear, 3, 2).weight.shape, m.rand(1)
m.nn.utils.skip_init(m.nn.ReLU)
m.nn.utils.skip_init(int)
m.nn.utils.clip_grad_norm([w], 1.0)
m.nn.utils.stateless.functional_call(m.nn.Linear(2, 1), {"weight": m.ones(1, 2), "bias": m.zeros(1)}, w)
with m.nn.attention.sdpa_kernel(m.nn.attention.SDPBackend.MATH): y = m.nn.functional.scaled_dot_product_attention(x, x, x)$y
with m.nn.attention.sdpa_kernel("math"): pass
"""


@pytest.mark.parametrize("program", PRUNED.strip().split("\n"))
def test_pruning_is_that_of_pytorch(program: str) -> None:
    compare(START + program)


@pytest.mark.parametrize("program", LAYERS.strip().split("\n"))
def test_the_same_as_pytorch(program: str) -> None:
    compare(program)


def test_paths_can_be_imported_from() -> None:
    loss = importlib.import_module("nbautograd.nn.modules.loss")
    assert loss.MSELoss is torch.nn.MSELoss
    assert "BatchNorm2d" in dir(torch.nn.modules)


@pytest.mark.parametrize("call", [
    lambda w: torch.nn.utils.clip_grad_norm([w], 1.0),
    lambda w: torch.nn.utils.stateless.functional_call(torch.nn.Linear(1, 1), {}, torch.ones(1))])
def test_old_names_warn(call: object) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        call(torch.ones(1, requires_grad=True))  # type: ignore[operator]  # a function
    assert [w.category for w in caught] == [FutureWarning]
