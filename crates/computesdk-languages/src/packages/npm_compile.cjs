// Loads packages once, so that Node.js keeps what it compiles of them (from 22.8 on): those who
// load them later, from a directory that they cannot write to, compile nothing.
const fs = require('node:fs')
const module_ = require('node:module')
const path = require('node:path')

const [layer, ...packages] = process.argv.slice(1)
const cache = path.join(layer, 'compile-cache')
module_.enableCompileCache(cache)
const require_ = module_.createRequire(path.join(layer, 'main.js'))

const importer = path.join(layer, 'import.mjs')
fs.writeFileSync(importer, 'export default (name) => import(name)')
const importFromLayer = async (name) => (await import(importer)).default(name)

const load = async () => {
  for (const each of packages) {
    const name = each.replace(/(?<=.)@.*/, '')
    try {
      require_(name)
    } catch {
      await importFromLayer(name).catch(() => {})
    }
  }
}

// Each user has a directory there, and root makes this one. Packages may end the process.
process.on('exit', () => {
  fs.rmSync(importer)
  module_.flushCompileCache()
  for (const name of fs.readdirSync(cache)) {
    fs.symlinkSync(name, path.join(cache, name.replace(/-0$/, '-1000')))
  }
})

load().finally(() => process.exit())
