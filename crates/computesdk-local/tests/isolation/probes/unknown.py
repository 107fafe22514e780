# Calls by numbers that a policy can overlook.

X32 = 0x40000000
for number in (337, 400, 423, 511, 512, 520, 547, 548, 999, 1023, 4096, 0x3FFFFFFF):
    answer(f"number {number}", call(number, 0, 0, 0, 0, 0, 0))
for number in (0, 1, 39, 57, 101, 165, 520, 534):
    answer(f"x32 number {number}", call(X32 | number, 0, 0, 0, 0, 0, 0))
