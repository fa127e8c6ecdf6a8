/**
 * One error class, one closed set of codes, three audiences: `code` for programs, `message` for the log,
 * `hint` for the person who must act. The panel turns the code into its own sentence.
 */
export const ERROR_CODES = [
  'NOT_FOUND',
  'ALREADY_EXISTS',
  'BUSY',
  'INVALID_INPUT',
  'INVALID_STATE',
  'NO_CAPACITY',
  'ALLOWANCE_EXCEEDED',
  'FORBIDDEN',
  'UNAUTHENTICATED',
  'REAUTH_NEEDED',
  'UNSUPPORTED',
  'HOST_UNREACHABLE',
  'RATE_LIMITED',
  'TIMEOUT',
  'CANCELLED',
  'NATIVE_FAILED',
  'INTERNAL',
] as const

export type ErrorCode = (typeof ERROR_CODES)[number]

/** What they are for tRPC, and so for HTTP, in the agent and the panel alike. */
export const TRPC_CODE = {
  NOT_FOUND: 'NOT_FOUND',
  ALREADY_EXISTS: 'CONFLICT',
  BUSY: 'CONFLICT',
  INVALID_INPUT: 'BAD_REQUEST',
  INVALID_STATE: 'PRECONDITION_FAILED',
  NO_CAPACITY: 'PRECONDITION_FAILED',
  ALLOWANCE_EXCEEDED: 'PAYMENT_REQUIRED',
  FORBIDDEN: 'FORBIDDEN',
  UNAUTHENTICATED: 'UNAUTHORIZED',
  REAUTH_NEEDED: 'UNAUTHORIZED',
  UNSUPPORTED: 'NOT_IMPLEMENTED',
  HOST_UNREACHABLE: 'BAD_GATEWAY',
  RATE_LIMITED: 'TOO_MANY_REQUESTS',
  TIMEOUT: 'GATEWAY_TIMEOUT',
  CANCELLED: 'CLIENT_CLOSED_REQUEST',
  NATIVE_FAILED: 'INTERNAL_SERVER_ERROR',
  INTERNAL: 'INTERNAL_SERVER_ERROR',
} as const satisfies Record<ErrorCode, string>

export type VserverErrorOptions = {
  /** The thing it is about: a guest's name, a template's id. Never a secret. */
  subject?: string
  /** What the reader should do next, one sentence. */
  hint?: string
  cause?: unknown
}

export class VserverError extends Error {
  override readonly name = 'VserverError'
  readonly code: ErrorCode
  readonly subject: string | undefined
  readonly hint: string | undefined

  constructor(code: ErrorCode, message: string, options: VserverErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.subject = options.subject
    this.hint = options.hint
  }
}

export function isErrorCode(value: unknown): value is ErrorCode {
  return ERROR_CODES.includes(value as ErrorCode)
}
