# Asks a server that may be reached, which sends to one that may not.

import urllib.error
import urllib.request

url = sys.argv[1]
try:
    answer("redirect", urllib.request.urlopen(url, timeout=10).read().decode())
except urllib.error.URLError as error:
    reason = error.reason
    answer("redirect", errno.errorcode.get(getattr(reason, "errno", None), str(reason)))
except OSError as error:
    answer("redirect", errno.errorcode.get(error.errno, type(error).__name__))
