"""What a search looks at, made from plugins, also in another process."""

from __future__ import annotations

from dataclasses import dataclass

from mmtui.catalog.load import load_catalog
from mmtui.catalog.sources import Sources
from mmtui.explore.subject import Subject
from mmtui.kernel.profile import FaultAround, profile_of


@dataclass(frozen=True)
class FromCatalog:
    """Makes the subject of a search: a scheme under a kernel, held to its claims by all checkers."""

    sources: Sources
    scheme: str
    kernel: str
    fault_around: FaultAround = "kernel"

    def __call__(self) -> Subject:
        catalog = load_catalog(self.sources)
        profile = profile_of(self.kernel, fault_around=self.fault_around)
        return Subject(catalog.scheme(self.scheme), profile, catalog.checkers_all())
