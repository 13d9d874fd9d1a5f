import { blacklist } from './de/blacklist.ts'
import { charts } from './de/charts.ts'
import { collectl } from './de/collectl.ts'
import { errors } from './de/errors.ts'
import { frame } from './de/frame.ts'
import { graphs } from './de/graphs.ts'
import { help } from './de/help.ts'
import { hosts } from './de/hosts.ts'
import { items } from './de/items.ts'
import { logins } from './de/logins.ts'
import { overview } from './de/overview.ts'
import { runs } from './de/runs.ts'
import { plugins } from './de/plugins.ts'
import { said } from './de/said.ts'
import { search } from './de/search.ts'
import { settings } from './de/settings.ts'
import { top } from './de/top.ts'
import { topology } from './de/topology.ts'
import { storage } from './de/storage.ts'
import { proxies } from './de/proxies.ts'
import { tasks } from './de/tasks.ts'
import { ui } from './de/ui.ts'

export const de = {
  frame,
  ui,
  help,
  errors,
  overview,
  graphs,
  top,
  hosts,
  logins,
  blacklist,
  collectl,
  runs,
  plugins,
  topology,
  said,
  search,
  proxies,
  items,
  tasks,
  settings,
  storage,
  charts,
}
