import concurrent.futures
import sys


def inner(code):
    raise SystemExit(code)


with concurrent.futures.ThreadPoolExecutor(1) as pool:
    code = pool.submit(inner, 255).exception().code
sys.exit(code)
