"""nn.functional.multi_head_attention_forward beside PyTorch's, and what it refuses."""

from typing import Any

import numpy as np
import pytest

import nbautograd

try:
    import torch as reference
except ImportError:
    reference = None  # type: ignore[assignment]  # optional

needs_torch = pytest.mark.skipif(reference is None, reason="PyTorch is not installed")

CALLS = """
attend(q, k, k, *weights, None)
attend(q, q, q, *weights, bias)
attend(q[:, 0], k[:, 0], k[:, 0], *weights, None)
attend(q, k, k, *weights, None, average_attn_weights=False)
attend(q, k, k, *weights, None, need_weights=False)
attend(q, k, k, *weights, None, attn_mask=torch.ones(3, 5).tril() < 1)
attend(q, k, k, *weights, None, attn_mask=torch.arange(60.0).view(4, 3, 5))
attend(q, k, k, *weights, None, key_padding_mask=torch.arange(10).view(2, 5) > 6)
attend(q, k, k, *weights, None, attn_mask=q @ k[:3, 0].T @ other, key_padding_mask=torch.eye(2, 5) * 3, need_weights=False)
attend(q, q, q, *weights, None, attn_mask=torch.ones(3, 3).triu(1) > 0, is_causal=True)
attend(q, k, k, *weights, None, static_k=torch.arange(24.0).view(4, 3, 2), static_v=torch.ones(4, 3, 2))
attend(q, k, k, 4, 2, w, None, bias[None, None], bias[None, None], True, 0.0, o, None, attn_mask=torch.zeros(3, 5))
attend(q, k, k, 4, 2, None, None, None, None, False, 0.0, o, None, use_separate_proj_weight=True, q_proj_weight=o, k_proj_weight=o.T, v_proj_weight=o)
attend(q, k, k, 4, 2, w, None, None, None, False, 0.5, o, None)
attend(q, k, k, 4, 2, w, None, None, None, False, 0.5, o, None, training=False)
attend(q, k, k, 5, *weights[1:], None)
attend(q, k, k, 4, 3, *weights[2:], None)
attend(q[None], k, k, *weights, None)
attend(q, k, k[0], *weights, None)
attend(q[0], k, k, *weights, None)
attend(q, k, k[1:], *weights, None)
attend(q, k, k, *weights, None, is_causal=True)
attend(q, k, k, *weights, None, attn_mask=torch.ones(3, 4))
attend(q, k, k, *weights, None, attn_mask=torch.ones(3, 3, 5))
attend(q, k, k, *weights, None, attn_mask=torch.ones(3))
attend(q, k, k, *weights, None, attn_mask=torch.ones(3, 5).long())
attend(q, k, k, *weights, None, key_padding_mask=torch.ones(3, 5).bool())
attend(q, k, k, *weights, None, key_padding_mask=torch.ones(5).bool())
attend(q, k, k, *weights, None, static_k=torch.ones(3, 5, 2))
attend(q, k, k, *weights, None, static_v=torch.ones(4, 5, 3))
attend(q, k, k, *weights, None, use_separate_proj_weight=True)
""".strip().splitlines()


def attended(engine: Any, text: str) -> list[Any]:
    """Results and gradients, or the refusal."""
    engine.manual_seed(0)
    q, k = (engine.randn(n, 2, 4, requires_grad=True) for n in (3, 5))
    w, o = (engine.randn(n, 4, requires_grad=True) for n in (12, 4))
    bias, other = engine.randn(4, requires_grad=True), engine.randn(3, 5)
    names = {"torch": engine, "attend": engine.nn.functional.multi_head_attention_forward,
             "q": q, "k": k, "w": w, "o": o, "bias": bias, "other": other,
             "weights": (4, 2, w, None, None, None, False, 0.0, o)}
    try:
        out, weights = eval(text, names)
    except (AssertionError, RuntimeError, ValueError) as error:
        return [type(error).__name__, " ".join(str(error).split()[:6])]
    found = [out, *([] if weights is None else [weights])]
    grads = engine.autograd.grad((out * out).sum(), (q, k, w, o, bias), allow_unused=True)
    return [*(t.detach().numpy() for t in found),
            *(None if g is None else g.numpy() for g in grads)]


@needs_torch
@pytest.mark.filterwarnings("ignore:Support for mismatched")
@pytest.mark.parametrize("text", CALLS)
def test_attention_is_pytorchs(text: str) -> None:
    ours, theirs = attended(nbautograd, text), attended(reference, text)
    assert len(ours) == len(theirs)
    for a, b in zip(ours, theirs, strict=True):
        if isinstance(b, np.ndarray):
            np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-4)
        else:
            assert a == b
