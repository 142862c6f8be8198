"""The model says what six real kernels did, after every operation of every script here.

Compared is everything that a recording says, but for what ``NOT_COMPARED`` lists with its reason;
``test_corruptions.py`` shows that nothing else is left out.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from mmtui.kernel.profile import KERNELS, profile_of_release
from mmtui.moment import Moment
from mmtui.recording.compare import Compared, Outcome, compare
from mmtui.recording.fields import COMPARED, NOT_COMPARED
from mmtui.recording.trace import read_trace
from mmtui.report.records import records

FOLDER = Path(__file__).parents[1] / "data" / "recorded"
FILES = sorted(FOLDER.glob("*/*.jsonl.gz"))
NOT_MODELLED = {
    "40-ksm": "mergeable",
    "41-hugetlb": "hugetlb",
    "55-compact-migrate": "compact",
}
"""Scripts that are compared up to an operation that the model refuses by name."""
assert {path.parent.name for path in FILES} == set(KERNELS), "recordings of a kernel are missing"
FOUND_AT_RANDOM = 6
"""Scripts 61 to 66, made from differences that random ones found; 7.3-nopmc has no recording of them."""
OF_THREE_KERNELS = 6
"""Scripts 67 to 72: what is mlocked, what is pinned, what MADV_FREE gave up; under 6.1, 6.12 and 7.3."""
_EXPECTED = (59 + FOUND_AT_RANDOM) * len(KERNELS) - FOUND_AT_RANDOM + OF_THREE_KERNELS * 3
assert len(FILES) == _EXPECTED, "recordings are missing"


def compared(path: Path, catalog) -> Compared:
    trace = read_trace(path)
    profile = profile_of_release(trace.release)
    assert profile.name == path.parent.name
    return compare(trace, Moment.first(catalog.scheme(profile.scheme), profile), records)


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.name.split('.')[0]}")
def test_model_and_recorded_kernel_agree_after_every_operation(path, catalog):
    found = compared(path, catalog)
    assert found.differences == ()
    refused = NOT_MODELLED.get(path.name.split(".")[0])
    assert found.outcome is (Outcome.NOT_MODELLED if refused else Outcome.AGREES), found.reason
    if refused:
        assert refused in found.reason


def test_what_is_not_compared_stands_in_one_list_with_its_reason():
    assert all(NOT_COMPARED.values())
    assert not {(kind, field) for kind, fields in COMPARED.items() for field in fields} & NOT_COMPARED.keys()
