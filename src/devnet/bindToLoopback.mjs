// Preloaded into the bundler (`node --import`): it listens on 0.0.0.0 and has no flag for that, while nothing of the
// devnet may be reachable from outside this machine. Every TCP server of the process is bound to 127.0.0.1 instead.
import { Server } from 'node:net'

const listen = Server.prototype.listen

Server.prototype.listen = function listenOnLoopback(first, ...rest) {
  if (typeof first === 'number' || typeof first === 'string') {
    const callback = rest.find((argument) => typeof argument === 'function')
    return listen.call(this, { port: Number(first), host: '127.0.0.1' }, callback)
  }
  if (first && typeof first === 'object' && 'port' in first) {
    return listen.call(this, { ...first, host: '127.0.0.1' }, ...rest)
  }
  return listen.call(this, first, ...rest)
}
