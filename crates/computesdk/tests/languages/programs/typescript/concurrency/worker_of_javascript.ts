import { Worker } from 'node:worker_threads'

const worker = new Worker('require("worker_threads").parentPort.postMessage(6 * 7)', { eval: true })
const answer: number = await new Promise<number>((resolve, reject) => {
  worker.once('message', resolve).once('error', reject)
})
console.log(answer)
