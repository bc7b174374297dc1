/** A way to reach a person who is in no call. */

export type MessageKind = 'question' | 'confirm' | 'completed' | 'failed'

/** A message as it goes out. */
export type Message = {
  /** The same for each attempt: whoever gets it twice knows it by this. */
  readonly id: string
  readonly kind: MessageKind
  readonly taskId: string
  readonly userId: string
  /** One line. */
  readonly subject: string
  readonly text: string
  /** Opens the page, where `text` ends with it, too. */
  readonly link: string
}

export interface Channel {
  readonly name: string
  /** Resolves when it was taken. Rejects with a sentence without the message in it; `NotTaken` where trying again is in vain. */
  send(message: Message, signal: AbortSignal): Promise<void>
  close?(): Promise<void>
}

/** The other side will never take this message. */
export class NotTaken extends Error {
  override readonly name = 'NotTaken'
}

/** Statuses that say "not this" rather than "not now". */
export function refuses(status: number): boolean {
  return status >= 400 && status < 500 && status !== 408 && status !== 425 && status !== 429
}
