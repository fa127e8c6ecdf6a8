/** Joins standard input and output to a console on pipes: for programs that start their server themselves. */
import { PipeViewer } from './pipe-console.ts'

const [socket] = process.argv.slice(2)
if (socket === undefined) throw new Error('usage: console-stdio SOCKET')
const viewer = await PipeViewer.attach(socket)
viewer.onOutput = (bytes) => void process.stdout.write(bytes)
process.stdin.on('data', (bytes: Buffer) => viewer.write(bytes))
process.stdin.on('end', () => viewer.end())
process.exitCode = (await viewer.status) === 0 ? 0 : 1
viewer.socket.destroy()
process.stdin.destroy()
