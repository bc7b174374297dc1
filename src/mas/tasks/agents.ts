/** Programs that carry out a task, as data: how they are called, how they are told what to do, and how they go on after an answer. */
import * as z from 'zod'

export const agentSchema = z.strictObject({
  /** The program, then its arguments; `{prompt}`, `{session}` and `{timeout_s}` may stand in them. */
  argv: z.array(z.string().min(1).max(2000)).min(1).max(100),
  /** The same for going on after an answer, where the program keeps its sessions; else it is told everything again. */
  resume: z.array(z.string().min(1).max(2000)).min(1).max(100).optional(),
  /** Names of environment variables it gets beside the usual ones. */
  env: z.array(z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/)).default([]),
  /** A folder of its own in DUET_DATA_DIR if not given. */
  cwd: z.string().optional(),
  /** Each task is asked about before it begins. */
  confirm: z.boolean().default(false),
  output_kb: z.number().int().min(1).max(10_000).default(100),
})
/** Without `{prompt}` in `argv` the prompt goes to standard input. */
export type AgentProgram = z.output<typeof agentSchema>

/** Written for the command lines as their manuals describe them; none of these programs is part of Duet, and none was run for its tests. */
export const agentPresets = {
  claude: agentSchema.parse({
    argv: ['claude', '-p', '--output-format', 'text', '--session-id', '{session}'],
    resume: ['claude', '-p', '--output-format', 'text', '--resume', '{session}'],
    env: ['ANTHROPIC_API_KEY', 'ANTHROPIC_MODEL', 'ANTHROPIC_BASE_URL', 'CLAUDE_CONFIG_DIR', 'CLAUDE_CODE_OAUTH_TOKEN'],
  }),
  openclaw: agentSchema.parse({
    argv: ['openclaw', 'agent', '--session-id', '{session}', '--timeout', '{timeout_s}', '--message', '{prompt}'],
    resume: ['openclaw', 'agent', '--session-id', '{session}', '--timeout', '{timeout_s}', '--message', '{prompt}'],
    env: ['ANTHROPIC_API_KEY', 'ANTHROPIC_MODEL', 'OPENAI_API_KEY', 'OPENCLAW_GATEWAY_TOKEN'],
  }),
  moltbot: agentSchema.parse({
    argv: ['moltbot', 'agent', '--session-id', '{session}', '--message', '{prompt}'],
    resume: ['moltbot', 'agent', '--session-id', '{session}', '--message', '{prompt}'],
    env: ['ANTHROPIC_API_KEY', 'ANTHROPIC_MODEL', 'OPENAI_API_KEY', 'MOLTBOT_WORKSPACE', 'CLAWDBOT_GATEWAY_TOKEN'],
  }),
} as const
