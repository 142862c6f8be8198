"""The index of places agrees with the text, whatever way the text is written."""

from __future__ import annotations

from typing import NamedTuple

import pytest
import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from mmtui.scenario.positions import Lines, Place, index
from mmtui.scenario.tokens import tokens


def test_a_key_and_its_value_have_each_a_place():
    places = index('[machine]\nscheme = "per-page"')
    assert places.key(("machine", "scheme")) == Place(2, 1)
    assert places.value(("machine", "scheme")) == Place(2, 10)


def test_the_value_of_a_table_is_its_header():
    places = index("a = 1\n  [ machine ]\n")
    assert places.key(("machine",)) == Place(2, 5)
    assert places.value(("machine",)) == Place(2, 3)


def test_arrays_of_tables_are_counted():
    places = index("[[step]]\na = 1\n\n[[step]]\na = 2\n")
    assert places.value(("step", 0)) == Place(1, 1)
    assert places.value(("step", 1)) == Place(4, 1)
    assert places.key(("step", 1, "a")) == Place(5, 1)


def test_a_table_inside_an_array_of_tables_belongs_to_the_last_one():
    places = index("[[step]]\n[[step]]\n[step.ask]\npage = 3\n[[step.wrong]]\n[[step.wrong]]\nanswer = 0\n")
    assert places.key(("step", 1, "ask", "page")) == Place(4, 1)
    assert places.key(("step", 1, "wrong", 1, "answer")) == Place(7, 1)


def test_dotted_keys_have_a_place_for_each_part():
    places = index("ask . page = 3")
    assert places.key(("ask",)) == Place(1, 1)
    assert places.key(("ask", "page")) == Place(1, 7)


def test_quoted_keys_are_unquoted_and_escapes_in_them_are_read():
    places = index("\"a.\\u0062\".'c d' = 3")
    assert places.key(("a.b", "c d")) == Place(1, 12)


def test_items_of_a_list_are_counted_over_lines_and_comments():
    places = index("hints = [\n  'one', # , ]\n  'two',\n]\n")
    assert places.value(("hints", 1)) == Place(3, 3)


def test_keys_in_an_inline_table_have_places():
    places = index('ask = { counter = "x", at.page = [3, { y = 1 }] }')
    assert places.value(("ask",)) == Place(1, 7)
    assert places.key(("ask", "at", "page")) == Place(1, 27)
    assert places.key(("ask", "at", "page", 1, "y")) == Place(1, 40)


@pytest.mark.parametrize("text", ['"""\nb = 1\n[c] ""\\"\n"""', "'''\nb = 1\n[c] '' \\\n'''"])
def test_what_stands_in_a_text_of_many_lines_is_no_key(text):
    places = index(f"a = {text}\nd = 2\n")
    assert set(places.keys) == {("a",), ("d",)}
    assert places.key(("d",)) == Place(5, 1)


def test_a_date_with_a_blank_in_it_is_one_value():
    assert index("a = 1979-05-27 07:32:00.5\nb = [1.5, 2.5]\n").value(("b", 1)) == Place(2, 11)


def test_a_header_is_a_better_place_than_the_name_of_a_table_inside():
    assert index("[a.b]\n[a]\n").key(("a",)) == Place(2, 2)


def test_what_is_not_there_has_the_place_of_what_is_around_it():
    places = index("\n[machine]\n")
    assert places.value(("machine", "cpu", 3)) == Place(2, 1)
    assert places.value(("nothing",)) == Place(1, 1)


def test_a_place_counts_characters_and_not_bytes():
    assert Lines("ä\nöx").place(3) == Place(2, 2)


@settings(deadline=None)
@given(st.text(alphabet="\"'\\#[]{}=,. \nab\t"))
def test_tokens_are_pieces_of_the_text_in_order(text):
    end = 0
    for token in tokens(text):
        assert token.offset >= end
        assert text.startswith(token.text, token.offset)
        end = token.offset + len(token.text)


class Fact(NamedTuple):
    """What the author of a generated text knows about one place in it."""

    path: tuple
    key: str
    value: str


class Author:
    """Writes TOML in every way that TOML knows, and remembers what was written.  No two values are alike."""

    SCALARS = (
        "{n}",
        "{n}.5",
        '"{n} # [ \\" {{"',
        "'{n} ]] \\'",
        '"""{n}\n[a]\nb = "" \\""" """',
        "'''\n{n}\n''[[a]]'''",
        "2{n:03}-05-27 07:32:00",
    )
    KEYS = (("a", "'a'"), ("b-2", '"b-2"'), ("_c",), ("1",), ('"e f.\\u0067"',), ("'#['", '"#["'), ('""',))
    BLANKS = ("", " ", "\t", "  ")
    ENDS = ("\n", ' # ], } "\n', "\n\n\t\n")

    def __init__(self, random):
        self.random = random
        self.facts = []
        self.count = 0

    def one_of(self, *choices):
        return self.random.choice(choices)

    def keys(self):
        """Some keys, each in one of its spellings."""
        return [self.one_of(*spellings) for spellings in self.KEYS if self.one_of(True, False, False)]

    def document(self):
        top = self.pairs(())
        taken = {fact.path[0] for fact in self.facts}
        return top + "".join(self.section(key) for key in self.keys() if unquoted(key) not in taken)

    def section(self, key):
        if self.one_of(True, False):
            return self.table((unquoted(key),), key, f"[{key}]")
        many = range(self.one_of(1, 2, 3))
        return "".join(self.table((unquoted(key), at), key, f"[[{key}]]") for at in many)

    def table(self, path, key, header):
        self.facts.append(Fact(path, key, header))
        return f"{self.one_of(*self.BLANKS)}{header}{self.one_of(*self.ENDS)}{self.pairs(path)}"

    def pairs(self, path):
        return "".join(f"{self.pair(path, key)}{self.one_of(*self.ENDS)}" for key in self.keys())

    def pair(self, path, key):
        path = (*path, unquoted(key))
        if self.one_of(True, False, False):
            self.facts.append(Fact(path, key, key))
            return f"{key}{self.one_of('.', ' . ')}{self.pair(path, 'sub')}"
        return f"{key}{self.one_of(*self.BLANKS)}={self.one_of(*self.BLANKS)}{self.value(path, key)}"

    def value(self, path, key):
        if len(path) < 5 and self.one_of(True, False):
            return self.one_of(self.items, self.inline)(path, key)
        self.count += 1
        value = self.one_of(*self.SCALARS).format(n=self.count)
        self.facts.append(Fact(path, key, value))
        return value

    def items(self, path, key):
        self.facts.append(Fact(path, key, "["))
        items = [self.value((*path, at), "") for at in range(self.one_of(0, 1, 2))]
        inner = ",".join(
            f"{self.one_of('', *self.ENDS)}{item}{self.one_of('', *self.ENDS)}" for item in items
        )
        return f"[{inner}{self.one_of('', ',') if items else ''}]"

    def inline(self, path, key):
        self.facts.append(Fact(path, key, "{"))
        return f"{{ {' , '.join(self.pair(path, key) for key in self.keys())} }}"


def unquoted(key):
    return tomli.loads(f"key = {key}")["key"] if key[0] in "\"'" else key


def documents():
    """Texts, each with the facts about it."""

    def written(random):
        author = Author(random)
        return author.document(), author.facts

    return st.randoms(use_true_random=True).map(written)


def at(text, place):
    """The rest of the text from a place, found without our help."""
    return "\n".join(text.split("\n")[place.line - 1 :])[place.column - 1 :]


@settings(deadline=None)
@given(documents())
def test_the_text_at_each_place_is_the_key_and_the_value_that_were_written_there(document):
    text, facts = document
    tomli.loads(text)
    places = index(text)
    for path, key, value in facts:
        assert at(text, places.keys[path]).startswith(key)
        assert at(text, places.values[path]).startswith(value)


@settings(deadline=None)
@given(documents())
def test_every_key_that_a_parser_finds_has_a_place_and_no_other_has(document):
    text, _ = document

    def paths(value, path=()):
        for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
            yield (*path, key)
            if isinstance(inner, dict | list):
                yield from paths(inner, (*path, key))

    assert set(index(text).keys) == set(index(text).values) == set(paths(tomli.loads(text)))


@pytest.mark.parametrize(
    "text",
    [
        'ops = "ab%c"',
        "ops = 'ab%c'",
        'ops = """\nab\nc%d"""',
        "ops = '''\nab\nc%d'''",
        'ops = """ab\nc%d\n\n"""',
        r'ops = "a\tb\u00e9\\%c"',
        'ops = """a\\\n   \n  b%c"""',
        'ops = "%"',
        'ops = """\n\n"quoted" %c""""',
    ],
)
def test_a_character_inside_a_text_is_where_it_is_written(text):
    value = tomli.loads(text)["ops"]
    at = text.index("%")
    place = index(text).inside(("ops",), value.index("%"))
    assert place == Lines(text).place(at)


def test_the_end_of_a_text_is_its_quotes():
    assert index('ops = "ab"').inside(("ops",), 2) == Place(1, 10)


def test_what_is_inside_of_no_text_is_at_the_value():
    assert index("at = 5").inside(("at",), 3) == Place(1, 6)
