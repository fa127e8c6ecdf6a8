export type Mail = { to: string; subject: string; text: string; messageId: string }

/** Sends letters for the panel. */
export type Mailer = { send(mail: Mail): Promise<void> }
