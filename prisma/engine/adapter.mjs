/** PostgreSQL for the schema engine, through Prisma's own driver adapter with its gaps closed. */
import { PrismaPg } from '@prisma/adapter-pg'
import { ColumnTypeEnum } from '@prisma/driver-adapter-utils'
import pg from 'pg'
import { parseIntoClientConfig } from 'pg-connection-string'

/** Types of catalogue columns ("char" and name[]) that adapter-pg cannot map and the engine reads. */
const CATALOGUE_TYPES = { 18: [25, ColumnTypeEnum.Character], 1003: [1009, ColumnTypeEnum.TextArray] }

export async function canConnect(datasource) {
  const client = new pg.Client(clientConfig(datasource))
  await client.connect()
  await client.end()
}

export async function createDatabase(datasource) {
  const config = clientConfig(datasource)
  const client = new pg.Client({ ...config, database: 'postgres' })
  await client.connect()
  await client.query(`CREATE DATABASE ${client.escapeIdentifier(config.database)}`)
  await client.end()
}

export function createAdapterFactory(datasource) {
  const config = clientConfig(datasource)
  const connect = async (over) => catalogueAware(await new PrismaPg({ ...config, ...over }).connect())
  return {
    provider: 'postgres',
    adapterName: '@prisma/adapter-pg',
    connect: () => connect(),
    connectToShadowDb: () => connectToShadow(connect),
  }
}

/** Never adapter-pg's own: given a connection string it takes the live database as the shadow. */
async function connectToShadow(connect) {
  const database = `prisma_migrate_shadow_db_${crypto.randomUUID()}`
  const admin = await connect()
  await admin.executeScript(`CREATE DATABASE "${database}"`)
  const shadow = await connect({ database })
  const close = shadow.dispose.bind(shadow)
  shadow.dispose = async () => {
    await close()
    await admin.executeScript(`DROP DATABASE IF EXISTS "${database}" WITH (FORCE)`)
    await admin.dispose()
  }
  return shadow
}

function clientConfig(datasource) {
  return parseIntoClientConfig(JSON.parse(datasource ?? '{}').url)
}

function catalogueAware(connection) {
  const prototype = Object.getPrototypeOf(connection)
  const run = connection.performIO.bind(connection)
  const start = connection.startTransaction?.bind(connection)
  connection.queryRaw = async (query) => {
    const rows = await run(query)
    const own = rows.fields.map((field) => CATALOGUE_TYPES[field.dataTypeID])
    const fields = rows.fields.map((field, i) => (own[i] ? { ...field, dataTypeID: own[i][0] } : field))
    const view = Object.create(prototype, {
      performIO: { value: async () => ({ ...rows, fields }) },
      pgOptions: { value: connection.pgOptions },
    })
    const result = await prototype.queryRaw.call(view, query)
    return { ...result, columnTypes: result.columnTypes.map((type, i) => own[i]?.[1] ?? type) }
  }
  if (start) connection.startTransaction = async (...args) => catalogueAware(await start(...args))
  return connection
}
