"""Recipes are read whole, or refused with what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from curator.errors import ParameterError, UnknownNameError
from curator.training import recipe as recipes

TEXT = (Path(recipes.__file__).with_name("recipes") / "light-dense.toml").read_text("utf-8")


def test_the_shipped_recipe_has_the_papers_three_stages():
    found = recipes.recipe("light-dense")
    assert [stage.trains for stage in found.stages[:3]] == [
        ("segmentation",),
        ("feathering",),
        ("segmentation", "feathering"),
    ]
    assert {stage.size for stage in found.stages} == {(128, 128)}
    assert found.augmentation.scale == (0.75, 1.5)
    assert found.augmentation.rotation == 30
    assert recipes.names() == ("light-dense", "vgg-fcn")


def test_an_unknown_network_is_refused_with_those_there_are():
    with pytest.raises(UnknownNameError, match=r"'vgg'; there are: light-dense, vgg-fcn\."):
        recipes.recipe("vgg")


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("width = 128\nheight", "height", "lacks width"),
        ("width = 128", "width = 128\nsized = 3", "does not know sized"),
        ("width = 128", 'width = "128"', "width there must be a value of type int"),
        ("rotation = 30.0", "rotation = true", "rotation there must be a value of type float"),
        ('losses = ["cross entropy"]', 'losses = ["dice"]', "names dice"),
        ('trains = ["feathering"]', "trains = []", "names nothing"),
        ("width = 128", "width = ", "is no TOML"),
        ("batch = 8", "batch = 0", "at least 1"),
    ],
)
def test_a_recipe_that_is_wrong_is_refused(old, new, word):
    assert old in TEXT
    with pytest.raises(ParameterError, match=word):
        recipes.parsed(TEXT.replace(old, new, 1), "mine.toml")
