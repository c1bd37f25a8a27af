// Lists every method of the SDK, read from the package itself, and what becomes of each when it is called.
const http = require('http')
const Backendless = require('backendless')

const { server, config, known } = JSON.parse(require('fs').readFileSync(0, 'utf8'))
const ATTEMPTS = [
  [],
  ['a'],
  ['a', 'b'],
  ['a', { b: 1 }],
  [{ objectId: 'a', b: 1 }],
  [['a', 'b']],
  ['a', 'b', 'c'],
  ['a', 'b', ['c']],
  ['a', 1, 2],
  ['a', { textmessage: 'b' }, ['c@example.com']],
  [1, 'a', 'b'],
]
// these open a socket for real time, which has no end
const REAL_TIME = /^(RT|EventHandler|Messaging\.subscribe|SharedObject)|\.rt$|\.RT/

let sent = 0
const request = http.request
http.request = (...given) => {
  sent += 1
  return request(...given)
}

const methodsOf = (object, name, found, depth) => {
  const ends = [Object.prototype, Function.prototype]
  for (let level = object; level && !ends.includes(level); level = Object.getPrototypeOf(level)) {
    for (const key of Object.getOwnPropertyNames(level)) {
      if (['constructor', 'prototype', 'app'].includes(key) || key.startsWith('_')) continue
      let value
      try {
        value = object[key]
      } catch (error) {
        continue
      }
      if (typeof value === 'function' && !/^[A-Z]/.test(key)) found.add(`${name}${key}`)
      else if (depth && value && typeof value === 'object' && !Array.isArray(value) && value !== Backendless) {
        methodsOf(value, `${name}${key}.`, found, depth - 1)
      }
    }
  }
}

const within = (promise) =>
  Promise.race([promise, new Promise((_, reject) => setTimeout(() => reject(new Error('no end')), 2000))])

const tried = async (name, args) => {
  const path = name.split('.')
  const method = path.pop()
  const owner = path.reduce((object, part) => object[part], Backendless)
  const before = sent
  let status = 200
  try {
    await within(Promise.resolve(owner[method](...args)))
  } catch (error) {
    status = error.status || 0
  }
  return sent > before ? status : 0
}

const survey = async () => {
  if (server) Backendless.serverURL = server
  Backendless.initApp(config)
  const found = new Set()
  const services = ['Automations', 'Cache', 'Commerce', 'Counters', 'CustomServices', 'Data', 'Events', 'Files', 'Hive']
  for (const service of [...services, 'LocalCache', 'Logging', 'Management', 'Messaging', 'Users', 'BL', 'UnitOfWork']) {
    if (Backendless[service]) methodsOf(Backendless[service], `${service}.`, found, 1)
  }
  const answers = {}
  for (const name of [...found].sort()) {
    if (known.includes(name) || REAL_TIME.test(name)) {
      answers[name] = known.includes(name) ? 'tested' : 'real time'
      continue
    }
    const statuses = new Set()
    for (const args of ATTEMPTS) statuses.add(await tried(name, args))
    statuses.delete(0)
    answers[name] = [...statuses]
  }
  process.stdout.write(JSON.stringify(answers), () => process.exit(0))
}

survey()
