import os
import pathlib
import shutil
import tempfile

print(os.path.samefile(os.getcwd(), os.path.dirname(os.path.abspath(__file__))))
here = pathlib.Path("files of mine")
here.mkdir()
(here / "ü.txt").write_text("a\nb\n")
with open(here / "ü.txt", "a+b") as file:
    file.write(b"\xff")
    file.seek(0)
    print(file.read())
os.symlink("ü.txt", here / "link")
print(sorted(os.listdir(here)), os.readlink(here / "link"), oct(os.stat(here).st_mode & 0o700))
shutil.rmtree(here)
with tempfile.NamedTemporaryFile("w+") as file:
    file.write("temporary")
    file.flush()
    print(os.path.getsize(file.name))
print(here.exists())
os.chdir("/")
print(os.getcwd(), os.path.isabs(__file__))
