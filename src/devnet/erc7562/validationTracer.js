// Runs inside the node, as the tracer of debug_traceCall and debug_traceTransaction. It records what a rule of ERC-7562 could ask about, in
// the order of execution, and judges nothing. The node calls it once for every opcode, so it leaves the ordinary ones at once.
export const validationTracer = {
  events: [],

  // Opcodes, first and last of each row, that no rule asks about.
  ordinary: [
    ...[0x00, 0x0b],
    ...[0x10, 0x1e],
    ...[0x30, 0x30],
    ...[0x33, 0x39],
    ...[0x3d, 0x3e],
    ...[0x46, 0x46],
    ...[0x50, 0x53],
    ...[0x56, 0x59],
    ...[0x5b, 0x5b],
    ...[0x5e, 0xa4],
    ...[0xf3, 0xf3],
    ...[0xfd, 0xfd],
  ].reduce((table, bound, i, bounds) => {
    if (i % 2 === 1) for (let op = bounds[i - 1]; op <= bound; op++) table[op] = true
    return table
  }, []),

  // The recorded step whose next opcode is wanted.
  unfollowed: undefined,
  lastOp: 0,

  step(log, db) {
    const op = log.op.toNumber()
    this.lastOp = op
    if (this.unfollowed !== undefined) {
      this.unfollowed.next = op
      this.unfollowed = undefined
    }
    if (this.ordinary[op]) return
    const event = { kind: 'step', op }
    if (op === 0x20) {
      // KECCAK256 of two words: where a mapping keeps an entry. Memory that was never written is zero and may not be there yet.
      if (String(log.stack.peek(1)) !== '64') return
      const start = Number(log.stack.peek(0))
      const end = Math.min(start + 64, log.memory.length())
      event.word = start < end ? toHex(log.memory.slice(start, end)).slice(2).padEnd(128, '0') : ''
    } else if (op === 0x54 || op === 0x55 || op === 0x5c || op === 0x5d) {
      event.word = log.stack.peek(0).toString(16)
    } else if (op === 0x3b || op === 0x3c || op === 0x3f) {
      this.readCode(event, log.stack.peek(0), db)
      this.unfollowed = event
    } else if (op === 0x5a) {
      this.unfollowed = event
    } else if (op === 0xf1 || op === 0xf2 || op === 0xf4 || op === 0xfa) {
      this.readCode(event, log.stack.peek(1), db)
      event.paid = (op === 0xf1 || op === 0xf2) && String(log.stack.peek(2)) !== '0'
    }
    this.events.push(event)
  },

  readCode(event, word, db) {
    event.word = word.toString(16).padStart(40, '0').slice(-40)
    event.empty = db.getCode(toAddress(event.word)).length === 0
  },

  enter(frame) {
    const input = toHex(frame.getInput().slice(0, 36))
    this.events.push({ kind: 'enter', type: frame.getType(), to: toHex(frame.getTo()), input })
  },

  exit(result) {
    const error = result.getError()
    this.events.push(error ? { kind: 'exit', error, op: this.lastOp } : { kind: 'exit' })
  },

  // The node wants it; what fails is told by `exit`, too.
  fault() {},

  result(context) {
    return { to: toHex(context.to), events: this.events }
  },
}
