const { Worker, isMainThread, parentPort, workerData } = require('worker_threads')
if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(4))
  const workers = [0, 1, 2].map((number) => new Promise((resolve, reject) => {
    const worker = new Worker(__filename, { workerData: { number, shared } })
    worker.on('message', resolve).on('error', reject)
  }))
  Promise.allSettled(workers).then((ends) => console.log(ends.map((end) => end.value ?? end.reason.message), shared[0]))
} else {
  for (let count = 0; count < 1000; count++) Atomics.add(workerData.shared, 0, 1)
  if (workerData.number === 1) throw new Error('of a worker')
  parentPort.postMessage(workerData.number * 10)
}
