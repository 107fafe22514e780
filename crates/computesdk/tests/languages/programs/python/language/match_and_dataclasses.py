import dataclasses
import enum
import functools
import typing


class Kind(enum.Enum):
    SMALL = 1
    LARGE = 2


@dataclasses.dataclass(frozen=True, order=True)
class Item:
    name: str
    size: int = 0
    tags: list[str] = dataclasses.field(default_factory=list, compare=False)


def tell(value: typing.Any) -> str:
    match value:
        case Item(name, size) if size > 10:
            return f"large {name!r}"
        case [first, *rest]:
            return f"{first=} {rest=}"
        case {"kind": Kind.SMALL}:
            return "small"
        case str() | int():
            return f"{value!s:>6}"
    return "other"


for value in (Item("a", 11), [1, 2, 3], {"kind": Kind.SMALL, "x": 1}, "s", 7, None):
    print(tell(value))
print(sorted([Item("b"), Item("a", 2)]), Kind(2), functools.reduce(lambda a, b: a * b, range(1, 6)))
try:
    Item("c").size = 1
except dataclasses.FrozenInstanceError as error:
    print(error)
