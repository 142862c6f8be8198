"""The generator against the output of pcg32-demo of the reference, pcg-c-basic (seed 42, stream 54)."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mmtui.rng import Pcg32

ROUND_1 = (0xA15C02B7, 0x7B47F409, 0xBA1D3330, 0x83D2F293, 0xBFA4784B, 0xCBED606E)
COINS = "HHTTTHTHHHTHTTTHHHHHTTTHHHTHTHTHTTHTTTHHHHHHTTTTHHTTTTTHTTTTTTTHT"
ROLLS = "3 4 1 1 2 2 3 2 4 3 2 4 3 3 5 2 3 1 3 1 5 1 4 1 5 6 4 6 6 2 6 3 3"
CARDS = """
Qd Ks 6d 3s 3d 4c 3h Td Kc 5c Jh Kd Jd As 4s 4h Ad Th Ac Jc 7s Qs
2s 7h Kh 2d 6c Ah 4d Qh 9h 6s 5s 2c 9c Ts 8d 9s 3c 8c Js 5d 2h 6h
7d 8s 9d 5h 8h Qc 7c Tc
"""


def test_first_round_of_the_reference_demo_comes_out():
    rng = Pcg32(42, 54)
    assert tuple(rng.next() for _ in ROUND_1) == ROUND_1
    assert "".join("TH"[rng.below(2)] for _ in COINS) == COINS
    assert " ".join(str(rng.below(6) + 1) for _ in ROLLS.split()) == ROLLS
    cards = [number + suit for number in "A23456789TJQK" for suit in "hcds"]
    for left in range(52, 1, -1):
        chosen = rng.below(left)
        cards[chosen], cards[left - 1] = cards[left - 1], cards[chosen]
    assert cards == CARDS.split()


def test_stream_is_that_of_the_reference_demo_unless_it_is_chosen():
    assert Pcg32(42).next() == ROUND_1[0]
    assert Pcg32(42, 55).next() != ROUND_1[0]


@given(st.integers())
def test_every_whole_number_is_a_seed(seed):
    assert Pcg32(seed).next() == Pcg32(seed % 2**64).next()


@given(st.integers(), st.integers(1, 2**32 - 1))
def test_number_is_below_its_bound(seed, bound):
    assert 0 <= Pcg32(seed).below(bound) < bound


@pytest.mark.parametrize("bound", [0, -1, 2**32])
def test_bound_out_of_range_is_refused(bound):
    with pytest.raises(ValueError, match="a bound is 1 to 4294967295"):
        Pcg32(1).below(bound)


@given(st.integers(), st.integers(0, 50), st.integers(1, 50))
def test_span_lies_within_and_is_not_empty(seed, start, length):
    within = range(start, start + length)
    span = Pcg32(seed).span(within)
    assert span
    assert within[0] <= span[0] <= span[-1] <= within[-1]


def test_every_span_can_come():
    rng = Pcg32(1)
    assert len({rng.span(range(4)) for _ in range(1000)}) == 4 + 3 + 2 + 1


def test_choices_are_about_equal():
    rng = Pcg32(1)
    tally = Counter(rng.choice("abc") for _ in range(3000))
    assert all(900 < times < 1100 for times in tally.values())
