import { readFileSync } from 'node:fs'
import { SECOND_MS } from '@vserver/core/units'
import { createTransport } from 'nodemailer'
import { z } from 'zod'

export type Mail = { to: string; subject: string; text: string; messageId: string }

/** Sends letters for the panel. */
export type Mailer = { send(mail: Mail): Promise<void> }

const ANSWER_MS = 15 * SECOND_MS

const MailServer = z.strictObject({
  /** smtp://user:password@host:port, or smtps://. */
  url: z.url({ protocol: /^smtps?$/ }),
  /** Who letters come from. */
  from: z.email(),
})
export type MailServer = z.infer<typeof MailServer>

/** The mail server that a file of an administrator names; null when there is none. */
export function readMailServer(file: string): MailServer | null {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw error
  }
  const server = MailServer.safeParse(JSON.parse(text))
  if (server.success) return server.data
  throw new Error(`The file ${file} is not valid: ${z.prettifyError(server.error)}`)
}

export function smtpMailer({ url, from }: MailServer): Mailer {
  const timeouts = { connectionTimeout: ANSWER_MS, greetingTimeout: ANSWER_MS, socketTimeout: 2 * ANSWER_MS }
  const transport = createTransport({ url, ...timeouts }, { from })
  return {
    send: async ({ to, subject, text, messageId }) => {
      // Told to other programs too, so that nobody's absence is answered to us. Source: RFC 3834.
      const headers = { 'Auto-Submitted': 'auto-generated' }
      await transport.sendMail({ to, subject, text, messageId, headers })
    },
  }
}
