"""``torch.autograd.gradcheck``: derivatives against finite differences."""

from ..engine.gradcheck import GradcheckError, gradcheck, gradgradcheck

__all__ = ["GradcheckError", "gradcheck", "gradgradcheck"]
