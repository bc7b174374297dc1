/** The commands of `duet` with their flags; each one's code is loaded only when it is asked for. */
import { Command, CommanderError } from 'commander'
import { describeQuirks } from '../engines/fake/quirks.ts'
import { toDuetError } from '../protocol/errors.ts'
import type { CallFlags } from './call.ts'
import type { EnginesFlags } from './engines.ts'
import { describeError, exitCodeOf, exitCodes } from './exit.ts'
import type { FakeEngineFlags } from './fake-engine.ts'
import { type ConfigFlags, withConfigFlags } from './flags.ts'
import type { KeysFlags } from './keys.ts'
import type { LearnFlags } from './learn.ts'
import type { MemoryFlags } from './memory.ts'
import type { TasksFlags } from './tasks.ts'
import type { UpFlags } from './up.ts'

const afterHelp = `
Exit codes: 0 done · 1 failed · 2 wrong usage or setting · 3 nobody answers there or no place is free
            4 the other side ended the call early · 130 interrupted
Settings come from flags, the environment and .env, in this order; "duet config" shows them all.`

/** Runs one command; resolves with its exit code. Errors are printed as what was wrong and what to do. */
export async function main(args: readonly string[]): Promise<number> {
  let code: number = exitCodes.ok
  const program = commands((result) => {
    code = result
  })
  try {
    await program.parseAsync(args, { from: 'user' })
    return code
  } catch (thrown) {
    if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? exitCodes.ok : exitCodes.usage
    const error = toDuetError(thrown)
    console.error(describeError(error))
    return exitCodeOf(error.code)
  }
}

function commands(done: (code: number) => void): Command {
  const program = new Command('duet')
    .description('Talk with a full-duplex voice companion on your own machine.')
    .addHelpText('after', afterHelp)
    .exitOverride()
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /, 'duet: ')) })
    .showHelpAfterError('      "duet --help" lists the commands and flags.')

  withConfigFlags(program.command('up'))
    .description('start everything: fetches the models, builds the page, runs engine and bridge (what "npm start" does)')
    .option('--verbose', 'show the whole log, not only what went wrong')
    .option(
      '--lan',
      'for phones and computers of this network, too: https with a certificate of its own, keys, and a code to scan',
    )
    .action(async (flags: UpFlags) => done(await (await import('./up.ts')).up(flags)))

  withConfigFlags(program.command('pair'))
    .description('a fresh code to scan for the Duet that "up --lan" runs: each works once, for ten minutes')
    .action(async (flags: ConfigFlags) => done((await import('./lan/lan.ts')).pair(flags)))

  withConfigFlags(program.command('engine'))
    .description('run the local engine alone')
    .addOption(supervisedOption())
    .action(async (flags: RoleFlags) => done(await (await import('./engine.ts')).engine(flags)))

  withConfigFlags(program.command('bridge'))
    .description('run the bridge (API, sockets and page) alone')
    .addOption(supervisedOption())
    .action(async (flags: RoleFlags) => done(await (await import('./bridge.ts')).bridge(flags)))

  withConfigFlags(program.command('mas'))
    .description('run the orchestrator (memory and agents) alone')
    .addOption(supervisedOption())
    .action(async (flags: RoleFlags) => done(await (await import('./mas.ts')).mas(flags)))

  program
    .command('call')
    .description('talk from a file or a terminal: a complete client without a page')
    .requiredOption('--url <url>', 'ws://host:port of a bridge, or ws://host:port/api/chat of a Moshi or PersonaPlex server')
    .option('--in <file>', 'what to say: a WAV file')
    .option('--mic', 'talk with microphone and loudspeaker (needs sox or ffmpeg; use headphones)')
    .option('--out <file>', 'stereo WAV of the call, time-aligned: left you, right the agent')
    .option('--events <file>', 'what happened, a JSON object a line with atMs of media time ("-": standard output)')
    .option('--persona <id>', 'whom to talk to')
    .option('--voice <name>', 'its voice, e.g. NATF2')
    .option('--text-prompt <text>', 'the whole persona prompt, for a Moshi or PersonaPlex server')
    .option('--user <id>', 'who is calling')
    .option('--tail <time>', 'silence sent after the file, e.g. 8s or 500ms', '8s')
    .option('--wait <time>', 'how long the server may take to get ready', '60s')
    .option('--no-resume', 'end with the connection instead of coming back to the call after it broke')
    .option('--insecure', 'accept a TLS certificate nobody vouches for')
    .action(async (flags: CallFlags) => done(await (await import('./call.ts')).callCommand(flags)))

  program
    .command('fake-engine')
    .description('a server that speaks the wire of a real one, with its faults, and no model: for trying clients')
    .requiredOption('--as <kind>', 'personaplex, moshi, moshi-rust or vllm-omni')
    .option('--host <address>', 'where it listens', '127.0.0.1')
    .option('--port <number>', 'on which port (0: any free one)', '8998')
    .option('--quirk <list>', 'how it misbehaves, as often as needed', (one: string, before: string[]) => [...before, one], [])
    .option('--seed <number>', 'the same chance each time', '1')
    .option('--sessions <number>', 'calls at once, for vllm-omni')
    .option('--cert <file>', 'serve TLS with this certificate (PEM)')
    .option('--key <file>', 'and this key')
    .addHelpText('after', `\nQuirks, with commas between; NAME=off takes away what a kind always does:\n${describeQuirks()}`)
    .action(async (flags: FakeEngineFlags) => done(await (await import('./fake-engine.ts')).fakeEngine(flags)))

  const engines = program
    .command('engines')
    .description('the engines of the running bridge: list, drain, undrain')
    .helpCommand(false)
  const atBridge = (command: Command) =>
    withConfigFlags(command)
      .option('--url <url>', 'http://host:port of the bridge; the one of this configuration if not given')
      .option('--json', 'print it as JSON')
  atBridge(engines.command('list', { isDefault: true }))
    .description('each server: free, busy, warming, draining, failing and why; and who waits')
    .action(async (flags: EnginesFlags) => done(await (await import('./engines.ts')).listEngines(flags)))
  atBridge(engines.command('drain <id>'))
    .description('give a server no new calls; running ones go on')
    .action(async (id: string, flags: EnginesFlags) => done(await (await import('./engines.ts')).drainEngine(id, true, flags)))
  atBridge(engines.command('undrain <id>'))
    .description('give a drained server calls again')
    .action(async (id: string, flags: EnginesFlags) => done(await (await import('./engines.ts')).drainEngine(id, false, flags)))

  withConfigFlags(program.command('doctor'))
    .description('check this machine and say what to do about what is missing')
    .action(async (flags: ConfigFlags) => done(await (await import('./doctor.ts')).doctor(flags)))

  const models = program.command('models').description('the speech models: list, pull, verify, licences').helpCommand(false)
  const model = (name: 'list' | 'pull' | 'verify' | 'licences', description: string, takesIds: boolean) => {
    const command = withConfigFlags(
      models.command(takesIds ? `${name} [ids...]` : name, name === 'list' ? { isDefault: true } : {}),
    )
    command.description(description).action(async (...given: unknown[]) => {
      // Commander gives the arguments, then the flags, then the command.
      const [ids, flags] = (takesIds ? given : [[], ...given]) as [string[], ConfigFlags]
      done(await (await import('./models.ts')).modelsCommand(name, ids, flags))
    })
  }
  model('list', 'what there is, what is here, and how large it is', false)
  model('pull', 'fetch the models this configuration needs, or those named', true)
  model('verify', 'read every file and compare its checksum', true)
  model('licences', 'under which licence each model comes, and from where', false)

  const outbox = program
    .command('outbox')
    .description('what is still to be told to the orchestrator and to people, and what was given up')
    .helpCommand(false)
  withConfigFlags(outbox.command('list', { isDefault: true }))
    .description('show what was given up')
    .option('--all', 'what waits, too')
    .action(async (flags: ConfigFlags & { all?: true }) => done(await (await import('./outbox.ts')).listOutbox(flags)))
  for (const [action, what] of [
    ['retry', 'try what was given up again: one, or all'],
    ['drop', 'forget what was given up: one, or all'],
  ] as const)
    withConfigFlags(outbox.command(`${action} [id]`))
      .description(what)
      .action(async (id: string | undefined, flags: ConfigFlags) =>
        done(await (await import('./outbox.ts')).changeOutbox(action, id, flags)),
      )

  const tasks = program
    .command('tasks')
    .description('what is done in the background: list, show, start, answer, agree, refuse, cancel')
    .helpCommand(false)
  const atTasks = (command: Command) => withConfigFlags(command).option('--json', 'print it as JSON')
  atTasks(tasks.command('list', { isDefault: true }))
    .description('what is being done, waits or asks')
    .option('--all', 'what has ended, too')
    .option('--user <id>', 'of this user alone')
    .action(async (flags: TasksFlags) => done(await (await import('./tasks.ts')).listTasks(flags)))
  atTasks(tasks.command('show <id>'))
    .description('one task: its question, what it runs, what came of it')
    .action(async (id: string, flags: TasksFlags) => done(await (await import('./tasks.ts')).showTask(id, flags)))
  atTasks(tasks.command('start <text>'))
    .description('have something done, as if it had been asked for in a call')
    .option('--user <id>', 'for this user', 'local')
    .action(async (text: string, flags: TasksFlags) => done(await (await import('./tasks.ts')).startTask(text, flags)))
  atTasks(tasks.command('answer <id> <answer>'))
    .description('answer its question; it goes on')
    .action(async (id: string, answer: string, flags: TasksFlags) =>
      done(await (await import('./tasks.ts')).changeTask('answer', id, answer, flags)),
    )
  for (const [action, what] of [
    ['agree', 'agree to what it wants to do'],
    ['refuse', 'do not agree to it'],
    ['cancel', 'end it, with everything it has started'],
  ] as const)
    atTasks(tasks.command(`${action} <id>`))
      .description(what)
      .action(async (id: string, flags: TasksFlags) =>
        done(await (await import('./tasks.ts')).changeTask(action, id, undefined, flags)),
      )

  const persona = program
    .command('persona')
    .description('personas: which there are, and what they tell an engine')
    .helpCommand(false)
  withConfigFlags(persona.command('list', { isDefault: true }))
    .description('show the personas there are')
    .action(async (flags: ConfigFlags) => done((await import('./persona.ts')).listPersonas(flags)))
  withConfigFlags(persona.command('check [id]'))
    .description('check every persona file, or show the exact prompt of one, its tokens and what was left out')
    .option('--user <id>', 'with what is remembered of this user')
    .action(async (id: string | undefined, flags: ConfigFlags & { user?: string }) =>
      done(await (await import('./persona.ts')).checkPersonas(id, flags)),
    )

  withConfigFlags(program.command('mcp'))
    .description('the memory as a Model Context Protocol server on standard input and output')
    .option('--user <id>', 'whose memory', 'local')
    .action(async (flags: ConfigFlags & { user: string }) => done(await (await import('./mcp.ts')).mcp(flags)))

  const keys = program.command('keys').description('API keys: create, list, revoke').helpCommand(false)
  withConfigFlags(keys.command('create'))
    .description('make a key; it is shown once')
    .option('--scopes <list>', 'what it may: talk, read, manage, metrics', 'talk')
    .option('--name <text>', 'what it is for')
    .action(async (flags: KeysFlags) => done((await import('./keys.ts')).createKey(flags)))
  withConfigFlags(keys.command('list', { isDefault: true }))
    .description('show the keys there are, without their secrets')
    .action(async (flags: KeysFlags) => done((await import('./keys.ts')).listKeys(flags)))
  withConfigFlags(keys.command('revoke <id>'))
    .description('end a key and every token it made')
    .action(async (id: string, flags: KeysFlags) => done((await import('./keys.ts')).revokeKey(id, flags)))

  withConfigFlags(program.command('learn <files...>'))
    .description('learn documents (Markdown, text, HTML, PDF, DOCX; folders, too): knowledge for every caller')
    .option('--user <id>', 'for this user alone')
    .option('--persona <id>', 'for this persona alone')
    .action(async (files: string[], flags: LearnFlags) => done(await (await import('./learn.ts')).learnCommand(files, flags)))

  const memory = program.command('memory').description('what is remembered: export, import, erase').helpCommand(false)
  const memoryAction = (name: 'export' | 'import' | 'erase', file: string, description: string) => {
    const command = withConfigFlags(memory.command(`${name}${file}`)).description(description)
    if (name !== 'import') command.option('--user <id>', 'only what is this user’s')
    if (name === 'erase') command.option('--yes', 'really: it cannot be taken back')
    command.action(async (...given: unknown[]) => {
      // Commander gives the arguments, then the flags, then the command.
      const [path = '-', flags] = (file === '' ? ['-', ...given] : given) as [string | undefined, MemoryFlags]
      done(await (await import('./memory.ts')).memoryCommand(name, path, flags))
    })
  }
  memoryAction('export', ' [file]', 'write everything as JSON lines to a file, or to standard output')
  memoryAction('import', ' <file>', 'read exported lines; what has the same id is replaced')
  memoryAction('erase', '', 'remove all that is remembered of a user')

  for (const [name, what] of [
    [
      'backup',
      'copy conversations, memory, keys and own personas into a new folder or to s3://bucket/name; Duet must not be running',
    ],
    ['restore', 'put such a copy back; what was there is kept beside it'],
  ] as const)
    withConfigFlags(program.command(`${name} <place>`))
      .description(what)
      .action(async (at: string, flags: ConfigFlags) => done(await (await import('./backup.ts'))[name](at, flags)))

  withConfigFlags(program.command('export <session> <folder>'))
    .description(
      'write all that is kept of a conversation into a new folder: sound, events, and the words as text, JSON and WebVTT',
    )
    .action(async (session: string, folder: string, flags: ConfigFlags) =>
      done(await (await import('./export.ts')).exportSession(session, folder, flags)),
    )

  withConfigFlags(program.command('config'))
    .description('print the settings in force and where each comes from; secrets are masked')
    .option('--env-example', 'print the text of .env.example instead')
    .action(async (flags: ConfigFlags & { envExample?: true }) => done((await import('./config.ts')).configCommand(flags)))
  return program
}

type RoleFlags = ConfigFlags & { readonly supervised?: true }

function supervisedOption() {
  return new Command().createOption('--supervised', 'leave Ctrl-C to the supervisor').hideHelp()
}
