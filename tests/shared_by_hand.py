"""Shared matting as its paper's equations read, pixel by pixel in plain Python: slow, and nothing else.

Gastal and Oliveira 2010. Everything is float64; `lam` is lambda.
"""

from __future__ import annotations

import math

import numpy as np

BACK, UNKNOWN, FRONT = 0, 128, 255
FAR = 1e30
"""The energy of a side that no ray meets: the other one is all but certain."""


def mix(colour, front, back):
    """Equation (2), and the square of M."""
    span = front - back
    length = span @ span
    alpha = float(np.clip((colour - back) @ span / length, 0, 1)) if length > 0 else 0.0
    rest = colour - (alpha * front + (1 - alpha) * back)
    return alpha, float(rest @ rest)


def window(image, y, x, radius):
    """The colours of a square around a pixel, the border repeated."""
    height, width = image.shape[:2]
    rows = np.clip(np.arange(y - radius, y + radius + 1), 0, height - 1)
    columns = np.clip(np.arange(x - radius, x + radius + 1), 0, width - 1)
    return image[np.ix_(rows, columns)].reshape(-1, 3)


def ray(shape, y, x, down, across):
    """The pixels of a ray, without where it starts: one a step along its longer axis."""
    step = 1
    while True:
        row, column = y + math.floor(step * down + 0.5), x + math.floor(step * across + 0.5)
        if not (0 <= row < shape[0] and 0 <= column < shape[1]):
            return
        yield row, column
        step += 1


def first(labels, y, x, slope, label):
    """The pixels of a ray up to the first one of a label; None when it has none."""
    passed = []
    for pixel in ray(labels.shape, y, x, *slope):
        passed.append(pixel)
        if labels[pixel] == label:
            return passed
    return None


def energy(image, y, x, slope, passed):
    """Equation (4): the squared change of colour, integrated along a ray."""
    colours = np.array([image[y, x], *(image[pixel] for pixel in passed)])
    return float((np.diff(colours, axis=0) ** 2).sum() / math.hypot(*slope))


def gather(image, labels, y, x, slopes, exponents, means):
    """The tuple of equations (3) to (10): foreground, background and the variances around them."""
    sides = []
    for side, label in enumerate((FRONT, BACK)):
        paths = [(slope, first(labels, y, x, slope, label)) for slope in slopes]
        paths = [(slope, passed) for slope, passed in paths if passed]
        spots = [passed[-1] for _, passed in paths]
        least = min((energy(image, y, x, *path) for path in paths), default=FAR)
        found = [(image[spot], math.dist(spot, (y, x)), float(variance(image, spot))) for spot in spots]
        sides.append((least, found or [(means[side], 1.0, 0.0)]))
    (to_front, fronts), (to_back, backs) = sides
    total = to_front + to_back
    likely = 0.5 if total == 0 else to_back / total
    e_n, e_a, e_f, e_b = exponents
    best, least = None, math.inf
    for front, far_front, spread_front in fronts:
        for back, far_back, spread_back in backs:
            fit = sum(mix(colour, front, back)[1] for colour in window(image, y, x, 1))
            alpha = mix(image[y, x], front, back)[0]
            unlikely = likely + (1 - 2 * likely) * alpha
            cost = fit**e_n * unlikely**e_a * far_front**e_f * far_back**e_b
            if cost < least:
                best, least = np.array([*front, *back, spread_front, spread_back]), cost
    return best


def variance(image, spot):
    """Equations (9) and (10)."""
    return ((window(image, *spot, 2) - image[spot]) ** 2).sum() / 25


def refine(image, labels, y, x, tuples, radius, lam):
    """The tuple of equations (11) to (14): foreground, background, alpha, confidence."""
    near = [
        (mix(image[y, x], t[:3], t[3:6])[1], t)
        for (row, column), t in sorted(tuples.items())
        if (row - y) ** 2 + (column - x) ** 2 <= radius**2
    ]
    best = sorted(near, key=lambda pair: pair[0])[:3]
    mean = np.mean([t for _, t in best], axis=0)
    colour, front, back = image[y, x], mean[:3], mean[3:6]
    alpha, square = mix(colour, front, back)
    trust = math.exp(-lam * math.sqrt(square)) if (front != back).any() else 1e-6
    if ((colour - front) ** 2).sum() <= mean[6]:
        front = colour
    if ((colour - back) ** 2).sum() <= mean[7]:
        back = colour
    return np.array([*front, *back, alpha, trust])


def smooth(image, trimap, labels, y, x, refined, radius, variance, lam):
    """The alpha of equations (15) to (21)."""
    f, b = np.zeros(4), np.zeros(4)
    lengths, alphas = np.zeros(2), np.zeros(2)
    own = refined[y, x]
    for row in range(max(0, y - radius), min(labels.shape[0], y + radius + 1)):
        for column in range(max(0, x - radius), min(labels.shape[1], x + radius + 1)):
            square = (row - y) ** 2 + (column - x) ** 2
            bell = math.exp(-square / (2 * variance)) / (2 * math.pi * variance)
            if labels[row, column] == UNKNOWN:
                q = refined[row, column]
            else:
                known = float(labels[row, column] == FRONT)
                q = np.array([*image[row, column], *image[row, column], known, 1.0])
            front, back, alpha, trust = q[:3], q[3:6], q[6], q[7]
            weight = bell * trust * (abs(own[6] - alpha) if square else 1)
            f += weight * alpha * np.array([*front, 1])
            b += weight * (1 - alpha) * np.array([*back, 1])
            lengths += trust * alpha * (1 - alpha) * np.array([np.linalg.norm(front - back), 1])
            painted = trimap[row, column] != UNKNOWN
            alphas += (trust * bell + painted) * np.array([alpha, 1])
    front = f[:3] / f[3] if f[3] > 0 else own[:3]
    back = b[:3] / b[3] if b[3] > 0 else own[3:6]
    mean = alphas[0] / alphas[1]
    span = np.linalg.norm(front - back)
    if span == 0:
        return mean
    alpha, square = mix(image[y, x], front, back)
    trust = math.exp(-lam * math.sqrt(square))
    if lengths[0] > 0:
        trust *= min(1, span * lengths[1] / lengths[0])
    return trust * alpha + (1 - trust) * mean
