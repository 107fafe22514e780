// Prints the addresses that npm asks for packages, and those of its proxies, one a line.
const { execFileSync } = require('node:child_process')

const listed = execFileSync('npm', ['config', 'list', '--json'], { encoding: 'utf8' })
for (const [name, value] of Object.entries(JSON.parse(listed))) {
  if (typeof value !== 'string') continue
  if (name === 'registry' || name.endsWith(':registry')) console.log(value)
  if (name === 'proxy' || name === 'https-proxy') console.log('proxy', value)
}
