/** The channels that the settings name. */
import { join } from 'node:path'
import type { Config, SettingName } from '../../../config/config.ts'
import type { Log } from '../../../observe/log.ts'
import { DuetError } from '../../../protocol/errors.ts'
import type { Channel } from './channel.ts'
import { email } from './email.ts'
import { logChannel } from './log-channel.ts'
import { openClawCli, openClawHttp } from './openclaw.ts'
import { webhook } from './webhook.ts'
import { whatsapp } from './whatsapp.ts'

/** Throws `config.invalid` naming what a channel lacks. */
export function openChannels(config: Config, log: Log): readonly Channel[] {
  const need = <K extends SettingName>(channel: string, name: K): NonNullable<Config[K]> => {
    const value = config[name]
    if (value === undefined || value === null)
      throw new DuetError('config.invalid', `DUET_NOTIFY names "${channel}", which needs ${name}.`, { field: name })
    return value
  }
  const open = (name: Config['DUET_NOTIFY'][number]): Channel => {
    switch (name) {
      case 'log':
        return logChannel(log)
      case 'openclaw':
        return openClawCli({
          command: config.DUET_OPENCLAW,
          phone: need(name, 'WHATSAPP_PHONE'),
          dir: join(config.DUET_DATA_DIR, 'tasks'),
        })
      case 'openclaw-http':
        return openClawHttp({
          url: config.DUET_OPENCLAW_URL,
          token: need(name, 'DUET_OPENCLAW_TOKEN'),
          phone: need(name, 'WHATSAPP_PHONE'),
        })
      case 'whatsapp':
        return whatsapp({ url: config.DUET_WHATSAPP_BRIDGE, phone: need(name, 'WHATSAPP_PHONE') })
      case 'webhook':
        return webhook({ url: need(name, 'DUET_WEBHOOK_URL'), secret: need(name, 'DUET_WEBHOOK_SECRET') })
      case 'email':
        return email({ url: need(name, 'DUET_SMTP_URL'), from: need(name, 'DUET_MAIL_FROM'), to: need(name, 'DUET_MAIL_TO') })
    }
  }
  return [...new Set(config.DUET_NOTIFY)].map(open)
}
