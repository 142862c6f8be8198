"""Which label of a recording stands for which of ours."""

from __future__ import annotations

from collections.abc import Container

from mmtui.recording.facts import Name


class Names:
    """Labels are free, as long as a thing keeps its own: those of the recording beside ours."""

    def __init__(self) -> None:
        self._ours: dict[str, str] = {}
        self._theirs: dict[str, str] = {}

    def same(self, theirs: str, ours: str) -> bool:
        """Tell whether two labels can name one thing; from then on they do."""
        return self._ours.setdefault(theirs, ours) == ours and self._theirs.setdefault(ours, theirs) == theirs

    def of(self, theirs: str) -> str:
        """Return our label of a recorded thing; its own if we have not met it."""
        return self._ours.get(theirs, theirs)

    def met(self, theirs: str) -> bool:
        """Tell whether this recorded label stands for a thing of ours."""
        return theirs in self._ours

    def met_ours(self, ours: str | int | Name) -> bool:
        """Tell whether the recording has a label for a thing of ours."""
        return isinstance(ours, Name) and ours.label in self._theirs

    def forget(self, theirs: str) -> None:
        """The thing is gone; its labels may be used again."""
        ours = self._ours.pop(theirs, None)
        if ours is not None and self._theirs.get(ours) == theirs:
            del self._theirs[ours]

    def keep_only(self, prefix: str, alive: Container[str]) -> None:
        """Forget the things whose label of ours begins so and is not among these."""
        for ours, theirs in list(self._theirs.items()):
            if ours.startswith(prefix) and ours not in alive:
                self.forget(theirs)
