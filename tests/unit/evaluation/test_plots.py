from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import numpy as np
import pytest

from curator.evaluation.plots import distribution, paired_scatter, sorted_curves

SVG = "{http://www.w3.org/2000/svg}"
VALUES = [np.array([0.5, 0.6, 0.9, 0.95]), np.array([0.4, 0.7, 0.8, 0.85])]


def drawn(kind: str, values: list[np.ndarray]) -> str:
    if kind == "distribution":
        return distribution(values, "a <b> & c")
    plot = sorted_curves if kind == "curves" else paired_scatter
    return plot(values, "foreground IoU", "a <b> & c")


@pytest.mark.parametrize("kind", ["distribution", "curves", "scatter"])
def test_is_svg_in_the_colours_of_the_page(kind: str):
    text = drawn(kind, VALUES)
    root = ElementTree.fromstring(text)
    assert root.tag == f"{SVG}svg"
    assert root.get("aria-label") == "a <b> & c"
    assert root.get("viewBox")
    assert "var(--method-1)" in text
    assert "var(--muted)" in text
    assert "#a1b2" not in text
    assert "#000000" not in text


@pytest.mark.parametrize("kind", ["distribution", "curves", "scatter"])
def test_is_the_same_twice(kind: str):
    assert drawn(kind, VALUES) == drawn(kind, VALUES)


@pytest.mark.parametrize("kind", ["distribution", "curves", "scatter"])
def test_draws_one_photo_and_equal_scores(kind: str):
    for values in ([np.array([1.0])] * 2, [np.zeros(3)] * 2):
        ElementTree.fromstring(drawn(kind, values))


def test_a_dot_a_photo_until_there_are_too_many():
    few = distribution([np.linspace(0, 1, 30)], "few")
    many = distribution([np.linspace(0, 1, 5000)], "many")
    assert few.count("<use") >= 30
    assert many.count("<use") < 30


def test_leaves_the_settings_of_matplotlib_alone():
    import matplotlib

    before = dict(matplotlib.rcParams)
    drawn("curves", VALUES)
    assert dict(matplotlib.rcParams) == before
