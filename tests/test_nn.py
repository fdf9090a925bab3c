"""torch.nn: every layer beside PyTorch's: text, seeded parameters, results, gradients, state."""

import copy
import doctest
import importlib
import inspect
import pickle
import pkgutil
import warnings
from collections import OrderedDict
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
DataParallel(nn.Linear(2, 3)) | 4,2
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
FractionalMaxPool2d(2, 3) | 1,2,7,8
FractionalMaxPool2d((2, 3), output_ratio=(0.5, 0.4)) | 2,3,9,11
FractionalMaxPool2d(3, (1, 4)) | 2,9,9
FractionalMaxPool2d(2, 3, _random_samples=torch.tensor([[[0.3, 0.999999], [0.0, 0.7]]])) | 1,2,7,8
FractionalMaxPool2d(2, 3, return_indices=True) | 1,2,7,8
FractionalMaxPool3d(2, 3) | 1,2,5,6,7
FractionalMaxPool3d((2, 1, 2), output_ratio=0.5) | 2,2,6,5,7
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

LAZY = """
LazyLinear(3) | 4,2
LazyLinear(3, bias=False) | 4,2
LazyLinear(2, dtype=torch.float64) | d:5,4,2
LazyConv1d(2, 3) | 2,2,6
LazyConv1d(2, 3, padding="same") | 2,6
LazyConv2d(4, 3, padding=1, groups=2, bias=False) | 1,4,6,6
LazyConv2d(2, (3, 2), 2, padding_mode="circular") | 1,2,5,5
LazyConv3d(2, 2) | 1,1,3,3,3
LazyConvTranspose1d(3, 3, stride=2) | 2,2,4
LazyConvTranspose2d(4, 3, stride=2, output_padding=1, groups=2) | 1,2,4,4
LazyConvTranspose3d(2, 2, bias=False) | 1,1,2,2,2
LazyBatchNorm1d() | 3,2,5
LazyBatchNorm1d(bias=False, momentum=None) | 3,2
LazyBatchNorm2d(affine=False) | 3,2,4,4
LazyBatchNorm3d(1e-3, 0.2, track_running_stats=False) | 3,2,2,2,2
LazyInstanceNorm1d() | 3,2,4
LazyInstanceNorm2d(affine=False) | 3,2,4,4
LazyInstanceNorm3d(bias=False) | 3,2,2,2,2
""".split("\n")[1:-1]

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
@pytest.mark.parametrize("line", [*ALL, *LAZY])
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
             "AdaptiveLogSoftmaxWithLoss", "MaxUnpool3d", "TransformerEncoder", "TransformerDecoder"}
    bases |= {"UninitializedBuffer", "UninitializedParameter"}
    tried |= {line.partition("(")[0] for line in LAZY}
    classes = {n for n in nn.__all__ if n[0].isupper()}
    assert classes - tried - bases == set()


# What is done with an uninitialised parameter, buffer or module.
OF_LAZY = """
w, w._version, w.requires_grad, w.grad, w.is_leaf, w.dtype, w.device, w.data, str(w), isinstance(w, nn.Parameter)
b, b.requires_grad, isinstance(b, nn.Buffer), nn.parameter.is_lazy(b), nn.parameter.is_lazy(w.data)
w.shape
w + 1
1 - w
torch.ones(2) @ w
w[0]
w.sum()
torch.exp(w)
w.numel()
w.zero_()
w.clone()
w.detach()
w.tolist()
len(w)
bool(w)
f"{w}"
w.normal_()
w.requires_grad_(False)
nn.functional.linear(torch.ones(2, 2), w)
nn.init.normal_(w)
nn.init.xavier_uniform_(w)
w.materialize((2, 3)), w.shape, w.requires_grad, type(w).__name__
b.materialize((2,)), b.shape, type(b).__name__, nn.parameter.is_lazy(b)
w.double().dtype, b.half().dtype, m.double().weight.dtype, m(torch.ones(1, 2).double()).dtype
m, m.state_dict(), list(m.parameters()), list(nn.LazyBatchNorm2d().buffers()), m.has_uninitialized_params()
nn.LazyBatchNorm1d(affine=False), nn.LazyBatchNorm1d().double().running_mean
m.load_state_dict(nn.Linear(2, 3).state_dict()), m, m.weight.shape, m(torch.ones(4, 2)).shape, m
m.load_state_dict(nn.Linear(2, 3).state_dict()), m(torch.ones(4, 5))
m.load_state_dict(nn.LazyLinear(1).state_dict()), m
nn.Linear(2, 3).load_state_dict(m.state_dict())
copy.deepcopy(m), copy.deepcopy(m)(torch.ones(2, 4)).shape, m
pickle.loads(pickle.dumps(m)), pickle.loads(pickle.dumps(m))(torch.ones(2, 4)).shape
m.requires_grad_(False)
sum(p.numel() for p in m.parameters())
m(input=torch.ones(2, 2)).shape, m.in_features, m(torch.ones(2, 2)).shape, m._forward_pre_hooks
m.forward(torch.ones(2, 2))
m(torch.ones(()))
m(torch.ones(2, 2)), m(torch.ones(2, 3))
torch.optim.SGD(m.parameters(), 0.1).param_groups[0]["params"], m(torch.ones(1, 2)), m.weight.shape
nn.LazyConv2d(3, 3)(torch.ones(2))
nn.LazyConv2d(4, 3, groups=2)(torch.ones(1, 3, 5, 5))
nn.LazyBatchNorm1d()(torch.ones(2, 3, 4, 5))
nn.LazyInstanceNorm1d()(torch.ones(2, 3))
net, net(torch.ones(1, 3, 6, 6)), net, list(net.parameters())
""".split("\n")[1:-1]


@needs_torch
@pytest.mark.parametrize("line", LAZY)
def test_lazy_layers_are_pytorchs(line: str) -> None:
    text, _, inputs = line.partition(" | ")
    found = []
    for engine in (nbautograd, reference):
        module = made(engine, text)
        found.append([repr(module), repr(module.state_dict())])
        data = [engine.from_numpy(x) for x in arrays(inputs)]
        module(*data)
        found[-1] += [repr(module), type(module).__name__,
                      *((n, p.tolist()) for n, p in module.named_parameters())]
    assert found[0] == found[1]
    for training in (True, False):
        for a, b in zip(ran(nbautograd, text, arrays(inputs), training),
                        ran(reference, text, arrays(inputs), training), strict=True):
            np.testing.assert_allclose(a, b, rtol=2e-4, atol=2e-6)


@needs_torch
@pytest.mark.parametrize("text", OF_LAZY)
def test_what_is_uninitialised_is_as_pytorchs(text: str) -> None:
    found = []
    for engine in (nbautograd, reference):
        engine.manual_seed(2)
        nn = engine.nn
        names = {"torch": engine, "nn": nn, "copy": copy, "pickle": pickle, "m": nn.LazyLinear(3),
                 "w": nn.UninitializedParameter(), "b": nn.UninitializedBuffer(),
                 "net": nn.Sequential(nn.LazyConv2d(2, 3), nn.LazyBatchNorm2d(), nn.ReLU(),
                                      nn.Flatten(), nn.LazyLinear(2), nn.Linear(2, 1))}
        try:
            found.append(repr(eval(text, names)))
        except Exception as error:  # noqa: BLE001 (compared below)
            words = str(error).split(" in ")[0].split(": ")[0]
            found.append(f"{type(error).__name__} {' '.join(words.split()[:6])}")
    assert found[0] == found[1]


INITS = """
uniform_(w)
uniform_(w, -1, 2, generator=g)
normal_(w, 1.0, 0.5)
trunc_normal_(w)
trunc_normal_(w, 0.5, 2.0, -1.0, 1.5)
constant_(w, 0.3)
ones_(w)
zeros_(w)
eye_(w)
dirac_(kernel)
dirac_(kernel, 2)
xavier_uniform_(w)
xavier_uniform_(kernel, gain=2.0)
xavier_normal_(w)
kaiming_uniform_(w, a=0.5)
kaiming_uniform_(kernel, mode="fan_out", nonlinearity="relu")
kaiming_normal_(w, nonlinearity="tanh")
kaiming_normal_(kernel, mode="fan_out")
orthogonal_(w)
orthogonal_(w.t(), 2.0)
orthogonal_(kernel)
sparse_(w, 0.3)
calculate_gain("relu"), init.calculate_gain("leaky_relu", 0.2), init.calculate_gain("selu")
"""
BAD_INITS = """
eye_(kernel)
dirac_(w)
dirac_(kernel, 3)
xavier_uniform_(w[0])
orthogonal_(w[0])
kaiming_uniform_(w, mode="fan")
kaiming_normal_(w, nonlinearity="gelu")
sparse_(kernel, 0.1)
"""


def initialised(engine: Any, text: str) -> Any:
    engine.manual_seed(6)
    names = {"init": engine.nn.init, "w": engine.zeros(6, 4), "kernel": engine.zeros(4, 2, 3, 3),
             "g": engine.Generator().manual_seed(1)}
    out = eval(f"init.{text}", names)
    return [*(out if isinstance(out, tuple) else out.flatten().tolist()), engine.rand(1).item()]


@needs_torch
@pytest.mark.parametrize("text", INITS.split("\n")[1:-1])
def test_first_values_are_pytorchs(text: str) -> None:
    np.testing.assert_allclose(initialised(nbautograd, text), initialised(reference, text),
                               rtol=2e-5, atol=1e-6)


@needs_torch
@pytest.mark.parametrize("text", BAD_INITS.split("\n")[1:-1])
def test_first_values_are_refused_as_by_pytorch(text: str) -> None:
    found = []
    for engine in (nbautograd, reference):
        with pytest.raises(ValueError) as caught:  # noqa: PT011 (compared below)
            initialised(engine, text)
        found.append(str(caught.value).split(":")[0][:50])
    assert found[0] == found[1]


# -- modules as such ----------------------------------------------------------------------------------

MODULES = """
s
s[0], s[-1], s[0:1], len(s), list(s)
s + nn.Sequential(nn.Tanh()), nn.Sequential(nn.ReLU()) * 2
nn.Sequential(nn.ReLU()).append(nn.Tanh()).insert(0, nn.ELU()).extend([nn.GELU()])
nn.Sequential(nn.ReLU(), nn.Tanh()).pop(0)
nn.Sequential(OrderedDict([("a", nn.ReLU()), ("b", nn.Linear(1, 1))]))
nn.Sequential(nn.Sequential(nn.Linear(1, 2), nn.Linear(2, 3)), nn.Flatten())
nn.ModuleList([nn.Linear(1, 1)] * 3 + [nn.ReLU()])
nn.ModuleList([nn.ReLU(), nn.Tanh()])[-1], nn.ModuleList([nn.ReLU(), nn.Tanh()])[:1]
nn.ModuleDict({"a": nn.ReLU(), "b": nn.Tanh()}), list(nn.ModuleDict({"a": nn.ReLU()}).items())
nn.ParameterList([torch.ones(2), nn.Parameter(torch.ones(1, 2))])
nn.ParameterDict({"a": nn.Parameter(torch.ones(2)), "b": torch.ones(1)})
nn.ParameterList([1, "a"]), len(nn.ParameterList([torch.ones(2)]))
[n for n, _ in s.named_modules()], [n for n, _ in s.named_children()]
[n for n, _ in s.named_parameters()], [n for n, _ in s.named_parameters(prefix="x")]
s.state_dict(), s.state_dict(prefix="p.").keys(), s.state_dict()._metadata
m.load_state_dict(m.state_dict()), m.load_state_dict({}, strict=False)
m.load_state_dict({"weight": torch.ones(3, 2), "bias": torch.ones(3)}), m.weight
m.get_parameter("weight"), s.get_submodule("0"), s.get_submodule("")
s.set_submodule("1", m), s
m.double().weight.dtype, m.float().weight.dtype, m.half().bias.dtype
m.requires_grad_(False), m.weight.requires_grad, m.eval().training
nn.Parameter(torch.ones(2)), nn.Parameter(), nn.Parameter(torch.ones(2), requires_grad=False)
nn.Parameter(torch.ones(2)).clone(), nn.Parameter(torch.ones(2)).data, nn.Buffer(torch.ones(2))
isinstance(nn.Buffer(torch.ones(1)), nn.Buffer), isinstance(torch.ones(1), nn.Buffer)
isinstance(nn.Parameter(torch.ones(1)), torch.Tensor), isinstance(torch.ones(1), nn.Parameter)
nn.Module(), nn.Linear(2, 3).extra_repr(), str(nn.ReLU(inplace=True))
hasattr(m, "weight"), hasattr(m, "none"), sorted(n for n in dir(m) if n in ("weight", "bias"))
nn.utils.parameters_to_vector(m.parameters()).shape
tied.state_dict().keys(), [n for n, _ in tied.named_parameters()], len(list(tied.modules()))
copy.deepcopy(m).weight.grad, copy.deepcopy(s)[0].weight
"""

REFUSED = """
A(); B(); C()
D()
D()(1)
E()
nn.Module()(1)
m.foo
setattr(m, "weight", torch.ones(3, 2))
setattr(m, "weight", 1)
setattr(nn.BatchNorm1d(2), "running_mean", 1)
s.__setitem__(0, 1)
s[5]
s[-9]
m.register_parameter("a.b", None)
m.register_parameter("", None)
m.register_parameter("x", torch.ones(1))
m.register_parameter(1, None)
m.register_parameter("forward", None)
m.register_buffer("weight", None)
m.register_buffer("a.b", None)
m.register_buffer("x", 1)
m.add_module("x", 1)
m.add_module("weight", m)
m.add_module("a.b", nn.ReLU())
m.load_state_dict({})
m.load_state_dict({"weight": torch.ones(1), "bias": torch.ones(3), "z": torch.ones(1)})
m.load_state_dict(1)
s.load_state_dict({"0.weight": 1})
m.to(torch.int64)
m.to("cuda")
m.cuda()
m.get_submodule("x")
m.get_parameter("x")
m.get_buffer("weight")
m.train(1)
m(torch.ones(4, 5))
m(1, 2, 3)
nn.ModuleList(1)
nn.Sequential(1)
nn.Sequential({"a": nn.ReLU()})
nn.ModuleDict({"a": nn.ReLU()})["b"]
nn.ModuleList([nn.ReLU()])[3]
nn.ModuleList([nn.ReLU()]).append(1)
nn.ModuleList([nn.ReLU()])(1)
nn.Parameter(torch.ones(2, dtype=torch.long))
nn.Parameter(1.0)
nn.Unflatten(1, 3)
nn.Dropout(2)
nn.Bilinear(0, 1, 1)
nn.GroupNorm(3, 4)
nn.BatchNorm1d(2)(torch.ones(2))
nn.BatchNorm2d(2)(torch.ones(2, 2))
nn.BatchNorm1d(2)(torch.ones(1, 2))
nn.Conv2d(3, 2, 1, groups=2)
nn.Conv2d(2, 2, 1, padding="big")
nn.Conv2d(2, 2, 1, padding_mode="big")
nn.ConvTranspose2d(2, 2, 1, padding_mode="reflect")
m.set_submodule("", s)
s.set_submodule("0", 3)
s.set_submodule("0.weight", m)
s.set_submodule("5", m, strict=True)
s.set_submodule("5.0", m)
nn.FractionalMaxPool2d(2)
nn.FractionalMaxPool2d(2, 3, 0.5)
nn.FractionalMaxPool3d(2, output_ratio=1.5)
nn.functional.fractional_max_pool2d(torch.ones(1, 1, 7, 7), 2)
nn.functional.fractional_max_pool2d(torch.ones(1, 1, 7, 7), 5, 7)
nn.functional.fractional_max_pool2d(torch.ones(1, 1, 7, 7), 2, 3, _random_samples=torch.ones(1, 1, 1))
nn.functional.fractional_max_pool2d(torch.ones(1, 1, 7, 7), 2, 3, _random_samples=torch.ones(1, 1))
nn.functional.fractional_max_pool2d(torch.ones(1, 1, 7, 7), 2, 3, _random_samples=torch.ones(1, 1, 2).double())
nn.Embedding(3, 2, padding_idx=5)
nn.Embedding(3, 2)(torch.tensor([3]))
nn.LSTM(2, 0)
nn.RNN(2, 3, nonlinearity="x")
nn.GRU(2, 3)(torch.ones(2, 5))
nn.RNNCell(2, 3)(torch.ones(1, 2, 3))
nn.MultiheadAttention(5, 2)
nn.MultiMarginLoss(3)
nn.TripletMarginLoss(-1)
nn.utils.clip_grad_norm_(bad, 1.0, error_if_nonfinite=True)
nn.utils.vector_to_parameters(1, m.parameters())
"""


def scope(engine: Any) -> dict[str, Any]:
    """What the expressions see: a layer, a network, modules written wrongly."""
    nn = engine.nn
    engine.manual_seed(0)

    class A(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def __init__(self) -> None:
            self.layer = nn.Linear(1, 1)

    class B(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def __init__(self) -> None:
            self.p = nn.Parameter(engine.ones(1))

    class C(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def __init__(self) -> None:
            self.register_buffer("a", engine.ones(1))

    class D(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        pass

    class E(nn.Module):  # type: ignore[misc, name-defined]  # of this engine
        def __init__(self) -> None:
            super().__init__()
            self.p = nn.Parameter(engine.ones(1)) * 2
            self.register_parameter("p", self.p)

    tied = nn.Sequential(nn.Linear(2, 2), nn.Linear(2, 2), nn.ReLU())
    tied[1].weight = tied[0].weight
    bad = nn.Parameter(engine.ones(1))
    bad.grad = engine.tensor([float("nan")])
    return {"torch": engine, "nn": nn, "A": A, "B": B, "C": C, "D": D, "E": E, "bad": bad,
            "m": nn.Linear(2, 3), "s": nn.Sequential(nn.Linear(2, 3), nn.ReLU()), "tied": tied,
            "OrderedDict": OrderedDict, "copy": copy}


@needs_torch
@pytest.mark.parametrize("text", MODULES.split("\n")[1:-1])
def test_modules_are_pytorchs(text: str) -> None:
    ours, theirs = (repr(eval(text, scope(engine))) for engine in (nbautograd, reference))
    assert ours == theirs


@needs_torch
@pytest.mark.parametrize("text", REFUSED.split("\n")[1:-1])
def test_modules_refuse_as_pytorchs(text: str) -> None:
    found = []
    for engine in (nbautograd, reference):
        try:
            for part in text.split("; "):
                eval(part, scope(engine))
        except Exception as error:  # noqa: BLE001 (compared below)
            found.append((type(error).__name__, " ".join(str(error).split()[:5]).rstrip(".,:;")))
        else:
            found.append(("nothing", ""))
    assert found[0] == found[1]


def test_backward_hooks_see_and_change_gradients() -> None:
    m, seen = nn.Linear(2, 1), []
    m.register_full_backward_pre_hook(lambda mod, go: (go[0] * 2,))
    handle = m.register_full_backward_hook(
        lambda mod, gi, go: seen.append((gi[0].tolist(), go[0].tolist())) or (gi[0] * 10,))
    x = nbautograd.ones(1, 2, requires_grad=True)
    m(x).sum().backward()
    weight = m.weight.tolist()[0]
    assert seen == [([[2 * w for w in weight]], [[2.0]])]
    np.testing.assert_allclose(x.grad.tolist()[0], [20 * w for w in weight])
    handle.remove()
    m(x).sum().backward()
    assert len(seen) == 1


def test_forward_hooks_may_replace_what_goes_through() -> None:
    m = nn.Identity()
    m.register_forward_pre_hook(lambda mod, args: args[0] + 1)
    m.register_forward_hook(lambda mod, args, out: out * 10)
    m.register_forward_hook(lambda mod, args, kwargs, out: out + 1, with_kwargs=True, prepend=True)
    assert m(nbautograd.tensor(1.0)).item() == 30.0


def test_parameters_take_the_short_way() -> None:
    """The compiled ops know the class: what they make of it is a plain, tracked tensor."""
    p = nn.Parameter(nbautograd.ones(2))
    for out in (p * 2, 2 * p, p + p, nbautograd.exp(p), p @ p, p[0], p.t(), p.clone(), p.detach()):
        assert type(out) is nbautograd.Tensor
    (p * p).sum().backward()
    assert type(p.grad) is nbautograd.Tensor
    assert p.grad.tolist() == [2.0, 2.0]


PACKAGES = ("nn", "optim", "utils")


def modules() -> list[Any]:
    found = []
    for name in PACKAGES:
        package = importlib.import_module(f"nbautograd.{name}")
        found.append(package)
        found += [importlib.import_module(info.name)
                  for info in pkgutil.walk_packages(package.__path__, package.__name__ + ".")]
    return found


@pytest.mark.parametrize("module", modules(), ids=lambda m: m.__name__)
def test_examples_say_what_they_give(module: Any) -> None:
    names = {**vars(nbautograd), **{n: importlib.import_module(f"nbautograd.{n}")
                                    for n in (*PACKAGES, "compiler")}, "np": np}
    own = {n: value for n, value in vars(module).items()
           if getattr(value, "__module__", "") == module.__name__}
    assert module.__doc__
    runner = doctest.DocTestRunner()
    for test in doctest.DocTestFinder().find(module, extraglobs={**own, **names}):
        nbautograd.manual_seed(0)
        runner.run(test)
    assert runner.failures == 0


@needs_torch
@pytest.mark.parametrize("given", [{}, {"batch_first": True}, {"padding_value": 2.0},
                                   {"padding_side": "left", "batch_first": True}])
def test_sequences_are_padded_as_by_pytorch(given: dict[str, Any]) -> None:
    found = []
    for engine in (nbautograd, reference):
        rnn = importlib.import_module(f"{engine.__name__}.nn.utils.rnn")
        parts = [engine.arange(2 * n).view(n, 2).float() for n in (2, 1, 4)]
        padded = rnn.pad_sequence(parts, **given)
        found.append([padded.tolist()])
        back = rnn.unpad_sequence(padded, engine.tensor([2, 1, 4]), given.get("batch_first", False))
        found[-1] += [b.tolist() for b in back]
    assert found[0] == found[1]
