"""Pictures for the demo's stories, drawn by code: geometric patterns in the colours that their text alternative names.

Pure: the same motif, words and key give the same picture on every machine.
"""

from __future__ import annotations

import math
import random
import re
from collections.abc import Callable, Sequence

from PIL import Image, ImageDraw

WIDTH, HEIGHT = 960, 540
# Drawn larger and brought down, so that edges are smooth.
_W, _H = 2560, 1440

Colour = tuple[int, int, int]
Palette = Sequence[Colour]
Draw = ImageDraw.ImageDraw

# Roots of Arabic colour words as alternatives name them, and what they look like.
_COLOURS: dict[str, Colour] = {
    r"[أا]زرق|زرقاء": (43, 92, 152),
    r"[أا]خضر|خضراء": (62, 122, 84),
    r"[أا]حمر|حمراء|قرمزي": (176, 58, 52),
    r"[أا]صفر|صفراء": (233, 190, 76),
    r"برتقالي": (219, 124, 54),
    r"(?<!ل)بني": (122, 84, 58),
    r"رملي|بيج": (222, 200, 160),
    r"نحاسي": (184, 115, 62),
    r"ذهبي|عسلي|كهرماني": (206, 160, 66),
    r"بنفسجي": (112, 82, 150),
    r"وردي": (212, 138, 148),
    r"[أا]بيض|بيضاء": (246, 243, 236),
    r"[أا]سود|سوداء": (34, 34, 38),
    r"رمادي": (132, 138, 146),
    r"فيروزي|تركوازي": (52, 156, 158),
    r"كحلي|نيلي": (34, 48, 96),
    r"طوبي|ترابي|قرميدي": (164, 96, 68),
    r"زيتي|زيتون": (112, 118, 62),
    r"فضي": (178, 186, 194),
    r"سماوي": (126, 180, 216),
    r"عنابي|خمري": (118, 36, 56),
    r"(?<![ا-ي])داكن": (38, 42, 54),
}
_DEFAULT: Palette = ((43, 92, 152), (246, 243, 236), (206, 160, 66))


def palette_of(words: str) -> list[Colour]:
    """Return at least three colours: those that the words name, in their order, then near ones."""
    found = sorted(
        (match.start(), colour)
        for pattern, colour in _COLOURS.items()
        for match in [re.search(pattern, words)]
        if match
    )
    colours = [colour for _, colour in found] or list(_DEFAULT)
    while len(colours) < 3:
        colours.append(_near(colours[-1]))
    return colours


def _near(colour: Colour) -> Colour:
    """Return a lighter companion of a dark colour, and a darker one of a light colour."""
    target = 255 if sum(colour) < 400 else 20
    red, green, blue = (round(part + (target - part) * 0.62) for part in colour)
    return red, green, blue


def _mix(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue


def drawing(motif: str, *, words: str, key: str) -> Image.Image:
    """Draw a motif of MOTIFS, 960 by 540 pixels, in the colours that `words` name; `key` varies the details."""
    colours = palette_of(words)
    image = Image.new("RGB", (_W, _H), colours[1])
    MOTIFS[motif](ImageDraw.Draw(image), colours, random.Random(key))  # noqa: S311 - a picture, not a secret
    return image.resize((WIDTH, HEIGHT), Image.Resampling.HAMMING)


def _polygon(x: float, y: float, radius: float, *, corners: int, turn: float) -> list[tuple[float, float]]:
    return [
        (
            x + radius * math.cos(turn + 2 * math.pi * n / corners),
            y + radius * math.sin(turn + 2 * math.pi * n / corners),
        )
        for n in range(corners)
    ]


def _star(x: float, y: float, radius: float, *, points: int, depth: float) -> list[tuple[float, float]]:
    """Return the corners of a star; `depth` is the inner radius as a share of the outer one."""
    return [
        (
            x + radius * (1 if n % 2 == 0 else depth) * math.cos(math.pi * n / points),
            y + radius * (1 if n % 2 == 0 else depth) * math.sin(math.pi * n / points),
        )
        for n in range(2 * points)
    ]


def _zellige(draw: Draw, colours: Palette, chance: random.Random) -> None:
    """Eight-pointed stars and crosses, as tiles are laid."""
    step = chance.choice((200, 240, 288))
    for row in range(-1, _H // step + 2):
        for column in range(-1, _W // step + 2):
            x, y = column * step, row * step
            colour = colours[(row + column) % 2 * 2]
            draw.polygon(_polygon(x, y, step * 0.5, corners=4, turn=0), fill=colour)
            draw.polygon(_polygon(x, y, step * 0.5, corners=4, turn=math.pi / 4), fill=colour)
            draw.polygon(_star(x, y, step * 0.27, points=8, depth=0.72), fill=colours[1])
            draw.polygon(_star(x, y, step * 0.13, points=8, depth=0.7), fill=colours[2 if row % 2 else 0])


def _waves(draw: Draw, colours: Palette, chance: random.Random) -> None:
    bands = 11
    lift = chance.uniform(60, 110)
    for band in range(bands):
        base = _H * (0.22 + 0.78 * band / bands)
        phase = chance.uniform(0, 2 * math.pi)
        line = [
            (x, base + lift * math.sin(phase + x / 260) + lift * 0.4 * math.sin(x / 97 + phase * 2))
            for x in range(0, _W + 40, 40)
        ]
        colour = _mix(colours[0], colours[2], band / bands)
        draw.polygon([*line, (_W, _H), (0, _H)], fill=colour)
        draw.line(line, fill=_mix(colour, colours[1], 0.45), width=6)


def _arches(draw: Draw, colours: Palette, chance: random.Random) -> None:
    count = chance.choice((4, 5, 6))
    wide = _W / count
    draw.rectangle((0, 0, _W, _H), fill=_mix(colours[1], colours[0], 0.12))
    for n in range(count):
        middle = wide * (n + 0.5)
        for ring in range(4):
            half = wide * (0.46 - ring * 0.09)
            top = _H * (0.16 + ring * 0.07)
            colour = (colours[0], colours[1], colours[2], _mix(colours[0], colours[1], 0.35))[ring]
            draw.ellipse((middle - half, top, middle + half, top + 2 * half), fill=colour)
            draw.rectangle((middle - half, top + half, middle + half, _H), fill=colour)
    draw.rectangle((0, _H * 0.94, _W, _H), fill=_mix(colours[0], (20, 20, 24), 0.35))


def _dunes(draw: Draw, colours: Palette, chance: random.Random) -> None:
    draw.ellipse(
        (_W * 0.68, _H * 0.12, _W * 0.68 + 260, _H * 0.12 + 260), fill=_mix(colours[2], (255, 255, 255), 0.4)
    )
    for band in range(7):
        base = _H * (0.42 + band * 0.09)
        phase, stretch = chance.uniform(0, 6.3), chance.uniform(380, 700)
        line = [(x, base - 120 * math.sin(phase + x / stretch) ** 2) for x in range(0, _W + 40, 40)]
        draw.polygon(
            [*line, (_W, _H), (0, _H)], fill=_mix(colours[0], _near(colours[0]), band % 2 * 0.5 + band * 0.04)
        )
    for n in range(46):
        x = _W * (0.06 + n * 0.02)
        y = _H * 0.8 - 130 * math.sin(n / 15)
        draw.ellipse((x - 8, y - 8, x + 8, y + 8), fill=(248, 246, 240))


def _city(draw: Draw, colours: Palette, chance: random.Random) -> None:
    for depth in range(3):
        x = -60.0
        while x < _W:
            wide = chance.uniform(110, 260)
            high = _H * chance.uniform(0.25, 0.62) * (1 - depth * 0.2)
            colour = _mix(colours[0], colours[1], 0.6 - depth * 0.3)
            draw.rectangle((x, _H - high, x + wide, _H), fill=colour)
            if chance.random() < 0.3:
                draw.ellipse((x, _H - high - wide / 2, x + wide, _H - high + wide / 2), fill=colour)
            for level in range(int(high // 90)):
                for n in range(int(wide // 70)):
                    if chance.random() < 0.5:
                        left, top = x + 24 + n * 66, _H - high + 40 + level * 88
                        draw.rectangle((left, top, left + 26, top + 40), fill=colours[2])
            x += wide + chance.uniform(4, 30)
    for _ in range(18):
        x, y = chance.uniform(0, _W), chance.uniform(30, _H * 0.3)
        draw.ellipse((x - 7, y - 7, x + 7, y + 7), fill=(250, 248, 242))


def _field(draw: Draw, colours: Palette, chance: random.Random) -> None:
    horizon = _H * 0.36
    draw.rectangle((0, 0, _W, horizon), fill=_mix(colours[1], (255, 255, 255), 0.3))
    vanishing = _W * chance.uniform(0.35, 0.65)
    for n in range(-26, 27):
        left, right = vanishing + n * 170, vanishing + (n + 0.62) * 170
        draw.polygon(
            [(vanishing + n * 16, horizon), (vanishing + (n + 0.62) * 16, horizon), (right, _H), (left, _H)],
            fill=colours[0] if n % 2 else colours[2],
        )
    draw.line((0, horizon, _W, horizon), fill=_mix(colours[0], (0, 0, 0), 0.3), width=8)


def _stars(draw: Draw, colours: Palette, chance: random.Random) -> None:
    draw.rectangle((0, 0, _W, _H), fill=_mix(colours[0], (8, 10, 24), 0.55))
    for _ in range(120):
        x, y, size = chance.uniform(0, _W), chance.uniform(0, _H), chance.uniform(3, 9)
        draw.ellipse(
            (x - size, y - size, x + size, y + size), fill=_mix(colours[1], colours[2], chance.random())
        )
    for n in range(7):
        x, y = _W * (0.1 + n * 0.135), _H * chance.uniform(0.2, 0.8)
        size = chance.uniform(60, 190)
        draw.polygon(_star(x, y, size, points=8, depth=0.55), fill=colours[(n % 2) + 1])
        draw.polygon(_star(x, y, size * 0.5, points=8, depth=0.6), fill=colours[0])


def _circuits(draw: Draw, colours: Palette, chance: random.Random) -> None:
    draw.rectangle((0, 0, _W, _H), fill=_mix(colours[1], (18, 22, 34), 0.7))
    for _ in range(54):
        x, y = chance.randrange(0, _W, 80), chance.randrange(0, _H, 80)
        points = [(x, y)]
        for _ in range(chance.randint(2, 5)):
            along, across = chance.choice(((1, 0), (-1, 0), (0, 1), (0, -1)))
            x, y = x + along * chance.randint(2, 6) * 80, y + across * chance.randint(1, 3) * 80
            points.append((x, y))
        colour = colours[chance.choice((0, 0, 2))]
        draw.line(points, fill=colour, width=12, joint="curve")
        for px, py in (points[0], points[-1]):
            draw.ellipse((px - 24, py - 24, px + 24, py + 24), fill=colour)
            draw.ellipse((px - 10, py - 10, px + 10, py + 10), fill=colours[1])


def _leaves(draw: Draw, colours: Palette, chance: random.Random) -> None:
    for row in range(5):
        for column in range(-1, 9):
            x, y = column * 320 + row % 2 * 160, 140 + row * 300
            turn = chance.choice((-1, 1)) * chance.uniform(0.5, 0.9)
            leaf = [
                (
                    x
                    + (
                        along * math.cos(turn)
                        - side * 62 * math.sin(math.pi * (along + 170) / 340) * math.sin(turn)
                    ),
                    y
                    + (
                        along * math.sin(turn)
                        + side * 62 * math.sin(math.pi * (along + 170) / 340) * math.cos(turn)
                    ),
                )
                for side, span in ((1, range(-170, 171, 17)), (-1, range(170, -171, -17)))
                for along in span
            ]
            draw.polygon(leaf, fill=colours[0] if (row + column) % 3 else _near(colours[0]))
            draw.line((*leaf[0], *leaf[20]), fill=_mix(colours[0], colours[1], 0.6), width=6)
            if (row + column) % 4 == 0:
                draw.ellipse((x + 120, y - 30, x + 190, y + 40), fill=colours[2])


def _rings(draw: Draw, colours: Palette, chance: random.Random) -> None:
    x, y = _W * chance.uniform(0.35, 0.65), _H * chance.uniform(0.42, 0.58)
    for ring in range(26, 0, -1):
        radius = ring * 64
        colour = colours[ring % 2 * 2] if ring % 3 else colours[1]
        draw.ellipse(
            (x - radius, y - radius, x + radius, y + radius), fill=_mix(colour, colours[1], ring / 60)
        )
    draw.ellipse((x - 44, y - 44, x + 44, y + 44), fill=_mix(colours[0], (0, 0, 0), 0.4))


MOTIFS: dict[str, Callable[[Draw, Palette, random.Random], None]] = {
    "zellige": _zellige,
    "waves": _waves,
    "arches": _arches,
    "dunes": _dunes,
    "city": _city,
    "field": _field,
    "stars": _stars,
    "circuits": _circuits,
    "leaves": _leaves,
    "rings": _rings,
}
