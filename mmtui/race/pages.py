"""Pages of a folio as ranges, and as the bits that stand for their entries."""

from __future__ import annotations


def meet(one: range, other: range) -> range:
    """Return the pages that are in both.

    >>> meet(range(0, 3), range(2, 5))
    range(2, 3)
    """
    return range(max(one.start, other.start), min(one.stop, other.stop))


def bits_of(pages: range) -> int:
    """Return a bit for each page.

    >>> bin(bits_of(range(1, 3)))
    '0b110'
    """
    return (1 << pages.stop) - (1 << pages.start) if pages else 0


def batches(bits: int, pages: range) -> tuple[range, ...]:
    """Return the runs of neighbours whose bits are set, as ``folio_pte_batch()`` finds them.

    >>> batches(0b1011, range(4))
    (range(0, 2), range(3, 4))
    """
    found: list[range] = []
    for page in pages:
        if not bits >> page & 1:
            continue
        if found and found[-1].stop == page:
            found[-1] = range(found[-1].start, page + 1)
        else:
            found.append(range(page, page + 1))
    return tuple(found)


def pages_words(pages: range) -> str:
    """Return pages as one says them.

    >>> pages_words(range(1, 2)), pages_words(range(1, 4))
    ('1', '1-3')
    """
    return str(pages.start) if len(pages) == 1 else f"{pages.start}-{pages.stop - 1}"
