import { connect } from 'node:net'

const PROMPT = '(qemu) '

/** Says one line to the emulator's monitor; resolves with its answer, or with what came before it ended. */
export function tellMonitor(socketFile: string, line: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketFile)
    let heard = ''
    let isSaid = false
    socket.on('error', reject)
    socket.on('close', () => resolve(heard))
    socket.on('data', (bytes) => {
      heard += bytes.toString()
      if (!heard.endsWith(PROMPT)) return
      if (isSaid) return void socket.destroy()
      isSaid = true
      heard = ''
      socket.write(`${line}\n`)
    })
  })
}
