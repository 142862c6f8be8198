"""What a scheme does to single pages of large folios is remembered too; nothing may come out otherwise."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mmtui import Claim, Counter, Moment, Per, Scheme, parse_script
from mmtui import habits as remembering
from mmtui.habits import Habits
from mmtui.kernel.profile import KERNELS, kernel_with, profile_of

from .test_habits import SCHEMES, STRANGE
from .test_random_scripts import lines, script_of

PAGES = 32
LARGE = (
    f"proc A\nA mmap r anon {PAGES}\nA write r\nA mprotect r 0 1 ro\nA mprotect r 0 1 rw\n"
    + "".join(f"A dontneed r {page}\n" for page in range(1, PAGES, 2))
    + "A fork B\nB fork C\nA fork D\n"
)
SCRIPTS = {
    "forked and left": LARGE + "C exit\nD exit\nA exit\nB exit",
    "copied": LARGE
    + "B write r 0 20\nA write r 24 32\nC fork E\nB fork F\nC exit\nD write r\nB exit\nD exit\nA exit",
    "cut and moved": LARGE
    + "A mprotect r 8 20 ro\nC munmap r 5 9\nC mremap r 12 28 to=s\nA exit\nB dontneed r\nC exit",
    "of a file": f"set shmem always\nmemfd f {PAGES}\n"
    + "".join(f"proc {who}\n{who} mmap r memfd:f {PAGES} shared skew=8\n" for who in "ABC")
    + "".join(f"{who} write r {page}\n" for who in "ABC" for page in range(0, PAGES, 3))
    + "".join(f"{who} dontneed r {page}\n" for who in "AB" for page in range(0, PAGES, 3))
    + "C exit\nA read r\nB write r\nA exit",
}


class Large(Scheme):
    """Counts the entries of each page and of the folio; what is below does so in its own way."""

    name = "large"
    _mapcount = Counter(Per.PAGE)
    _entries = Counter()

    def map_ptes(self, folio, pages, vma):
        first = 0
        for page in pages:
            first += (yield self._mapcount.inc(folio, page)) == 1
        yield self._entries.add(folio, len(pages))
        return Claim(first=first)

    def unmap_ptes(self, folio, pages, vma):
        gone = 0
        for page in pages:
            gone += (yield self._mapcount.dec(folio, page)) == 0
        left = yield self._entries.add(folio, -len(pages))
        return Claim(gone=gone, last=left == 0, partly=gone > 0 and left > 0)

    def map_pmd(self, folio, vma):
        yield from self.map_ptes(folio, folio.pages, vma)
        return Claim(first=folio.nr_pages)


class AsksWhichPage(Large):
    def map_ptes(self, folio, pages, vma):
        yield self._entries.add(folio, sum(page % 3 for page in pages))
        return (yield from super().map_ptes(folio, pages, vma))


class AsksWhichPageAndHidesIt(Large):
    def map_ptes(self, folio, pages, vma):
        try:
            more = pages[0] == 6 or 20 in pages or pages.stop == 9
        except:  # noqa: E722  # as badly as it can be done
            more = 0
        yield self._entries.add(folio, int(more))
        return (yield from super().map_ptes(folio, pages, vma))


class CountsTheHeadPage(Large):
    """Which may be the page that is mapped."""

    def map_ptes(self, folio, pages, vma):
        claim = yield from super().map_ptes(folio, pages, vma)
        yield self._entries.add(folio, (yield self._mapcount.read(folio, 0)) == 4)
        return claim


class CountsForOneProcess(Large):
    def map_ptes(self, folio, pages, vma):
        yield self._entries.add(folio, vma.mm == "C")
        return (yield from super().map_ptes(folio, pages, vma))


class KnowsItsVmas(Large):
    def map_ptes(self, folio, pages, vma):
        yield self._entries.add(folio, hash(vma) % 3 + (vma == folio) + ("C" in repr(vma)))
        return (yield from super().map_ptes(folio, pages, vma))


class ChangesItsMindLate(Large):
    """It goes by numbers that are reached long after the first event."""

    _more = Counter(bits=7)

    def map_ptes(self, folio, pages, vma):
        entries = yield self._entries.read(folio)
        if 40 < entries <= 61 or entries == 70:
            yield self._more.add(folio, 1)
        if entries - 1 >= 75 and (entries != 80) is False:
            yield self._more.set(folio, 1)
        return (yield from super().map_ptes(folio, pages, vma))


class ComparesAnswers(Large):
    """And stores what it read in one place in another."""

    _other = Counter()

    def map_ptes(self, folio, pages, vma):
        claim = yield from super().map_ptes(folio, pages, vma)
        entries, other = (yield self._entries.read(folio)), (yield self._other.read(folio))
        if entries > other + 5:
            yield self._other.set(folio, entries)
        elif entries == other:
            yield self._other.add(folio, entries + other - 1)
        for page in pages:
            if (yield self._mapcount.read(folio, page)) == (yield self._other.read(folio)):
                yield self._other.set(folio, 0)
        return claim


class Calculates(Large):
    """With everything that an answer is good for."""

    _sum = Counter(bits=64)

    def map_ptes(self, folio, pages, vma):
        n = yield self._entries.read(folio)
        good = (
            n * 2,
            3 - n,
            -n,
            n // 3,
            n % 5,
            n & 6,
            1 << (n & 3),
            min(n, 9),
            max(7, n),
            abs(n),
            int(n),
            bool(n),
        )
        number = (
            sum(good) + len(range(n)) + len(str(n)) + (n in {3, 4, 50}) + hash(n) + round(n) + [*range(99)][n]
        )
        yield self._sum.set(folio, abs(number))
        return (yield from super().map_ptes(folio, pages, vma))


class SaysWhatItRead(Large):
    def map_ptes(self, folio, pages, vma):
        yield from super().map_ptes(folio, pages, vma)
        return Claim(first=(yield self._entries.read(folio)))


class SaysWhatItReadAndMakesItsClaimItself(Large):
    _odd = Counter(bits=1)

    def map_ptes(self, folio, pages, vma):
        yield from super().map_ptes(folio, pages, vma)
        odd = yield self._odd.exchange(folio, 1)
        if odd:
            yield self._odd.set(folio, 0)
        return tuple.__new__(Claim, (0, None, odd, None))


class Copies(Large):
    """What it read in one place it stores in others."""

    _copy = Counter()
    _sum = Counter()

    def map_ptes(self, folio, pages, vma):
        claim = yield from super().map_ptes(folio, pages, vma)
        for page in pages:
            count = yield self._mapcount.read(folio, page)
            before = yield self._copy.exchange(folio, count)
            yield self._sum.set(folio, before + count)
        return claim


class Forgets(Large):
    """It takes one too many away, so that counters fall below zero."""

    def unmap_ptes(self, folio, pages, vma):
        yield self._entries.add(folio, -1)
        return (yield from super().unmap_ptes(folio, pages, vma))


class WrapsLate(Large):
    _narrow = Counter(bits=6)

    def map_ptes(self, folio, pages, vma):
        yield self._narrow.inc(folio)
        return (yield from super().map_ptes(folio, pages, vma))


class ComesToAnEnd(Large):
    """It adds to a page until that has three, and to the folio until it has fifty."""

    _seen = Counter(Per.PAGE)
    _fifty = Counter()

    def map_ptes(self, folio, pages, vma):
        for page in pages:
            yield self._seen.add_unless(folio, 1, 3, page)
        had = yield self._fifty.exchange(folio, 50)
        yield self._fifty.set(folio, had)
        yield self._fifty.add_unless(folio, 1, unless=50)
        return (yield from super().map_ptes(folio, pages, vma))


class CannotSay(Large):
    def unmap_ptes(self, folio, pages, vma):
        claim = yield from super().unmap_ptes(folio, pages, vma)
        return claim if claim.last else Claim()


class CannotSayWhatIsGone(Large):
    def unmap_ptes(self, folio, pages, vma):
        claim = yield from super().unmap_ptes(folio, pages, vma)
        return Claim(gone=None if claim.gone else 0)


class BreaksLate(Large):
    def map_ptes(self, folio, pages, vma):
        if (yield self._entries.read(folio)) == 60:
            raise SystemExit("sixty")
        return (yield from super().map_ptes(folio, pages, vma))


class UsesAnotherFolio(Large):
    def map_ptes(self, folio, pages, vma):
        from mmtui.model.folio import folio_of

        yield self._entries.inc(folio_of(64))
        return (yield from super().map_ptes(folio, pages, vma))


LARGE_STRANGE = (
    Large,
    AsksWhichPage,
    AsksWhichPageAndHidesIt,
    CountsTheHeadPage,
    CountsForOneProcess,
    KnowsItsVmas,
    ChangesItsMindLate,
    ComparesAnswers,
    Calculates,
    SaysWhatItRead,
    SaysWhatItReadAndMakesItsClaimItself,
    Copies,
    Forgets,
    WrapsLate,
    ComesToAnEnd,
    CannotSay,
    CannotSayWhatIsGone,
    BreaksLate,
    UsesAnotherFolio,
)


def run(kind: type[Scheme], script: str, kernel: str, pages: int, at_once: int) -> list[Moment]:
    """Run so many operations of a script at once, for what is remembered is kept as long."""
    ops = parse_script(script)
    moments = [Moment.first(kind(), profile_of(kernel), pages)]
    for at in range(0, len(ops), at_once):
        moments.append(moments[-1].after(*ops[at : at + at_once]))
    return moments


@pytest.fixture
def both(monkeypatch: pytest.MonkeyPatch):
    """Run a script with a scheme whose second event of a kind is remembered, and one that is always asked."""

    def both(*how) -> tuple[list[Moment], list[Moment]]:
        with monkeypatch.context() as patch:
            patch.setattr(remembering, "_FIRST_EVENTS", 1)
            remembered = run(*how)
            patch.setattr(Habits, "claim", lambda *_: None)
            return remembered, run(*how)

    return both


@pytest.mark.parametrize("at_once", [1, 7, 10_000])
@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("name", SCHEMES)
def test_every_moment_is_as_if_the_scheme_had_been_asked(schemes, both, name, script, at_once):
    remembered, asked = both(schemes[name], script, kernel_with(name), PAGES, at_once)
    assert remembered == asked


@pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)
@pytest.mark.parametrize("kind", LARGE_STRANGE, ids=lambda kind: kind.__name__)
def test_also_for_a_scheme_that_is_not_like_others(both, kind, script):
    for at_once in (1, 10_000):
        remembered, asked = both(kind, script, "6.12", PAGES, at_once)
        assert remembered == asked
        assert repr([moment.said for moment in remembered]) == repr([moment.said for moment in asked])


@given(
    data=st.data(),
    drawn=st.lists(lines, min_size=8, max_size=40),
    kernel=st.sampled_from(list(KERNELS)),
    at_once=st.integers(1, 60),
)
@settings(max_examples=200, deadline=None, database=None)
def test_also_in_any_script(schemes, data, drawn, kernel, at_once):
    kind = data.draw(st.sampled_from([schemes[name] for name in SCHEMES] + [*STRANGE, *LARGE_STRANGE]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(remembering, "_FIRST_EVENTS", 1)
        remembered = run(kind, script_of(drawn), kernel, 8, at_once)
        patch.setattr(Habits, "claim", lambda *_: None)
        assert remembered == run(kind, script_of(drawn), kernel, 8, at_once)


@pytest.mark.parametrize("kind", [*SCHEMES[:6], "rmap-ids", "total-mapped-pages", *LARGE_STRANGE[:1]])
def test_a_scheme_is_hardly_asked_about_single_pages_of_a_large_folio(schemes, monkeypatch, kind):
    kind = schemes[kind] if isinstance(kind, str) else kind
    script = SCRIPTS["forked and left"].replace(f"anon {PAGES}", "anon 512")
    for page in range(PAGES + 1, 512, 2):
        script = script.replace("A fork B", f"A dontneed r {page}\nA fork B", 1)
    *first, last = parse_script(script.partition("A exit")[0])
    asked, claim = [], Habits.claim

    def watched(self, event, *others):
        said = claim(self, event, *others)
        asked.append(said is None)
        return said

    before = Moment.first(kind(), profile_of(kernel_with(kind.name)), 512).after(*first)
    monkeypatch.setattr(Habits, "claim", watched)
    assert before.after(last).said
    assert len(asked) == 256
    assert sum(asked) < 16
