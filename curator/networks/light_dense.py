"""The light dense network: a coarse person mask from a small photo in six convolutions.

Source
------
Zhu et al., "Fast Deep Matting for Portrait Animation on Mobile Phone", ACM Multimedia 2017, section 3.1
and Fig. 3. The text leaves open what follows; it was chosen so:

- The initial block halves the photo: a 3 x 3 convolution of stride 2, beside a 2 x 2 max-pooling of
  stride 2 (as in ENet, from which Zhu et al. have it). The rest of the network works at half size.
- The widths (32 channels out of the initial block, 32 more from each layer of the dense block) are what
  12 ms at 128 x 128 on one core allow.
- The dilations are 2, 4, 8 and 16: with the initial block and the final convolution a score sees 127 x
  127 pixels, the whole of a 128 x 128 picture from its middle.
- Each convolution is followed by batch normalisation, then by the rectifier. (DenseNet has them before
  the convolution; behind it the normalisation can be folded into the weights.) The pooled photo goes
  on as it is.
- The final convolution is 3 x 3 and sees the initial block's maps too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

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
    growth
        Channels that each layer of the dense block adds.
    dilations
        The dilation of each layer of the dense block.
    """

    def __init__(
        self, initial: int = 32, growth: int = 32, dilations: Sequence[int] = (2, 4, 8, 16)
    ) -> None:
        super().__init__()
        self.initial = convolution(3, initial - 3, stride=2)
        self.pool = nn.MaxPool2d(2, ceil_mode=True)
        self.layers = nn.ModuleList(
            convolution(initial + number * growth, growth, dilation=dilation)
            for number, dilation in enumerate(dilations)
        )
        self.final = nn.Conv2d(initial + len(dilations) * growth, 2, 3, padding=1)

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
        centred = 2 * photo - 1
        maps = self.initial(centred)
        # Of one type, or mixed precision would carry all that follows in the wider one.
        maps = torch.cat([maps, self.pool(centred).to(maps.dtype)], dim=1)
        for layer in self.layers:
            maps = torch.cat([maps, layer(maps)], dim=1)
        return functional.interpolate(
            cast(Tensor, self.final(maps)), size=photo.shape[2:], mode="bilinear", align_corners=False
        )


def convolution(channels: int, out: int, *, stride: int = 1, dilation: int = 1) -> nn.Sequential:
    """A 3 x 3 convolution, batch normalisation and the rectifier."""
    return nn.Sequential(
        nn.Conv2d(channels, out, 3, stride=stride, padding=dilation, dilation=dilation, bias=False),
        nn.BatchNorm2d(out),
        nn.ReLU(inplace=True),
    )
