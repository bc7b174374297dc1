/** Builds the page for the browser tests, and says how much script a first visit loads. */
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'

const webDir = fileURLToPath(new URL('../../web', import.meta.url))

/** @returns compressed bytes of all script, worklets included */
export async function buildPage(): Promise<number> {
  const built = await build({ root: webDir, configFile: `${webDir}/vite.config.ts`, logLevel: 'warn' })
  let bytes = 0
  for (const result of [built].flat()) {
    if (!('output' in result)) continue
    for (const file of result.output) {
      if (!file.fileName.endsWith('.js')) continue
      bytes += gzipSync(file.type === 'chunk' ? file.code : file.source).length
    }
  }
  return bytes
}
