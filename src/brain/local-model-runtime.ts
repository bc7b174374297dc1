/** The part of node-llama-cpp that is used here, and where it is looked for: it is no dependency, since few ever want its 85 MB. */
import { readFile } from 'node:fs/promises'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { z } from 'zod'
import { DuetError } from '../protocol/errors.ts'

export type Token = number

export interface LlamaModel {
  /** Without `special` the text cannot bring marks of the prompt's form into it. */
  tokenize(text: string, special: boolean): Token[]
  detokenize(tokens: readonly Token[]): string
}

/** One running text in the model's memory. */
export interface LlamaSequence {
  readonly contextTokens: readonly Token[]
  eraseContextTokenRanges(ranges: { start: number; end: number }[]): Promise<void>
  evaluateWithoutGeneratingNewTokens(tokens: Token[]): Promise<void>
  /** Generates until the model ends its turn. */
  evaluate(tokens: Token[], options: { temperature: number }): AsyncIterable<Token>
}

export interface LlamaRuntime {
  getLlama(options: { gpu: false; build: 'never'; skipDownload: true; maxThreads: number }): Promise<{
    loadModel(options: { modelPath: string }): Promise<
      LlamaModel & {
        createContext(options: {
          contextSize: number
          batchSize: number
          threads: number
        }): Promise<{ getSequence(): LlamaSequence }>
      }
    >
  }>
}

/** The version that was tried. */
const version = '3.22.1'
const platforms: Readonly<Record<string, string>> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'mac-arm64-metal',
  'darwin-x64': 'mac-x64',
  'win32-x64': 'win-x64',
  'win32-arm64': 'win-arm64',
}

/**
 * How to install the runtime: into a folder of its own, because `--omit=optional` in the repository would take away
 * native parts that other packages need, and without it the CUDA and Vulkan builds come too (725 MB).
 */
export function installCommand(modelsDir: string, platform = `${process.platform}-${process.arch}`): string {
  const binary = platforms[platform] ?? platform
  return `npm install --prefix "${runtimeFolder(modelsDir)}" --omit=optional --ignore-scripts node-llama-cpp@${version} @node-llama-cpp/${binary}@${version}`
}

function runtimeFolder(modelsDir: string): string {
  return join(modelsDir, 'node-llama-cpp')
}

/**
 * The address to import node-llama-cpp from: the folder beside the models, else wherever Duet's own packages are found.
 * @throws DuetError `config.invalid` with the command that installs it
 */
export async function findRuntime(modelsDir: string): Promise<string> {
  for (const base of [pathToFileURL(join(runtimeFolder(modelsDir), 'package.json')).href, import.meta.url]) {
    const found = packageFile(base)
    if (found === undefined) continue
    const { main } = z.object({ main: z.string() }).parse(JSON.parse(await readFile(found, 'utf8')))
    return pathToFileURL(join(dirname(found), main)).href
  }
  throw new DuetError(
    'config.invalid',
    `DUET_BRAIN names a local model, and node-llama-cpp, which runs it, is not installed. Install it (85 MB) with: ${installCommand(modelsDir)}`,
    { field: 'DUET_BRAIN' },
  )
}

function packageFile(base: string): string | undefined {
  try {
    return findPackageJSON('node-llama-cpp', base)
  } catch {
    return undefined
  }
}
