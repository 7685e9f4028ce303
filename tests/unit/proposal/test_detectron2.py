"""Mask R-CNN and DensePose where detectron2 is installed: random weights, its own last steps."""

from __future__ import annotations

import importlib
import importlib.util
import pickle
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from skimage import data

from curator.errors import NoPersonError
from curator.proposal import checkpoints, densepose, detectron, maskrcnn
from curator.records import Prompt
from curator.registry import SOURCES

ASTRONAUT = data.astronaut()
SHAPES = [(512, 512), (300, 500), (64, 1), (3000, 4000)]


def importable(name: str) -> Any:
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"detectron2's package {name} is not installed")
    try:
        return importlib.import_module(f"{name}.modeling")
    except (ImportError, RuntimeError) as error:
        pytest.skip(f"detectron2 cannot be imported here: {error}")


def of_shape(shape: tuple[int, int]) -> np.ndarray:
    rows = np.arange(shape[0]) * 512 // shape[0]
    columns = np.arange(shape[1]) * 512 // shape[1]
    return np.ascontiguousarray(ASTRONAUT[rows[:, None], columns])


@pytest.fixture(scope="module", params=["maskrcnn", "densepose"])
def own(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A source, its parameters with a file of random weights, and the network with those weights."""
    importable("detectron2")
    name = request.param
    if name == "densepose":
        importable("densepose")
    import torch

    patch = pytest.MonkeyPatch()
    patch.setattr(checkpoints, "fill", lambda *_: None)
    torch.manual_seed(5)
    source = SOURCES.get(name)
    parameters = source.parameters(score=0.0, people=5, weights="untrained")
    network = _network(name, parameters)
    patch.undo()
    _wake(network)
    file = tmp_path_factory.mktemp(name) / "model_final.pkl"
    held = {key: value.numpy() for key, value in network.state_dict().items()}
    file.write_bytes(pickle.dumps({"model": held, "__author__": "Detectron2 Model Zoo"}))
    for module in (maskrcnn, densepose):
        module._network.cache_clear()
    return source, replace(parameters, weights=str(file)), network


def _network(name: str, parameters: Any) -> Any:
    if name == "maskrcnn":
        return maskrcnn._network(Path("untrained"), "", parameters.score)
    return densepose._network(Path("untrained"), parameters)


def _wake(network: Any) -> None:
    """Bring untrained weights to where they find people, half of whose boxes is person."""
    state = network.state_dict()
    for key, value in state.items():
        # Without it the sum of each residual block doubles, and the last ones overflow.
        if key.endswith("conv3.norm.weight"):
            value.fill_(0.1)
        if key.endswith("cls_score.weight"):
            value.mul_(0.1)
        if key.endswith("cls_score.bias"):
            value.zero_()[0] = 3
        if key.endswith("mask_head.predictor.weight"):
            value.mul_(50)
    found = detectron.look(network, ASTRONAUT)
    if found.has("pred_masks"):
        logits = found.pred_masks[found.pred_classes == 0].logit()
        state["roi_heads.mask_head.predictor.bias"][0] -= logits.median()
    else:
        coarse = found.pred_densepose.coarse_segm
        between = (coarse[:, 1] - coarse[:, 0]).median()
        state["roi_heads.densepose_predictor.ann_index_lowres.bias"][1] -= between


def theirs(network: Any, photo: np.ndarray) -> Any:
    """The people that detectron2 itself answers with, at the photo's size, the surest first."""
    import torch

    small = detectron._resized(photo)[..., ::-1].astype(np.float32).transpose(2, 0, 1)
    given = {
        "image": torch.from_numpy(small.copy()), "height": photo.shape[0], "width": photo.shape[1]
    }  # fmt: skip
    with torch.inference_mode():
        found = network.inference([given])[0]["instances"]
    found = found[found.pred_classes == 0]
    return found[torch.argsort(-found.scores, stable=True)][:5]


@pytest.mark.parametrize("shape", SHAPES)
def test_masks_and_parts_are_detectrons_own(own: Any, shape: tuple[int, int]) -> None:
    source, parameters, network = own
    photo = of_shape(shape)
    expected = theirs(network, photo)
    if source.name == "maskrcnn":
        masks, parts = expected.pred_masks.numpy(), [None] * len(expected)
    else:
        masks, parts = _by_converters(expected, shape)
    pairs = [(mask, part) for mask, part in zip(masks, parts, strict=True) if mask.any()]
    assert len(pairs) > 1 or min(shape) == 1
    subjects = list(source.function(photo, Prompt(), parameters)) if pairs else []
    assert len(subjects) == len(pairs)
    for subject, (mask, part) in zip(subjects, pairs, strict=True):
        assert subject.mask.shape == shape
        # A probability of a half is a matter of the last digit.
        assert ((subject.mask >= 0.5) != mask).mean() < 1e-4
        if part is not None:
            assert (subject.parts != part).mean() < 1e-4


def _by_converters(found: Any, shape: tuple[int, int]) -> tuple[list[Any], list[Any]]:
    converters = importlib.import_module("densepose.converters")
    extractor = importlib.import_module("densepose.vis.extractor").DensePoseResultExtractor()
    masks = converters.ToMaskConverter.convert(found.pred_densepose, found.pred_boxes, shape)
    results, boxes = extractor(found)
    parts = []
    for result, box in zip(results, boxes, strict=True):
        whole = np.zeros(shape, np.uint8)
        left, top = int(box[0]), int(box[1])
        height, width = result.labels.shape
        whole[top : top + height, left : left + width] = result.labels.numpy()
        parts.append(whole)
    return list(masks.tensor.numpy()), parts


def test_one_many_and_nobody(own: Any) -> None:
    source, parameters, _ = own
    several = source.function(ASTRONAUT, Prompt(), parameters)
    (first,) = source.function(ASTRONAUT, Prompt(), replace(parameters, people=1))
    assert 1 < len(several) <= 5
    assert [each.score for each in several] == sorted((each.score for each in several), reverse=True)
    np.testing.assert_array_equal(first.mask, several[0].mask)
    with pytest.raises(NoPersonError, match="100% sure"):
        source.function(ASTRONAUT, Prompt(), replace(parameters, score=1.0))


def test_the_configuration_is_detectrons_own() -> None:
    importable("detectron2")
    configs = Path(importlib.import_module("detectron2").__file__).parent / "model_zoo" / "configs"
    kind = "COCO-InstanceSegmentation/mask_rcnn_R_50_FPN_3x.yaml"
    get = importlib.import_module("detectron2.config").get_cfg
    published, ours = get(), get()
    published.merge_from_file(str(configs / kind))
    ours.merge_from_list([each for pair in maskrcnn.CONFIG.items() for each in pair])
    for config in (published, ours):
        config.MODEL.WEIGHTS = ""
    assert ours.MODEL == published.MODEL
    assert detectron.SIDES == (published.INPUT.MIN_SIZE_TEST, published.INPUT.MAX_SIZE_TEST)
