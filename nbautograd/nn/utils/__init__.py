"""What one does to all parameters at once, or to one: limits, vectors, other ways to write it.

    clip_grad_norm_ clip_grad_value_ ...     gradients that are too large
    parameters_to_vector ...                 all parameters as one vector, and back
    parametrize parametrizations             a weight that is a function of other parameters
    rnn                                      sequences of different lengths
"""

from __future__ import annotations

from . import parametrizations, parametrize, rnn
from .gradients import clip_grad_norm_, clip_grad_value_, clip_grads_with_norm_, get_total_norm
from .normed import remove_spectral_norm, remove_weight_norm, spectral_norm, weight_norm
from .vectors import parameters_to_vector, vector_to_parameters

__all__ = [
    "clip_grad_norm_", "clip_grad_value_", "clip_grads_with_norm_", "get_total_norm",
    "parameters_to_vector", "parametrizations", "parametrize", "remove_spectral_norm",
    "remove_weight_norm", "rnn", "spectral_norm", "vector_to_parameters", "weight_norm",
]
