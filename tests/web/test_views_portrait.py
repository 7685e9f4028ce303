"""Portrait mode: the subject in its own colours over its background out of focus, without a halo."""

from __future__ import annotations

import base64
import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from scipy import ndimage

from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_alpha
from curator.records import Draft
from curator.types import Alpha, Image, Trimap
from curator.ui.editor.assets import address
from curator.workflow.annotate import trimap_of
from tests.pictures import portrait
from tests.web.annotating import ask, drag, open_annotation, seen, wait_saved, wait_until
from tests.web.conftest import HEIGHT, WIDTH, Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SETTLED = "editor.grounds.portrait.backgrounds.size && editor.grounds.portrait.settled"

BLUR = """async ([module, width, height, sigma, ...sent]) => {
    const {addStrip, blurred, emptySums, factorOf} = await import(module);
    const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const factor = factorOf(sigma);
    const sums = emptySums(width, height, factor);
    const [all, alpha, trimap] = sent.map(bytes);
    for (const [y, rows] of [[0, 37], [37, height - 37]]) {
        const from = y * width, to = (y + rows) * width;
        const strip = {y, width, height: rows};
        const [levels, labels] = [alpha, trimap].map((each) => each.subarray(from, to));
        addStrip(sums, factor, strip, all.subarray(4 * from, 4 * to), levels, labels);
    }
    const image = blurred(sums, factor, sigma);
    return [factor, image.width, image.height, btoa(String.fromCharCode(...image.data))];
}"""


def expected(image: Image, alpha: Alpha, trimap: Trimap, sigma: float) -> np.ndarray:
    """The normalised convolution of the photo with a Gaussian, as SciPy has it: H x W x 3."""
    sure = np.where(trimap == 0, 1.0, 0.01)
    weight = 1e-4 + (1 - np.rint(255 * alpha.astype(float)) / 255) ** 2 * sure
    reach = {"mode": "constant", "radius": math.ceil(3.5 * sigma)}
    below = ndimage.gaussian_filter(weight, sigma, **reach)
    above = [ndimage.gaussian_filter(weight * image[:, :, each], sigma, **reach) for each in range(3)]
    blurred: np.ndarray = np.stack(above, axis=-1) / below[:, :, None]
    return blurred


def plain_blur(image: Image, sigma: float) -> np.ndarray:
    return np.stack(
        [ndimage.gaussian_filter(image[:, :, each].astype(float), sigma) for each in range(3)], axis=-1
    )


def packed(values: np.ndarray) -> str:
    return base64.b64encode(np.ascontiguousarray(values, np.uint8).tobytes()).decode()


@pytest.mark.parametrize("sigma", [0.0, 0.7, 2.0, 3.9, 4.0, 9.0, 21.0])
def test_the_blur_is_a_gaussian_that_weighs_by_background(
    served: Served, page: Page, sigma: float
) -> None:
    open_annotation(page, served)
    made = portrait(HEIGHT, WIDTH)
    colours = np.dstack([made.image, np.full((HEIGHT, WIDTH), 255)])
    levels = np.rint(255 * made.alpha)
    sent = [packed(each) for each in (colours, levels, made.trimap)]
    factor, width, height, text = page.evaluate(
        BLUR, [address("modules/views/blur.js"), WIDTH, HEIGHT, sigma, *sent]
    )
    small = np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)
    assert (small[:, :, 3] == 255).all()
    if sigma == 0:
        weighed = made.image.astype(float)
    else:
        weighed = expected(made.image, made.alpha, made.trimap, sigma)
    if factor == 1:
        assert np.abs(small[:, :, :3] - weighed).max() <= 0.51
        return
    # A small pixel stands for the middle of its block; what enlarging adds to the blur is left out.
    middle = weighed.reshape(height, factor, width, factor, 3).mean(axis=(1, 3))
    inside = made.alpha.reshape(height, factor, width, factor).mean(axis=(1, 3)) < 0.9
    apart = np.abs(small[:, :, :3] - middle)[inside]
    assert apart.mean() < 1.5
    assert apart.max() < 12


def with_truth(served: Served) -> None:
    """Give the first annotation the alpha that its photo was drawn with."""
    head = served.project.revisions.get(served.project.annotations.get(1).head)
    draft = Draft(
        kind="matte",
        method="closed-form",
        version="test",
        trimap_digest=head.trimap_digest,
        trimap_blob=head.trimap_blob,
        alpha_blob=served.project.blobs.add(encode_alpha(portrait(HEIGHT, WIDTH, seed=0).alpha)),
        author="ann",
    )
    served.project.annotations.append(1, head.hash, draft, "in progress")


def shown(page: Page) -> np.ndarray:
    """The photo's place on the canvas, one pixel of it a pixel of the screen."""
    wait_until(page, SETTLED)
    wait_until(page, "[...editor.pictures.pictures.values()].every(Boolean)")
    page.mouse.move(2, 2)
    page.keyboard.press("1")
    pixels = seen(page)
    left, top = (int(each) for each in ask(page, "[editor.viewport.left, editor.viewport.top]"))
    return pixels[top : top + HEIGHT, left : left + WIDTH].astype(float)


def test_the_subject_stands_sharp_before_its_background_without_a_halo(
    served: Served, page: Page
) -> None:
    with_truth(served)
    open_annotation(page, served)
    page.keyboard.press("Shift+P")
    sigma = 3.0
    ask(page, f"editor.set({{blur: {sigma / HEIGHT}}})")
    found = shown(page)
    made = portrait(HEIGHT, WIDTH, seed=0)
    photo = served.project.photos.get(1)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    # What a camera would see: the subject itself over the blurred background itself.
    behind = plain_blur(made.background, sigma)
    alpha = made.alpha[:, :, None].astype(float)
    true = alpha * made.foreground + (1 - alpha) * behind
    plain = alpha * image + (1 - alpha) * plain_blur(image, sigma)
    around = (made.alpha < 1) & ndimage.binary_dilation(made.alpha > 0, iterations=6)
    ours, theirs = (np.abs(each - true)[around].mean() for each in (found, plain))
    assert ours < 0.45 * theirs, (ours, theirs)
    assert np.abs(found - image)[made.alpha == 1].max() <= 1
    trimap = trimap_of(served.project, 1)
    clear = made.alpha == 0
    assert np.abs(found - expected(image, made.alpha, trimap, sigma))[clear].max() <= 1.01


def test_the_blur_is_set_with_a_slider_and_kept(served: Served, page: Page) -> None:
    with_truth(served)
    open_annotation(page, served)
    page.keyboard.press("Shift+P")
    before = shown(page)
    slider = page.get_by_role("slider", name="Blur of the background")
    slider.focus()
    slider.press("End")
    assert slider.get_attribute("aria-valuetext") == "σ 8.0 px"
    # Asked for when the page next draws; until then the one before is all that there is.
    wait_until(
        page, "[...editor.grounds.portrait.backgrounds.values()].some(({made}) => made.endsWith(' 8'))"
    )
    after = shown(page)
    made = portrait(HEIGHT, WIDTH, seed=0)
    photo = served.project.photos.get(1)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    wanted = expected(image, made.alpha, trimap_of(served.project, 1), 8.0)
    clear = made.alpha == 0
    assert np.abs(after - wanted)[clear].mean() < 1 < np.abs(before - wanted)[clear].mean()
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    assert ask(page, "editor.settings.blur") == 0.05


def test_the_background_follows_the_live_matte_when_the_hand_rests(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    page.keyboard.press("Shift+P")
    wait_until(page, SETTLED)
    made = ask(page, "editor.grounds.portrait.backgrounds.get('live').made")
    page.keyboard.press("b")
    drag(page, (60, 60), (60, 110))
    wait_saved(page)
    wait_until(page, f"{SETTLED} && editor.grounds.portrait.backgrounds.get('live').made !== '{made}'")
