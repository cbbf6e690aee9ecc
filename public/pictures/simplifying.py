"""Fewer points for the same line (Visvalingam and Whyatt 1993): the points of the smallest triangles go first."""

from heapq import heapify, heappop, heappush


def simplified(line: list[tuple[float, float]], smallest: float) -> list[tuple[float, float]]:
    """The line without points whose triangle with their neighbours is smaller than `smallest`; its ends stay."""
    before = list(range(-1, len(line) - 1))
    after = list(range(1, len(line) + 1))
    areas = [0.0] * len(line)
    heap = []
    for place in range(1, len(line) - 1):
        areas[place] = _triangle(line[place - 1], line[place], line[place + 1])
        heap.append((areas[place], place))
    heapify(heap)
    gone = [False] * len(line)
    while heap:
        area, place = heappop(heap)
        if gone[place] or area != areas[place]:
            continue
        if area >= smallest:
            break
        gone[place] = True
        left, right = before[place], after[place]
        after[left], before[right] = right, left
        for other in (left, right):
            if 0 < other < len(line) - 1:
                # A point never counts for less than one that went before it, lest a spike go in steps.
                areas[other] = max(area, _triangle(line[before[other]], line[other], line[after[other]]))
                heappush(heap, (areas[other], other))
    return [point for place, point in enumerate(line) if not gone[place]]


def _triangle(first, second, third):
    return abs((second[0] - first[0]) * (third[1] - first[1]) - (third[0] - first[0]) * (second[1] - first[1])) / 2
