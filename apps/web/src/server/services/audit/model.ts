export type AuditOutcome = 'succeeded' | 'failed'

export type AuditView = {
  id: string
  at: string
  userName: string
  role: string
  action: string
  /** What it was done to: a guest's name, a customer, a plan. */
  subject: string
  /** Null: the server went away before it knew. */
  outcome: AuditOutcome | null
  detail: string | null
}
