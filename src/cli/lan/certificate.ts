/** The certificate of `duet up --lan`: made on the spot, kept in the data folder, made anew when it runs out or the addresses change. */
import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { isIP } from 'node:net'
import { join } from 'node:path'
import { generate } from 'selfsigned'
import { DuetError } from '../../protocol/errors.ts'

export type CertificateFiles = {
  readonly cert: string
  readonly key: string
  /** SHA-256 of the certificate, as browsers show it. */
  readonly fingerprint: string
  /** Made just now; browsers will ask about it again. */
  readonly made: boolean
}

const dayMs = 86_400_000
/** Safari takes none that is valid for longer than 398 days. */
const lifeMs = 365 * dayMs
/** Made anew this long before its end. */
const renewMs = 30 * dayMs

/**
 * The files of a certificate for all `names` (host names and addresses); the one that is there is kept while it fits, so that a browser
 * that was told to trust it goes on doing so. The key is readable by its owner alone. Throws `store.failed`.
 * @param now epoch ms
 */
export async function lanCertificate(dir: string, names: readonly string[], now = Date.now()): Promise<CertificateFiles> {
  const folder = join(dir, 'tls')
  const files = { cert: join(folder, 'cert.pem'), key: join(folder, 'key.pem') }
  try {
    const kept = read(files)
    if (kept && fits(kept, names, now)) return { ...files, fingerprint: kept.fingerprint256, made: false }
    const pems = await make(names, now)
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    write(files.key, pems.private)
    write(files.cert, pems.cert)
    return { ...files, fingerprint: new X509Certificate(pems.cert).fingerprint256, made: true }
  } catch (cause) {
    throw new DuetError('store.failed', `The certificate in ${folder} can be neither read nor made.`, {
      field: 'DUET_DATA_DIR',
      cause,
    })
  }
}

/** Whether a certificate is valid, for long enough, and names everything. */
function fits(certificate: X509Certificate, names: readonly string[], now: number): boolean {
  const from = Date.parse(certificate.validFrom)
  const to = Date.parse(certificate.validTo)
  const named = (name: string) => (isIP(name) ? certificate.checkIP(name) : certificate.checkHost(name)) !== undefined
  return from <= now && now < to - renewMs && names.every(named)
}

/** undefined: none, or one that cannot be read. */
function read({ cert, key }: { readonly cert: string; readonly key: string }): X509Certificate | undefined {
  if (!existsSync(cert) || !existsSync(key)) return undefined
  try {
    return new X509Certificate(readFileSync(cert))
  } catch {
    return undefined
  }
}

function make(names: readonly string[], now: number) {
  return generate([{ name: 'commonName', value: 'Duet on this network' }], {
    keyType: 'ec',
    algorithm: 'sha256',
    // Clocks of phones differ.
    notBeforeDate: new Date(now - dayMs),
    notAfterDate: new Date(now + lifeMs),
    extensions: [
      { name: 'basicConstraints', cA: false },
      { name: 'keyUsage', digitalSignature: true },
      { name: 'extKeyUsage', serverAuth: true },
      {
        name: 'subjectAltName',
        altNames: names.map((name) => (isIP(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name })),
      },
    ],
  })
}

/** Whole or not at all: a server may read it at any moment. */
function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text, { mode: 0o600 })
  chmodSync(`${path}.new`, 0o600)
  renameSync(`${path}.new`, path)
}
