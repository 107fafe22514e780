# Prints the addresses that pip asks for packages, and its proxy, one a line.
import ast
import subprocess
import sys

pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
listed = subprocess.run([*pip, "config", "list"], stdout=subprocess.PIPE, text=True, check=True)
settings = {}
for line in listed.stdout.splitlines():
    name, _, value = line.partition("=")
    try:
        settings.setdefault(name.rpartition(".")[2], []).append(str(ast.literal_eval(value)))
    except (SyntaxError, ValueError):
        pass

found = []
for name in ("index-url", "extra-index-url", "find-links"):
    for value in settings.get(name, []):
        found += value.split()
if "index-url" not in settings and "no-index" not in settings:
    # pip's own index, and where that has its files.
    from pip._internal.models.index import PyPI

    found += [PyPI.simple_url, f"https://{PyPI.file_storage_domain}/"]
for address in found:
    if "://" in address and not address.startswith("file:"):
        print(address)
for proxy in settings.get("proxy", []):
    print("proxy", proxy)
