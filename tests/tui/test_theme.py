"""The themes can be read, and every word that help uses is explained."""

import pytest
from textual.color import Color

from mmtui.report.guide import GLOSSARY, GUIDES
from mmtui.report.text import Role
from mmtui.tui.app import MmtuiApp
from mmtui.tui.home import HomeScreen
from mmtui.tui.keys import PLAY
from mmtui.tui.theme import DARK, LIGHT, role_styles


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("role", Role)
def test_every_role_can_be_read(theme, role):
    style = role_styles({**theme.to_color_system().generate(), **theme.variables})[role]
    assert style.color is not None, "a role without a colour of the theme"
    colour = Color.from_rich_color(style.color)
    background = Color.parse(theme.panel if role is Role.DIM else theme.background)
    assert colour.get_contrast_text(1) != colour
    assert contrast(colour, background) >= 4.5


def contrast(one, other):
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour):
    parts = [
        part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in colour.normalized
    ]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize("variables", [{}, {"foreground": "auto 87%"}])
def test_a_theme_from_elsewhere_leaves_the_colours_of_the_terminal(variables):
    assert role_styles(variables)[Role.PLAIN].color is None


def test_every_word_of_every_guide_is_in_the_glossary():
    assert all(word in GLOSSARY for guide in GUIDES.values() for word in guide.words)


@pytest.mark.parametrize("bindings", [PLAY, HomeScreen.BINDINGS], ids=["play", "home"])
def test_no_key_means_two_things_and_none_needs_ctrl(bindings):
    keys = [key for binding in bindings for key in binding.key.split(",")]
    assert len(keys) == len(set(keys))
    assert not any("ctrl" in key for key in keys)
    assert "escape" not in keys or bindings is HomeScreen.BINDINGS, "a terminal waits before it tells of it"
    assert all(binding.description for binding in bindings)


async def test_every_built_in_theme_can_be_shown(play, scenario):
    async with play(scenario, size=(80, 24)) as game:
        for name in list(game.app.available_themes):
            game.app.theme = name
            await game.pilot.pause()
        assert "question 1 of 2" in game.text


@pytest.mark.parametrize(
    ("terminal", "theme"), [("15;0", DARK), ("0;15", LIGHT), ("0;default;15", LIGHT), ("", DARK)]
)
async def test_the_theme_suits_the_terminal(catalog, progress, course, monkeypatch, terminal, theme):
    monkeypatch.setenv("COLORFGBG", terminal)
    assert MmtuiApp(catalog, progress=progress, folder=course).theme == theme.name
