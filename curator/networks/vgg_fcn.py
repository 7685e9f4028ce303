"""The refining network: photo, boundary mask and leftover mask to background and foreground.

Source
------
Orrite et al., section 3.4: a fully convolutional network with the VGG16 model for its encoder and
transposed convolutions back to the size of the photo, two classes. Simonyan and Zisserman, "Very deep
convolutional networks for large-scale image recognition", 2015, table 1, column D: the encoder without
its three fully connected layers, which hold nine tenths of its weights and see one size only.

The text leaves open what follows; it was chosen so:

- Between encoder and decoder, where a map has 1/32 of the photo's size, stand two 3 x 3 convolutions.
- Each step of the decoder doubles its map by a transposed convolution (4 x 4, stride 2) and adds what
  the encoder saw at that size, through a 1 x 1 convolution (as FCN-8s does from 1/16 and 1/8 on, here
  down to the photo's size, where hair and fingers are), then mixes both by a 3 x 3 convolution.
- Weights that no file gives are drawn as He et al. 2015 draw them for rectifiers.
- Colours are normalised by ImageNet's mean and deviation, as what VGG16 was trained on was.
- A photo whose sides are no multiples of 32 is continued by its border pixels, and the maps are cut.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

#: VGG16's convolutions by their channels, block by block; a max-pooling stands after each block.
BLOCKS = ((64, 64), (128, 128), (256, 256, 256), (512, 512, 512), (512, 512, 512))
CHANNELS = 5
_STRIDE = 32
_MEAN = (0.485, 0.456, 0.406)
_DEVIATION = (0.229, 0.224, 0.225)


class VggEncoder(nn.Module):
    """Five channels to VGG16's five maps, from the full size down to a sixteenth of it."""

    def __init__(self) -> None:
        super().__init__()
        self.blocks = nn.ModuleList()
        channels = CHANNELS
        for widths in BLOCKS:
            layers: list[nn.Module] = []
            for width in widths:
                layers += [nn.Conv2d(channels, width, 3, padding=1), nn.ReLU(inplace=True)]
                channels = width
            self.blocks.append(nn.Sequential(*layers))

    def forward(self, maps: Tensor) -> list[Tensor]:
        """`maps` is N x 5 x H x W, both sides multiples of 32."""
        found: list[Tensor] = []
        for block in self.blocks:
            maps = block(maps if not found else functional.max_pool2d(maps, 2))
            found.append(maps)
        return found


class TransposedDecoder(nn.Module):
    """The encoder's maps to two score maps of the photo's size.

    Parameters
    ----------
    deep
        Channels between encoder and decoder.
    widths
        Channels of the decoder's maps, from the photo's size down to a sixteenth of it.
    """

    def __init__(self, deep: int, widths: Sequence[int]) -> None:
        super().__init__()
        self.deep = nn.Sequential(
            nn.Conv2d(BLOCKS[-1][-1], deep, 3, padding=1),
            nn.ReLU(inplace=True),
            nn.Conv2d(deep, deep, 3, padding=1),
            nn.ReLU(inplace=True),
        )
        seen = [block[-1] for block in BLOCKS]
        below = [*widths[1:], deep]
        self.doubled = nn.ModuleList(
            nn.ConvTranspose2d(wide, width, 4, stride=2, padding=1)
            for wide, width in zip(below, widths, strict=True)
        )
        self.across = nn.ModuleList(
            nn.Conv2d(wide, width, 1) for wide, width in zip(seen, widths, strict=True)
        )
        self.mixed = nn.ModuleList(nn.Conv2d(width, width, 3, padding=1) for width in widths)
        self.final = nn.Conv2d(widths[0], 2, 1)

    def forward(self, maps: Sequence[Tensor]) -> Tensor:
        """Scores before the softmax, N x 2 x H x W."""
        said: Tensor = self.deep(functional.max_pool2d(maps[-1], 2))
        for level in reversed(range(len(maps))):
            said = functional.relu(self.doubled[level](said) + self.across[level](maps[level]))
            said = functional.relu(self.mixed[level](said))
        scores: Tensor = self.final(said)
        return scores


class VggFcn(nn.Module):
    """Orrite's refining network; parameters as of `TransposedDecoder`."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, deep: int, widths: Sequence[int]) -> None:
        super().__init__()
        self.encoder = VggEncoder()
        self.decoder = TransposedDecoder(deep, widths)
        # Thirteen convolutions without normalisation: what is drawn smaller dies out on the way.
        for module in self.encoder.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, nonlinearity="relu")
                nn.init.zeros_(cast(Tensor, module.bias))
        self.register_buffer("mean", _channels(_MEAN), persistent=False)
        self.register_buffer("deviation", _channels(_DEVIATION), persistent=False)

    def forward(self, maps: Tensor) -> Tensor:
        """Scores before the softmax, N x 2 x H x W: background, foreground.

        `maps` is N x 5 x H x W in [0, 1]: red, green, blue, boundary mask, leftover mask.
        """
        height, width = maps.shape[2:]
        colours = (maps[:, :3] - self.mean) / self.deviation
        whole = torch.cat([colours, maps[:, 3:]], dim=1)
        padding = (0, -width % _STRIDE, 0, -height % _STRIDE)
        whole = functional.pad(whole, padding, mode="replicate")
        # Padding forgets how the maps lay in memory, which decides how fast convolutions are.
        if maps.is_contiguous(memory_format=torch.channels_last):
            whole = whole.contiguous(memory_format=torch.channels_last)
        scores: Tensor = self.decoder(self.encoder(whole))
        return scores[:, :, :height, :width]


def _channels(values: Sequence[float]) -> Tensor:
    return torch.tensor(values).view(1, -1, 1, 1)
