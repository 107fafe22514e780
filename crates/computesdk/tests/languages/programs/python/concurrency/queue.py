import queue
import threading

work, done = queue.Queue(), queue.Queue()


def worker():
    while (item := work.get()) is not None:
        done.put((item, item**3))


threads = [threading.Thread(target=worker) for _ in range(4)]
for thread in threads:
    thread.start()
for item in range(20):
    work.put(item)
for _ in threads:
    work.put(None)
for thread in threads:
    thread.join()
print(sorted(done.queue))
