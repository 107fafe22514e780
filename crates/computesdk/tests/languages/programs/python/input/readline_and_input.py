import sys

print("first:", input("name? "))
print("second:", repr(sys.stdin.readline()))
print("rest:", repr(sys.stdin.read()))
try:
    input()
except EOFError as error:
    print(type(error).__name__, error)
