"""What a search looks at, made from plugins, also in another process."""

from __future__ import annotations

from dataclasses import dataclass

from mmtui.catalog.load import load_catalog
from mmtui.catalog.sources import Sources
from mmtui.explore.subject import Subject
from mmtui.kernel.profile import OWN_RULES, Rules, profile_of


@dataclass(frozen=True)
class FromCatalog:
    """Makes the subject of a search: a scheme under a kernel, held to its claims by all checkers."""

    sources: Sources
    scheme: str
    kernel: str
    rules: Rules = OWN_RULES

    def __call__(self) -> Subject:
        catalog = load_catalog(self.sources)
        profile = profile_of(self.kernel, self.rules)
        return Subject(catalog.scheme(self.scheme), profile, catalog.checkers_all())
