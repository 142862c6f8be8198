"""What the kernel asks its accounting."""

from __future__ import annotations

from enum import Enum


class Question(Enum):
    """What the kernel asks its accounting."""

    PAGE_MAPCOUNT = "page-mapcount"
    """How many entries map this page?"""
    FOLIO_MAPCOUNT = "folio-mapcount"
    """How many entries map any page of the folio? A PMD leaf counts 1."""
    MAPPED = "mapped"
    """Does anything map the folio?"""
    LAST_OF_PAGE = "last-of-page"
    """Of how many pages was this the last unmap?"""
    LAST_OF_FOLIO = "last-of-folio"
    """Was this the last unmap of the folio?"""
    PARTLY_MAPPED = "partly-mapped"
    """Did this unmap leave some pages mapped and some not?"""
    SHARED = "shared"
    """Does more than one process map the folio?"""
