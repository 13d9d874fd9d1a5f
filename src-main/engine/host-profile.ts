import type { HostProfile } from '../contract/index.ts'

/** Of a machine that never said anything; as a stored row it means that there is none any more. */
export const EMPTY_PROFILE: HostProfile = {
  hostname: null,
  domainname: null,
  kernel: null,
  totalMemoryKb: null,
  totalSwapKb: null,
  clientVersion: null,
  networkInterfaces: [],
  processors: [],
  updatedAt: null,
}
