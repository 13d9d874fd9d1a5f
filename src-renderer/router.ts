import { createRouter, createWebHashHistory, type Router, type RouterHistory } from 'vue-router'
import MissingPage from './frame/MissingPage.vue'
import type { MessageKey } from './i18n/keys.ts'

declare module 'vue-router' {
  interface RouteMeta {
    /** What the window's title says. */
    readonly name?: MessageKey
  }
}

/**
 * The pages. Addresses are behind `#`, so that they work under `app://` and
 * over HTTP without the server knowing them. Query `new=1` opens a page's
 * "add" dialog; `/graphs?series=1,2` shows these series.
 */
export function createPages(history: RouterHistory = createWebHashHistory()): Router {
  const router = createRouter({
    history,
    routes: [
      { path: '/', redirect: '/overview' },
      {
        path: '/overview',
        component: () => import('./features/overview/OverviewPage.vue'),
        meta: { name: 'frame.overview' },
      },
      {
        path: '/graphs',
        component: () => import('./features/graphs/GraphsPage.vue'),
        meta: { name: 'frame.graphs' },
      },
      {
        path: '/top',
        component: () => import('./features/top/TopPage.vue'),
        meta: { name: 'frame.top' },
      },
      {
        path: '/hosts',
        component: () => import('./features/hosts/HostsPage.vue'),
        meta: { name: 'frame.hosts' },
      },
      {
        path: '/hosts/:id(\\d+)',
        component: () => import('./features/hosts/HostPage.vue'),
        props: (route) => ({ id: Number(route.params['id']) }),
        meta: { name: 'frame.hosts' },
      },
      {
        path: '/logins',
        component: () => import('./features/logins/LoginsPage.vue'),
        meta: { name: 'frame.logins' },
      },
      {
        path: '/blacklist',
        component: () => import('./features/blacklist/BlacklistPage.vue'),
        meta: { name: 'frame.blacklist' },
      },
      {
        path: '/collectl',
        component: () => import('./features/collectl/CollectlPage.vue'),
        props: { tab: 'endpoints' },
        meta: { name: 'frame.collectl' },
      },
      {
        path: '/collectl/runs',
        component: () => import('./features/collectl/CollectlPage.vue'),
        props: { tab: 'runs' },
        meta: { name: 'frame.collectl' },
      },
      {
        path: '/collectl/runs/:id(\\d+)',
        component: () => import('./features/collectl/RunPage.vue'),
        props: (route) => ({ id: Number(route.params['id']) }),
        meta: { name: 'frame.collectl' },
      },
      {
        path: '/plugins',
        component: () => import('./features/plugins/PluginsPage.vue'),
        meta: { name: 'frame.plugins' },
      },
      {
        path: '/plugins/socket',
        component: () => import('./features/plugins/PluginPage.vue'),
        props: (route) => ({ path: String(route.query['path'] ?? '') }),
        meta: { name: 'frame.plugins' },
      },
      {
        path: '/topology/:id?',
        component: () => import('./features/topology/TopologyPage.vue'),
        props: (route) => ({ id: String(route.params['id'] ?? '') }),
        meta: { name: 'frame.topology' },
      },
      {
        path: '/topology/:id/node',
        component: () => import('./features/topology/NodePage.vue'),
        props: (route) => ({ topology: String(route.params['id']), nodeId: String(route.query['id'] ?? '') }),
        meta: { name: 'frame.topology' },
      },
      {
        path: '/storage',
        component: () => import('./features/storage/StoragePage.vue'),
        meta: { name: 'frame.storage' },
      },
      {
        path: '/proxies',
        component: () => import('./features/proxies/ProxiesPage.vue'),
        meta: { name: 'frame.proxies' },
      },
      {
        path: '/proxies/:id(\\d+)',
        component: () => import('./features/proxies/ProxyPage.vue'),
        props: (route) => ({ id: Number(route.params['id']) }),
        meta: { name: 'frame.proxies' },
      },
      {
        path: '/tasks',
        component: () => import('./features/tasks/TasksPage.vue'),
        meta: { name: 'frame.tasks' },
      },
      {
        path: '/settings',
        component: () => import('./features/settings/SettingsPage.vue'),
        meta: { name: 'frame.settings' },
      },
      { path: '/:rest(.*)*', component: () => import('./frame/NotFoundPage.vue') },
    ],
  })
  standInForMissing(router)
  return router
}

type LoadPage = () => Promise<unknown>

/**
 * A page whose parts cannot be had says so in its place, and no click is without
 * an answer. The very first one fails instead: nothing is on the screen then.
 */
function standInForMissing(router: Router): void {
  for (const { components } of router.getRoutes()) {
    const load = components?.['default']
    if (components === null || components === undefined || typeof load !== 'function') continue
    components['default'] = () =>
      (load as LoadPage)().catch((error: unknown) => {
        if (router.currentRoute.value.matched.length === 0) throw error
        // It may be the page's own fault, and not the network's.
        console.error(error)
        return MissingPage
      })
  }
}

/** After this the first page is drawn, and has what it asked for. */
const FETCH_AHEAD_MS = 2_000

/** Fetches the parts of all pages, so that each opens at once, also while the console is away. */
export function fetchPagesAhead(router: Router): void {
  void router.isReady().then(() => {
    setTimeout(() => {
      for (const { components } of router.getRoutes()) {
        const page = components?.['default']
        // What fails here is fetched again when its page is opened.
        if (typeof page === 'function') void (page as LoadPage)().catch(() => undefined)
      }
    }, FETCH_AHEAD_MS)
  })
}
