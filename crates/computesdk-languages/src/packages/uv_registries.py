# Prints the addresses that uv asks for packages, one a line. Fails where pip was told of an index and uv was not: then pip is what its user wants.
import os
import subprocess
import sys

own = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")
found = [word for name in own for word in os.environ.get(name, "").split()]
if not {"UV_DEFAULT_INDEX", "UV_INDEX_URL"} & os.environ.keys():
    listed = subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", "config", "list"],
        stdout=subprocess.PIPE, text=True,
    )
    if "index" in listed.stdout:
        sys.exit("pip has an index of its own")
    # The default index is the same.
    from pip._internal.models.index import PyPI

    found += [PyPI.simple_url, f"https://{PyPI.file_storage_domain}/"]
for address in found:
    # An index may have a name: `name=https://...`.
    address = address[address.find("=http") + 1 :] if "=http" in address else address
    if "://" in address and not address.startswith("file:"):
        print(address)
