"""What the key does that asks the kernel under us what the model was asked."""

from __future__ import annotations

from typing import Any

from textual.app import App

from mmtui.game.session import Session


def ask_kernel(app: App[Any], session: Session) -> str:
    """Ask what was asked up to the moment that is shown, nothing of what comes later.

    Returns a sentence where there is nothing to ask, else "".
    """
    if not session.cursor:
        return "This is the start: the kernel can be asked for what was done, and nothing was."
    # only now: few players ask, and none waits for what that takes
    from mmtui.live.kernel import OurKernel
    from mmtui.tui.kernel_screen import KernelScreen

    app.push_screen(KernelScreen(session, OurKernel()))
    return ""
