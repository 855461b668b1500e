/** What a key or a seat may do. A key can never do more than its seat's role. */
export const scopes = ['read', 'write', 'accounts', 'admin'] as const
export type Scope = (typeof scopes)[number]

/** Scopes a role may hold at all: a member never administers seats, keys of others or the workspace. */
export const roleScopes = {
  admin: ['read', 'write', 'accounts', 'admin'],
  member: ['read', 'write', 'accounts'],
} as const satisfies Record<'admin' | 'member', readonly Scope[]>

/** `holds` lists what the asker has; admin does not imply the others, a key names each it needs. */
export const may = (holds: readonly Scope[], role: 'admin' | 'member', need: Scope): boolean =>
  holds.includes(need) && (roleScopes[role] as readonly Scope[]).includes(need)
