/** The Moshi socket's messages, one kind byte and a payload, read and written as pure functions. */
import { allocateBytes } from './bytes.ts'
import { DuetError } from './errors.ts'

/** Audio and unknown kinds: more than any client sends at once, less than upstream's own 4 MiB. */
export const MAX_MOSHI_MESSAGE_BYTES = 1024 * 1024
/** Text, metadata and error kinds. */
export const MAX_MOSHI_TEXT_BYTES = 64 * 1024

const controls = ['start', 'endTurn', 'pause', 'restart'] as const
export type MoshiControl = (typeof controls)[number]

/** What Duet can send. `data` and `payload` of decoded frames are views of the message, not copies. */
export type OutgoingMoshiFrame =
  | { readonly type: 'handshake'; readonly payload: Uint8Array }
  | { readonly type: 'audio'; readonly data: Uint8Array }
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'control'; readonly control: MoshiControl }
  | { readonly type: 'metadata'; readonly json: string }
  | { readonly type: 'error'; readonly message: string }
  | { readonly type: 'ping' }

/**
 * What Duet can receive. A handshake's payload is empty from the Python servers, two little-endian u32 from the Rust one, two bytes
 * from the official page's encoder; versions are 0 where they are not given. Kinds 7 to 255 are `unknown`, to be skipped.
 */
export type MoshiFrame =
  | Exclude<OutgoingMoshiFrame, { type: 'handshake' }>
  | { readonly type: 'handshake'; readonly payload: Uint8Array; readonly protocolVersion: number; readonly modelVersion: number }
  | { readonly type: 'unknown'; readonly kind: number }

const kind = { handshake: 0, audio: 1, text: 2, control: 3, metadata: 4, error: 5, ping: 6 } as const
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
const encoder = new TextEncoder()

/**
 * One message of the socket as a frame.
 * @throws DuetError `request.invalid` (empty, not UTF-8, unknown control) or `request.too_large`.
 */
export function decodeMoshi(message: Uint8Array): MoshiFrame {
  const first = message[0]
  if (first === undefined) throw new DuetError('request.invalid', 'A message is empty; its first byte must be its kind.')
  const opaque = first === kind.audio || first > kind.ping
  const limit = opaque ? MAX_MOSHI_MESSAGE_BYTES : MAX_MOSHI_TEXT_BYTES
  if (message.length > limit + 1)
    throw new DuetError('request.too_large', `A message of kind ${first} has ${message.length - 1} bytes; ${limit} are allowed.`)
  const payload = message.subarray(1)
  switch (first) {
    case kind.handshake:
      return { type: 'handshake', payload, ...versions(payload) }
    case kind.audio:
      return { type: 'audio', data: payload }
    case kind.text:
      return { type: 'text', text: decodeUtf8(payload, 'text') }
    case kind.control:
      return { type: 'control', control: decodeControl(payload) }
    case kind.metadata:
      return { type: 'metadata', json: decodeUtf8(payload, 'metadata') }
    case kind.error:
      return { type: 'error', message: decodeUtf8(payload, 'error') }
    case kind.ping:
      return { type: 'ping' }
    default:
      return { type: 'unknown', kind: first }
  }
}

/** A frame as one message of the socket. */
export function encodeMoshi(frame: OutgoingMoshiFrame): Uint8Array {
  switch (frame.type) {
    case 'handshake':
      return prefixed(kind.handshake, frame.payload)
    case 'audio':
      return encodeAudio(frame.data)
    case 'text':
      return encodeText(frame.text)
    case 'control':
      return Uint8Array.of(kind.control, controls.indexOf(frame.control))
    case 'metadata':
      return prefixed(kind.metadata, encoder.encode(frame.json))
    case 'error':
      return prefixed(kind.error, encoder.encode(frame.message))
    case 'ping':
      return Uint8Array.of(kind.ping)
  }
}

/** Ogg pages as a kind-1 message. */
export function encodeAudio(pages: Uint8Array): Uint8Array {
  return prefixed(kind.audio, pages)
}

/** A piece of text as a kind-2 message. */
export function encodeText(text: string): Uint8Array {
  return prefixed(kind.text, encoder.encode(text))
}

function prefixed(first: number, payload: Uint8Array): Uint8Array {
  const message = allocateBytes(payload.length + 1)
  message[0] = first
  message.set(payload, 1)
  return message
}

function decodeUtf8(payload: Uint8Array, name: string): string {
  try {
    return utf8.decode(payload)
  } catch (cause) {
    throw new DuetError('request.invalid', `A ${name} message is not UTF-8.`, { cause })
  }
}

function decodeControl(payload: Uint8Array): MoshiControl {
  const control = payload.length === 1 ? controls[payload[0] ?? controls.length] : undefined
  if (control === undefined) throw new DuetError('request.invalid', 'A control message must hold one byte from 0 to 3.')
  return control
}

function versions(payload: Uint8Array): { readonly protocolVersion: number; readonly modelVersion: number } {
  if (payload.length === 2) return { protocolVersion: payload[0] ?? 0, modelVersion: payload[1] ?? 0 }
  if (payload.length < 8) return { protocolVersion: 0, modelVersion: 0 }
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength)
  return { protocolVersion: view.getUint32(0, true), modelVersion: view.getUint32(4, true) }
}
