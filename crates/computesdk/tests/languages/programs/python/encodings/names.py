größe = 3
变量 = "值"


def цена(π):
    return π * größe


class Ünicode:
    ß = 1


print(цена(2), 变量, Ünicode.ß, ﬁ := 5, fi)
