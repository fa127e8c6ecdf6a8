const NODE_MAJOR = 24

/** Why this process must not go on, in one sentence; null when all is well. */
export function refusalToRun(process: { uid: number | undefined; nodeVersion: string }): string | null {
  if (process.uid === 0) {
    return 'The agent refuses to run as root: start it with ./up, which runs it as the user vserver-agent.'
  }
  if (Number(process.nodeVersion.split('.')[0]) !== NODE_MAJOR) {
    return `The agent needs Node.js ${NODE_MAJOR}, this is ${process.nodeVersion}: start it with ./up, which brings the right one.`
  }
  return null
}
