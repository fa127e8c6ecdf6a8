export { jsonLogger } from '../logger.ts'
export { consoleUpgrades } from './upgrade.ts'
