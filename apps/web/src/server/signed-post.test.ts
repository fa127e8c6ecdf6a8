import { createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { lookupPublic, signedPost } from './signed-post.ts'

type Seen = { body: string; signature: string | undefined; delivery: string | undefined }

/** A web hook on this machine that remembers what it was sent. */
async function aHook(status = 204, location?: string) {
  const seen: Seen[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += String(chunk)
    })
    request.on('end', () => {
      const { 'x-vserver-signature': signature, 'x-vserver-delivery': delivery } = request.headers
      seen.push({ body, signature: String(signature), delivery: delivery && String(delivery) })
      response.writeHead(status, location ? { location } : {}).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook` }
}

const post = { secret: 'sixteen letters!', body: { hello: 'world' }, mayBePrivate: true }

test('what is posted is signed with the secret, and the status is answered', async () => {
  const { seen, url } = await aHook()
  expect(await signedPost({ ...post, url, headers: { 'x-vserver-delivery': 'd1' } })).toBe(204)
  const signature = createHmac('sha256', post.secret).update('{"hello":"world"}').digest('hex')
  expect(seen).toEqual([{ body: '{"hello":"world"}', signature: `sha256=${signature}`, delivery: 'd1' }])
})

test('a redirection is not followed', async () => {
  const target = await aHook()
  const { url } = await aHook(302, target.url)
  await expect(signedPost({ ...post, url })).rejects.toThrow()
  expect(target.seen).toEqual([])
})

test('an address that somebody of outside chose leads to no machine of the own networks', async () => {
  const { seen, url } = await aHook()
  const { port } = new URL(url)
  const hosts = ['127.0.0.1', 'localhost', '[::1]', '[::ffff:127.0.0.1]', '2130706433', '0x7f.1', '0.0.0.0']
  for (const host of hosts) {
    const own = signedPost({ ...post, url: `http://${host}:${port}/hook`, mayBePrivate: false })
    await expect(own, host).rejects.toThrow()
  }
  for (const host of ['10.0.0.1', '169.254.169.254', '[fd00::1]', '[fe80::1]'])
    await expect(signedPost({ ...post, url: `http://${host}/`, mayBePrivate: false })).rejects.toThrow(
      /public Internet/,
    )
  expect(seen).toEqual([])
})

test('a name that means an own address is not connected to, however it is asked for', async () => {
  for (const all of [true, false]) {
    const error = await new Promise((resolve) => lookupPublic('localhost', { all }, resolve))
    expect(String(error)).toMatch(/public Internet/)
  }
})
