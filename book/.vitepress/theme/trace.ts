/** A recorded run, as tools/tracer writes it into book/traces/. */
export interface Trace {
  version: number
  chapter: string
  program: string
  command: string
  story: string
  kernel: string
  lanes: Lane[]
  descriptors: Descriptor[]
  steps: Step[]
  /** Level against edge: what happened, and the steps of both answers. */
  rounds?: Round[]
}

export interface Round {
  title: string
  unread: number
  act: number | null
  level: number
  edge: number
}

export interface Lane {
  id: string
  label: string
  kind: 'thread' | 'client'
}

export interface Descriptor {
  id: string
  number: number
  label: string
}

export interface Step {
  at: number
  lane: string
  call: string
  arguments: string
  result: string | null
  error: string | null
  descriptor: string | null
  /** The descriptor that the call returns. */
  opens?: string
  /** select, poll: all that it asks about. */
  watched?: string[]
  /** select, poll, epoll_wait: the answer. */
  ready?: string[]
  waited: number
  phase: 'enter' | 'return' | 'whole'
  bytes: string | null
  note: string
  times?: number
  source: Source | null
}

export interface Source {
  file: string
  line: number
  text: string
  /** Added when the book is built: the lines around it, from `first` on; the
   * statement ends at `last`. */
  context?: { first: number; last: number; lines: string[] }
}

/** What a lane does at one step. */
export type LaneState =
  | { kind: 'absent' } // not started or not connected yet
  | { kind: 'free' } // runs its own code, or (a client) has nothing to wait for
  | { kind: 'calls'; step: Step } // makes the call of this step
  | { kind: 'asks'; step: Step } // has made the same call many times
  | { kind: 'sleeps'; step: Step } // inside a call that has not returned
  | { kind: 'expects'; step: Step } // a client that sent and has no answer yet
  | { kind: 'gone' }

const isOutside = (call: string) => /^(close|shutdown|exit)/.test(call)

/** For every step, the state of every lane, in the order of trace.lanes. */
export function laneStates(trace: Trace): LaneState[][] {
  const now = new Map<string, LaneState>()
  for (const lane of trace.lanes) now.set(lane.id, { kind: 'absent' })
  const last = lastStepOfLane(trace)
  return trace.steps.map((step, index) => {
    // A call that was over at the step before leaves its lane free.
    for (const [id, state] of now) {
      if (state.kind === 'calls' || state.kind === 'asks') now.set(id, { kind: 'free' })
    }
    const lane = trace.lanes.find((one) => one.id === step.lane)
    const before = now.get(step.lane)
    now.set(step.lane, stateAfter(step, lane?.kind ?? 'thread'))
    const row = trace.lanes.map(({ id }) => now.get(id)!)
    // What follows from this step for the next rows.
    if (lane?.kind === 'client') {
      if (step.call === 'send' && step.phase !== 'enter') {
        now.set(step.lane, { kind: 'expects', step })
      } else if (before?.kind === 'expects' && !isAnswer(step) && !isOutside(step.call)) {
        now.set(step.lane, before)
      }
    }
    const endsHere = last.get(step.lane) === index
    if (endsHere && (lane?.kind === 'client' ? isOutside(step.call) : step.call.startsWith('exit'))) {
      now.set(step.lane, { kind: 'gone' })
    }
    return row
  })
}

const isAnswer = (step: Step) => /^(receive|recv|read)/.test(step.call) && step.phase !== 'enter'

function stateAfter(step: Step, kind: Lane['kind']): LaneState {
  if (step.phase === 'enter') return { kind: kind === 'client' ? 'expects' : 'sleeps', step }
  return (step.times ?? 1) > 1 ? { kind: 'asks', step } : { kind: 'calls', step }
}

function lastStepOfLane(trace: Trace) {
  const last = new Map<string, number>()
  trace.steps.forEach((step, index) => last.set(step.lane, index))
  return last
}

/** What the kernel has for one descriptor at one step. */
export interface DescriptorState {
  descriptor: Descriptor
  kind: 'absent' | 'queued' | 'open' | 'closed'
  unread: number
  /** Somebody waits for it, or an epoll instance watches it. */
  watched: boolean
  /** The call of this step has reported it. */
  ready: boolean
}

/**
 * For every step, the descriptors. The connection "conn-x" exists from the
 * connect of "client-x" on; until accept has returned it, it is in the queue.
 */
export function descriptorStates(trace: Trace): DescriptorState[][] {
  const now = new Map<string, DescriptorState>()
  for (const descriptor of trace.descriptors) {
    now.set(descriptor.id, { descriptor, kind: 'absent', unread: 0, watched: false, ready: false })
  }
  const set = (id: string | null | undefined, change: Partial<DescriptorState>) => {
    const state = id ? now.get(id) : undefined
    if (state) now.set(state.descriptor.id, { ...state, ...change })
  }
  const opened = new Set(trace.steps.map((step) => step.opens))
  for (const { id } of trace.descriptors) {
    if (!opened.has(id)) set(id, { kind: 'open' }) // was there from the start
  }
  const interest = new Set<string>() // of an epoll instance, or told by signals
  let asked: string[] = [] // by a call that has not returned
  return trace.steps.map((step) => {
    const size = step.bytes === null ? 0 : new TextEncoder().encode(step.bytes).length
    const id = step.descriptor
    const done = step.phase !== 'enter' && !step.error
    if (step.lane.startsWith('client-')) {
      const connection = step.lane.replace('client-', 'conn-')
      if (step.call === 'connect') set(connection, { kind: 'queued' })
      if (step.call === 'send') set(connection, { unread: (now.get(connection)?.unread ?? 0) + size })
    } else if (done) {
      set(step.opens, { kind: 'open' })
      if (step.call === 'close') {
        set(id, { kind: 'closed' })
        interest.delete(id ?? '')
      }
      if (/^(recv|read)/.test(step.call) && id) {
        set(id, { unread: Math.max(0, (now.get(id)?.unread ?? 0) - size) })
      }
      if (step.call === 'epoll_ctl' && id) {
        if (step.arguments.includes('_DEL')) interest.delete(id)
        else interest.add(id)
      }
      if (step.call === 'fcntl' && id && step.arguments.includes('O_ASYNC')) interest.add(id)
    }
    if (step.watched) asked = step.phase === 'enter' ? step.watched : []
    return [...now.values()].map((state) => ({
      ...state,
      watched: asked.includes(state.descriptor.id) || interest.has(state.descriptor.id),
      ready: step.ready?.includes(state.descriptor.id) ?? false,
    }))
  })
}

/** "recvfrom(4, …, 65536, 0)" */
export function callText(step: Step): string {
  return `${step.call}(${step.arguments})`
}

/** "= 6", "= -1 EAGAIN", or "" while it has not returned. */
export function resultText(step: Step): string {
  if (step.phase === 'enter' || step.result === null) return ''
  return step.error ? `= ${step.result} ${step.error}` : `= ${step.result}`
}
