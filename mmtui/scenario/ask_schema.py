"""The two forms of ``ask``: each question is a table of its own, with exactly the keys it needs."""

from __future__ import annotations

from typing import Annotated, ClassVar, TypeAlias

from pydantic import Discriminator, Field, Tag

from mmtui.scenario.fields import Line, Name, Table, Variants
from mmtui.scenario.values import (
    SUBJECTS,
    Claim,
    Cost,
    Disagreement,
    FindAsk,
    FolioClaim,
    FolioEvent,
    FolioTruth,
    PageClaim,
    PageEvent,
    PageTruth,
    PredictAsk,
    Reading,
    RegionTruth,
    Subject,
)
from mmtui.scenario.values import Field as SmapsField

_PAGE = "which page of the folio, counted from 0"

Folio: TypeAlias = Annotated[Name, Field(description='which folio, by its label: "L0"')]
Page: TypeAlias = Annotated[int, Field(ge=0, description=_PAGE)]
MaybePage: TypeAlias = Annotated[int | None, Field(ge=0, description=_PAGE)]


_QUESTION = ("folio", "page", "process", "region", "reading")


class _Predict(Table):
    # The value is named by the key that is called like the subject; the other keys say where to look.
    subject: ClassVar[Subject]

    def value(self) -> PredictAsk:
        """The question as a value."""
        keys = {name: getattr(self, name) for name in _QUESTION if hasattr(self, name)}
        return PredictAsk(self.subject, getattr(self, self.subject), **keys)


class Counter(_Predict):
    """What is stored in a counter."""

    subject = "counter"
    counter: Line = Field(description="the name of a counter of the scheme")
    folio: Folio
    page: MaybePage = None
    reading: Reading = Field("stored", alias="as", description="as it is stored, or what that stands for")


class PageTruthOf(_Predict):
    """What is true of one page."""

    subject = "truth"
    truth: PageTruth = Field(description="what is asked of the page tables")
    folio: Folio
    page: Page


class FolioTruthOf(_Predict):
    """What is true of a folio."""

    subject = "truth"
    truth: FolioTruth = Field(description="what is asked of the page tables")
    folio: Folio


class RegionTruthOf(_Predict):
    """What is true of a region of a process."""

    subject = "truth"
    truth: RegionTruth = Field(description="what is asked of the page tables")
    process: Name = Field(description='which process: "A"')
    region: Name = Field(description='which region of it: "r"')


class PageClaimOf(_Predict):
    """What the scheme says of one page."""

    subject = "says"
    says: PageClaim = Field(description="what is asked of the scheme")
    folio: Folio
    page: Page


class FolioClaimOf(_Predict):
    """What the scheme says of a folio."""

    subject = "says"
    says: FolioClaim = Field(description="what is asked of the scheme")
    folio: Folio


class CostOf(_Predict):
    """What the operation costs the scheme."""

    subject = "cost"
    cost: Cost = Field(description="what is counted: atomic accesses, or entries that were read")


class PrintsOf(_Predict):
    """What /proc/PID/smaps prints of a region of a process, in kB."""

    subject = "prints"
    prints: SmapsField = Field(description="which field; Private is both Private_Clean and Private_Dirty")
    process: Name = Field(description='which process: "A"')
    region: Name = Field(description='which region of it: "r"; all of its VMAs are added up')


class _Find(Table):
    def value(self) -> FindAsk:
        """The question as a value."""
        return FindAsk(**self.model_dump())


class PageEventOf(_Find):
    """The first map or the last unmap, of a page or of the whole folio."""

    event: PageEvent = Field(description="the operation that is looked for")
    folio: Folio
    page: MaybePage = None


class FolioEventOf(_Find):
    """Something that happens to a folio."""

    event: FolioEvent = Field(description="the operation that is looked for")
    folio: Folio


class DisagreementOf(_Find):
    """The first time the scheme says what is not true."""

    event: Disagreement = Field(description="the operation that is looked for")
    folio: Folio
    page: MaybePage = None
    question: Claim | None = Field(None, description="which claim; without it, any")


PREDICT_ASKS = Variants(
    selectors=SUBJECTS,
    tables=(Counter, PageTruthOf, FolioTruthOf, RegionTruthOf, PageClaimOf, FolioClaimOf, CostOf, PrintsOf),
)
FIND_ASKS = Variants(selectors=("event",), tables=(PageEventOf, FolioEventOf, DisagreementOf))

PredictAskTable: TypeAlias = Annotated[
    Annotated[Counter, Tag("Counter")]
    | Annotated[PageTruthOf, Tag("PageTruthOf")]
    | Annotated[FolioTruthOf, Tag("FolioTruthOf")]
    | Annotated[RegionTruthOf, Tag("RegionTruthOf")]
    | Annotated[PageClaimOf, Tag("PageClaimOf")]
    | Annotated[FolioClaimOf, Tag("FolioClaimOf")]
    | Annotated[CostOf, Tag("CostOf")]
    | Annotated[PrintsOf, Tag("PrintsOf")],
    Discriminator(PREDICT_ASKS.tag),
]
FindAskTable: TypeAlias = Annotated[
    Annotated[PageEventOf, Tag("PageEventOf")]
    | Annotated[FolioEventOf, Tag("FolioEventOf")]
    | Annotated[DisagreementOf, Tag("DisagreementOf")],
    Discriminator(FIND_ASKS.tag),
]
