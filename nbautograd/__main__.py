"""``python -m nbautograd``: record a script or a notebook, open JupyterLab, install a kernel."""

import sys

from nbautograd.cli import main

if __name__ == "__main__":
    sys.exit(main())
