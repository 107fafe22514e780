import os
import subprocess
import sys

print("before", flush=True)
subprocess.run(["sh", "-c", "echo inside; echo to stderr >&2"], check=True)
os.write(1, b"written\n")
print("after")
sys.exit(os.system("exit 3") >> 8)
