"""torch.nn: every layer beside PyTorch's: text, seeded parameters, results, gradients, state."""

import copy
import inspect
import pickle
import warnings
from typing import Any

import numpy as np
import pytest

import nbautograd
from nbautograd import nn

try:
    import torch as reference
except ImportError:
    reference = None  # type: ignore[assignment]  # optional

needs_torch = pytest.mark.skipif(reference is None, reason="PyTorch is not installed")

# constructor | inputs: sizes of normal numbers, "i5:" integers below 5, "p:" in (0, 1), "s:" signs
LAYERS = """
Identity(3, a=2) | 2,3
Linear(2, 3) | 4,2
Linear(2, 3, bias=False) | 4,2
Linear(2, 3, dtype=torch.float64) | d:5,4,2
Linear(4, 2) | 4
Bilinear(2, 3, 4) | 5,2 | 5,3
Bilinear(2, 3, 4, bias=False) | 1,5,2 | 1,5,3
Flatten() | 2,3,4
Flatten(0, 1) | 2,3,4
Unflatten(1, (2, 2)) | 3,4
PixelShuffle(2) | 1,4,2,2
PixelUnshuffle(2) | 1,1,4,4
ChannelShuffle(2) | 1,4,2,2
Unfold(2, stride=2) | 1,2,4,4
Fold((4, 4), 2, stride=2) | 1,8,4
ReLU() | 3,4
ReLU6() | 3,4
ReLU(inplace=True) |
LeakyReLU() | 3,4
LeakyReLU(0.2) | 3,4
LeakyReLU(0.2, inplace=True) |
RReLU() | 3,4
PReLU() | 3,4
PReLU(4, 0.1) | 3,4
ELU() | 3,4
ELU(0.5, inplace=True) |
CELU(2.0) | 3,4
SELU() | 3,4
GELU() | 3,4
GELU("tanh") | 3,4
SiLU() | 3,4
Mish() | 3,4
Softplus() | 3,4
Softplus(2, 0.5) | 3,4
Softsign() | 3,4
Tanhshrink() | 3,4
Hardtanh() | 3,4
Hardtanh(-0.5, 0.5, inplace=True) |
Hardsigmoid() | 3,4
Hardswish() | 3,4
Hardshrink() | 3,4
Softshrink(0.3) | 3,4
LogSigmoid() | 3,4
Sigmoid() | 3,4
Tanh() | 3,4
Threshold(0.1, 20) | 3,4
Softmax(dim=1) | 3,4
LogSoftmax(dim=-1) | 3,4
Softmin(dim=0) | 3,4
Softmax2d() | 1,2,3,4
GLU() | 3,4
GLU(0) | 4,3
Dropout() | 3,4
Dropout(0.2, inplace=True) |
Dropout1d() | 2,3,4
Dropout2d() | 2,3,4,4
Dropout3d() | 2,3,2,2,2
AlphaDropout(0.3) | 3,4
FeatureAlphaDropout(0.3) | 2,3,4
Embedding(5, 3) | i5:2,4
Embedding(5, 3, padding_idx=1) | i5:2,4
Embedding(5, 3, padding_idx=-1, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True) | i5:2,4
EmbeddingBag(5, 3) | i5:2,4
EmbeddingBag(5, 3, mode="max", padding_idx=0) | i5:2,4
EmbeddingBag(5, 3, mode="sum") | i5:2,4
BatchNorm1d(3) | 4,3
BatchNorm1d(3, momentum=None, affine=False) | 4,3,2
BatchNorm1d(3, track_running_stats=False) | 4,3
BatchNorm1d(3, bias=False) | 4,3
BatchNorm2d(2) | 3,2,4,4
BatchNorm3d(2) | 3,2,2,2,2
InstanceNorm1d(2) | 3,2,4
InstanceNorm2d(2, affine=True, track_running_stats=True) | 3,2,4,4
InstanceNorm2d(2) | 2,4,4
InstanceNorm3d(2) | 1,2,2,2,2
LayerNorm(4) | 3,4
LayerNorm((3, 4), bias=False) | 2,3,4
LayerNorm(4, elementwise_affine=False) | 3,4
RMSNorm(4) | 3,4
RMSNorm((3, 4), eps=1e-3, elementwise_affine=False) | 2,3,4
GroupNorm(2, 4) | 3,4,5
GroupNorm(2, 4, affine=False) | 3,4,5
LocalResponseNorm(2) | 2,3,4,4
Conv1d(2, 3, 3) | 2,2,6
Conv1d(2, 3, 3, padding="same", dilation=2) | 2,2,6
Conv2d(2, 3, 3, padding=1) | 2,2,5,5
Conv2d(4, 2, (3, 2), stride=2, padding=(1, 0), groups=2, bias=False) | 1,4,6,6
Conv2d(2, 3, 3, padding=1, padding_mode="circular") | 1,2,5,5
Conv2d(1, 1, 3, padding=1, padding_mode="reflect") | 1,4,4
Conv3d(1, 2, 2) | 1,1,3,3,3
ConvTranspose1d(2, 3, 3, stride=2) | 2,2,4
ConvTranspose2d(2, 3, 3, stride=2, output_padding=1) | 1,2,4,4
ConvTranspose3d(1, 2, 2) | 1,1,2,2,2
MaxPool1d(2) | 1,2,6
MaxPool2d(2) | 1,2,6,6
MaxPool2d(3, stride=2, padding=1) | 1,2,6,6
MaxPool3d(2) | 1,1,4,4,4
AvgPool1d(2) | 1,2,6
AvgPool2d(2) | 1,2,6,6
AvgPool2d((2, 3), stride=1, padding=1, count_include_pad=False) | 1,2,6,6
AvgPool3d(2) | 1,1,4,4,4
AdaptiveAvgPool1d(3) | 1,2,7
AdaptiveAvgPool2d((2, None)) | 1,2,5,6
AdaptiveAvgPool3d(1) | 1,1,2,2,2
AdaptiveMaxPool1d(3) | 1,2,7
AdaptiveMaxPool2d(2) | 1,2,5,6
AdaptiveMaxPool3d(1) | 1,1,2,2,2
LPPool1d(2, 3) | 1,2,6
LPPool2d(2, 2) | 1,2,6,6
LPPool3d(2, 2) | 1,1,4,4,4
MaxUnpool2d(2) |
ConstantPad1d(1, 2.5) | 1,2,3
ConstantPad2d((1, 2, 0, 1), 3.0) | 1,2,3,3
ConstantPad3d(1, 0.5) | 1,1,2,2,2
ZeroPad1d(1) | 1,2,3
ZeroPad2d((1, 2, 3, 4)) | 1,2,3,3
ZeroPad3d(1) | 1,1,2,2,2
ReflectionPad1d(1) | 1,2,3
ReflectionPad2d(1) | 1,2,3,3
ReflectionPad3d(1) | 1,1,3,3,3
ReplicationPad1d(1) | 1,2,3
ReplicationPad2d(1) | 1,2,3,3
ReplicationPad3d(1) | 1,1,2,2,2
CircularPad1d(1) | 1,2,3
CircularPad2d(1) | 1,2,3,3
CircularPad3d(1) | 1,1,2,2,2
Upsample(scale_factor=2) | 1,2,3,3
Upsample(size=(5, 4), mode="bilinear") | 1,2,3,3
UpsamplingNearest2d(scale_factor=2) | 1,2,3,3
UpsamplingBilinear2d(size=5) | 1,2,3,3
PairwiseDistance() | 3,4 | 3,4
CosineSimilarity() | 3,4 | 3,4
RNNCell(2, 3) | 4,2
RNNCell(2, 3, False, "relu") | 4,2 | 4,3
LSTMCell(2, 3) | 4,2
GRUCell(2, 3, bias=False) | 4,2 | 4,3
GRUCell(2, 3) | 2
RNN(2, 3) | 5,4,2
RNN(2, 3, 2, "relu", batch_first=True) | 4,5,2
RNN(2, 3) | 5,2 | 1,3
LSTM(2, 3, 2, bidirectional=True) | 5,4,2
LSTM(2, 3, proj_size=2, batch_first=True) | 4,5,2
LSTM(2, 3, 2, dropout=0.5) | 5,4,2
LSTM(2, 3) | 5,2
GRU(2, 3, 2, bias=False) | 5,4,2
GRU(2, 3, bidirectional=True) | 5,4,2 | 2,4,3
MultiheadAttention(4, 2) | 3,2,4 | 5,2,4 | 5,2,4
MultiheadAttention(4, 2, batch_first=True, bias=False) | 2,3,4 | 2,5,4 | 2,5,4
MultiheadAttention(4, 2, kdim=3, vdim=5, add_bias_kv=True, add_zero_attn=True) | 3,2,4 | 5,2,3 | 5,2,5
MultiheadAttention(4, 1) | 3,4 | 5,4 | 5,4
TransformerEncoderLayer(4, 2, 8, 0.0) | 3,2,4
TransformerEncoderLayer(4, 2, 8, 0.0, "gelu", batch_first=True, norm_first=True) | 2,3,4
TransformerDecoderLayer(4, 2, 8, 0.0) | 3,2,4 | 5,2,4
Transformer(4, 2, 1, 2, 8, 0.0) | 5,2,4 | 3,2,4
"""

LOSSES = """
L1Loss() | 3,4 | 3,4
MSELoss() | 3,4 | 3,4
MSELoss(reduction="sum") | 3,4 | 3,4
MSELoss(reduction="none") | 3,4 | 3,4
SmoothL1Loss(beta=0.5) | 3,4 | 3,4
HuberLoss(delta=0.5) | 3,4 | 3,4
NLLLoss() | 3,4 | i4:3
NLLLoss(torch.tensor([1.0, 2.0, 0.5, 1.0]), ignore_index=2) | 5,4 | i4:5
CrossEntropyLoss() | 3,4 | i4:3
CrossEntropyLoss(torch.tensor([1.0, 2.0, 0.5, 1.0]), label_smoothing=0.1) | 3,4 | i4:3
CrossEntropyLoss(reduction="sum") | 3,4,2 | i4:3,2
CrossEntropyLoss() | 3,4 | p:3,4
BCELoss() | p:3,4 | p:3,4
BCEWithLogitsLoss(pos_weight=torch.tensor([1.0, 2.0, 0.5, 1.0])) | 3,4 | p:3,4
KLDivLoss(reduction="batchmean") | 3,4 | p:3,4
KLDivLoss(reduction="sum", log_target=True) | 3,4 | 3,4
PoissonNLLLoss() | 3,4 | p:3,4
PoissonNLLLoss(False, True) | p:3,4 | i5:3,4
GaussianNLLLoss(full=True) | 3,4 | 3,4 | p:3,4
HingeEmbeddingLoss() | 3,4 | s:3,4
MarginRankingLoss(0.5) | 4 | 4 | s:4
CosineEmbeddingLoss(0.1) | 3,4 | 3,4 | s:3
SoftMarginLoss() | 3,4 | s:3,4
MultiLabelMarginLoss() | 3,4 | i4:3,4
MultiLabelSoftMarginLoss() | 3,4 | p:3,4
MultiMarginLoss(2, 0.5) | 3,4 | i4:3
TripletMarginLoss(swap=True) | 3,4 | 3,4 | 3,4
TripletMarginWithDistanceLoss() | 3,4 | 3,4 | 3,4
"""

ALL = [line for line in (LAYERS + LOSSES).splitlines() if line]


def made(engine: Any, text: str) -> Any:
    """The module that a constructor makes, after a fixed seed."""
    engine.manual_seed(1)
    return eval(f"nn.{text}", {"nn": engine.nn, "torch": engine})


def arrays(text: str) -> list[np.ndarray[Any, Any]]:
    """The inputs that a line asks for."""
    random, found = np.random.RandomState(7), []
    for part in filter(None, (p.strip() for p in text.split("|"))):
        kind, _, size = part.rpartition(":")
        shape = tuple(map(int, size.split(",")))
        if kind.startswith("i"):
            found.append(random.randint(0, int(kind[1:]), shape))
        elif kind == "p":
            found.append(random.uniform(0.1, 0.9, shape).astype(np.float32))
        elif kind == "s":
            found.append(random.choice([-1.0, 1.0], shape).astype(np.float32))
        else:
            found.append(random.standard_normal(shape).astype(
                np.float64 if kind == "d" else np.float32))
    return found


def leaves(out: Any) -> list[Any]:
    """The tensors of a result, in order."""
    if isinstance(out, (tuple, list)):
        return [t for part in out for t in leaves(part)]
    return [] if out is None else [out]


def numbers(t: Any) -> Any:
    return None if t is None else t.detach().numpy()


def ran(engine: Any, text: str, data: list[Any], training: bool) -> list[Any]:
    """Results, gradients of inputs and parameters, buffers afterwards, the stream afterwards."""
    module = made(engine, text).train(training)
    inputs = [engine.from_numpy(x.copy()) for x in data]
    for k, x in enumerate(inputs):
        # Signs and probabilities of a loss are given.
        if x.is_floating_point() and not (k and text.startswith("SoftMargin")):
            x.requires_grad_()
    outs = leaves(module(*inputs))
    random = np.random.RandomState(8)
    weights = [engine.from_numpy(random.standard_normal(out.shape)) for out in outs]
    total = sum((out * w).sum() for out, w in zip(outs, weights, strict=True) if out.requires_grad)
    if not isinstance(total, int):
        total.backward()
    return [*map(numbers, outs), *(numbers(x.grad) for x in inputs),
            *(numbers(p.grad) for p in module.parameters()), *map(numbers, module.buffers()),
            engine.rand(2).numpy()]


@needs_torch
@pytest.mark.parametrize("line", ALL)
def test_layers_are_pytorchs(line: str) -> None:
    text, _, inputs = line.partition(" | ")
    warnings.simplefilter("ignore")     # PyTorch's hints at faster ways
    ours, theirs = made(nbautograd, text.rstrip(" |")), made(reference, text.rstrip(" |"))
    assert repr(ours) == repr(theirs)
    state, expected = ours.state_dict(), theirs.state_dict()
    assert list(state) == list(expected)
    for name, value in state.items():
        assert str(value.dtype) == str(expected[name].dtype)
        np.testing.assert_array_equal(value.numpy(), expected[name].numpy(), err_msg=name)
    assert [n for n, _ in ours.named_parameters()] == [n for n, _ in theirs.named_parameters()]
    data = arrays(inputs)
    if not data:
        return
    for training in (True, False):
        if text.startswith("Transformer") and not training:
            continue    # PyTorch takes another way in evaluation, with the same results
        got = ran(nbautograd, text, data, training)
        want = ran(reference, text, data, training)
        assert len(got) == len(want)
        for a, b in zip(got, want, strict=True):
            assert (a is None) == (b is None)
            if a is not None:
                np.testing.assert_allclose(a, b, rtol=2e-4, atol=2e-6)


@needs_torch
@pytest.mark.parametrize("line", ALL)
def test_constructors_have_pytorchs_arguments(line: str) -> None:
    name = line.partition("(")[0]
    theirs = inspect.signature(getattr(reference.nn, name))
    parameters = list(theirs.parameters.values())
    if [p.kind for p in parameters] == [inspect.Parameter.VAR_POSITIONAL,
                                        inspect.Parameter.VAR_KEYWORD]:
        return
    ours = inspect.signature(getattr(nn, name))
    assert [(p.name, p.kind) for p in ours.parameters.values()] == [
        (p.name, p.kind) for p in parameters]
    for p in parameters:
        if not callable(p.default):
            assert ours.parameters[p.name].default == p.default


@pytest.mark.parametrize("line", ALL)
def test_modules_can_be_copied_and_pickled(line: str) -> None:
    module = made(nbautograd, line.partition(" |")[0])
    for other in (copy.deepcopy(module), pickle.loads(pickle.dumps(module))):
        assert repr(other) == repr(module)
        state = other.state_dict()
        assert all(nbautograd.equal(value, state[name])
                   for name, value in module.state_dict().items())


def test_every_module_is_tried() -> None:
    tried = {line.partition("(")[0] for line in ALL}
    bases = {"Module", "Sequential", "ModuleList", "ModuleDict", "ParameterList", "ParameterDict",
             "Parameter", "Buffer", "RNNBase", "RNNCellBase", "CTCLoss", "MaxUnpool1d",
             "MaxUnpool3d", "TransformerEncoder", "TransformerDecoder"}
    classes = {n for n in nn.__all__ if n[0].isupper()}
    assert classes - tried - bases == set()
