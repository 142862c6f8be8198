"""The reference models of the benchmark mean the same to each search."""

from __future__ import annotations

import pytest

from benchmarks.double_map import double_map
from benchmarks.search import whole_space
from benchmarks.search_models import page_mapcount, plain_search


@pytest.mark.parametrize(("size", "states"), [((2, 2), 38), ((2, 4), 56), ((3, 4), 865)])
def test_double_map_has_as_many_states_by_hand_as_with_the_plugin(size, states):
    model = double_map(*size)
    assert plain_search(model) == whole_space(model.arena()) == states


@pytest.mark.parametrize(("size", "states"), [((2, 4), 197), ((3, 4), 6372)])
def test_page_mapcount_has_as_many_states_by_hand_as_with_the_scheme(size, states):
    model = page_mapcount(*size)
    assert plain_search(model) == whole_space(model.arena()) == states


def test_the_split_that_leaves_somebody_a_pmd_is_in_the_model():
    """By hand, one CPU after the other: the first split raises each count twice, the exit takes one back."""
    model = double_map(2, 2)
    state = model.start
    while True:
        following = [after for after in model.successors(state) if after[1][1] == state[1][1]]
        if not following:
            break
        (state,) = following
    assert state[0].counts == (2, 2)
    assert (state[0].pmds, state[0].flag) == (1, 1)
    while following := list(model.successors(state)):
        (state,) = following
    assert (state[0].counts, state[0].pmds, state[0].flag) == ((1, 1), 0, 0)
    assert (state[0].mapped, state[0].queued) == (2, 0)
