import json
import pathlib
import sys

pathlib.Path("helper.py").write_text("VALUE = 42\n")
import helper

print(json.dumps({"helper": helper.VALUE, "first": bool(sys.path[0])}))
pathlib.Path("helper.py").unlink()
