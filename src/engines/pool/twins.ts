/** Each server is named once in the settings. */
import { DuetError } from '../../protocol/errors.ts'

/** Two entries for one server would make two slots of its one, and mix up their callers' personas. Throws `config.invalid`. */
export function refuseTwins(engines: readonly { readonly address: string }[]): void {
  const seen = new Set<string>()
  for (const { address } of engines) {
    const host = new URL(address).host.replace(/^(localhost|\[::1\])(?=:|$)/, '127.0.0.1')
    if (seen.has(host))
      throw new DuetError('config.invalid', `DUET_ENGINES has ${host} twice; each server is named once.`, {
        field: 'DUET_ENGINES',
      })
    seen.add(host)
  }
}
