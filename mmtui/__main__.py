"""``python -m mmtui``."""

from __future__ import annotations

import sys

from mmtui.cli import main

if __name__ == "__main__":
    sys.exit(main())
