"""What one does to all parameters at once, or to one: limits, vectors, other ways to write it.

    clip_grad_norm_ clip_grad_value_ ...     gradients that are too large
    parameters_to_vector ...                 all parameters as one vector, and back
    parametrize parametrizations             a weight that is a function of other parameters
    prune                                    weights with elements held at zero
    rnn                                      sequences of different lengths
    fuse_conv_bn_eval ...                    a layer and the batch norm behind it as one
"""

from __future__ import annotations

from . import parametrizations, parametrize, prune, rnn, stateless
from .empty import skip_init
from .fusion import (
    fuse_conv_bn_eval,
    fuse_conv_bn_weights,
    fuse_linear_bn_eval,
    fuse_linear_bn_weights,
)
from .gradients import (
    clip_grad_norm,
    clip_grad_norm_,
    clip_grad_value_,
    clip_grads_with_norm_,
    get_total_norm,
)
from .normed import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm
from .vectors import parameters_to_vector, vector_to_parameters

__all__ = [
    "clip_grad_norm", "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_",
    "fuse_conv_bn_eval", "fuse_conv_bn_weights", "fuse_linear_bn_eval", "fuse_linear_bn_weights",
    "get_total_norm", "parameters_to_vector", "parametrizations", "parametrize", "prune",
    "remove_spectral_norm", "remove_weight_norm", "rnn", "skip_init", "spectral_norm", "stateless",
    "vector_to_parameters", "weight_norm",
]
