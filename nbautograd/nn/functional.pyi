"""Written by tests/stubs.py from the op table: not to be edited."""

from collections.abc import Callable, Sequence
from nbautograd.engine.dtypes import dtype
from nbautograd.engine.methods import Number
from nbautograd.engine.tensor import Tensor
from typing import Any

def adaptive_avg_pool1d(input: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """Mean of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def adaptive_avg_pool2d(input: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """Mean of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def adaptive_avg_pool3d(input: Tensor, output_size: int | Sequence[int]) -> Tensor:
    """Mean of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def adaptive_max_pool1d(
    input: Tensor, output_size: int | Sequence[int], return_indices: bool = False,
) -> Tensor | Any:
    """Largest of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def adaptive_max_pool2d(
    input: Tensor, output_size: int | Sequence[int], return_indices: bool = False,
) -> Tensor | Any:
    """Largest of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def adaptive_max_pool3d(
    input: Tensor, output_size: int | Sequence[int], return_indices: bool = False,
) -> Tensor | Any:
    """Largest of each of `output_size` bins: ``(n, c, *sizes) -> (n, c, *out)``."""

def affine_grid(
    theta: Tensor, size: int | Sequence[int], align_corners: bool | None = None,
) -> Tensor:
    """Places of the elements of an image of `size` after an affine map, for `grid_sample`."""

def alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False,
) -> Tensor:
    """As `dropout`, but mean 0 and variance 1 stay as they are: for networks with `selu`."""

def avg_pool1d(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: Any = None,
) -> Tensor:
    """Mean of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def avg_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: Any = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """Mean of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def avg_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    ceil_mode: bool = False, count_include_pad: bool = True, divisor_override: Any = None, *,
    out: Tensor | None = None,
) -> Tensor:
    """Mean of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def batch_norm(
    input: Tensor, running_mean: Tensor | None, running_var: Tensor | None,
    weight: Tensor | None = None, bias: Tensor | None = None, training: bool = False,
    momentum: float = 0.1, eps: float = 1e-05,
) -> Tensor:
    """Mean 0 and variance 1 of each channel over the batch, then times `weight` plus `bias`."""

def bilinear(input1: Tensor, input2: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """``input1 @ weight[o] @ input2 + bias[o]`` for each output feature o."""

def binary_cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Cross entropy of probabilities `input` of bits whose probabilities are `target`."""

def binary_cross_entropy_with_logits(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean', pos_weight: Tensor | None = None,
) -> Tensor:
    """Cross entropy of bits, given as log odds `input`, with their probabilities `target`."""

def celu(input: Tensor, alpha: Number = 1.0, inplace: bool = False) -> Tensor:
    """Elementwise ``input`` above zero, ``alpha * (exp(input / alpha) - 1)`` below."""

def celu_(input: Tensor, alpha: Number = 1.0) -> Tensor:
    """In-place form of `nn.functional.celu`: writes the result into the tensor."""

def channel_shuffle(input: Tensor, groups: int) -> Tensor:
    """Interleave groups of channels: ``(n, g*c, *) -> (n, c*g, *)``."""

def conv1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    dilation: int = 1, groups: int = 1,
) -> Tensor:
    """Convolution over 1 dimension."""

def conv2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    dilation: int = 1, groups: int = 1,
) -> Tensor:
    """Convolution over 2 dimensions."""

def conv3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    dilation: int = 1, groups: int = 1,
) -> Tensor:
    """Convolution over 3 dimensions."""

def conv_transpose1d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    output_padding: int = 0, groups: int = 1, dilation: int = 1,
) -> Tensor:
    """Transposed convolution over 1 dimension."""

def conv_transpose2d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    output_padding: int = 0, groups: int = 1, dilation: int = 1,
) -> Tensor:
    """Transposed convolution over 2 dimensions."""

def conv_transpose3d(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, stride: int = 1, padding: int = 0,
    output_padding: int = 0, groups: int = 1, dilation: int = 1,
) -> Tensor:
    """Transposed convolution over 3 dimensions."""

def cosine_embedding_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0,
    size_average: bool | None = None, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean of ``1 - cos`` where `target` is 1, of ``max(0, cos - margin)`` where -1."""

def cosine_similarity(
    x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-08, *,
    axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Cosine of the angle between vectors along `dim`; norms are `eps` at least."""

def cross_entropy(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = 'mean',
    label_smoothing: float = 0.0,
) -> Tensor:
    """Mean of the negative log probabilities that the softmax of `input` gives the targets."""

def ctc_loss(
    log_probs: Tensor, targets: Any, input_lengths: Any, target_lengths: Any, blank: int = 0,
    reduction: str = 'mean', zero_infinity: bool = False,
) -> Tensor:
    """Negative log likelihood of label sequences, over all their alignments in time."""

def dropout(input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False) -> Tensor:
    """Each number is 0 with probability `p`, else divided by ``1 - p``; the mean stays."""

def dropout1d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False,
) -> Tensor:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``."""

def dropout2d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False,
) -> Tensor:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``."""

def dropout3d(
    input: Tensor, p: float = 0.5, training: bool = True, inplace: bool = False,
) -> Tensor:
    """Each channel is 0 with probability `p`, else divided by ``1 - p``."""

def elu(input: Tensor, alpha: Number = 1.0, inplace: bool = False) -> Tensor:
    """Elementwise ``input`` above zero, ``alpha * (exp(input) - 1)`` below."""

def elu_(input: Tensor, alpha: Number = 1.0) -> Tensor:
    """In-place form of `nn.functional.elu`: writes the result into the tensor."""

def embedding(
    input: Tensor, weight: Tensor, padding_idx: int | None = None, max_norm: float | None = None,
    norm_type: float = 2.0, scale_grad_by_freq: bool = False, sparse: bool = False,
) -> Tensor:
    """The rows of `weight` whose numbers are in `input`."""

def embedding_bag(
    input: Tensor, weight: Tensor, offsets: Tensor | None = None, max_norm: float | None = None,
    norm_type: float = 2, scale_grad_by_freq: bool = False, mode: str = 'mean',
    sparse: bool = False, per_sample_weights: Tensor | None = None,
    include_last_offset: bool = False, padding_idx: int | None = None,
) -> Tensor | Any:
    """Sum, mean or largest of the rows of each bag of numbers."""

def feature_alpha_dropout(
    input: Tensor, p: float = 0.5, training: bool = False, inplace: bool = False,
) -> Tensor:
    """As `alpha_dropout`, of whole channels."""

def fold(
    input: Tensor, output_size: int | Sequence[int], kernel_size: int | Sequence[int],
    dilation: int = 1, padding: int = 0, stride: int = 1,
) -> Tensor:
    """Add columns of windows to images: ``(n, c * prod(kernel), windows) -> (n, c,
    *output_size)``."""

def fractional_max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int],
    output_size: int | Sequence[int] | None = None, output_ratio: Any = None,
    return_indices: bool = False, _random_samples: Any = None,
) -> Tensor:
    """Largest of each window; windows start at random, about evenly spread."""

def fractional_max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int],
    output_size: int | Sequence[int] | None = None, output_ratio: Any = None,
    return_indices: bool = False, _random_samples: Any = None,
) -> Tensor:
    """Largest of each window; windows start at random, about evenly spread."""

def gaussian_nll_loss(
    input: Tensor, target: Tensor, var: Any, full: bool = False, eps: float = 1e-06,
    reduction: str = 'mean',
) -> Tensor:
    """Mean negative log likelihood of normal numbers with means `input` and variances `var`."""

def gelu(input: Tensor, *, approximate: str = 'none', out: Tensor | None = None) -> Tensor:
    """Elementwise ``input`` times the normal distribution function of it."""

def glu(input: Tensor, dim: int = -1, *, axis: int | Sequence[int] | None = ...) -> Tensor:
    """The first half along `dim` times the sigmoid of the second: a gate."""

def grid_sample(
    input: Tensor, grid: Tensor, mode: str = 'bilinear', padding_mode: str = 'zeros',
    align_corners: bool | None = None,
) -> Tensor:
    """Sample images at the places of `grid`, given in -1 ... 1."""

def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None,
    eps: float = 1e-05,
) -> Tensor:
    """Mean 0 and variance 1 over groups of channels of each sample, times `weight` plus
    `bias`."""

def gumbel_softmax(
    logits: Tensor, tau: float = 1, hard: bool = False, eps: float = 1e-10, dim: int = -1, *,
    axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """A differentiable sample of one class: softmax of ``(logits + Gumbel noise) / tau``."""

def hardshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input``, but zero between ``-lambd`` and ``lambd``."""

def hardsigmoid(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise straight line from 0 at -3 to 1 at 3."""

def hardsigmoid_(input: Tensor) -> Tensor:
    """In-place form of `nn.functional.hardsigmoid`: writes the result into the tensor."""

def hardswish(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise ``input`` times its `hardsigmoid`."""

def hardswish_(input: Tensor) -> Tensor:
    """In-place form of `nn.functional.hardswish`: writes the result into the tensor."""

def hardtanh(
    input: Tensor, min_val: float = -1.0, max_val: float = 1.0, inplace: bool = False,
) -> Tensor:
    """Elementwise value between `min_val` and `max_val`."""

def hardtanh_(input: Tensor, min_val: float = -1.0, max_val: float = 1.0) -> Tensor:
    """In-place form of `hardtanh`: writes the result into the tensor."""

def hinge_embedding_loss(
    input: Tensor, target: Tensor, margin: float = 1.0, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean of the distances `input` where `target` is 1, of ``max(0, margin - input)`` where
    -1."""

def huber_loss(
    input: Tensor, target: Tensor, reduction: str = 'mean', delta: float = 1.0,
    weight: Tensor | None = None,
) -> Tensor:
    """Half the squared differences where they are below `delta`, straight lines elsewhere."""

def instance_norm(
    input: Tensor, running_mean: Tensor | None = None, running_var: Tensor | None = None,
    weight: Tensor | None = None, bias: Tensor | None = None, use_input_stats: bool = True,
    momentum: float = 0.1, eps: float = 1e-05,
) -> Tensor:
    """Mean 0 and variance 1 of each channel of each sample, then times `weight` plus `bias`."""

def interpolate(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: Any = None,
    mode: str = 'nearest', align_corners: bool | None = None,
    recompute_scale_factor: bool | None = None, antialias: bool = False,
) -> Tensor:
    """Resize to `size` or by `scale_factor`: ``(n, c, *sizes) -> (n, c, *out)``."""

def kl_div(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', log_target: bool = False,
) -> Tensor:
    """Divergence ``target * (log(target) - input)`` of log probabilities from probabilities."""

def l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', weight: Tensor | None = None,
) -> Tensor:
    """Mean of the absolute differences; their sum, or each one, with `reduction`."""

def layer_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
    bias: Tensor | None = None, eps: float = 1e-05, cudnn_enable: bool = True,
) -> Tensor:
    """Mean 0 and variance 1 over the last dimensions, which have `normalized_shape`."""

def leaky_relu(input: Tensor, negative_slope: Number = 0.01, inplace: bool = False) -> Tensor:
    """Elementwise ``input`` above zero, ``negative_slope * input`` below."""

def leaky_relu_(input: Tensor, negative_slope: Number = 0.01) -> Tensor:
    """In-place form of `nn.functional.leaky_relu`: writes the result into the tensor."""

def linear(
    input: Tensor, weight: Tensor, bias: Tensor | None = None, *, out: Tensor | None = None,
) -> Tensor:
    """``input @ weight.T + bias``: each row of the weight makes one feature."""

def linear_cross_entropy(
    input: Tensor, linear_weight: Tensor, target: Tensor, *, linear_bias: Any = None,
    weight: Tensor | None = None, reduction: str = 'mean', ignore_index: int | None = None,
    label_smoothing: float = 0.0, options: Any = None,
) -> Tensor:
    """Cross entropy of ``linear(input, linear_weight, linear_bias)``."""

def local_response_norm(
    input: Tensor, size: int, alpha: float = 0.0001, beta: float = 0.75, k: float = 1.0,
) -> Tensor:
    """Divided by ``(k + alpha * mean of squares over size neighbouring channels) ** beta``."""

def log_softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | type | None = None,
    *, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Logarithm of the softmax along `dim`; see `torch.log_softmax`."""

def logsigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logarithm of the sigmoid, without overflow."""

def lp_pool1d(
    input: Tensor, norm_type: Any, kernel_size: int | Sequence[int], stride: Any = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Norm of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def lp_pool2d(
    input: Tensor, norm_type: Any, kernel_size: int | Sequence[int], stride: Any = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Norm of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def lp_pool3d(
    input: Tensor, norm_type: Any, kernel_size: int | Sequence[int], stride: Any = None,
    ceil_mode: bool = False,
) -> Tensor:
    """Norm of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def margin_ranking_loss(
    input1: Tensor, input2: Tensor, target: Tensor, margin: float = 0,
    size_average: bool | None = None, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean of ``max(0, -target * (input1 - input2) + margin)``: which of two ranks higher."""

def max_pool1d(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    dilation: int = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Tensor | Any:
    """Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def max_pool1d_with_indices(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    dilation: int = 1, ceil_mode: bool = False, return_indices: bool = True,
) -> Tensor | Any:
    """As `max_pool1d`, with the flat index of each largest element."""

def max_pool2d(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    dilation: int = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Tensor | Any:
    """Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def max_pool2d_with_indices(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    dilation: int = 1, ceil_mode: bool = False, return_indices: bool = True,
) -> Tensor | Any:
    """As `max_pool2d`, with the flat index of each largest element."""

def max_pool3d(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    dilation: int = 1, ceil_mode: bool = False, return_indices: bool = False,
) -> Tensor | Any:
    """Largest element of each window: ``(n, c, *sizes) -> (n, c, *out)``."""

def max_pool3d_with_indices(
    input: Tensor, kernel_size: int | Sequence[int], stride: Any = None, padding: int = 0,
    dilation: int = 1, ceil_mode: bool = False, return_indices: bool = True,
) -> Tensor | Any:
    """As `max_pool3d`, with the flat index of each largest element."""

def max_unpool1d(
    input: Tensor, indices: Tensor, kernel_size: int | Sequence[int], stride: Any = None,
    padding: int = 0, output_size: int | Sequence[int] | None = None,
) -> Tensor:
    """Put elements back where `max_pool1d` found them, zero elsewhere."""

def max_unpool2d(
    input: Tensor, indices: Tensor, kernel_size: int | Sequence[int], stride: Any = None,
    padding: int = 0, output_size: int | Sequence[int] | None = None,
) -> Tensor:
    """Put elements back where `max_pool2d` found them, zero elsewhere."""

def max_unpool3d(
    input: Tensor, indices: Tensor, kernel_size: int | Sequence[int], stride: Any = None,
    padding: int = 0, output_size: int | Sequence[int] | None = None,
) -> Tensor:
    """Put elements back where `max_pool3d` found them, zero elsewhere."""

def mish(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise ``input * tanh(softplus(input))``."""

def mish_(input: Tensor) -> Tensor:
    """In-place form of `nn.functional.mish`: writes the result into the tensor."""

def mse_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', weight: Tensor | None = None,
) -> Tensor:
    """Mean of the squared differences; their sum, or each one, with `reduction`."""

def multi_head_attention_forward(
    query: Tensor, key: Tensor, value: Tensor | Number, embed_dim_to_check: int, num_heads: int,
    in_proj_weight: Any, in_proj_bias: Any, bias_k: Any, bias_v: Any, add_zero_attn: bool,
    dropout_p: float, out_proj_weight: Any, out_proj_bias: Any, training: bool = True,
    key_padding_mask: Any = None, need_weights: bool = True, attn_mask: Any = None,
    use_separate_proj_weight: bool = False, q_proj_weight: Any = None, k_proj_weight: Any = None,
    v_proj_weight: Any = None, static_k: Any = None, static_v: Any = None,
    average_attn_weights: bool = True, is_causal: bool = False,
) -> tuple[Tensor, ...]:
    """Attention with several heads and given weights; what `nn.MultiheadAttention` computes."""

def multi_margin_loss(
    input: Tensor, target: Tensor, p: int = 1, margin: float = 1.0, weight: Tensor | None = None,
    size_average: bool | None = None, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean over classes of ``max(0, margin - input[target] + input[class]) ** p``."""

def multilabel_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean',
) -> Tensor:
    """Mean of ``max(0, 1 - input[target] + input[other])`` over pairs of a target and no
    target."""

def multilabel_soft_margin_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean over classes of the cross entropy of bits given as log odds."""

def nll_loss(
    input: Tensor, target: Tensor, weight: Tensor | None = None, size_average: bool | None = None,
    ignore_index: int = -100, reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean of the negative log probabilities of the target classes."""

def normalize(
    input: Tensor, p: float = 2.0, dim: int = 1, eps: float = 1e-12, out: Tensor | None = None, *,
    axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Vectors along `dim`, divided by their norms, but by `eps` at least."""

def one_hot(input: Tensor, num_classes: int = -1) -> Tensor:
    """A vector for each number: 1 at that place, 0 elsewhere."""

def pad(
    input: Tensor, pad: Any, mode: str = 'constant', value: Tensor | Number | None = None,
) -> Tensor:
    """`input` with a border: constant, reflected, replicated or circular."""

def pairwise_distance(
    x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-06, keepdim: bool = False, *,
    keepdims: bool = ...,
) -> Tensor:
    """The p-norm of ``x1 - x2 + eps`` along the last dimension."""

def pdist(input: Tensor, p: float = 2.0) -> Tensor:
    """Distances of every pair of rows, in the order (0, 1), (0, 2) ... (1, 2) ..."""

def pixel_shuffle(input: Tensor, upscale_factor: int) -> Tensor:
    """Channels become pixels: ``(*, c*r*r, h, w) -> (*, c, h*r, w*r)``."""

def pixel_unshuffle(input: Tensor, downscale_factor: int) -> Tensor:
    """Pixels become channels: ``(*, c, h*r, w*r) -> (*, c*r*r, h, w)``."""

def poisson_nll_loss(
    input: Tensor, target: Tensor, log_input: bool = True, full: bool = False,
    size_average: bool | None = None, eps: float = 1e-08, reduce: bool | None = None,
    reduction: str = 'mean',
) -> Tensor:
    """Mean negative log likelihood of counts whose expected (log) numbers are `input`."""

def prelu(input: Tensor, weight: Tensor) -> Tensor:
    """Elementwise ``input`` above zero, ``weight * input`` below, with a weight for each
    channel."""

def relu(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise ``max(input, 0)``."""

def relu6(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise value between 0 and 6."""

def relu_(input: Tensor) -> Tensor:
    """In-place form of `relu`: writes the result into the tensor."""

def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None,
    eps: float | None = None,
) -> Tensor:
    """Divided by the root of the mean square over the last dimensions, times `weight`."""

def rrelu(
    input: Tensor, lower: float = 0.125, upper: float = 0.3333333333333333, training: bool = False,
    inplace: bool = False,
) -> Tensor:
    """Elementwise ``input`` above zero, times a slope drawn from [lower, upper) below."""

def scaled_dot_product_attention(
    query: Tensor, key: Tensor, value: Tensor | Number, attn_mask: Any = None,
    dropout_p: float = 0.0, is_causal: bool = False, *, scale: float | None = None,
    enable_gqa: bool = False,
) -> Tensor:
    """``softmax(query @ key.mT * scale + mask) @ value``; the scale is ``1 / sqrt(d)`` unless
    given."""

def selu(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise scaled `elu` that keeps mean 0 and variance 1."""

def selu_(input: Tensor) -> Tensor:
    """In-place form of `nn.functional.selu`: writes the result into the tensor."""

def sigmoid(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise logistic function ``1 / (1 + exp(-input))``."""

def silu(input: Tensor, inplace: bool = False) -> Tensor:
    """Elementwise ``input * sigmoid(input)``, called swish too."""

def silu_(input: Tensor) -> Tensor:
    """In-place form of `nn.functional.silu`: writes the result into the tensor."""

def smooth_l1_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean', beta: float = 1.0,
) -> Tensor:
    """Squared differences over ``2 beta`` where they are below `beta`, absolute ones
    elsewhere."""

def soft_margin_loss(
    input: Tensor, target: Tensor, size_average: bool | None = None, reduce: bool | None = None,
    reduction: str = 'mean',
) -> Tensor:
    """Mean of ``log(1 + exp(-target * input))``, with targets 1 and -1."""

def softmax(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | type | None = None,
    *, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Softmax along `dim`; see `torch.softmax`."""

def softmin(
    input: Tensor, dim: int | None = None, _stacklevel: int = 3, dtype: dtype | type | None = None,
    *, axis: int | Sequence[int] | None = ...,
) -> Tensor:
    """Softmax of the negative: the smallest number gets the largest share."""

def softplus(
    input: Tensor, beta: float = 1, threshold: float = 20, *, out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``log(1 + exp(beta * input)) / beta``, a smooth `relu`."""

def softshrink(input: Tensor, lambd: float = 0.5, *, out: Tensor | None = None) -> Tensor:
    """Elementwise ``input`` moved towards zero by `lambd`, and zero if that is too far."""

def softsign(input: Tensor) -> Tensor:
    """Elementwise ``input / (1 + abs(input))``."""

def tanh(input: Tensor, *, out: Tensor | None = None) -> Tensor:
    """Elementwise hyperbolic tangent."""

def tanhshrink(input: Tensor) -> Tensor:
    """Elementwise ``input - tanh(input)``."""

def threshold(
    input: Tensor, threshold: Number, value: Tensor | Number, inplace: bool = False, *,
    out: Tensor | None = None,
) -> Tensor:
    """Elementwise ``input`` where it is above `threshold`, `value` elsewhere."""

def threshold_(input: Tensor, threshold: Number, value: Tensor | Number) -> Tensor:
    """In-place form of `nn.functional.threshold`: writes the result into the tensor."""

def triplet_margin_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, margin: float = 1.0, p: float = 2,
    eps: float = 1e-06, swap: bool = False, size_average: bool | None = None,
    reduce: bool | None = None, reduction: str = 'mean',
) -> Tensor:
    """Mean of ``max(0, d(anchor, positive) - d(anchor, negative) + margin)``."""

def triplet_margin_with_distance_loss(
    anchor: Tensor, positive: Tensor, negative: Tensor, *,
    distance_function: Callable[[Any, Any], Any] | None = None, margin: float = 1.0,
    swap: bool = False, reduction: str = 'mean',
) -> Tensor:
    """As `triplet_margin_loss`, with any function of two tensors as the distance."""

def unfold(
    input: Tensor, kernel_size: int | Sequence[int], dilation: int = 1, padding: int = 0,
    stride: int = 1,
) -> Tensor:
    """Windows of images as columns: ``(n, c, h, w) -> (n, c * prod(kernel), windows)``."""

def upsample(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: Any = None,
    mode: str = 'nearest', align_corners: bool | None = None,
) -> Tensor:
    """`interpolate`, by its older name."""

def upsample_bilinear(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: Any = None,
) -> Tensor:
    """`interpolate` with mode bilinear, the corners aligned."""

def upsample_nearest(
    input: Tensor, size: int | Sequence[int] | None = None, scale_factor: Any = None,
) -> Tensor:
    """`interpolate` with mode nearest."""
