"""Random windows of labelled images, turned, scaled and recoloured."""

import cv2
import numpy as np

from data import IGNORED, Labelled

# How often a window lies on a pixel of each class; the rest lies anywhere.
CENTRE_CLASSES = {0: 0.15, 2: 0.2, 3: 0.15, 4: 0.1}
POSITIONS_PER_CLASS = 100_000


class Windows:
    """Draws windows: a tile by the root of its area, then a place, by class or anywhere."""

    def __init__(self, images: list[Labelled], side: int):
        self.side = side
        self.tiles: dict[int, list[Labelled]] = {}
        for image in images:
            self.tiles.setdefault(image.tile, []).append(image)
        self.areas = np.array([sum(image.labels.size for image in group) for group in self.tiles.values()], float)
        self.tile_numbers = list(self.tiles)
        self.positions = {tile: class_positions(group) for tile, group in self.tiles.items()}

    def batch(self, rng: np.random.Generator, count: int, anywhere: bool) -> tuple[np.ndarray, np.ndarray]:
        """count x S x S x 3 and count x S x S, both uint8; with `anywhere` no tile and no class is preferred."""
        pairs = [self.one(rng, anywhere) for _ in range(count)]
        return np.stack([image for image, _ in pairs]), np.stack([labels for _, labels in pairs])

    def one(self, rng: np.random.Generator, anywhere: bool) -> tuple[np.ndarray, np.ndarray]:
        weights = self.areas if anywhere else np.sqrt(self.areas)
        tile = self.tile_numbers[rng.choice(len(self.tile_numbers), p=weights / weights.sum())]
        image, x, y = self.place(rng, tile, anywhere)
        pixels, labels = cut(image, (x, y), self.side, rng)
        return recolour(pixels, rng), labels

    def place(self, rng: np.random.Generator, tile: int, anywhere: bool) -> tuple[Labelled, float, float]:
        group = self.tiles[tile]
        draw = 1.0 if anywhere else rng.random()
        for number, share in CENTRE_CLASSES.items():
            draw -= share
            found = self.positions[tile].get(number)
            if draw < 0 and found is not None:
                part, y, x = found[rng.integers(len(found))]
                reach = self.side / 3
                return group[part], x + rng.uniform(-reach, reach), y + rng.uniform(-reach, reach)
        image = group[rng.choice(len(group))]
        height, width = image.labels.shape
        return image, rng.uniform(0, width), rng.uniform(0, height)


def class_positions(group: list[Labelled]) -> dict[int, np.ndarray]:
    """Places (image, row, column) of each class in the images of a tile, thinned evenly."""
    found = {}
    for number in CENTRE_CLASSES:
        places = []
        for part, image in enumerate(group):
            rows, columns = np.nonzero(image.labels == number)
            places.append(np.stack([np.full(rows.size, part), rows, columns], axis=1).astype(np.int32))
        joined = np.concatenate(places)
        if len(joined):
            found[number] = joined[:: len(joined) // POSITIONS_PER_CLASS + 1]
    return found


def cut(image: Labelled, centre: tuple[float, float], side: int, rng: np.random.Generator):
    """A window around the centre, pushed inside the image: turned, mirrored and scaled in one resampling."""
    height, width = image.labels.shape
    scale = np.exp(rng.uniform(np.log(0.65), np.log(1.5)))
    angle = np.pi / 2 * rng.integers(4) + (rng.uniform(-0.35, 0.35) if rng.random() < 0.5 else 0)
    half = side / 2 / scale
    x = np.clip(centre[0], min(half, width / 2), max(width - half, width / 2))
    y = np.clip(centre[1], min(half, height / 2), max(height - half, height / 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) / scale
    if rng.random() < 0.5:
        turn[:, 0] *= -1
    # From the window's pixels to the image's.
    middle = (side - 1) / 2
    matrix = np.column_stack([turn, np.array([x, y]) - turn @ [middle, middle]])
    pixels = cv2.warpAffine(
        image.image, matrix, (side, side), flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP, borderMode=cv2.BORDER_REFLECT
    )
    labels = cv2.warpAffine(
        image.labels,
        matrix,
        (side, side),
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_CONSTANT,
        borderValue=IGNORED,
    )
    return pixels, labels


def recolour(pixels: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Light, contrast and tint of another day; now and then less sharp, or noisy."""
    ramp = np.linspace(0, 1, 256)[:, None]
    gamma = np.exp(rng.uniform(-0.25, 0.25))
    gain = np.exp(rng.uniform(-0.2, 0.2)) * np.exp(rng.uniform(-0.1, 0.1, 3))
    offset = rng.uniform(-0.06, 0.06)
    table = np.clip((ramp**gamma * gain + offset) * 255, 0, 255).astype(np.uint8)
    pixels = cv2.LUT(pixels, table[None])
    if rng.random() < 0.5:
        grey = cv2.cvtColor(cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
        colour = rng.uniform(0.4, 1.5)
        pixels = cv2.addWeighted(pixels, colour, grey, 1 - colour, 0)
    if rng.random() < 0.2:
        pixels = cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.4, 1.5))
    if rng.random() < 0.15:
        noise = rng.normal(0, rng.uniform(1, 8), pixels.shape)
        pixels = np.clip(pixels + noise, 0, 255).astype(np.uint8)
    return pixels
