import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { readEnv } from './env.ts'
import { readMailServer, smtpMailer } from './mailer.ts'

/** A mail server that takes every letter. Source: RFC 5321, 4.1.1. */
async function aMailServer() {
  const letters: string[] = []
  const server = createServer((socket) => speak(socket, letters))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { letters, url: `smtp://127.0.0.1:${address.port}` }
}

function speak(socket: Socket, letters: string[]): void {
  let data: string | null = null
  socket.write('220 ready\r\n')
  socket.on('data', (chunk) => {
    if (data === null) return answer(String(chunk))
    data += String(chunk)
    if (!data.endsWith('\r\n.\r\n')) return
    letters.push(data)
    data = null
    socket.write('250 taken\r\n')
  })
  const answer = (line: string) => {
    if (line.startsWith('DATA')) data = ''
    socket.write(
      line.startsWith('DATA') ? '354 go on\r\n' : line.startsWith('QUIT') ? '221 bye\r\n' : '250 ok\r\n',
    )
  }
}

const mail = { to: 'ada@example.test', text: 'It fires.\n', messageId: '<1@vserver.invalid>' }

test('a letter goes to the mail server with its subject, its text and its id', async () => {
  const { letters, url } = await aMailServer()
  await smtpMailer({ url, from: 'panel@example.test' }).send({ ...mail, subject: 'Alert: web' })
  expect(letters).toHaveLength(1)
  for (const line of ['To: ada@example.test', 'From: panel@example.test', 'Subject: Alert: web'])
    expect(letters[0]).toContain(`${line}\r\n`)
  expect(letters[0]).toContain('Message-ID: <1@vserver.invalid>')
  expect(letters[0]).toContain('Auto-Submitted: auto-generated')
  expect(letters[0]).toContain('It fires.')
})

test('a subject cannot carry another header', async () => {
  const { letters, url } = await aMailServer()
  const subject = 'Alert\r\nBcc: eve@example.test'
  await smtpMailer({ url, from: 'panel@example.test' }).send({ ...mail, subject })
  expect(letters[0]).not.toMatch(/^Bcc:/m)
})

test('a mail server that is not there is a failure, not silence', async () => {
  const mailer = smtpMailer({ url: 'smtp://127.0.0.1:1', from: 'panel@example.test' })
  await expect(mailer.send({ ...mail, subject: 's' })).rejects.toThrow(/ECONNREFUSED/)
})

test('the mail server comes from the environment or a file; without either there is none', () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), 'vserver-mail-'))
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const file = path.join(directory, 'mail.json')
  expect(readMailServer(file)).toBeNull()
  const server = { url: 'smtps://u:p@mail.example.test', from: 'panel@example.test' }
  writeFileSync(file, JSON.stringify(server))
  expect(readMailServer(file)).toEqual(server)
  writeFileSync(file, '{"url":"http://example.test"}')
  expect(() => readMailServer(file)).toThrow(/not valid/)
  expect(readEnv({}).mail).toBeNull()
  expect(readEnv({ SMTP_URL: server.url, MAIL_FROM: server.from }).mail).toEqual(server)
})
