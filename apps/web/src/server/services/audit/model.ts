export type AuditOutcome = 'succeeded' | 'failed' | 'running'

export type AuditView = {
  id: string
  at: string
  userName: string
  role: string
  action: string
  /** What it was done to: a guest's name, a customer, a plan. */
  subject: string
  /** Null: nobody can say any more. */
  outcome: AuditOutcome | null
  detail: string | null
}
