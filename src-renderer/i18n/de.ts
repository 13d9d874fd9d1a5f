import { blacklist } from './de/blacklist.ts'
import { charts } from './de/charts.ts'
import { collectl } from './de/collectl.ts'
import { errors } from './de/errors.ts'
import { frame } from './de/frame.ts'
import { graphs } from './de/graphs.ts'
import { hosts } from './de/hosts.ts'
import { logins } from './de/logins.ts'
import { overview } from './de/overview.ts'
import { runs } from './de/runs.ts'
import { plugins } from './de/plugins.ts'
import { settings } from './de/settings.ts'
import { storage } from './de/storage.ts'
import { topology } from './de/topology.ts'
import { ui } from './de/ui.ts'

export const de = {
  frame,
  ui,
  errors,
  overview,
  graphs,
  hosts,
  logins,
  blacklist,
  collectl,
  runs,
  plugins,
  topology,
  settings,
  storage,
  charts,
}
