"""Every size shows everything: side by side, in tabs, or a screen that says what it needs."""

import pytest

from mmtui.catalog import bundled
from mmtui.tui.keybar import MOST


def panes(game):
    return {name for name in ("folio", "tables", "events") if game.app.screen.query_one(f"#{name}").display}


async def test_a_wide_screen_shows_all_panes(play, scenario):
    async with play(scenario, size=(120, 40)) as game:
        assert panes(game) == {"folio", "tables", "events"}


async def test_a_narrow_screen_shows_one_and_names_the_others(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        assert panes(game) == {"folio"}
        assert "[1 folio L0] 2 page tables  3 events" in game.text
        await game.press("2")
        assert panes(game) == {"tables"}
        await game.press("3")
        assert panes(game) == {"events"}


@pytest.mark.parametrize("size", [(120, 40), (100, 28), (99, 40), (80, 24), (60, 20)])
async def test_question_brief_and_keys_are_always_there(play, scenario, size):
    async with play(scenario, size=size) as game:
        await game.press("h", "h", "enter", "0", "enter")
        assert "? help" in game.text
        await game.press("escape")
        for key in ("1", "2", "3"):
            await game.press(key)
            assert "B's mprotect is about to split" in game.text
            assert "Not yet" in game.text
            assert "? help" in game.text


async def test_tab_goes_round_all_panes(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        seen = []
        for _ in range(5):
            seen.append(game.app.screen.focused.id)
            await game.press("tab")
        assert seen == ["folio", "tables", "events", "said", "folio"]
        await game.press("shift+tab")
        assert game.app.screen.focused.id == "folio"


async def test_growing_and_shrinking_keeps_what_is_looked_at(play, scenario):
    async with play(scenario, size=(120, 40)) as game:
        await game.press("enter", "1", "enter", "enter", "right")
        for size in ((80, 24), (60, 20), (120, 40)):
            await game.pilot.resize_terminal(*size)
            await game.settle()
            assert ("op 6/9" if size[0] == 60 else "operation 6/9") in game.text
            assert "question 2 of 2" in game.text
            assert max(map(len, game.text.splitlines())) <= size[0]


async def test_too_small_says_what_it_needs_and_recovers(play, scenario, progress):
    async with play(scenario, size=(80, 24)) as game:
        await game.pilot.resize_terminal(59, 24)
        await game.settle()
        assert "mmtui needs 60x20 characters; this terminal has 59x24." in game.text
        await game.press("enter", "1", "enter")  # nobody sees what they would do
        await game.pilot.resize_terminal(80, 19)
        await game.settle()
        assert "80x19" in game.text
        await game.pilot.resize_terminal(80, 24)
        await game.settle()
        assert "question 1 of 2" in game.text
    assert progress.answers() == ()


async def test_too_small_from_the_start(play, scenario):
    async with play(scenario, size=(40, 10), brief=True) as game:
        assert "mmtui needs 60x20" in game.text
        await game.pilot.resize_terminal(80, 24)
        await game.settle()
        assert "2 questions, about 5 minutes" in game.text


async def test_eight_processes_and_512_pages_can_be_read_at_80x24(play, eight_processes):
    async with play(eight_processes, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "end")
        folio, tables = (game.app.screen.query_one(f"#{name}") for name in ("folio", "tables"))
        await game.press("1")
        assert len(folio.lines) < 40
        assert "[110-199]" in game.text
        await game.press("2")
        seen = set()
        for _ in range(4):
            seen |= {line[:12] for line in (row.strip() for row in game.text.splitlines())}
            await game.press("pagedown")
        assert {f"─ process {name}─"[:11] + " " for name in "ABCDEFGH"} <= seen
        texts = ["".join(span.text for span in line) for pane in (folio, tables) for line in pane.lines]
        assert max(map(len, texts)) <= 79
        assert not any("…" in text for text in texts)


async def test_a_pane_says_how_much_is_hidden(play, eight_processes):
    async with play(eight_processes, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "end", "1")
        assert "more below" in game.text
        await game.press(*["j"] * 40)
        assert "more below" not in game.text
        assert "more above" in game.text


async def test_processes_that_are_not_seen_are_named_and_n_goes_to_them(play, eight_processes):
    async with play(eight_processes, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "end", "2")
        assert "n p  A B C D(E)(F)(G)(H)" in game.text
        await game.press("n", "n", "n")
        rows = game.text.splitlines()
        assert rows[2] == " n p (A)(B) C D E(F)(G)(H)"
        assert rows[3].startswith(" ▲ ")
        assert rows[4].startswith(" ─ process C ─")
        await game.press("p")
        assert game.text.splitlines()[4].startswith(" ─ process B ─")
        await game.click_on("(H)")
        assert " ─ process H ─" in game.text
        assert "folio L0" in game.text  # n and p have left the folio alone


async def test_the_process_that_lines_are_of_is_named_where_its_title_is_hidden(play, eight_processes):
    async with play(eight_processes, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "end", "2", "n", "n", "n")
        assert game.text.splitlines()[3].rstrip() == " ▲ 6 more above"
        await game.press("j")
        assert game.text.splitlines()[3] == " ▲ 7 more above · process C"


async def test_where_all_processes_fit_n_is_the_next_folio(play, eight_processes):
    async with play(eight_processes, size=(120, 60)) as game:
        await game.press("enter", "1", "enter", "enter", "end", "2", "n")
        assert "n p  A" not in game.text
        assert "1 folio s0" in game.text


async def test_stepping_keeps_the_place_in_a_pane(play, eight_processes):
    async with play(eight_processes, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter", "end", "2", "j", "j", "j")
        before = game.text.splitlines()[4:8]
        assert not any("─ process A ─" in row for row in before)
        await game.press("left", "right")
        assert game.text.splitlines()[4:8] == before


async def test_only_panes_that_can_be_seen_are_written(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        assert game.app.screen.query_one("#events").lines == ()
        await game.press("3")
        assert game.app.screen.query_one("#events").lines != ()


@pytest.mark.parametrize("size", [(120, 40), (60, 20)])
async def test_the_footer_never_overflows(play, scenario, size):
    async with play(scenario, size=size) as game:
        keys = game.text.splitlines()[-1]
        assert len(keys) <= size[0]
        assert keys.rstrip().endswith("q back")
        assert keys.count("   ") < MOST


# -- no colour


async def test_no_color_leaves_no_colour_at_all(play, scenario, monkeypatch):
    monkeypatch.setenv("NO_COLOR", "1")
    async with play(scenario) as game:
        await game.press("enter", "1", "enter", "enter", "right")
        strips = game.app.screen._compositor.render_strips(game.app.size)
        filtered = [
            strip.apply_filter(game.app._filters[-1], game.app.screen.background_colors[1])
            for strip in strips
        ]
        styles = [segment.style for strip in filtered for segment in strip if segment.style]
        assert all(style.color is None or style.color.is_default for style in styles)
        assert all(style.bgcolor is None or style.bgcolor.is_default for style in styles)
        assert "~1" in game.text
        assert ">6 B munmap r 3 4" in game.text


async def test_wide_characters_are_not_cut_off(play, scenario):
    prompt = "最后一次解除映射是哪一步？" * 8
    scenario.write_text(scenario.read_text().replace("Which operation is the last unmap of page 3?", prompt))
    async with play(scenario, size=(80, 24)) as game:
        await game.press("enter", "1", "enter", "enter")
        assert game.text.count("最后一次解除映射是哪一步？") + game.text.count("？\n") >= 7
        shown = "".join(line.strip() for line in game.text.splitlines())
        assert prompt in shown


async def test_every_key_of_the_answer_field_fits_a_small_terminal(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        await game.press("enter")
        keys = game.text.splitlines()[-1]
        for key in ("0-9 type a number", "Esc put away", "Tab other panes", "← → move", "? help"):
            assert key in keys
        await game.press("1")
        keys = game.text.splitlines()[-1]
        for key in ("Enter answer", "Esc put away", "Tab other panes", "← → in the text"):
            assert key in keys


async def test_processes_are_lines_of_one_pane_so_that_none_is_laid_out_anew(play, eight_processes):
    async with play(eight_processes, size=(120, 60)) as game:
        await game.press("enter", "1", "enter", "enter", "end")
        tables = game.app.screen.query_one("#tables")
        assert set("ABCDEFGH") <= set(tables.processes)
        assert [pane.id for pane in tables.children] == ["processes", None]


async def test_that_a_folio_is_queued_is_explained_where_it_is_said(play):
    path = next(bundled("scenarios").glob("*-mprotect-the-middle.mmtui.toml"))
    async with play(path, size=(80, 24)) as game:
        await game.press("1")
        assert "! queued as partly mapped?  says no          truth yes" in game.text
        assert "(the deferred split queue: split when memory is short)" in game.text


async def test_a_title_is_cut_only_when_nothing_beside_it_can_be_shorter(play, scenario):
    title = "Detect the last unmap of a page that is shared"
    scenario.write_text(scenario.read_text().replace("Detect the last unmap", title))
    async with play(scenario, size=(80, 24)) as game:
        row = game.text.splitlines()[0]
        assert row == f" 3  {title}  double-map  4/9  oo  : menu"
    async with play(scenario, size=(60, 20)) as game:
        row = game.text.splitlines()[0]
        assert row.startswith(" 3  Detect the last unmap of a…")
        assert row.endswith(" double-map  4/9  oo  : menu")


async def test_what_the_marks_mean_comes_before_the_word_linux(play, scenario):
    scenario.write_text(scenario.read_text().replace("Detect the last unmap", "Detect the last unmap of all"))
    async with play(scenario, size=(120, 40)) as game:
        row = game.text.splitlines()[0]
        assert "+ new  ~ changed  - gone  ! untrue" in row
        assert row.endswith("double-map · 6.1  operation 4/9  oo  : menu")


async def test_a_folio_of_a_file_is_not_blamed_for_being_in_no_queue(play):
    path = next(bundled("scenarios").glob("*-negative-nr.mmtui.toml"))
    async with play(path, size=(80, 24)) as game:
        await game.press("1")
        assert "partly mapped" in game.text
        assert "a folio of a file is never queued for that" in game.text
        assert "! queued" not in game.text
