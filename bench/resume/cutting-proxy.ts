/** A TCP proxy that is the network: it can be cut and mended, with or without a word to those it connects. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { connect, createServer, type Server, type Socket } from 'node:net'

/** `closed`: as when the machine in between restarts; `silent`: nothing comes through, and nobody says so. */
export type Cut = 'closed' | 'silent'

type Pair = { readonly near: Socket; far: Socket | undefined; dead: boolean }

export class CuttingProxy implements AsyncDisposable {
  readonly #server: Server
  readonly #target: number
  readonly #pairs = new Set<Pair>()
  #cut: Cut | undefined

  private constructor(target: number) {
    this.#target = target
    this.#server = createServer({ pauseOnConnect: true }, (near) => this.#accept(near))
  }

  /** In front of a port of this machine. */
  static async to(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target)
    proxy.#server.listen(0, '127.0.0.1')
    await once(proxy.#server, 'listening')
    return proxy
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port // it listens on TCP
  }

  cut(how: Cut): void {
    this.#cut = how
    for (const pair of this.#pairs) {
      if (how === 'closed') this.#end(pair)
      else for (const socket of [pair.near, pair.far]) socket?.pause()
    }
  }

  /** @param revive whether connections from before a silent cut work again; those of another network do not */
  mend(revive = true): void {
    this.#cut = undefined
    for (const pair of this.#pairs) {
      if (!pair.far) this.#join(pair)
      else if (!revive) pair.dead = true
      if (!pair.dead) for (const socket of [pair.near, pair.far]) socket?.resume()
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const pair of this.#pairs) this.#end(pair)
    this.#server.close()
    await once(this.#server, 'close')
  }

  #accept(near: Socket): void {
    if (this.#cut === 'closed') return void near.resetAndDestroy()
    const pair: Pair = { near, far: undefined, dead: false }
    this.#pairs.add(pair)
    for (const name of ['error', 'close'] as const) near.on(name, () => this.#end(pair))
    // In a silent cut nobody answers until it is over.
    if (this.#cut === undefined) this.#join(pair)
  }

  #join(pair: Pair): void {
    const far = connect(this.#target, '127.0.0.1')
    pair.far = far
    for (const name of ['error', 'close'] as const) far.on(name, () => this.#end(pair))
    far.setNoDelay(true)
    pair.near.setNoDelay(true)
    pair.near.on('data', (bytes) => far.write(bytes))
    far.on('data', (bytes) => pair.near.write(bytes))
    pair.near.resume()
  }

  #end(pair: Pair): void {
    pair.near.destroy()
    pair.far?.destroy()
    this.#pairs.delete(pair)
  }
}
