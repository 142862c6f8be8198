"""The whole machine at one moment, and the only function that makes another."""

from __future__ import annotations

from dataclasses import dataclass, field

from mmtui.books import Books, Cost, Drift, Left, Said
from mmtui.cells import MAX_STEPS
from mmtui.fault import SchemeBroke, SchemeFault, fault_of, misbehaved
from mmtui.handlers import answered, reading
from mmtui.interrupt import is_ctrl_c
from mmtui.kernel.draft import Draft
from mmtui.kernel.execute import execute
from mmtui.kernel.profile import Profile
from mmtui.kernel.results import Result
from mmtui.ledger import Ledger
from mmtui.limit import OutOfTime
from mmtui.model.counters import Do
from mmtui.model.folio import Folio
from mmtui.model.ops import Op
from mmtui.model.world import World
from mmtui.scheme import Question, Reading, Scheme


@dataclass(frozen=True, slots=True)
class Moment:
    """Page tables, counters, and what the last operation did to them."""

    world: World
    books: Books
    scheme: Scheme = field(compare=False)
    profile: Profile
    n: int = 0
    """How many operations were run."""
    op: Op | None = None
    """The last one; None at the start."""
    result: Result = Result()
    said: tuple[Said, ...] = ()
    """What the scheme said of each event of the last operation."""
    wrong: tuple[Left, ...] = ()
    """Counters that the last operation left below zero, or not zero on a freed folio."""
    cost: Cost = Cost()
    """What the last operation cost; ``books.cost`` is the total."""
    fault: SchemeFault | None = None
    """Where the scheme broke; from then on it counts nothing."""
    drift: tuple[Drift, ...] = ()
    """What the statistics keep of folios that the last operation freed; nothing if the claims were right."""

    @classmethod
    def first(cls, scheme: Scheme, profile: Profile, pages_per_pmd: int = 512) -> Moment:
        """Return an empty machine."""
        books = Books({counter: {} for counter in scheme.counters()})
        return cls(World(pages_per_pmd), books, scheme, profile)

    def after(self, *ops: Op) -> Moment:
        """Return the machine after these operations; what it says is said of the last one."""
        draft = Draft(self.world, self.profile)
        ledger = Ledger(self.scheme, self.books, draft, self.fault)
        for op in ops[:-1]:
            ledger.follow(execute(draft, op), keep=False)
        result, before = self.result, ledger.cost
        for op in ops[-1:]:
            result = ledger.follow(execute(draft, op))
        books = ledger.frozen()
        return Moment(
            draft.frozen(),
            books,
            self.scheme,
            self.profile,
            self.n + len(ops),
            ops[-1] if ops else self.op,
            result,
            tuple(ledger.said),
            tuple(ledger.wrong),
            books.cost.since(before),
            ledger.fault,
            tuple(ledger.drift),
        )

    def ask(self, question: Question, folio: Folio, page: int = 0) -> int | None:
        """Return what the scheme says of a folio now; None is "cannot say".

        Truth values are 0 and 1.  Raises ``SchemeBroke`` when the scheme breaks while it answers.
        """
        if self.fault is not None:
            return None
        try:
            return self._run(reading(self.scheme, question, folio, page))
        except OutOfTime:
            raise
        except BaseException as error:
            if is_ctrl_c(error):
                raise
            raise SchemeBroke(fault_of(error, self.scheme, None)) from error

    def _run(self, steps: Reading) -> int | None:
        answer: int | None = None
        for _ in range(MAX_STEPS):
            try:
                step = steps.send(answer)  # type: ignore[arg-type]
            except StopIteration as end:
                return answered(end.value)
            do, counter, number, page, _ = step
            if do is not Do.READ:
                raise misbehaved("changes a counter while it answers a question")
            value = self.books.cells.get(counter, {}).get(number, 0)
            answer = value if isinstance(value, int) else value[page]
        raise misbehaved(f"took more than {MAX_STEPS:,} steps for one question")
