const { Worker, isMainThread, parentPort } = require('worker_threads')
if (isMainThread) {
  new Worker(__filename).on('message', (message) => console.log('got', message))
} else {
  parentPort.postMessage(6 * 7)
}
