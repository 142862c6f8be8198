"""What later point releases of a recorded series are known to do otherwise, because fixes were taken over."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from mmtui.kernel.profile_rules import Profile
from mmtui.kernel.profile_table import V6_12, V6_18

POINTS: Mapping[str, tuple[int, Profile]] = {
    "6.12": (117, replace(V6_12, protnone_cleans_pmd=False, dontunmap_unlocks_part=True)),
    "6.18": (44, replace(V6_18, protnone_cleans_pmd=False)),
}
"""By profile: the point release that was looked at, and what it is like.

Between the recorded one and this one nobody has looked.
"""


def at_point(profile: Profile, release: str) -> Profile:
    """Return what a release of the profile's own series is like, as ``6.18.44-fc``.

    >>> at_point(V6_18, "6.18.15").protnone_cleans_pmd, at_point(V6_18, "6.18.50-1").protnone_cleans_pmd
    (True, False)
    """
    numbers = re.match(r"(\d+\.\d+)\.(\d+)", release)
    if numbers is None or numbers[1] not in POINTS or numbers[1] != profile.name:
        return profile
    least, later = POINTS[numbers[1]]
    return later if int(numbers[2]) >= least else profile
