"""How long the shipped networks take, in the forms that torch can compute them in.

    python benchmarks/networks.py [--threads 2] [--times 7]

Each row is one network at one size: the refining network at 600 x 800 and at the size that curator asks
it at, and the light dense network with its feathering block at 128 x 128. The columns are the median
wall time in milliseconds in float32, in float32 with a pixel's channels side by side in memory (which
is what curator uses), and so in bfloat16; then how many times faster the last two are than the first.
What a network says does not depend on the photo for its time: the photo is noise.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import Any

import torch
from rich.console import Console
from rich.table import Table
from torch import Tensor, nn

from curator.networks.loaded import light_portrait
from curator.networks.loaded_fcn import NAME as FCN
from curator.networks.loaded_fcn import refining_fcn
from curator.networks.vgg_fcn import CHANNELS
from curator.weights import shipped

_FULL = (800, 600)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--threads", type=int, default=2)
    options.add_argument("--times", type=int, default=7)
    chosen = options.parse_args()
    torch.set_num_threads(chosen.threads)
    table = Table(title=f"Milliseconds a photo, {chosen.threads} threads, median of {chosen.times}")
    table.add_column("network")
    for column in ("float32", "channels last", "bfloat16", "faster", "faster"):
        table.add_column(column, justify="right")
    fcn, light = refining_fcn().network, light_portrait().network
    said = shipped.card(FCN).network
    for name, network, channels, size in (
        ("refining FCN, 600 x 800", fcn, CHANNELS, _FULL),
        (f"refining FCN, {said['width']} x {said['height']}", fcn, CHANNELS, _size(said)),
        ("LDN + FB, 128 x 128", light, 3, (128, 128)),
    ):
        times = _times(network, torch.rand(1, channels, *size), chosen.times)
        row = [f"{1000 * each:.1f}" for each in times]
        table.add_row(name, *row, *(f"{times[0] / each:.2f}" for each in times[1:]))
    Console(width=120).print(table)


def _times(network: nn.Module, photo: Tensor, times: int) -> list[float]:
    last = {"memory_format": torch.channels_last}
    plain = network.to(memory_format=torch.contiguous_format)  # type: ignore[call-overload]
    found = [_median(lambda: plain(photo), times)]
    beside = network.to(**last)  # type: ignore[call-overload]
    turned = photo.to(**last)  # type: ignore[call-overload]
    found.append(_median(lambda: beside(turned), times))
    with torch.autocast("cpu", torch.bfloat16):
        found.append(_median(lambda: beside(turned), times))
    return found


def _median(ask: Callable[[], object], times: int) -> float:
    """The first answer compiles and is not counted."""
    seconds = []
    with torch.inference_mode():
        for _ in range(times + 1):
            began = time.perf_counter()
            ask()
            seconds.append(time.perf_counter() - began)
    return median(seconds[1:])


def _size(said: Mapping[str, Any]) -> tuple[int, int]:
    return int(said["height"]), int(said["width"])


if __name__ == "__main__":
    main()
