/** Which model servers Duet starts itself, by the settings: their names and addresses. */
import type { Config } from '../../config/config.ts'
import { type ServerKind, serverKinds } from './server-kinds.ts'

export type ManagedEngine = {
  /** "moshi-1": in logs, notices and file names. */
  readonly name: string
  readonly kind: ServerKind
  readonly port: number
  /** "ws://127.0.0.1:9100" */
  readonly address: string
}

/** In the order of `DUET_MANAGE`, ports counting up from `DUET_MANAGE_PORT`. */
export function managedEngines(config: Pick<Config, 'DUET_MANAGE' | 'DUET_MANAGE_PORT'>): readonly ManagedEngine[] {
  const kinds = config.DUET_MANAGE.flatMap(({ kind, count }) => Array.from({ length: count }, () => kind))
  return kinds.map((kind, index) => {
    const port = config.DUET_MANAGE_PORT + index
    const number = kinds.slice(0, index + 1).filter((one) => one === kind).length
    return { name: `${kind}-${number}`, kind: serverKinds[kind], port, address: `ws://127.0.0.1:${port}` }
  })
}
