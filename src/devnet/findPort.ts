import { type AddressInfo, createServer } from 'node:net'
import { DevnetPortInUseError } from './errors.ts'

/**
 * Finds a TCP port on 127.0.0.1 that nothing listens on.
 *
 * @param port The port to insist on; the kernel picks one if it is left out.
 * @throws {@link DevnetPortInUseError} if that port is taken.
 */
export function findPort(port?: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (cause) => reject(new DevnetPortInUseError({ port: port ?? 0, cause })))
    server.listen({ port: port ?? 0, host: '127.0.0.1', exclusive: true }, () => {
      // A TCP server's address is an AddressInfo; the other types are for pipes and closed servers.
      const found = (server.address() as AddressInfo).port
      server.close(() => resolve(found))
    })
  })
}
