import os
import sys

print(sys.argv[1:], len(sys.argv), os.path.basename(sys.argv[0]))
print(__name__, os.path.basename(__file__))
