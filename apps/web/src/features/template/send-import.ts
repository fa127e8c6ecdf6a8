export type Sent = { name: string; bytes: number; checksum: string }

/** XMLHttpRequest, as fetch tells nothing of how far an upload is. Fails with the shape of a tRPC error. */
export function sendImport(
  file: File,
  onProgress: (percent: number) => void,
): { done: Promise<Sent>; stop: () => void } {
  const request = new XMLHttpRequest()
  const done = new Promise<Sent>((resolve, reject) => {
    request.upload.addEventListener('progress', ({ loaded, total }) => {
      if (total > 0) onProgress((loaded / total) * 100)
    })
    request.addEventListener('load', () => {
      const answer = parse(request.responseText)
      if (request.status === 200 && answer) resolve(answer as Sent)
      else reject(answer ?? {})
    })
    request.addEventListener('error', () => reject({}))
    request.addEventListener('abort', () => reject({ data: { vserver: { code: 'CANCELLED' } } }))
    request.open('PUT', `/api/imports/${encodeURIComponent(file.name)}`)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.send(file)
  })
  return { done, stop: () => request.abort() }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
