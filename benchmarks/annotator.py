"""How much work a photo is: a robot annotator on photos whose alpha is known.

    python benchmarks/annotator.py --data ../shared/data/eg1800_val [--photos N] [--way hotspots]...

Two sets of photos: portraits with masks (the folder holds `images/` and `masks/`), and drawn portraits
with some thousand hairs whose alpha is exact (`--set` chooses one). Three ways of working:

hotspots
    Our proposal; the robot looks first where the methods disagree, in the page's order, then anywhere.
proposal
    Our proposal; the robot sees at once where the matte is worst.
without
    An empty trimap, and PyMatting's closed-form after each stroke.

The robot sees the truth and knows what a stroke should do, see `annotator_robot`. A pass is one time
that it waits for a matte and looks at it after drawing. With a matte that follows the hand it fixes up
to three places before it looks again, fewer when it expects that to be enough; without, one. The matte
of the proposal, which is there before anybody sits down, is no pass; nor is the empty trimap. A stroke
counts even when its pass was enough without it.

Once no stroke on the trimap is worth the while, it paints with soft brushes where the truth is soft:
a region from another method, or a value, see `annotator_soft`. The methods are run for it and looked
at once, which is a pass; what is painted is seen without waiting.

The mattes are those of one method, or those of the method that is nearest to the truth at each look, as
an annotator takes them who compares the methods on the page (`--method best`).

The goals: a mean IoU (of subject and background, binarised at 0.5) of 0.99; and half the SAD of the
closed-form matte of our proposal, whatever is done. With masks, SAD is that of the binarised matte: the
wrong pixels. The masks are drawn by hand and some pixels off, so the mean IoU of 0.99 is measured
without the 3 pixels on either side of their edge, too; there the robot paints nothing on purpose. It
undoes what made the matte worse, and gives up after 30 strokes, or when it sees no other place that is
worth one. Photos that did not reach a goal count as more work than any that did; "not" stands where a
quartile is such a photo.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from annotator_goals import Goals
from annotator_photos import KnownPhoto, composed, masked, proposed
from annotator_ways import BEST, WAYS, first, walk
from annotator_work import Effort, Spent
from matting_methods import print_table, say, warm

from curator.registry import METHODS

_COLUMNS = (
    "way | goal | strokes: 1/4, median, 3/4 | passes: 1/4, median, 3/4 | reached, % | "
    "at the start, % | median at the start | at the end | strokes until given up"
)
#: Stands for more than any photo took.
_NEVER = 1e9
_TITLES = {"masks": "with masks (SAD: wrong pixels)", "drawn": "drawn, with exact alpha"}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, help="folder with images/ and masks/")
    options.add_argument("--set", action="append", choices=["masks", "drawn"], dest="sets")
    options.add_argument("--way", action="append", choices=list(WAYS), dest="ways")
    options.add_argument("--photos", type=int, default=16, help="of each set")
    options.add_argument("--seed", type=int, default=0)
    options.add_argument("--method", default="closed-form", choices=[*METHODS.names(), BEST])
    chosen = options.parse_args()
    sets = chosen.sets or ["masks", "drawn"]
    if "masks" in sets and chosen.data is None:
        options.error("name the folder with images/ and masks/ by --data, or choose --set drawn")
    warm(METHODS.names())
    for name in sets:
        if name == "masks":
            photos = masked(chosen.data, chosen.photos, chosen.seed)
        else:
            photos = composed(chosen.photos, chosen.seed)
        _run(name, photos, chosen.ways or list(WAYS), chosen.method, chosen.seed)


def _run(name: str, photos: Sequence[KnownPhoto], ways: Sequence[str], method: str, seed: int) -> None:
    efforts: dict[str, list[Effort]] = {way: [] for way in ways}
    for number, photo in enumerate(photos):
        trimap = proposed(photo.image)
        goals = Goals(photo, first(photo.image, trimap))
        for way in ways:
            effort = walk(photo.image, WAYS[way], trimap, method, goals, seed + number)
            efforts[way].append(effort)
            say(f"{name} {number + 1}/{len(photos)}, {photo.name}, {way}: {_line(effort)}")
    print_table(
        f"{len(photos)} photos, {_TITLES[name]}; mattes: {method}",
        _COLUMNS,
        [row for way in ways for row in _rows(WAYS[way].title, efforts[way])],
        "A quarter, half and three quarters of the photos needed no more. A pass: one wait for a matte "
        "after drawing, up to three strokes with ours, one with PyMatting's. Half the SAD: of the "
        "closed-form matte of our proposal.",
    )
    _say_reachable([effort for way in ways for effort in efforts[way]])
    if "hotspots" in ways:
        print_table(
            "What hotspots led to",
            "photos | strokes at hotspots, % | hotspots looked at per stroke | "
            "error in the first three, % | band in the first three, %",
            [_led(name, efforts["hotspots"])],
        )


def _say_reachable(efforts: Sequence[Effort]) -> None:
    """What there is to be painted, where the truth is soft."""
    shares = [each.reachable for each in efforts if each.reachable is not None]
    if not shares:
        return
    print_table(
        "The error of the proposal's matte, %: 1/4, median, 3/4 of the photos",
        "seen (more than 0.08 of alpha) | seen in places worth a stroke",
        [
            [
                "  ".join(f"{value:.0f}" for value in 100 * np.quantile(each, [0.25, 0.5, 0.75]))
                for each in zip(*shares, strict=True)
            ]
        ],
        "The rest is too little to be seen anywhere, or in spots of fewer than 25 pixels' error: who "
        "sees less than half of the error cannot halve it.",
    )


def _rows(title: str, efforts: Sequence[Effort]) -> list[list[object]]:
    rows: list[list[object]] = []
    for goal in efforts[0].start:
        spents = [each.to.get(goal) for each in efforts]
        at_once = [each.to.get(goal) == Spent(0, 0) for each in efforts]
        gave_up = [each.spent.strokes for each in efforts if goal not in each.to]
        rows.append(
            [
                title,
                goal,
                quartiles(spents, "strokes"),
                quartiles(spents, "passes"),
                100 * (1 - len(gave_up) / len(efforts)),
                100 * float(np.mean(at_once)),
                float(np.median([each.start[goal] for each in efforts])),
                float(np.median([each.end[goal] for each in efforts])),
                f"{np.median(gave_up):g}" if gave_up else "",
            ]
        )
    return rows


def quartiles(spents: Sequence[Spent | None], unit: str) -> str:
    """A quarter, half and three quarters of the photos took no more `strokes` or `passes`."""
    values = [_NEVER if spent is None else float(getattr(spent, unit)) for spent in spents]
    # Between the middle two of an even number.
    found = np.quantile(values, [0.25, 0.5, 0.75], method="averaged_inverted_cdf")
    return "  ".join("not" if value > _NEVER / 4 else f"{value:g}" for value in found)


def _led(name: str, efforts: Sequence[Effort]) -> list[object]:
    strokes = sum(each.spent.strokes for each in efforts)
    led, visited = sum(each.led for each in efforts), sum(each.visited for each in efforts)
    found = [each.found for each in efforts if each.found is not None]
    return [
        name,
        100 * led / max(1, strokes),
        visited / max(1, led),
        *(100 * float(np.median(shares)) for shares in zip(*found, strict=True)),
    ]


def _line(effort: Effort) -> str:
    parts = []
    for goal, value in effort.start.items():
        spent = effort.to.get(goal)
        cost = "not reached" if spent is None else f"{spent.strokes} strokes, {spent.passes} passes"
        parts.append(f"{goal} {value:.4f} -> {effort.end[goal]:.4f}, {cost}")
    return "; ".join(parts)


if __name__ == "__main__":
    main()
