"""What an operation told the scheme: each event, what was said of it, and where a kernel does it."""

from __future__ import annotations

from mmtui.books import Said
from mmtui.counted import counted
from mmtui.model.events import MAPS, UNMAPS
from mmtui.moment import Moment
from mmtui.report.crosswalk import crosswalk
from mmtui.report.text import Line, Role, Span, line, pages_text


def event_lines(moment: Moment) -> list[Line]:
    """Return what the kernel told the scheme in the last operation, what it said, and what is true."""
    lines = [line(Span(result_text(moment), Role.WRONG if not moment.result.ok else Role.DIM))]
    lines += [_said_line(said) for said in moment.said]
    for left in moment.wrong:
        page = f" of page {left.page}" if left.page else ""
        text = f"! {left.counter.name}{page} of {left.folio} came to {left.value}"
        lines.append(line(Span(text, Role.WRONG)))
    if moment.fault is not None:
        lines.append(line(Span(f"! {moment.fault}", Role.WRONG)))
    return lines


def kernel_lines(moment: Moment) -> list[Line]:
    """Return where the modelled kernel does what the last operation did: function, file and commit."""
    found = list(crosswalk(moment))
    if not found:
        return []
    title = line(Span(f"in Linux {moment.profile.name}", Role.DIM))
    return [line(), title, *(line(f"  {what}: ", Span(str(where), Role.DIM)) for what, where in found)]


def result_text(moment: Moment) -> str:
    """Return what came of the last operation: how many events, or the kernel's error."""
    if moment.op is None:
        return "nothing has happened yet"
    if moment.result.ok:
        events, pages = counted(len(moment.said), "rmap event"), moment.result.moved
        return f"{moment.op}: {'' if pages is None else f'{_lie(pages)} there now, '}{events}"
    at = f" at page {moment.result.at}" if moment.result.at is not None else ""
    return f"{moment.op}: {moment.result.err}{at}"


def _lie(pages: int) -> str:
    return f"{counted(pages, 'page')} {'lies' if pages == 1 else 'lie'}"


def _said_line(said: Said) -> Line:
    event, claim = said.event, said.claim
    spans = [Span(f"  {event.what.value} {event.folio}[{pages_text(event.pages.start, len(event.pages))}] ")]
    spans.append(Span(f"in {event.vma.mm}", Role.DIM))
    if event.what in MAPS and claim.first is not None and (claim.first or said.zero):
        spans += _claim_spans("first map of", claim.first, said.zero)
    if event.what in UNMAPS and claim.gone is not None:
        spans += _claim_spans("last unmap of", claim.gone, said.zero)
    if event.what in UNMAPS and claim.last is not None:
        spans += _flag_spans("last unmap of the folio", claim.last, said.entries == 0)
    return tuple(spans)


def _claim_spans(text: str, claimed: int, true: int) -> list[Span]:
    false = claimed != true
    said = Span(
        f"  {'! ' if false else ''}says {text} {counted(claimed, 'page')}",
        Role.WRONG if false else Role.BELIEF,
    )
    return [said, Span(f", truth {true}", Role.TRUTH)]


def _flag_spans(text: str, claimed: bool, true: bool) -> list[Span]:
    false = claimed != true
    words = f"  {'! ' if false else ''}says {'' if claimed else 'not '}{text}"
    return [
        Span(words, Role.WRONG if false else Role.BELIEF),
        Span(f", truth {'yes' if true else 'no'}", Role.TRUTH),
    ]
