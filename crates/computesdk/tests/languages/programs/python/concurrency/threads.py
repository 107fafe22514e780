import threading

results = []
threads = [threading.Thread(target=lambda n=n: results.append(n * n)) for n in range(8)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(sorted(results))
