/** docs/deployment.md walked as far as a test may: what it names exists, and the commands of a server behind TLS do what they should. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { request } from 'node:https'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { settingNames } from '../../src/config/settings.ts'
import { duet, fixture, freePorts, root, temporaryFolder, until } from './duet.ts'
import { nginx, nginxConfiguration } from './shipped-nginx.ts'

const page = readFileSync(join(root, 'docs/deployment.md'), 'utf8')
/** Variables of compose.yaml. */
const ofCompose = ['DUET_NAME', 'DUET_SERVICE_KEY', 'DUET_TLS_DIR']

describe('docs/deployment.md', () => {
  it('names files that are there', () => {
    const paths = [...new Set(page.match(/\bdeploy\/[\w./-]*\w/g))]
    expect(paths.length).toBeGreaterThan(6)
    expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([])
  })

  it('names settings that there are', () => {
    const known: readonly string[] = [...settingNames, ...ofCompose]
    expect((page.match(/\bDUET_[A-Z_]+\b/g) ?? []).filter((name) => !known.includes(name))).toEqual([])
  })

  it('names commands that there are', async () => {
    const commands = [...new Set([...page.matchAll(/npx duet (\w+)/g)].map(([, name]) => name ?? ''))]
    expect(commands).toEqual(expect.arrayContaining(['up', 'pair', 'keys', 'backup', 'restore']))
    const { stdout } = await duet(['--help'])
    for (const name of commands) expect(stdout).toMatch(new RegExp(`^ +${name}\\b`, 'm'))
  })
})

describe.skipIf(!nginx)('a server behind TLS, command by command', () => {
  const name = 'voice.example'
  const box = temporaryFolder('server')
  // Fetched already.
  const models = process.env.DUET_MODELS_DIR ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'duet/models')
  const started: ChildProcess[] = []
  afterAll(async () => {
    for (const child of started.toReversed()) {
      const gone = new Promise((resolve) => child.once('close', resolve))
      child.kill('SIGTERM')
      await gone
    }
  })
  /** Its own file system for what belongs to the machine. */
  const here = (command: string) =>
    command
      .replaceAll('YOUR.NAME', name)
      .replaceAll(/\/(etc|var)\//g, `${box}/$1/`)
      .replace('install -d -o duet', 'install -d')
  const sh = (command: string) => execFileSync('bash', ['-euc', here(command)], { cwd: root, encoding: 'utf8' })

  it('ends with a server that lets in who has the key, and nobody else', { timeout: 180_000 }, async () => {
    const [plain = 0, tls = 0, pagePort = 0, bridge = 0, engine = 0, mas = 0] = await freePorts(6)
    const ports = {
      DUET_PAGE_PORT: `${pagePort}`,
      DUET_BRIDGE_PORT: `${bridge}`,
      MOSHI_PORT: `${engine}`,
      DUET_MAS_PORT: `${mas}`,
    }
    mkdirSync(join(box, 'etc/nginx/conf.d'), { recursive: true })
    mkdirSync(join(box, 'etc/systemd/system'), { recursive: true })
    let key = ''
    let output = ''
    const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
      new Promise<number>((resolve, reject) => {
        const all = { host: name, ...headers }
        request({ host: '127.0.0.1', port: tls, path, method, headers: all, rejectUnauthorized: false }, (response) => {
          response.resume()
          resolve(response.statusCode ?? 0)
        })
          .on('error', reject)
          .end()
      })
    // What each line is here; a line that none fits fails the test.
    const steps: readonly (readonly [RegExp, (line: string) => unknown])[] = [
      [/^git clone … \/opt\/duet && cd \/opt\/duet && npm ci && npm run build$/, () => {}], // this checkout
      [/^useradd /, () => {}], // whoever runs the test
      [
        /^install -d \/etc\/duet\/tls && cp fullchain.pem .* && cp privkey.pem /,
        (line) => {
          copyFileSync(fixture('tls/self-signed.cert.pem'), join(box, 'fullchain.pem'))
          copyFileSync(fixture('tls/self-signed.key.pem'), join(box, 'privkey.pem'))
          sh(line.replaceAll(/(fullchain|privkey)\.pem/g, `${box}/$1.pem`))
        },
      ],
      [/^cat > \/etc\/duet\/duet\.env <<EOF\n/, sh],
      [
        /^sed .* && nginx -t && systemctl reload nginx$/,
        async (line) => {
          sh(line.split(' && ')[0] ?? '')
          const made = readFileSync(join(box, 'etc/nginx/conf.d/duet.conf'), 'utf8')
          expect(made).toContain(`server_name ${name};`)
          mkdirSync(join(box, 'nginx'))
          const around = nginxConfiguration(made, join(box, 'nginx'), { plain, tls, page: pagePort, mas })
          const file = join(box, 'nginx.conf')
          writeFileSync(
            file,
            around
              .replaceAll(`ssl_certificate     ${box}/nginx`, `ssl_certificate     ${box}/etc/duet/tls`)
              .replaceAll(`ssl_certificate_key ${box}/nginx`, `ssl_certificate_key ${box}/etc/duet/tls`),
          )
          execFileSync(nginx ?? '', ['-t', '-p', box, '-e', 'stderr', '-c', file], { stdio: 'pipe' })
          started.push(spawn(nginx ?? '', ['-p', box, '-e', 'stderr', '-c', file], { stdio: 'ignore' }))
        },
      ],
      [/^install -d -o duet -m 700 \/var\/lib\/duet$/, sh],
      [
        /^sudo -u duet DUET_DATA_DIR=\S+ npx duet keys create --scopes \S+$/,
        async (line) => {
          const [, dir = '', args = ''] = /DUET_DATA_DIR=(\S+) npx duet (.*)$/.exec(here(line)) ?? []
          const { code, stdout } = await duet(args.split(' '), { DUET_DATA_DIR: dir })
          expect(code).toBe(0)
          key = /\bduet_\S+/.exec(stdout)?.[0] ?? ''
        },
      ],
      [
        /^cp deploy\/systemd\/duet\.service \S+ && systemctl enable --now duet$/,
        async (line) => {
          sh(line.split(' && ')[0] ?? '')
          const unit = here(readFileSync(join(box, 'etc/systemd/system/duet.service'), 'utf8'))
          const of = (setting: string) => new RegExp(`^${setting}=-?(.*)$`, 'm').exec(unit)?.[1] ?? ''
          const pairs = [...of('Environment').split(' '), ...readFileSync(of('EnvironmentFile'), 'utf8').trim().split('\n')]
          const env = Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s, 2) as [string, string]))
          const [, ...args] = of('ExecStart').split(' ')
          const { PATH = '', HOME = '' } = process.env
          const child = spawn(process.execPath, args, {
            cwd: root,
            env: {
              PATH,
              HOME,
              ...env,
              ...ports,
              DUET_MODELS_DIR: models,
              DUET_DRAIN: '0',
              DUET_BRAIN: 'built-in',
            },
            stdio: ['ignore', 'pipe', 'pipe'],
          })
          started.push(child)
          for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece) => (output += piece))
        },
      ],
      [
        /^curl https:\/\/YOUR\.NAME\/health$/,
        () =>
          until(
            'nginx answers for a Duet that can hold calls',
            async () => (await ask('/health').catch(() => 0)) === 200,
            120_000,
          ).catch((error: unknown) => {
            throw new Error(`${String(error)}\n${output}`)
          }),
      ],
    ]
    const [, block = ''] = /## A server behind TLS[\s\S]*?```\n([\s\S]*?)```/.exec(page) ?? []
    for (const line of block.trim().split(/\n(?!DUET_|EOF)/)) {
      const step = steps.find(([form]) => form.test(line))
      expect(step, `no step for: ${line}`).toBeDefined()
      await step?.[1](line)
    }
    expect(key).not.toBe('')
    expect(await ask('/session', {}, 'POST')).toBe(401)
    // The orchestrator, by the path that seed clients use.
    await until('the orchestrator answers', async () => (await ask('/api/sessions', { authorization: `Bearer ${key}` })) === 200)
    expect(await ask('/api/sessions')).toBe(401)
    expect(await ask('/session', { authorization: `Bearer ${key}` }, 'POST')).toBe(200)
    expect(await ask('/session', { authorization: `Bearer ${key}`, host: 'other.example' }, 'POST')).toBe(403)
  })
})
