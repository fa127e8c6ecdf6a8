import { existsSync, readFileSync } from 'node:fs'
import { agentApi } from './agent-api.ts'
import { ensureDirectories } from './directories.ts'
import { installRelease } from './release.ts'
import { rememberDatabaseUrl, rememberSettings } from './remembered.ts'
import { ensureService, findService, type Service, tailOfLog } from './service.ts'
import { serviceTable } from './services.ts'
import { parseSettings, type Settings } from './settings.ts'
import { waitHealthy } from './socket-http.ts'
import { ensureTemplate, followTemplate } from './template.ts'
import { AGENT_USER, ensureUser, WEB_USER } from './users.ts'

const START_DEADLINE_MS = 60_000
const TITLES = { broker: 'Broker', agent: 'Agent', web: 'Panel' } as const satisfies Record<
  Service['name'],
  string
>

async function up(settings: Settings): Promise<void> {
  const agent = ensureUser(AGENT_USER)
  const web = ensureUser(WEB_USER)
  const directories = ensureDirectories(settings, agent.user, web.user)
  const release = installRelease(settings.libDir)
  const databaseUrl = rememberDatabaseUrl(settings)
  rememberSettings(settings)
  const services = serviceTable({ settings, release, agent: agent.user, web: web.user, databaseUrl })
  const outcomes: string[] = []
  for (const service of services) {
    const outcome = await ensureService(service)
    await waitUntilUp(settings, service)
    if (outcome !== 'unchanged') console.log(`${TITLES[service.name]} ${outcome}`)
    outcomes.push(outcome)
  }
  const changed =
    agent.created || web.created || directories > 0 || outcomes.some((outcome) => outcome !== 'unchanged')
  if (!changed) console.log('Nothing to change: broker, agent and panel already run as they should.')
  await reportTemplate(settings)
  reportAddress(settings)
}

async function waitUntilUp(settings: Settings, service: Service): Promise<void> {
  const alive = () => findService(service.pidFile) !== null
  const fail = () => {
    const log = tailOfLog(service.logFile)
    throw new Error(
      `${TITLES[service.name]} did not come up. See ${service.logFile}${log ? `:\n${log}` : '.'}`,
    )
  }
  if (service.name === 'broker') {
    const end = Date.now() + START_DEADLINE_MS
    while (!existsSync(`${settings.runDir}/broker.sock`)) {
      if (!alive() || Date.now() > end) fail()
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
    return
  }
  const host = settings.listen === '0.0.0.0' || settings.listen === '::' ? 'localhost' : settings.listen
  const target =
    service.name === 'agent'
      ? { socketPath: `${settings.runDir}/agent/agent.sock` }
      : { host, port: settings.port }
  if (!(await waitHealthy(target, START_DEADLINE_MS, alive))) fail()
}

async function reportTemplate(settings: Settings): Promise<void> {
  if (settings.template === 'none') return
  const api = agentApi(`${settings.runDir}/agent/agent.sock`)
  let template = await ensureTemplate(api, settings.template)
  if (settings.wait && template?.state === 'building') template = await followTemplate(api, settings.template)
  if (!template || template.state === 'ready')
    return console.log(`Template ${template?.label ?? settings.template} is ready.`)
  if (template.state === 'building') {
    return console.log(
      `Template ${template.label} is building in the background (${template.percent} %); watch it in the panel under Templates, or with ./up --wait.`,
    )
  }
  const reason = template.failure ?? template.state
  if (settings.wait) throw new Error(`Template ${template.label} could not be built: ${reason}`)
  console.log(`Template ${template.label} could not be built: ${reason}`)
}

function reportAddress(settings: Settings): void {
  console.log(`\nPanel: ${settings.origin}`)
  const first = readFirstSignIn(`${settings.dataDir}/panel/first-sign-in`)
  if (!first) return
  console.log('First sign-in (asks for a new password, and is gone after that):')
  console.log(`  e-mail address  ${first.email}\n  password        ${first.password}`)
}

/** Lines of key=value, written by the panel when it has no user yet; null once it was used. */
function readFirstSignIn(file: string): { email: string; password: string } | null {
  if (!existsSync(file)) return null
  const lines = readFileSync(file, 'utf8').trim().split('\n')
  const { email, password } = Object.fromEntries(lines.map((line) => line.split('=', 2)))
  return email && password ? { email, password } : null
}

process.umask(0o022)
try {
  await up(parseSettings(process.env))
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error))
  process.exitCode = 1
}
