// Regenerates what the book prints: book/outputs/*, from real runs of the
// built programs, and the diffs between the programs of two chapters.
//
//   tools/record                  record everything
//   tools/record NAME...          only these: 03-calls, conformance, diffs, ...
//   tools/record --check [NAME]   record nothing; fail, with a diff, if what
//                                 the programs print now is not what is recorded
//   --bin DIR                     where the programs are (build/dev/bin)
//   --quick                       all but the conformance matrix (minutes)
//   --list                        print the names
//
// Ports become 2007 and inodes N. What else differs between two good runs
// (counts, times) stays as it was measured, and --check does not compare it.

import { spawnSync } from 'node:child_process'
import { mkdirSync, existsSync, readFileSync, readdirSync, writeFileSync, rmSync, mkdtempSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { diff } from './diff.mjs'
import { Client, Server, env, run, strace } from './drive.mjs'
import { book, region, root } from './lib.mjs'

const kHelp = readFileSync(new URL(import.meta.url), 'utf8')
  .split('\n\n')[0].replace(/^\/\/ ?/gm, '')

// --- stories -----------------------------------------------------------------

/** A story told line by line: who does what, and what comes back. */
class Story {
  lines = []
  clients = {}

  say(who, text) {
    this.lines.push(`${who.padEnd(9)} ${text}`)
  }
  async start(program, args = [], tracer = []) {
    this.server = await Server.start(program, args, tracer)
    this.sockets = this.server.sockets()
    this.say('server', this.server.firstLine)
  }
  async connect(name) {
    this.clients[name] = await Client.connect(this.server.port)
    this.say(`client ${name}`, 'connects')
  }
  ask(name, text) {
    this.clients[name].send(`${text}\n`)
    this.say(`client ${name}`, `sends  ${text}`)
  }
  /** Not a whole line, or more than one. */
  send(name, text) {
    this.clients[name].send(text)
    this.say(`client ${name}`, `sends  ${JSON.stringify(text)}`)
  }
  async answer(name) {
    const line = await this.clients[name].line(5000)
    if (line === null) throw new Error(`client ${name} got no answer`)
    this.say(`client ${name}`, `gets   ${line}`.trimEnd())
  }
  async over(name) {
    if ((await this.clients[name].line(5000)) !== null) throw new Error(`client ${name} gets more`)
    this.say(`client ${name}`, 'reads the end of the stream')
  }
  async silence(name) {
    const line = await this.clients[name].line(400)
    this.say(`client ${name}`, line === null ? '...    nothing comes' : `gets   ${line}`)
  }
  leave(name) {
    this.clients[name].close()
    this.say(`client ${name}`, 'leaves')
  }
  /** The server has closed the sockets of all that have left. */
  async allLeft() {
    for (let tries = 0; this.server.sockets() > this.sockets; ++tries) {
      if (tries > 500) throw new Error('the server still holds a client')
      await sleep(10)
    }
  }
  async end() {
    this.say('you', 'press Ctrl-C')
    for (const line of await this.server.stop()) this.say('server', line)
    return this.lines.join('\n') + '\n'
  }
}

/** B speaks while A is connected and silent. */
async function twoClients(program, { bWaits = false } = {}) {
  const story = new Story()
  await story.start(program)
  await story.connect('A')
  story.ask('A', 'hello')
  await story.answer('A')
  await story.connect('B')
  story.ask('B', 'is anybody there?')
  await (bWaits ? story.silence('B') : story.answer('B'))
  story.ask('A', 'bye')
  await story.answer('A')
  story.leave('A')
  if (bWaits) await story.answer('B')
  story.leave('B')
  await story.allLeft()
  return story.end()
}

/**
 * The system calls of a short run, up to the end of the second client. Each
 * step waits until strace has seen what the one before brought about, and until
 * the server waits again (if it ever waits): every run is the same.
 */
async function calls(which, program, ...args) {
  const log = join(temporary, 'strace')
  rmSync(log, { force: true })
  const environment = args.filter((word) => /^[A-Z_]+=/.test(word))
  const words = args.filter((word) => !environment.includes(word))
  const server = await Server.start(program, words, strace(which, log, environment))
  const lines = () => readFileSync(log, 'utf8').split('\n').filter(Boolean)
  const waits = /wait|poll|select/.test(which)
  const seen = async (pattern, times) => {
    const happened = () =>
      lines().filter((line) => pattern.test(line)).length >= times &&
      (!waits || /^(epoll_p?wait|p?poll|p?select6?|rt_sigtimedwait)\((?!.* = )/.test(lines().at(-1)))
    for (let tries = 0; !happened(); ++tries) {
      if (tries > 500) throw new Error(`strace did not see ${pattern}`)
      await sleep(10)
    }
  }
  // Of a server that never waits: several of its rounds, with nothing to do.
  const rounds = async () => {
    for (const before = lines().length; lines().length < before + 20; ) await sleep(10)
  }
  let said = 0
  const talk = async (client, text) => {
    client.send(text)
    if ((await client.line(5000)) === null) throw new Error(`no answer to ${text}`)
    await seen(/^sendto\(.* = \d+$/, ++said)
  }
  const accepted = /^accept4?\(.* = \d+$/
  const ended = /^recvfrom\(.* = 0$/
  if (waits) await seen(accepted, 0)
  const a = await Client.connect(server.port)
  await seen(accepted, 1)
  await talk(a, 'hello\n')
  const b = await Client.connect(server.port)
  await seen(accepted, 2)
  if (!waits) await rounds()
  await talk(b, 'hi\n')
  a.close()
  await seen(ended, 1)
  await talk(b, 'still here\n')
  b.close()
  await seen(ended, 2)
  await server.stop()
  const all = namePointers(lines())
  const end = all.findLastIndex((line) => ended.test(line))
  return all.slice(0, end + 1).map((line) => line.replace(/0x[0-9a-f]{6,}/g, 'ADDRESS').replace(/ +(= .*)$/, ' $1'))
}

/**
 * A pointer that was given to epoll comes back with each event. It is told as
 * the descriptor that it was added for, since it differs from run to run.
 */
function namePointers(lines) {
  const descriptors = new Map()
  return lines.map((line) => {
    const [, fd, pointer] = /epoll_ctl\(\d+, \w+, (\d+), .*u64=(\d+)/.exec(line) ?? []
    if (fd !== pointer) descriptors.set(pointer, fd)
    return line.replace(/data=\{u32=\d+, u64=(\d+)\}/g, (all, value) =>
      descriptors.has(value) ? `data.ptr=channel of ${descriptors.get(value)}` : all,
    )
  })
}

/** Who connects is told the time. */
async function daytime() {
  const story = new Story()
  await story.start('15-acceptor/daytime')
  for (const name of ['A', 'B']) {
    await story.connect(name)
    await story.answer(name)
    await story.over(name)
  }
  return story.end()
}
const sameTime = (all) => all.replace(/\w+day, \w+ \d\d, \d{4} \d\d:\d\d:\d\d/g, 'TIME')

/** A server without a free descriptor, which gets some a second later. */
async function fullHouse() {
  const story = new Story()
  story.say('you', 'start it with prlimit --nofile=8:20')
  await story.start('15-acceptor/daytime', [], ['prlimit', '--nofile=8:20'])
  await story.connect('A')
  await sleep(1000)
  await story.silence('A')
  const tries = story.server.lines.length
  story.say('server', `${story.server.lines[0]}   (${tries} times)`)
  story.say('you', 'run prlimit --pid PID --nofile=20')
  story.server.limitDescriptors(20)
  await story.answer('A')
  story.server.lines.length = 0
  return story.end()
}

/** What a program says to these arguments before it listens. */
function refusal(program, ...args) {
  const { output, status } = run(program, args)
  return `$ ${[program.split('/')[1], ...args].join(' ')}\n${output}$ echo $?\n${status}\n`
}

/** Lines that come in pieces, and a long one. */
async function pieces() {
  const story = new Story()
  await story.start('16-buffer/line_echo')
  await story.connect('A')
  story.send('A', 'hel')
  await story.silence('A')
  story.send('A', 'lo\nwor')
  await story.answer('A')
  story.send('A', 'ld\n\nbye\n')
  for (let line = 0; line < 3; ++line) await story.answer('A')
  return story.end()
}

/** The reads of a server to which lines come in pieces, and then a long one. */
async function reads() {
  const log = join(temporary, 'strace')
  rmSync(log, { force: true })
  const server = await Server.start('16-buffer/line_echo', [], strace('read,readv,sendto', log))
  const lines = () => readFileSync(log, 'utf8').split('\n').filter((line) => /^(readv?\(\d+, ("|\[)|sendto)/.test(line) && !line.includes('ELF'))
  const client = await Client.connect(server.port)
  let seen = lines().length
  const before = seen
  for (const piece of ['hel', 'lo\n', `${'x'.repeat(20000)}\n`, 'wor', `ld${'!'.repeat(20000)}\n`]) {
    client.send(piece)
    for (let tries = 0; lines().length === seen; ++tries) {
      if (tries > 500) throw new Error('strace saw no read')
      await sleep(10)
    }
    if (piece.includes('\n')) await client.line(5000)
    seen = lines().length
  }
  const all = lines().slice(before)
  client.close()
  await server.stop()
  return text(all.map((line) => line.replace(/ +(= .*)$/, ' $1')))
}

const sortedLines = (all) => text(all.split('\n').filter(Boolean).sort())
const text = (lines) => lines.join('\n') + '\n'
const callsOf = async (...words) => text(await calls(...words))

/** The end of the silence between B's arrival and the echo of its first words. */
async function busyCalls() {
  const all = await calls('accept4,recvfrom,sendto', '02-nonblocking/echo_nonblocking')
  const spoken = all.findIndex((line) => line.includes('"hi'))
  return text(all.slice(spoken - 8, spoken + 2))
}

/** Processor time of a server that has nothing to do. */
async function idleSecond() {
  const lines = ['one client is connected, and silent for a second']
  for (const program of ['01-blocking/echo_blocking', '02-nonblocking/echo_nonblocking']) {
    const server = await Server.start(program)
    const client = await Client.connect(server.port)
    client.send('hello\n')
    await client.line(5000)
    const before = server.processorMilliseconds()
    await sleep(1000)
    const took = server.processorMilliseconds() - before
    lines.push(`${program.split('/')[1].padEnd(18)} ${String(took).padStart(4)} ms of processor time`)
    client.close()
    await server.stop()
  }
  return text(lines)
}

async function threads(program, lastLine = 'after they have left') {
  const server = await Server.start(program)
  const lines = []
  const count = async (when, expected) => {
    for (let tries = 0; server.threads() !== expected && tries < 300; ++tries) await sleep(10)
    lines.push(`${when.padEnd(24)} ${server.threads()}`)
  }
  await count('threads with no client', 1)
  const clients = []
  for (let i = 0; i < 3; ++i) {
    clients.push(await Client.connect(server.port))
    clients[i].send('hello\n')
    await clients[i].line(5000)
  }
  await count('threads with 3 clients', 4)
  clients.forEach((client) => client.close())
  await count(lastLine, 1)
  await server.stop()
  return text(lines)
}

async function portInUse() {
  const server = await Server.start('01-blocking/echo_blocking')
  const second = run('01-blocking/echo_blocking', ['--port', String(server.port)])
  await server.stop()
  return `$ echo_blocking --port 2007\n${second.output}$ echo $?\n${second.status}\n`
}

/** A file that takes long to read, in the loop's thread and in a worker. */
async function slowFile() {
  const quick = join(temporary, 'quick')
  const slow = join(temporary, 'slow')
  writeFileSync(quick, 'to be or not to be\n')
  spawnSync('mkfifo', [slow])
  const told = []
  for (const workers of ['0', '2']) {
    const story = new Story()
    story.say('you', `start word_count --workers ${workers}`)
    await story.start('19-tcp-server/word_count', ['--workers', workers])
    await story.connect('A')
    await story.connect('B')
    story.ask('A', slow)
    // So that the server meets A's question first.
    await sleep(200)
    story.ask('B', quick)
    await (workers === '0' ? story.silence('B') : story.answer('B'))
    story.say('somebody', 'writes the slow file')
    writeFileSync(slow, 'at last\n')
    await story.answer('A')
    if (workers === '0') await story.answer('B')
    told.push(await story.end())
  }
  rmSync(slow)
  return told.join('\n').replaceAll(`${temporary}/`, '')
}

/** 1,100 clients connect, one after the other, and stay; each sends a line. */
async function crowd(program) {
  const server = await Server.start(program)
  const clients = []
  let served = 0
  for (let i = 0; i < 1100; ++i) {
    const client = await Client.connect(server.port)
    clients.push(client)
    client.send('hello\n')
    if ((await client.line(5000)) !== null) served += 1
  }
  clients.forEach((client) => client.close())
  const counts = new Map()
  for (const line of await server.stop()) counts.set(line, (counts.get(line) ?? 0) + 1)
  return text([
    `1100 clients connect, ${served} get their echo`,
    ...[...counts].map(([line, times]) => `${line}   (${times} times)`),
  ])
}

/** Two clients of a server that never answers, and what it says of them. */
async function discarded() {
  const story = new Story()
  await story.start('17-tcp-connection/discard')
  const says = async (name) => {
    story.leave(name)
    const seen = story.server.lines.length
    while (story.server.lines.length === seen) await sleep(5)
    story.say('server', story.server.lines.pop())
  }
  await story.connect('A')
  story.ask('A', 'hello')
  await story.silence('A')
  await story.connect('B')
  story.ask('B', 'is anybody there?')
  await says('A')
  await story.silence('B')
  await says('B')
  return story.end()
}

/** What the kernel keeps for an epoll server with two clients. */
async function interest() {
  const server = await Server.start('05-epoll/echo_epoll')
  const clients = []
  for (let i = 0; i < 2; ++i) {
    clients.push(await Client.connect(server.port))
    clients[i].send('hello\n')
    await clients[i].line(5000)
  }
  const lines = ['$ ls -l /proc/PID/fd']
  const links = server.descriptors().filter(({ fd, target }) => fd >= 3 && /event|socket/.test(target))
  for (const { fd, target } of links) lines.push(`${fd} -> ${target}`)
  const { fd } = links.find(({ target }) => target.includes('eventpoll'))
  lines.push(`$ cat /proc/PID/fdinfo/${fd}`)
  lines.push(...server.fdinfo(fd).filter((line) => line.startsWith('tfd')).map((line) => line.replace(/ +pos:.*/, '')).sort())
  clients.forEach((client) => client.close())
  await server.stop()
  return text(lines)
}

/** The same two clients, while the kernel may queue no signal for the server. */
async function overflow() {
  const story = new Story()
  await story.start('06-signal-driven/echo_sigio')
  await story.connect('A')
  story.ask('A', 'hello')
  await story.answer('A')
  story.server.limitQueuedSignals(0)
  story.say('you', 'run prlimit --pid PID --sigpending=0')
  for (const text of ['can you hear me?', 'bye']) {
    story.ask('A', text)
    await story.answer('A')
  }
  story.leave('A')
  return story.end()
}

/**
 * What strace shows of a server with io_uring, step by step: only its waits.
 * Each step lasts until the server waits again, and nothing more happens.
 */
async function enters(...args) {
  const log = join(temporary, 'strace')
  rmSync(log, { force: true })
  const tracer = strace('io_uring_enter,accept,accept4,recvfrom,sendto', log)
  const server = await Server.start('07-asynchronous/echo_uring', args, tracer)
  const lines = () => readFileSync(log, 'utf8').split('\n').filter(Boolean)
  const waits = async () => {
    for (let quiet = 0, before = ''; quiet < 15; await sleep(10)) {
      const now = readFileSync(log, 'utf8')
      quiet = now === before && /^io_uring_enter\((?!.* = )/.test(lines().at(-1)) ? quiet + 1 : 0
      before = now
    }
  }
  const told = []
  await waits()
  let shown = lines().length - 1
  const step = async (what, how) => {
    told.push(what)
    await how()
    await waits()
    const now = lines()
    told.push(...now.slice(shown, -1).map((line) => `    ${line.replace(/ +(= .*)$/, ' $1')}`))
    shown = now.length - 1
  }
  const clients = []
  for (const name of ['A', 'B']) {
    await step(`client ${name} connects`, async () => clients.push(await Client.connect(server.port)))
  }
  for (const [i, name] of ['A', 'B'].entries()) {
    await step(`client ${name} says hello`, async () => {
      clients[i].send('hello\n')
      if ((await clients[i].line(5000)) === null) throw new Error('no answer')
    })
  }
  await step('client A leaves', () => clients[0].close())
  clients[1].close()
  await server.stop()
  return text(told)
}

/** What a server with io_uring says of its operations, for one client. */
async function operations(...args) {
  const story = new Story()
  await story.start('07-asynchronous/echo_uring', ['--show', ...args])
  await story.connect('A')
  story.ask('A', 'hello')
  await story.answer('A')
  story.leave('A')
  const { lines } = story.server
  while (!lines.some((line) => /^complete recv \d+ = 0$/.test(line))) await sleep(10)
  await story.end()
  return text(lines)
}

/** What the threads of glibc do for one message. */
async function aioThreads() {
  const log = join(temporary, 'strace')
  rmSync(log, { force: true })
  const tracer = strace('pread64,pwrite64,read,write,rt_sigqueueinfo', log)
  const server = await Server.start('07-asynchronous/echo_aio', [], [tracer[0], '-f', ...tracer.slice(1)])
  const client = await Client.connect(server.port)
  client.send('hello\n')
  if ((await client.line(5000)) === null) throw new Error('no answer')
  client.close()
  await server.stop()
  // A call that another thread interrupts is printed in two halves.
  const begun = new Map()
  const calls = []
  for (const line of readFileSync(log, 'utf8').split('\n').filter(Boolean)) {
    const [, pid, call] = /^(\d+) +(.*)$/.exec(line)
    if (call.endsWith('<unfinished ...>')) begun.set(pid, call.slice(0, -' <unfinished ...>'.length))
    else calls.push([pid, call.startsWith('<...') ? begun.get(pid) + call.replace(/^<.*resumed>/, '') : call])
  }
  const main = calls[0][0]
  const helpers = calls.filter(([pid]) => pid !== main).map(([, call]) => call)
  return text(
    helpers
      .slice(0, helpers.findIndex((call) => call.startsWith('write(')) + 2)
      .map((call) => call.replace(/0x[0-9a-f]+/g, 'ADDRESS').replace(/ +(= .*)$/, ' $1')
        .replace(/rt_sigqueueinfo\(\d+, (\w+), \{.*\}\)/, 'rt_sigqueueinfo(SERVER, $1, ...)')),
  )
}

function withoutUring() {
  const log = join(temporary, 'strace')
  const [program, ...words] = strace('io_uring_setup', log)
  const binary = join(Server.bin, '07-asynchronous/echo_uring')
  const inject = ['-e', 'inject=io_uring_setup:error=EPERM']
  const { stderr, status } = spawnSync(program, [...words, ...inject, binary], { encoding: 'utf8', env })
  return `$ echo_uring\n${stderr}$ echo $?\n${status}\n`
}

function conformance() {
  const { output, status } = run('conformance', ['--matrix', '--format', 'json'])
  if (status !== 0) console.error('record: the matrix is not as declared')
  return output.replace(/("milliseconds": )\d+/g, '$10')
}

async function pingpong() {
  const server = await Server.start('19-tcp-server/echo')
  const lines = []
  for (const connections of [1, 100]) {
    const words = ['--rounds', '100', '--connections', String(connections)]
    const { output } = run('20-tcp-client/pingpong', ['--port', String(server.port), ...words])
    lines.push(`$ pingpong ${words.join(' ')}`, output.trimEnd())
  }
  await server.stop()
  return text(lines)
}

/** The recorded comparison, as ./tour compare prints it. Measures nothing. */
function compared(...words) {
  return run('08-side-by-side/compare', ['--show', join(root, 'book/data/compare.json'), ...words]).output
}

const kSelect = 'select,pselect6,accept4,recvfrom,sendto'
const kPoll = 'poll,ppoll,accept4,recvfrom,sendto'
const kSignals = 'rt_sigtimedwait,fcntl,accept4,recvfrom,sendto'
const kEpoll = 'epoll_create1,epoll_ctl,epoll_wait,epoll_pwait,accept4,recvfrom,sendto'

/** Name -> how it is made, and what of it may differ between two good runs. */
const kRecords = {
  '01-two-clients': { make: () => twoClients('01-blocking/echo_blocking', { bWaits: true }) },
  '01-two-clients-threads': { make: () => twoClients('01-blocking/echo_thread_per_connection') },
  '01-threads': { make: () => threads('01-blocking/echo_thread_per_connection') },
  '01-port-in-use': { make: portInUse },
  '02-two-clients': {
    make: () => twoClients('02-nonblocking/echo_nonblocking'),
    same: (all) => all.replace(/\d+ (system|of them)/g, 'N $1'),
  },
  '02-idle': {
    make: idleSecond,
    same: (all) => all.replace(/ +(\d+) ms/g, (_, ms) => (ms < 100 ? ' few ms' : ' many ms')),
  },
  '02-calls': {
    make: busyCalls,
    // The silence may end at either of its calls.
    same: (all) => text([...new Set(all.split('\n').filter(Boolean))].sort()),
  },
  '03-two-clients': { make: () => twoClients('03-select/echo_select') },
  '03-calls': { make: () => callsOf(kSelect, '03-select/echo_select') },
  '03-crowd': { make: () => crowd('03-select/echo_select') },
  '04-two-clients': { make: () => twoClients('04-poll/echo_poll') },
  '04-calls': { make: () => callsOf(kPoll, '04-poll/echo_poll') },
  '04-crowd': { make: () => crowd('04-poll/echo_poll') },
  '05-help': { make: () => run('05-epoll/echo_epoll', ['--help']).output },
  '05-two-clients': { make: () => twoClients('05-epoll/echo_epoll') },
  '05-calls-level': { make: () => callsOf(kEpoll, '05-epoll/echo_epoll', '--trigger', 'level') },
  '05-calls-edge': { make: () => callsOf(kEpoll, '05-epoll/echo_epoll', '--trigger', 'edge') },
  '05-calls-oneshot': { make: () => callsOf(kEpoll, '05-epoll/echo_epoll', '--trigger', 'oneshot') },
  '05-interest': { make: interest },
  '05-crowd': { make: () => crowd('05-epoll/echo_epoll') },
  '06-two-clients': { make: () => twoClients('06-signal-driven/echo_sigio') },
  '06-calls': { make: () => callsOf(kSignals, '06-signal-driven/echo_sigio') },
  '06-crowd': { make: () => crowd('06-signal-driven/echo_sigio') },
  '06-overflow': {
    make: overflow,
    // How often it overflows, the kernel's timing decides.
    same: (all) => text([...new Set(all.split('\n').filter(Boolean))]),
  },
  '07-four-cells': { make: () => run('07-asynchronous/four_cells', []).output },
  '07-two-clients': { make: () => twoClients('07-asynchronous/echo_uring') },
  '07-aio-threads': { make: () => threads('07-asynchronous/echo_aio', 'soon after they left') },
  '07-aio-calls': { make: aioThreads },
  '07-help': { make: () => run('07-asynchronous/echo_uring', ['--help']).output },
  '07-enters': { make: () => enters() },
  '07-enters-multishot': { make: () => enters('--multishot') },
  '07-show': { make: () => operations() },
  '07-without-uring': { make: withoutUring },
  '08-help': { make: () => run('08-side-by-side/compare', ['--help']).output },
  '08-idle': { make: () => compared('--servers', 'models', '--loads', 'idle') },
  '08-verdicts': { make: () => compared('--servers', 'models', '--verdicts') },
  '08-libraries': { make: () => compared('--servers', 'libraries', '--verdicts') },
  '09-two-clients': { make: () => twoClients('09-channel/echo_channel') },
  '09-calls': { make: () => callsOf(kEpoll, '09-channel/echo_channel') },
  '10-two-clients': { make: () => twoClients('10-poller/echo_poller') },
  '10-calls-epoll': { make: () => callsOf(kEpoll, '10-poller/echo_poller') },
  '10-calls-poll': { make: () => callsOf(kPoll, '10-poller/echo_poller', 'MUDUO_USE_POLL=1') },
  '11-two-clients': { make: () => twoClients('11-event-loop/echo_loop') },
  '11-calls': { make: () => callsOf(kEpoll, '11-event-loop/echo_loop') },
  '11-layers': { make: () => compared('--servers', 'layers', '--loads', 'idle-0', '--metric', 'instructions') },
  '12-run': { make: () => run('12-wakeup/wakeup').output },
  '13-run': { make: () => run('13-timers/timers').output },
  // Who is faster differs from run to run.
  '14-run': { make: () => run('14-thread-pool/thread_pool').output, same: sortedLines },
  '15-daytime': { make: daytime, same: sameTime },
  '15-bad-address': { make: () => refusal('15-acceptor/daytime', '--host', '10.0.0.256') },
  '15-full-house': {
    make: fullHouse,
    // How often it tries in a second, the clock decides.
    same: (all) => sameTime(all).replace(/\(\d+ times\)/, '(N times)'),
  },
  '16-pieces': { make: pieces },
  '16-reads': { make: reads },
  '17-run': { make: discarded },
  '18-run': { make: () => run('18-sending/slow_reader').output },
  '18-pressure': {
    // AddressSanitizer would keep what was freed.
    make: () => run('18-sending/pressure', [], { ASAN_OPTIONS: 'detect_leaks=0:quarantine_size_mb=0' }).output,
    same: (all) => all.replace(/\d+ (MB wait|of|MB\n|bytes)/g, 'N $1'),
  },
  '19-two-clients': { make: () => twoClients('19-tcp-server/echo') },
  '19-slow-file': { make: slowFile },
  '20-run': { make: () => run('20-tcp-client/retry').output },
  '20-pingpong': { make: pingpong, same: (all) => all.replace(/\d+\.\d us/g, 'N us') },
  conformance: { make: conformance, suffix: 'json' },
}

// --- diffs between two programs ----------------------------------------------

const program = (chapter, name) => `chapters/${chapter}/programs/${name}.cc`
const kPrograms = [
  program('01-blocking', 'echo_blocking'),
  program('02-nonblocking', 'echo_nonblocking'),
  program('03-select', 'echo_select'),
  program('04-poll', 'echo_poll'),
  program('05-epoll', 'echo_epoll'),
  program('06-signal-driven', 'echo_sigio'),
]

/** The same from chapter 09 on; 09's own has little in common with any before. */
const kLoops = [
  program('09-channel', 'echo_channel'),
  program('10-poller', 'echo_poller'),
  program('11-event-loop', 'echo_loop'),
]

/** Of each chapter's program against the one before: whole, and only `serve`. */
function diffs() {
  const made = {
    '01-threads': regionDiff(kPrograms[0], program('01-blocking', 'echo_thread_per_connection'), 'serve'),
  }
  for (let i = 1; i < kPrograms.length; ++i) {
    const chapter = `0${i + 1}`
    made[`${chapter}-program`] = diff(source(kPrograms[i - 1]), source(kPrograms[i]), kPrograms[i - 1], kPrograms[i], 3)
    made[`${chapter}-serve`] = regionDiff(kPrograms[i - 1], kPrograms[i], 'serve')
  }
  made['07-serve'] = regionDiff(kPrograms[4], program('07-asynchronous', 'echo_uring'), 'serve')
  for (let i = 1; i < kLoops.length; ++i) {
    made[`${numberOf(kLoops[i])}-program`] = versionDiff(kLoops[i - 1], kLoops[i])
  }
  made['15-serve'] = regionDiff(kLoops[2], program('15-acceptor', 'daytime'), 'serve')
  made['19-serve'] = regionDiff(kLoops[2], program('19-tcp-server', 'echo'), 'serve')
  const loop = (chapter) => `chapters/${chapter}/oneloop/EventLoop.cc`
  made['12-loop'] = regionDiff(loop('11-event-loop'), loop('12-wakeup'), 'loop')
  made['18-serve'] = regionDiff(program('17-tcp-connection', 'discard'), program('18-sending', 'chargen'), 'serve')
  return { ...made, ...layerDiffs() }
}

/** What the chapters that have a page change in the library of those before. */
function layerDiffs() {
  const made = {}
  const newest = new Map()
  for (const chapter of readdirSync(resolve(root, 'chapters')).filter((name) => /^(09|[1-9]\d)-/.test(name)).sort()) {
    const folder = `chapters/${chapter}/oneloop`
    if (!existsSync(resolve(root, folder))) continue
    for (const name of readdirSync(resolve(root, folder))) {
      const [before, now] = [newest.get(name), `${folder}/${name}`]
      newest.set(name, now)
      if (!before || !existsSync(resolve(book, `${chapter}.md`))) continue
      made[`${numberOf(now)}-${name}`] = versionDiff(before, now)
    }
  }
  return made
}
// The marks of regions are for the book, and no part of a change.
const unmarked = (file) => source(file).replace(/^ *\/\/ #(end)?region .*\n/gm, '')
const versionDiff = (from, to) => diff(unmarked(from), unmarked(to), from, to, 3)
const numberOf = (path) => /chapters\/(\d\d)/.exec(path)[1]
const source = (file) => readFileSync(resolve(root, file), 'utf8')
const regionDiff = (from, to, name) => diff(region(from, name), region(to, name), from, to, 99)

// --- the command -------------------------------------------------------------

const sleep = (ms) => new Promise((done) => setTimeout(done, ms))
let temporary

function normalise(output) {
  return output
    .replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:2007')
    .replace(/socket:\[\d+\]/g, 'socket:[N]')
    .replace(/F_SETOWN, \d+/g, 'F_SETOWN, PID')
}

/** Stores the file, or compares it. Returns false if it differs. */
function keep(file, now, name, { check, same = (all) => all }) {
  const path = join(root, 'book/outputs', file)
  if (!check) {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, now)
    console.log(`recorded  book/outputs/${file}`)
    return true
  }
  if (!existsSync(path)) {
    console.log(`MISSING   book/outputs/${file}: run tools/record ${name}`)
    return false
  }
  const difference = diff(same(readFileSync(path, 'utf8')), same(now), `${file}, as recorded`, `${file}, as printed now`, 3)
  if (difference) console.log(`DIFFERS   book/outputs/${file}: if that is meant, run tools/record ${name}\n${difference}`)
  else console.log(`same      book/outputs/${file}`)
  return difference === ''
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      check: { type: 'boolean', default: false },
      quick: { type: 'boolean', default: false },
      list: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
      bin: { type: 'string', default: 'build/dev/bin' },
    },
  })
  if (values.help) return console.log(kHelp)
  const all = [...Object.keys(kRecords), 'diffs']
  if (values.list) return console.log(all.join('\n'))
  const unknown = positionals.find((name) => !all.includes(name))
  if (unknown) throw new Error(`nothing is called ${unknown}; try --list`)

  Server.bin = resolve(values.bin)
  temporary = mkdtempSync('/tmp/oneloop-record-')
  let good = true
  try {
    for (const name of positionals.length ? positionals : all) {
      if (values.quick && name === 'conformance') continue
      if (name === 'diffs') {
        for (const [one, difference] of Object.entries(diffs())) {
          good = keep(`diffs/${one}.diff`, difference, name, values) && good
        }
        continue
      }
      const { make, same, suffix = 'txt' } = kRecords[name]
      good = keep(`${name}.${suffix}`, normalise(await make()), name, { ...values, same }) && good
    }
  } finally {
    Server.killAll()
    rmSync(temporary, { recursive: true, force: true })
  }
  if (!good) process.exitCode = 1
}

main().catch((error) => {
  console.error(`record: ${error.message}`)
  process.exitCode = 2
})
