"""Entry point of the ``zhaoshang`` command: answers ``--version`` before anything else is imported."""

from __future__ import annotations

import sys

from zhaoshang_nlp.version import __version__


def main() -> None:
    """Run the command line and leave with its exit code."""
    if sys.argv[1:] in (["--version"], ["-V"]):
        print(f"zhaoshang {__version__}")
        return
    from zhaoshang_nlp.cli.app import run  # typer costs five times what --version may

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
