/** `duet mcp`: the memory for any MCP client over standard input and output; it asks the orchestrator that runs. */
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js'
import { version } from '../config/version.ts'
import { createMcpServer } from '../mas/mcp.ts'
import { remoteTools } from '../mas/mcp-tools.ts'
import { exitCodes } from './exit.ts'
import { type ConfigFlags, readConfig } from './flags.ts'

export async function mcp(flags: ConfigFlags & { readonly user: string }): Promise<number> {
  const { config } = readConfig(flags)
  const url = config.MAS_ORCHESTRATOR_URL ?? `http://127.0.0.1:${config.DUET_MAS_PORT}`
  const server = createMcpServer(remoteTools({ url, key: config.DUET_API_KEY ?? config.MAS_KEY, userId: flags.user }), version)
  const closed = Promise.withResolvers<void>()
  server.server.onclose = () => closed.resolve()
  process.stdin.once('end', () => void server.close())
  await server.connect(new StdioServerTransport())
  await closed.promise
  return exitCodes.ok
}
