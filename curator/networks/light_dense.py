"""The light dense network: a coarse person mask from a small photo, by dense blocks at three sizes.

Source
------
Zhu et al., "Fast Deep Matting for Portrait Animation on Mobile Phone", ACM Multimedia 2017, section 3.1
and Fig. 3. Their network is the initial block, one dense block of four dilated convolutions at half the
photo's size, and a final convolution. This one has more to it, in no more time (docs/adr/0021):

- The initial block is theirs (and ENet's): a 3 x 3 convolution of stride 2, beside a 2 x 2 max-pooling
  of stride 2.
- The dense block comes once at a quarter of the photo's size, once at an eighth and once at a
  sixteenth, each behind a 2 x 2 max-pooling of all maps before it. Many wide convolutions cost there
  what few narrow ones cost at half the size, and they see farther.
- A final 3 x 3 convolution over the maps of all sizes is the sum of one for each size. Each is done at
  its own size and its two maps are enlarged, coarser ones into the next finer, as Long et al. (2015)
  add the scores of their skips: enlarging all maps first takes longer than all convolutions together.
- Each convolution but the final ones is followed by batch normalisation, then by the rectifier.
  (DenseNet has them before the convolution; behind it they can be folded into the weights.) The pooled
  photo goes on as it is.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn import functional

from curator.errors import PhotoError

#: The photo is halved once; less than this on a side leaves nothing to halve.
SMALLEST_SIDE = 2


class LightDense(nn.Module):
    """Photo to two score maps, background and foreground.

    Parameters
    ----------
    initial
        Channels out of the initial block, the photo's three pooled ones among them.
    growths
        Channels that each layer of a dense block adds, for each block from the finest on.
    dilations
        The dilations of each block's layers.
    """

    def __init__(
        self, initial: int, growths: Sequence[int], dilations: Sequence[Sequence[int]]
    ) -> None:
        super().__init__()
        self.initial = convolution(3, initial - 3, stride=2)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.blocks = nn.ModuleList()
        widths = [initial]
        for growth, block in zip(growths, dilations, strict=True):
            layers = (
                convolution(sum(widths) + number * growth, growth, dilation=dilation)
                for number, dilation in enumerate(block)
            )
            self.blocks.append(nn.ModuleList(layers))
            widths.append(growth * len(block))
        self.finals = nn.ModuleList(nn.Conv2d(width, 2, 3, padding=1) for width in widths)

    def forward(self, photo: Tensor) -> Tensor:
        """Scores of background and foreground before the softmax: N x 2 x H x W.

        `photo` is N x 3 x H x W in [0, 1], RGB.

        Raises
        ------
        PhotoError
            If it has less than 2 pixels on a side.
        """
        height, width = photo.shape[2:]
        if min(height, width) < SMALLEST_SIDE:
            raise PhotoError(
                f"A photo of {width} x {height} pixels is too small for the light dense network: it "
                f"needs {SMALLEST_SIDE} on each side."
            )
        seen = self._maps(photo)
        scores = [final(maps) for final, maps in zip(self.finals, seen, strict=True)]
        while len(scores) > 1:
            coarser = scores.pop()
            scores[-1] = scores[-1] + _enlarged(coarser, scores[-1].shape[2:])
        return _enlarged(scores[0], photo.shape[2:])

    def _maps(self, photo: Tensor) -> list[Tensor]:
        """What the initial block and each dense block add, each at its size, the finest first."""
        centred = 2 * photo - 1
        first = self.initial(centred)
        # Of one type, or mixed precision would carry all that follows in the wider one.
        maps = torch.cat([first, self.pool(centred).to(first.dtype)], dim=1)
        added = [maps]
        for block in self.blocks:
            maps = self.pool(maps)
            known = maps.shape[1]
            for layer in block:  # type: ignore[attr-defined]
                maps = torch.cat([maps, layer(maps)], dim=1)
            added.append(maps[:, known:])
        return added


def _enlarged(scores: Tensor, size: torch.Size) -> Tensor:
    return functional.interpolate(scores, size=size, mode="bilinear", align_corners=False)


def convolution(channels: int, out: int, *, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """A 3 x 3 convolution, batch normalisation and the rectifier."""
    return nn.Sequential(
        nn.Conv2d(channels, out, 3, stride=stride, padding=dilation, dilation=dilation, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(inplace=True),
    )
