/** The nginx of this machine with the configuration of deploy/, for tests that run it. */
import { spawnSync } from 'node:child_process'

/** Undefined where there is none. */
export const nginx = ['/usr/sbin/nginx', 'nginx'].find((path) => spawnSync(path, ['-v']).status === 0)
if (!nginx && process.env.CI) throw new Error('nginx is missing; "apt-get install nginx" (scripts/test.mjs does it)')
if (!nginx) console.warn('nginx is missing: its configuration is not tried')

/** A whole configuration around the shipped one, but for ports and files of a test. @param shipped the text of deploy/nginx/duet.conf */
export function nginxConfiguration(
  shipped: string,
  folder: string,
  ports: { readonly plain: number; readonly tls: number; readonly page: number; readonly mas?: number },
): string {
  const server = shipped
    .replace('server 127.0.0.1:3010;', `server 127.0.0.1:${ports.page};`)
    .replace('http://127.0.0.1:8001/', `http://127.0.0.1:${ports.mas ?? 1}/`)
    .replace('listen 80;', `listen 127.0.0.1:${ports.plain};`)
    .replace('listen 443 ssl;', `listen 127.0.0.1:${ports.tls} ssl;`)
    .replaceAll(/^ *listen \[::\].*$/gm, '')
    .replaceAll('/etc/duet/tls', folder)
  const kinds = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map((one) => `${one}_temp_path ${folder}/${one};`).join('\n')
  return `daemon off; master_process off; worker_processes 1; pid ${folder}/pid; error_log stderr warn;
events { worker_connections 64; }
http { access_log off; ${kinds}\n${server} }`
}
