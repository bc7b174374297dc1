/** A document as blocks of text under their headings, whatever format it came in. */
import mammoth from 'mammoth'
import { lexer, type Token } from 'marked'
import { type HTMLElement, NodeType, parse } from 'node-html-parser'
import { extractText, getDocumentProxy } from 'unpdf'
import { DuetError } from '../../protocol/errors.ts'

export type Block = {
  /** From the outermost heading inwards. */
  readonly headings: readonly string[]
  readonly text: string
  /** From 1, where the format has pages. */
  readonly page?: number
}
export type DocumentFormat = 'markdown' | 'text' | 'html' | 'pdf' | 'docx'

const byEnding: { readonly [ending: string]: DocumentFormat } = {
  md: 'markdown',
  markdown: 'markdown',
  txt: 'text',
  text: 'text',
  html: 'html',
  htm: 'html',
  pdf: 'pdf',
  docx: 'docx',
}
const mostPages = 5000

export function formatOf(path: string): DocumentFormat | undefined {
  return byEnding[/\.([^.\\/]+)$/.exec(path.toLowerCase())?.[1] ?? '']
}

/** @throws DuetError `document.unreadable` where it cannot be read as its format, is encrypted or holds no text */
export async function blocksOf(format: DocumentFormat, bytes: Uint8Array): Promise<readonly Block[]> {
  let blocks: readonly Block[]
  try {
    blocks = await readers[format](bytes)
  } catch (error) {
    const why = error instanceof Error && /password|encrypt/i.test(error.message) ? 'is encrypted' : 'cannot be read'
    throw new DuetError('document.unreadable', `It ${why} as ${format}.`, { cause: error })
  }
  if (!blocks.some((block) => /\p{L}{2}/u.test(block.text)))
    throw new DuetError('document.unreadable', `It holds no text; pages that are only pictures cannot be read.`)
  return blocks
}

const readers: { readonly [F in DocumentFormat]: (bytes: Uint8Array) => Promise<readonly Block[]> | readonly Block[] } = {
  markdown: (bytes) => fromMarkdown(decode(bytes)),
  text: (bytes) => fromText(decode(bytes)),
  html: (bytes) => fromHtml(decode(bytes)),
  async pdf(bytes) {
    // A copy: the reader takes the buffer over.
    const pdf = await getDocumentProxy(new Uint8Array(bytes))
    const { text } = await extractText(pdf, { mergePages: false })
    return text.slice(0, mostPages).flatMap((page, i) => fromText(page).map((block) => ({ ...block, page: i + 1 })))
  },
  async docx(bytes) {
    const { value } = await mammoth.convertToHtml({ buffer: Buffer.from(bytes) })
    return fromHtml(value)
  },
}

function fromText(text: string): Block[] {
  return paragraphs(text).map((paragraph) => ({ headings: [], text: paragraph }))
}

function fromMarkdown(text: string): Block[] {
  const blocks: Block[] = []
  let headings: string[] = []
  for (const token of lexer(text)) {
    if (token.type === 'heading') headings = [...headings.slice(0, token.depth - 1), plain(token)]
    else if (token.type === 'html') blocks.push(...fromHtml(token.raw).map((block) => ({ ...block, headings })))
    else if (token.type !== 'space' && token.type !== 'hr') {
      const content = token.type === 'list' || token.type === 'table' ? token.raw : plain(token)
      blocks.push(...paragraphs(content).map((paragraph) => ({ headings, text: paragraph })))
    }
  }
  return blocks
}

function plain(token: Token): string {
  if ('tokens' in token && token.tokens) return token.tokens.map(plain).join('')
  return 'text' in token && typeof token.text === 'string' ? token.text : token.raw
}

function fromHtml(text: string): Block[] {
  const blocks: Block[] = []
  let headings: string[] = []
  let inline = ''
  const flush = () => {
    blocks.push(...paragraphs(inline).map((paragraph) => ({ headings, text: paragraph })))
    inline = ''
  }
  const walk = (element: HTMLElement): void => {
    for (const node of element.childNodes) {
      if (node.nodeType === NodeType.TEXT_NODE) inline += node.text.replaceAll(/\s+/g, ' ')
      if (node.nodeType !== NodeType.ELEMENT_NODE) continue
      const child = node as HTMLElement // by its node type
      const tag = child.tagName?.toLowerCase() ?? ''
      // What is not shown is not read: it is where instructions hide.
      if (/^(?:script|style|template|noscript|head|svg|nav)$/.test(tag) || isHidden(child)) continue
      const level = /^h([1-6])$/.exec(tag)?.[1]
      if (level !== undefined) {
        flush()
        headings = [...headings.slice(0, Number(level) - 1), child.text.replaceAll(/\s+/g, ' ').trim()]
      } else if (inlineTag.test(tag)) walk(child)
      else {
        flush()
        walk(child)
        flush()
      }
    }
  }
  walk(parse(text, { blockTextElements: { script: false, style: false } }))
  flush()
  return blocks
}

const inlineTag = /^(?:a|abbr|b|bdi|cite|code|em|i|kbd|mark|q|s|small|span|strong|sub|sup|time|u|var|td|th)$/

function isHidden(element: HTMLElement): boolean {
  const style = element.getAttribute('style') ?? ''
  return (
    element.hasAttribute('hidden') || /display:\s*none|visibility:\s*hidden|font-size:\s*0|opacity:\s*0(?:[;\s]|$)/i.test(style)
  )
}

function paragraphs(text: string): string[] {
  return text
    .split(/\n\s*\n/)
    .map((paragraph) =>
      paragraph
        .replaceAll(/[^\S\n]+/g, ' ')
        .replaceAll(/ ?\n ?/g, '\n')
        .trim(),
    )
    .filter((paragraph) => paragraph !== '')
}

function decode(bytes: Uint8Array): string {
  if (bytes.subarray(0, 4096).includes(0)) throw new Error('this is no text')
  return new TextDecoder('utf-8').decode(bytes)
}
