/** Only says in the log that there is something to look at: what it is about is never logged. */
import type { Log } from '../../../observe/log.ts'
import type { Channel } from './channel.ts'

export function logChannel(log: Log): Channel {
  return {
    name: 'log',
    async send({ kind, taskId }) {
      log.info({ task: taskId, kind }, 'a person is to be told of a task; "duet tasks show" says more')
    },
  }
}
