"""The tests of a scheme as pytest sees them: collected without any file, reported with what was found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from mmtui.conformance.checks import Broken, Check, Undecided, checks_of
from mmtui.conformance.costs import cost_lines
from mmtui.conformance.plugin import SCHEME
from mmtui.conformance.subject import Kit, Wanted, kits_of
from mmtui.errors import MmtuiError


class Conformance:
    """What is done in a run in which a scheme was named."""

    def __init__(self, config: pytest.Config) -> None:
        option = config.getoption
        wanted = Wanted(
            tuple(option(SCHEME)),
            tuple(option("mmtui_plugins_dir")),
            option("mmtui_kernel"),
            option("mmtui_recorded"),
        )
        self._xfail = frozenset(option("mmtui_xfail"))
        try:
            self._kits = kits_of(wanted)
            self._checks = [tuple(checks_of(kit)) for kit in self._kits]
        except MmtuiError as error:
            raise pytest.UsageError(str(error)) from error

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection_modifyitems(self, session: pytest.Session, items: list[pytest.Item]) -> None:
        """Add the tests of the schemes, before -k and -m choose among all."""
        pairs = zip(self._kits, self._checks, strict=True)
        made = [item for kit, checks in pairs for item in SchemeKit.made(session, kit, checks).collect()]
        for item in made:
            if item.name in self._xfail:
                item.add_marker(pytest.mark.xfail(reason="--mmtui-xfail", strict=True))
        if strange := self._xfail - {item.name for item in made}:
            raise pytest.UsageError(f"--mmtui-xfail: there is no test {sorted(strange)[0]!r}")
        items += made
        # no collector of a file has told of them, and somebody counts
        report = pytest.CollectReport("mmtui", "passed", None, list(made))
        session.config.hook.pytest_collectreport(report=report)

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Write what counting costs each scheme that was tested, beside the built-in ones."""
        for kit in () if terminalreporter.config.option.collectonly else self._kits:
            terminalreporter.section(f"what {kit.scheme.name} costs")
            for text in cost_lines(kit):
                terminalreporter.line(text)


class SchemeKit(pytest.Collector):
    """All tests of one scheme."""

    checks: tuple[Check, ...]

    @classmethod
    def made(cls, session: pytest.Session, kit: Kit, checks: tuple[Check, ...]) -> SchemeKit:
        """Return the tests of a scheme as a part of a session."""
        name = kit.scheme.name
        collector: SchemeKit = cls.from_parent(session, name=name, nodeid=f"mmtui::{name}")
        collector.checks = checks
        return collector

    def collect(self) -> Iterator[SchemeTest]:
        for check in self.checks:
            yield SchemeTest.made(self, check)


class SchemeTest(pytest.Item):
    """One test of one scheme."""

    check: Check

    @classmethod
    def made(cls, parent: SchemeKit, check: Check) -> SchemeTest:
        """Return a check as a test."""
        item: SchemeTest = cls.from_parent(parent, name=check.name)
        item.check = check
        return item

    def runtest(self) -> None:
        try:
            self.check.run()
        except Undecided as reason:
            pytest.skip(str(reason))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        if isinstance(excinfo.value, Broken):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Any, int | None, str]:
        return self.path, None, f"{self.check.name}: {self.check.about}"
