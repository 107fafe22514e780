import hashlib
import json
import re
import textwrap
import unicodedata
import zlib

print(json.dumps({"ü": [1, 2.5, None, True, "\u2028\"\n"], "n": float("inf")}), json.dumps("ü", ensure_ascii=False))
print(json.loads('{"a": [1e3, "\\ud83e\\udd80"]}'))
print(re.sub(r"(?P<y>\d{4})-(\d\d)", r"\2/\g<y>", "on 2024-02 and 2023-11"), re.findall(r"\b\w+é\b", "café olé ole"))
print(hashlib.sha256(b"abc").hexdigest(), hashlib.md5(b"").hexdigest(), zlib.crc32(b"abc"))
print(sorted(["ä", "z", "a", "Z", "10", "9"]), sorted("bca", reverse=True), "ß".upper(), "İ".lower().encode())
print(textwrap.fill("the quick brown fox jumps", 10), unicodedata.name("🦀"), "%-5s|%05d|%+.3e" % ("ab", 42, 12345.678))
