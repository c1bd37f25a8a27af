// Makes calls of the unmodified Backendless SDK: a list of them comes in on stdin, what each answered goes out on stdout.
const Backendless = require('backendless')

const { server, config, calls } = JSON.parse(require('fs').readFileSync(0, 'utf8'))

// "Users.roles.assign" with its arguments; {"$date": ms} is a Date, {"$value": n} what call number n answered, {"$at": [n, i]} entry i of it,
// {"$new": ["EmailEnvelope", {…}]} an object of the SDK's own
const plain = (given, answers) => {
  if (given === null || typeof given !== 'object') return given
  if ('$date' in given) return new Date(given.$date)
  if ('$new' in given) return new Backendless[given.$new[0]](given.$new[1])
  if ('$value' in given) return answers[given.$value].value
  if ('$at' in given) return answers[given.$at[0]].value[given.$at[1]]
  if (Array.isArray(given)) return given.map((entry) => plain(entry, answers))
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, plain(value, answers)]))
}

// "Data.of(DeviceRegistration)" is the store of that table
const step = (object, part) => {
  const [, name, argument] = /^(\w+)(?:\((\w+)\))?$/.exec(part)
  return argument ? object[name](argument) : object[name]
}

const run = async () => {
  if (server) Backendless.serverURL = server
  Backendless.initApp(config)
  const answers = []
  for (const { name, args } of calls) {
    const path = name.split('.')
    const method = path.pop()
    const owner = path.reduce(step, Backendless)
    try {
      const value = await owner[method](...args.map((argument) => plain(argument, answers)))
      answers.push(value === undefined ? {} : { value })
    } catch (error) {
      answers.push({ error: { code: error.code, status: error.status, message: error.message } })
    }
  }
  process.stdout.write(JSON.stringify(answers))
}

run()
