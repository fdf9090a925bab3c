"""Mixed precision and the names of devices: what programs ask for where there is no GPU."""

from __future__ import annotations

import warnings

import pytest
from outcomes import compare

import nbautograd as torch

SCALED = r"""
s = m.amp.GradScaler("cpu"); s.scale(w.sum()), s.get_scale(), s.is_enabled()
s = m.amp.GradScaler("cpu"); [k for k in s.scale([w, w.sum()])], s.scale((w,))
s = m.amp.GradScaler("cpu"); s.scale(3)
s = m.amp.GradScaler(); s.scale(3), s.get_scale(), s.is_enabled(), s.state_dict()
s = m.amp.GradScaler("cpu"); s.state_dict()
s = m.amp.GradScaler("cpu"); s.load_state_dict({})
s = m.amp.GradScaler("cpu"); s.load_state_dict({**s.state_dict(), "scale": 4.0}); s.get_scale()
s = m.amp.GradScaler("cpu"); s.update()
s = m.amp.GradScaler("cpu"); s.step(m.optim.SGD([w]))
s = m.amp.GradScaler("cpu"); s.unscale_(m.optim.SGD([w]))
s = m.amp.GradScaler("cpu"); s.scale(w.sum()); s.update()
s = m.amp.GradScaler("cpu"); s.scale(w.sum()); s.step(m.optim.SGD([w]))
s = m.amp.GradScaler("cpu"); s.scale(w.sum()); s.step(m.optim.SGD([w]), closure=print)
s = m.amp.GradScaler("cpu"); s.scale(w.sum()); s.update(8.0); s.get_scale()
s = m.amp.GradScaler("cpu", growth_factor=1.0)
s = m.amp.GradScaler("cpu", backoff_factor=1.0)
s = m.amp.GradScaler("cpu", enabled=False, growth_factor=1.0); s.scale(w)
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu"); s.scale(w.sum()).backward(); s.step(o); s.update(); w, w.grad, s.get_scale()
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu", 8.0, growth_interval=1); s.scale(w.sum()).backward(); s.step(o); s.update(); s.state_dict()
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu"); s.scale(w.sum() / 0).backward(); s.step(o); s.update(); w, s.state_dict()
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu"); s.scale(w.sum()).backward(); s.unscale_(o); s.unscale_(o)
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu"); s.scale(w.sum()).backward(); s.step(o); s.step(o)
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu"); s.scale(w.sum()).backward(); s.step(o); s.unscale_(o)
o = m.optim.SGD([w], 0.5); s = m.amp.GradScaler("cpu"); s.scale(w.sum()).backward(); s.unscale_(o); w.grad, m.nn.utils.clip_grad_norm_([w], 1.0)
h = w.detach().half().requires_grad_(); o = m.optim.SGD([h]); s = m.amp.GradScaler("cpu", 2.0); s.scale(h.sum()).backward(); s.unscale_(o)
s = m.amp.GradScaler("cpu"); s.set_growth_factor(3.0); s.set_backoff_factor(0.1); s.set_growth_interval(7); s.state_dict()
m.cuda.amp.GradScaler().is_enabled(), m.cuda.amp.GradScaler(enabled=False).state_dict()
m.GradScaler is m.amp.GradScaler, m.autocast is m.amp.autocast
"""

ASKED = r"""
with m.autocast("cuda"): y = x @ x.T$y, m.is_autocast_enabled()
with m.autocast("cpu", enabled=False): y = x @ x.T$y
with m.cuda.amp.autocast(): y = x @ x.T$y
m.autocast("cuda")(lambda a: a * 2)(x)
m.autocast()
m.autocast("gpu")
m.autocast(3)
m.is_autocast_enabled("gpu")
m.get_autocast_dtype("cpu"), m.get_autocast_dtype("cuda")
class F(m.autograd.Function):$    @staticmethod$    @m.amp.custom_fwd(device_type="cuda")$    def forward(ctx, a): return a * 2$F.apply(x)
{"float32": m.float32, "bfloat16": m.bfloat16, "float16": m.float16}["bfloat16"]
m.bfloat16.is_floating_point, m.bfloat16.itemsize, m.bfloat16.is_signed, isinstance(m.bfloat16, m.dtype)
copy.deepcopy(m.bfloat16) is m.bfloat16
isinstance(x.layout, m.layout), isinstance(m.contiguous_format, m.memory_format)
m.cuda.memory_allocated(), m.cuda.max_memory_allocated(), m.cuda.memory_reserved(), m.cuda.max_memory_reserved()
m.cuda.is_bf16_supported(), m.cuda.is_initialized(), m.cuda.memory_stats(), m.cuda.get_arch_list()
m.cuda.get_rng_state_all(), m.cuda.set_rng_state_all([]), m.cuda.seed(), m.cuda.seed_all()
m.cuda.get_device_properties(0)
m.cuda.get_device_capability()
m.cuda.current_stream()
m.cuda.mem_get_info()
issubclass(m.cuda.OutOfMemoryError, RuntimeError), m.OutOfMemoryError is m.cuda.OutOfMemoryError
m.version.cuda, m.version.hip, m.version.debug
m.backends.cuda.is_built(), m.backends.cudnn.version()
m.xpu.is_available(), m.xpu.device_count(), m.mps.is_available(), m.mps.device_count()
m.mps.empty_cache()
m.mps.synchronize()
m.cpu.is_available(), m.cpu.device_count(), m.cpu.current_device(), m.cpu.synchronize()
m.distributed.is_initialized()
m.distributed.get_rank()
m.set_float32_matmul_precision("high"); y = m.get_float32_matmul_precision(); m.set_float32_matmul_precision("highest"); y, m.get_float32_matmul_precision()
m.set_float32_matmul_precision("exact"), m.get_float32_matmul_precision()
m.set_float32_matmul_precision(3)
m.use_deterministic_algorithms(True, warn_only=True); y = m.get_deterministic_debug_mode(); m.use_deterministic_algorithms(False); y
m.is_deterministic_algorithms_warn_only_enabled()
m.set_deterministic_debug_mode("error"); y = m.are_deterministic_algorithms_enabled(); m.set_deterministic_debug_mode(0); y, m.get_deterministic_debug_mode()
m.set_deterministic_debug_mode("always")
m.set_deterministic_debug_mode(5)
m.set_deterministic_debug_mode(0.5)
m.set_warn_always(True); y = m.is_warn_always_enabled(); m.set_warn_always(False); y
m.set_num_interop_threads("a")
m.jit.script(lambda a: a + 1)(x) if False else m.jit.is_scripting(), m.jit.is_tracing()
m.jit.trace(m.nn.ReLU(), x)(-x)
m.from_dlpack(np.ones(2)), np.from_dlpack(x), m.from_dlpack(x), x.__dlpack_device__()[1]
y = m.from_dlpack(x); y[0, 0] = 9; x
w.__dlpack__()
m.utils.dlpack.from_dlpack(x.T)
x.is_pinned(), x.is_shared(), x.is_xpu, x.dim_order(), x.T.dim_order(), m.ones(2, 3, 4).permute(2, 0, 1).dim_order()
x.pin_memory()
x.to_dense(), x.to_dense(m.float64)
m.nn.Linear(2, 3).to_empty(device="cpu").weight.shape
m.nn.EmbeddingBag.from_pretrained(x)(t([[0, 1]])), m.nn.EmbeddingBag.from_pretrained(x, mode="sum", freeze=False)(t([[0, 1]]))
m.nn.EmbeddingBag.from_pretrained(w)
m.jit.annotate(int, 3)
"""


@pytest.mark.parametrize("program", [*SCALED.strip().split("\n"), *ASKED.strip().split("\n")])
def test_the_same_as_pytorch(program: str) -> None:
    compare(program)


@pytest.mark.parametrize(("make", "words"), [
    (lambda: torch.autocast("cuda"), "CUDA is not available or torch_xla is imported. Disabling"),
    (lambda: torch.autocast("cpu"), "In CPU autocast, but the target dtype is not supported. Disab"),
    (lambda: torch.amp.GradScaler(), "torch.cuda.amp.GradScaler is enabled, but CUDA is not avail"),
    (lambda: torch.cuda.amp.autocast(enabled=False), "`torch.cuda.amp.autocast(args...)` is deprec"),
    (lambda: torch.set_float32_matmul_precision("a"), "a is not one of 'highest', 'high', or 'mediu"),
])
def test_what_does_nothing_says_so(make: object, words: str) -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        make()  # type: ignore[operator]  # a function
    assert [str(w.message)[:len(words)] for w in caught] == [words]
    assert caught[0].filename == __file__


@pytest.mark.parametrize("make", [
    lambda: torch.ones(2, dtype=torch.bfloat16), lambda: torch.ones(2).to(torch.bfloat16),
    lambda: torch.nn.Linear(1, 1).to(torch.bfloat16), lambda: torch.ones(2).bfloat16(),
    lambda: torch.nn.Linear(1, 1).bfloat16()])
def test_a_type_that_numpy_lacks_is_refused_with_the_remedy(make: object) -> None:
    with pytest.raises(TypeError, match=r"^torch.bfloat16 is a type that NumPy does not have.*use "
                                        r"torch.float32"):
        make()  # type: ignore[operator]  # a function


def test_processes_work_alone() -> None:
    assert not torch.distributed.is_available()
    assert torch.jit.script(len) is len
