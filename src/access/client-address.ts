/** The address a request comes from, also behind proxies of our own. */

/**
 * The address to count a client by. `X-Forwarded-For` is believed only as far as trusted proxies wrote it: read from its end, the first
 * address that is not one of theirs is the client's.
 */
export function clientAddress(
  remote: string | undefined,
  forwardedFor: string | undefined,
  trustedProxies: readonly string[],
): string {
  const chain = [...(forwardedFor?.split(',').slice(-maxHops) ?? []), remote ?? ''].map(plain)
  while (chain.length > 1 && trustedProxies.includes(chain.at(-1) ?? '')) chain.pop()
  return chain.at(-1) ?? ''
}

const maxHops = 10

/** An IPv4 address that came over an IPv6 socket is the same client. */
function plain(address: string): string {
  return address
    .trim()
    .replace(/^::ffff:/, '')
    .slice(0, 64)
}
