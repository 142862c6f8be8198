"""The pytest plugin: options, and nothing else until ``--mmtui-scheme`` is given."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pytest

SCHEME = "mmtui_scheme"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options; ``pytest --help`` shows them under mmtui."""
    group = parser.getgroup("mmtui", "hold a counting scheme of mmtui to what it claims")
    group.addoption(
        "--mmtui-scheme",
        action="append",
        default=[],
        metavar="NAME",
        help="test this scheme; can be given again",
    )
    group.addoption(
        "--mmtui-plugins-dir",
        action="append",
        default=[],
        metavar="DIR",
        help="load the plugins in this folder, unless they are installed; can be given again",
    )
    group.addoption(
        "--mmtui-kernel", metavar="K", help="the kernel to behave like; by default one that has the scheme"
    )
    group.addoption(
        "--mmtui-recorded",
        metavar="DIR",
        help="recordings of kernels, a folder for each, as tests/data/recorded",
    )
    group.addoption(
        "--mmtui-xfail",
        action="append",
        default=[],
        metavar="TEST",
        help="this test is known to fail, as 'race[two-tables]', and must; can be given again",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Load the rest if a scheme is to be tested."""
    if config.getoption(SCHEME):
        from mmtui.conformance.items import Conformance

        config.pluginmanager.register(Conformance(config), "mmtui-conformance")
