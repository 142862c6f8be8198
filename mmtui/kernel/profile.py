"""Kernel profiles: what differs between the kernels that were recorded, stated once."""

from __future__ import annotations

from dataclasses import replace

from mmtui.errors import UsageError
from mmtui.kernel.profile_points import at_point
from mmtui.kernel.profile_rules import OWN_RULES, FaultAround, Profile, Reuse, Rules
from mmtui.kernel.profile_table import KERNELS, NEWEST, PROFILES

__all__ = [
    "KERNELS",
    "NEWEST",
    "OWN_RULES",
    "FaultAround",
    "Profile",
    "Reuse",
    "Rules",
    "kernel_with",
    "profile_of",
    "profile_of_release",
]


def profile_of(name: str, rules: Rules = OWN_RULES) -> Profile:
    """Return the profile of a kernel; raise ``UsageError`` for one that is not modelled.

    Where ``rules`` say so, it follows them instead of its own.
    """
    if name not in KERNELS:
        raise UsageError(f"no kernel {name!r} is modelled; known are {', '.join(KERNELS)}")
    return replace(KERNELS[name], rules=rules)


def profile_of_release(release: str) -> Profile:
    """Return the profile of a kernel by what ``uname -r`` prints; raise ``UsageError`` if it is not modelled.

    With what its point release is known to have taken over.

    >>> profile_of_release("6.1.0-50-cloud-amd64").name
    '6.1'
    >>> [profile_of_release(release).dontunmap_unlocks_part for release in ("6.12.107", "6.12.117-cloud")]
    [False, True]
    """
    name = ".".join(release.split(".")[:2]) + ("-nopmc" if "nopmc" in release else "")
    if name not in KERNELS:
        raise UsageError(f"the kernel {release!r} is not modelled; known are {', '.join(KERNELS)}")
    return at_point(KERNELS[name], release)


def kernel_with(scheme: str) -> str:
    """Return the kernel that has a scheme, or the newest when none has."""
    return next((profile.name for profile in PROFILES if profile.scheme == scheme), NEWEST)
