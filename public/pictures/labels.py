"""Names beside points, where there is room for them."""

#: How wide a letter is on the average, and how high a line, as shares of the size of the type.
LETTER, LINE = 0.56, 1.15


def placed(points: list[tuple[float, float, str]], width: int, height: int, size: float, radius: float) -> list:
    """
    (x, y, anchor, name) of each name that finds room, in the order of `points` (x, y, name).

    A name stands to the right of its point, or to its left, below or above; where it would cover another name or
    point, it is left out: titles and the table have it.
    """
    taken = [(x - radius, y - radius, x + radius, y + radius) for x, y, _name in points]
    found = []
    for x, y, name in points:
        own = (x - radius, y - radius, x + radius, y + radius)
        for left, baseline, anchor, box in _places(x, y, len(name) * LETTER * size, size, radius + size * 0.3):
            if (
                box[0] >= 0
                and box[1] >= 0
                and box[2] <= width
                and box[3] <= height
                and not any(_meet(box, other) for other in taken if other != own)
            ):
                taken.append(box)
                found.append((round(left, 1), round(baseline, 1), anchor, name))
                break
    return found


def _places(x, y, length, size, gap):
    high = size * LINE
    yield x + gap, y + size * 0.35, "start", (x + gap, y - high / 2, x + gap + length, y + high / 2)
    yield x - gap, y + size * 0.35, "end", (x - gap - length, y - high / 2, x - gap, y + high / 2)
    yield x, y + gap + size * 0.8, "middle", (x - length / 2, y + gap, x + length / 2, y + gap + high)
    yield x, y - gap, "middle", (x - length / 2, y - gap - high, x + length / 2, y - gap)


def _meet(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
