value = 3
print("before")
assert value == 4, f"{value} is not 4"
