"""Functions that make functions: derivatives and maps of pure functions of tensors.

    grad, grad_and_value, vjp, linearize    reverse mode        jvp       forward mode
    jacrev, jacfwd, hessian                 whole matrices      vmap      over a dimension
    functional_call, stack_module_state     modules as functions of their parameters

They nest: ``vmap(grad(f))``, ``jacfwd(jacrev(f))``. Arguments may be nested containers of tensors.
"""

from __future__ import annotations

from .jacobians import hessian, jacfwd, jacrev
from .mapping import vmap
from .modules import functional_call, stack_module_state
from .tangents import jvp, linearize
from .transforms import grad, grad_and_value, vjp

__all__ = ["functional_call", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp",
           "linearize", "stack_module_state", "vjp", "vmap"]


def __dir__() -> list[str]:
    return sorted(__all__)
