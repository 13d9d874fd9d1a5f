import { blacklist } from './de/blacklist.ts'
import { charts } from './de/charts.ts'
import { collectl } from './de/collectl.ts'
import { errors } from './de/errors.ts'
import { frame } from './de/frame.ts'
import { graphs } from './de/graphs.ts'
import { hosts } from './de/hosts.ts'
import { logins } from './de/logins.ts'
import { overview } from './de/overview.ts'
import { proxies } from './de/proxies.ts'
import { settings } from './de/settings.ts'
import { tasks } from './de/tasks.ts'
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
  proxies,
  tasks,
  settings,
  charts,
}
