import os

# Ends without flushing: what is buffered is lost.
print("flushed", flush=True)
print("lost")
os._exit(3)
