"""The names a step can ask about; how an answer is computed is the game's business."""

from __future__ import annotations

from typing import Literal, TypeAlias, get_args

PageTruth: TypeAlias = Literal["mapped-by"]
FolioTruth: TypeAlias = Literal["entries", "mapped-pages", "mms", "vmas", "partly-mapped"]
RegionTruth: TypeAlias = Literal["present", "vma-count"]

PageClaim: TypeAlias = Literal["page-mapcount"]
FolioClaim: TypeAlias = Literal["folio-mapcount", "mapped", "shared", "partly-mapped"]
Claim: TypeAlias = Literal[PageClaim, FolioClaim]

Cost: TypeAlias = Literal["atomics", "reads"]

PageEvent: TypeAlias = Literal["first-map", "last-unmap"]
FolioEvent: TypeAlias = Literal["partly-mapped", "pmd-split"]
Disagreement: TypeAlias = Literal["disagree"]
Event: TypeAlias = Literal[PageEvent, FolioEvent, Disagreement]

Kind: TypeAlias = Literal["predict", "find"]
Subject: TypeAlias = Literal["counter", "truth", "says", "cost"]
Reading: TypeAlias = Literal["stored", "logical"]

KINDS: tuple[str, ...] = get_args(Kind)
SUBJECTS: tuple[str, ...] = get_args(Subject)
TRUTHS: tuple[str, ...] = get_args(PageTruth) + get_args(FolioTruth) + get_args(RegionTruth)
CLAIMS: tuple[str, ...] = get_args(Claim)
COSTS: tuple[str, ...] = get_args(Cost)
EVENTS: tuple[str, ...] = get_args(Event)
