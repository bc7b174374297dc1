/** `duet up --lan` and `duet pair`: what makes a Duet reachable from the phones of its network, and how a person is told. */
import type { Config } from '../../config/config.ts'
import { DuetError } from '../../protocol/errors.ts'
import { exitCodes } from '../exit.ts'
import { type ConfigFlags, flagSettings, readConfig } from '../flags.ts'
import { lanAddresses, ownNames } from './addresses.ts'
import { type CertificateFiles, lanCertificate } from './certificate.ts'
import { ensureKey, linkMs, pairingLink, scannable } from './pairing.ts'

export type Lan = {
  /** The settings that make the children listen there. */
  readonly flags: Pick<ConfigFlags, 'host' | 'set'>
  /** Prints addresses, the key if it is new, and a code to scan. @param page "https://localhost:3010/test-voice" */
  announce(page: string): void
  close(): void
}

/** How often addresses and age of the certificate are looked at, ms. */
const lookMs = 60_000

/** Certificate and key, made where they are missing. Throws `store.failed`, and `config.invalid` without a network. */
export async function openLan(config: Config, flags: ConfigFlags = {}): Promise<Lan> {
  const dir = config.DUET_DATA_DIR
  const names = () => [...ownNames(), '127.0.0.1', ...addresses(config), ...config.DUET_ALLOWED_HOSTS]
  const own = config.DUET_TLS_CERT !== undefined
  const certificate = own ? undefined : await lanCertificate(dir, names())
  const key = ensureKey(dir)
  const looks = setInterval(() => {
    if (!own) void lanCertificate(dir, names()).catch(() => undefined) // told at the next start; the old one still serves
  }, lookMs)
  looks.unref()
  const host = config.DUET_HOST === '127.0.0.1' ? '0.0.0.0' : config.DUET_HOST
  // `flagSettings` keeps what else was given by --set.
  const hosts = [...config.DUET_ALLOWED_HOSTS, ...ownNames()].join(',')
  const tls = certificate ? { DUET_TLS_CERT: certificate.cert, DUET_TLS_KEY: certificate.key } : {}
  return {
    flags: { host, set: { ...flagSettings(flags), ...tls, DUET_ALLOWED_HOSTS: hosts } },
    announce: (page) => {
      const port = new URL(page).port
      for (const line of told(dir, config, port, certificate, key)) console.log(line)
    },
    close: () => clearInterval(looks),
  }
}

/** Prints a fresh code for the Duet whose settings these are. Throws `config.invalid` without a network. */
export function pair(flags: ConfigFlags): number {
  const { config } = readConfig(flags)
  for (const line of code(config.DUET_DATA_DIR, config, String(config.DUET_PAGE_PORT))) console.log(line)
  return exitCodes.ok
}

function told(
  dir: string,
  config: Config,
  port: string,
  certificate: CertificateFiles | undefined,
  key: string | undefined,
): string[] {
  const [first, ...others] = addresses(config).map((address) => `https://${address}:${port}/test-voice`)
  return [
    '',
    `  Duet is ready: ${first}`,
    ...others.map((address) => `             or: ${address}`),
    '',
    ...(key === undefined ? [] : [`  The key of this Duet, shown this once: ${key}`, '']),
    ...code(dir, config, port),
    ...(certificate
      ? [
          '  The browser will warn once: nobody vouches for a certificate made here. Its SHA-256 fingerprint is',
          `  ${certificate.fingerprint}`,
          '',
        ]
      : []),
  ]
}

function code(dir: string, config: Config, port: string): string[] {
  const link = pairingLink(dir, `https://${addresses(config)[0]}:${port}`)
  const minutes = linkMs / 60_000
  return [
    `  Scan this to talk from a phone (once, within ${minutes} minutes; "npx duet pair" makes another):`,
    '',
    scannable(link),
    '',
    `  ${link}`,
    '',
  ]
}

/** Throws `config.invalid` where there is none. */
function addresses(config: Config): readonly [string, ...string[]] {
  const anyone = config.DUET_HOST === '127.0.0.1' || config.DUET_HOST === '0.0.0.0' || config.DUET_HOST === '::'
  const [first, ...others] = anyone ? lanAddresses() : [config.DUET_HOST]
  if (first === undefined)
    throw new DuetError('config.invalid', 'This machine has no address on a local network; DUET_HOST can name one.', {
      field: 'DUET_HOST',
    })
  return [first, ...others]
}
