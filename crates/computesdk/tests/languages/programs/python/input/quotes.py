import sys

for argument in sys.argv[1:]:
    print(len(argument), repr(argument), argument.encode().hex())
