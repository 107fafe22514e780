import decimal
import fractions
import math
import random

print(2**200, -7 // 2, -7 % 3, 7 % -3, 1e16, 1e15, 0.1 + 0.2, 1e-5, -0.0, float("inf"), float("nan"))
print(math.factorial(50), math.isqrt(10**40), pow(3, 10**6, 10**9 + 7), f"{1234567.891:,.2f}", f"{255:#x} {5:08b} {0.5:%}")
print(round(2.5), round(3.5), round(-2.5), round(2.675, 2), decimal.Decimal("0.1") * 3, fractions.Fraction(1, 3) + 1)
print(random.Random(42).random(), random.Random(1).sample(range(100), 5), hash(1.5), hash(-1))
