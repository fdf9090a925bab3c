"""Written by tests/stubs.py from the op table: not to be edited."""

from IPython.core.interactiveshell import InteractiveShell
from builtins import bool as _bool
from builtins import float as _float
from builtins import int as _int
from collections.abc import Sequence
from nbautograd import accelerator as accelerator
from nbautograd import amp as amp
from nbautograd import autograd as autograd
from nbautograd import backends as backends
from nbautograd import capture as capture
from nbautograd import compiler as compiler
from nbautograd import cpu as cpu
from nbautograd import cuda as cuda
from nbautograd import derivation as derivation
from nbautograd import distributed as distributed
from nbautograd import distributions as distributions
from nbautograd import engine as engine
from nbautograd import errors as errors
from nbautograd import fft as fft
from nbautograd import func as func
from nbautograd import inspector as inspector
from nbautograd import jit as jit
from nbautograd import linalg as linalg
from nbautograd import masked as masked
from nbautograd import mps as mps
from nbautograd import nn as nn
from nbautograd import ops as ops
from nbautograd import optim as optim
from nbautograd import random as random
from nbautograd import serialization as serialization
from nbautograd import signal as signal
from nbautograd import special as special
from nbautograd import tape as tape
from nbautograd import testing as testing
from nbautograd import utils as utils
from nbautograd import version as version
from nbautograd import views as views
from nbautograd import widgets as widgets
from nbautograd import xpu as xpu
from nbautograd.amp import GradScaler as GradScaler
from nbautograd.amp import autocast as autocast
from nbautograd.capture import record as record
from nbautograd.capture.recording import Recording as Recording
from nbautograd.cuda import OutOfMemoryError as OutOfMemoryError
from nbautograd.derivation.chain import derive as derive
from nbautograd.derivation.why import why as why
from nbautograd.engine import results
from nbautograd.engine.anomaly import is_anomaly_check_nan_enabled as is_anomaly_check_nan_enabled
from nbautograd.engine.anomaly import is_anomaly_enabled as is_anomaly_enabled
from nbautograd.engine.anomaly import set_anomaly_enabled as set_anomaly_enabled
from nbautograd.engine.construct import as_tensor as as_tensor
from nbautograd.engine.construct import tensor as tensor
from nbautograd.engine.device import Device, Layout
from nbautograd.engine.dtypes import dtype as dtype
from nbautograd.engine.dtypes import finfo as finfo
from nbautograd.engine.dtypes import get_default_dtype as get_default_dtype
from nbautograd.engine.dtypes import iinfo as iinfo
from nbautograd.engine.dtypes import promote_types as promote_types
from nbautograd.engine.dtypes import set_default_dtype as set_default_dtype
from nbautograd.engine.memory import MemoryFormat
from nbautograd.engine.methods import Number
from nbautograd.engine.notice import is_warn_always_enabled as is_warn_always_enabled
from nbautograd.engine.notice import set_warn_always as set_warn_always
from nbautograd.engine.printoptions import set_printoptions as set_printoptions
from nbautograd.engine.size import Size as Size
from nbautograd.engine.state import enable_grad as enable_grad
from nbautograd.engine.state import inference_mode as inference_mode
from nbautograd.engine.state import is_grad_enabled as is_grad_enabled
from nbautograd.engine.state import is_inference_mode_enabled as is_inference_mode_enabled
from nbautograd.engine.state import no_grad as no_grad
from nbautograd.engine.state import set_grad_enabled as set_grad_enabled
from nbautograd.engine.tensor import Tensor as Tensor
from nbautograd.func.mapping import vmap as vmap
from nbautograd.inspector.describe import describe as describe
from nbautograd.nn.compiled import compile as compile
from nbautograd.ops.convert import from_dlpack as from_dlpack
from nbautograd.ops.creation import asarray as asarray
from nbautograd.ops.creation import empty as empty
from nbautograd.ops.creation import empty_like as empty_like
from nbautograd.ops.creation import empty_strided as empty_strided
from nbautograd.ops.creation import eye as eye
from nbautograd.ops.creation import from_numpy as from_numpy
from nbautograd.ops.creation import frombuffer as frombuffer
from nbautograd.ops.creation import full as full
from nbautograd.ops.creation import full_like as full_like
from nbautograd.ops.creation import ones as ones
from nbautograd.ops.creation import ones_like as ones_like
from nbautograd.ops.creation import scalar_tensor as scalar_tensor
from nbautograd.ops.creation import tril_indices as tril_indices
from nbautograd.ops.creation import triu_indices as triu_indices
from nbautograd.ops.creation import zeros as zeros
from nbautograd.ops.creation import zeros_like as zeros_like
from nbautograd.ops.fill import fill_ as fill_
from nbautograd.ops.fill import zero_ as zero_
from nbautograd.ops.news import set_default_tensor_type as set_default_tensor_type
from nbautograd.ops.queries import broadcast_shapes as broadcast_shapes
from nbautograd.ops.queries import can_cast as can_cast
from nbautograd.ops.queries import detach as detach
from nbautograd.ops.queries import detach_ as detach_
from nbautograd.ops.queries import get_default_device as get_default_device
from nbautograd.ops.queries import get_device as get_device
from nbautograd.ops.queries import is_complex as is_complex
from nbautograd.ops.queries import is_conj as is_conj
from nbautograd.ops.queries import is_floating_point as is_floating_point
from nbautograd.ops.queries import is_inference as is_inference
from nbautograd.ops.queries import is_neg as is_neg
from nbautograd.ops.queries import is_nonzero as is_nonzero
from nbautograd.ops.queries import is_same_size as is_same_size
from nbautograd.ops.queries import is_signed as is_signed
from nbautograd.ops.queries import is_tensor as is_tensor
from nbautograd.ops.queries import numel as numel
from nbautograd.ops.queries import result_type as result_type
from nbautograd.ops.queries import set_default_device as set_default_device
from nbautograd.ops.queries import typename as typename
from nbautograd.ops.random import Generator as Generator
from nbautograd.ops.random import get_rng_state as get_rng_state
from nbautograd.ops.random import initial_seed as initial_seed
from nbautograd.ops.random import manual_seed as manual_seed
from nbautograd.ops.random import seed as seed
from nbautograd.ops.random import set_rng_state as set_rng_state
from nbautograd.ops.ranges import arange as arange
from nbautograd.ops.ranges import linspace as linspace
from nbautograd.ops.ranges import logspace as logspace
from nbautograd.ops.ranges import range_
from nbautograd.ops.sampling import bernoulli as bernoulli
from nbautograd.ops.sampling import binomial as binomial
from nbautograd.ops.sampling import multinomial as multinomial
from nbautograd.ops.sampling import normal as normal
from nbautograd.ops.sampling import poisson as poisson
from nbautograd.ops.sampling import rand as rand
from nbautograd.ops.sampling import rand_like as rand_like
from nbautograd.ops.sampling import randint as randint
from nbautograd.ops.sampling import randint_like as randint_like
from nbautograd.ops.sampling import randn as randn
from nbautograd.ops.sampling import randn_like as randn_like
from nbautograd.ops.sampling import randperm as randperm
from nbautograd.ops.settings import (
    are_deterministic_algorithms_enabled as are_deterministic_algorithms_enabled,
)
from nbautograd.ops.settings import get_autocast_dtype as get_autocast_dtype
from nbautograd.ops.settings import get_deterministic_debug_mode as get_deterministic_debug_mode
from nbautograd.ops.settings import get_float32_matmul_precision as get_float32_matmul_precision
from nbautograd.ops.settings import get_num_interop_threads as get_num_interop_threads
from nbautograd.ops.settings import get_num_threads as get_num_threads
from nbautograd.ops.settings import is_autocast_enabled as is_autocast_enabled
from nbautograd.ops.settings import (
    is_deterministic_algorithms_warn_only_enabled as is_deterministic_algorithms_warn_only_enabled,
)
from nbautograd.ops.settings import set_deterministic_debug_mode as set_deterministic_debug_mode
from nbautograd.ops.settings import set_float32_matmul_precision as set_float32_matmul_precision
from nbautograd.ops.settings import set_flush_denormal as set_flush_denormal
from nbautograd.ops.settings import set_num_interop_threads as set_num_interop_threads
from nbautograd.ops.settings import set_num_threads as set_num_threads
from nbautograd.ops.settings import use_deterministic_algorithms as use_deterministic_algorithms
from nbautograd.ops.tapers import bartlett_window as bartlett_window
from nbautograd.ops.tapers import blackman_window as blackman_window
from nbautograd.ops.tapers import hamming_window as hamming_window
from nbautograd.ops.tapers import hann_window as hann_window
from nbautograd.ops.tapers import kaiser_window as kaiser_window
from nbautograd.ops.writing import resize_as_ as resize_as_
from nbautograd.serialization import load as load
from nbautograd.serialization import save as save
from nbautograd.tape.model import Tape as Tape
from nbautograd.views.base import draw as draw
from nbautograd.widgets.browser import explore as explore
from nbautograd.widgets.lab import Lab as Lab
from typing import Any, overload

BoolTensor: type[Tensor]
ByteTensor: type[Tensor]
CharTensor: type[Tensor]
DoubleTensor: type[Tensor]
FloatTensor: type[Tensor]
HalfTensor: type[Tensor]
IntTensor: type[Tensor]
LongTensor: type[Tensor]
ShortTensor: type[Tensor]
__version__: str
bfloat16: dtype
bool: dtype
cdouble: dtype
cfloat: dtype
channels_last: MemoryFormat
complex128: dtype
complex64: dtype
contiguous_format: MemoryFormat
default_generator: Generator
device = Device
double: dtype
e: _float
float: dtype
float16: dtype
float32: dtype
float64: dtype
half: dtype
inf: _float
int: dtype
int16: dtype
int32: dtype
int64: dtype
int8: dtype
layout = Layout
long: dtype
memory_format = MemoryFormat
nan: _float
newaxis: None
pi: _float
preserve_format: MemoryFormat
range = range_
short: dtype
strided: Layout
uint8: dtype

def abs(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise absolute value."""

def abs_(input: Tensor) -> Tensor:
    """In-place form of `abs`: writes the result into the tensor."""

def absolute(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise absolute value."""

def acos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse cosine; nan outside of [-1, 1]."""

def acos_(input: Tensor) -> Tensor:
    """In-place form of `acos`: writes the result into the tensor."""

def acosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse hyperbolic cosine; nan below 1."""

def acosh_(input: Tensor) -> Tensor:
    """In-place form of `acosh`: writes the result into the tensor."""

def adaptive_avg_pool1d(input: Tensor, output_size: _int | Sequence[_int]) -> Tensor:
    """Mean of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def add(
    input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input + alpha * other``, with broadcasting."""

def addbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * sum of batch1 @ batch2``: ``(n, m), (b, n, k), (b, k, m) -> (n,
    m)``."""

def addcdiv(
    input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input + value * tensor1 / tensor2``, with broadcasting."""

def addcmul(
    input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input + value * tensor1 * tensor2``, with broadcasting."""

def addmm(
    input: Tensor, mat1: Tensor, mat2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * mat1 @ mat2``: ``(n, m), (n, k), (k, m) -> (n, m)``."""

def addmv(
    input: Tensor, mat: Tensor, vec: Tensor, *, beta: Number = 1, alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * mat @ vec``: ``(n), (n, m), (m) -> (n)``."""

def addr(
    input: Tensor, vec1: Tensor, vec2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * outer(vec1, vec2)``: ``(n, m), (n), (m) -> (n, m)``."""

def adjoint(input: Tensor) -> Tensor:
    """The last two dimensions exchanged, conjugated if complex: ``(..., n, m) -> (..., m,
    n)``."""

def alias_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of what `alias` shows, in memory of its own."""

def all(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Whether every element is nonzero, over all dimensions or over `dim`."""

def allclose(
    input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08,
    equal_nan: _bool = False,
) -> _bool:
    """Whether all elements are close, by the rule of `isclose`; a Python bool."""

def alpha_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """`nn.functional.alpha_dropout`, as a function of torch."""

def amax(
    input: Tensor, dim: _int | Sequence[_int] = ..., keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Largest element along `dim` (one or several); equal ones share the gradient."""

def amin(
    input: Tensor, dim: _int | Sequence[_int] = ..., keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Smallest element along `dim` (one or several); equal ones share the gradient."""

def aminmax(
    input: Tensor, *, dim: _int | None = None, keepdim: _bool = False,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    out: tuple[Tensor, ...] | None = None,
) -> results.aminmax:
    """Smallest and largest element, of all or along `dim`."""

def angle(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Angle of complex numbers in radians; of real ones 0, or pi if negative."""

def any(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Whether some element is nonzero, over all dimensions or over `dim`."""

def arccos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse cosine; nan outside of [-1, 1]."""

def arccos_(input: Tensor) -> Tensor:
    """In-place form of `acos`: writes the result into the tensor."""

def arccosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse hyperbolic cosine; nan below 1."""

def arccosh_(input: Tensor) -> Tensor:
    """In-place form of `acosh`: writes the result into the tensor."""

def arcsin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse sine; nan outside of [-1, 1]."""

def arcsin_(input: Tensor) -> Tensor:
    """In-place form of `asin`: writes the result into the tensor."""

def arcsinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse hyperbolic sine."""

def arcsinh_(input: Tensor) -> Tensor:
    """In-place form of `asinh`: writes the result into the tensor."""

def arctan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse tangent."""

def arctan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Angle of the point ``(other, input)``, in radians."""

def arctan_(input: Tensor) -> Tensor:
    """In-place form of `atan`: writes the result into the tensor."""

def arctanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse hyperbolic tangent; nan outside of [-1, 1]."""

def arctanh_(input: Tensor) -> Tensor:
    """In-place form of `atanh`: writes the result into the tensor."""

def argmax(
    input: Tensor, dim: _int | None = None, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Where the largest element is: in the flattened tensor, or along `dim`."""

def argmin(
    input: Tensor, dim: _int | None = None, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Where the smallest element is: in the flattened tensor, or along `dim`."""

def argsort(
    input: Tensor, dim: _int = -1, descending: _bool = False, stable: _bool = False, *,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """The indices that sort along `dim`."""

def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not zero: ``(n, m) -> (k, 2)``."""

def as_strided(
    input: Tensor, size: _int | Sequence[_int], stride: Any, storage_offset: _int | None = None,
) -> Tensor:
    """The memory of a tensor seen with any size and strides, from an offset: ``(n) -> (k,
    m)``."""

def as_strided_(
    input: Tensor, size: _int | Sequence[_int], stride: Any, storage_offset: _int | None = None,
) -> Tensor:
    """In-place form of `as_strided`: the tensor itself changes its shape."""

def as_strided_copy(
    input: Tensor, size: _int | Sequence[_int], stride: Any, storage_offset: _int | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of what `as_strided` shows, in memory of its own."""

def as_strided_scatter(
    input: Tensor, src: Tensor, size: _int | Sequence[_int], stride: Any,
    storage_offset: _int | None = None,
) -> Tensor:
    """With `src` where a view of given size and strides shows the memory: ``(n), (k) ->
    (n)``."""

def asin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse sine; nan outside of [-1, 1]."""

def asin_(input: Tensor) -> Tensor:
    """In-place form of `asin`: writes the result into the tensor."""

def asinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse hyperbolic sine."""

def asinh_(input: Tensor) -> Tensor:
    """In-place form of `asinh`: writes the result into the tensor."""

def atan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse tangent."""

def atan2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Angle of the point ``(other, input)``, in radians."""

def atan_(input: Tensor) -> Tensor:
    """In-place form of `atan`: writes the result into the tensor."""

def atanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse hyperbolic tangent; nan outside of [-1, 1]."""

def atanh_(input: Tensor) -> Tensor:
    """In-place form of `atanh`: writes the result into the tensor."""

def atleast_1d(*tensors: Tensor | Sequence[Tensor]) -> Tensor | Any:
    """With at least one dimension: ``() -> (1)``."""

def atleast_2d(*tensors: Tensor | Sequence[Tensor]) -> Tensor | Any:
    """With at least two dimensions: ``(n) -> (1, n)``."""

def atleast_3d(*tensors: Tensor | Sequence[Tensor]) -> Tensor | Any:
    """With at least three dimensions: ``(n) -> (1, n, 1)``, ``(n, m) -> (n, m, 1)``."""

def avg_pool1d(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    ceil_mode: _bool = False, count_include_pad: _bool = True, divisor_override: Any = None,
) -> Tensor:
    """Mean of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def baddbmm(
    input: Tensor, batch1: Tensor, batch2: Tensor, *, beta: Number = 1, alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """``beta * input + alpha * batch1 @ batch2``: ``(b, n, m), (b, n, k), (b, k, m) -> (b, n,
    m)``."""

def batch_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
    running_var: Tensor | None, training: _bool, momentum: _float, eps: _float,
    cudnn_enabled: _bool = True,
) -> Tensor:
    """`nn.functional.batch_norm`, with its arguments in another order."""

def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``input1 @ weight[o] @ input2 + bias[o]`` for each output feature o."""

def bincount(input: Tensor, weights: Tensor | None = None, minlength: _int = 0) -> Tensor:
    """How often each number from 0 up occurs, or the sum of its `weights`."""

def bitwise_and(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise: bits that both have."""

def bitwise_left_shift(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise: bits moved to the left."""

def bitwise_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise: each bit turned over."""

def bitwise_or(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise: bits that one has."""

def bitwise_right_shift(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise: bits moved to the right."""

def bitwise_xor(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise: bits that exactly one has."""

def block_diag(*tensors: Tensor) -> Tensor:
    """Matrices along the diagonal of one, zeros elsewhere: ``(n, m), (k, l) -> (n + k, m +
    l)``."""

def bmm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Products of batches of matrices: ``(b, n, k) @ (b, k, m) -> (b, n, m)``."""

def broadcast_tensors(*tensors: Tensor | Sequence[Tensor]) -> tuple[Tensor, ...]:
    """All stretched to their common shape: ``(n, 1), (m) -> (n, m), (n, m)``."""

def broadcast_to(input: Tensor, *size: _int | Sequence[_int], **named: Any) -> Tensor:
    """Stretched, without copying, to the given size: ``(n, 1) -> (n, m)``."""

def bucketize(
    input: Tensor, boundaries: Tensor, *, out_int32: _bool = False, right: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """The number of the interval between `boundaries` in which each element lies."""

def cartesian_prod(*tensors: Tensor | Sequence[Tensor]) -> Tensor:
    """All tuples with one element of each: ``(n), (m) -> (n*m, 2)``."""

def cat(
    tensors: Sequence[Tensor], dim: _int = 0, *, axis: _int | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """One after the other along a dimension: ``(n, m), (k, m) -> (n + k, m)``."""

def cdist(x1: Tensor, x2: Tensor, p: _float = 2.0, compute_mode: str | None = None) -> Tensor:
    """Distances of all pairs of rows: ``(*, n, d), (*, m, d) -> (*, n, m)``."""

def ceil(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise smallest integer that is not less."""

def ceil_(input: Tensor) -> Tensor:
    """In-place form of `ceil`: writes the result into the tensor."""

def celu(input: Tensor, alpha: Number = 1.0, inplace: _bool = False) -> Tensor:
    """Elementwise ``input`` above zero, ``alpha * (exp(input / alpha) - 1)`` below."""

def celu_(input: Tensor, alpha: Number = 1.0) -> Tensor:
    """In-place form of `nn.functional.celu`: writes the result into the tensor."""

def chain_matmul(*matrices: Tensor, out: Tensor | None = None) -> Tensor:
    """Product of several matrices; `linalg.multi_dot` chooses the best order."""

def channel_shuffle(input: Tensor, groups: _int) -> Tensor:
    """Interleave groups of channels: ``(n, g*c, *) -> (n, c*g, *)``."""

def cholesky(input: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Cholesky factor; `linalg.cholesky`."""

def cholesky_inverse(L: Tensor, upper: _bool = False, *, out: Tensor | None = None) -> Tensor:
    """Inverse of the matrix whose Cholesky factor is given: ``(*, n, n) -> (*, n, n)``."""

def cholesky_solve(
    B: Tensor, L: Tensor, upper: _bool = False, *, out: Tensor | None = None,
) -> Tensor:
    """Solution of ``A X = B`` from the Cholesky factor of `A`."""

def chunk(
    input: Tensor, chunks: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """About `chunks` parts of equal size (the last may be smaller): ``(n, m) -> (k, m),
    ...``."""

def clamp(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise value between `min` and `max`, which are numbers or tensors; None is no
    bound."""

def clamp_(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None,
) -> Tensor:
    """In-place form of `clamp`: writes the result into the tensor."""

def clamp_max(input: Tensor, max: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise value, but at most `max`."""

def clamp_max_(input: Tensor, max: Tensor | Number) -> Tensor:
    """In-place form of `clamp_max`: writes the result into the tensor."""

def clamp_min(input: Tensor, min: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise value, but at least `min`."""

def clamp_min_(input: Tensor, min: Tensor | Number) -> Tensor:
    """In-place form of `clamp_min`: writes the result into the tensor."""

def clip(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise value between `min` and `max`, which are numbers or tensors; None is no
    bound."""

def clip_(
    input: Tensor, min: Tensor | Number | None = None, max: Tensor | Number | None = None,
) -> Tensor:
    """In-place form of `clamp`: writes the result into the tensor."""

def clone(input: Tensor, *, memory_format: Any = None) -> Tensor:
    """A copy in memory of its own, part of the graph."""

def column_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Vectors as the columns of a matrix: ``(n), (n) -> (n, 2)``; matrices side by side."""

def combinations(input: Tensor, r: _int = 2, with_replacement: _bool = False) -> Tensor:
    """All choices of `r` elements, in order: ``(n) -> (k, r)``."""

def complex(real: Tensor, imag: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex tensor from its real and imaginary parts."""

def concat(
    tensors: Sequence[Tensor], dim: _int = 0, *, axis: _int | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """One after the other along a dimension: ``(n, m), (k, m) -> (n + k, m)``."""

def concatenate(
    tensors: Sequence[Tensor], dim: _int = 0, *, axis: _int | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """One after the other along a dimension: ``(n, m), (k, m) -> (n + k, m)``."""

def conj(input: Tensor) -> Tensor:
    """Complex conjugate; a real tensor itself."""

def conj_physical(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex conjugate, as a copy."""

def conj_physical_(input: Tensor) -> Tensor:
    """In-place form of `conj_physical`: writes the result into the tensor."""

def constant_pad_nd(input: Tensor, pad: Any, value: Number = 0) -> Tensor:
    """A constant before and after dimensions, the last first: ``(n) -> (before + n +
    after)``."""

def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int = 1, padding: _int = 0,
    dilation: _int = 1, groups: _int = 1,
) -> Tensor:
    """Convolution over 1 dimension."""

def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int = 1, padding: _int = 0,
    dilation: _int = 1, groups: _int = 1,
) -> Tensor:
    """Convolution over 2 dimensions."""

def conv3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int = 1, padding: _int = 0,
    dilation: _int = 1, groups: _int = 1,
) -> Tensor:
    """Convolution over 3 dimensions."""

def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int = 1, padding: _int = 0,
    output_padding: _int = 0, groups: _int = 1, dilation: _int = 1,
) -> Tensor:
    """Transposed convolution over 1 dimension."""

def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int = 1, padding: _int = 0,
    output_padding: _int = 0, groups: _int = 1, dilation: _int = 1,
) -> Tensor:
    """Transposed convolution over 2 dimensions."""

def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: _int = 1, padding: _int = 0,
    output_padding: _int = 0, groups: _int = 1, dilation: _int = 1,
) -> Tensor:
    """Transposed convolution over 3 dimensions."""

def copysign(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise size of `input` with the sign of `other`."""

def corrcoef(input: Tensor) -> Tensor:
    """Correlation coefficients of the rows, which are variables."""

def cos(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise cosine (radians)."""

def cos_(input: Tensor) -> Tensor:
    """In-place form of `cos`: writes the result into the tensor."""

def cosh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise hyperbolic cosine."""

def cosh_(input: Tensor) -> Tensor:
    """In-place form of `cosh`: writes the result into the tensor."""

def cosine_similarity(
    x1: Tensor, x2: Tensor, dim: _int = 1, eps: _float = 1e-08, *,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Cosine of the angle between vectors along `dim`; norms are `eps` at least."""

def count_nonzero(
    input: Tensor, dim: _int | Sequence[_int] | None = None, *,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Number of nonzero elements, of all or along `dim` (one or several)."""

def cov(
    input: Tensor, *, correction: _int = 1, fweights: Any = None, aweights: Any = None,
) -> Tensor:
    """Covariance of the rows, which are variables; columns are observations."""

def cross(
    input: Tensor, other: Tensor, dim: _int | None = None, *,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Vector product along `dim`, by default the first dimension of size 3."""

def cummax(
    input: Tensor, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
    out: tuple[Tensor, ...] | None = None,
) -> results.cummax:
    """Largest of each element and those before it along `dim`, and where it is."""

def cummin(
    input: Tensor, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
    out: tuple[Tensor, ...] | None = None,
) -> results.cummin:
    """Smallest of each element and those before it along `dim`, and where it is."""

def cumprod(
    input: Tensor, dim: _int = ..., *, dtype: dtype | type | None = None,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Product of each element and those before it along `dim`."""

def cumsum(
    input: Tensor, dim: _int = ..., *, dtype: dtype | type | None = None,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Sum of each element and those before it along `dim`."""

def cumulative_trapezoid(
    y: Any, x: Any = None, *, dx: Any = None, dim: _int = -1,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Running area under `y` along `dim` by the trapezoidal rule."""

def deg2rad(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Degrees to radians, elementwise."""

def deg2rad_(input: Tensor) -> Tensor:
    """In-place form of `deg2rad`: writes the result into the tensor."""

def det(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Determinant: ``(*, n, n) -> (*)``."""

def diag(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """A vector as the diagonal of a matrix, or the diagonal of a matrix: ``(n) -> (n, n)``."""

def diag_embed(input: Tensor, offset: _int = 0, dim1: _int = -2, dim2: _int = -1) -> Tensor:
    """The last dimension on a diagonal of new matrices, zeros elsewhere: ``(..., n) -> (..., n,
    n)``."""

def diagflat(input: Tensor, offset: _int = 0) -> Tensor:
    """All elements on the diagonal of a matrix: ``(n, m) -> (n*m, n*m)``."""

def diagonal(input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1) -> Tensor:
    """A diagonal of each matrix in two dimensions, put last: ``(n, m) -> (min(n, m))``."""

def diagonal_copy(
    input: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1, *, out: Tensor | None = None,
) -> Tensor:
    """A copy of what `diagonal` shows, in memory of its own."""

def diagonal_scatter(
    input: Tensor, src: Tensor, offset: _int = 0, dim1: _int = 0, dim2: _int = 1,
) -> Tensor:
    """With `src` on a diagonal: ``(n, n), (n) -> (n, n)``."""

def diff(
    input: Tensor, n: _int = 1, dim: _int = -1, prepend: Any = None, append: Any = None, *,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Differences of neighbours along `dim`, `n` times, with tensors put before or behind."""

def digamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise derivative of the logarithm of the gamma function."""

def dist(input: Tensor, other: Tensor, p: Number = 2) -> Tensor:
    """`p`-norm of the difference of two tensors, as one number."""

def div(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input / other``, with broadcasting."""

def divide(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input / other``, with broadcasting."""

def dot(input: Tensor, tensor: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inner product of two vectors: ``(n), (n) -> ()``."""

def dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """`nn.functional.dropout`, as a function of torch."""

def dsplit(
    input: Tensor, *indices_or_sections: _int | Sequence[_int], sections: Any = None,
    indices: _int | Sequence[_int] | Tensor | None = None,
) -> tuple[Tensor, ...]:
    """The third dimension split evenly or at positions: ``(n, m, l) -> (n, m, k), ...``."""

def dstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One behind the other along a third dimension: ``(n, m), (n, m) -> (n, m, 2)``."""

def einsum(equation: Any, *operands: Any) -> Tensor:
    """Sum of products of tensors by an equation such as ``"ij,jk->ik"``."""

def embedding(
    weight: Tensor, indices: Tensor, padding_idx: _int = -1, scale_grad_by_freq: _bool = False,
    sparse: _bool = False,
) -> Tensor:
    """The rows of `weight` with these numbers."""

def embedding_renorm_(
    input: Tensor, indices: Tensor, max_norm: _float, norm_type: _float,
) -> Tensor:
    """Scale the rows with these numbers down to norm `max_norm`, in place."""

def eq(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input == other``."""

def equal(input: Tensor, other: Tensor) -> _bool:
    """Whether two tensors have the same size and elements; a Python bool."""

def erf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise error function."""

def erf_(input: Tensor) -> Tensor:
    """In-place form of `erf`: writes the result into the tensor."""

def erfc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise complementary error function, ``1 - erf(input)``."""

def erfc_(input: Tensor) -> Tensor:
    """In-place form of `erfc`: writes the result into the tensor."""

def erfinv(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise inverse of the error function; nan outside of [-1, 1]."""

def exp(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise exponential."""

def exp2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise power of two, ``2 ** input``."""

def exp2_(input: Tensor) -> Tensor:
    """In-place form of `exp2`: writes the result into the tensor."""

def exp_(input: Tensor) -> Tensor:
    """In-place form of `exp`: writes the result into the tensor."""

def expand_copy(
    input: Tensor, size: _int | Sequence[_int], *, implicit: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of what `expand` shows, in memory of its own."""

def expm1(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``exp(input) - 1``, accurate near zero."""

def expm1_(input: Tensor) -> Tensor:
    """In-place form of `expm1`: writes the result into the tensor."""

def feature_alpha_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """`nn.functional.feature_alpha_dropout`, as a function of torch."""

def feature_dropout(input: Tensor, p: _float, train: _bool) -> Tensor:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``."""

def fill(input: Tensor, value: Tensor | Number) -> Tensor:
    """One value everywhere, in the type of the tensor: ``(n, m), () -> (n, m)``."""

def fix(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise integer part, towards zero."""

def fix_(input: Tensor) -> Tensor:
    """In-place form of `trunc`: writes the result into the tensor."""

def flatten(input: Tensor, start_dim: _int = 0, end_dim: _int = -1) -> Tensor:
    """Dimensions `start_dim` to `end_dim` as one: ``(a, b, c) -> (a*b*c)``."""

def flip(input: Tensor, *dims: _int | Sequence[_int], **named: Any) -> Tensor:
    """In reverse order along dimensions: ``(n, m) -> (n, m)``."""

def fliplr(input: Tensor) -> Tensor:
    """Columns in reverse order: ``(n, m, ...) -> (n, m, ...)``."""

def flipud(input: Tensor) -> Tensor:
    """Rows in reverse order: ``(n, ...) -> (n, ...)``."""

def float_power(
    input: Tensor | Number, exponent: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise power, computed in double precision whatever the types."""

def floor(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise largest integer that is not greater."""

def floor_(input: Tensor) -> Tensor:
    """In-place form of `floor`: writes the result into the tensor."""

def floor_divide(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise quotient rounded down."""

def fmax(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise larger of the two; a nan is passed over."""

def fmin(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise smaller of the two; a nan is passed over."""

def fmod(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input - other * trunc(input / other)``: the sign is that of `input`."""

def frac(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise fractional part, with the sign of the input."""

def frac_(input: Tensor) -> Tensor:
    """In-place form of `frac`: writes the result into the tensor."""

def frexp(input: Tensor, *, out: tuple[Tensor, ...] | None = None) -> results.frexp:
    """Mantissa in [0.5, 1) and exponent: ``input == mantissa * 2 ** exponent``."""

def gather(
    input: Tensor, dim: _int, index: Tensor, *, sparse_grad: _bool = False,
    out: Tensor | None = None,
) -> Tensor:
    """``out[i, j] = input[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (k, m)``."""

def gcd(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise greatest common divisor."""

def gcd_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `gcd`: writes the result into the tensor."""

def ge(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input >= other``."""

def geqrf(input: Tensor) -> results.geqrf:
    """Reflections of a QR decomposition, as LAPACK gives them; not differentiable."""

def ger(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All products of the elements of two vectors: ``(n), (m) -> (n, m)``."""

def gradient(
    input: Tensor, *, spacing: _int = 1, dim: _int | Sequence[_int] | None = None,
    edge_order: _int = 1, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """Numerical slopes along each dimension of `dim`: a list of tensors of the input's size."""

def greater(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input > other``."""

def greater_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input >= other``."""

def grid_sampler_2d(
    input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool,
) -> Tensor:
    """As `nn.functional.grid_sample`, modes by number."""

def grid_sampler_3d(
    input: Tensor, grid: Tensor, interpolation_mode: _int, padding_mode: _int, align_corners: _bool,
) -> Tensor:
    """As `nn.functional.grid_sample`, modes by number."""

def group_norm(
    input: Tensor, num_groups: _int, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: _float = 1e-05, cudnn_enabled: _bool = True,
) -> Tensor:
    """`nn.functional.group_norm`."""

def gt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input > other``."""

def hardshrink(input: Tensor, lambd: _float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input``, but zero between ``-lambd`` and ``lambd``."""

def heaviside(input: Tensor, values: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise step function: 0 below zero, 1 above, `values` at zero."""

def histc(
    input: Tensor, bins: _int = 100, min: _float = 0, max: _float = 0, *, out: Tensor | None = None,
) -> Tensor:
    """How many elements fall into each of `bins` equal intervals from `min` to `max`."""

def histogram(
    input: Tensor, bins: Any, *, range: Any = None, weight: Tensor | None = None,
    density: _bool = False, out: tuple[Tensor, ...] | None = None,
) -> results.histogram:
    """Histogram with its bin edges; `bins` is a number of equal bins or a tensor of edges."""

def hsplit(
    input: Tensor, *indices_or_sections: _int | Sequence[_int], sections: Any = None,
    indices: _int | Sequence[_int] | Tensor | None = None,
) -> tuple[Tensor, ...]:
    """Columns split evenly or at positions (a vector: its elements): ``(n, m) -> (n, k),
    ...``."""

def hstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """Side by side, column by column: ``(n, a), (n, b) -> (n, a + b)``; vectors end to end."""

def hypot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise length of the hypotenuse, ``sqrt(input ** 2 + other ** 2)``."""

def i0(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise modified Bessel function of the first kind, order 0."""

def i0_(input: Tensor) -> Tensor:
    """In-place form of `i0`: writes the result into the tensor."""

def igamma(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise regularised lower incomplete gamma function of order `input` at `other`."""

def igammac(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise regularised upper incomplete gamma function of order `input` at `other`."""

def imag(input: Tensor) -> Tensor:
    """Imaginary part of a complex tensor: a view of it."""

def index_add(
    input: Tensor, dim: _int, index: Tensor, source: Tensor, *, alpha: Number = 1,
    out: Tensor | None = None,
) -> Tensor:
    """With the rows of `source` added at the positions `index`: ``(n, m), (k), (k, m) -> (n,
    m)``."""

def index_copy(
    input: Tensor, dim: _int, index: Tensor, source: Tensor, *, out: Tensor | None = None,
) -> Tensor:
    """With the rows of `source` at the places `index`: ``(n, m), (k), (k, m) -> (n, m)``."""

def index_fill(input: Tensor, dim: _int, index: Any, value: Tensor | Number) -> Tensor:
    """With one value at the positions `index` of a dimension: ``(n, m), (k) -> (n, m)``."""

def index_put(
    input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False,
) -> Tensor:
    """With `values` put, or added, where index tensors point: ``(n, m), (k), (k, m) -> (n,
    m)``."""

def index_put_(
    input: Tensor, indices: Sequence[Tensor | None], values: Tensor, accumulate: _bool = False,
) -> Tensor:
    """In-place form of `index_put`: writes the result into the tensor."""

def index_reduce(
    input: Tensor, dim: _int, index: Tensor, source: Tensor, reduce: str, *,
    include_self: _bool = True, out: Tensor | None = None,
) -> Tensor:
    """With the rows of `source` combined at the places `index`: ``(n, m), (k), (k, m) -> (n,
    m)``."""

def index_select(input: Tensor, dim: _int, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The positions of a dimension that `index` lists: ``(n, m), (k) -> (k, m)`` for dim 0."""

def inner(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Sum of products over the last dimension of both: ``(*a, k), (*b, k) -> (*a, *b)``."""

def instance_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
    running_var: Tensor | None, use_input_stats: _bool, momentum: _float, eps: _float,
    cudnn_enabled: _bool = True,
) -> Tensor:
    """`nn.functional.instance_norm`, with its arguments in another order."""

def inverse(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inverse of square matrices; `linalg.inv`."""

def isclose(
    input: Tensor, other: Tensor, rtol: _float = 1e-05, atol: _float = 1e-08,
    equal_nan: _bool = False,
) -> Tensor:
    """Elementwise ``|input - other| <= atol + rtol * |other|``; equal infinities are close."""

def isfinite(input: Tensor) -> Tensor:
    """Whether each element is neither infinite nor nan."""

def isin(
    elements: Tensor, test_elements: Tensor | Number, *, assume_unique: _bool = False,
    invert: _bool = False, out: Tensor | None = None,
) -> Tensor:
    """Whether each of `elements` is among `test_elements`; either may be a number."""

def isinf(input: Tensor) -> Tensor:
    """Whether each element is infinite."""

def isnan(input: Tensor) -> Tensor:
    """Whether each element is nan."""

def isneginf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether each element is minus infinity."""

def isposinf(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether each element is infinity."""

def isreal(input: Tensor) -> Tensor:
    """Whether each element has no imaginary part."""

def istft(
    input: Tensor, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None,
    window: Any = None, center: _bool = True, normalized: _bool = False,
    onesided: _bool | None = None, length: _int | None = None, return_complex: _bool = False,
) -> Tensor:
    """The signal whose `stft` this is: ``(*, frequencies, frames) -> (*, t)``."""

def kron(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Kronecker product: every element of `input` times all of `other`."""

def kthvalue(
    input: Tensor, k: _int, dim: _int = -1, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    out: tuple[Tensor, ...] | None = None,
) -> results.kthvalue:
    """The `k`-th smallest element along `dim` (the first is 1), and where it is."""

def layer_norm(
    input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None = None,
    bias: Tensor | None = None, eps: _float = 1e-05, cudnn_enable: _bool = True,
) -> Tensor:
    """Mean 0 and variance 1 over the last dimensions, which have `normalized_shape`."""

def lcm(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise least common multiple."""

def lcm_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `lcm`: writes the result into the tensor."""

def ldexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input * 2 ** other``."""

def ldexp_(input: Tensor, other: Tensor) -> Tensor:
    """In-place form of `ldexp`: writes the result into the tensor."""

def le(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input <= other``."""

def lerp(
    input: Tensor, end: Tensor, weight: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input + weight * (end - input)``: linear interpolation."""

def less(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input < other``."""

def less_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input <= other``."""

def lgamma(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm of the absolute value of the gamma function."""

def load_ipython_extension(shell: InteractiveShell) -> None:
    """``%load_ext nbautograd``: the magics, the settings, the richer ``obj?``."""

def log(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise natural logarithm."""

def log10(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm to base 10."""

def log10_(input: Tensor) -> Tensor:
    """In-place form of `log10`: writes the result into the tensor."""

def log1p(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``log(1 + input)``, accurate near zero."""

def log1p_(input: Tensor) -> Tensor:
    """In-place form of `log1p`: writes the result into the tensor."""

def log2(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm to base 2."""

def log2_(input: Tensor) -> Tensor:
    """In-place form of `log2`: writes the result into the tensor."""

def log_(input: Tensor) -> Tensor:
    """In-place form of `log`: writes the result into the tensor."""

def log_softmax(
    input: Tensor, dim: _int = ..., dtype: dtype | type | None = None, *,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """Logarithm of the softmax along `dim`, without overflow."""

def logaddexp(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``log(exp(input) + exp(other))``, without overflow."""

def logaddexp2(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``log2(2 ** input + 2 ** other)``."""

def logcumsumexp(
    input: Tensor, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
    out: Tensor | None = None,
) -> Tensor:
    """Logarithm of the running sum of exponentials along `dim`, without overflow."""

def logdet(input: Tensor) -> Tensor:
    """Logarithm of the determinant, nan if it is negative: ``(*, n, n) -> (*)``."""

def logical_and(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise: are both nonzero?"""

def logical_not(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise: is the element zero?"""

def logical_or(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise: is one nonzero?"""

def logical_xor(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise: is exactly one nonzero?"""

def logit(input: Tensor, eps: _float | None = None, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``log(input / (1 - input))``; with `eps` the input is clamped to [eps, 1 -
    eps]."""

def logit_(input: Tensor, eps: _float | None = None) -> Tensor:
    """In-place form of `logit`: writes the result into the tensor."""

def logsumexp(
    input: Tensor, dim: _int | Sequence[_int] = ..., keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """``log(sum(exp(input)))`` over `dim` (one or several), without overflow."""

def lt(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input < other``."""

def lu(input: Tensor, pivot: _bool = True, get_infos: _bool = False) -> tuple[Tensor, ...]:
    """Compact LU factors and pivots (and error codes)."""

def lu_solve(b: Any, LU_data: Tensor, LU_pivots: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Solution of ``A X = b`` from the compact LU factors of `A`."""

def lu_unpack(
    LU_data: Tensor, LU_pivots: Tensor, unpack_data: _bool = True, unpack_pivots: _bool = True, *,
    out: tuple[Tensor, ...] | None = None,
) -> results.lu_unpack:
    """The factors ``P, L, U`` of compact LU data."""

def masked_fill(input: Tensor, mask: Tensor, value: Tensor | Number) -> Tensor:
    """With `value` where the mask is true: ``(n, m), (n, m) -> (n, m)``."""

def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """With the elements of `source`, in order, where the mask is true: ``(n, m), (n, m), (k) ->
    (n, m)``."""

def masked_select(input: Tensor, mask: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements where the mask is true, in one dimension: ``(n, m), (n, m) -> (k)``."""

def matmul(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Matrix product by the ranks of its operands, leading dimensions broadcast."""

def matrix_exp(input: Tensor) -> Tensor:
    """Matrix exponential: ``(*, n, n) -> (*, n, n)``."""

def matrix_power(A: Tensor, n: _int, *, out: Tensor | None = None) -> Tensor:
    """Product of `n` copies of square matrices; of inverses for negative `n`."""

@overload
def max(input: Tensor) -> Tensor:
    """Largest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""
@overload
def max(input: Tensor, dim: _int, keepdim: _bool = False) -> results.max:
    """Largest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""
@overload
def max(input: Tensor, other: Tensor) -> Tensor:
    """Largest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""
@overload
def max(
    input: Tensor, dim: Any = ..., keepdim: _bool = False, *, other: Any = ...,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Any:
    """Largest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""

def max_pool1d(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    dilation: _int = 1, ceil_mode: _bool = False, return_indices: _bool = False,
) -> Tensor | Any:
    """Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def max_pool1d_with_indices(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    dilation: _int = 1, ceil_mode: _bool = False, return_indices: _bool = True,
) -> Tensor | Any:
    """As `max_pool1d`, with the flat index of each largest element."""

def max_pool2d(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    dilation: _int = 1, ceil_mode: _bool = False, return_indices: _bool = False,
) -> Tensor | Any:
    """Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def max_pool2d_with_indices(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    dilation: _int = 1, ceil_mode: _bool = False, return_indices: _bool = True,
) -> Tensor | Any:
    """As `max_pool2d`, with the flat index of each largest element."""

def max_pool2d_with_indices_backward(
    grad_output: Tensor, self: Tensor, kernel_size: _int | Sequence[_int], stride: Any,
    padding: Any, dilation: Any, ceil_mode: _bool, indices: Tensor,
) -> Tensor:
    """The cotangent of the input of `max_pool2d`, from that of its output."""

def max_pool3d(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    dilation: _int = 1, ceil_mode: _bool = False, return_indices: _bool = False,
) -> Tensor | Any:
    """Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def max_pool3d_with_indices(
    input: Tensor, kernel_size: _int | Sequence[_int], stride: Any = None, padding: _int = 0,
    dilation: _int = 1, ceil_mode: _bool = False, return_indices: _bool = True,
) -> Tensor | Any:
    """As `max_pool3d`, with the flat index of each largest element."""

def maximum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise larger of the two; nan if one is nan."""

def mean(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    dtype: dtype | type | None = None, axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Mean over all dimensions, or over `dim` (one or several)."""

@overload
def median(input: Tensor) -> Tensor:
    """Median of all elements, or along `dim` and where; of two in the middle, the lower."""
@overload
def median(input: Tensor, dim: _int = -1, keepdim: _bool = False) -> results.median:
    """Median of all elements, or along `dim` and where; of two in the middle, the lower."""
@overload
def median(
    input: Tensor, dim: _int | None = None, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Any:
    """Median of all elements, or along `dim` and where; of two in the middle, the lower."""

def meshgrid(
    *tensors: Tensor | Sequence[Tensor], indexing: str | None = None,
) -> tuple[Tensor, ...]:
    """The coordinates of a grid: ``(n), (m) -> (n, m), (n, m)``; with ``"xy"`` ``(m, n)``."""

@overload
def min(input: Tensor) -> Tensor:
    """Smallest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""
@overload
def min(input: Tensor, dim: _int, keepdim: _bool = False) -> results.min:
    """Smallest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""
@overload
def min(input: Tensor, other: Tensor) -> Tensor:
    """Smallest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""
@overload
def min(
    input: Tensor, dim: Any = ..., keepdim: _bool = False, *, other: Any = ...,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Any:
    """Smallest element of all; with `dim`, along it and where; with a second tensor,
    elementwise."""

def minimum(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise smaller of the two; nan if one is nan."""

def mm(input: Tensor, mat2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Product of two matrices: ``(n, k) @ (k, m) -> (n, m)``."""

def mode(
    input: Tensor, dim: _int = -1, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    out: tuple[Tensor, ...] | None = None,
) -> results.mode:
    """The most frequent element along `dim` (of several the smallest), and where it is last."""

def moveaxis(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions `source` moved to the places `destination`: ``(a, b, c) -> (b, c, a)`` for 0,
    2."""

def movedim(input: Tensor, source: Any, destination: Any) -> Tensor:
    """Dimensions `source` moved to the places `destination`: ``(a, b, c) -> (b, c, a)`` for 0,
    2."""

def msort(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements in ascending order along the first dimension."""

def mul(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise product, with broadcasting."""

def multiply(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise product, with broadcasting."""

def mv(input: Tensor, vec: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Product of a matrix and a vector: ``(n, k) @ (k) -> (n)``."""

def mvlgamma(input: Tensor, p: _int, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm of the multivariate gamma function of dimension `p`."""

def nan_to_num(
    input: Tensor, nan: _float = 0.0, posinf: _float | None = None, neginf: _float | None = None,
    *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise: nan replaced by `nan`, infinities by `posinf` and `neginf` (largest
    numbers)."""

def nan_to_num_(
    input: Tensor, nan: _float = 0.0, posinf: _float | None = None, neginf: _float | None = None,
) -> Tensor:
    """In-place form of `nan_to_num`: writes the result into the tensor."""

def nanmean(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    dtype: dtype | type | None = None, axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Mean of the elements that are not nan."""

@overload
def nanmedian(input: Tensor) -> Tensor:
    """As `median`, of the elements that are not nan."""
@overload
def nanmedian(input: Tensor, dim: _int = -1, keepdim: _bool = False) -> results.nanmedian:
    """As `median`, of the elements that are not nan."""
@overload
def nanmedian(
    input: Tensor, dim: _int | None = None, keepdim: _bool = False, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Any:
    """As `median`, of the elements that are not nan."""

def nanquantile(
    input: Tensor, q: Any, dim: _int | None = None, keepdim: _bool = False, *,
    interpolation: str = 'linear', axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    out: Tensor | None = None,
) -> Tensor:
    """As `quantile`, of the elements that are not nan."""

def nansum(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    dtype: dtype | type | None = None, axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Sum in which nan counts as zero."""

def narrow(input: Tensor, dim: _int, start: _int, length: _int) -> Tensor:
    """`length` positions of a dimension from `start` on: ``(n, m) -> (length, m)``."""

def narrow_copy(
    input: Tensor, dim: _int, start: _int, length: _int, *, out: Tensor | None = None,
) -> Tensor:
    """A copy of `length` positions of a dimension: ``(n, m) -> (length, m)``."""

def native_batch_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, running_mean: Tensor | None,
    running_var: Tensor | None, training: _bool, momentum: _float, eps: _float, *,
    out: Tensor | None = None,
) -> tuple[Tensor, ...]:
    """`nn.functional.batch_norm`, with the means and inverse deviations of the batch."""

def native_dropout(input: Tensor, p: _float, train: _bool | None) -> tuple[Tensor, ...]:
    """`nn.functional.dropout`, with the mask of what is kept."""

def native_group_norm(
    input: Tensor, weight: Tensor | None, bias: Tensor | None, N: _int, C: _int, HxW: _int,
    group: _int, eps: _float,
) -> tuple[Tensor, ...]:
    """`nn.functional.group_norm`, with the means and the inverse deviations of the groups."""

def native_layer_norm(
    input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None, bias: Tensor | None,
    eps: _float,
) -> tuple[Tensor, ...]:
    """`layer_norm`, with the means and the inverse deviations of the rows."""

def ne(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input != other``."""

def neg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``-input``."""

def neg_(input: Tensor) -> Tensor:
    """In-place form of `neg`: writes the result into the tensor."""

def negative(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``-input``."""

def negative_(input: Tensor) -> Tensor:
    """In-place form of `neg`: writes the result into the tensor."""

def nextafter(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise neighbour of `input` in its type, in the direction of `other`."""

def nonzero(input: Tensor, *, out: Tensor | None = None, as_tuple: _bool = False) -> Tensor | Any:
    """The indices of the elements that are not zero: ``(n, m) -> (k, 2)``, or 2 of ``(k)``."""

def norm(
    input: Tensor, p: Number | str = 'fro', dim: _int | Sequence[_int] | None = None,
    keepdim: _bool = False, dtype: dtype | type | None = None, *,
    axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Norm of all elements, or along `dim`: `p` is a number, ``"fro"`` (2) or ``"nuc"``."""

def norm_except_dim(
    v: Any, pow: _int = 2, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Norms over all dimensions but `dim`, which stay as 1; with ``dim=-1`` over all of
    them."""

def not_equal(input: Tensor, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input != other``."""

def orgqr(A: Tensor, tau: Tensor, *, out: Tensor | None = None) -> Tensor:
    """First columns of the product of Householder reflections ``1 - tau v vᴴ``."""

def ormqr(
    input: Tensor, tau: Tensor, other: Tensor, left: _bool = True, transpose: _bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """Product of the orthogonal matrix of Householder reflections with `other`."""

def outer(input: Tensor, vec2: Tensor, *, out: Tensor | None = None) -> Tensor:
    """All products of the elements of two vectors: ``(n), (m) -> (n, m)``."""

def pairwise_distance(
    x1: Tensor, x2: Tensor, p: _float = 2.0, eps: _float = 1e-06, keepdim: _bool = False, *,
    keepdims: _bool = ...,
) -> Tensor:
    """The p-norm of ``x1 - x2 + eps`` along the last dimension."""

def pca_lowrank(
    A: Tensor, q: _int | None = None, center: _bool = True, niter: _int = 2,
) -> tuple[Tensor, ...]:
    """Principal components: `svd_lowrank` of the centred rows."""

def pdist(input: Tensor, p: _float = 2.0) -> Tensor:
    """Distances of every pair of rows, in the order (0, 1), (0, 2) ... (1, 2) ..."""

def permute(input: Tensor, *dims: _int | Sequence[_int], **named: Any) -> Tensor:
    """With the dimensions in the order `dims`: ``(a, b, c) -> (c, a, b)`` for (2, 0, 1)."""

def permute_copy(
    input: Tensor, dims: _int | Sequence[_int], *, out: Tensor | None = None,
) -> Tensor:
    """A copy of what `permute` shows, in memory of its own."""

def pinverse(input: Tensor, rcond: _float = 1e-15) -> Tensor:
    """Pseudo-inverse; `linalg.pinv`."""

def pixel_shuffle(input: Tensor, upscale_factor: _int) -> Tensor:
    """Channels become pixels: ``(*, c*r*r, h, w) -> (*, c, h*r, w*r)``."""

def pixel_unshuffle(input: Tensor, downscale_factor: _int) -> Tensor:
    """Pixels become channels: ``(*, c, h*r, w*r) -> (*, c*r*r, h, w)``."""

def polar(abs: Tensor, angle: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Complex tensor from its absolute value and angle."""

def polygamma(n: _int, input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise n-th derivative of the digamma function."""

def positive(input: Tensor) -> Tensor:
    """``+input``: the tensor itself."""

def pow(input: Tensor | Number, exponent: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input ** exponent``, with broadcasting; either may be a number."""

def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """Elementwise ``input`` above zero, ``weight * input`` below, with a weight for each
    channel."""

def prod(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    dtype: dtype | type | None = None, axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Product of all elements, or along `dim`."""

def put(input: Tensor, index: Tensor, source: Tensor, accumulate: _bool = False) -> Tensor:
    """With `source` written (or added) at positions counted through the whole tensor."""

def qr(input: Tensor, some: _bool = True, *, out: tuple[Tensor, ...] | None = None) -> results.qr:
    """QR factors; `linalg.qr`."""

def quantile(
    input: Tensor, q: Any, dim: _int | None = None, keepdim: _bool = False, *,
    interpolation: str = 'linear', axis: _int | Sequence[_int] | None = ..., keepdims: _bool = ...,
    out: Tensor | None = None,
) -> Tensor:
    """The `q`-quantiles of all elements, or along `dim`; several `q` make a first dimension."""

def rad2deg(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Radians to degrees, elementwise."""

def rad2deg_(input: Tensor) -> Tensor:
    """In-place form of `rad2deg`: writes the result into the tensor."""

def ravel(input: Tensor) -> Tensor:
    """All elements in one dimension: ``(n, m) -> (n*m)``."""

def real(input: Tensor) -> Tensor:
    """Real part: a view of a complex tensor; a real tensor itself."""

def reciprocal(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``1 / input``."""

def reciprocal_(input: Tensor) -> Tensor:
    """In-place form of `reciprocal`: writes the result into the tensor."""

def relu(input: Tensor) -> Tensor:
    """Elementwise ``max(input, 0)``."""

def relu_(input: Tensor) -> Tensor:
    """In-place form of `relu`: writes the result into the tensor."""

def remainder(
    input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input - other * floor(input / other)``: the sign is that of `other`."""

def renorm(
    input: Tensor, p: _float, dim: _int, maxnorm: _float, *, out: Tensor | None = None,
) -> Tensor:
    """Scale down each slice along `dim` whose `p`-norm exceeds `maxnorm`."""

def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: _int | None = None, *,
    output_size: _int | None = None, axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Each element repeated, next to itself: ``(n) -> (k*n)``; `repeats` may differ by
    position."""

def reshape(input: Tensor, *shape: _int | Sequence[_int], **named: Any) -> Tensor:
    """The same elements in another shape, a view where possible; one size may be -1."""

def resolve_conj(input: Tensor) -> Tensor:
    """The tensor itself: conjugates are always computed here."""

def resolve_neg(input: Tensor) -> Tensor:
    """The tensor itself: negatives are always computed here."""

def rms_norm(
    input: Tensor, normalized_shape: Sequence[_int], weight: Tensor | None = None,
    eps: _float | None = None,
) -> Tensor:
    """Divided by the root of the mean square over the last dimensions, times `weight`."""

def roll(input: Tensor, shifts: Any, dims: _int | Sequence[_int] = ...) -> Tensor:
    """Moved along dimensions, what leaves at one end enters at the other: ``(n, m) -> (n,
    m)``."""

def rot90(input: Tensor, k: _int = 1, dims: _int | Sequence[_int] = ...) -> Tensor:
    """Turned by `k` right angles in the plane of two dimensions: ``(n, m) -> (m, n)``."""

def round(input: Tensor, *, decimals: _int = 0, out: Tensor | None = None) -> Tensor:
    """Elementwise rounding to the nearest integer, half to even; to `decimals` digits if
    given."""

def round_(input: Tensor, *, decimals: _int = 0) -> Tensor:
    """In-place form of `round`: writes the result into the tensor."""

def row_stack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One below the other, row by row: ``(n, m), (k, m) -> (n + k, m)``; vectors are rows."""

def rrelu(
    input: Tensor, lower: _float = 0.125, upper: _float = 0.3333333333333333,
    training: _bool = False, inplace: _bool = False,
) -> Tensor:
    """Elementwise ``input`` above zero, times a slope drawn from [lower, upper) below."""

def rsqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise reciprocal of the square root."""

def rsqrt_(input: Tensor) -> Tensor:
    """In-place form of `rsqrt`: writes the result into the tensor."""

def rsub(input: Tensor, other: Tensor | Number, *, alpha: Number = 1) -> Tensor:
    """Elementwise ``other - alpha * input``."""

def scatter(
    input: Tensor, dim: _int, index: Any, src: Tensor | Number | None = None, *,
    value: Tensor | Number | None = None, reduce: str | None = None, out: Tensor | None = None,
) -> Tensor:
    """With ``src[i, j]`` written to ``[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (n,
    m)``."""

def scatter_add(
    input: Tensor, dim: _int, index: Tensor, src: Tensor, *, out: Tensor | None = None,
) -> Tensor:
    """With ``src[i, j]`` added at ``[index[i, j], j]`` for dim 0: ``(n, m), (k, m) -> (n,
    m)``."""

def scatter_reduce(
    input: Tensor, dim: _int, index: Tensor, src: Tensor, reduce: str, *,
    include_self: _bool = True, out: Tensor | None = None,
) -> Tensor:
    """With the elements of `src` combined at the places `index` names: ``(n), (k), (k) ->
    (n)``."""

def searchsorted(
    sorted_sequence: Tensor, input: Tensor, *, out_int32: _bool = False, right: _bool = False,
    side: str | None = None, sorter: Tensor | None = None, out: Tensor | None = None,
) -> Tensor:
    """Where to insert each element so that the row stays sorted; after equal ones with
    `right`."""

def select(input: Tensor, dim: _int, index: _int) -> Tensor:
    """What is at one position of a dimension, which disappears: ``(n, m) -> (m)``."""

def select_copy(input: Tensor, dim: _int, index: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of what `select` shows, in memory of its own."""

def select_scatter(input: Tensor, src: Tensor, dim: _int, index: _int) -> Tensor:
    """With `src` at one position of a dimension: ``(n, m), (m) -> (n, m)``."""

def selu(input: Tensor, inplace: _bool = False) -> Tensor:
    """Elementwise scaled `elu` that keeps mean 0 and variance 1."""

def selu_(input: Tensor) -> Tensor:
    """In-place form of `nn.functional.selu`: writes the result into the tensor."""

def sgn(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise sign; for complex numbers ``input / abs(input)``, 0 at 0."""

def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logistic function ``1 / (1 + exp(-input))``."""

def sigmoid_(input: Tensor) -> Tensor:
    """In-place form of `sigmoid`: writes the result into the tensor."""

def sign(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise sign: -1, 0 or 1."""

def signbit(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Whether each element has its sign bit set; -0.0 has."""

def sin(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise sine (radians)."""

def sin_(input: Tensor) -> Tensor:
    """In-place form of `sin`: writes the result into the tensor."""

def sinc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``sin(pi x) / (pi x)``, 1 at zero."""

def sinc_(input: Tensor) -> Tensor:
    """In-place form of `sinc`: writes the result into the tensor."""

def sinh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise hyperbolic sine."""

def sinh_(input: Tensor) -> Tensor:
    """In-place form of `sinh`: writes the result into the tensor."""

def slice_copy(
    input: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None,
    step: _int = 1, *, axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """A copy of what `slice` shows, in memory of its own."""

def slice_scatter(
    input: Tensor, src: Tensor, dim: _int = 0, start: _int | None = None, end: _int | None = None,
    step: _int = 1, *, axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """With `src` at the positions of a slice: ``(n, m), (k, m) -> (n, m)``."""

def slogdet(input: Tensor, *, out: tuple[Tensor, ...] | None = None) -> results.linalg_slogdet:
    """Sign and logarithm of the absolute value of the determinant: ``(*, n, n) -> (*),
    (*)``."""

def softmax(
    input: Tensor, dim: _int = ..., dtype: dtype | type | None = None, *,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """``exp(input) / sum(exp(input))`` along `dim`: positive, and 1 in sum."""

def sort(
    input: Tensor, dim: _int = -1, descending: _bool = False, *, stable: _bool = False,
    axis: _int | Sequence[_int] | None = ..., out: tuple[Tensor, ...] | None = None,
) -> results.sort:
    """The elements in ascending order along `dim`, and where they were; always stable."""

def split(
    input: Tensor, split_size_or_sections: Any = None, dim: _int = 0, *, split_size: Any = None,
    axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """Consecutive parts of one size (the last may be smaller): ``(n, m) -> (k, m), ...``."""

def split_copy(
    input: Tensor, split_size: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, ...]:
    """A copy of what `split` shows, in memory of its own."""

def split_with_sizes(
    input: Tensor, split_sizes: Any, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """Consecutive parts of the given sizes: ``(n, m) -> (n1, m), (n2, m), ...``."""

def split_with_sizes_copy(
    input: Tensor, split_sizes: Any, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, ...]:
    """A copy of what `split_with_sizes` shows, in memory of its own."""

def sqrt(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise square root; nan for negative numbers."""

def sqrt_(input: Tensor) -> Tensor:
    """In-place form of `sqrt`: writes the result into the tensor."""

def square(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise square."""

def square_(input: Tensor) -> Tensor:
    """In-place form of `square`: writes the result into the tensor."""

def squeeze(
    input: Tensor, dim: _int | Sequence[_int] | None = None, *,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Without dimensions of size one, all or those named: ``(1, n, 1) -> (n)``."""

def squeeze_copy(
    input: Tensor, dim: _int | Sequence[_int] | None = None, *,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """A copy of what `squeeze` shows, in memory of its own."""

def stack(
    tensors: Sequence[Tensor], dim: _int = 0, *, axis: _int | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Side by side along a new dimension: ``n of (m, k) -> (n, m, k)``."""

def std(
    input: Tensor, dim: _int | Sequence[_int] | None = None, unbiased: Any = ...,
    keepdim: _bool = False, *, correction: Any = ..., axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Standard deviation, the square root of `var`."""

def std_mean(
    input: Tensor, dim: _int | Sequence[_int] | None = None, unbiased: Any = ...,
    keepdim: _bool = False, *, correction: Any = ..., axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ...,
) -> tuple[Tensor, ...]:
    """Standard deviation and mean."""

def stft(
    input: Tensor, n_fft: _int, hop_length: _int | None = None, win_length: _int | None = None,
    window: Any = None, center: _bool = True, pad_mode: str = 'reflect', normalized: _bool = False,
    onesided: _bool | None = None, return_complex: _bool | None = None,
    align_to_window: _bool | None = None,
) -> Tensor:
    """Fourier transforms of overlapping windows: ``(*, t) -> (*, frequencies, frames)``."""

def sub(
    input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input - alpha * other``, with broadcasting."""

def subtract(
    input: Tensor | Number, other: Tensor | Number, *, alpha: Number = 1, out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input - alpha * other``, with broadcasting."""

def sum(
    input: Tensor, dim: _int | Sequence[_int] | None = None, keepdim: _bool = False, *,
    dtype: dtype | type | None = None, axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Sum over all dimensions, or over `dim` (one or several)."""

def svd(
    input: Tensor, some: _bool = True, compute_uv: _bool = True, *,
    out: tuple[Tensor, ...] | None = None,
) -> results.svd:
    """Singular vectors and values, ``input = U diag(S) Vᴴ``: `linalg.svd` with `V` itself."""

def svd_lowrank(
    A: Tensor, q: _int | None = 6, niter: _int | None = 2, M: Any = None,
) -> tuple[Tensor, ...]:
    """The `q` largest singular values with their vectors: ``A ≈ U diag(S) Vᴴ``."""

def swapaxes(input: Tensor, axis0: _int, axis1: _int) -> Tensor:
    """With two dimensions exchanged: ``(n, m) -> (m, n)``; as `transpose`."""

def swapdims(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """With two dimensions exchanged: ``(n, m) -> (m, n)``."""

def t(input: Tensor) -> Tensor:
    """The transpose of a matrix (a vector stays as it is): ``(n, m) -> (m, n)``."""

def t_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of what `t` shows, in memory of its own."""

def take(input: Tensor, index: Tensor, *, out: Tensor | None = None) -> Tensor:
    """The elements at positions counted through the whole tensor: ``(n, m), (k) -> (k)``."""

def take_along_dim(
    input: Tensor, indices: Tensor, dim: _int | None = None, *,
    axis: _int | Sequence[_int] | None = ..., out: Tensor | None = None,
) -> Tensor:
    """The elements `indices` points to along a dimension, as `argsort` gives them: ``(n, m) ->
    (n, m)``."""

def tan(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise tangent (radians)."""

def tan_(input: Tensor) -> Tensor:
    """In-place form of `tan`: writes the result into the tensor."""

def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise hyperbolic tangent."""

def tanh_(input: Tensor) -> Tensor:
    """In-place form of `tanh`: writes the result into the tensor."""

def tensor_split(
    input: Tensor, indices_or_sections: Any = None, dim: _int = 0, *, sections: Any = None,
    indices: _int | Sequence[_int] | Tensor | None = None, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """Into `n` parts of nearly equal size, or cut at the given positions: ``(n, m) -> ...``."""

def tensordot(
    a: Any, b: Any, dims: _int | Sequence[_int] = 2, *, out: Tensor | None = None,
) -> Tensor:
    """Contract the last `dims` of `a` with the first of `b`, or the two given lists of dims."""

def threshold(
    input: Tensor, threshold: Number, value: Tensor | Number, inplace: _bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input`` where it is above `threshold`, `value` elsewhere."""

def threshold_(input: Tensor, threshold: Number, value: Tensor | Number) -> Tensor:
    """In-place form of `nn.functional.threshold`: writes the result into the tensor."""

def tile(input: Tensor, *dims: _int | Sequence[_int], **named: Any) -> Tensor:
    """Repeated along each dimension; missing repeats count as 1: ``(n, m) -> (n, k*m)`` for
    k."""

def topk(
    input: Tensor, k: _int, dim: _int = -1, largest: _bool = True, sorted: _bool = True, *,
    axis: _int | Sequence[_int] | None = ..., out: tuple[Tensor, ...] | None = None,
) -> results.topk:
    """The `k` largest (or smallest) elements along `dim` in order, and where they are."""

def trace(input: Tensor) -> Tensor:
    """Sum of the diagonal: ``(n, m) -> ()``."""

def transpose(input: Tensor, dim0: _int, dim1: _int) -> Tensor:
    """With two dimensions exchanged: ``(n, m) -> (m, n)``."""

def transpose_copy(input: Tensor, dim0: _int, dim1: _int, *, out: Tensor | None = None) -> Tensor:
    """A copy of what `transpose` shows, in memory of its own."""

def trapezoid(
    y: Any, x: Any = None, *, dx: Any = None, dim: _int = -1,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Area under `y` along `dim` by the trapezoidal rule, at the points `x` or `dx` apart."""

def trapz(
    y: Any, x: Any = None, *, dx: Any = None, dim: _int = -1,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """Area under `y` along `dim` by the trapezoidal rule, at the points `x` or `dx` apart."""

def triangular_solve(
    input: Tensor, A: Tensor, upper: _bool = True, transpose: _bool = False,
    unitriangular: _bool = False, *, out: tuple[Tensor, ...] | None = None,
) -> results.triangular_solve:
    """Solution of ``A X = input`` for triangular `A`, with `A` itself."""

def tril(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Zeros above a diagonal of each matrix: ``(..., n, m) -> (..., n, m)``."""

def triu(input: Tensor, diagonal: _int = 0, *, out: Tensor | None = None) -> Tensor:
    """Zeros below a diagonal of each matrix: ``(..., n, m) -> (..., n, m)``."""

def true_divide(
    input: Tensor | Number, other: Tensor | Number, *, rounding_mode: str | None = None,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input / other``, with broadcasting."""

def trunc(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise integer part, towards zero."""

def trunc_(input: Tensor) -> Tensor:
    """In-place form of `trunc`: writes the result into the tensor."""

def unbind(
    input: Tensor, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """The slices along a dimension, which disappears: ``(n, m) -> n of (m)``."""

def unbind_copy(
    input: Tensor, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
    out: Sequence[Tensor] | None = None,
) -> tuple[Tensor, ...]:
    """A copy of what `unbind` shows, in memory of its own."""

def unflatten(input: Tensor, dim: _int, sizes: _int | Sequence[_int]) -> Tensor:
    """One dimension as several; one of their sizes may be -1: ``(n*m) -> (n, m)``."""

def unfold_copy(
    input: Tensor, dimension: _int, size: _int, step: _int, *, out: Tensor | None = None,
) -> Tensor:
    """A copy of what `unfold` shows, in memory of its own."""

def unique(
    input: Tensor, sorted: _bool = True, return_inverse: _bool = False,
    return_counts: _bool = False, dim: _int | None = None, *,
    axis: _int | Sequence[_int] | None = ...,
) -> Tensor | Any:
    """The distinct elements in ascending order, or the distinct slices along `dim`."""

def unique_consecutive(
    input: Tensor, return_inverse: _bool = False, return_counts: _bool = False,
    dim: _int | None = None, *, axis: _int | Sequence[_int] | None = ...,
) -> Tensor | Any:
    """The elements (or slices along `dim`) without those that repeat the one before."""

def unload_ipython_extension(shell: InteractiveShell) -> None:
    """``%unload_ext nbautograd``: leaves nothing behind."""

def unravel_index(indices: Tensor, shape: _int | Sequence[_int]) -> tuple[Tensor, ...]:
    """The index in each dimension of places in a flattened tensor: ``(*) -> ((*), (*)
    ...)``."""

def unsafe_chunk(
    input: Tensor, chunks: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """As `chunk`, but the parts are not views: ``(n, m) -> (k, m), ...``."""

def unsafe_split(
    input: Tensor, split_size: _int, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """As `split`, but the parts are not views: ``(n, m) -> (k, m), ...``."""

def unsafe_split_with_sizes(
    input: Tensor, split_sizes: Any, dim: _int = 0, *, axis: _int | Sequence[_int] | None = ...,
) -> tuple[Tensor, ...]:
    """As `split_with_sizes`, but the parts are not views."""

def unsqueeze(
    input: Tensor, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
) -> Tensor:
    """A new dimension of size one at `dim`: ``(n) -> (1, n)``."""

def unsqueeze_copy(
    input: Tensor, dim: _int = ..., *, axis: _int | Sequence[_int] | None = ...,
    out: Tensor | None = None,
) -> Tensor:
    """A copy of what `unsqueeze` shows, in memory of its own."""

def vander(x: Any, N: _int | None = None, increasing: _bool = False) -> Tensor:
    """The powers of each element as a row, the highest first: ``(n) -> (n, N)``."""

def var(
    input: Tensor, dim: _int | Sequence[_int] | None = None, unbiased: Any = ...,
    keepdim: _bool = False, *, correction: Any = ..., axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ..., out: Tensor | None = None,
) -> Tensor:
    """Variance, the sum of squared distances from the mean over ``n - correction``."""

def var_mean(
    input: Tensor, dim: _int | Sequence[_int] | None = None, unbiased: Any = ...,
    keepdim: _bool = False, *, correction: Any = ..., axis: _int | Sequence[_int] | None = ...,
    keepdims: _bool = ...,
) -> tuple[Tensor, ...]:
    """Variance and mean."""

def vdot(input: Tensor, other: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Inner product of two vectors, the first conjugated: ``(n), (n) -> ()``."""

def view_as_complex(input: Tensor) -> Tensor:
    """Pairs in the last dimension as complex numbers: ``(n, 2) -> (n)``."""

def view_as_complex_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of what `view_as_complex` shows, in memory of its own."""

def view_as_real(input: Tensor) -> Tensor:
    """A complex tensor as its real and imaginary parts in a last dimension: ``(n) -> (n,
    2)``."""

def view_as_real_copy(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """A copy of what `view_as_real` shows, in memory of its own."""

def view_copy(input: Tensor, size: _int | Sequence[_int], *, out: Tensor | None = None) -> Tensor:
    """A copy of what `view` shows, in memory of its own."""

def vsplit(
    input: Tensor, *indices_or_sections: _int | Sequence[_int], sections: Any = None,
    indices: _int | Sequence[_int] | Tensor | None = None,
) -> tuple[Tensor, ...]:
    """Rows split evenly or at positions: ``(n, m) -> (k, m), ...``."""

def vstack(tensors: Sequence[Tensor], *, out: Tensor | None = None) -> Tensor:
    """One below the other, row by row: ``(n, m), (k, m) -> (n + k, m)``; vectors are rows."""

def where(
    condition: Tensor, input: Tensor | Number | None = None, other: Tensor | Number | None = None,
    *, out: Tensor | None = None,
) -> Tensor | Any:
    """`input` where the condition holds, `other` elsewhere; all broadcast."""

def xlogy(input: Tensor | Number, other: Tensor | Number, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input * log(other)``, 0 where `input` is 0."""

def xlogy_(input: Tensor | Number, other: Tensor | Number) -> Tensor:
    """In-place form of `xlogy`: writes the result into the tensor."""
