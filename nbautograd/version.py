"""The version of this package, and of what it was built with: of nothing (torch.version).

>>> print(version.cuda, version.hip)
None None
"""

from __future__ import annotations

from . import __version__ as __version__

__all__ = ["cuda", "debug", "git_version", "hip", "xpu"]

cuda = hip = xpu = git_version = None
debug = False


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
