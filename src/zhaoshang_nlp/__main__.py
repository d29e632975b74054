"""Entry point of the ``zhaoshang`` command: answers ``--version`` before anything else is imported."""

from __future__ import annotations

import gc
import sys

from zhaoshang_nlp.version import __version__

# New containers after which Python looks for circles of values that nobody uses; its own number is 700.
_VALUES = 50_000


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"zhaoshang {__version__}")
        return
    # A run makes millions of small values and hardly a circle of them: to look for circles takes up to a tenth of it.
    gc.set_threshold(_VALUES, 20, 100)
    from zhaoshang_nlp.cli.app import run  # typer costs five times what --version may

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
