/** Links that let whoever holds one answer one question, once and not for long. */
import type { Access } from '../../access/access.ts'
import { hashSecret, sameHash } from '../../access/keys.ts'
import { DuetError } from '../../protocol/errors.ts'
import type { MessageKind } from './notify/channel.ts'
import type { Task, TaskStore } from './task.ts'

export type AnswerLinksOptions = {
  readonly access: Pick<Access, 'signAnswerPass' | 'readAnswerPass'>
  readonly store: TaskStore
  /** Where the page is: "https://duet.example". */
  readonly base: string
  /** Epoch ms. */
  readonly now: () => number
}

export class AnswerLinks {
  readonly #options: AnswerLinksOptions

  constructor(options: AnswerLinksOptions) {
    this.#options = options
  }

  /** What opens it stands behind "#": it reaches no server, no log and no preview of a messenger. */
  async address(task: Task, kind: MessageKind): Promise<string> {
    const { base, access } = this.#options
    const url = new URL(base)
    url.searchParams.set('session', task.id)
    const { link } = task.fields
    if (kind === 'question' && link) {
      url.searchParams.set('mode', 'answer')
      url.hash = `answer=${await access.signAnswerPass({ taskId: task.id, linkId: link.id, expiresAt: link.expiresAt })}`
    }
    return url.href
  }

  /** Uses a link up, and gives the task it was for. Throws `access.link` with a reason for a person. */
  async redeem(code: string): Promise<Task> {
    const { access, store, now } = this.#options
    const pass = await access.readAnswerPass(code)
    const refused = (why: string) => new DuetError('access.link', why)
    try {
      return await store.change(pass.taskId, ({ state, fields: { link } }) => {
        if (state !== 'waiting_for_input' || !link || !sameHash(hashSecret(link.id), hashSecret(pass.linkId)))
          throw refused('The question behind this link has been answered already, or is no longer asked.')
        if (link.usedAt !== null)
          throw refused('This link has been used already. Where it was opened first, the question can still be answered.')
        return { fields: { link: { ...link, usedAt: now() } } }
      })
    } catch (thrown) {
      if (thrown instanceof DuetError && thrown.code === 'task.not_found') throw refused('The task behind this link is gone.')
      throw thrown
    }
  }
}
