"""The pane of lines by itself, in an app of ten lines."""

import pytest
from textual.app import App

from mmtui.report.text import Span, line, plain
from mmtui.tui.choices import Choices
from mmtui.tui.keybar import Key, key_line
from mmtui.tui.lines import LinesPane


class Alone(App[None]):
    """Shows one pane."""

    def __init__(self, pane):
        super().__init__()
        self.shown = pane
        self.heard = []

    def compose(self):
        yield self.shown

    def on_lines_pane_picked(self, message):
        self.heard.append(message.about)

    def on_choices_chosen(self, message):
        self.heard.append(message.number)


def numbered(count):
    return lambda width: [line(Span(f"line {n}", about=n)) for n in range(count)]


def rows(app):
    return [strip.text.rstrip() for strip in app.screen._compositor.render_strips(app.size)]


async def test_what_does_not_fit_is_counted():
    app = Alone(LinesPane(numbered(50)))
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        assert rows(app)[0] == "line 0"
        assert rows(app)[9] == "▼ 41 more below"
        await pilot.press("pagedown")
        assert rows(app)[0] == "▲ 9 more above"
        await pilot.press(*["j"] * 60)
        assert rows(app)[9] == "line 49"


async def test_other_lines_keep_the_place():
    app = Alone(LinesPane(numbered(50)))
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.press("down", "down", "down")
        app.shown.write(numbered(40))
        await pilot.pause()
        assert rows(app)[1] == "line 4"
        app.shown.write(numbered(11))
        await pilot.pause()
        assert rows(app)[9] == "line 10"
        app.shown.write(numbered(2))
        await pilot.pause()
        assert rows(app)[:3] == ["line 0", "line 1", ""]


async def test_a_writer_is_asked_once_for_a_width():
    widths = []

    def writer(width):
        widths.append(width)
        return [line("x" * width)]

    app = Alone(LinesPane(writer))
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.pause()
        await pilot.resize_terminal(30, 10)
        await pilot.pause()
    assert widths == [20, 30]


async def test_a_hidden_pane_is_not_written():
    pane = LinesPane()
    pane.display = False
    app = Alone(pane)
    async with app.run_test(size=(20, 10)) as pilot:
        pane.write(lambda width: pytest.fail("nobody sees it"))
        await pilot.pause()
        pane.write(numbered(3))
        pane.display = True
        await pilot.pause()
        assert rows(app)[2] == "line 2"


async def test_a_click_says_what_was_pointed_at():
    app = Alone(LinesPane(numbered(50)))
    async with app.run_test(size=(20, 10)) as pilot:
        await pilot.press("pagedown")
        await pilot.click(LinesPane, offset=(2, 3))
        await pilot.click(LinesPane, offset=(15, 3))
        assert app.heard == [11]


async def test_markup_in_a_text_is_text():
    app = Alone(LinesPane(lambda width: [line("[b]bold?[/b] [@click=app.quit]x[/]")]))
    async with app.run_test(size=(60, 5)) as pilot:
        await pilot.pause()
        assert rows(app)[0] == "[b]bold?[/b] [@click=app.quit]x[/]"


async def test_the_cursor_of_a_list_stays_in_view():
    choices = Choices()
    choices.write(numbered(30))
    app = Alone(choices)
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.press("end")
        assert rows(app)[-1] == "> line 29"
        await pilot.press(*["k"] * 12)
        assert "> line 17" in rows(app)
        await pilot.press("home", "enter")
        assert rows(app)[0] == "> line 0"
        assert app.heard == [0]


async def test_a_cursor_can_be_put_before_the_list_is_seen():
    choices = Choices()
    choices.write(numbered(30))
    choices.put_cursor(20)
    app = Alone(choices)
    async with app.run_test(size=(20, 8)) as pilot:
        await pilot.pause()
        await pilot.pause()
        assert "> line 20" in rows(app)


@pytest.mark.parametrize("width", range(20, 90, 5))
def test_the_last_two_keys_are_always_shown(width):
    keys = [Key(key, "does it", key) for key in ("a", "Enter", "c", "d", "e", "?", "q")]
    text = plain(key_line(keys, width))
    assert text.endswith("? does it  q does it") or text.endswith("? does it   q does it")
    assert len(text) <= width
