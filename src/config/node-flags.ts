/**
 * How Node runs a bridge. Left alone, its young generation grows to three times 16 MiB and more, which a relay's short-lived messages fill
 * and never need: that alone is most of what 500 calls would take of memory. MiB for each of its halves; costs no processor time (docs/figures.md).
 */
export const bridgeNodeFlags: readonly string[] = ['--max-semi-space-size=8']
