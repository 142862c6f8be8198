"""A kernel's answer beside the model's, as lines of text with roles."""

from __future__ import annotations

from collections.abc import Iterator

from mmtui.live.beside import Beside, Row
from mmtui.live.cells import Cell
from mmtui.live.inquiry import Answer, Inquiry
from mmtui.live.machine import counting
from mmtui.live.versus import nearest
from mmtui.recording.compare import Outcome
from mmtui.report.rules import rules_sentences
from mmtui.report.text import Line, Role, Span, flowed, line, pages_text

_BLANK = line("")
_PAGES = 9
_CELL = 27
LEGEND = "behind a folio: w writable, n for nobody, ? not told; x mapped once only (pagemap); kpagecount"
UNSEEN = (
    "What no process can see, and so cannot be asked: whether an entry is writable (? below a writable VMA)"
    " or dirty, PG_anon_exclusive, the counters as they are stored, folios that nobody maps."
)


def question_lines(inquiry: Inquiry, width: int) -> list[Line]:
    """Return what would be set, before anything is asked."""
    return [
        *_said("This machine makes huge pages otherwise than the scenario. To ask, mmtui would set:", width),
        _BLANK,
        *(
            line("  ", Span(one.name, Role.HEAD), f"   {_change(one.here, one.value)}")
            for one in inquiry.wanted
        ),
        _BLANK,
        *_said(
            "It is put back as soon as the kernel has answered, also if mmtui is killed. Meanwhile it"
            " holds for every process. Nothing is set unless you press Enter.",
            width,
        ),
    ]


def _change(here: str, value: str) -> str:
    return f"{here} -> {value}" if here else f"to {value}"


def answer_lines(answer: Answer, width: int) -> list[Line]:
    """Return the answer beside the model's."""
    lines = [piece for text in _heads(answer) for piece in _said(text, width)]
    lines += [_BLANK, _columns(answer, width)]
    for region in answer.regions:
        lines += _region(region, width)
    lines += [*_said(LEGEND, width, Role.DIM), _BLANK]
    for role, text in _sentences(answer):
        lines += _said(text, width, role)
    return lines


def _said(text: str, width: int, role: Role = Role.PLAIN) -> list[Line]:
    return flowed(line(Span(text, role)), width, 0)


def _heads(answer: Answer) -> Iterator[str]:
    inquiry = answer.inquiry
    session = inquiry.session
    yield f"After operation {session.cursor}: {session.moment.op}"
    if inquiry.by > 1:
        yield (
            f"A PMD of this machine maps 512 pages, one of the scenario {512 // inquiry.by}: so each page of"
            f" the scenario was {inquiry.by} real ones, and a small folio {inquiry.by} small folios."
        )
    yield from rules_sentences(session.trial.scenario.machine.rules)
    model, kernel = _result(session.moment.result.err), _result(answer.step["err"])
    if model != kernel:
        yield f"! the call returned: model {model}, kernel {kernel}"
    elif model != "0":
        yield f"Both returned {model}."


def _result(err: object) -> str:
    return str(err) if err else "0"


def _columns(answer: Answer, width: int) -> Line:
    model = f"model, {answer.inquiry.session.moment.profile.name}"
    kernel = f"kernel, {answer.inquiry.here.build.release}"
    if not _fits(width):
        return line(Span(f"{'  pages':<{_PAGES + 2}}{model}; below it {kernel}", Role.DIM))
    return line(Span(f"{'  pages':<{_PAGES + 2}}{model:<{_CELL}}{kernel}"[:width], Role.DIM))


def _fits(width: int) -> bool:
    return width >= 2 + _PAGES + 2 * _CELL - 4


def _region(region: Beside, width: int) -> Iterator[Line]:
    yield line(Span(f"{region.process} {region.region}", Role.HEAD))
    if not region.rows:
        yield line(Span("  no entry; the same", Role.DIM))
    for row in region.rows:
        yield from _row(row, width)


def _row(row: Row, width: int) -> Iterator[Line]:
    role = Role.WRONG if row.differs else Role.PLAIN
    mark, pages = "!" if row.differs else " ", pages_text(row.start, row.end - row.start)
    model = _cell(row.model, row.last[0])
    kernel = _cell(row.kernel, row.last[1]) if row.differs else "the same"
    left = Span(f"{mark} {pages:<{_PAGES}}{model:<{_CELL}}", role)
    right = Span(kernel, role if row.differs else Role.DIM)
    if _fits(width):
        yield line(left, right)
    else:
        yield line(left._replace(text=left.text.rstrip()))
        yield line(Span(" " * (_PAGES + 2)), right)
    if row.differs:
        yield from flowed(line(Span(f"    differs: {', '.join(row.differs)}", role)), width)


def _cell(first: Cell | None, last: Cell | None) -> str:
    if first is None or last is None:
        return "no entry"
    if first.kind == "mixed":
        return first.label
    if first.kind in ("guard", "moved"):
        return {"guard": "a guard", "moved": "swapped or moving"}[first.kind]
    marks = f"{first.writable} {'x' if first.exclusive else '-'} {first.mapcount}"
    return f"{first.level.upper()} {_folio(first, last)} {marks}"


def _folio(first: Cell, last: Cell) -> str:
    if first.kind == "zero":
        return "zero page" if first.small else "huge zero"
    if first.small:
        return first.label if first.label == last.label else f"{first.label}..{last.label}"
    return f"{first.label}[{pages_text(first.page, last.page - first.page + 1)}]"


def _sentences(answer: Answer) -> Iterator[tuple[Role, str]]:
    differing = sum(row.end - row.start for region in answer.regions for row in region.rows if row.differs)
    every = sum(row.end - row.start for region in answer.regions for row in region.rows)
    if differing:
        yield Role.WRONG, f"! {differing} of {every} mapped pages differ."
    elif every:
        yield Role.TRUTH, f"All {every} mapped pages are the same."
    else:
        yield Role.TRUTH, "Nothing is mapped, in the model and in the kernel."
    yield Role.PLAIN, _why(answer, bool(differing))
    yield Role.PLAIN, f"This kernel: {counting(answer.inquiry.here.build)}. {_huge(answer.inquiry)}"
    yield Role.DIM, UNSEEN


def _why(answer: Answer, differs: bool) -> str:
    compared, name = answer.as_here, nearest(answer.inquiry.here.build).name
    if compared.outcome is Outcome.AGREES:
        agrees = (
            f"The model of Linux {name}, on real sizes and as this machine is set, agrees with the kernel"
        )
        if differs:
            return (
                f"{agrees} at every step: what differs is what these kernels, sizes or settings do otherwise."
            )
        return f"{agrees} at every step as well."
    assert compared.step is not None, "what does not agree has a step"
    if compared.outcome is Outcome.NOT_MODELLED:
        return f"The model of Linux {name} cannot be asked the same: {compared.reason}"
    return (
        f"The model of Linux {name}, on real sizes and as this machine is set, differs from the kernel too,"
        f" at {compared.step.op}: that is a mistake of the model, or khugepaged was at work; ask again."
    )


def _huge(inquiry: Inquiry) -> str:
    thp = inquiry.here.settings.get("thp", "?")
    set_ = [f"{one.name} {one.value}" for one in inquiry.wanted]
    if set_:
        return f"Huge pages: for the moment of asking it was set to {', '.join(set_)}, and then put back."
    advised = "; private memory was advised to be huge, as in the scenario it may" * (thp == "madvise")
    return f"Huge pages: thp is {thp}{advised}."
