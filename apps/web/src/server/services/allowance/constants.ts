export const ALLOWANCE_KINDS = [
  ...(['guests', 'runningGuests', 'memoryBytes', 'cpuMillicores', 'diskBytes', 'inodes'] as const),
  ...(['addresses4', 'addresses6', 'trafficBytes'] as const),
] as const
