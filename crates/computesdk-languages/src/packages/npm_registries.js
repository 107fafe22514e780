// Prints the addresses that npm asks for packages, and those of its proxies, one a line.
const { execFileSync } = require('node:child_process')

const listed = execFileSync('npm', ['config', 'list', '--json'], { encoding: 'utf8' })
for (const [name, value] of Object.entries(JSON.parse(listed))) {
  const asked = ['registry', 'proxy', 'https-proxy'].includes(name) || name.endsWith(':registry')
  if (asked && typeof value === 'string') console.log(value)
}
