"""What each pane of the play screen has written in it."""

from __future__ import annotations

from collections.abc import Sequence

from mmtui.model.folio import Folio
from mmtui.report.events import event_lines, kernel_lines
from mmtui.report.folios import folio_lines, folio_title, memory_text
from mmtui.report.play import cost_text, timeline_line, title_line
from mmtui.report.question import asked_lines, question_title, said_lines
from mmtui.report.spots import spot_lines
from mmtui.report.text import Line, Role, Span, flowed, line
from mmtui.tui.lines import Act, Writer
from mmtui.tui.look import Look
from mmtui.tui.memo import Memo


def careful(writer: Writer) -> Writer:
    """Return a writer that says what went wrong instead of raising it: a scheme is a stranger's code."""

    def write(width: int) -> Sequence[Line]:
        try:
            return writer(width)
        except Exception as error:
            text = f"! this cannot be shown: {type(error).__name__}: {error}"
            return flowed(line(Span(text, Role.WRONG)), width)

    return write


def title(look: Look) -> Writer:
    return lambda width: [title_line(look.session, width)]


def events(look: Look) -> Writer:
    moment = look.session.moment
    return careful(
        lambda width: [
            piece for text in (*event_lines(moment), *kernel_lines(moment)) for piece in flowed(text, width)
        ]
    )


def timeline(look: Look, memo: Memo) -> Writer:
    return careful(lambda width: [timeline_line(look.session, width, _touched(look, memo))])


def folio(look: Look, memo: Memo) -> Writer:
    return careful(lambda width: _folio_lines(look, memo, width))


def _folio_lines(look: Look, memo: Memo, width: int) -> list[Line]:
    session, spot = look.session, look.spot
    cost = line(Span(cost_text(session.moment), Role.DIM))
    if spot is None:
        return [line(Span("there is no folio yet: nothing was touched", Role.DIM)), line(""), cost]
    if spot.folio not in look.folios:
        return [*flowed(_absent(look, spot.folio, memo), width), line(""), cost]
    lines = flowed(_folio_title(look, spot.folio), width)
    now = memo.folio(session, session.cursor, spot.folio)
    was = memo.folio(session, max(session.cursor - 1, 0), spot.folio)
    lines += folio_lines(now, was, width, spot)
    cost = line(*cost, Span(f"   {memory_text(now)}", Role.DIM))
    touched = _touched(look, memo)
    last = str(session.ops[touched - 1]) if touched else ""
    spot_ = spot_lines(session.moment, spot, touched, last, width)
    return [*lines, *flowed(cost, width), line(""), *spot_]


def _absent(look: Look, folio: Folio, memo: Memo) -> Line:
    # with a way to those that are there
    when = "is there no more" if _touched(look, memo) else "is not there yet"
    others = (
        [Span("   n", Role.HEAD, Act("folio(1)")), Span(": one that is", Role.DIM)] if look.folios else []
    )
    return line(Span(f"{folio}   {when}", Role.HEAD), *others)


def _folio_title(look: Look, folio: Folio) -> Line:
    folios = look.folios
    world = look.session.moment.world
    title = Span(folio_title(folio, world.pages_per_pmd), Role.HEAD)
    if folio not in world.folios():  # the operation that is looked at has freed it
        title = Span(f"- {title.text}   gone", Role.GONE)
    if len(folios) == 1:
        return line(title)
    which = f": folio {folios.index(folio) + 1} of {len(folios)}"
    others = (Span("   n", Role.HEAD, Act("folio(1)")), Span(" p", Role.HEAD, Act("folio(-1)")))
    return line(title, *others, Span(which, Role.DIM))


def _touched(look: Look, memo: Memo) -> int | None:
    return memo.touched(look.session, look.spot) if look.spot is not None else None


def asked(look: Look, brief: int) -> Writer:
    """Return the writer of the question, below so many lines of the brief."""
    return careful(lambda width: asked_lines(look.session, look.right, width, brief))


def said(look: Look) -> Writer:
    return careful(lambda width: said_lines(look.session, look.right, width))


def title_of_question(look: Look) -> str:
    return question_title(look.session, look.right if look.right is not None else look.session.step)
