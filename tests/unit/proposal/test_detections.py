"""Small planes come to the photo's size as torch samples them, and only so many of them."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from curator.proposal.densepose import _against_background
from curator.proposal.detections import in_photo, paste, strongest

PLANE = np.random.default_rng(11).random((28, 28), np.float32)


def sampled(box: tuple[float, ...], shape: tuple[int, int]) -> np.ndarray:
    """torch's grid_sample of the plane at the centres of the photo's pixels; zeros beyond it."""
    left, top, right, bottom = box
    x = (torch.arange(shape[1], dtype=torch.float64) + 0.5 - left) / (right - left) * 2 - 1
    y = (torch.arange(shape[0], dtype=torch.float64) + 0.5 - top) / (bottom - top) * 2 - 1
    grid = torch.stack(torch.meshgrid(x, y, indexing="xy"), dim=2)[None]
    plane = torch.from_numpy(PLANE.astype(np.float64))[None, None]
    return functional.grid_sample(plane, grid, align_corners=False)[0, 0].numpy()


@pytest.mark.parametrize(
    ("box", "shape"),
    [
        ((10.3, 5.8, 61.2, 77.1), (90, 80)),
        ((0.0, 0.0, 80.0, 90.0), (90, 80)),
        ((70.5, 85.25, 80.0, 90.0), (90, 80)),
        ((20.0, 30.0, 21.5, 31.0), (90, 80)),
        ((0.0, 0.0, 700.0, 500.0), (500, 700)),
        ((0.0, 0.0, 1.0, 40.0), (40, 1)),
    ],
)
def test_a_plane_is_pasted_as_torch_samples_it(box, shape):
    mask = paste(PLANE, np.array(box, np.float32), shape)
    expected = sampled(box, shape)
    left, top, right, bottom = box
    near = np.zeros(shape, np.bool_)
    near[max(0, int(top) - 1) : int(bottom) + 2, max(0, int(left) - 1) : int(right) + 2] = True
    np.testing.assert_allclose(mask[near], expected[near], atol=2e-5)
    # Where the plane fades further away, torch says less than a half.
    assert not mask[~near].any()
    assert not (expected[~near] >= 0.5).any()


def test_a_mask_of_twelve_megapixels_holds_little_beside_itself():
    import tracemalloc

    tracemalloc.start()
    mask = paste(PLANE, np.array((0, 0, 4000, 3000), np.float32), (3000, 4000))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert mask.shape == (3000, 4000)
    assert peak < 4 * mask.nbytes


@pytest.mark.parametrize("size", [(200, 150), (112, 112), (40, 7), (1, 1)])
def test_labels_are_those_of_torchs_interpolation(size):
    planes = np.random.default_rng(3).normal(size=(25, 112, 112)).astype(np.float32)
    probability, label = _against_background(planes, size)
    enlarged = functional.interpolate(
        torch.from_numpy(planes)[None], size[::-1], mode="bilinear", align_corners=False
    )[0]
    expected = enlarged.argmax(dim=0).numpy()
    person = probability > 0.5
    assert (person == (expected > 0)).mean() > 0.999
    assert (label[person] == expected[person]).mean() > 0.999
    pair = torch.stack([enlarged[0], enlarged[1:].max(dim=0).values]).softmax(dim=0)[1].numpy()
    np.testing.assert_allclose(probability, pair, atol=1e-4)


def test_planes_of_any_height_are_probabilities():
    planes = np.array([[[-1e30]], [[1e30]]], np.float32)
    with np.errstate(all="raise", under="ignore"):
        assert _against_background(planes, (1, 1))[0] == 1
        assert _against_background(planes[::-1].copy(), (1, 1))[0] < 1e-30


BOXES = np.array([[0, 0, 10, 10], [5, 5, 5, 20], [0, 0, 30, 30], [1, 1, 2, 2]], np.float32)
SCORES = np.array([0.6, 0.99, 0.9, 0.3], np.float32)


@pytest.mark.parametrize(
    ("least", "people", "kept"),
    [(0.0, 9, [2, 0, 3]), (0.5, 9, [2, 0]), (0.0, 1, [2]), (0.95, 9, []), (0.6, 9, [2, 0])],
)
def test_the_surest_boxes_with_an_area_are_kept(least, people, kept):
    least = float(np.float32(least))
    assert strongest(BOXES, SCORES, least, people, (100, 100)).tolist() == kept


def test_masks_of_a_large_photo_stay_below_a_gibibyte():
    boxes, scores = np.tile(BOXES[:1], (300, 1)), np.full(300, 0.9, np.float32)
    assert len(strongest(boxes, scores, 0.5, 100, (600, 800))) == 100
    for shape in ((3000, 4000), (7000, 7000), (10_000, 10_000)):
        count = len(strongest(boxes, scores, 0.5, 100, shape))
        assert 1 <= count <= 2**30 / (4 * shape[0] * shape[1])
    assert len(strongest(boxes, scores, 0.5, 100, (40_000, 40_000))) == 1
    assert len(strongest(boxes[:0], scores[:0], 0.5, 100, (600, 800))) == 0


def test_boxes_are_scaled_and_cut_at_the_photo():
    seen = np.array([[10, 20, 110, 220], [-5, -5, 400, 700]], np.float32)
    boxes = in_photo(seen, (600, 400), (1200, 1600))
    np.testing.assert_allclose(boxes, [[40, 40, 440, 440], [0, 0, 1600, 1200]])
    assert seen[1, 0] == -5
