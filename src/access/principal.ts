/** Who is at the other end, and what that lets them do. */
import { DuetError } from '../protocol/errors.ts'

/** `talk`: hold calls. `read`: the conversations of everybody. `manage`: end, drain, delete, erase. `metrics`: figures only. */
export const scopes = ['talk', 'read', 'manage', 'metrics'] as const
export type Scope = (typeof scopes)[number]

/** What a token is bound to beside its user. */
export type TokenLimits = {
  /** The only persona it may talk to. */
  readonly persona?: string
  /** Calls at once. */
  readonly calls?: number
  /** Minutes of calls per day (UTC). */
  readonly minutes?: number
}

export type Principal =
  /** This machine, where no keys are required. */
  | { readonly type: 'local' }
  /** A server's key: acts for any user. */
  | { readonly type: 'key'; readonly keyId: string; readonly scopes: readonly Scope[] }
  /** A browser's token: acts for one user. */
  | {
      readonly type: 'token'
      readonly keyId: string
      readonly user: string
      readonly scopes: readonly Scope[]
      readonly limits: TokenLimits
    }

/** Throws `access.forbidden` naming the scope that is missing. */
export function requireScope(principal: Principal, scope: Scope): void {
  if (!allows(principal, scope))
    throw new DuetError('access.forbidden', `This needs the scope "${scope}", which your key or token does not have.`, {
      field: 'Authorization',
    })
}

export function allows(principal: Principal, scope: Scope): boolean {
  return principal.type === 'local' || principal.scopes.includes(scope)
}

/** The user whose things alone the principal may see; undefined: everybody's. */
export function boundUser(principal: Principal): string | undefined {
  return principal.type === 'token' && !principal.scopes.includes('read') ? principal.user : undefined
}

/** The name of a principal in the log: never a secret. */
export function principalName(principal: Principal): string {
  return principal.type === 'local' ? 'local' : `${principal.type}:${principal.keyId}`
}
