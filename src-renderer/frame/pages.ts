import {
  Activity,
  Ban,
  ChartLine,
  Database,
  LayoutDashboard,
  LogIn,
  Plug,
  Server,
  Settings,
  Waypoints,
} from '@lucide/vue'
import type { Component } from 'vue'
import type { Status } from '../../src-main/contract/index.ts'
import type { MessageKey } from '../i18n/keys.ts'

export interface PageEntry {
  readonly path: string
  readonly name: MessageKey
  readonly icon: Component
  /** The figure beside the name. */
  readonly count?: (status: Status) => number
}

export interface PageGroup {
  readonly name: MessageKey | null
  readonly pages: readonly PageEntry[]
}

/** The rail, from top to bottom; the palette finds the same pages. */
export const PAGE_GROUPS: readonly PageGroup[] = [
  {
    name: null,
    pages: [
      { path: '/overview', name: 'frame.overview', icon: LayoutDashboard },
      { path: '/graphs', name: 'frame.graphs', icon: ChartLine },
    ],
  },
  {
    name: 'frame.sources',
    pages: [
      { path: '/hosts', name: 'frame.hosts', icon: Server, count: (status) => status.counts.hosts },
      {
        path: '/collectl',
        name: 'frame.collectl',
        icon: Activity,
        count: (status) => status.counts.endpoints,
      },
      { path: '/plugins', name: 'frame.plugins', icon: Plug, count: (status) => status.counts.plugins },
      { path: '/topology', name: 'frame.topology', icon: Waypoints },
    ],
  },
  {
    name: 'frame.access',
    pages: [
      { path: '/logins', name: 'frame.logins', icon: LogIn },
      {
        path: '/blacklist',
        name: 'frame.blacklist',
        icon: Ban,
        count: (status) => status.counts.blacklisted,
      },
    ],
  },
  {
    name: null,
    pages: [
      { path: '/storage', name: 'frame.storage', icon: Database },
      { path: '/settings', name: 'frame.settings', icon: Settings },
    ],
  },
]
