import os
import subprocess

print("HOME" in os.environ, "PATH" in os.environ, os.environ.get("NO_SUCH"), os.environ["LANG"])
os.environ["MINE"] = "va lue ü"
print(subprocess.check_output(["sh", "-c", "echo $MINE"], text=True).strip())
print(os.environ.get("PYTHONPATH"), os.environ.get("PYTHONUNBUFFERED"))
