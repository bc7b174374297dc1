/** A network to break: hands bytes on between two sides until it is told to cut or to stall them. */
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

export class BreakableProxy {
  readonly port: number
  readonly #server: Server
  readonly #pairs: Set<readonly [Socket, Socket]>
  readonly #stalled: { until: number }

  private constructor(server: Server, pairs: Set<readonly [Socket, Socket]>, stalled: { until: number }) {
    this.#server = server
    this.#pairs = pairs
    this.#stalled = stalled
    this.port = (server.address() as AddressInfo).port // a listening TCP server has one
  }

  /** @param targetPort on loopback */
  static async start(targetPort: number): Promise<BreakableProxy> {
    const pairs = new Set<readonly [Socket, Socket]>()
    const stalled = { until: 0 }
    const server = createServer((near) => {
      const far = connect(targetPort, '127.0.0.1')
      const pair = [near, far] as const
      pairs.add(pair)
      for (const [from, to] of [pair, [far, near] as const]) {
        from.setNoDelay(true)
        from.on('error', () => from.destroy())
        from.on('close', () => {
          pairs.delete(pair)
          to.destroy()
        })
        from.pipe(to)
      }
      if (performance.now() < stalled.until) for (const socket of pair) socket.pause()
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    return new BreakableProxy(server, pairs, stalled)
  }

  /** Breaks connections without a word. @param share of them, 0 to 1, chosen by `random` @returns how many */
  cut(share: number, random: () => number): number {
    const chosen = [...this.#pairs].filter(() => random() < share)
    for (const [near, far] of chosen) {
      near.resetAndDestroy()
      far.resetAndDestroy()
    }
    return chosen.length
  }

  /** Nothing passes for so long, connections stay open. */
  stall(ms: number): number {
    this.#stalled.until = performance.now() + ms
    for (const pair of this.#pairs) for (const socket of pair) socket.pause()
    setTimeout(() => {
      for (const pair of this.#pairs) for (const socket of pair) socket.resume()
    }, ms).unref()
    return this.#pairs.size
  }

  async close(): Promise<void> {
    this.cut(1, () => 0)
    await new Promise((resolve) => this.#server.close(resolve))
  }
}
