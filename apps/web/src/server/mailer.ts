import { SECOND_MS } from '@vserver/core/units'
import { createTransport } from 'nodemailer'

export type Mail = { to: string; subject: string; text: string; messageId: string }

/** Sends letters for the panel. */
export type Mailer = { send(mail: Mail): Promise<void> }

const ANSWER_MS = 15 * SECOND_MS

/** By the SMTP server of the environment. */
export function smtpMailer({ url, from }: { url: string; from: string }): Mailer {
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
