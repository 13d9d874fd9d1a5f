import { blacklist } from './en/blacklist.ts'
import { charts } from './en/charts.ts'
import { collectl } from './en/collectl.ts'
import { errors } from './en/errors.ts'
import { frame } from './en/frame.ts'
import { graphs } from './en/graphs.ts'
import { help } from './en/help.ts'
import { hosts } from './en/hosts.ts'
import { items } from './en/items.ts'
import { logins } from './en/logins.ts'
import { overview } from './en/overview.ts'
import { runs } from './en/runs.ts'
import { plugins } from './en/plugins.ts'
import { said } from './en/said.ts'
import { search } from './en/search.ts'
import { settings } from './en/settings.ts'
import { top } from './en/top.ts'
import { topology } from './en/topology.ts'
import { storage } from './en/storage.ts'
import { proxies } from './en/proxies.ts'
import { tasks } from './en/tasks.ts'
import { ui } from './en/ui.ts'

/** English is the reference: its keys are the keys of every other language. */
export const en = {
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
