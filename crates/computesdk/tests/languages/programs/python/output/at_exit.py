import atexit
import os
import sys

atexit.register(print, "first registered, last called")
atexit.register(lambda: os.write(1, b"straight to the descriptor\n"))
sys.stdout.write("buffered until the end, ")
sys.stdout.write("so written last\n")
