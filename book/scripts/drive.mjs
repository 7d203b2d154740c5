// Drives the programs: starts servers, talks to them as clients do.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readFileSync, readdirSync, readlinkSync } from 'node:fs'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'
import { join } from 'node:path'

// Leaks are looked for by the tests; under strace they cannot be.
export const env = { ...process.env, ASAN_OPTIONS: 'detect_leaks=0' }

function pathOf(program) {
  const path = join(Server.bin, program)
  if (!existsSync(path)) throw new Error(`${path} is missing: build it, or say where with --bin`)
  return path
}

/** Runs a program to its end. The output does not show where it was built. */
export function run(program, args, environment = {}) {
  const path = pathOf(program)
  const { stdout, stderr, status } = spawnSync(path, args, { encoding: 'utf8', env: { ...env, ...environment }, maxBuffer: 1 << 24 })
  return { output: (stdout + stderr).replaceAll(path, program.split('/').pop()), status }
}

/** The words that put a program under strace, its calls into `log`. */
export function strace(calls, log, environment = []) {
  if (spawnSync('strace', ['-V']).error) throw new Error('strace is missing')
  return ['strace', '-qq', '-e', `trace=${calls}`, '-e', 'signal=none', '-o', log, ...environment.flatMap((one) => ['-E', one])]
}

/** Puts a program into a room where nothing is open but 0, 1 and 2. */
const kCleanRoom = ['bash', '-c', `
  for fd in /proc/self/fd/*; do
    fd=\${fd##*/}
    [ "$fd" -le 2 ] || exec {fd}>&-
  done
  exec "$@"`, 'clean-room']

export class Server {
  static bin
  static #running = new Set()

  /** Starts it on a free port and waits for its first line. */
  static async start(program, args = [], tracer = []) {
    const words = [...kCleanRoom, ...tracer, pathOf(program), '--port', '0', ...args]
    const server = new Server(spawn(words[0], words.slice(1), { env, stdio: ['ignore', 'pipe', 'pipe'] }))
    server.traced = tracer[0] === 'strace'
    await server.#ready()
    server.port = Number(/:(\d+)$/.exec(server.firstLine)?.[1])
    if (!server.port) throw new Error(`${program} says: ${server.firstLine}`)
    return server
  }

  static killAll() {
    for (const child of Server.#running) child.kill('SIGKILL')
  }

  constructor(child) {
    this.child = child
    this.lines = []
    Server.#running.add(child)
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (this.firstLine === undefined) this.firstLine = line
      else this.lines.push(line)
    })
    createInterface({ input: child.stderr }).on('line', (line) => this.lines.push(line))
    this.ended = new Promise((done) => child.once('close', () => {
      Server.#running.delete(child)
      done()
    }))
  }

  /** Ctrl-C; returns what it printed after its first line. */
  async stop() {
    process.kill(this.#pid(), 'SIGINT')
    await this.ended
    return this.lines
  }

  /** From now on, at most so many of its signals are queued. */
  limitQueuedSignals(limit) {
    const { status } = spawnSync('prlimit', ['--pid', String(this.#pid()), `--sigpending=${limit}`])
    if (status !== 0) throw new Error('prlimit(1) is missing or failed')
  }
  /** From now on, it may have so many descriptors. */
  limitDescriptors(limit) {
    const { status } = spawnSync('prlimit', ['--pid', String(this.#pid()), `--nofile=${limit}`])
    if (status !== 0) throw new Error('prlimit(1) is missing or failed')
  }
  processorMilliseconds() {
    const fields = this.#proc('stat').replace(/^.*\) /, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10 // a tick is 10 ms
  }
  threads() {
    return Number(/^Threads:\t(\d+)$/m.exec(this.#proc('status'))[1])
  }
  descriptors() {
    const folder = `/proc/${this.#pid()}/fd`
    return readdirSync(folder).map(Number).sort((a, b) => a - b)
      .map((fd) => ({ fd, target: readlinkSync(`${folder}/${fd}`) }))
  }
  /** How many sockets it has open, the listening one among them. */
  sockets() {
    const folder = `/proc/${this.#pid()}/fd`
    const isSocket = (fd) => {
      try {
        return readlinkSync(`${folder}/${fd}`).startsWith('socket:')
      } catch {
        return false // closed meanwhile
      }
    }
    return readdirSync(folder).filter(isSocket).length
  }
  fdinfo(fd) {
    return this.#proc(`fdinfo/${fd}`).split('\n')
  }

  #proc(file) {
    return readFileSync(`/proc/${this.#pid()}/${file}`, 'utf8')
  }
  // Under strace, strace is the child and the server is the child's child.
  #pid() {
    const pid = this.child.pid
    return this.traced ? Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()) : pid
  }
  async #ready() {
    while (this.firstLine === undefined) {
      if (this.child.exitCode !== null) throw new Error(`the server ended before its first line: ${this.lines.join('; ')}`)
      await new Promise((done) => setTimeout(done, 5))
    }
  }
}

export class Client {
  static connect(port) {
    return new Promise((done, failed) => {
      const socket = connect({ port, host: '127.0.0.1', noDelay: true }, () => done(new Client(socket)))
      socket.once('error', failed)
    })
  }

  #lines = []
  #ended = false
  #waiting = null

  constructor(socket) {
    this.socket = socket
    socket.on('error', () => {})
    createInterface({ input: socket }).on('line', (line) => this.#arrived(line)).on('error', () => {})
    socket.once('close', () => {
      this.#ended = true
      this.#waiting?.(null)
    })
  }

  send(text) {
    this.socket.write(text)
  }

  /** The next line; null if none comes in time, or the server has left. */
  line(milliseconds) {
    if (this.#lines.length > 0) return Promise.resolve(this.#lines.shift())
    if (this.#ended) return Promise.resolve(null)
    return new Promise((done) => {
      const timer = setTimeout(() => this.#waiting(null), milliseconds)
      this.#waiting = (line) => {
        clearTimeout(timer)
        this.#waiting = null
        done(line)
      }
    })
  }

  close() {
    this.socket.end()
    this.socket.destroySoon()
  }

  #arrived(line) {
    if (this.#waiting) this.#waiting(line)
    else this.#lines.push(line)
  }
}
