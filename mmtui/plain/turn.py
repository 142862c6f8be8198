"""What a line of the player's leads to."""

from __future__ import annotations

from typing import NamedTuple

from mmtui.game.session import Session


class Turn(NamedTuple):
    """What a line led to."""

    session: Session
    lines: tuple[str, ...] = ()
    over: bool = False
