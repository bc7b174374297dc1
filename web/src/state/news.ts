/** What agents found out during a call, as the page keeps it: the latest few, each once. */
import type { Notice } from '../../../src/protocol/session.ts'

export type News = Pick<Notice, 'id' | 'message' | 'priority' | 'source'>

/** More at a time are no notes but a list; the oldest gives way. */
const most = 3

/** What is of low priority is for those who look at the events, not for a note. */
export function addNews(news: readonly News[], { id, message, priority, source }: Notice): readonly News[] {
  if (priority === 'low' || news.some((one) => one.id === id)) return news
  const others = ofTask(source) ? news.filter((one) => !ofTask(one.source)) : news
  return [...others, { id, message, priority, source }].slice(-most)
}

/** Tasks have notes of their own: such news only says that there is something new. */
export function ofTask(source: string): boolean {
  return source === 'task' || source === 'answer'
}

/** Who says it, for people. */
export function sourceName(source: string): string {
  return names[source] ?? 'Note'
}

const names: { readonly [source: string]: string } = {
  memory: 'Memory',
  knowledge: 'From your documents',
  time: 'Reminder',
}
