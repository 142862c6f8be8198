from __future__ import annotations

import pytest

from mmtui.catalog import Catalog, Sources, bundled, load_catalog


@pytest.fixture(scope="session")
def catalog() -> Catalog:
    """The built-in plugins."""
    return load_catalog(Sources(bundled("plugins")))
