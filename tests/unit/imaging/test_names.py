"""Names made safe, and names shown."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from curator.imaging.names import MAX_STEM_BYTES, safe_stem, shown, unique_stem

HOSTILE = [
    "../../etc/passwd.jpg",
    "..\\..\\boot.ini",
    "a/b/c.png",
    'it\'s "quoted".jpg',
    "new\nline\r\n.jpg",
    "smile 😀👩‍🦰.png",
    "<script>alert(1)</script>.jpg",
    "\x00nul\x1b[31m.jpg",
    "-rf.jpg",
    "...",
    "..",
    ".",
    "",
    "   ",
    ".jpg",
    "CON.jpg",
    "lpt1.png",
    "COM¹.png",
    "\u202egpj.exe",
    "caf\u0065\u0301.jpg",
    "\udcff\udcfe.jpg",
    "x" * 500 + ".jpg",
    "写" * 500 + ".jpg",
    "a.b.c.jpg",
    "50% & more; $HOME `x` | y.jpg",
    "trailing. ",
]


def assert_safe(stem: str) -> None:
    assert stem
    assert len(stem.encode("utf-8")) <= MAX_STEM_BYTES + 1
    assert not set(stem) & set("./\\:*?\"'<>|&;$`%()[]{}!#~ \t\r\n\0")
    assert stem[0] != "-"
    assert all(c in "-_" or unicodedata.category(c)[0] in "LMN" for c in stem)
    reserved = {"con", "prn", "aux", "nul"} | {
        f"{p}{n}" for p in ("com", "lpt") for n in "0123456789¹²³"
    }
    assert stem.casefold() not in reserved


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_become_safe_stems(name: str) -> None:
    assert_safe(safe_stem(name))


@given(st.text(max_size=300))
def test_any_text_becomes_a_safe_stem_that_stays_as_it_is(name: str) -> None:
    stem = safe_stem(name)
    assert_safe(stem)
    assert safe_stem(f"{stem}.jpg") == stem


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("anna.jpg", "anna"),
        ("_DSC0042.JPG", "_DSC0042"),
        ("C:\\photos\\anna.jpg", "anna"),
        ("/home/me/anna-2.final.jpeg", "anna-2_final"),
        ("anna", "anna"),
        ("cafe\u0301.png", "caf\u00e9"),
        ("写真.webp", "写真"),
        (".hidden", "hidden"),
        ("..", "photo"),
        ("😀.png", "photo"),
        ("nul.png", "nul_"),
    ],
)
def test_stems_keep_what_is_safe(name: str, stem: str) -> None:
    assert safe_stem(name) == stem


def test_a_taken_stem_gets_the_first_free_number() -> None:
    assert unique_stem("anna", set()) == "anna"
    assert unique_stem("anna", {"anna", "anna-2"}) == "anna-3"


def test_casefolded_stems_keep_upper_and_lower_case_apart() -> None:
    assert unique_stem("Anna", {"anna"}) == "Anna-2"


def test_a_numbered_stem_is_no_longer_than_a_stem_may_be() -> None:
    stem = "写" * (MAX_STEM_BYTES // 3)
    numbered = unique_stem(stem, {stem})
    assert numbered.endswith("写-2")
    assert len(numbered.encode()) <= MAX_STEM_BYTES


@pytest.mark.parametrize("name", HOSTILE)
def test_a_shown_name_is_printable_on_one_short_line(name: str) -> None:
    text = shown(name)
    assert 0 < len(text) <= 80
    assert len(text.splitlines()) == 1
    assert text.replace("\u200d", "").isprintable()
    text.encode("utf-8")


def test_a_shown_name_keeps_what_a_person_can_read() -> None:
    assert shown("it's <b>Änna</b> 😀.jpg") == "it's <b>Änna</b> 😀.jpg"
    assert shown("a\nb\u202ec") == "a\\nb\\u202ec"


def test_a_long_name_keeps_its_suffix() -> None:
    assert shown("x" * 200 + ".jpg").endswith("xxx.jpg")
