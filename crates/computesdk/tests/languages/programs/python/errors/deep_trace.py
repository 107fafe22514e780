def step(depth, kinds={"a": 1}):
    if depth == 0:
        return kinds["missing"]
    return step(depth - 1)


def caller(depth):
    return [step(depth) for _ in range(1)]


caller(12)
