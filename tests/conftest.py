"""Fixtures for all tests."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples at every run: a change that is green here is green everywhere.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.load_profile("fixed")


def reference_folder() -> Path | None:
    """Give the folder of reference data, if present: ``ZHAOSHANG_REFERENCE``, else ``shared`` beside the project."""
    folder = Path(os.environ.get("ZHAOSHANG_REFERENCE", Path(__file__).parents[2] / "shared"))
    return folder if folder.is_dir() else None


@pytest.fixture(scope="session", autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Keep the tests away from the user's cache, and from what an earlier run left there."""
    os.environ["XDG_CACHE_HOME"] = str(tmp_path_factory.mktemp("cache"))


@pytest.fixture(scope="session")
def reference() -> Path:
    """Give the reference folder, or skip the test."""
    folder = reference_folder()
    if folder is None:
        pytest.skip("no reference data")
    return folder
